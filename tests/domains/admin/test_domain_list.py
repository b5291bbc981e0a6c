"""The rows and quick filters of the list of domains."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from domains.admin import bounded_counts
from domains.admin.bounded_counts import in_words
from domains.admin.domain_columns import best_of
from domains.lifecycle import Event
from domains.models import Domain
from domains.models.domain import default_tenant
from domains.queue import batches, submission
from domains.templatetags.active_filters import active_filters

LIST = "/admin/domains/domain/"
COUNTS = f"{LIST}counts/"


@pytest.fixture
def domains(db):
    list(submission.submit(["alpha-bakery.com", "beta.de", "gamma.co.uk"], wake=False))
    found = Domain.objects.filter
    found(domain="alpha-bakery.com").update(
        title="Bakery <b>", email_addresses=["a@alpha.com", "b@alpha.com", "c@alpha.com"], country="DE",
        phone_numbers=["+49 221 1", "+49 221 2"], tech_stack=["nginx", "Shopify", "Matomo", "React", "Vue"],
    )  # fmt: skip
    found(domain="beta.de").update(error_kind="too_large", last_error="a page of 5242880 bytes, more than")
    return found


def html(response):
    return " ".join(response.content.decode().split())


def test_a_row_says_what_was_found_in_words(admin_client, domains):
    page = html(admin_client.get(LIST))
    for text in ("and 2 more addresses", "and 1 more number", "Germany", "nginx, Shopify, Matomo and 2 more"):
        assert text in page
    assert "Bakery &lt;b&gt;" in page
    assert "+1" not in page.replace("+49 221 1", "")


def test_an_error_stands_with_the_state_and_is_no_column_of_its_own(admin_client, domains):
    response = admin_client.get(LIST)
    page = html(response)
    assert "page too large" in page
    assert "larger than a scan may load. a page of 5 MB, more than" in page
    assert "column-error" not in page


def test_an_icon_of_another_host_is_never_loaded(admin_client, domains):
    domains(domain="beta.de").update(favicon_url="https://beta.de/favicon.ico")
    domains(domain="gamma.co.uk").update(favicon_url="data:image/png;base64,AAAA")
    page = html(admin_client.get(LIST))
    assert "favicon.ico" not in page
    assert 'src="data:image/png;base64,AAAA"' in page


def test_the_active_quick_filter_is_marked(admin_client, domains):
    shown = {one.label: one for one in admin_client.get(LIST, {"wordpress": "yes"}).context["quick_filters"]}
    assert [label for label, one in shown.items() if one.active] == ["WordPress"]
    searched = admin_client.get(LIST, {"q": "beta"}).context["quick_filters"]
    assert not any(one.active for one in searched)


def test_the_list_counts_nothing_and_its_script_asks_for_the_counts(admin_client, domains, monkeypatch):
    domains(domain="beta.de").update(is_wordpress=True)
    monkeypatch.setattr(bounded_counts, "FRESH_TIMES_COST", 1e9)
    monkeypatch.setattr(bounded_counts, "SAMPLE_TIMES_COST", 1e9)
    with CaptureQueriesContext(connection) as captured:
        page = html(admin_client.get(LIST))
    assert "COUNT(" not in "".join(query["sql"] for query in captured)
    assert f'data-counts="{COUNTS}?"' in page
    assert '<span class="sky-count" data-count="WordPress"></span>' in page
    assert "domains/counts.js" in page
    counts = admin_client.get(COUNTS).json()
    assert [counts[label] for label in ("All", "With e-mail", "WordPress", "Failed")] == ["3", "1", "1", "0"]
    later = html(admin_client.get(LIST))
    assert 'data-count="WordPress">1</span>' in later
    assert "data-counts=" not in later, "all are recent"


def test_counts_that_are_old_are_shown_and_asked_for_again(admin_client, domains, monkeypatch):
    monkeypatch.setattr(bounded_counts, "FRESH_TIMES_COST", 0)
    admin_client.get(COUNTS)
    domains(domain="beta.de").update(is_wordpress=True)
    page = html(admin_client.get(LIST))
    assert 'data-count="WordPress">0</span>' in page
    assert "data-counts=" in page
    assert admin_client.get(COUNTS).json()["WordPress"] == "1"


def test_counts_are_those_of_the_chosen_tenant(admin_client, domains):
    other = uuid4()
    domains(domain="beta.de").update(tenant_id=other)
    assert f'data-counts="{COUNTS}?tenant={other}"' in html(admin_client.get(LIST, {"tenant": str(other)}))
    assert admin_client.get(COUNTS, {"tenant": str(other)}).json()["All"] == "1"
    assert admin_client.get(COUNTS).json()["All"] == "2"


def test_counts_are_for_those_who_may_see_the_list(client, db):
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert client.get(COUNTS).status_code == 403


def test_quick_filters_select_and_count_among_the_domains_of_the_batch(admin_client, domains):
    batch, _ = batches.submit_batch(
        ["alpha-bakery.com", "delta.fr"], tenant_id=default_tenant(), max_pages=1, name="Spring"
    )
    response = admin_client.get(LIST, {"batch": str(batch.pk)})
    shown = {one.label: one for one in response.context["quick_filters"]}
    counts = admin_client.get(response.context["counts_url"]).json()
    assert (counts["All"], counts["With e-mail"]) == ("2", "1")
    assert shown["All"].active
    narrowed = admin_client.get(f"{LIST}?{shown['With e-mail'].query}")
    assert [row.domain for row in narrowed.context["cl"].result_list] == ["alpha-bakery.com"]


def test_active_filters_are_named_and_can_be_removed_one_by_one(admin_client, domains):
    batch, _ = batches.submit_batch(["beta.de"], tenant_id=default_tenant(), max_pages=1, name="Spring")
    response = admin_client.get(LIST, {"batch": str(batch.pk), "country": "DE", "q": "a"})
    page = html(response)
    assert "batch: <b>Spring</b>" in page
    assert "country: <b>Germany</b>" in page
    without = {one.title: one.without for one in active_filters(response.context["cl"])}
    assert set(QueryDict(without["batch"][1:])) == {"country", "q"}
    assert "sky-active" not in html(admin_client.get(LIST, {"q": "a"}))
    unknown = html(admin_client.get(LIST, {"batch": "no id"}))
    assert "batch: <b>unknown</b>" in unknown


def test_kinds_of_errors_are_offered_in_words_and_later_with_counts(admin_client, domains):
    first = html(admin_client.get(LIST))
    assert "page too large" in first
    assert "name not found" in first, "nothing is counted yet"
    admin_client.get(COUNTS)
    page = html(admin_client.get(LIST))
    assert "page too large (1)" in page
    assert "name not found" not in page, "a kind that does not occur is not offered"
    assert "name not found (0)" in html(admin_client.get(LIST, {"error_kind": "dns"})), "but shown if chosen"


def test_counting_ends_at_a_limit(domains, monkeypatch):
    monkeypatch.setattr(bounded_counts, "COUNT_LIMIT", 2)
    assert in_words(bounded_counts.rows("some", Domain.objects.all())) == "2+"


def test_the_choices_of_filters_are_not_read_again_at_each_load(admin_client, domains, monkeypatch):
    domains(domain="beta.de").transition(Event.CLAIM, claim_token=uuid4(), lease_expires_at=Now())
    domains(domain="beta.de").transition(Event.COMPLETE, country="FR", industry="Zoo")
    monkeypatch.setattr(bounded_counts, "SAMPLE_TIMES_COST", 1e9)
    for _ in range(2):
        page = html(admin_client.get(LIST))
        assert "country=FR" in page
        assert "industry=Zoo" in page
        domains(domain="beta.de").update(country="NL")
    cache.clear()
    assert "country=NL" in html(admin_client.get(LIST))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], ""),
        (["a"], "<span>a</span>"),
        (["a", "b"], '<span>a <small title="b">and 1 more x</small></span>'),
    ],
)
def test_the_best_contact_and_how_many_more(values, text):
    assert best_of(values, "x", "xs") == text
