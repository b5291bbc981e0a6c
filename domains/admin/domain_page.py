"""The page of one domain: its data, its history, and buttons for the actions that are allowed now."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from domains.admin import domain_history
from domains.admin.actions import ReasonForm
from domains.admin.large_tables import actor
from domains.admin.screenshots import newest_two
from domains.lifecycle import DomainStatus, TransitionRefused, allowed
from domains.models import Domain
from domains.queue import actions
from domains.queue.actions import ACTIONS, Action, ActionRefused
from domains.templatetags.scrapersky import ahead

# The statuses in the progress bar above the timeline; any other status is shown beside it.
WAY = (DomainStatus.PENDING, DomainStatus.PROCESSING)


class DomainPage(ModelAdmin):
    change_form_template = "admin/domains/domain/page.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.happen_view))
        mine = path("<uuid:pk>/happen/<str:name>/", view, name="domains_domain_happen")
        return [mine, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        domain: Domain = context["original"]
        context |= page_context(domain)
        if self.has_change_permission(request, domain):
            context["may_happen"] = find_possible_actions(domain)
        return super().render_change_form(request, context, *args, **kwargs)

    def happen_view(self, request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
        """POST with an optional reason: perform the action, or show why it is not allowed."""
        if name not in ACTIONS:
            raise Http404
        domain, action, form = get_object_or_404(Domain, pk=pk), ACTIONS[name], ReasonForm(request.POST)
        if not self.has_change_permission(request, domain):
            raise PermissionDenied
        if form.is_valid():
            _perform(request, domain, action, form.cleaned_data["reason"])
        else:
            messages.error(request, "The reason is too long: at most 200 characters.")
        return redirect("admin:domains_domain_change", pk)


def _perform(request: HttpRequest, domain: Domain, action: Action, reason: str) -> None:
    try:
        actions.perform_one(action, domain, actor(request), reason)
    except (TransitionRefused, ActionRefused) as refused:
        messages.error(request, f"{domain.domain}: {refused}")
    else:
        messages.success(request, f"{domain.domain} was {action.done}.")


def find_possible_actions(domain: Domain) -> list[Action]:
    """The actions that the lifecycle allows in the current status."""
    events = allowed(domain.status)
    return [action for action in ACTIONS.values() if action.event in events]


def page_context(domain: Domain) -> dict[str, Any]:
    """The context of the template.

    Results may have been stored by an older version: any part may be missing.
    """
    found = domain.domain_metadata
    contacts = found.get("contacts") or []
    outcome = domain.status if domain.status not in WAY else DomainStatus.COMPLETED
    return {
        "title": domain.domain,
        "subtitle": None,
        "steps": [*WAY, outcome],
        "timeline": domain_history.timeline(domain),
        "differences": domain_history.differences(domain),
        "screenshots": newest_two(domain),
        "contacts": contacts,
        "all_contacts": "\n".join(contact["value"] for contact in contacts),
        "attempts": attempts_in_words(domain),
        "most_attempts": settings.MAX_ATTEMPTS,
        "needs_javascript": (found.get("home") or {}).get("needs_javascript") or [],
        "ways": found.get("ways") or [],
        "dns": found.get("dns") or {},
        "pages": found.get("pages") or [],
        "technologies": found.get("technologies") or [{"name": name} for name in domain.tech_stack],
        "wordpress": found.get("wordpress") or {},
        "company": [_fact(fact) for fact in found.get("company") or []],
        "organisation": {name: text for name, text in (found.get("organisation") or {}).items() if text},
        "social": found.get("social") or {},
        "sitemap": found.get("sitemap") or {},
        "raw": json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True) if found else "",
    }


def attempts_in_words(domain: Domain) -> str:
    """ "Attempt 1 of 3 failed, the next one is in 4 minutes.", or "" if it does not wait for an attempt."""
    if domain.status != DomainStatus.PENDING or not (domain.attempts and domain.last_error):
        return ""
    following = ahead(domain.next_attempt_at)
    when = "is due now" if following == "now" else f"is {following}"
    return f"Attempt {domain.attempts} of {settings.MAX_ATTEMPTS} failed, the next one {when}."


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the company as a person reads it: "Register number (Handelsregister)", "HRB 1 ..."."""

    label: str
    value: str
    how: str
    page: str


_LABELS = {
    "vat_id": "VAT id",
    "tax_id": "tax id",
    "identifier": "number",
    "registration_number": "register number",
}


def _fact(fact: dict[str, Any]) -> Fact:
    details, kind = fact.get("details") or {}, fact["kind"]
    label = details.get("role") or _LABELS.get(kind, kind.replace("_", " "))
    scheme = f" ({details['scheme']})" if details.get("scheme") else ""
    beside = (fact["value"], details.get("register"), fact.get("country") if kind == "address" else "")
    value = ", ".join(part for part in beside if part)
    return Fact(f"{label[:1].upper()}{label[1:]}{scheme}", value, fact["how"], fact["page"])
