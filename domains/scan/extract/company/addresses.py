"""Postal addresses in the text of an imprint, by the formats of their countries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from domains.scan.extract.company.address import Address
from domains.scan.extract.company.free_addresses import free_address
from domains.scan.extract.company.localities import bare, is_city, is_place, names_country
from domains.scan.extract.company.postal_formats import address_words, formats
from domains.scan.extract.company.streets import (
    SPLIT,
    is_street_of,
    may_be_street,
    street_before,
)
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import (
    ADDRESS,
    GROUP,
    HEADING,
    NAME,
    NUMBER,
    ROLE,
    Label,
    labels_within,
)
from domains.scan.extract.regions.country_names import country_of
from domains.scan.extract.words import table

MOST = 4  # addresses of one page
NEAR = 8  # lines around what is said of the company
ABOVE = 4  # lines above the one with the postcode that may belong to the address
LONGEST_COUNTRY = 40
LONGEST_LINE = 700
BOX = 24  # characters before a postcode that may call it the number of a box
_OF_YEARS = re.compile(r"(?:©|\(c\)|copyright|\b(?:19|20)\d\d ?[-–—])\s*$", re.IGNORECASE)  # before "2026"
_WITH_HOUSE = re.compile(r"(?:[a-zA-Z]{2,3}\. ?)?[^\W\d_][^:@|]{2,40} \d{1,4}(?:[ ./]{0,2}\w{1,5}){0,3}\.?")
_FILE = re.compile(r" \d")  # behind a letter and a year, the number of a file in a register: "2021 B 13161"
_HYPHEN = re.compile("(?<=[0-9])[−‐‑ー](?=[0-9])")
_WORD = r"[^\W\d_][\w.'’]{0,20}"
_BEFORE_CODE = re.compile(rf", ?({_WORD}(?: {_WORD}){{0,3}}?)(?:,? {{1,2}}|,| ?[-–] ?)(?=[A-Z]{{0,2}}\d)")
_SEPARATOR = re.compile(r" ?[|•·] ?| [–—] ")
_UNSPACED = re.compile(r"[\u4e00-\u9fff\uac00-\ud7af]")
_POSTCODE = re.compile(r"\d{3}|\d[A-Z]{2}|[A-Z]\d")


class _Lines(NamedTuple):
    """The lines that may belong to an address; the last has its postcode."""

    first: int
    last: int


def find(
    said: LabelledText, countries: Callable[[], Sequence[str]], *, everywhere: bool = False
) -> list[Address]:
    """The addresses near the labels of a text (or ``everywhere`` in it), those after a label for addresses
    first.

    ``countries``: the countries that the page indicates, most likely first; used if an address names none.
    """
    found: dict[tuple[str, str], Address] = {}
    anchors = [said.line_of(label.start) for label in said.labels if _is_anchor(said, label)]
    lines = range(len(said.lines)) if everywhere else _near(anchors, len(said.lines))
    labelled = {said.line_of(label.start) for label in said.labels if _announces(said, label)}
    begin = 0  # the first line below all addresses that were found
    for line in lines:
        if not _may_hold_address(said.lines[line]):
            continue
        block = _Lines(max(begin, line - ABOVE), line)
        for address in _on_line(said, block, countries, labelled):
            known = found.setdefault((address.country, address.postal_code), address)
            if len(known.street) > len(address.street) > 0:
                found[address.country, address.postal_code] = address
            begin = line + 1
        if len(found) >= MOST:
            break
    if not found:
        free = (free_address(said, line, countries) for line in sorted(labelled))
        found = {(address.country, address.value): address for address in free if address}
    return sorted(found.values(), key=lambda one: not labelled & {one.line - 1, one.line})


def _is_anchor(said: LabelledText, label: Label) -> bool:
    if label.announces(HEADING):
        return said.is_heading(label)
    return label.announces(ADDRESS, NAME) or any(
        meaning.startswith((NUMBER, GROUP, ROLE)) for meaning in label.meanings
    )


def _announces(said: LabelledText, label: Label) -> bool:
    return label.announces(ADDRESS) and said.begins_statement(label)


def _near(anchors: list[int], count: int) -> list[int]:
    lines = {line for at in anchors for line in range(max(0, at - NEAR), min(count, at + NEAR + 1))}
    return sorted(lines)


def _may_hold_address(line: str) -> bool:
    if _POSTCODE.search(line) or address_words().county.search(line):
        return len(line) <= LONGEST_LINE
    return not line.isascii() and _UNSPACED.search(line) is not None


def _on_line(
    said: LabelledText, lines: _Lines, countries: Callable[[], Sequence[str]], labelled: set[int]
) -> list[Address]:
    """The addresses whose postcodes are on the last of these lines; they are of one country."""
    here = said.lines[lines.last]
    named = _named(said, lines.last) or _named_before_code(here)
    if found := _read(said, lines, here, [named] if named else countries(), labelled, is_named=bool(named)):
        return found
    # "Pune, India 411001" has the usual format without the country.
    for name in _BEFORE_CODE.finditer(here):
        country = country_of(name[1])
        if not country or country in table("company")["city_states"]:
            continue
        begins = here[name.end() :][:2]  # of the postcode
        shortened = f"{here[: name.start()]}, {here[name.end() :]}"
        if found := _read(said, lines, shortened, [country], labelled, is_named=True):
            full = (one.value.replace(f", {begins}", f"{name[0]}{begins}", 1) for one in found)
            return [one._replace(value=value) for one, value in zip(found, full, strict=True)]
    return []


def _named_before_code(line: str) -> str:
    """The country that shares its name with a city, before the postcode of that city: "Mexico 06700 Roma"."""
    names = (country_of(name[1]) for name in _BEFORE_CODE.finditer(line))
    return next((country for country in names if country in table("company")["city_states"]), "")


def _read(
    said: LabelledText,
    lines: _Lines,
    here: str,
    countries: Sequence[str],
    labelled: set[int],
    *,
    is_named: bool,
) -> list[Address]:
    """``here``: the text that is read as the last of these lines, which names the country if ``is_named``."""
    first, line = lines
    block = "\n".join([*said.lines[first:line], here])
    begins = len(block) - len(here)
    has_label = any(one in labelled for one in range(max(0, line - ABOVE), line + 1))
    for country in countries:
        found: list[Address] = []
        for before, match in _matches(block, begins, country):
            below = _street_below(said, line, country) if match.end() == len(block) else ""
            made = _made(before, match, country, has_label and not found, below)
            if made and (is_named or is_street_of(made.street, country, made.postal_code)):
                place = block.find(made.value.split(", ")[0])
                found.append(made._replace(line=first + block.count("\n", 0, place)))
        if found:
            return found
    return []


def _matches(block: str, begins: int, country: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The matches of a country's formats that end in the last line, with the text before each."""
    end = 0
    every = [match for pattern in formats(country) for match in pattern.finditer(block)]
    if len(every) > 1:
        every = [match for match in every if not any(_outdoes(other, match, country) for other in every)]
    for match in sorted(every, key=lambda match: match.start()):
        if match.start() < end or match.end() <= begins or _OF_YEARS.search(block[: match.start()][-14:]):
            continue
        if match.re.groupindex.get("code") and address_words().box.search(
            block[: match.start("code")][-BOX:]
        ):
            continue
        yield block[end : match.start()], match
        end = match.end()


