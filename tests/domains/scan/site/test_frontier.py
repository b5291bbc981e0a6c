"""Which page comes next, and which never."""

from __future__ import annotations

import time

import pytest

from domains.scan.report import Link
from domains.scan.site.frontier import MAX_PAGES, MAX_QUERIES, Candidate, Frontier
from domains.scan.site.page_types import page_type
from domains.scan.site.url_filters import is_trap
from domains.scan.urls import key, tidy

HOME = "https://www.shop.example/"


def order(*links: Link | str, home: str = HOME) -> list[str]:
    """The URLs that a frontier offers for these links of a home page, best first."""
    frontier = Frontier(home)
    frontier.add([Link(link) if isinstance(link, str) else link for link in links], depth=0)
    return [candidate.url for candidate in offered(frontier)]


def test_pages_of_no_known_type_can_wait() -> None:
    frontier = Frontier(HOME)
    frontier.add([Link(f"{HOME}x"), Link(f"{HOME}contact")], depth=0)
    assert frontier.next(telling_only=True) == Candidate(f"{HOME}contact", "contact", 1)
    assert frontier.next(telling_only=True) is None
    assert frontier.next() == Candidate(f"{HOME}x", "other", 1)


def offered(frontier: Frontier) -> list[Candidate]:
    return list(iter(frontier.next, None))


class TestPageTypes:
    @pytest.mark.parametrize(
        ("kind", "path", "text"),
        [
            ("contact", "/contact", "Contact"),
            ("contact", "/c/17", "Get in touch!"),
            ("contact", "/contact-us.aspx", ""),
            ("contact", "/ContactUs", ""),
            ("contact", "/de/kontakt/", ""),
            ("contact", "/x", "So erreichen Sie uns: Kontakt"),
            ("contact", "/x", "Neem contact op"),
            ("contact", "/x", "Nous contacter"),
            ("contact", "/x", "Contáctanos"),
            ("contact", "/x", "Contattaci"),
            ("contact", "/x", "Fale conosco"),
            ("contact", "/x", "KONTAKT"),
            ("contact", "/x", "Kontakta oss"),
            ("contact", "/x", "Yhteystiedot"),
            ("contact", "/x", "Kapcsolat"),
            ("contact", "/x", "Επικοινωνία"),
            ("contact", "/x", "Контакты"),
            ("contact", "/x", "Зв'язок"),
            ("contact", "/x", "İletişim"),
            ("contact", "/x", "お問い合わせはこちら"),
            ("contact", "/x", "联系我们"),
            ("contact", "/x", "聯絡我們"),
            ("contact", "/x", "고객센터"),
            ("contact", "/x", "اتصل بنا"),
            ("contact", "/x", "צור קשר"),
            ("contact", "/x", "ติดต่อเรา"),
            ("contact", "/%E8%81%94%E7%B3%BB%E6%88%91%E4%BB%AC", ""),
            ("legal", "/impressum", "Impressum"),
            ("legal", "/x", "Mentions légales"),
            ("legal", "/aviso-legal", ""),
            ("about", "/ueber-uns", "Über uns"),
            ("about", "/x", "Qui sommes-nous ?"),
            ("about", "/x", "会社概要"),
            ("about", "/company", "Company"),
            ("about", "/x", "O nás"),
            ("team", "/x", "Meet the team"),
            ("team", "/x", "Zespół"),
            ("locations", "/standorte", ""),
            ("locations", "/x", "Nos magasins"),
            ("privacy", "/datenschutz", "Datenschutzerklärung"),
            ("privacy", "/x", "プライバシーポリシー"),
            ("other", "/", ""),
            ("other", "/products/17", "A red bicycle"),
            (
                "other",
                "/news/2024/how-we-came-into-contact-with-our-team",
                "How we came into contact with them",
            ),
            ("other", "/contactless-payment", "Contactless payment"),
            ("other", "/parties-and-companies", ""),
        ],
    )
    def test_by_path_and_text(self, kind: str, path: str, text: str) -> None:
        assert page_type(f"https://shop.example{path}", text) == kind

    def test_long_texts_take_little_time(self) -> None:
        started = time.process_time()
        for number in range(100):
            page_type(f"https://shop.example/{number}" + "/-" * 100_000, "kontakt " * 100_000)
        assert time.process_time() - started < 5


class TestOrder:
    def test_telling_pages_first(self) -> None:
        pages = ["offers", "privacy", "locations", "team", "about", "imprint", "contact"]
        assert order(*(f"{HOME}{page}" for page in pages)) == [
            f"{HOME}{page}"
            for page in ["contact", "imprint", "about", "team", "locations", "privacy", "offers"]
        ]

    def test_one_of_each_kind_before_more_of_the_same(self) -> None:
        got = order(
            *(f"{HOME}{page}" for page in ["contact", "en/contact", "fr/contact", "about", "imprint"])
        )
        assert got[:3] == [f"{HOME}contact", f"{HOME}imprint", f"{HOME}about"]

    def test_the_rest_by_distance_then_as_they_stand(self) -> None:
        frontier = Frontier(HOME)
        frontier.add([Link(f"{HOME}deep")], depth=2)
        frontier.add([Link(f"{HOME}b"), Link(f"{HOME}a")], depth=0)
        assert [(page.url.removeprefix(HOME), page.depth) for page in offered(frontier)] == [
            ("b", 1), ("a", 1), ("deep", 3),
        ]  # fmt: skip

    def test_a_word_that_also_means_much_else_comes_after_the_plain_one(self) -> None:
        assert order(f"{HOME}support", f"{HOME}contact")[0] == f"{HOME}contact"

    def test_a_page_of_the_same_host_before_one_of_another(self) -> None:
        other = "https://help.shop.example/contact"
        assert order(other, f"{HOME}contact") == [f"{HOME}contact", other]

    def test_nofollow_keeps_out_all_but_telling_pages(self) -> None:
        links = [Link(f"{HOME}a", nofollow=True), Link(f"{HOME}contact", nofollow=True)]
        assert order(*links) == [f"{HOME}contact"]


