"""Security of the web server: headers, limits, and what is logged."""

import logging
import os
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from domains import sign_in
from domains.models.api_token import ApiToken
from tests.conftest import ROOT

LOGIN = "/admin/login/"
PRODUCTION = {"DEBUG": "false", "SECRET_KEY": "kXq7" * 15 + "!h-2", "ALLOWED_HOSTS": "scrapersky.example"}


def manage(*arguments, **env):
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, **PRODUCTION, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_own_deployment_check_has_nothing_to_say():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_production_cookies_and_answers_are_for_https_only():
    code = (
        "from django.conf import settings as s; from django.test import Client; "
        "headers = {'host': 'scrapersky.example', 'x-forwarded-proto': 'https'}; "
        "answer = Client().get('/crawler', headers=headers); "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, answer['Strict-Transport-Security'])"
    )
    assert manage("shell", "-v", "0", "-c", code).stdout.strip() == "True True max-age=31536000"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("/crawler", "'self'"),
        ("/api/docs/", "'self'"),
        (LOGIN, "'self' 'unsafe-eval'"),
        ("/health/live", "'self'"),
    ],
)
def test_a_browser_is_told_to_run_no_script_but_ours(client, path, scripts):
    answer = client.get(path)
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == scripts
    assert policy["default-src"] == "'self'"
    assert (policy["object-src"], policy["frame-ancestors"]) == ("'none'", "'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"<script>" not in answer.content


@pytest.fixture
def operator(db):
    return get_user_model().objects.create_superuser("operator", password="right")


@pytest.fixture
def one_window(monkeypatch):
    """No new quarter of an hour begins, and with it the count, in the middle of a test."""
    monkeypatch.setattr(sign_in, "_window", lambda: 900)


def enter(password, name="operator", address="192.0.2.1", client=None):
    """Whether this signs in."""
    client = client or Client(REMOTE_ADDR=address)
    return client.post(f"{LOGIN}?next=/admin/", {"username": name, "password": password}).status_code == 302


@pytest.mark.usefixtures("operator", "one_window")
def test_guessing_passwords_ends_after_ten():
    assert not any(enter(f"guess {n}") for n in range(sign_in.WRONG_A_NAME))
    assert not enter("right"), "the guesser's last word is not tried"
    assert enter("right", address="192.0.2.2"), "the owner elsewhere is not locked out"


@pytest.mark.usefixtures("operator")
def test_signing_in_often_is_no_guessing():
    assert all(enter("right") for _ in range(sign_in.WRONG_A_NAME + 1))


@pytest.mark.usefixtures("operator", "one_window")
def test_guessing_names_ends_too(monkeypatch):
    monkeypatch.setattr(sign_in, "WRONG_AN_ADDRESS", 3)
    assert not any(enter("guess", name=f"somebody {n}" * 20) for n in range(3))
    assert not enter("right")


@pytest.fixture
def browser(operator):
    """A browser in which the operator signed in once, and that has no session any more."""
    known = Client(REMOTE_ADDR="192.0.2.1")
    assert enter("right", client=known)
    del known.cookies["sessionid"]
    return known


def test_a_browser_that_signed_in_before_is_not_locked_out_by_others(browser, monkeypatch):
    monkeypatch.setattr(sign_in, "WRONG_AN_ADDRESS", 3)
    assert not any(enter(f"guess {n}") for n in range(sign_in.WRONG_A_NAME))
    assert not enter("right")
    assert enter("right", client=browser)


def test_in_that_browser_guessing_ends_too(browser):
    assert not any(enter(f"guess {n}", client=browser) for n in range(sign_in.WRONG_A_NAME))
    assert not enter("right", client=browser)
    assert enter("right"), "and nobody else is locked out by it"


def test_the_cookie_is_for_one_name_and_signed(browser, settings):
    get_user_model().objects.create_superuser("second", password="right")
    assert not any(enter(f"guess {n}", name="second") for n in range(sign_in.WRONG_A_NAME))
    assert not enter("right", name="second", client=browser)
    cookie = browser.cookies[sign_in.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/admin/")
    assert not any(enter(f"guess {n}") for n in range(sign_in.WRONG_A_NAME))
    browser.cookies[sign_in.COOKIE] = "0" + cookie.value
    assert not enter("right", client=browser)


@pytest.mark.usefixtures("operator")
def test_neither_tokens_nor_passwords_are_written_to_the_log(caplog, settings):
    _, token = ApiToken.objects.create_token("test")
    with caplog.at_level(logging.DEBUG):
        enter("wrong-password-of-mine")
        enter("right")
        for authorization in (f"Bearer {token}", "Bearer wrong-token-of-mine"):
            Client().get("/api/v3/domains/", headers={"authorization": authorization})
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for secret in ("wrong-password-of-mine", token, "wrong-token-of-mine", settings.SECRET_KEY):
        assert secret not in ours
