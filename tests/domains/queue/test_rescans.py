"""Re-scans: by policy, with conditional requests, and with recorded changes."""

import ipaddress
from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from domains.models import Domain, RescanPolicy, RescanWhen, Scan
from domains.queue import rescans
from domains.runs.run import RunOptions, execute_run
from domains.scan.fetch import parse_hosts
from scrapersky.shutdown import StopRequest
from tests.sites import html, page

pytestmark = pytest.mark.django_db

SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


class Site:
    """A site of a home page, a contact page and a sitemap, all of which may change."""

    def __init__(self):
        self.title = "Shop"
        self.email = "info@shop.test"
        self.urls = ["/a"]
        self.down = False

    def __call__(self, path):
        if self.down:
            return html(page("down"), 410)
        if path == "/sitemap.xml":
            entries = "".join(f"<url><loc>http://shop.test{url}</loc></url>" for url in self.urls)
            return 200, {"Content-Type": "application/xml"}, SITEMAP.format(entries).encode()
        if path == "/contact":
            profile = '<a href="https://www.facebook.com/theshop">us</a>'
            return html(page("Contact", f"{self.email} {profile}"), ETag=f'"{self.email}"')
        return html(page(self.title, '<a href="/contact">Contact</a>')) if path == "/" else html(b"", 404)


@pytest.fixture
def site(sites):
    sites.responders["shop.test"] = made = Site()
    return made


@pytest.fixture
def scan(settings, sites, queue):
    """Scan shop.test, once more if it was scanned before; its Scan row."""
    settings.FETCH_DELAY_SECONDS = 0
    settings.FETCH_ALLOWED_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    settings.FETCH_HOSTS = parse_hosts(sites.hosts("shop.test"))
    settings.RETRY_BACKOFF_SECONDS = 0

    def go():
        row = Domain.objects.filter(domain="shop.test").first() or queue("shop.test")[0]
        if row.status != "pending":
            Domain.objects.filter(pk=row.pk).queue_again([row.pk])
        execute_run(RunOptions(trigger="test", limit=10, concurrency=2), StopRequest())
        row.refresh_from_db()
        return Scan.objects.get(pk=row.scan_id)

    return go


@pytest.fixture
def ended(queue):
    """Domains whose last scan ended so many days ago."""

    def make(days, *names, status="completed", **columns):
        last_scan = Now() - timedelta(days=days)
        return queue(*names, status=status, last_scan=last_scan, **columns)

    return make


def due():
    return set(Domain.objects.filter(status="pending").values_list("domain", flat=True))


class TestChanges:
    def test_a_first_scan_changes_nothing(self, site, scan):
        assert scan().changes == {}

    def test_the_same_again_changes_nothing_and_asks_for_no_page_twice(self, site, scan, sites):
        scan()
        again = scan()
        assert (again.status, again.changes) == ("completed", {})
        assert sites.unchanged == {("shop.test", "/contact"): 1}
        assert Domain.objects.get().email_addresses == ["info@shop.test"]
        assert Domain.objects.get().facebook_url == "https://www.facebook.com/theshop"

    def test_what_changed_is_told(self, site, scan):
        scan()
        site.title, site.email, site.urls = "Better shop", "sales@shop.test", ["/a", "/b"]
        assert scan().changes == {
            "title": {"before": "Shop", "after": "Better shop"},
            "contacts": {
                "added": [{"kind": "email", "value": "sales@shop.test"}],
                "removed": [{"kind": "email", "value": "info@shop.test"}],
            },
            "sitemap": {
                "added": ["http://shop.test/b"],
                "removed": [],
                "url_count": {"before": 1, "after": 2},
            },
        }

    def test_a_site_that_goes_down_and_comes_back(self, site, scan):
        scan()
        site.down = True
        down = scan()
        assert down.changes == {"status": {"before": "completed", "after": "failed"}}
        assert scan().changes == {}
        site.down, site.title = False, "New"
        assert scan().changes == {
            "status": {"before": "failed", "after": "completed"},
            "title": {"before": "Shop", "after": "New"},
        }


class TestOnlyIfTheSitemapChanged:
    @pytest.fixture
    def look(self, scan):
        def go():
            Domain.objects.queue_again([Domain.objects.get().pk], only_if_sitemap_changed=True)
            return scan()

        return go

    def test_a_site_whose_sitemap_is_the_same_is_left_alone(self, site, scan, look, sites):
        scan()
        site.title = "Other"
        before, asked = Domain.objects.get(), sites.seen["shop.test", "/contact"]
        found = look()
        row = Domain.objects.get()
        assert (found.status, found.changes, found.pages) == ("completed", {}, 0)
        assert sites.seen["shop.test", "/contact"] == asked
        assert (row.title, row.email_addresses) == (before.title, before.email_addresses)
        assert row.domain_metadata["contacts"] == before.domain_metadata["contacts"]
        assert row.last_scan > before.last_scan

    def test_one_whose_sitemap_has_changed_is_scanned(self, site, scan, look):
        scan()
        look()
        site.title, site.urls = "Other", ["/a", "/b"]
        assert set(look().changes) == {"title", "sitemap"}
        assert Domain.objects.get().title == "Other"

    def test_a_scan_that_somebody_asks_for_has_no_condition(self, site, scan, look):
        scan()
        look()
        assert scan().pages == 2


class TestPolicies:
    def test_nothing_is_queued_without_a_policy(self, ended):
        ended(1000, "a.test")
        assert rescans.queue_due() == 0

    def test_a_tenants_policy_holds_for_its_domains(self, ended):
        RescanPolicy.objects.create(days=30)
        ended(31, "old.test", "failed.test", status="failed")
        ended(29, "young.test")
        ended(31, "never.test", rescan_days=0)
        ended(31, "rarely.test", rescan_days=60)
        ended(31, "cancelled.test", status="cancelled")
        ended(31, "others.test", tenant_id="00000000-0000-0000-0000-000000000002")
        assert rescans.queue_due() == 2
        assert due() == {"old.test", "failed.test"}
        assert rescans.queue_due() == 0

    def test_a_domains_own_days_go_first(self, ended):
        RescanPolicy.objects.create(days=30, when=RescanWhen.SITEMAP)
        ended(8, "often.test", rescan_days=7)
        ended(31, "tenant.test")
        assert rescans.queue_due() == 2
        assert dict(Domain.objects.values_list("domain", "only_if_sitemap_changed")) == {
            "often.test": False,
            "tenant.test": True,
        }

    def test_each_has_a_job_of_its_own_soon_but_not_all_at_once(self, ended):
        before = ended(31, *(f"{n}.test" for n in range(40)), rescan_days=30)
        rescans.queue_due()
        rows = Domain.objects.filter(status="pending", next_attempt_at__lte=Now() + timedelta(days=1))
        assert rows.count() == 40
        assert len(set(rows.values_list("next_attempt_at", flat=True))) > 30
        assert not {row.scan_id for row in before} & set(rows.values_list("scan_id", flat=True))
        assert rows.filter(next_attempt_at__lt=F("queued_at")).count() == 0

    def test_more_than_a_transaction_holds(self, ended, monkeypatch):
        monkeypatch.setattr(rescans, "CHUNK", 3)
        ended(31, *(f"{n}.test" for n in range(10)), rescan_days=30)
        assert rescans.queue_due() == 10
