"""Values that are to be erased, and their removal from stored text and JSON. No side effects.

A ``Subject`` is a domain, an e-mail address, a phone number or a person's name in canonical form. A
``Redactor`` finds its subjects in different ways of writing: an address in any case or with ``%40``, a number
with or without its country code and with separators between the digits, a name in any case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat

from domains.scan.names import InvalidName, canonical_domain, with_parents

ERASED = "[erased]"
LONGEST_VALUE = 320  # characters: the longest e-mail address

DOMAIN, EMAIL, PHONE, PERSON = "domain", "email", "phone", "person"

PERSON_PREFIX = "person:"  # begins a name, to distinguish it from other input
SHORTEST_NAME = 2  # characters

_SCHEME = re.compile(r"(?:mailto|tel|fax|callto):", re.IGNORECASE)
_NUMBER = re.compile(r"[+(\d][\d\s().\-/\u00a0]{5,40}")
_EMAIL = re.compile(r"[\w.+\-]{1,64}@(?:[\w\-]{1,63}\.){1,8}[a-zA-Z][\w\-]{1,62}")
_TITLES = re.compile(r"^(?:\w{1,6}\. ?-?)+(?=\w{2})")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_BETWEEN_DIGITS = r"[\s().\-/\u00a0\u2010-\u2014]{0,3}"


class Subject(NamedTuple):
    """``kind``: "domain", "email", "phone" or "person".

    ``value``: canonical domain, address in lower case, E.164, name in small letters without titles.
    """

    kind: str
    value: str

    @classmethod
    def parse(cls, text: str, region: str) -> Subject:
        """The subject that a person typed; names of persons begin with "person:". Raises ``InvalidName``.

        ``region`` is for numbers without a country code.
        """
        if text.strip().lower().startswith(PERSON_PREFIX):
            return cls.of_person(text.strip()[len(PERSON_PREFIX) :])
        text = _SCHEME.sub("", text.strip(), count=1).strip()
        if len(text) > LONGEST_VALUE:
            raise InvalidName(f"longer than {LONGEST_VALUE} characters")
        if "@" in text and "/" not in text:
            return cls(EMAIL, _email(text))
        if _NUMBER.fullmatch(text) and not _ADDRESS.fullmatch(text):
            return cls(PHONE, _phone(text, region))
        return cls(DOMAIN, canonical_domain(text))

    @classmethod
    def of_contact(cls, kind: str, value: str) -> Subject:
        """The subject of a stored contact. Faxes and WhatsApp numbers count as phones."""
        return cls(EMAIL, value) if kind == EMAIL else cls(PHONE, value)

    @classmethod
    def of_person(cls, name: str) -> Subject:
        """The subject of a person: the same for "Dr. Anna Maier" and "anna maier". Raises ``InvalidName``."""
        name = _TITLES.sub("", " ".join(unicodedata.normalize("NFC", name).split())).casefold()
        if not SHORTEST_NAME <= len(name) <= LONGEST_VALUE:
            raise InvalidName("not the name of a person")
        return cls(PERSON, name)

    @classmethod
    def of_stored(cls, kind: str, value: str, region: str) -> Subject:
        """Like ``of_contact``, for a contact that may not be in canonical form, such as an imported one."""
        try:
            subject = cls.parse(value, region)
        except InvalidName:
            return cls.of_contact(kind, value)
        return subject if subject.kind == kind else cls.of_contact(kind, value)

    @property
    def wider(self) -> list[Subject]:
        """This subject, and for an e-mail address its domains: if one of them is erased, the address is
        too.
        """
        if self.kind != EMAIL:
            return [self]
        hosts = with_parents(self.value.rpartition("@")[2])[:-1]
        return [self, *(Subject(DOMAIN, host) for host in hosts)]


def _email(text: str) -> str:
    local, _, host = text.strip("<>").lower().rpartition("@")
    if not local or re.search(r"\s", local):
        raise InvalidName("not an e-mail address")
    # A leading www. is part of the address, unlike that of a web site.
    prefix = "www." if host.startswith("www.") else ""
    return f"{local}@{prefix}{canonical_domain(host)}"


def _phone(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidName(f"not a phone number: {error}") from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidName("not a phone number that can exist; give it with its country code")
    return f"+{number.country_code}{phonenumbers.national_significant_number(number)}"


class Redactor:
    """Removes subjects from text and JSON. Values that do not contain one are returned unchanged."""

    def __init__(self, subjects: Collection[Subject], *, addresses_only: bool = False) -> None:
        """``addresses_only``: for a domain, remove only e-mail addresses at it, not its name."""
        patterns = [
            _addresses_at(subject.value) if addresses_only and subject.kind == DOMAIN else _pattern(subject)
            for subject in subjects
        ]
        self._pattern = re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)

    def names(self, text: str) -> bool:
        """Whether the text contains one of the subjects."""
        return bool(self._pattern.search(text))

    def text(self, text: str) -> str:
        return self._pattern.sub(ERASED, text)

    def json(self, value: Any) -> Any:
        """The JSON value without the subjects.

        A list item that is a subject, or a contact with one, is left out; in other text it is replaced.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self.json(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.json(item) for item in value if not self._is_of_subject(item)]
        return value

    def _is_of_subject(self, item: Any) -> bool:
        said = item.get("value") if isinstance(item, dict) else item
        return isinstance(said, str) and self.names(said)


