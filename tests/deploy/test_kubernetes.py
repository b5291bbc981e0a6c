"""deploy/kubernetes: against the published schema, and what the parts must have in common.

The schema is that of the Kubernetes API as the ``kubernetes`` package contains it: classes generated from the
published OpenAPI document, with names, types, and values that are refused. KEDA's is that of the
``cloudcoil.models.keda`` package, which is generated from the definitions that KEDA publishes.
"""

import re
from datetime import timedelta

import pytest
import yaml
from django.db import connection
from django.db.models.functions import Now
from jsonschema import Draft202012Validator

from domains.models import Domain
from domains.runs.run import STOP_GRACE_SECONDS
from domains.scan.render import parse_browser
from scrapersky.settings import env
from tests.conftest import ROOT

FOLDER = ROOT / "deploy/kubernetes"
KINDS = {
    "v1": ("ConfigMap", "Namespace", "Secret", "Service"),
    "apps/v1": ("Deployment",),
    "batch/v1": ("Job",),
    "policy/v1": ("PodDisruptionBudget",),
    "networking.k8s.io/v1": ("NetworkPolicy",),
    "keda.sh/v1alpha1": ("ScaledObject", "TriggerAuthentication"),
}
LABELS = {"web", "worker", "migrate"}
BROWSER = {"app.kubernetes.io/name": "scrapersky", "app.kubernetes.io/component": "browser"}
WORKER = BROWSER | {"app.kubernetes.io/component": "worker"}


def objects(name="*.yaml"):
    return [
        one
        for file in sorted(FOLDER.rglob(name))
        if file.name != "kustomization.yaml"
        for one in yaml.safe_load_all(file.read_text())
    ]


def named(kind, name):
    (found,) = [one for one in objects() if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    return found


def pods():
    return {
        one["metadata"]["labels"]["app.kubernetes.io/component"]: one["spec"]["template"]
        for one in objects()
        if one["kind"] in {"Deployment", "Job"}
    }


def schema():
    return pytest.importorskip("kubernetes.client", reason="the package with the schema is not installed")


def problems(value, kind, path):
    """What in a value does not fit a type of the schema, such as V1PodSpec, List[str] or Dict[str, str]."""
    if listed := re.fullmatch(r"[Ll]ist\[(.*)\]", kind):
        if not isinstance(value, list):
            return [f"{path}: not a list"]
        return [p for place, one in enumerate(value) for p in problems(one, listed[1], f"{path}[{place}]")]
    if mapped := re.fullmatch(r"[Dd]ict[\[(](\w+), (.*)[\])]", kind):
        if not isinstance(value, dict):
            return [f"{path}: not an object"]
        return [p for key, one in value.items() for p in problems(one, mapped[2], f"{path}.{key}")]
    model = getattr(schema(), kind, None)
    return object_problems(value, model, path) if model else scalar_problems(value, kind, path)


def scalar_problems(value, kind, path):
    fitting = {"str": str, "int": int, "bool": bool, "object": (str, int, dict)}[kind]
    wrong = not isinstance(value, fitting) or (kind != "bool" and isinstance(value, bool))
    return [f"{path}: {value!r} is no {kind}"] if wrong else []


def object_problems(value, model, path):
    if not isinstance(value, dict):
        return [f"{path}: not an object"]
    known = {theirs: ours for ours, theirs in model.attribute_map.items()}
    found = [f"{path}.{name}: unknown" for name in value if name not in known]
    inner = {name: one for name, one in value.items() if name in known}
    for name, one in inner.items():
        found += problems(one, model.openapi_types[known[name]], f"{path}.{name}")
    if not found:
        try:
            model(**{known[name]: one for name, one in inner.items()})  # what is required, and closed lists
        except ValueError as error:
            found.append(f"{path}: {error}")
    return found


def keda_problems(one):
    """What in one of KEDA's objects does not fit its schema, in which a field that is not listed is wrong."""
    models = pytest.importorskip(
        "cloudcoil.models.keda.v1alpha1", reason="the package with KEDA's schema is not installed"
    )
    schema = getattr(models, one["kind"]).model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        if "properties" in part:
            part["additionalProperties"] = False
    found = Draft202012Validator(schema).iter_errors(one)
    return [f"{problem.json_path}: {problem.message}" for problem in found]


@pytest.mark.parametrize("one", objects(), ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_each_object_fits_the_published_schema(one):
    assert one["kind"] in KINDS[one["apiVersion"]]
    if one["apiVersion"].startswith("keda.sh/"):
        assert keda_problems(one) == []
    else:
        assert problems(one, f"V1{one['kind']}", one["kind"]) == []


def test_the_comparison_finds_mistakes():
    one = named("Deployment", "scrapersky-web")
    one["spec"]["replicas"] = "2"
    one["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    del one["spec"]["template"]["spec"]["containers"][0]["name"]
    found = problems(one, "V1Deployment", "Deployment")
    assert len(found) == 2
    del one["spec"]["template"]["spec"]["containers"][0]["readinesProbe"]
    one["spec"]["replicas"] = 2
    assert "name" in problems(one, "V1Deployment", "Deployment")[0]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda spec: spec.update(minReplicas=1), "$.spec:"),
        (lambda spec: spec.update(pollingInterval="often"), "$.spec.pollingInterval:"),
        (lambda spec: spec.pop("scaleTargetRef"), "$.spec:"),
        (lambda spec: spec["triggers"][0].pop("type"), "$.spec.triggers[0]:"),
        (lambda spec: spec["triggers"][0]["metadata"].update(query=7), "$.spec.triggers[0].metadata.query:"),
    ],
    ids=["unknown", "no-number", "no-target", "no-type", "no-text"],
)
def test_mistakes_in_the_scaling_are_found(change, place):
    one = named("ScaledObject", "scrapersky-worker")
    change(one["spec"])
    (problem,) = keda_problems(one)
    assert problem.startswith(place)


