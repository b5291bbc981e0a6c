"""Importing a file of domains in the admin: upload, preview, confirmation as a named batch.

The file is stored for a day (``Upload``), so that the preview can be shown again for another column.
django-import-export is not used: it saves model instances row by row, which would bypass the checks of a
submission, and its preview executes the whole import and rolls it back.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminFileFieldWidget

from domains.admin.large_tables import actor
from domains.files import domain_file
from domains.files.domain_file import DomainFile, Entry, NoSuchColumn, UnreadableWorkbook
from domains.files.exports import cell
from domains.lifecycle import FINAL
from domains.models import Batch, Domain, Upload
from domains.models.domain import MAX_PAGES, default_tenant
from domains.queue import batches
from domains.queue.quotas import QueueFull
from domains.queue.submission import CHUNK, DEFAULT_MAX_PAGES
from domains.scan.names import InvalidName, canonical_domain

MOST_LINES = 20_000  # larger files go through `manage.py submit_domains`
MOST_BYTES = 5_000_000
SHOWN = 100  # refused lines that are listed; the file of refused lines has all
EXAMPLES = 5  # entries that are shown with their other columns
LONGEST_NAME = 200


def read(content: bytes, column: str = "") -> tuple[DomainFile, list[Entry]]:
    """The file and its entries. Raises ``ValidationError``, which says what is wrong with the file."""
    stream: Any = io.BufferedReader(io.BytesIO(content))
    try:
        file = domain_file.read(stream, column)
        entries = list(file)
    except (NoSuchColumn, UnreadableWorkbook) as error:
        raise ValidationError(str(error)) from error
    if len(entries) > MOST_LINES:
        raise ValidationError(
            f"{len(entries):,} lines are too many here (at most {MOST_LINES:,}): "
            "use `manage.py submit_domains`"
        )
    return file, entries


class FileForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="Excel (.xlsx, .xls), OpenDocument (.ods), CSV or text.",
        widget=UnfoldAdminFileFieldWidget,  # django-unfold's script requires it around every file field
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(f"larger than {MOST_BYTES:,} bytes: use `manage.py submit_domains`")
        content = upload.read()
        read(content)
        return Upload(name=PurePath(upload.name).name[:LONGEST_NAME], content=content)


class ImportForm(forms.Form):
    name = forms.CharField(label="Name of the batch", required=False, max_length=LONGEST_NAME)
    max_pages = forms.IntegerField(
        label="Pages of each, at most",
        min_value=MAX_PAGES[0],
        max_value=MAX_PAGES[-1],
        initial=DEFAULT_MAX_PAGES,
    )


@dataclass
class Preview:
    """What an import would do."""

    names: list[str] = field(default_factory=list)
    repeated: int = 0
    refused: list[tuple[Entry, str]] = field(default_factory=list)  # with the reason

    @cached_property
    def _states(self) -> Counter[str]:
        """The known names by status; queried when they are needed."""
        return _states(self.names)

    @property
    def again(self) -> int:
        """How many are known, and their last scan has ended."""
        return sum(count for status, count in self._states.items() if status in FINAL)

    @property
    def queued(self) -> int:
        """How many are known, and are pending, being scanned or paused."""
        return self._states.total() - self.again

    @property
    def new(self) -> int:
        return len(self.names) - self.again - self.queued

    @classmethod
    def of(cls, entries: list[Entry]) -> Preview:
        preview, seen = cls(), set()
        for entry in entries:
            try:
                name = canonical_domain(entry.text)
            except InvalidName as error:
                preview.refused.append((entry, str(error)))
                continue
            preview.repeated += name in seen
            if name not in seen:
                seen.add(name)
                preview.names.append(name)
        return preview


class DomainImport(ModelAdmin):
    """The views of an import, below the URL of the list of domains."""

    def get_urls(self) -> list[URLPattern]:
        admin_view = self.admin_site.admin_view
        mine = [
            path("import/", admin_view(self.import_view), name="domains_domain_import"),
            path("import/<uuid:pk>/", admin_view(self.preview_view), name="domains_domain_preview"),
            path(
                "import/<uuid:pk>/refused.csv", admin_view(self.refused_view), name="domains_domain_refused"
            ),
        ]
        return [*mine, *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The form for a file. A readable file is stored, and its preview is shown."""
        require_add_permission(request)
        form = FileForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            upload.user = request.user
            upload.save()
            return redirect("admin:domains_domain_preview", upload.pk)
        context = {**self.admin_site.each_context(request), "title": "Import domains", "form": form}
        return render(request, "admin/domains/domain/import.html", context)

    def preview_view(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """The preview of an import, with the column ``?column=``. A POST performs the import."""
        upload = _own_upload(request, pk)
        column = request.GET.get("column", "")
        try:
            file, entries = read(bytes(upload.content), column)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("admin:domains_domain_preview", pk)
        form = ImportForm(request.POST or None, initial={"name": PurePath(upload.name).stem})
        if form.is_valid() and (done := submit(request, entries, **form.cleaned_data)):
            upload.delete()
            return redirect("admin:domains_batch_change", done.batch.pk)
        refused = reverse("admin:domains_domain_refused", args=[pk])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {upload.name}",
            "form": form,
            "file": file,
            "chosen": "" if file.column is None else file.names[file.column],
            "others": [name for place, name in enumerate(file.names) if place != file.column],
            "examples": entries[:EXAMPLES],
            "preview": Preview.of(entries),
            "refused_url": f"{refused}?{urlencode({'column': column})}",
            "shown": SHOWN,
        }
        return render(request, "admin/domains/domain/import_preview.html", context)

    def refused_view(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        """The refused lines with their reasons and their other columns, as CSV."""
        upload = _own_upload(request, pk)
        _, entries = read(bytes(upload.content), request.GET.get("column", ""))
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="refused.csv"'
        refused = Preview.of(entries).refused
        others = list(dict.fromkeys(name for entry, _ in refused for name in entry.fields))
        writer = csv.writer(response, quoting=csv.QUOTE_ALL)
        writer.writerow(map(cell, ["line", "text", "reason", *others]))
        for entry, reason in refused:
            values = [entry.fields.get(name, "") for name in others]
            writer.writerow(map(cell, [str(entry.line), entry.text, reason, *values]))
        return response


@dataclass(frozen=True, slots=True)
class Submission:
    """``refused``: with the reasons, in the order of the lines."""

    batch: Batch
    refused: list[tuple[Entry, str]]


def submit(request: HttpRequest, entries: list[Entry], *, name: str, max_pages: int) -> Submission | None:
    """Submit the entries as a batch, and tell the user the result; None if the queue is too full for them."""
    fields: dict[str, dict[str, str]] = {}
    for entry in entries:
        fields[entry.text] = entry.fields | fields.get(entry.text, {})  # the first line counts
    try:
        batch, refused = batches.submit_batch(
            [entry.text for entry in entries],
            tenant_id=default_tenant(),
            max_pages=max_pages,
            name=name,
            custom_fields=fields,
            actor=actor(request),
        )
    except QueueFull as error:
        messages.error(request, f"Nothing was submitted: {error}.")
        return None
    messages.success(request, f"{batch.job_count:,} {_domains(batch.job_count)} in this batch.")
    if refused:
        messages.warning(request, f"{len(refused):,} {'line' if len(refused) == 1 else 'lines'} refused.")
    lines = {entry.text: entry for entry in entries}
    return Submission(batch, [(lines[one.text], one.reason) for one in refused])


def _domains(count: int) -> str:
    return "domain" if count == 1 else "domains"


def require_add_permission(request: HttpRequest) -> None:
    if not request.user.has_perm("domains.add_domain"):
        raise PermissionDenied


def _own_upload(request: HttpRequest, pk: uuid.UUID) -> Upload:
    require_add_permission(request)
    return get_object_or_404(Upload, pk=pk, user=request.user)


def _states(names: list[str]) -> Counter[str]:
    """The number of known names, by status."""
    states: Counter[str] = Counter()
    known = Domain.objects.for_tenant(default_tenant())
    for start in range(0, len(names), CHUNK):
        chunk = known.filter(domain__in=names[start : start + CHUNK])
        states.update(chunk.values_list("status", flat=True))
    return states
