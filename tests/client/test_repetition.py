"""Which requests the client repeats, and how long it waits before."""

import json

import httpx
import pytest

from scrapersky_client import (
    ApiError,
    AsyncClient,
    Client,
    CursorExpired,
    Unreachable,
    aio,
    client,
    repetition,
)
from tests.client.event_loop import run

ACCEPTED = {"job_id": "1", "status_url": "/", "created_at": ""}


class Server:
    """Answers with each of these in turn: a status, or an error of the connection."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        body = ACCEPTED if status < 400 else {"code": "some_code", "message": "some message", "field": "a"}
        return httpx.Response(status, json=body, headers=headers)

    @property
    def keys(self):
        return [request.headers.get("Idempotency-Key") for request in self.requests]


@pytest.fixture
def pauses(monkeypatch):
    """Nothing sleeps; the pauses that were asked for."""
    asked = []

    async def rest(seconds):
        asked.append(seconds)

    monkeypatch.setattr(aio.asyncio, "sleep", rest)
    monkeypatch.setattr(client.time, "sleep", asked.append)
    return asked


def synchronous(server, **options):
    return Client("http://a", "t", http=httpx.Client(transport=httpx.MockTransport(server)), **options)


def submit(server):
    return synchronous(server).submit("example.com")


def submit_asynchronously(server):
    http = httpx.AsyncClient(transport=httpx.MockTransport(server))
    return run(AsyncClient("http://a", "t", http=http).submit("example.com"))


LOST = httpx.ReadError("the connection was lost")


@pytest.mark.parametrize("call", [submit, submit_asynchronously])
@pytest.mark.parametrize("trouble", [LOST, 429, 502, 503, 504])
def test_a_submission_is_repeated_with_the_same_key(call, trouble, pauses):
    server = Server(trouble, trouble, 202)
    assert call(server) == ACCEPTED
    assert len(server.requests) == 3
    assert len(set(server.keys)) == 1
    assert server.keys[0]
    assert len(pauses) == 2


def test_two_submissions_have_two_keys(pauses):
    server = Server(202, 202)
    two = synchronous(server)
    two.submit("example.com")
    two.submit("example.org", idempotency_key="my own")
    assert server.keys[0] != server.keys[1] == "my own"


@pytest.mark.parametrize("trouble", [LOST, 503])
def test_what_must_not_happen_twice_is_not_repeated(trouble, pauses):
    server = Server(trouble)
    with pytest.raises((Unreachable, ApiError)):
        synchronous(server).rescan("1")
    assert len(server.requests) == 1


def test_a_refusal_for_the_rate_is_repeated_in_any_case(pauses):
    server = Server((429, {"Retry-After": "7"}), 200)
    synchronous(server).rescan("1")
    assert pauses == [7]


def test_it_gives_up(pauses):
    server = Server(*[LOST] * 3)
    with pytest.raises(Unreachable, match="connection was lost"):
        synchronous(server, attempts=3).job("1")
    assert len(server.requests) == 3


@pytest.mark.parametrize(("status", "kind"), [(400, ApiError), (410, CursorExpired), (500, ApiError)])
def test_other_errors_are_raised_at_once(status, kind, pauses):
    server = Server(status)
    with pytest.raises(kind, match=f"{status} some_code \\(a\\): some message") as raised:
        next(synchronous(server).changes("1"))
    assert (raised.value.code, raised.value.field, raised.value.status) == ("some_code", "a", status)
    assert pauses == []


def test_an_error_that_is_no_json_is_told():
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(400, text="<h1>proxy</h1>")))
    with pytest.raises(ApiError, match="<h1>proxy</h1>"):
        Client("http://a", "t", http=http).domain("1")


def test_pauses_grow_but_not_beyond_a_limit():
    assert repetition.pause(1) <= 0.5
    assert 1 <= repetition.pause(3) <= 2
    assert repetition.pause(40) <= repetition.LONGEST_PAUSE
    later, sometime = (httpx.Response(503, headers={"Retry-After": text}) for text in ("9999", "soon"))
    assert repetition.pause(1, later) == repetition.LONGEST_PAUSE
    assert repetition.pause(1, sometime) <= 0.5


def test_a_company_is_asked_for_until_its_first_scan_has_ended(pauses):
    server = Server((202, {"Retry-After": "5"}), 200)
    assert synchronous(server).company("example.com") == ACCEPTED
    assert pauses == [5]


def test_pages_are_asked_from_the_address_that_was_given():
    """Behind a proxy the address in ``next`` may be one that this client cannot reach."""
    asked = []

    def answer(request):
        asked.append(str(request.url))
        following = "http://inside:8000/api/v3/scans/?cursor=abc" if len(asked) == 1 else None
        return httpx.Response(200, content=json.dumps({"next": following, "results": [{"id": len(asked)}]}))

    assert [row["id"] for row in synchronous(answer).scans(status=["failed", "skipped"])] == [1, 2]
    assert asked[1] == "http://a/api/v3/scans/?status=failed&status=skipped&cursor=abc"
