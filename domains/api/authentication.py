"""Authentication by bearer token, permission by scope, and the rate limit of a token."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from django.conf import settings
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from domains.api.errors import ScopeMissing
from domains.api.rate_limits import Rate
from domains.models.api_token import ApiToken, development_token

LONGEST_TOKEN = 200
WRONG_TOKENS_A_MINUTE = 30  # from one IP address; further ones get 429


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; ``request.auth`` is the ApiToken.

    An IP address that repeatedly sends wrong tokens gets 429. Valid tokens from it still work: many callers
    may share one address, and 256 random bits cannot be guessed.
    """

    def authenticate(self, request: Request) -> tuple[None, ApiToken] | None:
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _, text = header.decode("latin-1").partition(" ")
        token = _find_token(text.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise _refusal(request)
        return None, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return 'Bearer realm="ScraperSky"'


def _find_token(text: str) -> ApiToken | None:
    if not text or len(text) > LONGEST_TOKEN:
        return None
    if development := development_token(text):
        return development
    token = ApiToken.objects.valid(text)
    if token:
        token.note_use()
    return token


def _refusal(request: Request) -> APIException:
    allowance = _wrong_tokens().spend(f"wrong token from {address(request)}")
    if not allowance.granted:
        return Throttled(allowance.reset, "too many wrong tokens from this address")
    return AuthenticationFailed("this token is unknown, expired or revoked")


def caller(request: Request) -> ApiToken | None:
    """The token of a request; None for a public call without one."""
    return cast("ApiToken | None", request.auth)


class HasScope(BasePermission):
    """The token must have the scope that the view requires. Public views need no token."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = caller(request)
        if token is None:
            return bool(view.public)
        scope = view.scopes.get("GET" if request.method == "HEAD" else request.method)
        if scope and scope not in token.scopes:
            raise ScopeMissing(scope)
        return True


class TokenThrottle(BaseThrottle):
    """API_THROTTLE for each token, or for each IP address of callers without a token.

    All tokens of a tenant share API_TENANT_THROTTLE. The headers of the response describe the limit that
    leaves fewer requests.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        token = caller(request)
        key = token.digest if token else f"address {address(request)}"
        self.allowance = _requests(*settings.API_THROTTLE).spend(key)
        if token and self.allowance.granted:
            shared = _tenant_requests(*settings.API_TENANT_THROTTLE).spend(f"tenant {token.tenant_id}")
            if not shared.granted or shared.remaining < self.allowance.remaining:
                self.allowance = shared
        view.allowance = self.allowance
        return self.allowance.granted

    def wait(self) -> float:
        return float(self.allowance.reset)


def address(request: Request) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@cache
def _requests(limit: int, period: int) -> Rate:
    return Rate(limit, period)


@cache
def _tenant_requests(limit: int, period: int) -> Rate:
    return Rate(limit, period)


@cache
def _wrong_tokens() -> Rate:
    return Rate(WRONG_TOKENS_A_MINUTE, 60)
