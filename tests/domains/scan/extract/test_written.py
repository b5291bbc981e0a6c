"""What inline scripts write into a page with ``document.write``."""

import pytest

from tests.domains.scan.extract.contact_pages import addresses, numbers

MAIL = {
    "strings joined by a plus": """
        document.write('<a href="mai' + 'lto:info@' + 'acme-tools.com">' + 'mail</a>')""",
    "variables": """
        user = 'info';site = 'acme-tools.com';document.write('<b>' + user + '@' + site + '</b>');""",
    "a variable from a sum in brackets": """
        mail='acme-tools.com';
        mail=('info' + '@' + mail);
        document.write('<a href="mailto:' + mail + '">' + mail + '</a>');""",
    "Base64": "document.write(atob('aW5mb0BhY21lLXRvb2xzLmNvbQ=='));",
    "codes of characters": "document.write('info' + String.fromCharCode(64) + 'acme-tools.com')",
    "one sign percent-encoded": "document.write(unescape('info%40acme-tools.com'))",
    "percent-encoded": "document.write(unescape('%3Ca%20href%3Dmailto%3Ainfo%40acme-tools.com%3Ex%3C/a%3E'))",
    "an encoded script": "eval(unescape('document.write%28%22info%40acme-tools.com%22%29'))",
    "a whole script encoded": "eval(unescape('"
    + "".join(f"%{ord(letter):02x}" for letter in "document.write('info@acme-tools.com')")
    + "'))",
    "an escape of two digits": r"document.write('info\x40acme-tools.com')",
    "an escape of four digits": r"document.write('info\u0040acme-tools.com')",
    "an escaped line feed": r"document.write('info@acme-tools.com\nwe answer')",
    "an escaped carriage return": r"document.write('info@acme-tools.com\rwe answer')",
    "an escaped tab": r"document.write('Mail\tinfo@acme-tools.com')",
    "a brace in a pattern": "x.replace(/}/g, ''); document.write('info@acme-tools.com')",
    "entities in a string": "document.writeln('&#105;nfo&#64;acme-tools.com');",
    "Joomla's script before its version 3": r"""
        <!--
        var prefix = '&#109;a' + 'i&#108;' + '&#116;o';
        var path = 'hr' + 'ef' + '=';
        var addy7 = '&#105;nf&#111;' + '&#64;';
        addy7 = addy7 + '&#97;cme-t&#111;&#111;ls' + '&#46;' + 'c&#111;m';
        document.write( '<a ' + path + '\'' + prefix + ':' + addy7 + '\'>' );
        document.write( addy7 );
        document.write( '<\/a>' );
        //-->\n""",
    "whole, beside an unknown variable": """
        document.write('<a href="#' + page + '">' + 'info@acme-tools.com</a>')""",
}


@pytest.mark.parametrize("case", MAIL)
def test_addresses(case):
    assert addresses(f"<p>E-mail: <script>{MAIL[case]}</script></p>") == ["info@acme-tools.com"]


FOOTER = r"""<script>
document.write("<footer>");
document.write("<li>Phone: (415) 555-0172<\/li>");
document.write("<li>Fax: (415) 555-0173<\/li><script src='/a.js'><\/script>");
document.write("<\/footer>");
</script>"""


def test_what_is_behind_a_function_is_written():
    script = "function a() { if (b) { return '{'; } } document.write('info@acme-tools.com');"
    assert addresses(f"<p><script>{script}</script></p>") == ["info@acme-tools.com"]


def test_a_whole_footer():
    assert numbers(FOOTER) == ["+14155550172", "+14155550173"]


def test_a_number_in_an_encoded_script():
    encoded = "".join(f"%{ord(letter):02x}" for letter in "document.write('Tel (415) 555-0172')")
    assert numbers(f"<p><script>eval(unescape('{encoded}'))</script></p>") == ["+14155550172"]


@pytest.mark.parametrize(
    "script",
    [
        "document.write('Tel. (415) 5' + '55-0' + '172');",
        "a = '415';\nb = '555';\ndocument.write('Tel. ' + a + '-' + b + '-' + '0172');",
    ],
)
def test_a_number_whose_digits_are_joined(script):
    assert numbers(f"<p><script>{script}</script></p>") == ["+14155550172"]


def test_its_place_is_that_of_the_script():
    body = f"<h2>Berlin, Germany</h2>{FOOTER.replace('(415) 555-0172', '030 23125001')}<h2>Paris, France</h2>"
    assert numbers(body)[0] == "+493023125001"


@pytest.mark.parametrize(
    "script",
    [
        "var mail = 'trap@acme-tools.com';",  # not written
        "var mail = 'trap@acme-tools.com'; document.write('<p>Call us</p>');",
        "document.write('info' + domain + '@acme-tools.com')",  # a part is unknown
        "document.write('<script>var mail=\"trap@acme-tools.com\"<\\/script>')",
        "if (top.name != 'print') { document.write('info@acme-tools.com') }",
        "function a() { if (b) { c(); } document.write('info@acme-tools.com'); }",
        "function a() { document.write('info@acme-tools.com');",  # cut off
        "function write(a) {}\nwrite('info@acme-tools.com'); document.write('Call us')",
        "// document.write('info@acme-tools.com')",
        "/* document.write('info@acme-tools.com') */ document.write('Call us')",
        "if (top.old) document.write('info@acme-tools.com')",
        "popup.document.write('info@acme-tools.com')",
        "function mail() { var a = '}'; document.write('info@acme-tools.com'); }",
        "document.write('© 2010-' + new Date().getFullYear())",
        "document.write(" + "'a'+" * 9_000 + "'info@acme-tools.com')",
    ],
)
def test_what_is_not_written_or_unknown_is_left_alone(script):
    assert addresses(f"<p><script>{script}</script></p>") == []
