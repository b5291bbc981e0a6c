"""One UPDATE for many rows that each get values of their own.

Django's ``bulk_update`` writes a CASE of all rows for every column, which costs more than the rows one by
one. Here the statement is compiled once, from the model, and sent with the values of all rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql import UpdateQuery

# Columns that must hold these values for the row to be written, and the columns to write.
Change = tuple[Mapping[str, Any], Mapping[str, Any]]


class _Place(Expression):
    """A place in a statement that is filled with another value for each row."""

    def __init__(self, side: int, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.side = side  # of a Change

    def as_sql(self, *_: Any, **__: Any) -> Any:
        return "%s", [self]

    def value(self, change: Change, connection: Any) -> Any:
        field = self.output_field
        return field.get_db_prep_save(change[self.side][field.name], connection)


def update_each(rows: QuerySet[Any], shared: Mapping[str, Any], changes: Sequence[Change]) -> int:
    """Write each change to the row of ``rows`` that it fits, and ``shared`` to all; how many there were.

    All changes name the same columns; a column to fit that is None in the first is NULL in all.
    """
    field = rows.model._meta.get_field
    fits, values = changes[0]
    null = {f"{name}__isnull": True for name, value in fits.items() if value is None}
    places = {name: _Place(0, field(name)) for name, value in fits.items() if value is not None}
    query: Any = rows.filter(**null, **places).query.chain(UpdateQuery)
    query.add_update_values({**shared, **{name: _Place(1, field(name)) for name in values}})
    connection = connections[rows.db]
    statement, parameters = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [one.value(change, connection) if isinstance(one, _Place) else one for one in parameters]
                for change in changes
            ],
        )
        return int(cursor.rowcount)
