"""Profiles on social platforms."""

import json

import pytest

from tests.domains.scan.extract.pages import page

PROFILES = {
    "https://www.facebook.com/AcmeTools/": ("facebook", "https://www.facebook.com/AcmeTools"),
    "http://facebook.com/profile.php?id=1000123": (
        "facebook",
        "https://www.facebook.com/profile.php?id=1000123",
    ),
    "https:\\\\www.facebook.com\\AcmeTools": ("facebook", "https://www.facebook.com/AcmeTools"),
    "https://www.facebook.com/x/../AcmeTools": ("facebook", "https://www.facebook.com/AcmeTools"),
    "https:///www.facebook.com/AcmeTools": ("facebook", "https://www.facebook.com/AcmeTools"),
    "https://www.facebook.com./AcmeTools": ("facebook", "https://www.facebook.com/AcmeTools"),
    "https://www.face\nbook.com/AcmeTools": ("facebook", "https://www.facebook.com/AcmeTools"),
    "https://twitter.com/acmetools?lang=en": ("twitter", "https://x.com/acmetools"),
    "https://x.com/@acmetools": ("twitter", "https://x.com/acmetools"),
    "https://nl.linkedin.com/company/acme-tools/about/": (
        "linkedin",
        "https://www.linkedin.com/company/acme-tools",
    ),
    "//instagram.com/acme.tools": ("instagram", "https://www.instagram.com/acme.tools"),
    "https://www.youtube.com/@acmetools": ("youtube", "https://www.youtube.com/@acmetools"),
    "https://youtube.com/channel/UC123abc_-": ("youtube", "https://www.youtube.com/channel/UC123abc_-"),
    "https://www.tiktok.com/@acme.tools": ("tiktok", "https://www.tiktok.com/@acme.tools"),
    "https://www.pinterest.co.uk/acmetools/": ("pinterest", "https://www.pinterest.com/acmetools"),
    "https://github.com/acme-tools": ("github", "https://github.com/acme-tools"),
    "https://wa.me/12025550143": ("whatsapp", "https://wa.me/12025550143"),
    "https://api.whatsapp.com/send?phone=12025550143": ("whatsapp", "https://wa.me/12025550143"),
    "https://twitter.com/#!/acmetools": ("twitter", "https://x.com/acmetools"),
    "https://t.me/acmetools": ("telegram", "https://t.me/acmetools"),
    "https://www.threads.net/@acmetools": ("threads", "https://www.threads.com/@acmetools"),
    "https://bsky.app/profile/acme.bsky.social": ("bluesky", "https://bsky.app/profile/acme.bsky.social"),
    "https://www.instagram.com/_u/acme.tools/": ("instagram", "https://www.instagram.com/acme.tools"),
    "https://www.linkedin.com/mwlite/company/acme-tools": (
        "linkedin",
        "https://www.linkedin.com/company/acme-tools",
    ),
    "https://www.linkedin.com/pub/ann-acme/15/4ba/36": (
        "linkedin",
        "https://www.linkedin.com/pub/ann-acme/15/4ba/36",
    ),
    "https://www.xing.com/pages/acme-tools": ("xing", "https://www.xing.com/pages/acme-tools"),
    "https://m.vk.com/acmetools": ("vk", "https://vk.com/acmetools"),
    "https://ok.ru/group/5312345": ("ok", "https://ok.ru/group/5312345"),
    "https://www.yelp.co.uk/biz/acme-tools-leeds?osq=x": (
        "yelp",
        "https://www.yelp.com/biz/acme-tools-leeds",
    ),
    "https://de.yelp.com/biz/acme": ("yelp", "https://www.yelp.com/biz/acme"),
    "https://www.tripadvisor.de/Hotel_Review-g18-d42-Reviews-Acme-Inn.html": (
        "tripadvisor",
        "https://www.tripadvisor.com/Hotel_Review-g18-d42-Reviews-Acme-Inn.html",
    ),
    "https://www.facebook.com/pages/category/Tool-Store/Acme-104182736/": (
        "facebook",
        "https://www.facebook.com/pages/category/Tool-Store/Acme-104182736",
    ),
    "https://www.xing.com/profile/Ann_Acme2/cv": ("xing", "https://www.xing.com/profile/Ann_Acme2"),
    "tg://resolve?domain=acmetools": ("telegram", "https://t.me/acmetools"),
    "https://acmetools.t.me/": ("telegram", "https://t.me/acmetools"),
    "https://telegram.dog/acmetools": ("telegram", "https://t.me/acmetools"),
    "https://github.com/orgs/acme-tools/repositories": ("github", "https://github.com/acme-tools"),
    "https://page.line.me/acmetools": ("line", "https://page.line.me/acmetools"),
    "https://linktr.ee/acmetools": ("linktree", "https://linktr.ee/acmetools"),
    "https://lin.ee/AbC12de": ("line", "https://lin.ee/AbC12de"),
    "https://line.me/R/ti/p/%40acmetools": ("line", "https://line.me/R/ti/p/@acmetools"),
    "https://pf.kakao.com/_xAbCd/chat": ("kakaotalk", "https://pf.kakao.com/_xAbCd"),
    "https://discord.com/invite/acme": ("discord", "https://discord.gg/acme"),
    "https://vimeo.com/acmetools": ("vimeo", "https://vimeo.com/acmetools"),
    "https://www.twitch.tv/acmetools": ("twitch", "https://www.twitch.tv/acmetools"),
    "https://maps.app.goo.gl/AbC12dEf3": ("google_business", "https://maps.app.goo.gl/AbC12dEf3"),
    "https://goo.gl/maps/AbC12dEf3": ("google_business", "https://goo.gl/maps/AbC12dEf3"),
    "https://g.page/r/CabC12dEf/review": ("google_business", "https://g.page/r/CabC12dEf"),
    "https://g.page/acme-tools?share": ("google_business", "https://g.page/acme-tools"),
    "https://maps.google.de/maps?cid=123456789&hl=de": (
        "google_business",
        "https://www.google.com/maps?cid=123456789",
    ),
    "https://www.google.com/maps/place/Acme+Tools/@52.5,13.4,17z/data=!3m1!4b1!4m5!3m4!1s0x47a8:0x1f!8m2": (
        "google_business",
        "https://www.google.com/maps?cid=31",
    ),
    "https://www.google.co.uk/maps/place/Acme+Tools+%26+Sons/": (
        "google_business",
        "https://www.google.com/maps/place/Acme+Tools+%26+Sons",
    ),
    "https://search.google.com/local/writereview?placeid=ChIJN1t_tDeuEmsRUsoyG83frY4": (
        "google_business",
        "https://www.google.com/maps/place/?q=place_id:ChIJN1t_tDeuEmsRUsoyG83frY4",
    ),
    "https://www.facebook.com/pg/acmetools/about/": ("facebook", "https://www.facebook.com/acmetools"),
    "https://www.facebook.com/acmetools/reviews": ("facebook", "https://www.facebook.com/acmetools"),
    "https://web.facebook.com//acmetools?_rdc=1": ("facebook", "https://www.facebook.com/acmetools"),
    "https://business.facebook.com/acmetools": ("facebook", "https://www.facebook.com/acmetools"),
    "https://www.youtube.com/@acmetools/shorts": ("youtube", "https://www.youtube.com/@acmetools"),
    "https://www.youtube.com/c/acmetools/playlists/": ("youtube", "https://www.youtube.com/c/acmetools"),
    "https://www.instagram.com/acmetools/reels/": ("instagram", "https://www.instagram.com/acmetools"),
    "https://twitter.com/acmetools/media": ("twitter", "https://x.com/acmetools"),
    "weixin://dl/chat?acme_tools": ("wechat", "weixin://dl/chat?acme_tools"),
    "https://u.wechat.com/kAbC12": ("wechat", "https://u.wechat.com/kAbC12"),
}


