"""The tables of a database as it is: columns and constraints, without the names made for them."""

from __future__ import annotations

import json

from django.db import connection


def tables_here() -> str:
    """Table → its columns and constraints, as JSON."""
    look = connection.introspection
    with connection.cursor() as cursor:
        found = {
            table: {
                "columns": sorted(
                    (one.name, str(one.type_code), one.null_ok)
                    for one in look.get_table_description(cursor, table)
                ),
                "constraints": sorted(
                    json.dumps([sorted(one["columns"] or ()), one["primary_key"], one["unique"],
                                one["check"], one["index"], bool(one["foreign_key"])])
                    for one in look.get_constraints(cursor, table).values()
                ),
            }
            for table in look.table_names(cursor)
        }  # fmt: skip
    return json.dumps(found, sort_keys=True)
