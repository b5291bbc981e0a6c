"""Dashboard and alert rules use only metrics that /metrics contains."""

import json
import re
from collections.abc import Iterator

import pytest
import yaml
from django.core.cache import cache

from domains.lifecycle import DomainStatus, RunStatus
from domains.queue import claims
from domains.queue.claim_types import Failure
from domains.scan.report import ErrorKind
from metrics.models import Alert
from metrics.prometheus import HELP, OUTCOMES
from tests.conftest import ROOT
from tests.domains.conftest import POLICY

NAME = re.compile(r"\bscrapersky_\w+")
MATCHER = re.compile(r'(scrapersky_\w+)\{(\w+)(?:=~|!=|=)"([^"]+)"\}')
LABELS = {
    "scrapersky_outcomes_total": ("outcome", set(OUTCOMES)),
    "scrapersky_runs_total": ("status", set(RunStatus.values)),
    "scrapersky_domains": ("status", set(DomainStatus.values)),
    "scrapersky_alerts": ("alert", {"books"}),
}


def dashboard() -> dict:
    return json.loads((ROOT / "deploy/grafana-dashboard.json").read_text())


def rules() -> list[dict]:
    (group,) = yaml.safe_load((ROOT / "deploy/prometheus-alerts.yml").read_text())["groups"]
    return group["rules"]


def expressions() -> Iterator[str]:
    yield from (target["expr"] for panel in dashboard()["panels"] for target in panel["targets"])
    yield from (rule["expr"] for rule in rules())


def family(name: str) -> str:
    return name if name in HELP else re.sub(r"_(bucket|sum|count)$", "", name)


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_expression_names_figures_and_labels_that_exist(expression):
    names = set(NAME.findall(expression))
    assert {family(name) for name in names} <= set(HELP)
    assert names or expression.startswith("up")
    for name, label, values in MATCHER.findall(expression):
        known, possible = LABELS[name]
        assert label == known
        assert set(values.split("|")) <= possible
    counters = [name for name in names if HELP[family(name)][0] in {"counter", "histogram"}]
    assert all(re.search(rf"(rate|increase)\({name}\b", expression) for name in counters)


def test_every_figure_is_on_the_dashboard():
    shown = {family(name) for panel in dashboard()["panels"] for name in NAME.findall(json.dumps(panel))}
    assert shown == set(HELP)


def test_every_rule_says_what_is_wrong_and_how_bad_it_is():
    assert len({rule["alert"] for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["annotations"]["summary"]


def test_panels_do_not_overlap():
    taken = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken
        taken |= cells


@pytest.mark.django_db
def test_prometheus_is_answered_whatever_hosts_are_allowed(client, settings):
    settings.ALLOWED_HOSTS = ["scrapersky.example"]
    (job,) = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text())["scrape_configs"]
    path = job.get("metrics_path", "/metrics")
    for target in (*job["static_configs"][0]["targets"], "10.1.2.3:8000"):
        assert client.get(path, headers={"Host": target}).status_code == 200
        assert client.get("/health/live", headers={"Host": target}).status_code == 200
        assert client.get("/crawler", headers={"Host": target}).status_code == 400


@pytest.mark.django_db
def test_the_labels_that_the_rules_ask_for_are_those_of_a_real_answer(client, queue, claim):

    queue("one.com")
    claims.record(claim()[0], Failure(ErrorKind.ROBOTS, "no"), POLICY)
    Alert.objects.create(name="books", message="wrong")
    cache.delete("prometheus")
    text = client.get("/metrics").content.decode()
    cache.delete("prometheus")
    for name, (label, values) in LABELS.items():
        found = set(re.findall(rf'^{name}{{{label}="([^"]+)"}}', text, re.MULTILINE))
        assert found <= values
        assert found
