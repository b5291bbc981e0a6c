"""The shape of what scans find (``domains/scan/report_json.py``), for the schema. It validates nothing.

Fields are optional, because rows of earlier versions lack those that were added since, and objects may have
further fields.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from domains.api.vocabulary import COMPANY_KIND_CHOICES, CONTACT_KIND_CHOICES, WAY_KIND_CHOICES


class Shape(serializers.Serializer[Any]):
    """All fields are optional."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


def _text(told: str) -> Any:
    return serializers.CharField(help_text=told)


def _texts(told: str, each: str) -> Any:
    return serializers.ListField(child=serializers.CharField(help_text=each), help_text=told)


def _count(told: str, **options: Any) -> Any:
    return serializers.IntegerField(help_text=told, **options)


class Contact(Shape):
    """An e-mail address or a phone number, with the place and the way in which it was found."""

    kind = serializers.ChoiceField(CONTACT_KIND_CHOICES, help_text="What kind of contact it is.")
    value = _text("The e-mail address in lower case, or the number in the format E.164.")
    how = _text("The way in which it was found: `text`, `mailto`, `tel`, `json-ld`, `obfuscated` ...")
    page = _text("URL of the page.")
    extension = _text("The digits of a phone number's extension; empty if it has none.")
    role = serializers.BooleanField(help_text="Whether it is the address of a role, such as info@ or sales@.")
    line_type = _text("The kind of line by the numbering plan: `fixed`, `mobile`, `toll_free` ..., if known.")
    other_domain = serializers.BooleanField(
        help_text="Whether it stands on a page of another registered domain, where the site redirected to."
    )
    rendered = serializers.BooleanField(
        help_text="Whether it is there only after the page's scripts have run."
    )
    owner = _text("Whose domain an e-mail address has: `own` (the site's), `other`, `free` or `disposable`.")


class CompanyFact(Shape):
    """A fact about the company that runs the site, with the place and the way in which it was found."""

    kind = serializers.ChoiceField(COMPANY_KIND_CHOICES, help_text="What the fact is.")
    value = _text("The fact in one line.")
    how = _text("The way in which it was found: `json-ld`, `microdata`, `rdfa` or `imprint`.")
    page = _text("URL of the page.")
    country = _text("ISO 3166 code of an address, or of the country that gives out a number; may be empty.")
    details = serializers.DictField(
        child=serializers.CharField(help_text="A part."),
        help_text="Parts of the value: `scheme` and `register` of a number; `street`, `postal_code`, "
        "`locality` and `region` of an address; `role` of a person.",
    )
    personal = serializers.BooleanField(help_text="Whether the value is the name of a person.")


class ContactName(serializers.Serializer[Any]):
    """A contact by its kind and value."""

    kind = serializers.ChoiceField(CONTACT_KIND_CHOICES, help_text="What kind of contact it is.")
    value = serializers.CharField(help_text="The e-mail address or the number.")


class ContactMoves(Shape):
    """Contacts that were added and removed."""

    added = ContactName(many=True, help_text="Contacts that the scan before did not find.")
    removed = ContactName(many=True, help_text="Contacts that this scan did not find any more.")


class CompanyFactName(serializers.Serializer[Any]):
    """A fact about the company by its kind and value."""

    kind = serializers.ChoiceField(COMPANY_KIND_CHOICES, help_text="What the fact is.")
    value = serializers.CharField(help_text="The fact in one line.")


class CompanyFactMoves(Shape):
    """Facts about the company that were added and removed."""

    added = CompanyFactName(many=True, help_text="Facts that the scan before did not find.")
    removed = CompanyFactName(many=True, help_text="Facts that this scan did not find any more.")


class NameMoves(Shape):
    """Names or URLs that were added and removed."""

    added = _texts("Those that the scan before did not find.", "A name or URL.")
    removed = _texts("Those that this scan did not find any more.", "A name or URL.")


class Replaced(Shape):
    """A value before and after."""

    before = serializers.CharField(allow_null=True, help_text="The value of the scan before.")
    after = serializers.CharField(allow_null=True, help_text="The value of this scan.")


class CountReplaced(Shape):
    """A number before and after."""

    before = _count("The number of the scan before.", allow_null=True)
    after = _count("The number of this scan.", allow_null=True)


class SitemapMoves(Shape):
    """What differs in the sitemaps."""

    added = _texts("URLs that were added, at most 100.", "A URL.")
    removed = _texts("URLs that were removed, at most 100.", "A URL.")
    url_count = CountReplaced(help_text="How many URLs the sitemaps list.")
    newest_lastmod = Replaced(help_text="The latest date of a page.")


