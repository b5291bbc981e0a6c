"""Strings that scripts join, and how much of a script is read."""

from domains.scan.extract.mail.scripts import cloaked
from domains.scan.extract.script_strings import LONGEST_SCRIPT, MOST_RESULTS, joined, statements
from domains.scan.extract.written import LONGEST_SCRIPT as LONGEST_WRITING
from tests.domains.scan.extract.contact_pages import addresses

LINK = "javascript:location='mailto:info@acme-tools.com'"
CLOAK = "var cloak='info'+'@acme-tools.com';"
WRITING = "document.write('info@acme-tools.com');"


def padded(script: str, length: int) -> str:
    return f"{script}/*{'x' * length}*/"


def test_long_scripts_are_not_read():
    assert joined(padded(LINK, 9)) == "mailto:info@acme-tools.com"
    assert joined(padded(LINK, LONGEST_SCRIPT)) == ""
    assert len(list(cloaked(padded(CLOAK, 9)))) == 1
    assert list(cloaked(padded(CLOAK, LONGEST_SCRIPT))) == []
    assert addresses(f"<script>{padded(WRITING, 9)}</script>") == ["info@acme-tools.com"]
    assert addresses(f"<script>{padded(WRITING, LONGEST_WRITING)}</script>") == []


def test_a_variable_that_is_joined_with_itself_is_read_up_to_a_limit():
    doubling = f"a='{'x' * 1_000}';" + "a=a+a;" * 300
    assert sum(len(one.result) for one in statements(doubling)) <= MOST_RESULTS
