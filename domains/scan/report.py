"""The values that are passed on during a scan. They are plain values without behaviour, except properties.

The fetcher returns ``Response``, the extraction ``PageReport``, and a whole scan ``SiteReport``. Nothing here
uses Django, a database or a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class ErrorKind(StrEnum):
    """Why a fetch or a scan did not succeed.

    ``domains/queue/retry.py`` decides what follows each kind: a retry, ``failed`` or ``skipped``.
    """

    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    RATE_LIMITED = "rate_limited"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    BAD_CONTENT = "bad_content"
    NOT_HTML = "not_html"
    ROBOTS = "robots"
    BLOCKED = "blocked"
    BLOCKED_ADDRESS = "blocked_address"
    CHALLENGE = "challenge"
    PARKED = "parked"
    INTERNAL = "internal"


class FetchError(Exception):
    """A request that gave no usable page. ``kind`` is for programs, the message for people.

    ``retry_after`` is in seconds, as the site requested; None if it did not. ``status`` is the HTTP status,
    if one was received. ``unsent``: no request left this machine. ``local``: the cause may be this machine's
    own network or resolver. ``body``: the beginning of the response to a refused POST. The message may quote
    what a server sent, so control characters are removed from it here.
    """

    def __init__(
        self,
        kind: ErrorKind,
        message: str,
        *,
        retry_after: float | None = None,
        status: int | None = None,
        unsent: bool = False,
        local: bool = False,
        body: bytes = b"",
    ) -> None:
        shown = message[:500]
        if not shown.isprintable():
            shown = "".join(letter if letter.isprintable() else " " for letter in shown)
        super().__init__(shown)
        self.kind = kind
        self.retry_after = retry_after
        self.status = status
        self.unsent = unsent
        self.local = local
        self.body = body


@dataclass(frozen=True, slots=True)
class Response:
    """One answered request. Redirects were followed; ``url`` is the last URL.

    Header names are lower-cased; the values of a repeated header are joined with ", ". ``body`` is
    decompressed.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: int = 0
    address: str = ""

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower-cased; "" if the server sent none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Contact:
    """One e-mail address, phone, fax or WhatsApp number, with the place and the way it was found.

    ``kind``: "email", "phone", "fax" or "whatsapp". ``value``: an e-mail address in lower case, with its
    domain in ASCII; a number in E.164. ``how``: "text", "mailto", "tel", "json-ld", "microdata",
    "cloudflare", "obfuscated", "attribute" ... ``page``: URL. ``extension``: digits of a phone's extension.
    ``role``: True for info@, sales@ ... ``line_type``: kind of line by the numbering plan: "fixed", "mobile",
    "fixed_or_mobile", "toll_free", "premium", "shared_cost", "voip", "personal", "pager", "uan", "voicemail"
    or "". ``owner``: owner of the domain of an e-mail address: "own" (the site's), "other", "free" (a
    provider of mail for everybody) or "disposable". ``other_domain``: it was found on a page of another
    registered domain than the scanned one, where a redirect ended. ``rendered``: it is on the page only after
    its scripts have run.
    """

    kind: str
    value: str
    how: str
    page: str
    extension: str = ""
    role: bool = False
    line_type: str = ""
    owner: str = ""
    other_domain: bool = False
    rendered: bool = False


@dataclass(frozen=True, slots=True)
class Technology:
    """One recognised product, with the evidence (what was seen, shortened to 200 characters)."""

    name: str
    category: str
    version: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class WordPress:
    """WordPress as seen on a page; ``plugins`` maps a plugin's slug to its version ("" if unknown)."""

    version: str = ""
    theme: str = ""
    plugins: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation that runs the site, from its structured data."""

    name: str = ""
    street: str = ""
    postal_code: str = ""
    locality: str = ""
    region: str = ""
    country: str = ""  # as written: a name or an ISO code


@dataclass(frozen=True, slots=True)
class CompanyFact:
    """One fact about the company that runs the site, with the place and the way it was found.

    ``kind``: "legal_name", "vat_id", "tax_id", "registration_number", "identifier", "address",
    "opening_hours", "geo", "price_range", "founded", "employees", "industry" or "person". ``how``: "json-ld",
    "microdata", "rdfa" or "imprint" (the text of a page). ``page``: URL. ``country``: ISO 3166 code of an
    address, or of the country that issued a number. ``details``: of a number its "scheme" (its usual name)
    and "register" (the court or office); of an address "street", "postal_code", "locality", "region"; of a
    person the "role". ``personal``: the value is the name of a person.
    """

    kind: str
    value: str
    how: str
    page: str
    country: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach the business without an e-mail address.

    ``kind``: "contact_form", "booking", "chat", "messenger" or "app". ``value``: URL of the page with the
    form or tool, or the address of a booking page, a messenger or an app. ``page``: where it was found.
    ``provider``: the product, such as "Calendly"; "" for a form of the site's own. ``captcha``: of a form,
    the name of its captcha, "other" for an unknown one, "" for none.
    """

    kind: str
    value: str
    page: str
    provider: str = ""
    captcha: str = ""


