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

# Run in a world of their own, whose built-in objects the page cannot have changed. Shadow trees, and frames
# whose document is written into the page, become part of the tree around them, in a document in which no
# custom element does anything.
_FLAT = """
const frame = (node) => node.tagName === "IFRAME" && node.contentDocument?.body;
const inner = (node) => node.shadowRoot || frame(node);
const still = document.implementation.createHTMLDocument("");
const flat = (node) => {
  const copy = frame(node) ? still.createElement("div") : still.importNode(node, false);
  const within = inner(node) ? [...inner(node).childNodes] : [];
  for (const child of [...within, ...node.childNodes]) copy.appendChild(flat(child));
  return copy;
};
const nested = [...document.querySelectorAll("*")].some(inner);
"""
_HTML = """
const root = nested ? flat(document.documentElement) : document.documentElement;
return "<!doctype html>" + root.outerHTML.slice(0, LIMIT);
"""
_TEXT_LENGTH = """
if (!document.body) return 0;
return (nested ? flat(document.body).textContent : document.body.innerText).trim().length;
"""
TEXT_LENGTH = f"(() => {{{_FLAT}{_TEXT_LENGTH}}})()"
# Differs where the page has changed.
SIZE = f"document.documentElement.outerHTML.length + ' ' + {TEXT_LENGTH}"

# The visible elements with a short text, unless a click would leave the page: no link to elsewhere and no
# button of a form is on the way of the click. What is meant for clicking comes first. ``clicked`` and
# ``shown`` stay in the world of these scripts.
_CONTROLS = """
globalThis.clicked ??= new WeakSet();
const MEANT = "button, [role=button], a, summary, input[type=button], [onclick]";
const all = (root) => [...root.querySelectorAll("*")].flatMap(
  (element) => inner(element) ? [element, ...all(inner(element))] : [element]);
const way = (element) => {
  const found = [];
  const next = (node) => node.assignedSlot ?? node.parentNode ?? node.host;
  for (let node = element; node && found.length < 500; node = next(node))
    if (node.nodeType === 1) found.push(node);
  return found;
};
const leaves = (node) => node.matches("a[href], area[href]")
  && !/^\\s*(#(?![!\\/])|javascript:)/i.test(node.getAttribute("href"));
const submits = (node) => node.matches("button, input") && node.form && /submit|image|reset/.test(node.type);
const said = (node) => (node.matches("input") ? node.value : node.innerText ?? "").trim();
const names = (element) => [said(element), element.ariaLabel, element.title].filter(Boolean).join(" ");
const written = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
const around = (element) => {
  const text = said(element);
  const outer = way(element).slice(1).find((node) => said(node).length > text.length);
  return outer && said(outer).length <= LONGEST ? said(outer) : "";
};
const barred = (node) => leaves(node) || submits(node) || clicked.has(node);
const fits = (element) => {
  const text = names(element);
  return text && text.length <= LONGEST && !element.disabled && element.checkVisibility()
    && !way(element).some(barred);
};
const every = all(document).filter((element) => element.matches(MEANT) || written(element));
const ordered = [...every.filter((one) => one.matches(MEANT)), ...every.filter((one) => !one.matches(MEANT))];
globalThis.shown = ordered.filter(fits).slice(0, MOST);
return shown.map((element) => [names(element), around(element)]);
"""


def html(limit: int) -> str:
    """The expression whose value is the page, shortened to so many characters."""
    return f"(() => {{{_FLAT}{_HTML.replace('LIMIT', str(limit))}}})()"


def controls(most: int, longest: int) -> str:
    """The expression whose value are the texts of so many controls, each with a short text around it."""
    script = _CONTROLS.replace("MOST", str(most)).replace("LONGEST", str(longest))
    return f"(() => {{{_FLAT}{script}}})()"


def click(number: int) -> str:
    """The expression that clicks one of the controls that were told last."""
    return f"(() => {{ const one = shown[{number}]; clicked.add(one); one.click(); }})()"
