"""Submitting domains from the admin: pasted on the dashboard, or imported from a file after a preview.

Calls ``submission.submit``. django-import-export is not used: it saves model instances row by row, which
would bypass the checks of a submission, and its preview executes the whole import and rolls it back.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminFileFieldWidget

from domains.admin.large_tables import actor
from domains.files import domain_file
from domains.lifecycle import FINAL
from domains.models import Domain
from domains.models.domain import MAX_PAGES, default_tenant
from domains.queue import submission
from domains.queue.quotas import QueueFull
from domains.queue.submission import CHUNK, DEFAULT_MAX_PAGES, Submitted
from domains.scan.names import InvalidName, canonical_domain

MOST_LINES = 20_000  # larger files go through `manage.py submit_domains`
MOST_BYTES = 5_000_000
SHOWN = 100  # refused lines that are listed; further ones are only counted


class SubmissionForm(forms.Form):
    """``domains``: hosts or URLs, one per line."""

    domains = forms.CharField(widget=forms.Textarea)
    max_pages = forms.IntegerField(
        label="Pages of each, at most",
        min_value=MAX_PAGES[0],
        max_value=MAX_PAGES[-1],
        initial=DEFAULT_MAX_PAGES,
    )

    def clean_domains(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["domains"].splitlines()]
        return _not_too_many([line for line in lines if line])


class FileForm(forms.Form):
    """``file`` is converted to a list of (line number, text)."""

    file = forms.FileField(
        label="Text or CSV file",
        help_text="The column of domains is detected automatically.",
        widget=UnfoldAdminFileFieldWidget,  # django-unfold's script requires it around every file field
    )
    column = forms.CharField(label="Name of the column, if not", required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        upload = self.cleaned_data.get("file")
        if upload is None:
            return self.cleaned_data
        if upload.size > MOST_BYTES:
            raise ValidationError(f"larger than {MOST_BYTES:,} bytes: use `manage.py submit_domains`")
        stream: Any = io.BufferedReader(io.BytesIO(upload.read()))
        try:
            lines = list(domain_file.read(stream, self.cleaned_data["column"]))
        except domain_file.NoSuchColumn as error:
            raise ValidationError(str(error)) from error
        return {**self.cleaned_data, "lines": _not_too_many(lines)}


@dataclass
class Preview:
    """The preview of an import: names to submit, and refused lines."""

    names: list[str] = field(default_factory=list)
    repeated: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)  # line, text, reason
    again: int = 0  # known, their last scan has ended
    queued: int = 0  # known, pending or being scanned or paused

    @property
    def new(self) -> int:
        return len(self.names) - self.again - self.queued

    @classmethod
    def of(cls, lines: list[tuple[int, str]]) -> Preview:
        preview, seen = cls(), set()
        for number, text in lines:
            try:
                name = canonical_domain(text)
            except InvalidName as error:
                preview.refused.append((number, text, str(error)))
                continue
            preview.repeated += name in seen
            if name not in seen:
                seen.add(name)
                preview.names.append(name)
        states = _states(preview.names)
        preview.again = sum(count for status, count in states.items() if status in FINAL)
        preview.queued = states.total() - preview.again
        return preview


class DomainIntake(ModelAdmin):
    """The views for submission and import, below the URL of the list."""

    def get_urls(self) -> list[URLPattern]:
        ways = {"submit": self.submit_view, "import": self.import_view}
        mine = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"domains_domain_{name}")
            for name, view in ways.items()
        ]
        return [*mine, *super().get_urls()]

    def submit_view(self, request: HttpRequest) -> HttpResponse:
        """POST: submit the lines, show the result, and redirect to where they can be followed."""
        _require_permission(request)
        form = SubmissionForm(request.POST)
        if not form.is_valid():
            messages.error(
                request, " ".join(str(error) for errors in form.errors.values() for error in errors)
            )
            return redirect("admin:index")
        return _submit(request, form.cleaned_data["domains"], form.cleaned_data["max_pages"])

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Upload of a file, then its preview. The preview page posts to ``submit_view``."""
        _require_permission(request)
        form = FileForm(request.POST or None, request.FILES or None)
        preview = Preview.of(form.cleaned_data["lines"]) if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": "Import domains",
            "form": form,
            "preview": preview,
            "pages": SubmissionForm.base_fields["max_pages"],
            "shown": SHOWN,
        }
        return render(request, "admin/domains/domain/import.html", context)


def _require_permission(request: HttpRequest) -> None:
    if not request.user.has_perm("domains.add_domain"):
        raise PermissionDenied


def _submit(request: HttpRequest, texts: list[str], max_pages: int) -> HttpResponseRedirect:
    results: list[Submitted] = []
    try:
        for result in submission.submit(texts, max_pages=max_pages, actor=actor(request), within_quota=True):
            results.append(result)  # one by one: those before a refusal are stored
    except QueueFull as error:
        messages.error(request, f"Not all were submitted: {error}.")
    queued = sum(result.queued for result in results)
    refused = [result for result in results if result.reason]
    already = len(results) - queued - len(refused)
    told = [f"{queued:,} queued for a scan.", f"{already:,} queued before." if already else ""]
    messages.add_message(request, messages.SUCCESS if queued else messages.INFO, " ".join(told))
    if refused:
        messages.error(request, _refusals(refused))
    return redirect("admin:index")


def _refusals(refused: list[Submitted]) -> str:
    named = [f"line {result.line}, {result.text[:80]!r}: {result.reason}" for result in refused[:5]]
    more = [f"and {len(refused) - 5:,} more"] if len(refused) > 5 else []
    return f"{len(refused):,} refused: " + "; ".join([*named, *more])


def _states(names: list[str]) -> Counter[str]:
    """The number of known names, by status."""
    states: Counter[str] = Counter()
    known = Domain.objects.for_tenant(default_tenant())
    for start in range(0, len(names), CHUNK):
        chunk = known.filter(domain__in=names[start : start + CHUNK])
        states.update(chunk.values_list("status", flat=True))
    return states


def _not_too_many(lines: list[Any]) -> list[Any]:
    if len(lines) > MOST_LINES:
        raise ValidationError(
            f"{len(lines):,} lines are too many here (at most {MOST_LINES:,}): use `manage.py submit_domains`"
        )
    return lines
