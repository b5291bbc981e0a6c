"""Whether a page is an empty shell: nearly no text, and an application that fills it once its scripts run.

A page with enough text is not, however many scripts it loads: servers often send complete pages of React or
Vue. If the text is missing, one sign is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from turbohtml import Element

from domains.scan.extract.document import Document

LEAST_TEXT = 200  # characters; a page with more has contents without its scripts
SHORTEST_NOTE = 15
_SENTENCE = 120  # characters around a word in a <noscript>
# Where frameworks put their application, if nobody chose another name.
_ROOTS = (
    "root", "app", "__next", "__nuxt", "___gatsby", "react-root", "app-root", "main-app", "svelte", "q-app",
    "ember-app", "mount", "application", "app-container", "single-spa-application", "vue-app", "wrapper-app",
)  # fmt: skip
_ROOT = re.compile(rf"(?:{'|'.join(map(re.escape, _ROOTS))})", re.IGNORECASE)
# Builds name their parts by content: main.4f3a9c1b.js, index-BxT93kQd.js, chunk-vendors.2b1c.js, app.js.
_BUNDLE = re.compile(
    r"(?:^|/)(?:_next/static|_nuxt|_app/immutable|static/js)/"
    r"|(?:^|/)(?:main|app|index|bundle|runtime|vendor|vendors|polyfills|chunk[\w-]{0,30})"
    r"(?:[.-][\w-]{6,40})?(?:\.min|\.chunk|\.bundle)?\.m?js(?:\?|$)",
    re.ASCII,
)
_JAVASCRIPT = re.compile("java ?script", re.IGNORECASE)


def evidence(document: Document) -> tuple[str, ...]:
    """The signs of an application in a page that has no text of its own; () for any other page."""
    if len(document.text) >= LEAST_TEXT:
        return ()
    body = document.tree.find("body")
    scripts = [element for element in document.elements["script"] if _is_code(element)]
    if body is None or not scripts:
        return ()
    return tuple(dict.fromkeys([*_roots(body), *_notes(document), *_bundles(scripts)]))[:5]


def _is_code(element: Element) -> bool:
    kind = (element.attr("type") or "").lower()
    return not kind or "javascript" in kind or kind == "module"


def _roots(body: Element) -> Iterator[str]:
    """Elements that wait for an application: empty ones with a usual id, and custom elements without text."""
    for element in body.select("[id], [data-reactroot], [ng-app], [data-server-rendered]"):
        name = element.attr("id") or ""
        if _ROOT.fullmatch(name) and not _has_text(element):
            yield f"empty element #{name}"
    for child in body.select(":scope > *"):
        if "-" in child.tag and not _has_text(child):
            yield f"empty element <{child.tag}>"


def _has_text(element: Element) -> bool:
    return len(element.text.strip()) >= LEAST_TEXT


def _notes(document: Document) -> Iterator[str]:
    for element in document.tree.find_all("noscript", limit=20):
        text = " ".join(element.text.split())
        found = _JAVASCRIPT.search(text)
        if found and len(text) >= SHORTEST_NOTE:
            yield f"noscript: {text[:_SENTENCE]}"


def _bundles(scripts: list[Element]) -> Iterator[str]:
    for element in scripts:
        source = element.attr("src") or ""
        if element.attr("type") == "module" or _BUNDLE.search(source):
            yield f"script {source[:_SENTENCE]}" if source else "a module script"
