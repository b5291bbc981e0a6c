"""A company by its domain, with the field names of Clearbit's Company API, which was shut down.

Source of the names: https://dashboard.clearbit.com/docs#enrichment-api-company-api. A field is null or an
empty list if the scan found nothing for it. Clearbit's other fields are missing.
"""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.authentication import caller
from domains.api.base import ApiView, Text, check_query, validate
from domains.api.errors import ScopeMissing
from domains.lifecycle import FINAL, DomainStatus
from domains.models import Domain
from domains.models.api_token import Scope
from domains.queue import submission
from domains.scan.names import InvalidName, canonical_domain

LONGEST_DOMAIN = 300  # characters; a name has at most 253
ASK_AGAIN = 5  # seconds, sent as Retry-After while the first scan runs
HANDLE = re.compile(r"^https?://[^/]+/(?:in/|company/|@)?([^/?#]+)")
ORGANISATION = ("name", "street", "postal_code", "locality", "region", "country")


class CompanyQuery(serializers.Serializer[Any]):
    domain = Text(max_length=LONGEST_DOMAIN, help_text="A host name or URL.")


class Geo(serializers.Serializer[Any]):
    """An address in parts."""

    streetAddress = serializers.CharField(allow_null=True, help_text="Street and number.")
    city = serializers.CharField(allow_null=True, help_text="The city.")
    postalCode = serializers.CharField(allow_null=True, help_text="The postal code.")
    state = serializers.CharField(allow_null=True, help_text="The state or region.")
    country = serializers.CharField(allow_null=True, help_text="The country as the site writes it.")


class SiteContacts(serializers.Serializer[Any]):
    """The contacts found on a site."""

    phoneNumbers = serializers.ListField(
        child=serializers.CharField(help_text="In the format E.164."), help_text="All phone numbers found."
    )
    emailAddresses = serializers.ListField(
        child=serializers.CharField(help_text="An address."), help_text="All e-mail addresses found."
    )


class Profile(serializers.Serializer[Any]):
    """A profile in a social network."""

    handle = serializers.CharField(allow_null=True, help_text="The name in the profile's URL.")
    url = serializers.CharField(help_text="The profile's URL.")


class Company(serializers.Serializer[Any]):
    """A company, with the field names of Clearbit."""

    id = serializers.UUIDField(help_text="The domain's id in this API.")
    name = serializers.CharField(allow_null=True, help_text="The company's name, else the site's.")
    legalName = serializers.CharField(allow_null=True, help_text="The name that the site's imprint gives.")
    domain = serializers.CharField(help_text="The domain.")
    url = serializers.CharField(help_text="The address of the home page.")
    description = serializers.CharField(allow_null=True, help_text="What the site says of itself.")
    logo = serializers.CharField(allow_null=True, help_text="URL of the logo.")
    location = serializers.CharField(allow_null=True, help_text="The address in one line.")
    geo = Geo(help_text="The address in parts.")
    phone = serializers.CharField(allow_null=True, help_text="The best phone number.")
    site = SiteContacts(help_text="All contacts found on the site.")
    facebook = Profile(allow_null=True, help_text="The profile at Facebook.")
    twitter = Profile(allow_null=True, help_text="The profile at Twitter (X).")
    linkedin = Profile(allow_null=True, help_text="The profile at LinkedIn.")
    instagram = Profile(allow_null=True, help_text="The profile at Instagram.")
    youtube = Profile(allow_null=True, help_text="The channel at YouTube.")
    tech = serializers.ListField(
        child=serializers.CharField(help_text="A technology."),
        help_text="The technologies that the site uses.",
    )
    indexedAt = serializers.DateTimeField(help_text="When the site was scanned last.")


class CompanyPending(serializers.Serializer[Any]):
    """The company's first scan has not ended."""

    pending = serializers.BooleanField(help_text="Always true.")
    job_id = serializers.UUIDField(help_text="The job of the scan.")
    status_url = serializers.CharField(help_text="Path of the scan's status call.")


EXAMPLE = {
    "id": "0f0b3a44-4d54-4c42-a2a1-d9d6cb1f6f6a",
    "name": "Example Bakery",
    "legalName": None,
    "domain": "example.com",
    "url": "https://example.com/",
    "description": "Bread and cakes since 1990.",
    "logo": "https://example.com/logo.svg",
    "location": "1 Main Street, Springfield, IL 62701, US",
    "geo": {
        "streetAddress": "1 Main Street",
        "city": "Springfield",
        "postalCode": "62701",
        "state": "IL",
        "country": "US",
    },
    "phone": "+12025550143",
    "site": {"phoneNumbers": ["+12025550143"], "emailAddresses": ["office@example.com"]},
    "facebook": {"handle": "examplebakery", "url": "https://www.facebook.com/examplebakery"},
    "twitter": None,
    "linkedin": None,
    "instagram": None,
    "youtube": None,
    "tech": ["Shopify"],
    "indexedAt": "2026-11-23T23:41:26.296000Z",
}
PENDING = {
    "pending": True,
    "job_id": "96a594f3-37fb-4a4c-8a5e-4b8e6b8dbe3b",
    "status_url": "/api/v3/modernized_page_scraper/status/96a594f3-37fb-4a4c-8a5e-4b8e6b8dbe3b",
}


