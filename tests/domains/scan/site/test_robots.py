"""robots.txt: what webmasters write, and what attackers do."""

from __future__ import annotations

import time

import pytest

from domains.scan.site import robots

TOKEN = "ScraperSky"


def forbids(text: str, path: str) -> bool:
    return robots.parse(text.encode(), TOKEN).forbidding(f"https://shop.example{path}") is not None


def test_the_rule_that_forbids_is_named() -> None:
    rules = robots.parse(b"User-agent: *\nDisallow: /private\n", TOKEN)
    assert str(rules.forbidding("https://shop.example/private/x")) == "Disallow: /private"


@pytest.mark.parametrize(
    "name", ["ScraperSky", "scrapersky", "ScraperSky/1.0", "ScraperSky/1.0 (+https://x)"]
)
def test_our_group_is_found_by_the_product_token(name: str) -> None:
    assert forbids(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "/")


@pytest.mark.parametrize("name", ["Scraper", "ScraperSkyBot", "Sky", "NotScraperSky", "S"])
def test_a_group_of_a_similar_name_is_not_ours(name: str) -> None:
    assert not forbids(f"User-agent: {name}\nDisallow: /\n", "/")


def test_our_groups_are_joined_wherever_they_stand() -> None:
    ours, others = "User-agent: ScraperSky\nDisallow: /a\n\n", "User-agent: x\nDisallow: /\n\n"
    text = ours + others + ours.replace("/a", "/b")
    assert forbids(text, "/a")
    assert forbids(text, "/b")
    assert not forbids(text, "/c")


def test_an_empty_group_of_ours_frees_us_from_the_general_one() -> None:
    assert not forbids("User-agent: *\nDisallow: /\n\nUser-agent: ScraperSky\nDisallow:\n", "/")


def test_a_crawl_delay_ends_the_list_of_agents_that_a_group_is_for() -> None:
    text = "User-agent: *\nCrawl-delay: 10\nUser-agent: BadBot\nDisallow: /\n"
    assert not forbids(text, "/")
    assert robots.parse(text.encode(), TOKEN).crawl_delay == 10


@pytest.mark.parametrize("spelling", ["Dissallow", "Dissalow", "Disalow", "Diasllow", "Disallaw", "disallow"])
def test_common_misspellings(spelling: str) -> None:
    assert forbids(f"User agent: *\n{spelling}: /x\n", "/x")


def test_robots_txt_itself_is_always_allowed() -> None:
    assert not forbids("User-agent: *\nDisallow: /\n", "/robots.txt")


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("/a%3cd.html", "/a%3Cd.html"),
        ("/a%2fb", "/a%2Fb"),
        ("/~joe/", "/%7Ejoe/index.html"),
        ("/%7ejoe/", "/~joe/index.html"),
        ("/straße", "/stra%C3%9Fe"),
        ("/a b", "/a%20b"),
        ("*/kontakt", "/de/kontakt"),
        ("/*a*b*c$", "/xaxbxc"),
        ("/a$b", "/a$b/c"),
        ("/a-%2A", "/a-*"),
        ("/a-%2a", "/a-%2A/b"),
        ("/a-%24", "/a-$"),
        ("/a-%24$", "/a-%24"),
        ("/*-%2A$", "/a-*"),
        ("/private", "/public/../private"),
        ("/private", "/public/%2e%2E/private"),
        ("/private", "\\private"),
        ("/x?a=%7e", "/x?a=~"),
        ("*", "/x"),
    ],
)
def test_spellings_that_mean_the_same(rule: str, path: str) -> None:
    assert forbids(f"User-agent: *\nDisallow: {rule}\n", path)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("/a%2fb", "/a/b"),
        ("/*ab*ab$", "/ab"),
        ("/*a*a$", "/a"),
        ("/a*$b", "/axb"),
        ("/a-%2A", "/a-us"),
        ("/a-%24", "/a-"),
        ("/a-%24", "/a-us"),
        ("/public/../private", "/public/x"),
    ],
)
def test_spellings_that_do_not(rule: str, path: str) -> None:
    assert not forbids(f"User-agent: *\nDisallow: {rule}\n", path)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        ("10 # be kind", 10.0),
        ("5s", 5.0),
        ("86400", 30.0),
        ("-1", None),
        ("soon", None),
    ],
)
def test_crawl_delay(value: str, seconds: float | None) -> None:
    assert robots.parse(f"User-agent: *\nCrawl-delay: {value}\n".encode(), TOKEN).crawl_delay == seconds


