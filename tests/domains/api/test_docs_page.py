"""GET /api/docs/: the page that describes the API."""

import re
import shlex
from html import unescape

import pytest
from django.test import Client

from domains.api.operations import OPERATIONS


@pytest.fixture(scope="module")
def page():
    answer = Client().get("/api/docs/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_has_a_language_and_asks_no_other_host(page):
    assert '<html lang="en">' in page
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", page)
    assert "<script" not in page


def test_it_is_made_once_for_each_address(monkeypatch):
    hosts = ("localhost", "127.0.0.1")
    first = [Client().get("/api/docs/", headers={"Host": host}).content for host in hosts]
    for host, text in zip(hosts, first, strict=True):
        assert f"http://{host}/api/v3/domains/".encode() in text
    monkeypatch.setattr("domains.api.docs_page.render_to_string", lambda *_: pytest.fail("it was made again"))
    assert [Client().get("/api/docs/", headers={"Host": host}).content for host in hosts] == first


def test_each_call_stands_there_with_a_command(page):
    commands = [
        shlex.split(unescape(found)) for found in re.findall(r"<code>(curl .*?)</code>", page, re.DOTALL)
    ]
    sent = {(_method(words), _path(words)) for words in commands}
    assert sent == set(OPERATIONS)
    assert all("Authorization: Bearer $TOKEN" in words for words in commands)


def _method(words):
    return words[words.index("-X") + 1].lower() if "-X" in words else "get"


def _path(words):
    url = next(word for word in words if word.startswith("http://testserver/"))
    return re.sub(r"\$(\w+)", r"{\1}", url.removeprefix("http://testserver").partition("?")[0])


def test_the_first_command_works(api, page):
    words = shlex.split(unescape(re.search(r"<code>(curl .*?)</code>", page, re.DOTALL)[1]))
    body = words[words.index("-d") + 1]
    assert (
        api.client.generic(
            "POST", _path(words), body, content_type="application/json", headers=api.headers
        ).status_code
        == 202
    )


def test_every_link_within_the_page_leads_somewhere(page):
    names = re.findall(r' id="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)
