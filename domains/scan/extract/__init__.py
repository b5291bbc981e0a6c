"""The bytes of a page -> ``PageReport``: everything that one page says about its site.

``extract`` reads a page. The ``merge_*`` functions combine the reports of several pages of a site. Neither
uses the network or Django. The time is linear in the size of the page. No input causes an unexpected error.

The steps:

1. ``decoding`` and ``document`` turn the bytes into a tree, by the Encoding and HTML Standards.
2. ``visible`` extracts the text that a reader sees. ``structured`` reads JSON-LD and microdata.
3. From these, ``identity``, ``emails``, ``phones`` (with ``regions``), ``company``, ``social``,
   ``wordpress``, ``technologies``, ``directives``, ``javascript`` and ``links`` each extract one kind of
   data.

For large pages, ``isolated`` does this in a child process with limited time and memory.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from domains.scan.extract import (
    company,
    directives,
    emails,
    identity,
    javascript,
    languages,
    logo,
    phones,
    social,
    structured,
    technologies,
    ways,
)
from domains.scan.extract.document import Document, read
from domains.scan.extract.isolated import is_large, reader
from domains.scan.extract.links import find as find_links
from domains.scan.extract.merging import (
    merge_company,
    merge_contacts,
    merge_social,
    merge_technologies,
    merge_ways,
    merge_wordpress,
    why_no_email,
)
from domains.scan.extract.regions import Regions
from domains.scan.extract.technologies import wordpress
from domains.scan.extract.trace import Trace
from domains.scan.names import same_site
from domains.scan.placeholders import MOST_HREFS, Shown, placeholder
from domains.scan.report import Contact, PageReport

__all__ = [
    "extract",
    "merge_company",
    "merge_contacts",
    "merge_social",
    "merge_technologies",
    "merge_ways",
    "merge_wordpress",
    "why_no_email",
]

# One thread reads all pages, one after the other. Python runs one thread at a time anyway. If several threads
# alternated between half-extracted pages, they would displace each other's data in the caches, and each tree
# takes many times the memory of its page. The C library also keeps freed memory for each thread that has read
# a page (50 MB for 512 threads).
_thread: ThreadPoolExecutor


def _new_thread() -> None:
    """Also called in a forked process, which does not have the thread of its parent."""
    global _thread
    _thread = ThreadPoolExecutor(1, thread_name_prefix="extract")


_new_thread()
os.register_at_fork(after_in_child=_new_thread)


def extract(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str] | None = None,
    default_region: str = "US",
    links: bool = True,
    trace: Trace | None = None,
) -> PageReport:
    """Everything that one page says. ``headers``: lower-cased names; ``url``: where the body came from.

    ``links``: whether the page's links are extracted; a scan that ends with this page does not need them.
    ``trace``: receives the reasons for each contact; such a page is read in this process. What cannot be
    understood is left out. The only error is FetchError(BAD_CONTENT), if a large page takes too much CPU time
    or memory.
    """
    known = dict(headers or {})
    if trace is None and is_large(body):
        return reader.read(body, url=url, headers=known, default_region=default_region, links=links)
    return _thread.submit(
        extract_here,
        body,
        url=url,
        headers=known,
        default_region=default_region,
        links=links,
        trace=trace,
    ).result()


def extract_here(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str],
    default_region: str,
    links: bool,
    trace: Trace | None = None,
) -> PageReport:
    """``extract`` in this thread, regardless of the size of the page."""
    if trace is not None:
        trace.page = url
    return _extract(read(body, url, headers), default_region, links, trace)


def _extract(document: Document, default_region: str, links: bool, trace: Trace | None) -> PageReport:
    things = structured.things(document)
    written = languages.find(document)
    generators = identity.generators(document)
    found_wordpress = wordpress.find(document, generators)
    title = identity.title(document)
    mails = emails.find(document, things, trace)
    with Regions(document, written.tag, things, default_region) as regions:
        numbers = phones.find(document, regions, trace)
        facts = company.find(document, things, regions)
    profiles = social.find(document, things)
    products = technologies.find(document, found_wordpress)
    return PageReport(
        url=document.url,
        title=title,
        description=identity.description(document),
        language=written.tag,
        declared_language=written.declared,
        found_language=written.found,
        site_name=identity.site_name(document, things),
        generator=generators[0] if generators else "",
        canonical_url=identity.link(document, "canonical"),
        favicon_url=identity.favicon(document),
        logo_url=logo.find(document, things),
        needs_javascript=javascript.evidence(document),
        last_modified=identity.last_modified(document, things),
        encoding=document.encoding,
        organisation=identity.organisation(things),
        company=facts,
        emails=mails,
        phones=numbers,
        social=profiles,
        ways=ways.find(document, products, profiles),
        hides_email=not mails and ways.hides_email(document),
        wordpress=found_wordpress,
        technologies=products,
        links=find_links(document) if links else (),
        robots=directives.robots(document),
        refresh_url=directives.refresh_url(document),
        placeholder=placeholder(_shown(document, title, mails, bool(mails or numbers or profiles))),
        text_hash=hashlib.sha256(document.text.encode()).hexdigest(),
    )


def _shown(document: Document, title: str, mails: Iterable[Contact], contacts: bool) -> Shown:
    """What of the page tells whether it is the site's own."""
    host = document.host.removeprefix("www.")
    return Shown(
        host,
        document.headers,
        document.source,
        title,
        document.text,
        contacts=contacts,
        own_mail=any(same_site(mail.value.rpartition("@")[2], host) for mail in mails),
        links=len(document.elements["a"]),
        hrefs=(anchor.href for anchor in document.anchors[:MOST_HREFS]),
        url=document.url,
    )
