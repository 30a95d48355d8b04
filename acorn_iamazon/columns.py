# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Columns that the suite adds to Odoo's tables, made before Odoo would fill them row by row."""

from odoo.tools import SQL
from odoo.tools.sql import create_column, table_columns, table_exists


def create_columns(model):
    """To call in ``_auto_init``: no row of a table is computed or rewritten on installation.

    Odoo computes a new stored field for all rows, and writes their date and user of the last
    change with it. Without an account of Amazon's no row has anything to compute.
    """
    cr = model.env.cr
    if not table_exists(cr, model._table) or _has_accounts(cr):
        return
    present = table_columns(cr, model._table)
    for field in model._fields.values():
        is_ours = field.name.startswith("amazon_") and field.store and field.column_type
        if is_ours and field.name not in present:
            _create_column(model, field)


def _has_accounts(cr):
    if not table_exists(cr, "amazon_vendor_account"):
        return False
    cr.execute("SELECT 1 FROM amazon_vendor_account LIMIT 1")
    return bool(cr.rowcount)


def _create_column(model, field):
    if not field.default or field.compute:
        create_column(model.env.cr, model._table, field.name, field.column_type[1], field.string)
        return
    # The rows that are there get the default: PostgreSQL notes a constant, and writes no row.
    value = field.convert_to_write(field.default(model), model)
    model.env.cr.execute(
        SQL(
            "ALTER TABLE %(table)s ADD COLUMN %(column)s %(type)s DEFAULT %(value)s; "
            "ALTER TABLE %(table)s ALTER COLUMN %(column)s DROP DEFAULT",
            table=SQL.identifier(model._table),
            column=SQL.identifier(field.name),
            type=SQL(field.column_type[1]),
            value=field.convert_to_column_insert(value, model),
        )
    )


def forget_foreign_keys(env, module):
    """To call on uninstallation: Odoo drops the columns, and keeps its list of their keys."""
    env["ir.model.constraint"].search([("module.name", "=", module), ("type", "=", "f")]).unlink()
