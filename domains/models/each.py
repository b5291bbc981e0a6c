"""One statement for many rows that each get values of their own, made from the model.

Django's ``bulk_update`` writes a CASE of all rows for every column, and ``bulk_create`` prepares and sends
every column of every row, also those that all rows share: both cost more than the database's own work. Here
a statement is made once and sent with what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections
from django.db.models import AutoField, Expression, Field, QuerySet
from django.db.models.expressions import DatabaseDefault
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


def insert_objects(rows: QuerySet[Any], objects: Sequence[Any]) -> None:
    """Insert unsaved objects as they are, in the caller's transaction.

    All of them must leave the same columns to the database, whose values for these they do not get.
    """
    if not objects:
        return
    columns = {}
    for field in rows.model._meta.concrete_fields:
        values = [getattr(one, field.attname) for one in objects]
        left = sum(_is_left_to_the_database(field, value) for value in values)
        if not left:
            columns[field.attname] = values
        elif left < len(values):
            raise ValueError(
                f"{field.attname}: given in some of the objects and left to the database in others"
            )
    insert_each(rows, {}, columns)
    for one in objects:
        one._state.adding, one._state.db = False, rows.db


def insert_each(
    rows: QuerySet[Any],
    shared: Mapping[str, Any],
    columns: Mapping[str, Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert a row for each place of the equally long ``columns``, with ``shared`` in all of them.

    Columns that are named in neither get their defaults, the same in all rows. ``ignore_conflicts``: rows
    that a unique constraint forbids are left out. Columns are named as in the database (``domain_id``).
    """
    if len({len(values) for values in columns.values()}) > 1:
        raise ValueError("columns of different lengths")
    model: Any = rows.model
    connection = connections[rows.db]
    common = model(**shared)
    constants, varying = {}, {}
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            varying[field] = [field.get_db_prep_save(value, connection) for value in columns[field.attname]]
            continue
        value = field.pre_save(common, add=True)
        if not _is_left_to_the_database(field, value):
            constants[field] = field.get_db_prep_save(value, connection)
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in (*constants, *varying)]
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)})"
    conflicts = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    insert_by = _by_arrays if connection.vendor == "postgresql" else _by_rows
    with connection.cursor() as cursor:
        insert_by(cursor, insert, list(constants.values()), varying, conflicts)


def _is_left_to_the_database(field: Field[Any, Any], value: Any) -> bool:
    return isinstance(value, DatabaseDefault) or (value is None and isinstance(field, AutoField))


def _by_arrays(
    cursor: Any, insert: str, constants: list[Any], varying: dict[Any, list[Any]], conflicts: str
) -> None:
    """One statement with an array a column, and the constants once."""
    # Types without their length ("varchar(50)"), as a cast to that would cut off what is too long.
    types = [field.db_type(cursor.db).split("(")[0] for field in varying]
    places = ", ".join([*["%s"] * len(constants), "each.*"])
    arrays = ", ".join(f"%s::{type_}[]" for type_ in types)
    statement = f"{insert} SELECT {places} FROM unnest({arrays}) AS each{conflicts}"  # noqa: S608  model's names
    cursor.execute(statement, [*constants, *varying.values()])


def _by_rows(
    cursor: Any, insert: str, constants: list[Any], varying: dict[Any, list[Any]], conflicts: str
) -> None:
    """One prepared statement, a row at a time."""
    places = ", ".join(["%s"] * (len(constants) + len(varying)))
    rows = [(*constants, *row) for row in zip(*varying.values(), strict=True)]
    cursor.executemany(f"{insert} VALUES ({places}){conflicts}", rows)
