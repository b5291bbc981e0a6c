"""What is told of two scans of one domain."""

import pytest

from domains.scan.redaction import Redactor, Subject
from domains.scan.result_changes import between, remaining, same_sitemap


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


FORM = {
    "kind": "contact_form",
    "provider": "",
    "value": "https://x.com/contact",
    "page": "https://x.com/contact",
}
CHAT = {"kind": "chat", "provider": "Intercom", "value": "https://x.com/", "page": "https://x.com/"}
APP = {
    "kind": "app",
    "provider": "App Store",
    "value": "https://apps.apple.com/app/id123",
    "page": "https://x.com/",
}


def moved(way, page):
    return way | {"value": page, "page": page}


def test_ways_that_came_and_went():
    before, after = result() | {"ways": [FORM, CHAT]}, result() | {"ways": [APP, FORM]}
    assert between(before, after) == {
        "ways": {
            "added": [{"kind": "app", "provider": "App Store", "value": "https://apps.apple.com/app/id123"}],
            "removed": [{"kind": "chat", "provider": "Intercom", "value": "https://x.com/"}],
        }
    }


def test_a_form_on_another_page_an_order_and_an_older_result_are_no_change():
    now = result() | {"ways": [CHAT, moved(FORM, "https://x.com/about")]}
    assert between(result() | {"ways": [FORM, moved(CHAT, "https://x.com/shop")]}, now) == {}
    assert between(result(), now) == between(now, result()) == {}


DNS = {
    "mail_provider": "IONOS", "receives_mail": True, "mail_servers": ["mx00.ionos.de", "mx01.ionos.de"],
    "spf": "v=spf1 include:_spf.ionos.de ~all", "dmarc": "", "name_servers": ["ns1.a.net", "ns2.a.net"],
    "address_domains": {}, "error": "",
}  # fmt: skip


def dns(**changed):
    return result() | {"dns": DNS | changed}


def test_mail_and_name_servers_that_changed():
    after = dns(
        mail_provider="Google Workspace", mail_servers=["smtp.google.com"], dmarc="v=DMARC1; p=none",
        name_servers=["ns2.a.net", "ns3.a.net"],
    )  # fmt: skip
    assert between(dns(), after) == {
        "dns": {
            "mail_provider": {"before": "IONOS", "after": "Google Workspace"},
            "dmarc": {"before": "", "after": "v=DMARC1; p=none"},
            "mail_servers": {"added": ["smtp.google.com"], "removed": ["mx00.ionos.de", "mx01.ionos.de"]},
            "name_servers": {"added": ["ns3.a.net"], "removed": ["ns1.a.net"]},
        }
    }
    gone = dns(mail_provider="", receives_mail=False, mail_servers=[])
    assert between(dns(), gone)["dns"]["receives_mail"] == {"before": True, "after": False}


@pytest.mark.parametrize(
    "changed",
    [
        {"name_servers": ["ns2.a.net", "ns1.a.net"], "mail_servers": ["mx01.ionos.de", "mx00.ionos.de"]},
        {"spf": "v=spf1  include:_spf.ionos.de ~all "},
        {"spf": "", "error": "TXT of x.com: LifetimeTimeout"},
        {
            "mail_provider": "",
            "receives_mail": None,
            "mail_servers": [],
            "error": "MX of x.com: NoNameservers",
        },
        {"name_servers": [], "error": "NS of x.com: the time is used up"},
        {"address_domains": {"mail.com": True}},
    ],
    ids=["order", "spaces", "no-answer-txt", "no-answer-mx", "no-time", "addresses"],
)
def test_no_change_of_mail_and_name_servers(changed):
    assert between(dns(), dns(**changed)) == between(dns(**changed), dns()) == {}


def test_the_order_of_the_tags_of_a_policy_is_no_change_and_another_policy_is():
    one = dns(dmarc="v=DMARC1; p=none; rua=mailto:a@x.com")
    assert between(one, dns(dmarc="v=DMARC1; rua=mailto:a@x.com;p=none;")) == {}
    assert between(one, dns(dmarc="v=DMARC1; p=reject; rua=mailto:a@x.com"))["dns"]["dmarc"]


def test_beside_an_error_what_both_know_is_compared():
    after = dns(spf="v=spf1 -all", name_servers=[], error="NS of x.com: LifetimeTimeout")
    assert list(between(dns(), after)["dns"]) == ["spf"]


def test_a_scan_without_the_stage_tells_of_no_change():
    assert between(dns(), result() | {"dns": None}) == between(result(), dns()) == {}


def test_what_redaction_made_equal_is_left_out():
    erased = {"before": "v=DMARC1; rua=[erased]", "after": "v=DMARC1; rua=[erased]"}
    spf = {"before": "", "after": "v=spf1 -all"}
    assert remaining({"dns": {"dmarc": erased}, "ways": {"added": [], "removed": []}}) == {}
    assert remaining({"dns": {"dmarc": erased, "spf": spf}}) == {"dns": {"spf": spf}}


def test_an_erased_number_leaves_the_changes_of_ways():
    viber = {
        "kind": "messenger",
        "provider": "Viber",
        "value": "viber:491701234567",
        "page": "https://x.com/",
    }
    found = between(result() | {"ways": []}, result() | {"ways": [viber]})
    redactor = Redactor([Subject("phone", "+491701234567")])
    assert found["ways"]["added"][0]["value"] == viber["value"]
    assert remaining(redactor.json(found)) == {}
