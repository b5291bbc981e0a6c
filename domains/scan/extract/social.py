"""Profiles on social platforms: profile links only, in canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from domains.scan.extract import google_maps, identity
from domains.scan.extract.document import Document
from domains.scan.extract.gates import Gate
from domains.scan.extract.rare_elements import RareElements
from domains.scan.extract.structured import Thing
from domains.scan.extract.words import word_list
from domains.scan.names import registrable_domain

MOST = 5  # profiles a platform; more is a page about others
LONGEST = 2_000  # characters of a link that may lead to a profile

# What stands in VK before the number of something that is no community; Telegram's own links with a query.
_VK_PAGES = "albums?|apps?|audios?|docs?|gifts|market|photos?|poll|story|topic|videos?|wall|write"
_TELEGRAM_PAGES = "boost|confirmphone|contact|giftcode|invoice|login|proxy|socks"
# Platform -> its hosts, and the path of a profile. What the group matches is kept.
_PLATFORMS: dict[str, tuple[tuple[str, ...], re.Pattern[str], str]] = {
    "facebook": (
        (
            "facebook.com",
            "web.facebook.com",
            "touch.facebook.com",
            "mbasic.facebook.com",
            "business.facebook.com",
            "fb.com",
            "fb.me",
        ),
        re.compile(
            r"/(?:#!/|pg/(?=[^/]{3}))?((?:pages/[^/]{1,200}/\d{1,20}|pages/category/[^/]{1,100}/[^/]{1,200}|people/[^/]{1,200}/\d{1,20}|groups/[\w.\-]{1,100}|p/[^/]{1,200}|[\w.\-]{3,100}))/?"
            r"(?:(?:about|app|community|events|info|live|mentions|menu|notes|photos|posts|reels|reviews|services|shop|timeline|videos)/?)?"
        ),
        "https://www.facebook.com/{}",
    ),
    "twitter": (
        ("twitter.com", "x.com"),
        re.compile(r"/(?:#!/)?@?(\w{1,15})/?(?:(?:followers|likes|media|with_replies)/?)?"),
        "https://x.com/{}",
    ),
    "linkedin": (
        ("linkedin.com",),
        # An old profile has three numbers after its name; without them, the URL is that of another person.
        re.compile(
            r"/(?:mwlite/|m/)?(pub/[^/]{1,200}(?:/[0-9a-f]{1,4}){3}|(?:company|in|school|showcase|pub|groups)/[^/]{1,200})"
        ),
        "https://www.linkedin.com/{}",
    ),
    "instagram": (
        ("instagram.com", "instagr.am"),
        re.compile(r"/(?:_[nu]/)?([\w.]{2,30})/?(?:(?:channel|reels|tagged)/?)?"),
        "https://www.instagram.com/{}",
    ),
    "youtube": (
        ("youtube.com",),
        re.compile(
            r"/(@[\w.\-]{1,100}|(?:channel|user|c)/[\w.\-%]{1,200}|[\w\-]{4,100})/?"
            r"(?:(?:about|channels|community|discussion|featured|live|playlists|podcasts|shorts|store|streams|videos)/?)?"
        ),
        "https://www.youtube.com/{}",
    ),
    "tiktok": (("tiktok.com",), re.compile(r"/(@[\w.\-]{1,100})/?"), "https://www.tiktok.com/{}"),
    "pinterest": (
        ("pinterest.com",),
        re.compile(r"/([\w\-]{3,100})(?:/[\w\-]{0,100})?/?"),
        "https://www.pinterest.com/{}",
    ),
    "github": (
        ("github.com",),
        re.compile(
            r"/(?:orgs/([A-Za-z\d][A-Za-z\d-]{0,38})(?:/[\w-]{1,40})?|([A-Za-z\d][A-Za-z\d-]{0,38}))/?"
        ),
        "https://github.com/{}",
    ),
    "xing": (
        ("xing.com",),
        re.compile(r"/((?:companies|company|pages|profile)/[\w.\-]{1,200})/?(?:\w{1,40}/?)?"),
        "https://www.xing.com/{}",
    ),
    "vk": (
        ("vk.com", "vk.ru", "vkontakte.ru"),
        re.compile(rf"/(?!(?:{_VK_PAGES})-?\d)([\w.]{{3,40}})/?"),
        "https://vk.com/{}",
    ),
    "ok": (("ok.ru",), re.compile(r"/((?:group|profile)/\d{1,20}|[\w.]{3,40})/?"), "https://ok.ru/{}"),
    "yelp": ((), re.compile(r"/(biz/[\w\-.]{1,200})/?"), "https://www.yelp.com/{}"),
    "tripadvisor": (
        (),
        re.compile(
            r"/((?:Hotel|Restaurant|Attraction|VacationRental)_Review-g\d{1,12}-d\d{1,12}-Reviews[^/]{0,300})"
        ),
        "https://www.tripadvisor.com/{}",
    ),
    "linktree": (("linktr.ee",), re.compile(r"/([\w.\-]{2,100})/?"), "https://linktr.ee/{}"),
    "line": (("lin.ee",), re.compile(r"/(\w{5,12})/?"), "https://lin.ee/{}"),
    "line_id": (
        ("line.me",),
        re.compile(r"/(?:R/)?ti/p/([@~][\w.\-]{1,100})/?"),
        "https://line.me/R/ti/p/{}",
    ),
    "line_page": (("page.line.me",), re.compile(r"/([\w.@\-]{3,60})/?"), "https://page.line.me/{}"),
    "kakaotalk": (("pf.kakao.com",), re.compile(r"/(_\w{1,50})(?:/chat)?/?"), "https://pf.kakao.com/{}"),
    "discord": (("discord.gg",), re.compile(r"/([\w\-]{2,32})/?"), "https://discord.gg/{}"),
    "discord_invite": (
        ("discord.com", "discordapp.com"),
        re.compile(r"/invite/([\w\-]{2,32})/?"),
        "https://discord.gg/{}",
    ),
    "vimeo": (("vimeo.com",), re.compile(r"/(?!\d+/?$)([\w\-]{3,32})/?"), "https://vimeo.com/{}"),
    "weibo": (("weibo.com",), re.compile(r"/((?:u/)?\w{4,30})/?"), "https://weibo.com/{}"),
    "twitch": (("twitch.tv",), re.compile(r"/(\w{3,25})/?"), "https://www.twitch.tv/{}"),
    "whatsapp": (("wa.me",), re.compile(r"/(\+?\d{7,15}|message/\w{1,50})/?"), "https://wa.me/{}"),
    "telegram": (
        ("t.me", "telegram.me", "telegram.dog"),
        re.compile(rf"/(?:s/)?(?!(?:{_TELEGRAM_PAGES})/?\Z)(\w{{4,32}}|\+\w{{1,50}})/?"),
        "https://t.me/{}",
    ),
    "threads": (
        ("threads.net", "threads.com"),
        re.compile(r"/(@[\w.]{1,100})/?"),
        "https://www.threads.com/{}",
    ),
    "bluesky": (("bsky.app",), re.compile(r"/profile/([\w.\-:]{1,253})/?"), "https://bsky.app/profile/{}"),
}
# One platform under several forms of address.
_SAME = {"line_id": "line", "line_page": "line", "discord_invite": "discord"}
# Platforms with a host for each country.
_BY_NAME = re.compile(r"(?:[a-z]{2}\.)?(pinterest|yelp|tripadvisor)\.(?:com?\.)?[a-z]{2,3}")
_WHATSAPP = "api.whatsapp.com"  # has a number in its query, unlike wa.me
_BY_HOST = {host: platform for platform, (hosts, *_) in _PLATFORMS.items() for host in hosts}
_BY_HOST[_WHATSAPP] = _WHATSAPP
WECHAT = "wechat"
_BY_HOST["u.wechat.com"] = WECHAT
_WECHAT = re.compile(
    r"weixin://(?:dl/chat\?|contacts/profile/)([a-zA-Z][\w-]{5,19})|https?://u\.wechat\.com/([\w-]{5,60})/?"
)
# "WeChat ID: acme_tools", "微信号：acme_tools" at the end of a line or of its part; no number, which is a
# phone's, nor the first word of a sentence.
_WECHAT_ID = re.compile(
    r"(?:\bwechat(?: ?(?:id|account|no\.?|number))?|微信(?:号|號|公众号|公眾號|客服)?|\bweixin(?: ?id)?)"
    r" ?[:：] ?([a-zA-Z][a-zA-Z\d_-]{5,19})(?= ?(?:$|[,;|/()（），；]))",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES_WECHAT = Gate(lambda: "(?i)wechat|weixin|微信")
_MOBILE = ("www.", "m.", "mobile.")
# de-de.facebook.com, nl.linkedin.com; but not developers.facebook.com or gist.github.com
_BY_COUNTRY = re.compile(r"[a-z]{2}(?:-[a-z]{2})?\.((?:facebook|linkedin|instagram)\.com)")
# First path parts that are a platform's own pages, tools and buttons.
_NOT_PROFILES = word_list("not_profiles")
# Telegram's other forms of t.me/NAME: tg://resolve?domain=NAME, NAME.t.me.
_TELEGRAM = re.compile(
    r"tg:/{0,2}resolve/?\?(?:[^#]{1,200}&)?domain=(\w{4,32})(?:[&#].*)?|https?://(?!www\.)(\w{4,32})\.t\.me/?(?:\?.*)?",
    re.IGNORECASE,
)
_PAGE_PLUGIN = re.compile(
    r"facebook\.com/(?:v[\d.]{1,6}/)?plugins/(?:page|likebox)\.php\?(?:[^#]{1,500}&)?href=([^&#]{1,500})"
)
_NO_MASTODON = word_list("hosts_of_handles")
_YOUTUBE = "https://www.youtube.com/"
_WIDGETS = RareElements(
    lambda: [
        *(f".fb-{name}[data-href]" for name in ("page", "like-box", "like", "follow")),
        ".g-ytsubscribe",
    ]
)
_XFBML = ("fb:like-box", "fb:fan", "fb:page", "fb:like")
_MASTODON = re.compile(r"/@(\w{1,30})/?")


def find(document: Document, things: tuple[Thing, ...]) -> dict[str, tuple[str, ...]]:
    """Profile URLs by platform; those that structured data names as the site's own come first."""
    found: dict[str, list[str]] = {}
    for url, rel in (*_links(document, things), *_wechat_ids(document)):
        platform, profile = canonical(url)
        if not profile and "me" in rel.split():
            platform, profile = _mastodon(url)
        profiles = found.setdefault(platform, []) if profile else []
        if profile and profile.lower() not in {one.lower() for one in profiles} and len(profiles) < MOST:
            profiles.append(profile)
    return {platform: tuple(profiles) for platform, profiles in found.items()}