class CompanyView(ApiView):
    """A company by its domain."""

    @extend_schema(
        operation_id="companies_find",
        summary="Company by domain",
        parameters=[
            OpenApiParameter(
                "domain",
                {"type": "string", "minLength": 1, "maxLength": LONGEST_DOMAIN},
                required=True,
                description="A host name or URL.",
                examples=[OpenApiExample("A company", "example.com")],
            )
        ],
        responses={
            200: OpenApiResponse(Company, examples=[OpenApiExample("Found", EXAMPLE)]),
            202: OpenApiResponse(CompanyPending, examples=[OpenApiExample("Being scanned", PENDING)]),
        },
    )
    def get(self, request: Request) -> Response:
        """What is known of the company with this domain, in Clearbit's field names.

        A domain that was never scanned is queued, for which the token needs the scope `submit`; until its
        first scan has ended the response is 202. 404 if the scan found no site.
        """
        check_query(request.query_params, {"domain"})
        given = validate(CompanyQuery, request.query_params)["domain"]
        domain = self._find(given)
        if domain is None or (domain.last_scan is None and domain.status == DomainStatus.CANCELLED):
            return self._queue(request, given)
        if domain.domain_metadata:
            return Response(Company(describe(domain)).data)
        if domain.status not in FINAL:
            return _pending(domain.scan_id)
        raise NotFound(f"nothing is known of {domain.domain}: {domain.last_error or 'it was not scanned'}")

    def _find(self, given: str) -> Domain | None:
        try:
            name = canonical_domain(given)
        except InvalidName as error:
            raise ValidationError({"domain": [str(error)]}, code="invalid_domain") from error
        return self.domains().filter(domain=name).first()

    def _queue(self, request: Request, given: str) -> Response:
        token = caller(request)
        if token is None or Scope.SUBMIT not in token.scopes:
            raise ScopeMissing(Scope.SUBMIT)
        submitted = submission.submit_one(given, tenant_id=self.tenant_id, within_quota=True)
        if submitted.scan_id is None:
            raise ValidationError({"domain": [submitted.reason]}, code="invalid_domain")
        return _pending(submitted.scan_id)


def _pending(job_id: Any) -> Response:
    body = {"pending": True, "job_id": job_id, "status_url": reverse("scan-status", args=[job_id])}
    headers = {"Retry-After": str(ASK_AGAIN)}
    return Response(CompanyPending(body).data, status=status.HTTP_202_ACCEPTED, headers=headers)


def describe(domain: Domain) -> dict[str, Any]:
    """A scanned domain in Clearbit's field names."""
    found = domain.domain_metadata
    home, organisation = found.get("home") or {}, found.get("organisation") or {}
    address = {name: organisation.get(name) or None for name in ORGANISATION}
    legal_name = domain.legal_name or None
    if not address["street"]:
        address |= _stated_address(found.get("company") or [])
    phones, emails = domain.phone_numbers, domain.email_addresses
    profiles = ("facebook", "twitter", "linkedin", "instagram", "youtube")
    return {
        "id": domain.pk,
        "name": address["name"] or legal_name or home.get("site_name") or domain.title or None,
        "legalName": legal_name,
        "domain": domain.domain,
        "url": home.get("url") or f"https://{domain.domain}/",
        "description": domain.description or None,
        "logo": domain.logo_url or None,
        "location": _one_line(address),
        "geo": {
            "streetAddress": address["street"],
            "city": address["locality"],
            "postalCode": address["postal_code"],
            "state": address["region"],
            "country": address["country"],
        },
        "phone": phones[0] if phones else None,
        "site": {"phoneNumbers": phones, "emailAddresses": emails},
        **{name: _profile(getattr(domain, f"{name}_url")) for name in profiles},
        "tech": domain.tech_stack,
        "indexedAt": domain.last_scan or domain.updated_at,
    }


def _stated_address(facts: list[dict[str, Any]]) -> dict[str, str | None]:
    """The address in the imprint, with the keys of an organisation's address; empty if it has no parts."""
    for fact in facts:
        if fact["kind"] == "address" and fact["details"].get("street"):
            parts = ("street", "postal_code", "locality", "region")
            return {name: fact["details"].get(name) for name in parts} | {"country": fact["country"] or None}
    return {}


def _one_line(address: dict[str, str | None]) -> str | None:
    region = " ".join(part for part in (address["region"], address["postal_code"]) if part)
    parts = (address["street"], address["locality"], region, address["country"])
    return ", ".join(part for part in parts if part) or None


def _profile(url: str) -> dict[str, str | None] | None:
    match = HANDLE.match(url)
    return {"handle": match[1] if match else None, "url": url} if url else None
