"""Names to addresses: a hosts file first, then DNS within a time limit. The answer is checked as a whole."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import chain, zip_longest

from domains.scan.addresses import AddressPolicy
from domains.scan.report import ErrorKind, FetchError

DNS_TIMEOUT = 10.0  # seconds; the system's resolver may take minutes
MOST_LOOKUPS = 256  # at the same time; the system's look-ups cannot be called off once started
_ABSENT = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where connections to a name go. A port of None is the URL's own; ``https_port`` 0 refuses https."""

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

    An IPv6 address with ports stands in brackets. A name with an HTTP port and no HTTPS port refuses
    https. Raises ``ValueError`` naming the line.
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
    if text.startswith("["):
        address, _, rest = text[1:].partition("]")
        ports = rest.removeprefix(":").split(":") if rest else []
    elif text.count(":") > 2:
        address, ports = text, []
    else:
        address, *ports = text.split(":")
    numbers = [int(port) for port in ports]
    if len(numbers) > 2 or not all(0 < port < 65536 for port in numbers):
        raise ValueError(f"{text!r} is not ADDRESS[:HTTP_PORT[:HTTPS_PORT]]")
    ip_address(address)
    return Endpoint(address, *numbers) if len(numbers) != 1 else Endpoint(address, numbers[0], 0)


@dataclass(frozen=True)
class Resolver:
    """Thread-safe. Gives only addresses that the policy lets through."""

    policy: AddressPolicy
    hosts: Mapping[str, Endpoint] = field(default_factory=dict)
    _places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MOST_LOOKUPS)
    )

    def addresses(self, host: str, port: int, timeout: float) -> list[tuple[str, int]]:
        """The (address, port) pairs to try for a host, in order, families taking turns.

        One forbidden address refuses the host as a whole: a name that points inside as well as outside
        is an attack or a mistake, and which address a later look-up gives is not in our hands.
        Raises ``FetchError`` of kind ``dns``, ``connect`` or ``blocked_address``.
        """
        endpoint = self.hosts.get(host)
        if endpoint:
            mapped = endpoint.port(port)
            if mapped is None:
                raise FetchError(ErrorKind.CONNECT, f"{host}: nothing answers on port {port}", unsent=True)
            found, port = [endpoint.address], mapped
        else:
            found = self._look_up(host, min(timeout, DNS_TIMEOUT))
        for address in found:
            if reason := self.policy.refuse(address):
                raise FetchError(ErrorKind.BLOCKED_ADDRESS, f"{host}: {reason}")
        return [(address, port) for address in found]

    def _look_up(self, host: str, timeout: float) -> list[str]:
        """Ask the system's resolver in a thread that can be left behind when it hangs."""
        answer: list[list[str] | OSError | UnicodeError] = []
        done = threading.Event()

        def ask() -> None:
            try:
                answer.append(_by_turns(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))
            except (OSError, UnicodeError) as error:
                answer.append(error)
            finally:
                self._places.release()
                done.set()

        if not self._places.acquire(timeout=timeout):
            raise FetchError(ErrorKind.DNS, f"{host}: too many look-ups hang", unsent=True, local=True)
        threading.Thread(target=ask, daemon=True, name="look-up").start()
        if not done.wait(timeout):
            raise FetchError(ErrorKind.DNS, f"{host}: no answer from DNS within {timeout:.0f} s", unsent=True)
        if isinstance(answer[0], list):
            return answer[0]
        raise _dns_error(host, answer[0])


def _by_turns(found: list[tuple[int, int, int, str, tuple[object, ...]]]) -> list[str]:
    """The distinct addresses of a getaddrinfo answer, IPv4 and IPv6 taking turns in the given order."""
    distinct = dict.fromkeys(str(entry[4][0]) for entry in found)
    first = [address for address in distinct if (":" in address) == (":" in next(iter(distinct)))]
    second = [address for address in distinct if address not in first]
    return [address for address in chain.from_iterable(zip_longest(first, second)) if address]


def _dns_error(host: str, error: Exception) -> FetchError:
    if isinstance(error, socket.gaierror) and error.errno not in _ABSENT:
        message = f"{host}: the resolver gave no answer ({error.strerror})"
        return FetchError(ErrorKind.DNS, message, unsent=True, local=error.errno == socket.EAI_AGAIN)
    return FetchError(ErrorKind.DNS, f"{host}: no such name", unsent=True)
