"""Kinds of contacts, and how they were found, in words for people. The API and exports use the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()

KINDS = {"email": "e-mail", "whatsapp": "WhatsApp"}
WAYS = {
    "mailto": "e-mail link",
    "tel": "phone link",
    "json-ld": "structured data",
    "microdata": "structured data",
}
PROFILES = {
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "github": "GitHub",
    "xing": "XING",
}


@register.filter
def contact_kind(contact: Mapping[str, Any]) -> str:
    """As in: e-mail, shared."""
    kind: str = contact.get("kind", "")
    shared = ", shared" if contact.get("role") else ""
    return KINDS.get(kind, kind) + shared + (", of another domain" if contact.get("other_domain") else "")


@register.filter
def found_in(contact: Mapping[str, Any]) -> str:
    """mailto -> e-mail link; a way without words of its own stays as it is."""
    way: str = contact.get("how", "")
    return WAYS.get(way, way) + (", rendered" if contact.get("rendered") else "")


@register.filter
def profile(name: str) -> str:
    """youtube -> YouTube, facebook -> Facebook"""
    return PROFILES.get(name, name.capitalize())
