"""What several pages of a site say."""

from domains.scan.extract import merge_contacts, merge_social, merge_technologies, merge_wordpress
from tests.domains.scan.extract.pages import URL, page


def test_pages_are_merged_with_their_first_provenance():
    one = page('<a href="mailto:ann@acme-tools.com">a</a>')
    two = page(
        '<p>info@acme-tools.com ann@acme-tools.com</p><a href="https://x.com/acme">x</a>', url=f"{URL}contact"
    )
    emails, _ = merge_contacts([one, two], "acme-tools.com")
    assert [(contact.value, contact.how, contact.page) for contact in emails] == [
        ("info@acme-tools.com", "text", f"{URL}contact"),
        ("ann@acme-tools.com", "mailto", URL),
    ]
    assert merge_social([one, two]) == {"twitter": ("https://x.com/acme",)}
    assert merge_technologies([one, two]) == ()
    assert merge_wordpress([one, two]) is None
