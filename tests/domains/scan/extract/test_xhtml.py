"""Pages that are sent as XML: an empty tag closes its element."""

import pytest

from domains.scan.extract import extract
from tests.domains.scan.extract.pages import URL

ROOT = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">'
BEFORE = {
    "a script": '<script src="/a.js"/>',
    "a script with a space": '<script type="text/javascript" src="/a.js" />',
    "a title and a style": "<title/><style />",
    "a frame": '<iframe src="/map"/>',
    "a text box in capitals": "<TEXTAREA/>",
}


def mails(body, content_type):
    return [
        contact.value
        for contact in extract(body.encode(), url=URL, headers={"content-type": content_type}).emails
    ]


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize(
    "content_type", ["application/xhtml+xml; charset=utf-8", "Application/XML", "text/xml"]
)
def test_what_stands_behind_an_empty_element_is_read(before, content_type):
    page = f"{ROOT}<head>{before}</head><body>{before}<p>info@acme-tools.com</p></body></html>"
    assert mails(page, content_type) == ["info@acme-tools.com"]


def test_elements_that_are_always_empty_stay_so():
    page = f"{ROOT}<body>info@acme-<wbr/>tools.com<br/>020</body></html>"
    assert mails(page, "application/xhtml+xml") == ["info@acme-tools.com"]


def test_an_html_page_is_read_as_browsers_read_it():
    page = f"{ROOT}<body>one@acme-tools.com<script/>two@acme-tools.com<script>1</script><p>six@acme-tools.com"
    assert mails(page, "text/html") == ["one@acme-tools.com", "six@acme-tools.com"]


def test_a_document_that_is_no_xhtml_is_not_changed():
    page = "<html><body>one@acme-tools.com<script/>two@acme-tools.com"
    assert mails(page, "application/xml") == ["one@acme-tools.com"]
