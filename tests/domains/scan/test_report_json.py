"""The one shape that a report is kept and handed out in."""

from __future__ import annotations

import json

from domains.scan.report import PageReport, SiteReport
from domains.scan.report_json import to_json
from tests.domains.scan.scans import HOME, HOST, PAGES, scan, site
from tests.domains.scan.web import links, page, serving


def test_json_has_everything_and_nothing_that_a_database_refuses() -> None:
    pages = site(
        home=page("Shop", links(contact="Contact") + "<p>a@shopmail.net</p>"),
        contact=page("Contact", "<p>+1 202 555 0143</p>"),
        sitemap=f"{HOME}a\n",
    )
    with serving(pages) as web:
        report = scan(web, stages=PAGES | {"sitemap"})
    shape = json.loads(json.dumps(to_json(report), allow_nan=False))
    assert set(shape) == {
        "home", "contacts", "social", "technologies", "wordpress", "organisation", "company",
        "pages", "sitemap", "stages", "notes", "final_url", "ways", "no_email", "dns",
    }  # fmt: skip
    assert [contact["value"] for contact in shape["contacts"]] == ["a@shopmail.net", "+12025550143"]
    assert shape["contacts"][1] | {"how": ""} == {
        "kind": "phone", "value": "+12025550143", "how": "",
        "page": f"{HOME}contact", "extension": "", "role": False,
        "line_type": "fixed_or_mobile", "owner": "", "other_domain": False, "rendered": False,
    }  # fmt: skip
    assert [(p["page_type"], p["http_status"]) for p in shape["pages"]] == [("home", 200), ("contact", 200)]
    assert shape["sitemap"]["url_count"] == 1
    assert shape["stages"] == {"content": "complete", "pages": "complete", "sitemap": "complete"}
    assert "links" not in shape["home"]


def test_json_without_nul_or_half_characters() -> None:
    report = SiteReport(HOST, PageReport(HOME, title="a\0b\ud800c"), notes={"x": ["\0"]})
    shape = to_json(report)
    assert shape["home"]["title"] == "abc"
    assert shape["notes"]["x"] == [""]
