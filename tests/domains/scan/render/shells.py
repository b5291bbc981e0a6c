"""Pages of invented businesses that are empty until their scripts have run, each in a way of its own."""

from __future__ import annotations

import json

from tests.domains.scan.web import Answer, Responder

WORDS = "We repair bicycles of all kinds, sell used ones and lend tools to neighbours. " * 4
CARD = f"<p>{WORDS}</p><p>Call +1 202 555 0143</p><p><a href=mailto:shop@wheelhouse.com>Write</a></p>"
FOUND = {"+12025550143", "shop@wheelhouse.com"}


def shell(body: str = "<div id=root></div>", src: str = "/static/js/main.4f3a9c1b.js", kind: str = "") -> str:
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Wheelhouse</title></head><body>"
        "<noscript>You need to enable JavaScript to run this app.</noscript>"
        f"{body}<script {kind} src='{src}'></script></body></html>"
    )


def script(text: str) -> Answer:
    return Answer(text.encode(), content_type="text/javascript")


def into(element: str, html: str) -> str:
    return f"document.querySelector({element!r}).innerHTML = {html!r};"


def app(text: str, **shape: str) -> dict[str, Responder]:
    page = shell(**shape)
    return {"/": page, "/static/js/main.4f3a9c1b.js": script(text)}


CREATED = """
const e = (tag, props, ...children) => {
  const node = Object.assign(document.createElement(tag), props); node.append(...children); return node; };
"""
SHELLS: dict[str, dict[str, Responder]] = {
    "react": app(
        CREATED + "requestAnimationFrame(() => document.getElementById('root').replaceChildren("
        f"e('p', null, {WORDS!r}), e('a', {{href: 'tel:+12025550143'}}, 'Call'), "
        "e('a', {href: 'mailto:shop@wheelhouse.com'}, 'Write')));"
    ),
    "late-xhr": app(
        "setTimeout(() => fetch('/api/shop').then((r) => r.json()).then((shop) => {"
        "document.getElementById('root').innerHTML = shop.card; }), 900);"
    )
    | {"/api/shop": lambda _: Answer(_json(CARD), content_type="application/json")},
    "hash-route": app(
        "const show = () => { if (location.hash === '#/contact') " + into("#root", CARD) + " };"
        "addEventListener('hashchange', show); location.hash = '#/contact';"
    ),
    "closed-shadow": app(
        "customElements.define('shop-app', class extends HTMLElement { connectedCallback() {"
        f"this.attachShadow({{mode: 'closed'}}).innerHTML = {CARD!r}; }} }});",
        body="<shop-app></shop-app>",
    ),
    "modules": {
        "/": shell(body="<div id=app></div>", src="/assets/index-BxT93kQd.js", kind="type=module"),
        "/assets/index-BxT93kQd.js": script("import {card} from './card.js';" + "app.innerHTML = card;"),
        "/assets/card.js": script(f"export const card = {CARD!r};"),
    },
    "dialogs": app("alert('Welcome'); confirm('Cookies?'); window.open('/');" + into("#root", CARD)),
    "never-quiet": app(into("#root", CARD) + "setInterval(() => fetch('/poll'), 200);"),
    "leaves": app(into("#root", CARD) + "setTimeout(() => { location.href = '/elsewhere'; }, 50);"),
}


def _json(card: str) -> bytes:
    return json.dumps({"card": card}).encode()
