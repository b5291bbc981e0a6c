"""Submitting domains that were pasted into the form of the dashboard."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from domains.admin import domain_import
from domains.admin.domain_import import ImportForm, Preview
from domains.files.domain_file import Entry


class SubmissionForm(ImportForm):
    """``domains``: hosts, URLs or e-mail addresses, in lines or separated; also rows from a table."""

    domains = forms.CharField(widget=forms.Textarea)

    def clean_domains(self) -> list[Entry]:
        _, entries = domain_import.read(self.cleaned_data["domains"].encode())
        return entries


class DomainSubmission(ModelAdmin):
    """The view that the form posts to, below the URL of the list of domains."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.submit_view)
        return [path("submit/", view, name="domains_domain_submit"), *super().get_urls()]

    def submit_view(self, request: HttpRequest) -> HttpResponse:
        """Submit the domains as a batch. Lines that are refused stay in the form, with the reasons."""
        domain_import.require_add_permission(request)
        form = SubmissionForm(request.POST or None)
        if not form.is_valid():
            return self._form(request, form, [])
        entries = form.cleaned_data["domains"]
        refused = Preview.of(entries).refused
        if len(refused) == len(entries):
            return self._form(request, form, refused)
        options = {name: form.cleaned_data[name] for name in ("name", "max_pages")}
        done = domain_import.submit(request, entries, **options)
        if done is None:
            return self._form(request, form, refused)
        if not done.refused:
            return redirect("admin:domains_batch_change", done.batch.pk)
        text = "\n".join(entry.text for entry, _ in done.refused)
        rest = SubmissionForm(initial={**options, "domains": text})
        return self._form(request, rest, done.refused, done.batch if done.batch.job_count else None)

    def _form(
        self,
        request: HttpRequest,
        form: SubmissionForm,
        refused: list[tuple[Entry, str]],
        batch: object = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Submit domains",
            "form": form,
            "refused": refused[: domain_import.SHOWN],
            "batch": batch,
        }
        return render(request, "admin/domains/domain/submit.html", context)
