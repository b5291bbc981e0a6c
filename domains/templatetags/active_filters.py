"""The filters of a list that select its rows, each with the URL of the list without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    title: str
    choice: str
    without: str


@register.filter
def active_filters(changelist: Any) -> list[ActiveFilter]:
    return list(_active(changelist))


def _active(changelist: Any) -> Iterator[ActiveFilter]:
    for spec in changelist.filter_specs:
        parameters = [name for name in spec.expected_parameters() if changelist.params.get(name)]
        chosen = [choice["display"] for choice in spec.choices(changelist) if choice.get("selected")]
        if parameters and chosen:
            yield ActiveFilter(spec.title, chosen[-1], changelist.get_query_string(remove=parameters))
