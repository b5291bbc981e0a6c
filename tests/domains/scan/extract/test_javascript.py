# ruff: noqa: E501 - pages as they are written
"""Pages that are empty until their scripts have run."""

import pytest

from domains.scan.extract import extract

SHELLS = {
    "React, create-react-app": '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>'
    '<script src="/static/js/main.4f3a9c1b.js"></script>',
    "Vue CLI": "<noscript><strong>We're sorry but shop doesn't work properly without JavaScript enabled.</strong></noscript>"
    '<div id="app"></div><script src="/js/chunk-vendors.2b1c77aa.js"></script>',
    "Vite": '<div id="app"></div><script type="module" crossorigin src="/assets/index-BxT93kQd.js"></script>',
    "Angular": '<app-root></app-root><script src="polyfills.1f2e3d4c.js" type="module"></script>',
    "Angular, loading text": "<app-shell><p>Loading...</p></app-shell><script src='main.8c2d1e.js'></script>",
    "Svelte": '<div style="display: contents"></div><script type="module" src="/_app/immutable/entry/start.js"></script>',
    "Next.js, rendered by the browser": '<div id="__next"></div><script src="/_next/static/chunks/main-1a2b3c4d.js"></script>',
    "Nuxt": '<div id="__nuxt"></div><script src="/_nuxt/entry.5e6f7a8b.js" type="module"></script>',
    "own root": '<div id="site"></div><noscript>Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.</noscript>'
    "<script>start()</script>",
}
TEXT = "<p>Bakery Ohm in Ulm bakes bread and rolls every day from six in the morning. " * 4
PAGES = {
    "a page": f"<h1>Bakery</h1>{TEXT}<script src='/js/app.js'></script>",
    "rendered by the server": f'<div id="__next"><h1>Bakery</h1>{TEXT}</div><script src="/_next/static/main.js"></script>',
    "a short page": "<h1>Bakery Ohm</h1><p>Call us: +49 731 1234567</p>",
    "a short page with statistics": "<h1>Bakery Ohm</h1><script async src='https://stats.example/analytics.js'></script>",
    "a short page with a script of its own": "<h1>Bakery Ohm</h1><p>Open daily</p><script>menu()</script>",
    "no body": "",
    "structured data alone": '<div id="root"></div><script type="application/ld+json">{}</script>',
}


def signs(body):
    page = f"<!doctype html><html><head><title>A</title></head><body>{body}</body></html>"
    return extract(page.encode(), url="https://example.com/").needs_javascript


@pytest.mark.parametrize("name", SHELLS)
def test_empty_shells_are_recognised_with_their_signs(name):
    assert signs(SHELLS[name])


@pytest.mark.parametrize("name", PAGES)
def test_ordinary_pages_are_not(name):
    assert signs(PAGES[name]) == ()


def test_the_signs_name_what_was_seen():
    assert signs(SHELLS["React, create-react-app"]) == (
        "empty element #root",
        "noscript: You need to enable JavaScript to run this app.",
        "script /static/js/main.4f3a9c1b.js",
    )
