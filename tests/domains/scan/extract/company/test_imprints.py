"""Imprints of invented companies from many countries: name, numbers, address, country and people."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from domains.scan.extract import extract

IMPRINTS = tomllib.loads(Path(__file__).with_name("imprints.toml").read_text(encoding="utf-8"))["imprint"]
NUMBERS = {"vat_id", "tax_id", "registration_number", "identifier"}


@pytest.mark.parametrize("imprint", [pytest.param(one, id=one["id"]) for one in IMPRINTS])
def test_what_an_imprint_says_of_the_company(imprint: dict[str, Any]) -> None:
    facts = extract(imprint["html"].encode(), url=imprint["url"]).company
    places = [fact for fact in facts if fact.kind == "address"]
    names = [fact.value for fact in facts if fact.kind == "legal_name"]
    assert {
        "legal_name": names[:1],
        "numbers": sorted(f"{fact.kind} {fact.value}" for fact in facts if fact.kind in NUMBERS),
        "address": [(place.value, place.country) for place in places],
        "people": [f"{fact.value}, {fact.details['role']}" for fact in facts if fact.kind == "person"],
    } == {
        "legal_name": [imprint["legal_name"]] if "legal_name" in imprint else [],
        "numbers": sorted(imprint.get("numbers", [])),
        "address": [(imprint["address"], imprint["country"])] if "address" in imprint else [],
        "people": imprint.get("people", []),
    }
    assert {fact.page for fact in facts} <= {imprint["url"]}
    assert all(fact.how for fact in facts)