def test_every_file_is_applied_but_the_example_of_secrets():
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    there = {file.name for file in FOLDER.glob("*.yaml")} - {"kustomization.yaml", "secret.example.yaml"}
    assert set(listed) == there


def test_the_browser_is_an_optional_part_that_workers_find():
    component = yaml.safe_load((FOLDER / "browser/kustomization.yaml").read_text())
    assert component["kind"] == "Component"
    assert component["resources"] == ["browser.yaml"]
    (patch,) = component["patches"]
    assert named(patch["target"]["kind"], patch["target"]["name"])
    (added,) = yaml.safe_load(patch["patch"])
    assert added["path"].removeprefix("/data/") in env.declared
    host, port = parse_browser(added["value"])
    service = named("Service", host)["spec"]
    assert service["ports"][0]["port"] == port
    assert service["clusterIP"] == "None"  # else the proxy of a scan would not know the browser's address
    assert "components: [browser]" in (FOLDER / "kustomization.yaml").read_text()


def test_the_browser_reaches_workers_alone_and_has_no_privileges():
    policy = named("NetworkPolicy", "scrapersky-browser")["spec"]
    assert policy["podSelector"]["matchLabels"] == BROWSER
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert policy["egress"] == [{"to": [{"podSelector": {"matchLabels": WORKER}}]}]
    assert [rule["from"] for rule in policy["ingress"]] == [[{"podSelector": {"matchLabels": WORKER}}]]
    back = named("NetworkPolicy", "scrapersky-worker-proxies")["spec"]
    assert back["podSelector"]["matchLabels"] == WORKER
    assert back["ingress"] == [{"from": [{"podSelector": {"matchLabels": BROWSER}}]}]
    spec = pods()["browser"]["spec"]
    (container,) = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["automountServiceAccountToken"] is False
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["livenessProbe"]["httpGet"]["path"] == "/json/version"
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["browser"]
    assert container["image"] == compose["image"]
    assert set(compose["command"]) <= set(container["args"])