class Way(Shape):
    """A way to reach the business without an e-mail address."""

    kind = serializers.ChoiceField(WAY_KIND_CHOICES, help_text="What kind of way it is.")
    value = _text("URL of the page with the form or tool, or address of the booking page, messenger or app.")
    page = _text("URL of the page where it was found.")
    provider = _text("The product, such as Calendly; empty for a form of the site's own.")
    captcha = _text("Of a form, the name of its captcha; `other` if unknown, empty if there is none.")


class WayName(Shape):
    """A way by its kind, product and address."""

    kind = serializers.ChoiceField(WAY_KIND_CHOICES, help_text="What kind of way it is.")
    provider = _text("The product; empty for a form of the site's own.")
    value = _text("URL of the page with the form or tool, or address of the booking page, messenger or app.")


class WayMoves(Shape):
    """Ways that were added and removed. A form or tool that is on another page has not changed."""

    added = WayName(many=True, help_text="Ways that the scan before did not find.")
    removed = WayName(many=True, help_text="Ways that this scan did not find any more.")


class AnswerReplaced(Shape):
    """Yes or no before and after."""

    before = serializers.BooleanField(help_text="The value of the scan before.")
    after = serializers.BooleanField(help_text="The value of this scan.")


class DnsMoves(Shape):
    """What differs in the answers of DNS. Only what both scans know is compared, in any order."""

    mail_provider = Replaced(help_text="Who handles the mail.")
    receives_mail = AnswerReplaced(help_text="Whether it has mail servers.")
    mail_servers = NameMoves(help_text="The mail servers.")
    spf = Replaced(help_text="The SPF record.")
    dmarc = Replaced(help_text="The DMARC record.")
    name_servers = NameMoves(help_text="The name servers.")


class Differences(Shape):
    """What differs from the scans before; only what does is present."""

    status = Replaced(help_text="How the scans ended.")
    title = Replaced(help_text="The title of the home page.")
    wordpress = Replaced(help_text="The version of WordPress; null for a site without it.")
    company = CompanyFactMoves(help_text="Facts about the company.")
    contacts = ContactMoves(help_text="E-mail addresses and phone numbers.")
    social = NameMoves(help_text="Social profiles.")
    technologies = NameMoves(help_text="Technologies that the site uses.")
    ways = WayMoves(help_text="Ways to reach the business without an e-mail address.")
    dns = DnsMoves(help_text="Mail and name servers, where both scans asked.")
    final_url = Replaced(help_text="Where the home page ends, if that is on another registered domain.")
    sitemap = SitemapMoves(help_text="URLs of the sitemaps.")


class HomePage(Shape):
    """What the home page says about the site."""

    url = _text("Where it was read, after redirects.")
    title = _text("Its title.")
    description = _text("The description in its head.")
    language = _text("The language of the site, as a code.")
    declared_language = _text("The language that the page declares.")
    found_language = _text("The language that its text is in.")
    site_name = _text("The name that the site gives itself.")
    generator = _text("The program that made the page, as the page says.")
    canonical_url = _text("The address that the page gives as its own.")
    favicon_url = _text("URL of the icon.")
    logo_url = _text("URL of the logo.")
    last_modified = _text("When the page was changed last, as the server says.")
    encoding = _text("The encoding of its text.")
    text_hash = _text("Hash of its text.")
    robots = _texts("What it asks of search engines.", "`noindex` or `nofollow`.")
    needs_javascript = _texts("Signs that it is empty until its scripts have run.", "A sign.")


class Technology(Shape):
    """A product that the site uses."""

    name = _text("Its name.")
    category = _text("What it is for.")
    version = _text("Its version; empty if unknown.")
    evidence = _text("What it was recognised by.")


class WordPressSite(Shape):
    """WordPress, as the site shows it."""

    version = _text("Its version; empty if unknown.")
    theme = _text("The theme; empty if unknown.")
    plugins = serializers.DictField(
        child=serializers.CharField(help_text="The version; empty if unknown."),
        help_text="Plugins by their short names.",
    )
    evidence = _texts("What it was recognised by.", "A piece of the page.")


class Organisation(Shape):
    """The organisation that the site's structured data names."""

    name = _text("Its name.")
    street = _text("Street and number.")
    postal_code = _text("The postal code.")
    locality = _text("The city.")
    region = _text("The state or region.")
    country = _text("The country as the site writes it.")


