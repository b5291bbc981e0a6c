"""The rows of an admin list, with django-unfold's template.

django-unfold's own tag ``unfold_result_list`` makes the headers of all columns again for each row, which
took a third of the time of a list. This one supports what lists here use: no forms in rows
(``list_editable``), and of the ways to display a value only ``boolean``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.contrib.admin.utils import lookup_field
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.templatetags import unfold_list
from unfold.utils import display_for_field, display_for_value
from unfold.views import ChangeList

register = template.Library()

CELL = " ".join(unfold_list.ROW_CLASSES)
BOX_CELL = " ".join(unfold_list.CHECKBOX_CLASSES)
LINK = " ".join(unfold_list.LINK_CLASSES)
BOX = "action_checkbox"  # the name of the first column, if the list has actions


@register.inclusion_tag("admin/change_list_results.html", takes_context=True)
def list_rows(context: dict[str, Any], cl: ChangeList) -> dict[str, Any]:
    headers = list(unfold_list.result_headers(cl))
    rows = (unfold_list.UnfoldResultList(row, None, _cells(cl, headers, row)) for row in cl.result_list)
    return {
        "cl": cl,
        "result_headers": headers,
        "num_sorted_fields": sum(header["sortable"] and header["sorted"] for header in headers),
        "results": list(rows),
        "actions_row": context.get("actions_row"),
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }


def _cells(cl: ChangeList, headers: Sequence[dict[str, Any]], row: Model) -> Iterator[SafeString]:
    """The cells that link to the page of the row, usually the first one, are headers of the row."""
    links = cl.list_display_links or ()
    for name, header in zip(cl.list_display, headers, strict=True):
        tag = "th" if name in links else "td"
        shown = _link(cl, row, _shown(cl, row, name)) if name in links else _shown(cl, row, name)
        if name == BOX:
            classes, label = BOX_CELL, "Select record"
        else:
            classes, label = f"field-{getattr(name, '__name__', name)} {CELL}", header["text"]
        yield format_html('<{0} class="{1}" data-label="{2}">{3}</{0}>', tag, classes, label, shown)


def _shown(cl: ChangeList, row: Model, name: Any) -> Any:
    field, attribute, value = lookup_field(name, row, cl.model_admin)
    empty = getattr(attribute, "empty_value_display", cl.model_admin.get_empty_value_display())
    if field is not None:
        return display_for_field(value, field, empty)
    return display_for_value(value, empty, getattr(attribute, "boolean", False))


def _link(cl: ChangeList, row: Model, shown: Any) -> SafeString:
    filters = f"?{cl.preserved_filters}" if cl.preserved_filters else ""
    return format_html('<a href="{}{}" class="{}">{}</a>', cl.url_for_result(row), filters, LINK, shown)