@pytest.mark.parametrize("link", PROFILES)
def test_profiles(link):
    platform, profile = PROFILES[link]
    assert page(f'<a href="{link}">us</a>').social == {platform: (profile,)}


@pytest.mark.parametrize(
    "link",
    [
        "http:/www.facebook.com/acme",
        "http:www.facebook.com/acme",
        "https:///www.facebook.com/acme",
        "https:\\\\www.facebook.com\\acme",
        "https://www.face\nbook.com/ac\tme",
        "https://www.facebook.com./acme",
    ],
)
def test_a_link_is_read_as_browsers_read_it(link: str) -> None:
    assert page(f'<a href="{link}">us</a>').social == {"facebook": ("https://www.facebook.com/acme",)}


@pytest.mark.parametrize(
    ("body", "head", "platform", "profile"),
    [
        ('<div class="fb-like" data-href="https://www.facebook.com/acme"></div>', "", "facebook", "acme"),
        ('<fb:like-box href="https://www.facebook.com/acme"></fb:like-box>', "", "facebook", "acme"),
        ('<div class="g-ytsubscribe" data-channelid="UCabc"></div>', "", "youtube", "channel/UCabc"),
        ('<div class="g-ytsubscribe" data-channel="acme"></div>', "", "youtube", "user/acme"),
        (
            "",
            '<meta property="og:see_also" content="https://a.example/">'
            '<meta property="og:see_also" content="https://www.facebook.com/acme">',
            "facebook",
            "acme",
        ),
    ],
)
def test_buttons_and_metas_name_profiles(body: str, head: str, platform: str, profile: str) -> None:
    assert page(body, head).social == {platform: (f"https://www.{platform}.com/{profile}",)}


