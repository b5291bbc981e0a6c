"""The scripts that run within a rendered page."""

from __future__ import annotations

# Before the page's own scripts, in each of its frames. WebRTC would use UDP and bypass the proxy. Closed
# shadow trees are opened, because their text is shown to visitors.
BEFORE = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "RTCDataChannel"])
  delete window[name];
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, {...options, mode: "open"}); };
"""

# Run in a world of their own, whose built-in objects the page cannot have changed. Shadow trees become part
# of the tree around them, in a document in which no custom element does anything.
_FLAT = """
const still = document.implementation.createHTMLDocument("");
const flat = (node) => {
  const copy = still.importNode(node, false);
  const shadow = node.shadowRoot ? [...node.shadowRoot.childNodes] : [];
  for (const child of [...shadow, ...node.childNodes]) copy.appendChild(flat(child));
  return copy;
};
const shadows = [...document.querySelectorAll("*")].some((element) => element.shadowRoot);
"""
_HTML = """
const root = shadows ? flat(document.documentElement) : document.documentElement;
return "<!doctype html>" + root.outerHTML.slice(0, LIMIT);
"""
_TEXT_LENGTH = """
if (!document.body) return 0;
return (shadows ? flat(document.body).textContent : document.body.innerText).trim().length;
"""
TEXT_LENGTH = f"(() => {{{_FLAT}{_TEXT_LENGTH}}})()"


def html(limit: int) -> str:
    """The expression whose value is the page, shortened to so many characters."""
    return f"(() => {{{_FLAT}{_HTML.replace('LIMIT', str(limit))}}})()"
