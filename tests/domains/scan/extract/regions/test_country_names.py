"""What countries are called, and the tables of ``regions.toml``."""

import pytest
from babel import Locale
from phonenumbers import SUPPORTED_REGIONS

from domains.scan.extract.data import place_names
from domains.scan.extract.regions.country_names import country_of, languages_of, names_in, subdivisions
from domains.scan.extract.words import table


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Schweiz", "CH"),
        ("ch", "CH"),
        ("Südafrika", "ZA"),
        ("UK", "GB"),
        ("Atlantis", ""),
        ("ß", ""),
        ("ESP", "ES"),
        ("deu", "DE"),
        ("ZZZ", ""),
    ],
)
def test_countries_of_structured_data(name, region):
    assert country_of(name) == region


def test_the_languages_of_a_country():
    assert languages_of("CH") & {"de", "en", "fr", "it", "pl"} == {"de", "fr", "it"}


def test_names_of_a_state_or_county_that_tell_its_country_and_those_that_count_in_addresses_only():
    assert [country_of(name) for name in ("Berkshire", "Co. Clare", "County Durham")] == ["GB", "IE", "GB"]
    assert [country_of(name) for name in ("Kent", "Durham", "Clare")] == ["", "", ""]
    assert {"Berkshire", "Kent", "Durham", "County Durham"} < {*subdivisions("GB")}
    assert "Clare" not in subdivisions("IE")
    assert subdivisions("DE") == ()


def test_the_table_of_countries_is_that_of_the_pinned_babel():
    assert (place_names.DATA / "countries.txt").read_text(
        encoding="utf-8"
    ).splitlines() == place_names.country_lines()
    assert Locale.parse("de").territories["CH"] == "Schweiz"


def test_every_postcode_and_name_is_of_a_region_that_has_numbers():
    data = table("regions")
    regions = {
        *data["postcodes"],
        *data["postcode_prefixes"].values(),
        *data["scripts"].values(),
        *data["names"].values(),
        *data["subdivisions"],
        *" ".join(data["languages"].values()).split(),
        *" ".join(data["labels"].values()).split(),
    }
    regions |= {*data["currencies"].values(), *data["business_ids"].values(), *data["old_prefixes"]}
    assert regions <= SUPPORTED_REGIONS


def test_unknown_languages_and_those_of_regions_have_no_tables_of_their_own():
    """Pages can name any number of languages, and a table takes memory."""
    assert names_in("qq-xxxx") is names_in("qz") is names_in("en-gb")
    assert names_in("de-at") is names_in("de")


def test_a_language_adds_its_names():
    usual, german = names_in("en").regions, names_in("de").regions
    assert "Südafrika" not in usual
    assert german["Südafrika"] == german["SÜDAFRIKA"] == usual["South Africa"] == german["South Africa"]


@pytest.mark.parametrize("name", ["США", "САЩ", "ΗΠΑ", "米国"])
def test_what_other_languages_call_the_united_states_for_short(name):
    assert country_of(name) == "US"