def test_a_button_for_the_page_itself_names_no_profile() -> None:
    assert page('<div class="fb-like" data-href="https://www.acme-tools.com/"></div>').social == {}


def test_structured_data_names_the_profiles_of_others_as_well() -> None:
    link, band = (
        "https://www.facebook.com/",
        {"@type": "MusicGroup", "sameAs": "https://www.facebook.com/band"},
    )
    author = {"@type": "Person", "name": "Ida", "sameAs": f"{link}ida"}
    shop = {"@type": "Store", "sameAs": f"{link}acme"}
    data = json.dumps([{"@type": "MusicEvent", "performer": band}, author, shop])
    found = page(f'<script type="application/ld+json">{data}</script>').social
    assert found == {"facebook": (f"{link}acme", f"{link}ida")}


@pytest.mark.parametrize(
    "link",
    [
        "https://vk.com/write41827",
        "https://vk.com/photo41_82",
        "https://vk.com/app41827",
        "https://t.me/proxy?server=a.example&port=443",
        "https://vimeo.com/log_in",
        "https://linktr.ee/register",
    ],
)
def test_a_platforms_own_paths_are_no_profiles(link: str) -> None:
    assert page(f'<a href="{link}">x</a>').social == {}


def test_mastodon_says_that_it_is_us():
    found = page(
        '<a rel="me" href="https://mastodon.social/@acme">us</a><a href="https://other.site/@x">x</a>'
    )
    assert found.social == {"mastodon": ("https://mastodon.social/@acme",)}


@pytest.mark.parametrize("host", ["medium.com", "www.snapchat.com", "acme.substack.com", "instagram.com"])
def test_a_handle_on_another_platform_is_no_mastodon(host: str) -> None:
    assert page(f'<a rel="me" href="https://{host}/@acme">us</a>').social == {}