def canonical(url: str) -> tuple[str, str]:
    """(platform, canonical profile URL) of a profile link; ("", "") for anything else."""
    if (url[:3].lower() == "tg:" or ".t.me" in url[:60]) and (match := _TELEGRAM.fullmatch(url.strip())):
        url = f"https://t.me/{match[1] or match[2]}"
    platform = platform_of(url.partition("//")[2].partition("/")[0])
    if url[:9].lower() == "weixin://":
        platform = WECHAT
    if not platform or len(url) > LONGEST:
        return "", ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "", ""
    if platform == google_maps.PLATFORM:
        profile = google_maps.canonical(parts)
        return (platform, profile) if profile else ("", "")
    if platform == WECHAT:
        return _wechat(url)
    if platform == _WHATSAPP:
        number = re.sub(r"\D", "", parse_qs(parts.query).get("phone", [""])[0])
        return ("whatsapp", f"https://wa.me/{number}") if len(number) >= 7 else ("", "")
    _, pattern, form = _PLATFORMS[platform]
    path = parts.fragment[1:] if parts.fragment[:2] == "!/" else parts.path  # as links once were
    return _profile(platform, path, parts.query, pattern, form)


@lru_cache(maxsize=4096)
def platform_of(authority: str) -> str:
    """The platform of a URL, given the part after "//". Cached, because it is called for every link."""
    host = authority.partition("?")[0].partition("#")[0].rpartition("@")[2].partition(":")[0].lower()
    host = host.removesuffix(".")
    for prefix in _MOBILE:
        host = host.removeprefix(prefix)
    if host in _BY_HOST:
        return _BY_HOST[host]
    if match := _BY_NAME.fullmatch(host):
        return match[1]
    if google_maps.is_host(host):
        return google_maps.PLATFORM
    match = _BY_COUNTRY.fullmatch(host)
    return _BY_HOST[match[1]] if match else ""