class NoEmail(StrEnum):
    """Why a scan found no e-mail address."""

    FORM_ONLY = "form only"  # the site has a contact form
    OBFUSCATED = "obfuscated"  # a page shows an address that its source hides
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A page that is shown instead of the site.

    ``kind``: challenge or parked. ``by``: who shows it, in words.
    """

    kind: ErrorKind
    by: str

    def error(self, status: int | None = None) -> FetchError:
        """The error with which a scan that received this page ends."""
        is_check = self.kind is ErrorKind.CHALLENGE
        told = (
            "a bot check is shown instead of the site" if is_check else "this is not the page of a business"
        )
        return FetchError(self.kind, f"{told}: {self.by}", status=status)


class Link(NamedTuple):
    """An http(s) link of a page: absolute URL without fragment, and its text (or title, or image alt)."""

    url: str
    text: str = ""
    nofollow: bool = False


@dataclass(frozen=True, slots=True)
class PageReport:
    """Everything extracted from one page. Strings contain no NUL, control or replacement characters."""

    url: str
    title: str = ""
    description: str = ""
    language: str = ""  # BCP 47, lower-cased, e.g. "en", "pt-br": the more credible of the next two
    declared_language: str = ""  # as the page declares it
    found_language: str = ""  # the language of its text, without region
    site_name: str = ""
    generator: str = ""
    canonical_url: str = ""
    favicon_url: str = ""
    logo_url: str = ""
    needs_javascript: tuple[str, ...] = ()  # the signs that the page is empty until its scripts have run
    last_modified: str = ""  # ISO 8601 date or date-time, as far as the page says
    encoding: str = ""
    organisation: Organisation | None = None
    company: tuple[CompanyFact, ...] = ()  # best first
    emails: tuple[Contact, ...] = ()  # best first
    phones: tuple[Contact, ...] = ()  # phones and faxes, best first
    social: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # "facebook" -> profile URLs
    ways: tuple[Way, ...] = ()
    hides_email: bool = False  # no e-mail address was found, but the page shows one that its source hides
    wordpress: WordPress | None = None
    technologies: tuple[Technology, ...] = ()
    links: tuple[Link, ...] = ()  # at most MAX_LINKS, in document order, no duplicates
    robots: frozenset[str] = frozenset()  # of "noindex", "nofollow", from meta and X-Robots-Tag
    refresh_url: str = ""  # the target of <meta http-equiv=refresh> with a delay of at most 5 s
    placeholder: Placeholder | None = None  # set if this is not the site's own page
    text_hash: str = ""  # of the visible text: equal for pages with the same text


@dataclass(frozen=True, slots=True)
class Picture:
    """How a page looks: a WebP image and its size in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class VisitedPage:
    """One page that a scan requested.

    If it could not be read, ``report`` is None, and ``error_kind`` and ``error`` say why.
    """

    url: str
    page_type: str  # "home", "contact", "about", "legal", "team", "locations", "privacy", "other"
    http_status: int | None
    report: PageReport | None = None
    error_kind: ErrorKind | None = None
    error: str = ""
    etag: str = ""
    last_modified: str = ""
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class SitemapReport:
    """The contents of the site's sitemaps. ``urls`` is a sample; ``url_count`` counts all URLs."""

    sitemaps: tuple[str, ...] = ()  # the sitemap files read, indexes included
    urls: tuple[str, ...] = ()
    url_count: int = 0
    newest_lastmod: str = ""
    error: str = ""
    unread: int = 0  # files that were listed but not read, because a limit was reached


DnsQuestion = tuple[str, str]  # a name and the type of the records: ("acme.com", "MX")


@dataclass(frozen=True, slots=True)
class DnsReport:
    """What DNS says about a domain's mail. ``error``: why a part is missing; "" if nothing is missing.

    ``mail_provider``: "Google Workspace"; the domain of the mail server if it is not known; "" without mail.
    ``receives_mail``: whether there are MX records; None if unknown. ``address_domains``: whether the domains
    of the e-mail addresses that were found receive mail.
    """

    mail_provider: str = ""
    mail_servers: tuple[str, ...] = ()  # the preferred one first
    receives_mail: bool | None = None
    spf: str = ""
    dmarc: str = ""
    name_servers: tuple[str, ...] = ()
    address_domains: Mapping[str, bool] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class SiteReport:
    """The outcome of a successful scan: the results of the home page and of all further pages, merged.

    ``unchanged``: the scan had the condition that the sitemap has changed, and it had not. The report then
    contains only the home page and the sitemap.
    """

    domain: str
    home: PageReport
    pages: tuple[VisitedPage, ...] = ()
    emails: tuple[Contact, ...] = ()
    phones: tuple[Contact, ...] = ()
    social: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wordpress: WordPress | None = None
    technologies: tuple[Technology, ...] = ()
    company: tuple[CompanyFact, ...] = ()
    ways: tuple[Way, ...] = ()
    no_email: NoEmail | None = None
    dns: DnsReport | None = None
    sitemap: SitemapReport | None = None
    stages: Mapping[str, str] = field(default_factory=dict)  # "content", "pages", "sitemap", "dns" -> outcome
    bytes: int = 0
    requests: int = 0
    notes: Mapping[str, Any] = field(default_factory=dict)
    unchanged: bool = False
    picture: Picture | None = None  # of the home page