@pytest.mark.parametrize(
    "plugin",
    [
        '<div class="x fb-page" data-href="https://www.facebook.com/acmetools"></div>',
        '<div class="fb-like-box" data-href="https://www.facebook.com/acmetools"></div>',
        '<iframe src="//www.facebook.com/plugins/likebox.php?'
        'href=https%3A%2F%2Fwww.facebook.com%2Facmetools&amp;width=2"></iframe>',
        '<iframe src="https://www.facebook.com/v9.0/plugins/page.php?width=3&href=https%3A%2F%2Fwww.facebook.com%2Facmetools"></iframe>',
    ],
)
def test_the_page_that_a_plugin_shows(plugin):
    assert page(plugin).social == {"facebook": ("https://www.facebook.com/acmetools",)}


def test_a_page_that_a_plugin_likes_is_none():
    frame = '<iframe src="https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fwww.facebook.com%2Fa"></iframe>'
    assert page(frame).social == {}


def test_the_publisher_of_a_page_is_a_profile():
    found = page("", head='<meta property="article:publisher" content="https://facebook.com/acmetools" />')
    assert found.social == {"facebook": ("https://www.facebook.com/acmetools",)}


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/sharer/sharer.php?u=https://acme-tools.com",
        "http://de-de.facebook.com/policy.php",
        "https://www.instagram.com/_n/",
        "https://www.instagram.com/_u/",
        "https://vk.com/share.php?url=https://acme-tools.com",
        "https://www.yelp.com/search?find_desc=tools",
        "https://www.tripadvisor.com/Tourism-g1-Acme.html",
        "https://discord.com/developers",
        "https://vimeo.com/123456789",
        "https://www.facebook.com/share.php?u=x",
        "https://www.facebook.com/plugins/like.php",
        "https://www.facebook.com/",
        "https://developers.facebook.com/docs",
        "https://twitter.com/intent/tweet?text=x",
        "https://twitter.com/share?url=x",
        "https://twitter.com/search?q=x",
        "https://x.com/home",
        "https://www.linkedin.com/shareArticle?mini=true",
        "https://www.instagram.com/p/Cx12345/",
        "https://www.instagram.com/accounts/login/",
        "https://www.youtube.com/watch?v=abc123def",
        "https://www.youtube.com/embed/abc123",
        "https://pinterest.com/pin/create/button/",
        "https://github.com/login",
        "https://gist.github.com/acme",
        "https://t.me/share/url?url=x",
        "https://notfacebook.com/acme",
        "https://facebook.com.evil.example/acme",
        "javascript:alert('facebook.com/x')",
        "https://www.youtube.com/howyoutubeworks/",
        "https://www.facebook.com/acmetools/posts/4182736",
        "https://www.facebook.com/help/community",
        "https://www.facebook.com/people/",
        "https://www.instagram.com/developer/",
    ],
)
def test_what_is_no_profile(link):
    assert page(f'<a href="{link}">share</a>').social == {}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/maps/dir//Acme+Tools/@52.5,13.4,17z",
        "https://www.google.com/maps/search/?api=1&query=Main+Street+1",
        "https://www.google.com/maps/embed?pb=!1m18!1m12",
        "https://www.google.com/maps/place/52.52,13.40",
        "https://maps.google.com/?q=Main+Street+1,+Leeds",
        "https://www.google.com/search?q=acme&cid=123456",
        "https://goo.gl/AbC12",
        "https://business.google.com/create",
        "https://mp.weixin.qq.com/s/AbC12",
    ],
)
def test_searches_and_directions_are_no_profiles(url):
    assert page(f'<a href="{url}">map</a>').social == {}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("WeChat ID: acme_tools", ["acme_tools"]),
        ("微信号：Acme-Tools1", ["Acme-Tools1"]),
        ("WeChat: +86 138 0013 8000", []),
        ("WeChat: info@acme-tools.com", []),
        ("Follow us on WeChat: ask us", []),
        ("WeChat: follow us there", []),
        ("We chat: always", []),
        ("WeChat: acme2020 | QQ: 12345", ["acme2020"]),
    ],
)
def test_wechat_ids_stand_in_the_text(text, ids):
    expected = tuple(f"weixin://dl/chat?{one}" for one in ids)
    assert page(f"<p>{text}</p>").social.get("wechat", ()) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            "https://api.whatsapp.com/send?phone=%2B1%20202-555-0143",
            {"whatsapp": ("https://wa.me/12025550143",)},
        ),
        ("https://api.whatsapp.com/send?phone=123", {}),
        ("https://api.whatsapp.com/send?text=Hello", {}),
        ("weixin://scanqrcode?acme_tools", {}),
        ("https://twitter.com/#!/acme", {"twitter": ("https://x.com/acme",)}),
        ("https://twitter.com/#acme", {}),
        (
            "https://www.facebook.com/profile.php?id=100012345",
            {"facebook": ("https://www.facebook.com/profile.php?id=100012345",)},
        ),
        ("https://www.facebook.com/profile.php?id=acme", {}),
        ("https://vk.com/profile.php?id=5", {}),
        ("https://www.facebook.com/login.php", {}),
        ("https://www.facebook.com/groups/acme", {"facebook": ("https://www.facebook.com/groups/acme",)}),
        (
            "https://www.linkedin.com/company/acme/about/",
            {"linkedin": ("https://www.linkedin.com/company/acme",)},
        ),
        ("https://twitter.com/acme/status/5", {}),
        ("https://de-de.facebook.com/acme", {"facebook": ("https://www.facebook.com/acme",)}),
        ("https://developers.facebook.com/acme", {}),
        ("https://www.pinterest.co.uk/acme", {"pinterest": ("https://www.pinterest.com/acme",)}),
        ("https://github.com/acme?tab=" + "a" * 2_000, {}),
        ("https://[github.com/acme", {}),
        ("https://github.com:[/acme", {}),
    ],
)
def test_where_a_link_leads(link, expected):
    assert page(f'<a href="{link}">us</a>').social == expected