def _pattern(subject: Subject) -> str:
    if subject.kind == PHONE:
        return _phone_pattern(subject.value)
    if subject.kind == PERSON:
        words = r"\s+".join(map(re.escape, subject.value.split()))
        return rf"(?<!\w){words}(?!\w)"
    if subject.kind == EMAIL:
        local, _, host = subject.value.rpartition("@")
        return rf"(?<![\w.+\-]){re.escape(local)}(?:@|%40){re.escape(host)}(?![\w\-]|\.\w)"
    return rf"(?<![\w\-]){re.escape(subject.value)}(?![\w\-]|\.\w)"


def _addresses_at(domain: str) -> str:
    local, hosts = r"(?<![\w.+\-])[\w.+\-]{1,64}", r"(?:[\w\-]{1,63}\.){0,9}"
    return rf"{local}(?:@|%40){hosts}{re.escape(domain)}(?![\w\-]|\.\w)"


def _phone_pattern(value: str) -> str:
    """A pattern for the number in international or national form, with separators between any digits."""
    country, national = _parts(value)
    digits = _BETWEEN_DIGITS.join(national)
    code = _BETWEEN_DIGITS.join(country)
    trunk = rf"(?:\(?0\)?{_BETWEEN_DIGITS})?"
    return rf"(?<!\d)(?:(?:\+|%2B|00)?{code}{_BETWEEN_DIGITS})?{trunk}{digits}(?!\d)"


def _parts(value: str) -> tuple[str, str]:
    """Country code and national number of a number in E.164."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return "", value.lstrip("+")
    return str(number.country_code), phonenumbers.national_significant_number(number)


def emails_in(text: str) -> list[Subject]:
    """The e-mail addresses in a plain text."""
    found = _EMAIL.findall(text) if "@" in text else []
    return [Subject(EMAIL, address.lower()) for address in found]


def subjects_in(text: str, region: str) -> set[Subject]:
    """The subjects in a short text that a person wrote: addresses, numbers, and the text itself, if it may be
    a name.

    ``region`` is for numbers without a country code.
    """
    found = set(emails_in(text))
    for match in phonenumbers.PhoneNumberMatcher(text, region):
        found.add(Subject(PHONE, phonenumbers.format_number(match.number, PhoneNumberFormat.E164)))
    if not found and " " in text.strip():
        with suppress(InvalidName):
            found.add(Subject.of_person(text))
    return found


def subjects_of(contacts: Collection[dict[str, Any]]) -> Iterator[Subject]:
    """The subjects of contacts in their stored shape (see ``report_json.contact_json``)."""
    for contact in contacts:
        yield Subject.of_contact(contact["kind"], contact["value"])


def people_in(facts: Collection[dict[str, Any]]) -> Iterator[Subject]:
    """The persons among facts about a company, or changes of them, in their stored shape."""
    for fact in facts:
        if fact["kind"] == PERSON:
            yield Subject.of_person(fact["value"])
