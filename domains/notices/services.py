"""Which kinds of apprise URLs are allowed, and what may be shown of a URL.

Allowed are services that are reached by HTTP with ``requests`` or by SMTP with ``smtplib``, whose connections
``guard`` checks. A test looks at what their modules import. Those that run programs, write files, use the
desktop, the local network or sockets of their own are refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote_plus, urlsplit

ALLOWED = frozenset(
    {
        "mailto", "mailtos",
        "json", "jsons", "xml", "xmls", "form", "forms", "apprise", "apprises",
        "slack", "discord", "workflow", "workflows", "gchat", "webex", "wxteams", "zulip",
        "mmost", "mmosts", "rocket", "rockets", "matrix", "matrixs", "nctalk", "nctalks",
        "tgram", "signal", "signals", "line", "lark", "feishu", "dingtalk", "wecombot",
        "ntfy", "ntfys", "gotify", "gotifys", "pover", "pbul", "prowl", "bark", "barks",
        "opsgenie", "pagerduty", "splunk", "victorops",
        "mailgun", "sendgrid", "brevo", "postmark", "resend", "sparkpost", "twilio",
    }
)  # fmt: skip
# Their URL names a host of the user's choice; for the others the place of the host holds a secret.
OWN_HOST = frozenset(
    {
        "json", "jsons", "xml", "xmls", "form", "forms", "apprise", "apprises",
        "mmost", "mmosts", "rocket", "rockets", "matrix", "matrixs", "nctalk", "nctalks",
        "signal", "signals", "gotify", "gotifys", "barks",
    }
)  # fmt: skip
# Services read files that these parameters name, also local ones.
FILES = frozenset({"template", "pgp", "pgpkey", "pgppublic", "attach", "attach-as", "keyfile", "smime"})
EXAMPLES = (
    "mailtos://user:password@smtp.example.com?to=me@example.com",
    "slack://TokenA/TokenB/TokenC/#channel",
    "ntfys://ntfy.sh/my-topic",
)
LONGEST_SHOWN = 300
LONGEST_LABEL = 200
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://\S+", re.IGNORECASE | re.ASCII)
_PARTS = re.compile(r"[\s/:@?&=#,;%+]+")
SHORTEST_SECRET = 4  # characters; shorter parts of a URL stand in ordinary words as well


def refusal(url: str) -> str:
    """Why a URL is not accepted, and what would be right; empty if it may be tried."""
    found = _SCHEME.fullmatch(url)
    if not found:
        return f"it is not a URL of apprise. One is written like {EXAMPLES[0]}"
    scheme = found[1].lower()
    if scheme not in ALLOWED | {"https"}:
        return f"{scheme}:// is not supported here. Supported are {', '.join(sorted(ALLOWED))}"
    try:
        query = urlsplit(url).query
    except ValueError:
        return f"it is not a URL of apprise. One is written like {EXAMPLES[0]}"
    named = {name.lower().lstrip("+-:") for name, _ in parse_qsl(query, keep_blank_values=True)} & FILES
    if named:
        return f"its parameter {min(named)} names a file, which notices do not read; leave it out"
    return ""


def label(scheme: str, service: str, host: str, addresses: Sequence[str]) -> str:
    """What is shown of a URL: the service, and the host or the recipients where these are no secrets."""
    if scheme in {"mailto", "mailtos"}:
        return f"E-mail to {', '.join(addresses)}"[:LONGEST_LABEL] if addresses else "E-mail"
    return f"{service} on {host}"[:LONGEST_LABEL] if scheme in OWN_HOST and host else service


def without_secrets(text: str, url: str) -> str:
    """An error message without any part of the URL, except its scheme, and not too long."""
    scheme, _, rest = url.partition("://")
    parts = {*_PARTS.split(rest), *_PARTS.split(unquote_plus(rest)), unquote_plus(rest), rest}
    keep = {scheme.lower(), *_allowed_words(scheme, url)}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET and part.lower() not in keep:
            text = text.replace(part, "…")
    return " ".join(text.split())[:LONGEST_SHOWN]


def _allowed_words(scheme: str, url: str) -> set[str]:
    """The host, where it is no secret: a message about it is of little use without."""
    if scheme.lower() not in OWN_HOST | {"mailto", "mailtos"}:
        return set()
    return {(urlsplit(url).hostname or "").lower()}
