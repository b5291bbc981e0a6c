"""Stage ``dns``: who runs a domain's mail servers, by its DNS records. Asks only the configured name servers.

MX of the domain and of the addresses' domains, SPF (a TXT record), DMARC (a TXT record of _dmarc), NS.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeVar

import dns.exception
import dns.name
import dns.nameserver
import dns.resolver

from domains.scan.names import registrable_domain
from domains.scan.report import DnsReport

T = TypeVar("T")
MOST_KNOWN = 20_000  # domains whose answers are kept for the day
MOST_DOMAINS = 10  # of e-mail addresses, in one scan
MOST_RECORDS = 20
LONGEST_TEXT = 1_000  # characters of a record
# Ends of the names of mail servers -> who runs them.
PROVIDERS = {
    "google.com": "Google Workspace", "googlemail.com": "Google Workspace",
    "protection.outlook.com": "Microsoft 365", "mx.microsoft": "Microsoft 365",
    "outlook.com": "Outlook.com", "zoho.com": "Zoho Mail", "zoho.eu": "Zoho Mail",
    "zohomail.com": "Zoho Mail", "zohomail.eu": "Zoho Mail", "protonmail.ch": "Proton Mail",
    "messagingengine.com": "Fastmail",
    "icloud.com": "iCloud Mail", "yandex.net": "Yandex 360", "yandex.ru": "Yandex 360", "mail.ru": "VK Mail",
    "qq.com": "Tencent Exmail", "mxhichina.com": "Alibaba Mail", "aliyun.com": "Alibaba Mail",
    "pphosted.com": "Proofpoint", "ppe-hosted.com": "Proofpoint", "mimecast.com": "Mimecast",
    "barracudanetworks.com": "Barracuda", "messagelabs.com": "Symantec", "iphmx.com": "Cisco",
    "trendmicro.eu": "Trend Micro", "trendmicro.com": "Trend Micro", "hornetsecurity.com": "Hornetsecurity",
    "antispameurope.com": "Hornetsecurity", "sophos.com": "Sophos", "fireeyecloud.com": "Trellix",
    "kundenserver.de": "IONOS", "ionos.com": "IONOS", "ionos.de": "IONOS", "ionos.co.uk": "IONOS",
    "ionos.fr": "IONOS", "ionos.es": "IONOS", "1and1.com": "IONOS", "strato.de": "STRATO",
    "rzone.de": "STRATO", "ovh.net": "OVHcloud", "secureserver.net": "GoDaddy", "emailsrvr.com": "Rackspace",
    "gandi.net": "Gandi", "hostinger.com": "Hostinger", "titan.email": "Titan", "one.com": "one.com",
    "infomaniak.ch": "Infomaniak", "hostpoint.ch": "Hostpoint", "mailbox.org": "mailbox.org",
    "your-server.de": "Hetzner", "kasserver.com": "ALL-INKL", "agenturserver.de": "Mittwald",
    "udag.de": "united-domains", "hosteurope.de": "Host Europe", "aruba.it": "Aruba",
    "register.it": "Register.it",
    "mailspamprotection.com": "SiteGround", "privateemail.com": "Namecheap", "dreamhost.com": "DreamHost",
    "websupport.sk": "Websupport", "home.pl": "home.pl", "seznam.cz": "Seznam",
    "mx.cloudflare.net": "Cloudflare",
    "amazonaws.com": "Amazon WorkMail", "mailgun.org": "Mailgun", "sendgrid.net": "SendGrid",
    "naver.com": "Naver Works", "worksmobile.com": "LINE Works", "sakura.ne.jp": "SAKURA internet",
    "transip.email": "TransIP", "simply.com": "Simply.com", "loopia.se": "Loopia", "migadu.com": "Migadu",
}  # fmt: skip


class DnsLookups:
    """Looks domains up, each once a day. Thread-safe; one for the whole process."""

    def __init__(
        self,
        servers: Sequence[tuple[str, int]],
        seconds: float,
        *,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """``servers``: (address, port), tried in turn. ``seconds``: the time limit of one scan."""
        self.seconds = seconds
        self._today = today
        self._lock = threading.Lock()
        self._day = today()
        self._receives: dict[str, tuple[str, ...]] = {}
        self._reports: dict[str, DnsReport] = {}
        # configure=False: neither the system's resolver nor its search list is used.
        self._resolver = dns.resolver.Resolver(configure=False)
        self._resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in servers]
        self._resolver.timeout = max(0.2, seconds / 4)

    def look_up(self, domain: str, addresses: Iterable[str]) -> DnsReport:
        """The records of a domain, and whether the domains of these e-mail addresses receive mail.

        Records that are not received in time are left out; ``error`` then contains the first reason.
        """
        deadline = time.monotonic() + self.seconds
        self._forget_yesterday()
        name = registrable_domain(domain) or domain
        report = self._reports.get(name) or self._own(name, deadline)
        if not report.error:
            self._keep(self._reports, name, report)
        others = list(dict.fromkeys(one.rpartition("@")[2] for one in addresses))[:MOST_DOMAINS]
        receives, errors = {}, [report.error]
        for other in others:
            servers, error = self._mail_servers(other, deadline)
            errors.append(error)
            if servers is not None:
                receives[other] = bool(servers)
        return replace(report, address_domains=receives, error=next(filter(None, errors), ""))

    def _own(self, name: str, deadline: float) -> DnsReport:
        servers, error = self._mail_servers(name, deadline)
        texts, spf_error = self._ask(name, "TXT", deadline)
        policies, dmarc_error = self._ask(f"_dmarc.{name}", "TXT", deadline)
        hosts, ns_error = self._ask(name, "NS", deadline)
        return DnsReport(
            mail_provider=provider(servers or ()),
            mail_servers=servers or (),
            receives_mail=None if servers is None else bool(servers),
            spf=_first(texts, "v=spf1"),
            dmarc=_first(policies, "v=DMARC1"),
            name_servers=tuple(sorted(host.lower().rstrip(".") for host in hosts)),
            error=error or spf_error or dmarc_error or ns_error,
        )

    def _mail_servers(self, name: str, deadline: float) -> tuple[tuple[str, ...] | None, str]:
        """(mail servers, the preferred one first; None if unknown), and the error."""
        if name in self._receives:
            return self._receives[name], ""
        records, error = self._ask(name, "MX", deadline)
        if error:
            return None, error
        ranked = sorted((int(rank), host.lower().rstrip(".")) for rank, _, host in map(_split, records))
        servers = tuple(host for _, host in ranked if host)  # a dot alone refuses mail (RFC 7505)
        self._keep(self._receives, name, servers)
        return servers, ""

    def _ask(self, name: str, kind: str, deadline: float) -> tuple[list[str], str]:
        """The records as text, and the error. It is not an error if the name or record does not exist."""
        left = deadline - time.monotonic()
        if left <= 0:
            return [], f"{kind} of {name}: the time is used up"
        try:
            answer = self._resolver.resolve(dns.name.from_text(name), kind, lifetime=left, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return [], ""
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            return [], f"{kind} of {name}: {type(error).__name__}"
        return [_text(record) for record in list(answer)[:MOST_RECORDS]], ""

    def _keep(self, known: dict[str, T], name: str, value: T) -> None:
        with self._lock:
            if len(known) < MOST_KNOWN:
                known[name] = value

    def _forget_yesterday(self) -> None:
        with self._lock:
            if self._day != self._today():
                self._day = self._today()
                self._receives.clear()
                self._reports.clear()


def provider(servers: Sequence[str]) -> str:
    """Who runs the mail servers, by the first one that is known; else the domain of the first one."""
    for server in servers:
        labels = server.split(".")
        for start in range(len(labels) - 1):
            if name := PROVIDERS.get(".".join(labels[start:])):
                return name
    return registrable_domain(servers[0]) or servers[0] if servers else ""


def _split(record: str) -> tuple[str, str, str]:
    return record.partition(" ")


def _first(texts: Iterable[str], prefix: str) -> str:
    return next((text for text in texts if text.lower().startswith(prefix.lower())), "")


def _text(record: object) -> str:
    """A record as text; the parts of a TXT record joined."""
    strings = getattr(record, "strings", None)
    text = b"".join(strings).decode("utf-8", "replace") if strings is not None else str(record)
    return text[:LONGEST_TEXT]