def _outdoes(one: re.Match[str], other: re.Match[str], country: str) -> bool:
    """Whether the place behind a postcode is its town, and not the one before it: "Lighthouse Road, 100001,
    Lagos".
    """
    if one is other or one.span("code") != other.span("code") or one.start("city") < one.end("code"):
        return False
    if other.start("city") > other.start("code"):
        return False
    is_known = is_city(one["city"], country) and not is_city(other["city"], country)
    return is_known or not is_place(other["city"])


def _street_below(said: LabelledText, line: int, country: str) -> str:
    """The line below, if it is a street; in the countries where it may stand below the postcode."""
    below = said.lines[line + 1] if line + 1 < len(said.lines) else ""
    if country not in table("company")["streets_below"] or not _WITH_HOUSE.fullmatch(below):
        return ""
    is_other = labels_within(below) or address_words().behind.search(f" {below}")
    return "" if is_other or not may_be_street(below, []) else below.strip(" ,.")


def _named(said: LabelledText, line: int) -> str:
    """The country that the address names: at the end of its line, or on the next two."""
    here = said.lines[line]
    parts = [*SPLIT.split(here)[-3:], *here[-40:].split()[-1:], *said.lines[line + 1 : line + 3]]
    names = [part.strip(" .()") for part in parts]
    written = (name for name in names if 2 < len(name) <= LONGEST_COUNTRY or name in {"UK", "US"})
    return next(filter(None, map(country_of, written)), "")


def _made(before: str, match: re.Match[str], country: str, has_label: bool, below: str) -> Address | None:
    parts = {name: part or "" for name, part in match.groupdict().items()}
    city = address_words().behind.sub("", parts["city"]).strip(" ,")
    city = bare(city)
    own = address_words().behind.sub("", _SEPARATOR.split(parts.get("street", ""))[0]).strip(" .,")
    street = own or street_before(address_words().code.sub("", before))
    parts_before, _, last = street.rpartition(", ")
    named = f", {last}" if parts_before and names_country(country, last) else ""
    street = street.removesuffix(named)
    if below and not street:
        lines = match[0].strip(" ,.")
        return Address(f"{lines}, {below}", below, " ".join(parts["code"].split()), city, "", country, 0)
    if _is_country(match, country) or (len(city) == 1 and _FILE.match(match.string, match.end())):
        return None
    is_certain = bool(parts.get("code")) or country not in table("company")["label_or_postcode"]
    if (
        not is_place(city)
        or not _is_code(parts.get("code", ""))
        or not (has_label or (street and is_certain))
    ):
        return None
    written = match[0].replace(parts["street"], own) if own else match[0]
    if city != parts["city"].removesuffix("."):
        written = written[: written.find(city) + len(city)]
    lines = written if own or not street else f"{street}{named}, {written}"
    value = ", ".join(filter(None, (line.strip(" ,.") for line in lines.split("\n"))))
    code, region = (" ".join(_plain(parts.get(name, "")).split()) for name in ("code", "region"))
    return Address(value, street, code, city, region, country, 0)


def _plain(written: str) -> str:
    """Digits and hyphens as in other scripts: "９５０－２０５２" -> "950-2052"."""
    return written if written.isascii() else _HYPHEN.sub("-", unicodedata.normalize("NFKC", written))


def _is_code(code: str) -> bool:
    """Whether it is no sample such as "00-000"; a code may be missing."""
    return not code or bool(code.strip("0 -"))


def _is_country(match: re.Match[str], country: str) -> bool:
    """Whether what stands in the city's place is the name of the country: "627160, România"."""
    told = re.split(r"[\n,.;(]", match.string[match.start("city") :][:LONGEST_COUNTRY], maxsplit=1)[0]
    is_shared = country in table("company")["city_states"]
    return not is_shared and any(names_country(country, name.strip()) for name in (told, match["city"]))
