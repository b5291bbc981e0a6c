"""The documents agree with the code."""

import re
from pathlib import Path

import pytest

from tests.farm.inputs import OWN
from tests.farm.server import HOSTILE

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")


DOCUMENTS = ["README.md", "CONTRIBUTING.md", *(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    folder = (ROOT / name).parent
    assert [link for link in LINK.findall((ROOT / name).read_text()) if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_the_documents_name_exists(name):
    named = re.findall(
        r"`((?:tests|docs|deploy|domains|metrics|scrapersky)/[\w/.-]+)`", (ROOT / name).read_text()
    )
    assert [file for file in sorted(set(named)) if not (ROOT / file).exists()] == []


def test_every_guarantee_names_a_test_that_exists():
    rows = [row for row in (ROOT / "docs/guarantees.md").read_text().splitlines() if row.startswith("| ")]
    promises = [row for row in rows if not row.startswith("| guarantee")]
    assert [row for row in promises if not re.search(r"`tests/[\w/]+\.py`", row)] == []
    for row in promises:
        text = ""
        for word in re.findall(r"`(tests/[\w/]+\.py|test_\w+)`", row):
            if word.startswith("tests/"):
                text = (ROOT / word).read_text()
            else:
                assert f"def {word}(" in text, word


def test_the_guarantees_count_the_hosts_and_inputs_that_there_are():
    text = (ROOT / "docs/guarantees.md").read_text()
    (hosts,) = re.findall(r"Each of (\d+) kinds of hostile host", text)
    (inputs,) = re.findall(r"No private address is contacted: (\d+) inputs", text)
    assert (int(hosts), int(inputs)) == (len(HOSTILE), len(OWN.never_fetched))


def settings_read_by_the_code():
    from scrapersky.settings import env

    return set(env.declared)


def test_readme_and_example_know_every_setting_and_no_other():
    declared = settings_read_by_the_code()
    readme = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    example = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert readme == declared
    assert example == declared


def test_the_readme_gives_each_package_its_reason():
    listed = (ROOT / "requirements.txt").read_text().partition("# What those need in turn")[0]
    packages = set(re.findall(r"^([\w.-]+)", listed, re.MULTILINE))
    table = (ROOT / "README.md").read_text().partition("## Packages")[2].partition("\n## ")[0]
    assert (
        set(re.findall(r"^\| ([\w.-]+) \| [^|]+ \| [^|]+ \|$", table, re.MULTILINE)) - {"package"} == packages
    )
