"""Puts an <img> into the tree before each picture that another element shows: a drawing, an object, a button,
an element of AMP, or the background of an element that is named logo.

So a logo is found however the page shows it. The drawing itself is removed later, with what no reader reads.
"""

from __future__ import annotations

import re
from itertools import islice

from turbohtml import Document, Element

MOST = 20  # elements of each sort looked at
# The type or the address of an object that is a picture: others are films and PDFs.
_PICTURE = re.compile(r"\Aimage/|\.(?:svg|png|jpe?g|gif|webp|avif)(?![\w.])", re.IGNORECASE)
_AMP = "amp-img"  # rare, and found only by a pass over the whole tree
# Element -> the attributes that hold the address of its picture.
_SOURCES = {"image": ("href", "xlink:href"), "object": ("data",), "input": ("src",), _AMP: ("src",)}
_KEPT = ("class", "id", "alt", "title", "name")
_NAMED_LOGO = ",".join(f'[{name}*="logo" i][style*="url("]' for name in ("class", "id"))
_BACKGROUND = re.compile(
    r"""background(?:-image)?\s{0,3}:[^;]{0,200}?\burl\(\s{0,3}["']?([^"')\s][^"')]{0,1000})""", re.IGNORECASE
)


def write_out(tree: Document, source: str) -> None:
    """Insert an <img> with the address and the names of each of the first such pictures.

    ``source``: the page as text.
    """
    for tag, names in _SOURCES.items():
        if tag == _AMP and f"<{tag}" not in source:
            continue
        for element in tree.find_all(tag, limit=MOST):
            address = next((value for name in names if (value := element.attr(name))), "")
            if address and (tag != "object" or _PICTURE.search(element.attr("type") or address)):
                _outermost(element).insert_before(_image(element, address))
    for element in islice(tree.select(_NAMED_LOGO), MOST) if "url(" in source else ():
        if shown := _BACKGROUND.search(element.attr("style") or ""):
            element.insert_before(_image(element, shown[1].strip()))


def _image(element: Element, address: str) -> Element:
    told = {name: value for name in _KEPT if (value := element.attr(name))}
    return Element("img", {"src": address, **told})


def _outermost(element: Element) -> Element:
    """The drawing that holds an image, or the element itself."""
    around = (one for one in element.ancestors if isinstance(one, Element) and one.tag == "svg")
    return next(around, element) if element.tag == "image" else element
