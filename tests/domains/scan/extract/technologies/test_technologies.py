"""What a site is made with."""

import re
from collections import Counter
from pathlib import Path

import pytest

from domains.scan.extract.technologies.fingerprints import fingerprints
from tests.domains.scan.extract.pages import page


@pytest.mark.parametrize(
    ("body", "head", "headers", "name", "version"),
    [
        ('<script src="/js/jquery-3.7.1.min.js"></script>', "", {}, "jQuery", "3.7.1"),
        ("", '<link rel=stylesheet href="//cdn.x.com/bootstrap@5.3.2/dist/a.css">', {}, "Bootstrap", "5.3.2"),
        ("", "", {"server": "nginx/1.25.3"}, "nginx", "1.25.3"),
        ("", "", {"server": "cloudflare"}, "Cloudflare", ""),
        ("", "", {"x-powered-by": "PHP/8.2.1"}, "PHP", "8.2.1"),
        ("", '<meta name=generator content="Drupal 10 (https://www.drupal.org)">', {}, "Drupal", "10"),
        ('<script src="https://cdn.shopify.com/s/a.js"></script>', "", {}, "Shopify", ""),
        ('<script src="/_next/static/a.js"></script>', "", {}, "React", ""),
        ("<script>var _paq=[];_paq.push(['x'])</script>", "", {}, "Matomo", ""),
        ("", "", {"set-cookie": "laravel_session=1; path=/"}, "Laravel", ""),
        ('<div ng-version="17.0.1"></div>', "", {}, "Angular", ""),
        ("<div NG-Version=17></div>", "", {}, "Angular", ""),
        ('<script id="__NEXT_DATA__">{"props":{"pageProps":{}},"page":"/"}</script>', "", {}, "React", ""),
        ("<script>window.__NUXT__={}</script>", "", {}, "Vue.js", ""),
        ('<script>customElements.get("astro-island")</script>', "", {}, "Astro", ""),
        ('<script type="text/x-magento-init">{"*":{"Magento_Ui/js/a":{}}}</script>', "", {}, "Magento", ""),
        ('<script>var prestashop = {"cart":{}};</script>', "", {}, "PrestaShop", ""),
        (
            "<script>f('https://connect.facebook.net/de_DE/fbevents.js')</script>",
            "",
            {},
            "Facebook Pixel",
            "",
        ),
        ("", "", {"x-hs-content-id": "418273"}, "HubSpot CMS", ""),
    ],
)
def test_technologies(body, head, headers, name, version):
    found = {technology.name: technology for technology in page(body, head, headers=headers).technologies}
    assert name in found
    assert found[name].version == version
    assert found[name].evidence


SAMPLES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "technologies.tsv").read_text(encoding="utf-8").splitlines()
]


def test_each_product_is_found_in_its_sample():
    missed = [name for name, sample in SAMPLES if not evidence_of(name, sample)]
    assert missed == []


def test_each_product_has_a_sample_and_all_implied_ones_are_known():
    known = fingerprints()
    assert {name for name, _ in SAMPLES} == set(known)
    assert len(known) >= 300
    assert {name for one in known.values() for name in one.implies} <= set(known)


def test_no_sample_shows_much_else():
    """A pattern that matches what it should not would be found in many samples."""
    seen = Counter(
        name for mine, sample in SAMPLES for name in found_in(sample) if name != mine and name != "WordPress"
    )
    assert [name for name, count in seen.items() if count > 20] == []


def found_in(sample):
    """Name -> technology, of a page with this fragment: HTML, the URL of a script, or a header."""
    if header := re.match(r"([a-z-]+): (.*)", sample):
        found = page(headers={header[1]: header[2]}).technologies
    elif sample.startswith(("<meta", "<script type")):
        found = page(head=sample).technologies
    else:
        found = page(sample if sample.startswith("<") else f'<script src="{sample}"></script>').technologies
    return {one.name: one for one in found if not one.evidence.startswith("implied")}


def evidence_of(name, sample):
    found = found_in(sample).get(name)
    return found.evidence if found else ""


@pytest.mark.parametrize(
    "body",
    [
        '<p>We use Tealium, Userlike and <a href="https://www.userlike.com/">Userlike</a>.</p>',
        '<a href="https://tags.tiqcdn.com/utag/a.js">tag</a>',
        '<script src="https://userlike.com.example.org/a.js"></script>',
        '<script src="/mirror?of=//tags.tiqcdn.com/"></script>',
        "<script>var text = 'see tags.tiqcdn.com and userlike.com';</script>",
    ],
)
def test_a_mention_is_no_evidence(body):
    assert [one.name for one in page(body).technologies] == []


def test_escaped_urls_in_scripts_count():
    found = page(r'<script>w = {"src": "https:\/\/cdn.segment.com\/analytics.js"}</script>').technologies
    assert [(one.name, one.evidence) for one in found] == [("Segment", "script: cdn.segment.com")]


def test_the_evidence_of_a_host_is_the_url_that_is_loaded():
    found = page('<script src="https://tags.tiqcdn.com/utag/Acme/utag.js"></script>').technologies
    assert [one.evidence for one in found] == ["https://tags.tiqcdn.com/utag/acme/utag.js"]


def test_implied_products_imply_further_ones():
    found = page(head='<meta name="generator" content="WooCommerce 8.5.1">').technologies
    assert [(one.name, one.evidence) for one in found[1:]] == [
        ("WordPress", "implied by WooCommerce"),
        ("PHP", "implied by WordPress"),
    ]
