# ruff: noqa: E501 - pages as they are written
"""Pages of invented businesses that tell what they have to tell without their scripts."""

from __future__ import annotations

_TEXT = (
    "Bakery Ohm in Ulm bakes bread and rolls every day from six in the morning, and cakes for weddings. " * 3
)
_CARD = f"<h1>Bakery Ohm</h1><p>{_TEXT}</p><p>Call +49 731 1234567</p>"
_BODIES = {
    "no script": _CARD,
    "jQuery": f"{_CARD}<script src=/js/jquery-3.7.1.min.js></script><script src=/js/main.js></script>",
    "WordPress": f"{_CARD}<script src=/wp-includes/js/jquery/jquery.min.js></script><script src=/wp-content/themes/ohm/js/app.min.js></script>",
    "React, rendered by the server": f"<div id=root data-reactroot>{_CARD}</div><script src=/static/js/main.4f3a9c1b.js></script>",
    "Next.js, exported": f"<div id=__next>{_CARD}</div><script id=__NEXT_DATA__ type=application/json>{{}}</script><script src=/_next/static/chunks/main-1a2b3c4d.js></script>",
    "Nuxt, generated": f"<div id=__nuxt>{_CARD}</div><script type=module src=/_nuxt/entry.5e6f7a8b.js></script>",
    "SvelteKit, prerendered": f"<div style='display: contents'>{_CARD}</div><script type=module src=/_app/immutable/entry/start.js></script>",
    "Gatsby": f"<div id=___gatsby><div id=gatsby-focus-wrapper>{_CARD}</div></div><script src=/app-0011223344556677.js></script>",
    "Angular Universal": f"<app-root ng-version=17.0.0>{_CARD}</app-root><script src=main.8c2d1e.js type=module></script>",
    "Astro with an island": f"{_CARD}<astro-island uid=Z1 component-url=/_astro/Cart.js></astro-island><script type=module>0</script>",
    "a widget beside the text": f"{_CARD}<div id=app></div><script src=/assets/index-BxT93kQd.js></script>",
    "a note for those without scripts": f"<noscript>Please enable JavaScript to use the shop.</noscript>{_CARD}<script src=/js/app.js></script>",
    "a short page": "<h1>Bakery Ohm</h1><p>Call +49 731 1234567</p>",
    "a short page with statistics": "<h1>Bakery Ohm</h1><p>Call +49 731 1234567</p><script async src=https://stats.example/analytics.js></script>",
    "a short page with a menu": "<h1>Bakery Ohm</h1><p>Call +49 731 1234567</p><script src=/js/menu.js></script><script>menu()</script>",
    "an entry page": "<a href=/de>Deutsch</a> <a href=/en>English</a><script>track()</script>",
    "a page under construction": "<h1>Bakery Ohm</h1><p>Our new site opens soon.</p><script src=/js/countdown.js></script>",
    "a page of pictures": "<img src=/bread.jpg alt=Bread><img src=/rolls.jpg alt=Rolls><script src=/js/slider.js></script>",
    "structured data alone": "<h1>Bakery Ohm</h1><div id=root></div><script type=application/ld+json>{}</script>",
    "a statistics pixel for those without scripts": "<h1>Bakery Ohm</h1><noscript><img src=https://stats.example/pixel.gif></noscript><script>track()</script>",
    "an empty page": "",
}
ORDINARY = {
    name: f"<!doctype html><html lang=en><head><title>Bakery Ohm</title></head><body>{body}</body></html>"
    for name, body in _BODIES.items()
}
