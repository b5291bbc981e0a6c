"""The text that a reader sees."""

import pytest

from domains.scan.extract.document import read
from domains.scan.extract.visible import MOST_INNER_NODES, inner_text

BLOCKS = [
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h4", "header", "hgroup", "legend", "li",
    "main", "menu", "nav", "p", "pre", "section", "summary", "ul",
]  # fmt: skip


def text(body):
    return read(f"<!doctype html><body>{body}".encode(), "https://acme-tools.com/", {}).text


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<b>Email</b><a>info@acme-tools.com</a>", "Email info@acme-tools.com"),
        ("<span>Call</span><span>202-555-0143</span><span>Text</span>", "Call 202-555-0143 Text"),
        ("<i><b>one</b></i><u><s>two</s></u>", "one two"),
        ("<span>one</span><!-- and --><span>two</span>", "one two"),
        ("<span>one.</span><span>Two</span>", "one. Two"),
        ("<span>0143</span><span>+44 20</span>", "0143 +44 20"),
        ("one<img src=x>two", "one two"),
        ("info@acme-tools.com<svg><path/></svg>www.acme-tools.com", "info@acme-tools.com www.acme-tools.com"),
        ("one<iframe src=x>none</iframe>two<object>none</object>three", "one two three"),
        ("020 7946 0018<i></i>9-17", "020 7946 0018 9-17"),
        ("E-mail<a>info@acme-tools.com</a>", "E-mail info@acme-tools.com"),
        ("<b>info@acme-tools.com</b>web", "info@acme-tools.com web"),
        ("020 7946 0018<i></i>info", "020 7946 0018 info"),
        ("info@acme-tools.com<sup>1</sup>", "info@acme-tools.com 1"),
        ("202-555-0143<sup>1</sup>", "202-555-0143 1"),
        ("<sup>1</sup>202-555-0143", "1 202-555-0143"),
    ],
)
def test_elements_side_by_side_are_words_of_their_own(body, seen):
    assert text(f"<p>{body}</p>") == seen


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<b>j</b>ohn", "john"),
        ("<b>j</b>ohn@acme-tools.com", "john@acme-tools.com"),
        ("<b>info</b>@<b>acme-tools.com</b>", "info@acme-tools.com"),
        ("info<span>@</span><b>acme-tools.com</b>", "info@acme-tools.com"),
        ("info@<wbr>acme-tools.com", "info@acme-tools.com"),
        ("<b>(212)</b> <i>555</i>-<i>0143</i>", "(212) 555-0143"),
        ("<u>0</u>20 7946 0018", "020 7946 0018"),
        ("info@mail.acme<b>tools</b>.com", "info@mail.acmetools.com"),
        ("020 7946<i></i>0018", "020 79460018"),
        ("in<i></i>fo", "info"),
        ("H<sub>2</sub>O", "H2O"),
        ("m<sup>2</sup>", "m2"),
        ("<b>E</b>ric@acme-tools.com", "Eric@acme-tools.com"),
        ("<a><b>A</b>cme</a>", "Acme"),
    ],
)
def test_marks_inside_a_word_do_not_part_it(body, seen):
    assert text(f"<p>{body}</p>") == seen


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<b>Phone</b>(212) 555-0143", "Phone (212) 555-0143"),
        ("Phone<b>020 7946 0018</b>", "Phone 020 7946 0018"),
        ("<b>020 7946 0018</b>Fax", "020 7946 0018 Fax"),
        ("<b>Correo</b>ventas@acme-tools.es", "Correo ventas@acme-tools.es"),
        ("<b>E</b>info@acme-tools.com", "E info@acme-tools.com"),
        ("<b>メール</b>info@acme-tools.jp", "メール info@acme-tools.jp"),
    ],
)
def test_a_label_parts_from_its_value(body, seen):
    assert text(f"<p>{body}</p>") == seen


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (
            '<a href="MAILTO:ask@acme-tools.com?subject=a"><span>enquiries</span>ask@acme-tools.com</a>',
            "enquiries ask@acme-tools.com",
        ),
        (
            '<a href="mailto:johnask@acme-tools.com"><b>john</b>ask@acme-tools.com</a>',
            "johnask@acme-tools.com",
        ),
        ('<a href="/contact"><b>john</b>ask@acme-tools.com</a>', "johnask@acme-tools.com"),
    ],
)
def test_the_address_of_a_link_parts_from_the_word_before_it(body, seen):
    assert text(body) == seen


@pytest.mark.parametrize("tag", BLOCKS)
def test_a_block_has_lines_of_its_own(tag):
    assert text(f"one<{tag}>two</{tag}>three") == "one\ntwo\nthree"


def test_cells_options_and_breaks_are_lines():
    assert text("<table><caption>a<tr><th>b<td>c<tr><td>d</table>e") == "a\nb\nc\nd\ne"
    assert text("<select><option>a<option>b</select>") == "a\nb"
    assert text("a<br>b<hr>c<div></div>d") == "a\nb\nc\nd"
    assert text("<span><div>a</div></span>b") == "a\nb"


def test_a_line_break_of_the_source_is_a_space():
    assert text("<p>020 7946\n   0018\t<b>now</b>\r\n</p>") == "020 7946 0018 now"
    assert text("<pre>one\n two <b>three</b>\n<b>four</b></pre>five") == "one\ntwo three\nfour\nfive"


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (
            '<span style="display:block">202</span><span style="color:red; DISPLAY : block">555</span>',
            "202\n555",
        ),
        ('one<b style="display:flex">two</b>three', "one\ntwo\nthree"),
        ('one <a class="link d-block">two</a>', "one\ntwo"),
        ('one <strong class="block">two</strong> three', "one\ntwo\nthree"),
        ('a<i style="display:inline-block">b</i><b style="display:inline">c</b>', "ab c"),
        ('a<b style="display:table-cell">b</b><i class="block-quote">c</i>', "ab c"),
    ],
)
def test_a_style_makes_a_block(body, seen):
    assert text(f"<p>{body}</p>") == seen


@pytest.mark.parametrize(
    "style", ["white-space:pre-line", "color:red;White-Space : pre-wrap", "white-space:pre"]
)
def test_a_style_keeps_the_line_breaks_of_the_source(style):
    assert text(f'<p style="{style}">202\n<b>555\n0143</b></p>one\ntwo') == "202\n555\n0143\none two"


def test_a_style_that_keeps_no_line_breaks():
    assert text('<p style="white-space:nowrap">202\n555</p>') == "202 555"


def test_what_no_reader_sees_is_left_out():
    hidden = "<script>a</script><style>b</style><template>c</template><svg><title>d</title></svg>"
    assert text(f"one {hidden}<iframe>e</iframe>two<title>three</title>") == "one two"
    assert text("one\x01\u200b\u00ad\ufffd &nbsp; two") == "one two"


def test_the_text_of_one_element_is_bounded():
    body = read(f"<body>{'<b>x</b>' * 9_000}".encode(), "", {}).tree.find("body")
    assert 0 < len(inner_text(body)) <= 2 * MOST_INNER_NODES
