"""A parsed page, or a part of it -> the text that a reader sees."""

from __future__ import annotations

import re

from lxml import etree

Element = etree._Element

_UNSEEN = ("script", "style", "template", "svg", "head", "iframe", "object")
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "button", "dd", "div", "dl", "dt", "fieldset"),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "label",
        ),
        *("legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "table", "td"),
        *("textarea", "th", "tr", "ul"),
    )
)
# A line a block. libxslt does it in a third of the time of a loop over the elements.
_TO_TEXT = etree.XSLT(
    etree.XML(
        f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
        <xsl:output method="text"/>
        <xsl:template match="{"|".join(sorted(_BLOCKS))}">
        <xsl:text>\n</xsl:text><xsl:apply-templates/><xsl:text>\n</xsl:text></xsl:template>
        </xsl:stylesheet>"""
    )
)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200d\u2060\ufeff\u00ad\ud800-\udfff\ufffd]"
)
_GAP = re.compile(r"\n\s+")


def strip_unseen(body: Element) -> None:
    """Take out what no reader sees."""
    etree.strip_elements(body, *_UNSEEN, with_tail=False)


def visible_text(body: Element) -> str:
    """The text, a line a block, white space collapsed; with what stands behind the page's end."""
    text = _GAP.sub("\n", str(_TO_TEXT(body)) + (body.tail or ""))
    text = text if text.isascii() else _CONTROL.sub("", text)  # the parser was given no ASCII ones
    return "\n".join(map(" ".join, filter(None, map(str.split, text.split("\n")))))


def inner_text(element: Element) -> str:
    """The text of one element, as it stands in the tree but for a line a block."""
    if not len(element):
        return element.text or ""
    for one in element.iter():
        if one.tag in _BLOCKS:
            return str(_TO_TEXT(element))
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def clean(text: str) -> str:
    """One line without control, zero-width and replacement characters, white space collapsed."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return " ".join(_CONTROL.sub("", line).split())