def test_a_page_of_html_says_nothing() -> None:
    assert robots.parse(b"<!doctype html><title>Not found</title><p>Disallow: /", TOKEN).rules == ()


def test_a_file_cut_at_the_limit_loses_its_last_line() -> None:
    start = b"User-agent: *\nDisallow: /tmp\n"
    body = (start + b"#" * (robots.MAX_BYTES - len(start) - 12) + b"\nDisallow: /private\n")[
        : robots.MAX_BYTES
    ]
    assert body.endswith(b"\nDisallow: /")
    rules = robots.parse(body, TOKEN)
    assert rules.forbidding("https://shop.example/tmp")
    assert rules.forbidding("https://shop.example/") is None


def _filled(line: str) -> str:
    return "User-agent: *\n" + f"{line}\n" * (robots.MAX_BYTES // (len(line) + 1))


HOSTILE = {
    "wildcards": "User-agent: *\n" + "".join(f"Disallow: /{'*a' * 200}*{n}$\n" for n in range(1200)),
    "one long wildcard": "User-agent: *\nDisallow: /" + "*a" * 250_000 + "$",
    "short wildcards": "User-agent: *\n" + "".join(f"Disallow:*b{n}*\n" for n in range(30_000)),
    "agents, then rules": "".join(f"User-agent: a{n}\n" for n in range(15_000))
    + "".join(f"Disallow: /{n}\n" for n in range(15_000)),
    "agents twice": "".join(f"User-agent: a{n}\n" for n in range(15_000)) * 2,
    "wildcards and a common part": "User-agent: *\n"
    + "".join(f"Disallow:/*/shop/*{n}*\n" for n in range(20_000)),
    "plain paths": "User-agent: *\n" + "".join(f"Disallow: /shop/{n}/page\n" for n in range(20_000)),
    "all parts fit": "User-agent: *\n"
    + "".join(f"Disallow: /{n:014b}\n".replace("0", "*a").replace("1", "*b") for n in range(12_000)),
    "long parts that nearly fit": "User-agent: *\n"
    + "".join(f"Disallow: *{'a' * (n % 900)}b{'a' * 9}\n" for n in range(1100)),
    "escapes": _filled("Disallow: /" + "%7e%" * 1000),
    "spaces": _filled(" " * 5000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_little_time(name: str) -> None:
    started = time.process_time()
    rules = robots.parse(HOSTILE[name].encode(), TOKEN)
    assert time.process_time() - started < 2  # a guard: quadratic ways took minutes
    for path in ("/shop/contact?a=1", "/" + "a" * 990, "/" + "ab" * 495, f"/{'a' * 500}b{'a' * 400}"):
        assert min(_seconds(rules, f"https://shop.example{path}") for _ in range(5)) < 0.005


def _seconds(rules: robots.Robots, url: str) -> float:
    started = time.process_time()
    rules.forbidding(url)
    return time.process_time() - started


def test_among_many_rules_the_longest_that_fits_decides() -> None:
    lines = [f"{'Allow' if n % 3 else 'Disallow'}: /*/shop-{n}*x{'y' * (n % 7)}\n" for n in range(3_000)]
    rules = robots.parse("".join(["User-agent: *\n", *lines]).encode(), TOKEN)
    for n in range(0, 3_000, 97):
        path = f"/de/shop-{n}/xyyyyyy"
        expected = next((rule for rule in rules.rules if rule.matches(path)), None)
        found = rules.forbidding(f"https://shop.example{path}")
        assert found == (expected if expected and not expected.allow else None)


def test_rules_that_would_take_too_long_forbid() -> None:
    rules = robots.parse(HOSTILE["all parts fit"].encode(), TOKEN)
    assert rules.forbidding(f"https://shop.example/{'b' * 400}{'a' * 13}") == robots.FORBID