class ReadPage(Shape):
    """A page that the scan read or tried to read."""

    url = _text("Where it was read.")
    page_type = _text("What kind of page it is: home, contact, legal, about, team, other ...")
    http_status = _count("The status of the response; null if there was none.", allow_null=True)
    title = _text("Its title.")
    text_hash = _text("Hash of its text.")
    error_kind = _text("Why it could not be read; empty if it was.")
    error = _text("The same in words.")
    bytes = _count("How many bytes it has.")
    robots = _texts("What it asks of search engines.", "`noindex` or `nofollow`.")


class Sitemaps(Shape):
    """What the sitemaps of the site list."""

    sitemaps = _texts("The sitemaps that were read.", "A URL.")
    urls = _texts("The pages that they list, up to a limit.", "A URL.")
    url_count = _count("How many pages they list.")
    newest_lastmod = serializers.CharField(allow_null=True, help_text="The latest date of a page.")
    error = _text("Why a sitemap could not be read; empty if all were.")
    unread = _count("How many sitemaps were not read because a limit was reached.")


class Dns(Shape):
    """What DNS says about the domain's mail."""

    mail_provider = _text("Who handles the mail; the domain of the mail server if it is not known.")
    mail_servers = _texts("The mail servers, the preferred one first.", "A host name.")
    receives_mail = serializers.BooleanField(
        allow_null=True, help_text="Whether it has mail servers; null if unknown."
    )
    spf = _text("The SPF record; empty if there is none.")
    dmarc = _text("The DMARC record; empty if there is none.")
    name_servers = _texts("The name servers.", "A host name.")
    address_domains = serializers.DictField(
        child=serializers.BooleanField(help_text="Whether it has mail servers."),
        help_text="The domains of the e-mail addresses that were found.",
    )
    error = _text("Why a part is missing; empty if none is.")


class ScanResult(Shape):
    """Everything that a scan found."""

    home = HomePage(help_text="What the home page says about the site.")
    contacts = Contact(many=True, help_text="E-mail addresses first, the best of each kind first.")
    final_url = _text("Where the home page ended, if that is on another registered domain; else empty.")
    company = CompanyFact(many=True, help_text="What the site says of the company that runs it.")
    ways = Way(many=True, help_text="Ways to reach the business without an e-mail address.")
    no_email = _text(
        "Why no e-mail address was found: `form only`, `obfuscated` or `none`; empty if one was."
    )
    social = serializers.DictField(
        child=_texts("URLs of profiles.", "A URL."), help_text="Social profiles by network."
    )
    technologies = Technology(many=True, help_text="The technologies that the site uses.")
    wordpress = WordPressSite(allow_null=True, help_text="WordPress; null for a site without it.")
    organisation = Organisation(allow_null=True, help_text="The organisation; null if no page names one.")
    pages = ReadPage(many=True, help_text="The pages of the scan, the home page first.")
    dns = Dns(allow_null=True, help_text="Mail and name servers; null if the stage `dns` is off.")
    sitemap = Sitemaps(allow_null=True, help_text="The sitemaps; null if they were not read.")
    stages = serializers.DictField(
        child=_text("`queued`, `processing`, `complete`, `error` or `skipped`."),
        help_text="How each stage of the scan ended.",
    )
    notes = serializers.DictField(
        child=serializers.JSONField(help_text="A number, a text or a list."),
        help_text="What else is worth knowing, such as `bytes` and `requests`.",
    )


class PageDetails(Shape):
    """What was found on a page besides contacts."""

    social = serializers.DictField(
        child=_texts("URLs of profiles.", "A URL."), help_text="Social profiles by network."
    )
    technologies = Technology(many=True, help_text="The technologies that the page shows.")
    wordpress = WordPressSite(help_text="WordPress.")
    organisation = Organisation(help_text="The organisation that the page names.")
    company = CompanyFact(many=True, help_text="What the page says of the company.")
    ways = Way(many=True, help_text="Ways to reach the business that are on the page.")
    hides_email = serializers.BooleanField(
        help_text="Whether it shows an e-mail address that its source hides, and no other."
    )


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Names(serializers.JSONField):
    """A stored list of texts."""


@extend_schema_field(ScanResult)
class ResultField(serializers.JSONField):
    """A stored result."""


@extend_schema_field(Differences)
class DifferencesField(serializers.JSONField):
    """Stored differences."""


@extend_schema_field(Contact(many=True))
class ContactsField(serializers.JSONField):
    """Stored contacts."""


@extend_schema_field(PageDetails)
class PageDetailsField(serializers.JSONField):
    """Stored details of a page."""


def named(name: str) -> Any:
    """Decorates a serializer: its name in the schema, for one object and for lists of it."""
    return extend_schema_serializer(component_name=name)
