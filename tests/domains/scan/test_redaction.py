import pytest

from domains.scan.names import InvalidName
from domains.scan.redaction import ERASED, Redactor, Subject, people_in, subjects_of

EMAIL = Subject("email", "anna.berg@bakery-nord.com")
PHONE = Subject("phone", "+4930901820")
PERSON = Subject("person", "anna berg-möller")
SITE = Subject("domain", "bakery-nord.com")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Anna.Berg@Bakery-Nord.com", EMAIL),
        (" mailto:anna.berg@bakery-nord.com ", EMAIL),
        ("<anna.berg@bakery-nord.com>", EMAIL),
        ("info@www.bakery-nord.com", Subject("email", "info@www.bakery-nord.com")),
        ("post@bäckerei.de", Subject("email", "post@xn--bckerei-5wa.de")),
        ("+49 30 90 18-20", PHONE),
        ("tel:+4930901820", PHONE),
        ("030 901820", PHONE),
        ("(030) 90 18 20", PHONE),
        ("https://www.bakery-nord.com/impressum", SITE),
        ("Bakery-Nord.com", SITE),
        ("person:Anna Berg-Möller", PERSON),
        (" Person: Prof. Dr. Anna  Berg-Möller ", PERSON),
    ],
)
def test_reads_what_people_type(text, subject):
    assert Subject.parse(text, "DE") == subject


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "anna@",
        "@bakery-nord.com",
        "a b@bakery-nord.com",
        "192.168.10.10",
        "localhost",
        "12-34",
        "Anna Berg",
        "person:",
    ],
)
def test_refuses_what_is_nothing_of_the_kind(text):
    with pytest.raises(InvalidName):
        Subject.parse(text, "DE")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (EMAIL, "write to {ANNA.BERG@bakery-nord.com}."),
        (EMAIL, "?q={anna.berg%40bakery-nord.com}&p=2"),
        (PHONE, "call {+49 30 / 90 18-20}!"),
        (PHONE, "call {+49 (0)30 901820} now"),
        (PHONE, "Tel. {030-90 18 20}, Fax"),
        (PHONE, "https://wa.me/{4930901820}"),
        (PHONE, "tel:{0049 30 901820}"),
        (PHONE, "?phone={%2B4930901820}"),
        (SITE, "see https://www.{bakery-nord.com}/contact"),
        (SITE, "{bakery-nord.com}."),
    ],
)
def test_finds_a_value_however_it_is_written(subject, text):
    expected = text[: text.index("{")] + ERASED + text[text.index("}") + 1 :]
    assert Redactor([subject]).text(text.replace("{", "").replace("}", "")) == expected


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (EMAIL, "joanna.berg@bakery-nord.com"),
        (EMAIL, "anna.berg@bakery-nord.com.au"),
        (PHONE, "+49 30 9018201"),
        (PHONE, "130901820"),
        (SITE, "my-bakery-nord.com"),
        (SITE, "bakery-nord.com.au"),
    ],
)
def test_leaves_other_values_alone(subject, text):
    assert not Redactor([subject]).names(text)
    assert Redactor([subject]).text(text) == text


def test_a_contact_goes_from_lists_and_is_replaced_in_text():
    stored = {
        "contacts": [
            {"kind": "email", "value": "anna.berg@bakery-nord.com", "how": "text"},
            {"kind": "email", "value": "info@bakery-nord.com", "how": "text"},
        ],
        "email_addresses": ["anna.berg@bakery-nord.com", "info@bakery-nord.com"],
        "home": {"title": "Anna, anna.berg@bakery-nord.com", "count": 3, "none": None},
    }
    assert Redactor([EMAIL]).json(stored) == {
        "contacts": [{"kind": "email", "value": "info@bakery-nord.com", "how": "text"}],
        "email_addresses": ["info@bakery-nord.com"],
        "home": {"title": "Anna, [erased]", "count": 3, "none": None},
    }


def test_without_subjects_nothing_changes():
    assert Redactor([]).json({"a": ["b", ""]}) == {"a": ["b", ""]}


def test_an_address_belongs_to_its_domains():
    wider = Subject("email", "a@mail.bakery-nord.com").wider
    assert wider[1:] == [Subject("domain", "mail.bakery-nord.com"), SITE]
    assert PHONE.wider == [PHONE]


def test_faxes_are_numbers():
    assert list(subjects_of([{"kind": "fax", "value": "+4930901820"}])) == [PHONE]


def test_a_person_is_found_in_any_case_and_as_whole_words_alone():
    text = "Owner: Dr. ANNA  BERG-MÖLLER, not Johanna Berg-Möllers"
    assert Redactor([PERSON]).text(text) == f"Owner: Dr. {ERASED}, not Johanna Berg-Möllers"


def test_the_people_among_facts():
    facts = [{"kind": "person", "value": "Dr. Anna Berg-Möller"}, {"kind": "legal_name", "value": "Anna"}]
    assert list(people_in(facts)) == [PERSON]
