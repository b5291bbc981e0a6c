"""The page "What changed" with the changes that a notice tells: all of them, or those of one message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from domains.models import Change, Notice
from domains.notices.selection import CannotFollow, matching

_ADDRESS = re.compile(r"(\d{1,18})(?:\.(\d{1,18})\.(\d{1,18}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Told:
    """As in an address: "NOTICE.AFTER.UPTO" is one message; "NOTICE" is all that the notice asks for."""

    notice: Notice
    after: int = 0
    upto: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> Told | None:
        """That of the address, if the notice is one of the user. Read once a request."""
        if not hasattr(request, "told"):
            request.told = cls._read(request)  # type: ignore[attr-defined]
        told: Told | None = request.told  # type: ignore[attr-defined]
        return told

    @classmethod
    def _read(cls, request: HttpRequest) -> Told | None:
        found = _ADDRESS.fullmatch(request.GET.get(NoticeFilter.parameter_name, ""))
        if not found:
            return None
        mine = Notice.objects.filter(user=request.user.pk, pk=int(found[1])).select_related("saved_filter")
        notice = mine.first()
        return cls(notice, int(found[2] or 0), int(found[3] or 0)) if notice else None


class NoticeFilter(admin.SimpleListFilter):
    title = "notice"
    parameter_name = "notice"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        mine = Notice.objects.filter(user=request.user.pk).order_by("name")
        return [(str(pk), name) for pk, name in mine.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        told = Told.of(request)
        try:
            return matching(told.notice, queryset) if told else queryset
        except CannotFollow:
            return queryset.none()
