"""Names -> addresses: from a hosts file, else from DNS within a time limit. All addresses are checked."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import chain, zip_longest

from domains.scan.fetch.address_policy import AddressPolicy
from domains.scan.report import ErrorKind, FetchError

MAX_LOOKUPS = 256  # at the same time; the system's look-ups cannot be called off once started
MAX_ADDRESSES = 6  # of the addresses that a name has, how many are tried
_WITH_PORTS = re.compile(r"(?:\[([^\]]*)\]|([^:\[\]]*))(?::(\d{1,5})(?::(\d{1,5}))?)?", re.ASCII)
_ABSENT = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}

SocketAddress = tuple[str, int]  # an IP address and a port to connect to


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where connections to a name go. A port of None means the URL's port; ``https_port`` 0 refuses https."""

    address: str
    http_port: int | None = None
    https_port: int | None = None

    def port(self, port: int) -> int | None:
        """The port to connect to for a URL's port; None where the connection is refused."""
        if self.http_port is None:
            return port
        return (self.https_port or None) if port == 443 else self.http_port


def parse_hosts(text: str) -> dict[str, Endpoint]:
    """Read a hosts file: lines of ``ADDRESS[:HTTP_PORT[:HTTPS_PORT]] NAME [NAME ...]``, ``#`` comments.

    An IPv6 address with ports has brackets. A name with an HTTP port and no HTTPS port refuses https. Raises
    ``ValueError`` naming the line.
    """
    hosts: dict[str, Endpoint] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            endpoint = _endpoint(words[0])
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        if len(words) == 1:
            raise ValueError(f"line {number}: {words[0]} has no name")
        hosts.update((name.lower().rstrip("."), endpoint) for name in words[1:])
    return hosts


def _endpoint(text: str) -> Endpoint:
    parts = _WITH_PORTS.fullmatch(text)
    address, *ports = (parts[1] or parts[2], parts[3], parts[4]) if parts else (text, None, None)
    http_port, https_port = (int(port) if port else None for port in ports)
    if any(port is not None and not 0 < port < 65536 for port in (http_port, https_port)):
        raise ValueError(f"{text!r} is not ADDRESS[:HTTP_PORT[:HTTPS_PORT]]")
    ip_address(address)
    return Endpoint(address, http_port, https_port if https_port or not http_port else 0)


class Resolver:
    """Returns only addresses that the policy accepts. Thread-safe."""

    def __init__(self, policy: AddressPolicy, hosts: Mapping[str, Endpoint]) -> None:
        self.policy = policy
        self.hosts = hosts
        self._lookups = threading.BoundedSemaphore(MAX_LOOKUPS)

    def resolve(self, host: str, port: int, timeout: float) -> list[SocketAddress]:
        """The addresses to try, in this order; IPv4 and IPv6 alternate.

        If one address of a host is forbidden, the host is refused: a name with public and private addresses
        is an attack or a mistake, and we do not control which of its addresses answers first. Raises
        ``FetchError`` of kind ``dns``, ``connect`` or ``blocked_address``.
        """
        endpoint = self.hosts.get(host)
        to_port = endpoint.port(port) if endpoint else port
        if to_port is None:
            raise FetchError(ErrorKind.CONNECT, f"{host}: nothing answers on port {port}", unsent=True)
        found = [endpoint.address] if endpoint else self.look_up(host, timeout)
        for address in found:
            if reason := self.policy.refuse(address):
                raise FetchError(ErrorKind.BLOCKED_ADDRESS, f"{host}: {reason}")
        return [(address, to_port) for address in found[:MAX_ADDRESSES]]

    def look_up(self, host: str, timeout: float) -> list[str]:
        """The addresses from the system's resolver, unchecked. Raises ``FetchError`` (dns).

        The resolver is called in a separate thread, which is abandoned if it hangs.
        """
        if not self._lookups.acquire(timeout=timeout):
            raise FetchError(ErrorKind.DNS, f"{host}: too many look-ups hang", unsent=True, local=True)
        answer: Future[list[str]] = Future()
        threading.Thread(target=self._ask, args=(host, answer), daemon=True, name="look-up").start()
        try:
            return answer.result(timeout)
        except (OSError, UnicodeError) as error:
            raise _dns_error(host, error) from error
        finally:
            del answer  # with the traceback of its error it would be part of a cycle that stays in memory

    def _ask(self, host: str, answer: Future[list[str]]) -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answer.set_result(_interleave(str(entry[4][0]) for entry in found))
        except (OSError, UnicodeError) as error:
            answer.set_exception(error.with_traceback(None))  # which would refer to this answer
        finally:
            self._lookups.release()


def _interleave(addresses: Iterable[str]) -> list[str]:
    """The distinct addresses; IPv4 and IPv6 alternate, otherwise in the given order."""
    distinct = dict.fromkeys(addresses)
    first = [address for address in distinct if (":" in address) == (":" in next(iter(distinct)))]
    second = [address for address in distinct if address not in first]
    return [address for address in chain.from_iterable(zip_longest(first, second)) if address]


def _dns_error(host: str, error: Exception) -> FetchError:
    """The error of a look-up.

    If a name does not exist, the site is the cause; otherwise the resolver may be.
    """
    if isinstance(error, UnicodeError) or (isinstance(error, socket.gaierror) and error.errno in _ABSENT):
        return FetchError(ErrorKind.DNS, f"{host}: no such name", unsent=True)
    reason = "in time" if isinstance(error, TimeoutError) else f"({error.args[-1]})"
    return FetchError(ErrorKind.DNS, f"{host}: the resolver gave no answer {reason}", unsent=True, local=True)