def _profile(platform: str, path: str, query: str, pattern: re.Pattern[str], form: str) -> tuple[str, str]:
    path = re.sub("/{2,}", "/", unquote(path))
    if platform == "facebook" and path.rstrip("/") == "/profile.php":
        number = parse_qs(query).get("id", [""])[0]
        return (
            (platform, f"https://www.facebook.com/profile.php?id={number}") if number.isdigit() else ("", "")
        )
    match = pattern.match(path) if platform == "linkedin" else pattern.fullmatch(path)
    if not match:
        return "", ""
    name = match[match.lastindex or 1].rstrip("/")
    first, _, rest = name.partition("/")
    if (first.lower() in _NOT_PROFILES or first.endswith(".php")) and not rest:
        return "", ""
    return _SAME.get(platform, platform), form.format(name)


def _wechat(url: str) -> tuple[str, str]:
    match = _WECHAT.fullmatch(url.strip())
    if not match:
        return "", ""
    return WECHAT, f"weixin://dl/chat?{match[1]}" if match[1] else f"https://u.wechat.com/{match[2]}"


def _wechat_ids(document: Document) -> Iterator[tuple[str, str]]:
    """The ids that stand in the text: WeChat has no addresses of profiles that a page could link to."""
    if _NAMES_WECHAT.is_open(document.text):
        for match in _WECHAT_ID.finditer(document.text):
            yield f"weixin://dl/chat?{match[1]}", ""


