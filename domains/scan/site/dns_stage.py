"""Stage ``dns``: who runs a domain's mail servers, by its DNS records. Asks only the configured name servers.

MX of the domain and of the addresses' domains, SPF (a TXT record), DMARC (a TXT record of _dmarc), NS.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

import dns.exception
import dns.name
import dns.nameserver
import dns.resolver

from domains.scan.names import registrable_domain
from domains.scan.report import DnsQuestion, DnsReport

MOST_KNOWN = 100_000  # answers of the day that a process keeps in memory
MOST_DOMAINS = 10  # of addresses, a scan
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


Answers = Mapping[DnsQuestion, Sequence[str]]  # records as text; no records are an answer as well


class KnownAnswers(Protocol):
    """Keeps answers for a day, so that no domain is asked for more often. Thread-safe."""

    def known(self, questions: Collection[DnsQuestion]) -> Answers: ...

    def keep(self, answers: Answers) -> None: ...


class AnswersInMemory:
    """The answers that this process had today."""

    def __init__(self, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._today = today
        self._lock = threading.Lock()
        self._day = today()
        self._answers: dict[DnsQuestion, Sequence[str]] = {}

    def known(self, questions: Collection[DnsQuestion]) -> Answers:
        with self._lock:
            if self._day != self._today():
                self._day = self._today()
                self._answers.clear()
            return {one: self._answers[one] for one in questions if one in self._answers}

    def keep(self, answers: Answers) -> None:
        with self._lock:
            if len(self._answers) < MOST_KNOWN:
                self._answers.update(answers)


class DnsLookups:
    """Looks domains up. Thread-safe; one for the whole process."""

    def __init__(
        self, servers: Sequence[tuple[str, int]], seconds: float, answers: KnownAnswers | None = None
    ) -> None:
        """``servers``: (address, port), tried in turn. ``seconds``: all that one scan may take here.

        ``answers``: those of the day; without it, those of this process.
        """
        self.seconds = seconds
        self._answers = answers or AnswersInMemory()
        # configure=False: neither the system's resolver nor its search list is used.
        self._resolver = dns.resolver.Resolver(configure=False)
        self._resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in servers]
        self._resolver.timeout = max(0.2, seconds / 4)

    def look_up(self, domain: str, addresses: Iterable[str]) -> DnsReport:
        """The records of a domain, and whether the domains of these e-mail addresses receive mail.

        Records that are not received in time are left out; ``error`` then contains the first reason.
        """
        name = registrable_domain(domain) or domain
        policy = f"_dmarc.{name}"
        others = list(dict.fromkeys(one.rpartition("@")[2] for one in addresses))[:MOST_DOMAINS]
        own = [(name, "MX"), (name, "TXT"), (policy, "TXT"), (name, "NS")]
        answers, error = self._all(dict.fromkeys([*own, *((other, "MX") for other in others)]))
        servers = _mail_servers(answers.get((name, "MX"), ()))
        hosts = answers.get((name, "NS"), ())
        return DnsReport(
            mail_provider=provider(servers),
            mail_servers=servers,
            receives_mail=bool(servers) if (name, "MX") in answers else None,
            spf=_first(answers.get((name, "TXT"), ()), "v=spf1"),
            dmarc=_first(answers.get((policy, "TXT"), ()), "v=DMARC1"),
            name_servers=tuple(sorted(host.lower().rstrip(".") for host in hosts)),
            address_domains={
                other: bool(_mail_servers(answers[other, "MX"]))
                for other in others
                if (other, "MX") in answers
            },
            error=error,
        )

    def _all(self, questions: Collection[DnsQuestion]) -> tuple[Answers, str]:
        """The answers to these questions, and the first error. Only what is not known is asked."""
        deadline = time.monotonic() + self.seconds
        known = self._answers.known(questions)
        fresh: dict[DnsQuestion, Sequence[str]] = {}
        errors = []
        for question in questions:
            if question not in known:
                records, error = self._ask(*question, deadline)
                if error:
                    errors.append(error)
                else:
                    fresh[question] = records
        if fresh:
            self._answers.keep(fresh)
        return {**known, **fresh}, next(iter(errors), "")

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


def _mail_servers(records: Iterable[str]) -> tuple[str, ...]:
    """Of MX records, the preferred one first."""
    ranked = sorted((int(rank), host.lower().rstrip(".")) for rank, _, host in map(_split, records))
    return tuple(host for _, host in ranked if host)  # a dot alone refuses mail (RFC 7505)


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
    return text.replace("\0", "")[:LONGEST_TEXT]  # PostgreSQL stores no NUL
