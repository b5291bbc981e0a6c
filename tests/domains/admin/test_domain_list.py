"""The rows and quick filters of the list of domains."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db.models.functions import Now
from django.http import QueryDict

from domains.admin import bounded_counts
from domains.admin.bounded_counts import Counts, in_words
from domains.admin.domain_columns import best_of
from domains.lifecycle import Event
from domains.models import Domain
from domains.models.domain import default_tenant
from domains.queue import batches, submission
from domains.templatetags.active_filters import active_filters

LIST = "/admin/domains/domain/"


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


def test_quick_filters_have_counts_and_the_active_one_is_marked(admin_client, domains):
    domains(domain="beta.de").update(is_wordpress=True)
    shown = {one.label: one for one in admin_client.get(LIST, {"wordpress": "yes"}).context["quick_filters"]}
    assert (shown["All"].count, shown["With e-mail"].count, shown["WordPress"].count) == ("3", "1", "1")
    assert [label for label, one in shown.items() if one.active] == ["WordPress"]
    searched = admin_client.get(LIST, {"q": "beta"}).context["quick_filters"]
    assert not any(one.active for one in searched)


def test_quick_filters_select_and_count_among_the_domains_of_the_batch(admin_client, domains):
    batch, _ = batches.submit_batch(
        ["alpha-bakery.com", "delta.fr"], tenant_id=default_tenant(), max_pages=1, name="Spring"
    )
    response = admin_client.get(LIST, {"batch": str(batch.pk)})
    shown = {one.label: one for one in response.context["quick_filters"]}
    assert (shown["All"].count, shown["With e-mail"].count) == ("2", "1")
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


def test_kinds_of_errors_are_offered_in_words_with_counts(admin_client, domains):
    page = html(admin_client.get(LIST))
    assert "page too large (1)" in page
    assert "name not found" not in page, "a kind that does not occur is not offered"
    assert "name not found (0)" in html(admin_client.get(LIST, {"error_kind": "dns"})), "but shown if chosen"


def test_counting_ends_at_a_limit_and_when_the_time_is_used_up(domains, monkeypatch):
    monkeypatch.setattr(bounded_counts, "COUNT_LIMIT", 2)
    assert in_words(Counts().rows("some", Domain.objects.all())) == "2+"
    monkeypatch.setattr(bounded_counts, "BUDGET", -1.0)
    late = Counts()
    assert late.rows("some", Domain.objects.none()) == 3, "an older count is better than none"
    assert in_words(late.rows("others", Domain.objects.all())) == ""


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
