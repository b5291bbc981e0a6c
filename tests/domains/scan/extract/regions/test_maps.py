"""The country of the maps that a page shows, and of its other versions."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

EMBED = (
    "https://www.google.com/maps/embed?pb=!1m18!3m3!1m2!1s0x0%3A0x0!2s{place}"
    "!5e0!3m2!1s{language}!2s{region}!4v1"
)


@pytest.mark.parametrize(
    "markup",
    [
        f'<iframe src="{EMBED.format(place="Bolzano%2C%20Italy", language="en", region="us")}"></iframe>',
        f'<iframe src="{EMBED.format(place="Garage", language="it", region="it")}"></iframe>',
        '<iframe data-src="https://maps.google.com/maps?q=Via+Roma+4,+39100+Bolzano,+Italia"></iframe>',
        '<a href="https://www.google.it/maps/place/Garage,+Via+Roma+4,+Italy/@46.4,11.3,17z">map</a>',
        '<a href="https://www.google.com/maps/dir/?api=1&amp;destination=Via+Roma+4,+Verona">map</a>',
        '<a href="http://maps.apple.com/?q=Via+Roma+4,+39100+Bolzano,+Italy">map</a>',
        '<a href="https://maps.apple.com/?daddr=Via+Roma+4,+Bolzano,+Italy">map</a>',
        '<a href="https://www.openstreetmap.org/search?query=Via+Roma+4,+Bolzano,+Italy#map=17/46/11">map</a>',
        '<a href="https://www.bing.com/maps?where1=Via%20Roma%204,%20Bolzano,%20Italy">map</a>',
        '<a href="https://www.waze.com/ul?q=Via%20Roma%204%20Bolzano%20Italy&amp;navigate=yes">go</a>',
        '<a href="https://yandex.com/maps/?text=Via+Roma+4,+Bolzano,+Italy">map</a>',
    ],
)
def test_maps(markup):
    assert numbers(f"<p>Tel 0471 418273</p>{markup}") == ["+390471418273"]


@pytest.mark.parametrize(
    "markup",
    [
        f'<iframe src="{EMBED.format(place="Garage", language="en", region="us")}"></iframe>',
        '<iframe src="https://maps.example.com/maps?q=Bolzano,+Italy"></iframe>',
        '<a href="https://www.google.com/search?q=Bolzano,+Italy">map</a>',
        '<a href="https://www.google.com/maps/dir/?api=1&amp;destination=From+Italy,+France">map</a>',
        '<a href="https://www.google.com/maps?q=Bolzano,+Italy">a</a>'
        '<a href="https://www.google.com/maps?q=Lyon,+France">b</a>',
        '<iframe src="https://[maps.google.com/maps?q=Bolzano,+Italy"></iframe>',
    ],
)
def test_other_links(markup):
    assert numbers(f"<p>Tel 0471 418273</p>{markup}") == []


@pytest.mark.parametrize(
    ("languages", "found"), [(("it-it", "de-it"), 1), (("it-it", "de-de"), 0), (("it",), 0)]
)
def test_other_versions(languages, found):
    head = "".join(f'<link rel="alternate" hreflang="{language}" href="/x">' for language in languages)
    assert len(numbers("<p>Tel 0471 418273</p>", head=head)) == found


def embedded(place, language="en", region="us"):
    return f'<iframe src="{EMBED.format(place=place, language=language, region=region)}"></iframe>'


def asked(place):
    return f'<iframe src="https://maps.google.com/maps?q={place}"></iframe>'


MADE_IN_AMERICA = embedded("Garage")
TOLD = {
    "a country that an address does not end with": (
        "Tel 044 668 18 00",
        asked("Restaurant+Italy+best,+Bahnhofstrasse+4,+8001+Zürich,+Schweiz"),
        {},
        ["+41446681800"],
    ),
    "a street called by a city of another country": (
        "Tel 0414 418 273",
        asked("Nairobi+Road,+Kampala,+Uganda"),
        {},
        ["+256414418273"],
    ),
    "maps made for two countries": (
        "Tel 020 418 2736",
        embedded("Garage", "nl", "nl") + embedded("Garage", "de", "de"),
        {},
        [],
    ),
    "a map made anywhere": ("Tel. 2024182736", MADE_IN_AMERICA, {"lang": "de"}, ["+492024182736"]),
    "no address of a frame": ("Tel. 2024182736", "<iframe></iframe>", {"lang": "de"}, ["+492024182736"]),
    "no host": (
        "Tel. 2024182736",
        '<iframe src="mailto:google.map"></iframe>',
        {"lang": "de"},
        ["+492024182736"],
    ),
    "another version made anywhere": (
        "Tel. 2024182736",
        "",
        {"lang": "de", "head": '<link rel="alternate" hreflang="en-US" href="/x">'},
        ["+492024182736"],
    ),
    "another version in no language": (
        "Tel. 2024182736",
        "",
        {"lang": "de", "head": '<link rel="alternate" href="/x">'},
        ["+492024182736"],
    ),
}


@pytest.mark.parametrize(("written", "markup", "page", "values"), TOLD.values(), ids=TOLD)
def test_what_maps_and_versions_tell(written, markup, page, values):
    assert numbers(f"<p>{written}</p>{markup}", **page) == values
