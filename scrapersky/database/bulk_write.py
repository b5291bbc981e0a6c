"""Updates or inserts many rows, with different values for each, by one statement.

Django's ``bulk_update`` writes a CASE with all rows for every column, and ``bulk_create`` prepares and sends
every column of every row, also those with the same value in all rows. Both cost more time than the database
needs. Here only the differing values are sent for each row.

How ``update_each`` builds its statement. In the example, two domains are completed if they have their tokens:

1. Django compiles an UPDATE for one row, in which a ``_Place`` stands for each value that differs::

       UPDATE domains SET status = 'completed', title = <place> WHERE id = <place> AND claim_token = <place>

2. SQLite: places become ``%s``, and ``executemany`` runs the prepared statement once for each row.
3. PostgreSQL: places become columns of a table ``each``, which ``_table`` makes of one JSON document with all
   values, so one statement updates all rows::

       UPDATE domains SET status = 'completed', title = each."1_title"
       FROM json_to_recordset(%s::json) AS each("0_id" uuid, "0_claim_token" uuid, "1_title" text)
       WHERE id = each."0_id" AND claim_token = each."0_claim_token"

   The prefix says whether the value is compared (0) or written (1): a column can be both.
4. The row count says for how many rows the condition was true. Callers compare it with the expected number.

``insert_each`` works alike, with INSERT ... SELECT from the same kind of table.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import AutoField, Expression, Field, JSONField, QuerySet
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql import UpdateQuery

# The name of a column, its field, and its prepared value for each row.
Column = tuple[str, "Field[Any, Any]", Sequence[Any]]
# For one row: the columns that must have these values so that it is written, and the columns to write.
RowValues = tuple[Mapping[str, Any], Mapping[str, Any]]


class _Place(Expression):
    """A placeholder in an UPDATE for a value that differs for each row."""

    def __init__(self, side: int, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.side = side  # of a RowValues: 0 or 1

    def as_sql(self, *_: Any, **__: Any) -> Any:
        return "%s", [self]

    def as_postgresql(self, *_: Any, **__: Any) -> Any:
        return f'each."{self.name}"', []

    @property
    def name(self) -> str:
        """The column in ``each``; a field that is both compared and written has two."""
        return f"{self.side}_{self.output_field.column}"

    def value(self, row: RowValues, connection: Any) -> Any:
        field = self.output_field
        return field.get_db_prep_save(row[self.side][field.name], connection)


def update_each(rows: QuerySet[Any], shared: Mapping[str, Any], changes: Sequence[RowValues]) -> int:
    """Write each change to the row that it matches, and ``shared`` to all of these. Returns their number.

    All changes must have the same columns. Values in ``shared`` may be SQL expressions (``Now()``), those in
    ``changes`` may not. If a column is compared with None in the first change, it is compared with NULL in
    all of them.
    """
    field = rows.model._meta.get_field
    fits, values = changes[0]
    null = {f"{name}__isnull": True for name, value in fits.items() if value is None}
    compared = {name: _Place(0, field(name)) for name, value in fits.items() if value is not None}
    written = {name: _Place(1, field(name)) for name in values}
    query: Any = rows.filter(**null, **compared).query.chain(UpdateQuery)
    query.add_update_values({**shared, **written})
    connection = connections[rows.db]
    update_by = _update_together if connection.vendor == "postgresql" else _update_by_rows
    with connection.cursor() as cursor:
        update_by(cursor, query, [*compared.values(), *written.values()], changes)
        return int(cursor.rowcount)


def _update_together(cursor: Any, query: Any, places: list[_Place], changes: Sequence[RowValues]) -> None:
    """One statement for all rows, joined with a table of the values."""
    compiler = query.get_compiler(connection=cursor.db)
    statement, parameters = compiler.as_sql()
    where, its_parameters = compiler.compile(query.where)
    before = len(parameters) - len(its_parameters)
    values = ([place.value(change, cursor.db) for change in changes] for place in places)
    columns = [(place.name, place.output_field, each) for place, each in zip(places, values, strict=True)]
    each, document = _table(columns, cursor.db)
    joined = f"{statement.removesuffix(f' WHERE {where}')} FROM {each} WHERE {where}"
    cursor.execute(joined, [*parameters[:before], document, *its_parameters])


def _update_by_rows(cursor: Any, query: Any, _: list[_Place], changes: Sequence[RowValues]) -> None:
    """One prepared statement, a row at a time."""
    statement, parameters = query.get_compiler(connection=cursor.db).as_sql()
    cursor.executemany(
        statement,
        [
            [one.value(change, cursor.db) if isinstance(one, _Place) else one for one in parameters]
            for change in changes
        ],
    )


def insert_objects(rows: QuerySet[Any], objects: Sequence[Any]) -> None:
    """Insert unsaved objects with their values, in the caller's transaction.

    Columns with a database default may be left unset, but then in all objects. The objects do not receive the
    values that the database sets.
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
    """Insert one row for each index of ``columns`` (lists of equal length), with ``shared`` in all rows.

    Other columns get their defaults, the same in all rows. ``ignore_conflicts``: rows that violate a unique
    constraint are skipped. ``columns`` are named as in the database (``domain_id``).
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
    insert_by = _insert_together if connection.vendor == "postgresql" else _insert_by_rows
    with connection.cursor() as cursor:
        insert_by(cursor, insert, list(constants.values()), varying, conflicts)


def _is_left_to_the_database(field: Field[Any, Any], value: Any) -> bool:
    return isinstance(value, DatabaseDefault) or (value is None and isinstance(field, AutoField))


def _table(columns: Sequence[Column], connection: Any) -> tuple[str, str]:
    """A FROM clause for a table ``each`` with these columns, and the JSON document with its values.

    Arrays would cost more: psycopg escapes their elements in Python, and JSON elements a second time.
    """
    # Types without length ("varchar", not "varchar(50)"): a cast would truncate values that are too long.
    types = [str(field.db_type(connection)).split("(")[0] for _, field, _ in columns]
    names = [name for name, _, _ in columns]
    described = ", ".join(f'"{name}" {type_}' for name, type_ in zip(names, types, strict=True))
    rows = zip(*(_plain(field, values) for _, field, values in columns), strict=True)
    document = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
    return f"json_to_recordset(%s::json) AS each({described})", document


def _plain(field: Field[Any, Any], values: Sequence[Any]) -> list[Any]:
    """Values for the JSON document: of JSON columns without psycopg's wrapper, others as text if needed."""
    if isinstance(field, JSONField):
        return [None if value is None else value.obj for value in values]
    return [str(value) if isinstance(value, uuid.UUID | datetime) else value for value in values]


def _insert_together(
    cursor: Any, insert: str, constants: list[Any], varying: dict[Any, list[Any]], conflicts: str
) -> None:
    """One statement for all rows, which contains the constants once."""
    each, document = _table([(field.column, field, values) for field, values in varying.items()], cursor.db)
    places = ", ".join([*["%s"] * len(constants), "each.*"])
    statement = f"{insert} SELECT {places} FROM {each}{conflicts}"  # noqa: S608  the model's names
    cursor.execute(statement, [*constants, document])


def _insert_by_rows(
    cursor: Any, insert: str, constants: list[Any], varying: dict[Any, list[Any]], conflicts: str
) -> None:
    """One prepared statement, a row at a time."""
    places = ", ".join(["%s"] * (len(constants) + len(varying)))
    rows = [(*constants, *row) for row in zip(*varying.values(), strict=True)]
    cursor.executemany(f"{insert} VALUES ({places}){conflicts}", rows)