def test_a_profile_once_however_it_is_written_and_five_of_a_platform():
    links = '<a href="https://facebook.com/Acme">a</a><a href="https://www.facebook.com/acme">a</a>'
    assert page(links).social == {"facebook": ("https://www.facebook.com/Acme",)}
    many = "".join(f'<a href="https://github.com/acme{number}">a</a>' for number in range(8))
    assert len(page(many).social["github"]) == 5


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        (
            '<a rel="me" href="https://www.tiktok.com/@acme">a</a>',
            "",
            {"tiktok": "https://www.tiktok.com/@acme"},
        ),
        (
            '<a rel="nofollow me" href="https://tools.social/@acme">a</a>',
            "",
            {"mastodon": "https://tools.social/@acme"},
        ),
        ('<a rel="me" href="https://tools.social/acme">a</a>', "", {}),
        ('<a rel="me" href="https://[tools.social/@acme">a</a>', "", {}),
        ("", '<link rel="me" href="https://tools.social/@acme">', {"mastodon": "https://tools.social/@acme"}),
        ("", '<link rel="author" href="https://tools.social/@acme">', {}),
        ("", '<meta name="twitter:site" content="@acme">', {"twitter": "https://x.com/acme"}),
        ("", '<meta name="twitter:site" content="acme">', {}),
        (
            '<script type="application/ld+json">{"@type": "Organization", "sameAs": ["/@a", "https://[x/@b"]}</script>',
            "",
            {},
        ),
    ],
)
def test_profiles_of_the_page_itself(body, head, expected):
    assert page(body, head).social == {platform: (profile,) for platform, profile in expected.items()}


def test_the_page_that_a_late_plugin_shows():
    frame = '<iframe data-src="https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Ffacebook.com%2Facme"></iframe>'
    assert page(f"<iframe></iframe>{frame}").social == {"facebook": ("https://www.facebook.com/acme",)}
