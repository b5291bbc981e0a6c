"""The cases that Google's own robots.txt parser is tested with, as a table of our own.

Two of its answers are not ours, because RFC 9309 (section 2.2.2), which came later, asks for the
opposite: see ``RFC_INSTEAD``.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from domains.scan.site import robots


class Case(NamedTuple):
    """Which of these paths an agent may fetch under a robots.txt, and which not."""

    name: str
    text: str
    agent: str
    allowed: str = ""  # paths, separated by spaces
    forbidden: str = ""


GROUPS = """\
allow: /foo/bar/

user-agent: FooBot
disallow: /
allow: /x/
user-agent: BarBot
disallow: /
allow: /y/


allow: /w/
user-agent: BazBot

user-agent: FooBot
allow: /z/
disallow: /
"""
GLOBAL = "user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n"
ONLY_SPECIFIC = (
    "user-agent: FooBot\nallow: /\nuser-agent: BarBot\ndisallow: /\nuser-agent: BazBot\ndisallow: /\n"
)
SPACED_AGENT = "User-Agent: *\nDisallow: /\nUser-Agent: Foo Bar\nAllow: /x/\nDisallow: /\n"
SPECIFIC_OVER_GLOBAL = "User-agent: *\nDisallow: /x/\nUser-agent: FooBot\nDisallow: /y/\n"


def foo(*rules: str) -> str:
    return "\n".join(("user-agent: FooBot", *rules, ""))


FISH = "/fish /fish.html /fish/salmon.html /fishheads /fishheads/yummy.html /fish.html?id=anything"
NOT_FISH = "/bar /Fish.asp /catfish /?id=fish"

CASES = [
    Case("empty file", "", "FooBot", "/"),
    Case("no agent", foo("disallow: /"), "", "/"),
    Case("no path means the root", foo("disallow: /"), "FooBot", forbidden=" /"),
    Case("plain lines", foo("disallow: /"), "FooBot", forbidden="/x/y"),
    Case("unknown lines", "foo: FooBot\nbar: /\n", "FooBot", "/x/y"),
    Case("no colons", "user-agent FooBot\ndisallow /\n", "FooBot", forbidden="/x/y"),
    Case("groups: first", GROUPS, "FooBot", "/x/b /z/d", "/y/c /foo/bar/"),
    Case("groups: second", GROUPS, "BarBot", "/y/c /w/a", "/z/d /foo/bar/"),
    Case("groups: shared", GROUPS, "BazBot", "/z/d", "/foo/bar/"),
    Case("upper case", "USER-AGENT: FooBot\nALLOW: /x/\nDISALLOW: /\n", "FooBot", "/x/y", "/a/b"),
    Case("lower case", "user-agent: FooBot\nallow: /x/\ndisallow: /\n", "FooBot", "/x/y", "/a/b"),
    Case("camel case", "uSeR-aGeNt: FooBot\nAlLoW: /x/\ndIsAlLoW: /\n", "FooBot", "/x/y", "/a/b"),
    *(
        Case(
            f"agent {written!r} is {agent}",
            f"User-Agent: {written}\nAllow: /x/\nDisallow: /\n",
            agent,
            "/x/y",
            "/a/b",
        )
        for written in ("FOO BAR", "foo bar", "FoO bAr")
        for agent in ("Foo", "foo")
    ),
    Case("agent up to its first space", SPACED_AGENT, "Foo", "/x/y"),
    Case("an agent with a space is no agent", SPACED_AGENT, "Foo Bar", forbidden="/x/y"),
    Case("global and specific: specific", GLOBAL, "FooBot", forbidden="/x/y"),
    Case("global and specific: other", GLOBAL, "BarBot", "/x/y"),
    Case("no global group", ONLY_SPECIFIC, "QuxBot", "/x/y"),
    Case("the specific group alone counts", SPECIFIC_OVER_GLOBAL, "FooBot", "/x/page", "/y/page"),
    Case("paths are case sensitive: same", foo("disallow: /x/"), "FooBot", forbidden="/x/y"),
    Case("paths are case sensitive: other", foo("disallow: /X/"), "FooBot", "/x/y"),
    Case("longer disallow", foo("disallow: /x/page.html", "allow: /x/"), "FooBot", forbidden="/x/page.html"),
    Case("longer allow", foo("allow: /x/page.html", "disallow: /x/"), "FooBot", "/x/page.html", "/x/"),
    Case("both empty", foo("disallow: ", "allow: "), "FooBot", "/x/page.html"),
    Case("both the root", foo("disallow: /", "allow: /"), "FooBot", "/x/page.html"),
    Case("the closing slash counts", foo("disallow: /x", "allow: /x/"), "FooBot", "/x/", "/x"),
    Case("both the same", foo("disallow: /x/page.html", "allow: /x/page.html"), "FooBot", "/x/page.html"),
    Case("longer wildcard", foo("allow: /page", "disallow: /*.html"), "FooBot", "/page", "/page.html"),
    Case(
        "shorter wildcard", foo("allow: /x/page.", "disallow: /*.html"), "FooBot", "/x/page.html", "/x/y.html"
    ),
    Case(
        "query kept as it is",
        foo("Disallow: /", "Allow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par"),
        "FooBot",
        "/foo/bar?qux=taz&baz=http://foo.bar?tar&par",
    ),
    Case("letters beyond ASCII", foo("Disallow: /", "Allow: /foo/bar/ツ"), "FooBot", "/foo/bar/%E3%83%84"),
    Case("encoded rule", foo("Disallow: /", "Allow: /foo/bar/%E3%83%84"), "FooBot", "/foo/bar/%E3%83%84"),
    Case("encoded letters", foo("Disallow: /", "Allow: /foo/bar/%62%61%7A"), "FooBot", "/foo/bar/%62%61%7A"),
    Case(
        "wildcard that does not match",
        foo("Disallow: /foo/bar/quz", "Allow: /foo/*/qux"),
        "FooBot",
        "/foo/quz /foo//quz /foo/bax/quz",
        "/foo/bar/quz",
    ),
    Case(
        "end of the path",
        foo("Disallow: /foo/bar$", "Allow: /foo/bar/qux"),
        "FooBot",
        "/foo/bar/qux /foo/bar/ /foo/bar/baz",
        "/foo/bar",
    ),
    Case(
        "comments",
        foo("# Disallow: /", "Disallow: /foo/quz#qux", "Allow: /"),
        "FooBot",
        "/foo/bar",
        "/foo/quz",
    ),
    Case(
        "index.html is its folder",
        "User-Agent: *\nAllow: /allowed-slash/index.html\nDisallow: /\n",
        "foobot",
        "/allowed-slash/ /allowed-slash/index.html",
        "/allowed-slash/index.htm /anyother-url",
    ),
    Case("/fish", foo("disallow: /", "allow: /fish"), "FooBot", FISH, NOT_FISH),
    Case("/fish*", foo("disallow: /", "allow: /fish*"), "FooBot", FISH, NOT_FISH),
    Case(
        "/fish/",
        foo("disallow: /", "allow: /fish/"),
        "FooBot",
        "/fish/ /fish/salmon /fish/?salmon /fish/salmon.html /fish/?id=anything",
        "/bar /fish /fish.html /Fish/Salmon.html",
    ),
    Case(
        "/*.php",
        foo("disallow: /", "allow: /*.php"),
        "FooBot",
        "/filename.php /folder/filename.php /folder/filename.php?parameters //folder/any.php.file.html "
        "/filename.php/ /index?f=filename.php/",
        "/bar /php/ /index?php /windows.PHP",
    ),
    Case(
        "/*.php$",
        foo("disallow: /", "allow: /*.php$"),
        "FooBot",
        "/filename.php /folder/filename.php",
        "/bar /filename.php?parameters /filename.php/ /filename.php5 /php/ /filename?php /aaaphpaaa "
        "//windows.PHP",
    ),
    Case(
        "/fish*.php",
        foo("disallow: /", "allow: /fish*.php"),
        "FooBot",
        "/fish.php /fishheads/catfish.php?parameters",
        "/bar /Fish.PHP",
    ),
    Case("precedence: /p", foo("allow: /p", "disallow: /"), "FooBot", "/page"),
    Case("precedence: /folder", foo("allow: /folder", "disallow: /folder"), "FooBot", "/folder/page"),
    Case("precedence: /page", foo("allow: /page", "disallow: /*.htm"), "FooBot", forbidden="/page.htm"),
    Case("precedence: /$", foo("allow: /$", "disallow: /"), "FooBot", "/", "/page.html"),
]

RFC_INSTEAD = [
    # Google's parser leaves it to its caller to encode a URL; ours encodes both sides.
    Case("URL not encoded", foo("Disallow: /", "Allow: /foo/bar/ツ"), "FooBot", "/foo/bar/ツ"),
    # Google compares escapes as they stand; the RFC decodes those of unreserved characters first.
    Case(
        "encoded letters in the rule",
        foo("Disallow: /", "Allow: /foo/bar/%62%61%7A"),
        "FooBot",
        "/foo/bar/baz",
    ),
]


@pytest.mark.parametrize("case", CASES + RFC_INSTEAD, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    rules = robots.parse(case.text.encode(), case.agent)
    answers = {path: rules.forbidding(f"http://foo.bar{path}") is None for path in _paths(case.allowed)}
    assert answers == dict.fromkeys(answers, True)
    answers = {path: rules.forbidding(f"http://foo.bar{path}") is None for path in _paths(case.forbidden)}
    assert answers == dict.fromkeys(answers, False)


def _paths(listed: str) -> list[str]:
    return ["", *listed.split()] if listed.startswith(" ") else listed.split()


LONG = "/x/" + "a" * (2083 * 8 - 2 - len("disallow: /x/"))


def test_a_long_line_counts_up_to_its_limit() -> None:
    rules = robots.parse(foo(f"disallow: {LONG}/qux").encode(), "FooBot")
    assert rules.forbidding("http://foo.bar/fux") is None
    assert rules.forbidding(f"http://foo.bar{LONG}/fux")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_ending(newline: str) -> None:
    text = newline.join(["User-Agent: foo", "Allow: /some/path", "User-Agent: bar", "", "", "Disallow: /"])
    assert robots.parse(text.encode(), "bar").forbidding("http://foo.bar/x")
    assert robots.parse(text.encode(), "foo").forbidding("http://foo.bar/x") is None


@pytest.mark.parametrize(
    ("mark", "read"),
    [(b"\xef\xbb\xbf", True), (b"\xef\xbb", True), (b"\xef", True), (b"\xef\x11\xbf", False)],
)
def test_byte_order_mark(mark: bytes, read: bool) -> None:
    rules = robots.parse(mark + b"User-Agent: foo\nDisallow: /x\n", "foo")
    assert (rules.forbidding("http://foo.bar/x") is not None) == read


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_sitemaps_stand_anywhere(place: int) -> None:
    lines = ["User-Agent: foo", "Allow: /some/path", "User-Agent: bar"]
    lines.insert(place, "Sitemap: http://foo.bar/sitemap.xml")
    assert robots.parse("\n".join(lines).encode(), "foo").sitemaps == ("http://foo.bar/sitemap.xml",)
