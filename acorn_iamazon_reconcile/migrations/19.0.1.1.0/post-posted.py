# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What was posted before this version is held against its items, too: as it stands now."""

from odoo import SUPERUSER_ID, api
from odoo.tools.misc import split_every

BATCH = 500


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """SELECT id FROM account_move
            WHERE state = 'posted' AND amazon_posted IS NULL
              AND (amazon_account_id IS NOT NULL AND move_type <> 'entry'
                   OR id IN (SELECT document_id FROM amazon_vendor_remittance_line)
                   OR id IN (SELECT entry_id FROM amazon_vendor_provision)
                   OR id IN (SELECT reversal_id FROM amazon_vendor_provision)
                   OR move_type <> 'entry' AND commercial_partner_id IN %(companies)s
                   OR statement_line_id IS NOT NULL AND id IN (
                       SELECT own.move_id
                         FROM account_partial_reconcile partial
                         JOIN account_move_line own
                           ON own.id IN (partial.debit_move_id, partial.credit_move_id)
                         JOIN account_move_line item
                           ON item.id IN (partial.debit_move_id, partial.credit_move_id)
                         JOIN account_move invoice ON invoice.id = item.move_id
                        WHERE invoice.amazon_account_id IS NOT NULL
                           OR invoice.commercial_partner_id IN %(companies)s)
                   OR tax_cash_basis_origin_move_id IN (
                       SELECT id FROM account_move WHERE amazon_account_id IS NOT NULL)
                   OR id IN (SELECT partial.exchange_move_id
                               FROM account_partial_reconcile partial
                               JOIN account_move_line item
                                 ON item.id IN (partial.debit_move_id, partial.credit_move_id)
                               JOIN account_move invoice ON invoice.id = item.move_id
                              WHERE invoice.amazon_account_id IS NOT NULL))""",
        {"companies": (0, *env["amazon.vendor.account"]._get_company_ids())},
    )
    for ids in split_every(BATCH, [row[0] for row in cr.fetchall()]):
        env["account.move"].browse(ids)._amazon_note_posted()
        env.flush_all()
        env.invalidate_all()
