"""Puts an <img> into the tree before each picture that another element shows: a drawing, an object, a button,
an element of AMP, or the background of an element that is named logo.

So a logo is found however the page shows it. The drawing itself is removed later, with what no reader reads.
"""

from __future__ import annotations

import re
from itertools import islice

from turbohtml import Element

from domains.scan.extract.rare_elements import Markup, RareElements

MOST = 20  # elements of each sort looked at
# The type or the address of an object that is a picture: others are films and PDFs.
_PICTURE = re.compile(r"\Aimage/|\.(?:svg|png|jpe?g|gif|webp|avif)(?![\w.])", re.IGNORECASE)
# Element -> the attributes that hold the address of its picture.
_SOURCES = {"image": ("href", "xlink:href"), "object": ("data",), "input": ("src",)}
_OF_AMP = RareElements(lambda: ["amp-img"])
_KEPT = ("class", "id", "alt", "title", "name")
_NAMED_LOGO = RareElements(
    lambda: [",".join(f'[{name}*="logo" i][style*="url("]' for name in ("class", "id"))],
    r"(?i)style\s*=[^<>]*url\(",
)
_BACKGROUND = re.compile(
    r"""background(?:-image)?\s{0,3}:[^;]{0,200}?\burl\(\s{0,3}["']?([^"')\s][^"')]{0,1000})""", re.IGNORECASE
)


def write_out(markup: Markup) -> None:
    """Insert an <img> with the address and the names of each of the first such pictures."""
    for tag, names in _SOURCES.items():
        for element in markup.tree.find_all(tag, limit=MOST):
            address = next((value for name in names if (value := element.attr(name))), "")
            if address and (tag != "object" or _PICTURE.search(element.attr("type") or address)):
                _outermost(element).insert_before(_image(element, address))
    for element in list(islice(markup.find(_OF_AMP), MOST)):
        if source := element.attr("src"):
            element.insert_before(_image(element, source))
    for element in list(islice(markup.find(_NAMED_LOGO), MOST)):
        if shown := _BACKGROUND.search(element.attr("style") or ""):
            element.insert_before(_image(element, shown[1].strip()))


def _image(element: Element, address: str) -> Element:
    told = {name: value for name in _KEPT if (value := element.attr(name))}
    return Element("img", {"src": address, **told})


def _outermost(element: Element) -> Element:
    """The drawing that holds an image, or the element itself."""
    around = (one for one in element.ancestors if isinstance(one, Element) and one.tag == "svg")
    return next(around, element) if element.tag == "image" else element
