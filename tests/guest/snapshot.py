# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""All that a database has: its rows, and the schema they are in."""

from contextlib import closing

import psycopg2
from psycopg2 import sql

SCHEMA = {
    "column": "SELECT table_name || '.' || column_name, data_type || is_nullable "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "sequence": "SELECT sequencename, coalesce(last_value, 0)::text FROM pg_sequences "
    "WHERE sequencename ~ '^ir_sequence_[0-9_]+$'",
}


class Snapshot:
    def __init__(self, database):
        with closing(psycopg2.connect(dbname=database)) as connection:
            cursor = connection.cursor()
            self.schema = {kind: _fetch(cursor, query) for kind, query in SCHEMA.items()}
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self.tables = {table: _read(cursor, table) for (table,) in cursor.fetchall()}


def _fetch(cursor, query):
    cursor.execute(query)
    return dict(cursor.fetchall())


def _read(cursor, table):
    """:return: the rows by their id; those without one by their content"""
    cursor.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(table)))
    rows = [row for (row,) in cursor.fetchall()]
    return {row.get("id") or tuple(sorted(map(str, row.items()))): row for row in rows}


def find_changes(before, after):
    """:return: (table, row, column, old, new) of each value that is another one, or gone"""
    changes = []
    for table, rows in before.tables.items():
        present = after.tables.get(table, {})
        for key, row in rows.items():
            new = present.get(key)
            if new is None:
                changes.append((table, key, None, row, None))
                continue
            changes += [
                (table, key, column, value, new.get(column))
                for column, value in row.items()
                if column not in new or new[column] != value
            ]
    return changes


def find_additions(before, after):
    """:return: (table, row) of each row that was not there, in tables that were"""
    return [
        (table, key, row)
        for table, rows in after.tables.items()
        if table in before.tables
        for key, row in rows.items()
        if key not in before.tables[table]
    ]


def find_schema_changes(before, after):
    """:return: two lists of (kind, name): what is another or gone, what is new"""
    changed, new = [], []
    for kind, old in before.schema.items():
        present = after.schema[kind]
        changed += [(kind, name) for name in old if old[name] != present.get(name)]
        new += [(kind, name) for name in present if name not in old]
    return changed, new
