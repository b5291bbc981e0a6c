"""Pages of invented businesses that are empty until their scripts have run, each in a way of its own."""

from __future__ import annotations

import json
import threading

from domains.scan.render.page import PATIENCE
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
    "slow-api": app("fetch('/api/shop').then((r) => r.json()).then(({card}) => { root.innerHTML = card; });")
    | {"/api/shop": lambda _: _slowly(CARD)},
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
    "vue": {
        "/": shell(body="<div id=app></div>", src="/js/app.2b1c77aa.js").replace(
            "<script", "<script src='/js/chunk-vendors.99ab01cd.js'></script><script", 1
        ),
        "/js/chunk-vendors.99ab01cd.js": script(
            "const createApp = ({data, template}) => ({mount: (where) => {"
            "  const state = new Proxy(data(), {set: (all, name, value) => {"
            "    all[name] = value; queueMicrotask(draw); return true; }});"
            "  const draw = () => { document.querySelector(where).innerHTML = template(state); };"
            "  draw(); return state; }});"
        ),
        "/js/app.2b1c77aa.js": script(
            "const shop = {data: () => ({card: ''}), template: (state) => state.card};"
            "const page = createApp(shop).mount('#app');"
            f"setTimeout(() => {{ page.card = {CARD!r}; }}, 100);"
        ),
    },
    "angular": {
        "/": shell(body="<app-root></app-root>", src="main.8c2d1e0f.js", kind="type=module"),
        "/main.8c2d1e0f.js": script(
            "class Root { constructor(http) { this.http = http; }"
            "  async ngOnInit() { this.card = (await this.http.get('/assets/shop.json')).card; } }"
            "const http = {get: async (url) => (await fetch(url)).json()};"
            "const root = new Root(http); await root.ngOnInit();"
            "document.querySelector('app-root').innerHTML = root.card;"
        ),
        "/assets/shop.json": lambda _: Answer(_json(CARD), content_type="application/json"),
    },
    "svelte": {
        "/": shell(
            body="<div style='display: contents'></div>",
            src="/_app/immutable/entry/start.js",
            kind="type=module",
        ),
        "/_app/immutable/entry/start.js": script(
            "const {default: node} = await import('../nodes/2.js'); node(document.querySelector('div'));"
        ),
        "/_app/immutable/nodes/2.js": script(
            "const template = document.createElement('template');"
            f"template.innerHTML = {CARD!r};"
            "export default (target) => target.append(template.content.cloneNode(true));"
        ),
    },
    "hydration": {
        "/": shell(
            body="<div id=__next><main><!--$--><!--/$--></main></div>", src="/_next/static/main-1a2b3c.js"
        ),
        "/_next/static/main-1a2b3c.js": script(
            "const data = fetch('/_next/data/b/index.json').then((r) => r.json());"
            "data.then(({card}) => requestIdleCallback(() => {"
            "  document.querySelector('main').insertAdjacentHTML('beforeend', card); }));"
        ),
        "/_next/data/b/index.json": lambda _: Answer(_json(CARD), content_type="application/json"),
    },
    "xml-http-request": app(
        "const request = new XMLHttpRequest(); request.open('POST', '/api/shop');"
        "request.onload = () => { root.innerHTML = JSON.parse(request.response).card; };"
        "setTimeout(() => request.send(), 400);"
    )
    | {"/api/shop": lambda _: Answer(_json(CARD), content_type="application/json")},
    "history-route": app(
        "history.pushState({}, '', '/kontakt'); if (location.pathname === '/kontakt')" + into("#root", CARD)
    ),
    "open-shadow": app(
        "const define = (name, html) => customElements.define(name, class extends HTMLElement {"
        "  connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = html; } });"
        f"define('shop-card', {CARD!r}); define('shop-app', '<slot></slot><shop-card></shop-card>');",
        body="<shop-app><b>Wheelhouse</b></shop-app>",
    ),
    "frame": app(
        f"const frame = document.createElement('iframe'); frame.srcdoc = {CARD!r}; root.append(frame);"
    ),
    "when-seen": app(
        "const end = document.createElement('p'); root.append(end); new IntersectionObserver((seen, me) => {"
        "  if (seen[0].isIntersecting) { me.disconnect();" + into("#root", CARD) + "} }).observe(end);"
    ),
    "json-with-padding": app(
        "window.shop = ({card}) => { root.innerHTML = card; };"
        "document.head.append(Object.assign(document.createElement('script'), {src: '/shop.js?to=shop'}));"
    )
    | {"/shop.js?to=shop": script(f"shop({json.dumps({'card': CARD})})")},
    "storage": app(
        f"localStorage.setItem('card', btoa({CARD!r})); document.cookie = 'seen=1';"
        "setTimeout(() => { root.innerHTML = atob(localStorage.getItem('card')); });"
    ),
    "show-number": app(
        into("#root", f"<p>{WORDS}</p><p><button>Show phone number</button></p><a href=#>E-Mail anzeigen</a>")
        + "document.querySelector('button').onclick = ({target}) => {"
        "  target.parentNode.textContent = '+1 202 555 0143'; };"
        "document.querySelector('a').onclick = (event) => { event.preventDefault();"
        "  event.target.textContent = 'shop' + '@wheelhouse.com'; };"
    ),
    "show-number-later": app(
        into("#root", f"<p>{WORDS}</p><div id=card>Call 202 555 01••</div>")
        + "card.addEventListener('click', async () => { card.textContent = 'Loading';"
        "  const shop = await (await fetch('/api/shop', {method: 'POST'})).json();"
        "  setTimeout(() => { card.innerHTML = shop.card; }, 300); });"
    )
    | {"/api/shop": lambda _: Answer(_json(CARD), content_type="application/json")},
    "show-one-at-once": app(
        into(
            "#root",
            f"<p>{WORDS}</p><ul><li>Téléphone <button>Afficher</button></ul><shop-mail></shop-mail><dialog>",
        )
        + "const tell = (text) => { const box = document.querySelector('dialog'); box.show();"
        "  box.textContent = text; };"
        "document.querySelector('button').onclick = () => tell('+1 202 555 0143');"
        "customElements.define('shop-mail', class extends HTMLElement { connectedCallback() {"
        "  const tree = this.attachShadow({mode: 'closed'});"
        "  tree.innerHTML = '<a role=button>Mostrar correo</a>';"
        "  tree.firstChild.onclick = () => tell('shop' + '@wheelhouse.com'); } });"
    ),
}


def _slowly(card: str) -> Answer:
    """After longer than a page is waited for that asks for nothing."""
    threading.Event().wait(PATIENCE + 0.5)
    return Answer(_json(card), content_type="application/json")


def _json(card: str) -> bytes:
    return json.dumps({"card": card}).encode()