@pytest.mark.parametrize("component", sorted(LABELS))
def test_pods_run_without_privileges_within_limits(component):
    spec = pods()[component]["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    account = re.search(r"^USER (\d+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
    assert str(spec["securityContext"]["runAsUser"]) == account
    assert spec["automountServiceAccountToken"] is False
    for container in (*spec["containers"], *spec.get("initContainers", [])):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert {"requests", "limits"} <= set(container["resources"])
        mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert mounted == {"/tmp", "/app/logs"}
    assert all(volume["emptyDir"]["sizeLimit"] for volume in spec["volumes"])


def test_every_variable_is_one_that_we_read_and_secrets_are_apart():
    config, secret = named("ConfigMap", "scrapersky")["data"], named("Secret", "scrapersky")["stringData"]
    given = {one["name"] for c in pods()["migrate"]["spec"]["containers"] for one in c["env"]}
    assert {*config, *secret, *given} <= set(env.declared)
    assert not set(config) & {"SECRET_KEY", "SUPPRESSION_KEY", "DATABASE_URL"}
    assert config["DEBUG"] == "false"


def test_selectors_select_the_pods_they_are_for():
    templates = [template["metadata"]["labels"] for template in pods().values()]
    for one in objects():
        spec = one.get("spec", {})
        chosen = spec.get("selector") or spec.get("podSelector") or {}
        labels = chosen.get("matchLabels", chosen)
        if one["kind"] in {"Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"}:
            assert labels
            assert any(labels.items() <= template.items() for template in templates)
    for component in ("web", "worker"):
        assert named("PodDisruptionBudget", f"scrapersky-{component}")
        labels = named("Deployment", f"scrapersky-{component}")["spec"]["selector"]["matchLabels"]
        assert labels["app.kubernetes.io/component"] == component


def test_nothing_starts_before_the_migrations_and_workers_have_time_to_stop():
    for component in ("web", "worker"):
        (waiting,) = pods()[component]["spec"]["initContainers"]
        assert waiting["command"] == ["python", "manage.py", "migrate", "--check"]
    assert pods()["worker"]["spec"]["terminationGracePeriodSeconds"] > 2 * STOP_GRACE_SECONDS


@pytest.mark.django_db
def test_probes_and_prometheus_ask_for_pages_that_answer_by_any_address(client, settings):
    settings.ALLOWED_HOSTS = ["scrapersky.example"]
    (web,) = pods()["web"]["spec"]["containers"]
    paths = {web[f"{kind}Probe"]["httpGet"]["path"] for kind in ("readiness", "liveness", "startup")}
    for path in (*paths, pods()["web"]["metadata"]["annotations"]["prometheus.io/path"]):
        assert client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.django_db
def test_workers_follow_the_backlog(queue):
    scaled = named("ScaledObject", "scrapersky-worker")["spec"]
    assert scaled["scaleTargetRef"]["name"] == named("Deployment", "scrapersky-worker")["metadata"]["name"]
    assert scaled["minReplicaCount"] >= 1
    runs = int(named("ConfigMap", "scrapersky")["data"]["SCHEDULER_MAX_INSTANCES"])
    assert scaled["maxReplicaCount"] <= runs, "further workers would have nothing to do"
    (trigger,) = scaled["triggers"]
    assert trigger["type"] == "postgresql"
    (secret,) = named("TriggerAuthentication", trigger["authenticationRef"]["name"])["spec"][
        "secretTargetRef"
    ]
    assert secret["key"] in named("Secret", secret["name"])["stringData"]
    assert float(trigger["metadata"]["targetQueryValue"]) > 0
    queue("due.com", "also.com")
    queue("done.com", status="skipped")
    Domain.objects.create(domain="later.com", next_attempt_at=Now() + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute(trigger["metadata"]["query"])
        assert cursor.fetchall() == [(Domain.objects.due().count(),)] == [(2,)]