def _plugins(document: Document) -> Iterator[str]:
    """The profiles that buttons and plugins of Facebook and YouTube show within this page."""
    for element in document.markup.find(_WIDGETS):
        channel, name = element.attr("data-channelid"), element.attr("data-channel")
        yield f"{_YOUTUBE}channel/{channel}" if channel else f"{_YOUTUBE}user/{name}" if name else ""
        yield element.attr("data-href") or ""
    for tag in _XFBML if "<fb:" in document.source else ():
        for element in document.tree.find_all(tag, limit=MOST):
            yield element.attr("href") or ""
    for frame in document.elements["iframe"]:
        if shown := _PAGE_PLUGIN.search(frame.attr("src") or frame.attr("data-src") or ""):
            yield unquote(shown[1])


def _mastodon(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    host, match = parts.hostname or "", _MASTODON.fullmatch(parts.path)
    if not match or not host or platform_of(host) or registrable_domain(host) in _NO_MASTODON:
        return "", ""
    return "mastodon", f"https://{host}/@{match[1]}"


def _links(document: Document, things: tuple[Thing, ...]) -> Iterator[tuple[str, str]]:
    own = [
        thing
        for thing in things
        if "sameAs" in thing.properties and not (thing.foreign or thing.is_foreign_type)
    ]
    for thing in sorted(own, key=lambda thing: not identity.is_organisation(thing)):
        for url in thing.texts("sameAs"):
            yield url, "me"
    for url in _plugins(document):
        yield url, ""
    yield from _outside(document)
    for link in document.relations:
        if link.rels == ("me",):
            yield link.href, "me"
    handle = document.metas.get("twitter:site", "")
    if re.fullmatch(r"@\w{1,15}", handle):
        yield f"https://x.com/{handle[1:]}", ""
    for meta in document.elements["meta"] if "og:see_also" in document.metas else ():
        if meta.attr("property") == "og:see_also":
            yield meta.attr("content") or "", ""
    yield document.metas.get("article:publisher", ""), ""  # https://ogp.me/ns/article: a profile's address


def _outside(document: Document) -> Iterator[tuple[str, str]]:
    """The links to other hosts; all links if the site itself is a platform."""
    home = document.base.home if document.base.origin and not platform_of(document.host) else None
    for anchor in document.outside:
        if not home or not anchor.href.startswith(home):
            rel = anchor.rel if "/@" in anchor.href else ""  # which only the profiles of Mastodon need
            yield document.absolute(anchor.href) or anchor.href, rel
