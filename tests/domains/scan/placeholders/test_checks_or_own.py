"""Pages with marks of bot checks that are a business's own, and checks that show little."""

import pytest

from domains.scan.report import ErrorKind
from tests.domains.scan.placeholders.pages import HOST, page, seen

HUMAN = "<p>Please verify that you are human</p>"
AGAIN = '<script>document.cookie="seen=1";location.reload()</script>'
REFRESH = '<meta http-equiv="refresh" content="5">'
PUZZLE = '<div class="g-recaptcha" data-sitekey="k"></div>'
SCRIPT = '<script>window._pxAppId="PX1";</script>'
WORDS = f"<p>{'We weave cloth of wool and linen by hand for homes and inns. ' * 5}</p>"  # 300 characters
LINKS = "".join(f'<a href="https://looms.example/{number}">Loom</a>' for number in range(5))
RETURN = f"https://www.{HOST}/captcha?return=https://{HOST}/"


def is_check(
    title: str,
    body: str,
    status: int = 200,
    url: str = f"https://www.{HOST}/",
    headers: dict[str, str] | None = None,
) -> bool:
    found = seen(page(title, body), headers, status, url)
    assert found is None or found.kind == ErrorKind.CHALLENGE
    return found is not None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param("", f"<p>Are you a robot?</p>{WORDS}", id="question-above-advertising"),
        pytest.param("", f"{HUMAN}{WORDS}", id="sentence-above-advertising"),
        pytest.param("Looms", HUMAN, id="sentence-below-a-title"),
        pytest.param("", "<p>No automated visits, please.</p>", id="hint"),
        pytest.param("Please wait", "<p>Confirm that a human reads this.</p>", id="request-while-waiting"),
        pytest.param("", f"<p>Please enable JavaScript.</p>{AGAIN}", id="cookie"),
        pytest.param(HOST, f"<p>Please wait...</p>{REFRESH}", id="wait"),
        pytest.param("", f"<p>Ask us</p>{PUZZLE}", id="puzzle"),
        pytest.param("", "<p>Code</p><form action='/captcha/check'><input name='code'></form>", id="picture"),
        pytest.param("", SCRIPT, id="script-alone"),
    ],
)
def test_a_page_that_shows_little_but_a_check(title: str, body: str) -> None:
    assert is_check(title, body)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param(
            "Just a moment...", f"<p>Checking your browser before accessing</p>{WORDS * 4}", id="words"
        ),
        pytest.param("Looms", f"{HUMAN}{WORDS}", id="sentence-beside-content"),
        pytest.param("Looms", f"{HUMAN}<a href='/about'>About</a>", id="sentence-with-a-page"),
        pytest.param("Looms", f"{HUMAN}{LINKS}", id="sentence-with-links"),
        pytest.param("", f"<p>Checking browser of looms</p>{WORDS}", id="words-for-a-check-beside-content"),
        pytest.param("", "<p>Confirm that a human reads this.</p>", id="request-of-nobody"),
        pytest.param("Looms and Sails", "<p>bot protection</p>", id="what-a-business-offers"),
        pytest.param("", f"{AGAIN}<script>{'var loom=1;' * 3000}</script>", id="long-program"),
        pytest.param("", '<script>location.reload();document.cookie="seen=1"</script>', id="cookie-at-last"),
        pytest.param(
            "",
            f'<script>document.cookie="seen=1";{"loom();" * 400}location.reload()</script>',
            id="cookie-long-before",
        ),
        pytest.param("", f"<p>Looms of wool</p>{AGAIN}", id="cookie-beside-content"),
        pytest.param("", f"<p>Please enable JavaScript.</p>{WORDS}{AGAIN}", id="cookie-beside-many-words"),
        pytest.param(HOST, f'<div id="root"></div>{AGAIN}', id="application"),
        pytest.param(HOST, f'<p>Please wait...</p><img src="/loom.png">{REFRESH}', id="wait-with-a-picture"),
        pytest.param(HOST, f"<p>Looms of wool</p>{REFRESH}", id="page-that-loads-again"),
        pytest.param("", f"{WORDS}<p>Ask us</p>{PUZZLE}", id="puzzle-beside-content"),
        pytest.param("", PUZZLE, id="puzzle-without-a-word"),
        pytest.param("", f"<p>Ask us</p><form><input name='name'>{PUZZLE}</form>", id="puzzle-in-a-form"),
        pytest.param(
            "", "<p>Code</p><form action='/captcha/check'><input name='a'><input name='b'></form>", id="form"
        ),
        pytest.param("", f"<p>Looms of wool</p>{SCRIPT}", id="script-beside-content"),
        pytest.param("Looms", SCRIPT, id="script-below-a-title"),
    ],
)
def test_a_page_of_a_business_with_marks_of_a_check(title: str, body: str) -> None:
    assert not is_check(title, body)


def test_a_service_shows_its_check_on_pages_of_few_links() -> None:
    check = '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'
    assert is_check("Looms", check)
    assert not is_check("Looms", check + LINKS * 5)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param('<input name="code">', True, id="one-field"),
        pytest.param('<input name="name"><input name="mail">', False, id="two-fields"),
        pytest.param('<input type="password" name="word">', False, id="password"),
    ],
)
def test_an_address_of_a_check_with_a_way_back(fields: str, found: bool) -> None:
    assert is_check("Sign in", f"<form>{fields}</form>", url=RETURN) is found


@pytest.mark.parametrize(
    ("title", "body", "status", "found"),
    [
        pytest.param("Looms and Sails", "<p>bot protection</p>", 403, True, id="refusal"),
        pytest.param("Error", "<p>Confirm that a human reads this.</p>", 403, True, id="request"),
        pytest.param(HOST, f'<div id="root"></div>{AGAIN}', 403, True, id="cookie"),
        pytest.param(
            "Error", "<p>Your request was blocked.</p><p>Request ID: 18a4-22f1</p>", 403, True, id="number"
        ),
        pytest.param("Error", "<p>Looms</p><p>Request ID: 18a4-22f1</p>", 403, False, id="number-alone"),
        pytest.param("Are you a robot?", HUMAN, 404, False, id="page-that-is-missing"),
    ],
)
def test_what_a_refusal_says(title: str, body: str, status: int, found: bool) -> None:
    assert is_check(title, body, status) is found


@pytest.mark.parametrize(("status", "found"), [(200, False), (403, True)])
def test_a_header_that_a_service_sends_with_every_answer_tells_of_a_check_only_with_a_refusal(
    status: int, found: bool
) -> None:
    assert is_check("Looms", "<p>Looms of wool</p>", status, headers={"server": "DataDome"}) is found