class TestOnce:
    @pytest.mark.parametrize(
        "same",
        [
            f"{HOME}a/", f"{HOME}a#part", "http://shop.example/a", f"{HOME}a?utm_source=x&gclid=1",
            f"{HOME}%61", f"{HOME}a;jsessionid=AB12",
        ],
    )  # fmt: skip
    def test_spellings_of_one_page(self, same: str) -> None:
        assert len(order(f"{HOME}a", same)) == 1

    @pytest.mark.parametrize(
        "same", [HOME, "https://shop.example", f"{HOME}index.php", f"{HOME}#top", f"{HOME}?ref=x"]
    )
    def test_the_home_page_is_not_offered(self, same: str) -> None:
        assert order(same) == []

    def test_a_query_makes_another_page(self) -> None:
        assert len(order(f"{HOME}?page_id=1", f"{HOME}?page_id=2")) == 2

    def test_a_page_read_under_another_name_is_not_offered(self) -> None:
        frontier = Frontier(HOME)
        frontier.add([Link(f"{HOME}a")], depth=0)
        assert frontier.note_read(f"{HOME}a")
        assert offered(frontier) == []

    def test_what_stays_of_a_query(self) -> None:
        assert tidy(f"{HOME}a?utm_medium=x&id=7&fbclid=y#z") == f"{HOME}a?id=7"
        assert tidy(f"{HOME}a?q=%20+&b") == f"{HOME}a?q=%20+&b"

    def test_paths_are_case_sensitive(self) -> None:
        assert key(f"{HOME}A") != key(f"{HOME}a")


class TestTraps:
    @pytest.mark.parametrize(
        "path",
        [
            "brochure.pdf", "a.JPG", "feed.xml", "files/all.tar.gz",
            "list?sort=asc", "list?filter[color]=red", "shop?min_price=1", "a?replytocom=4",
            "x?date=2024-01-01",
            "cart?session=1", "a?PHPSESSID=12", "a?sid=1", "a?a=1&b=2&c=3&d=4&e=5",
            "calendar/2031/05/", "events/2024-05-12", "agenda/2025",
            "a/b/a/b/a/b", "next/next/next", "1/2/3/4/5/6/7/8/9", "a" * 2000,
            "wp-login.php", "wp-admin/", "login", "logout?x=1", "cart", "my-account/orders", "search/shoes",
            "p/7?add-to-cart=7", "checkout/", "wp-json/wp/v2/pages", "news/feed/",
        ],
    )  # fmt: skip
    def test_never_offered(self, path: str) -> None:
        assert order(f"{HOME}{path}") == []

    @pytest.mark.parametrize(
        "path",
        [
            "contact.html", "kontakt.php", "index.php?id=12", "?page_id=4", "de/unternehmen/team",
            "v2.0/about", "index.php?option=com_content&view=article&id=5&Itemid=6",
            "events", "blog/2024/05/12/open-day", "?lang=de", "john.smith", "content.aspx?id=3&lang=nl",
        ],
    )  # fmt: skip
    def test_ordinary_pages_are_offered(self, path: str) -> None:
        assert order(f"{HOME}{path}") == [f"{HOME}{path}"]

    def test_a_contact_page_counts_where_all_pages_have_one_path(self) -> None:
        pages = [Link(f"{HOME}index.php?id={number}") for number in range(MAX_QUERIES + 5)]
        contact = Link(f"{HOME}index.php?id=999", "Contact")
        assert order(*pages, contact)[0] == contact.url

    def test_a_contact_page_may_have_an_odd_query(self) -> None:
        odd = Link(f"{HOME}index.php?display=store&action=x&a=1&b=2&c=3", "Contact us")
        assert order(odd, Link(odd.url + "4", "Shoes")) == [odd.url]

    @pytest.mark.parametrize(
        "url",
        [
            "https://other.example/",
            "mailto:a@shop.example",
            "ftp://shop.example/a",
            "http://[",
            "/a",
            "",
            "https://",
        ],
    )
    def test_only_pages_of_the_site(self, url: str) -> None:
        assert order(url) == []

    def test_endless_queries_of_one_path_end(self) -> None:
        assert len(order(*(f"{HOME}list?page={number}" for number in range(300)))) == MAX_QUERIES

    def test_a_million_links_do_not_fill_the_memory(self) -> None:
        frontier = Frontier(HOME)
        frontier.add((Link(f"{HOME}p/{number}") for number in range(3 * MAX_PAGES)), depth=0)
        assert len(offered(frontier)) < MAX_PAGES

    @pytest.mark.parametrize("part", ["/-", "a-", "%25", "?", "&a", ";jsessionid="])
    def test_hostile_urls_take_little_time(self, part: str) -> None:
        started = time.process_time()
        for number in range(20):
            url = f"{HOME}{number}" + part * 50_000
            is_trap(tidy(url))
            key(url)
        assert time.process_time() - started < 5
