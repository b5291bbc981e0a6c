"""Answers of DNS in the database: each domain is asked for once a day, by the process that needs it first."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from django.db import Error, connection

from domains.models import DnsAnswer
from domains.scan.report import DnsQuestion

logger = logging.getLogger(__name__)

T = TypeVar("T")


class StoredAnswers:
    """Used by the threads of scans, which have no connection to the database. For each call, one thread at a
    time opens a connection and closes it again.

    If the database does not answer, no answer is known and none is stored: the scan asks DNS, and goes on.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def known(self, questions: Collection[DnsQuestion]) -> Mapping[DnsQuestion, Sequence[str]]:
        return self._connected(lambda: DnsAnswer.objects.known(questions), {})

    def keep(self, answers: Mapping[DnsQuestion, Sequence[str]]) -> None:
        self._connected(lambda: DnsAnswer.objects.keep(answers), None)

    def _connected(self, work: Callable[[], T], otherwise: T) -> T:
        with self._turn:
            try:
                return work()
            except Error as error:
                logger.warning(
                    "answers of DNS are not stored: %s", error, extra={"event": "dns_answers_unavailable"}
                )
                return otherwise
            finally:
                connection.close()
