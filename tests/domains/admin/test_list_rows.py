"""The rows of lists: their markup, and what a row does not do again."""

import re

import pytest
from django.contrib.admin.options import ModelAdmin
from django.template import base
from unfold.templatetags import unfold_list

from domains.models import ApiToken, Domain
from domains.queue import submission
from metrics.models import SchedulerMetric

LIST = "/admin/domains/domain/"


@pytest.fixture
def rows(db):
    list(submission.submit(["a.com", "b.com", "c.com"], wake=False))
    return list(Domain.objects.order_by("-updated_at", "pk"))


def cells(response, row=0):
    """(element, class of its column, label, content) of each cell of a row."""
    page = " ".join(response.content.decode().split())
    body = re.findall(r'<tr class="data-row.*?</tr>', page)[row]
    return re.findall(r'<(t[hd]) class="(\S+) [^"]*" data-label="([^"]*)">(.*?)</t[hd]>', body)


def test_a_row_has_a_box_to_select_it_and_links_to_its_page(admin_client, rows):
    box, site, state, *_ = cells(admin_client.get(LIST, {"status": "pending"}))
    assert box[:3] == ("td", "action-checkbox", "Select record")
    assert f'type="checkbox" name="_selected_action" value="{rows[0].pk}"' in box[3]
    assert "action-select" in box[3]
    assert site[:3] == ("th", "field-site", "domain")
    assert f'href="{LIST}{rows[0].pk}/change/?_changelist_filters=status%3Dpending"' in site[3]
    assert state[:3] == ("td", "field-state", "state")
    assert 'href="' not in state[3]


def test_values_of_fields_and_booleans(admin_client, db):
    SchedulerMetric.objects.create(trigger="schedule", status="completed", domains_processed=1234)
    ApiToken.objects.create(name="shop", digest="x" * 64)
    runs = admin_client.get("/admin/metrics/schedulermetric/")
    run = {column: shown for _, column, _, shown in cells(runs)}
    assert "<span" in run["field-state"]
    assert run["field-domains_processed"] == "1234"
    token = cells(admin_client.get("/admin/domains/apitoken/"))
    assert "shop" in token[1][3]
    assert "<svg" in token[-1][3] or "<span" in token[-1][3]
    assert "-" in {shown for *_, shown in cells(runs)} | {shown for *_, shown in token}, "an empty value"


def test_the_headers_of_columns_are_not_made_again_for_each_row(admin_client, rows, monkeypatch):
    made = []
    original = unfold_list.result_headers
    monkeypatch.setattr(unfold_list, "result_headers", lambda cl: made.append(cl) or original(cl))
    assert len(cells(admin_client.get(LIST), row=2)) > 3
    assert len(made) == 1


def test_templates_miss_no_name_of_a_list(admin_client, rows, monkeypatch):
    """For a missing name, Django's templates list all names of the object, which costs much for a class."""
    listed = []
    monkeypatch.setattr(base, "dir", lambda of: listed.append(of) or dir(of), raising=False)
    admin_client.get(LIST)
    assert listed, "Django still does so"
    assert not [of for of in listed if isinstance(of, ModelAdmin)]
