"""Exporting domains from the admin: which rows and columns, and in which format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from domains.files import exports, layouts
from domains.files.layouts import LAYOUTS, Layout
from domains.models import Domain

FORMATS = {
    "xlsx": "XLSX (Excel, LibreOffice)",
    "csv-excel": "CSV for Excel, semicolons",
    "csv": "CSV for programs, commas",
    "jsonl": "JSON lines",
}


class ExportForm(forms.Form):
    kind = forms.ChoiceField(label="Format", choices=list(FORMATS.items()), widget=UnfoldAdminSelectWidget())
    layout = forms.ChoiceField(
        label="Rows",
        choices=[(name, layout.label) for name, layout in LAYOUTS.items()],
        widget=UnfoldAdminSelectWidget(),
    )
    columns = forms.MultipleChoiceField(
        label="Columns",
        choices=[(name, name.replace("_", " ")) for name in (*exports.COLUMNS, *exports.ON_DEMAND)],
        initial=list(exports.COLUMNS),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Of one row for each domain; if none is chosen, all. Other layouts have fixed columns.",
    )

    def chosen_layout(self) -> Layout:
        columns = self.cleaned_data["columns"]
        if self.cleaned_data["layout"] == "domains" and columns:
            return layouts.one_row_a_domain(columns)
        return LAYOUTS[self.cleaned_data["layout"]]


def respond(
    domains: QuerySet[Domain], kind: str, layout: Layout, name: str, about: Mapping[str, str]
) -> StreamingHttpResponse:
    """The file. ``name``: its name without the ending. ``about``: the filters that selected the rows."""
    told = {"Exported": f"{timezone.now():%Y-%m-%d %H:%M} UTC", "Rows": layout.label, **about}
    writers: dict[str, Any] = {
        "csv-excel": partial(exports.to_csv, separator=";", bom=True),
        "xlsx": partial(exports.to_xlsx, about=told),
    }
    ending = kind.partition("-")[0]
    media, plain = exports.WRITERS[ending]
    content: Iterator[bytes] = writers.get(kind, plain)(layout.columns, layouts.laid_out(domains, layout))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return StreamingHttpResponse(content, content_type=media, headers=headers)
