"""The list of runs, and the page of one."""

import pytest

from metrics.models import SchedulerMetric

LIST = "/admin/metrics/schedulermetric/"


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ({}, "none ended"),
        ({"domains_processed": 7, "domains_retried": 7}, "none ended"),
        ({"domains_processed": 2, "domains_failed": 2}, "0%"),
        (
            {"domains_processed": 4, "domains_successful": 3, "domains_skipped": 1, "success_rate": 0.75},
            "75%",
        ),
    ],
)
def test_a_run_that_ended_no_domain_has_no_success_rate(admin_client, outcomes, told):
    SchedulerMetric.objects.create(trigger="test", status="completed", **outcomes)
    page = " ".join(admin_client.get(LIST).content.decode().split())
    assert f">{told}</td>" in page


def test_the_search_finds_a_run_by_the_job_id_that_its_page_shows(admin_client):
    mine, other = (
        SchedulerMetric.objects.create(trigger=name, status="completed") for name in ("mine", "other")
    )
    assert f"<code>{mine.job_id}</code>" in admin_client.get(f"{LIST}{mine.pk}/change/").content.decode()
    found = admin_client.get(LIST, {"q": mine.job_id})
    assert [row.pk for row in found.context["cl"].result_list] == [mine.pk]
    assert "A run&#x27;s job id: on its page" in found.content.decode()
    assert other.job_id != mine.job_id
