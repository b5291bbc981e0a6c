"""Profiles on social platforms."""

import pytest

from tests.domains.scan.extract.pages import page

PROFILES = {
    "https://www.facebook.com/AcmeTools/": ("facebook", "https://www.facebook.com/AcmeTools"),
    "http://facebook.com/profile.php?id=1000123": (
        "facebook",
        "https://www.facebook.com/profile.php?id=1000123",
    ),
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
    "https://t.me/acmetools": ("telegram", "https://t.me/acmetools"),
    "https://www.threads.net/@acmetools": ("threads", "https://www.threads.com/@acmetools"),
    "https://bsky.app/profile/acme.bsky.social": ("bluesky", "https://bsky.app/profile/acme.bsky.social"),
}


@pytest.mark.parametrize("link", PROFILES)
def test_profiles(link):
    platform, profile = PROFILES[link]
    assert page(f'<a href="{link}">us</a>').social == {platform: (profile,)}


def test_mastodon_says_that_it_is_us():
    found = page(
        '<a rel="me" href="https://mastodon.social/@acme">us</a><a href="https://other.site/@x">x</a>'
    )
    assert found.social == {"mastodon": ("https://mastodon.social/@acme",)}


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/sharer/sharer.php?u=https://acme-tools.com",
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
    ],
)
def test_what_is_no_profile(link):
    assert page(f'<a href="{link}">share</a>').social == {}
