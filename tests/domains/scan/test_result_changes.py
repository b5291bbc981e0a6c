"""What is told of two scans of one domain."""

from domains.scan.result_changes import between, same_sitemap


def result(title="Shop", emails=(), wordpress=None, technologies=(), social=None, sitemap=None):
    return {
        "home": {"title": title},
        "contacts": [{"kind": "email", "value": value, "how": "text"} for value in emails],
        "wordpress": {"version": wordpress} if wordpress else None,
        "technologies": [{"name": name, "version": "1"} for name in technologies],
        "social": social or {},
        "sitemap": sitemap,
    }


def sitemap(*urls, count=None, newest="", error=""):
    return {"urls": list(urls), "url_count": count or len(urls), "newest_lastmod": newest, "error": error}


def test_the_same_is_no_change():
    one = result(emails=["a@x.com"], wordpress="6.4", technologies=["nginx"], sitemap=sitemap("/a"))
    assert between(one, one) == {}


def test_every_part_that_changed_is_told():
    before = result(
        "Old", ["a@x.com", "b@x.com"], "6.4", ["nginx"], {"facebook": ["f/old"]}, sitemap("/a", "/b")
    )
    after = result(
        "New", ["b@x.com", "c@x.com"], "6.5", ["Vue"], {"facebook": ["f/new"]}, sitemap("/b", "/c", "/d")
    )
    assert between(before, after) == {
        "title": {"before": "Old", "after": "New"},
        "wordpress": {"before": "6.4", "after": "6.5"},
        "contacts": {
            "added": [{"kind": "email", "value": "c@x.com"}],
            "removed": [{"kind": "email", "value": "a@x.com"}],
        },
        "social": {"added": ["f/new"], "removed": ["f/old"]},
        "technologies": {"added": ["Vue"], "removed": ["nginx"]},
        "sitemap": {
            "url_count": {"before": 2, "after": 3},
            "added": ["/c", "/d"],
            "removed": ["/a"],
        },
    }


def test_facts_about_the_company_and_where_the_home_page_ends():
    old, new = ({"kind": "legal_name", "value": name, "page": "p"} for name in ("Mill Ltd", "Mill plc"))
    before = result() | {"company": [old], "final_url": ""}
    after = result() | {"company": [new], "final_url": "https://new.com/"}
    assert between(before, after) == {
        "final_url": {"before": "", "after": "https://new.com/"},
        "company": {
            "added": [{"kind": "legal_name", "value": "Mill plc"}],
            "removed": [{"kind": "legal_name", "value": "Mill Ltd"}],
        },
    }


def test_an_older_result_without_facts_is_no_change():
    now = result() | {
        "company": [{"kind": "legal_name", "value": "Mill Ltd"}],
        "final_url": "https://new.com/",
    }
    assert between(result(), now) == {}


def test_a_sitemap_that_could_not_be_read_says_nothing():
    whole, broken = result(sitemap=sitemap("/a")), result(sitemap=sitemap(error="timeout"))
    assert between(whole, broken) == between(broken, whole) == between(whole, result()) == {}
    assert not same_sitemap(whole["sitemap"], None)


def test_urls_are_named_only_where_all_are_known():
    before, after = result(sitemap=sitemap("/a", count=9000)), result(sitemap=sitemap("/b", count=9001))
    assert between(before, after) == {"sitemap": {"url_count": {"before": 9000, "after": 9001}}}


def test_a_sitemap_with_a_newer_date_has_changed():
    assert same_sitemap(sitemap("/a", newest="2026-01-01"), sitemap("/a", newest="2026-01-01"))
    assert not same_sitemap(sitemap("/a", newest="2026-01-01"), sitemap("/a", newest="2026-02-01"))
