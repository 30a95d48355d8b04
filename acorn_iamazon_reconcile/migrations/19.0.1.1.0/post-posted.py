# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What was posted before this version is held against its accounts, too: as it stands now."""


def migrate(cr, version):
    cr.execute(
        """UPDATE account_move AS move SET amazon_posted = posted.lines
             FROM (SELECT item.move_id,
                          jsonb_object_agg(
                              item.id::text,
                              jsonb_build_array(
                                  item.account_id, item.amount_currency, item.balance)) AS lines
                     FROM account_move_line item
                    WHERE item.display_type IN ('product', 'rounding', 'epd')
                      AND item.tax_repartition_line_id IS NULL
                      AND item.parent_state = 'posted'
                 GROUP BY item.move_id) AS posted
            WHERE posted.move_id = move.id AND move.amazon_posted IS NULL
              AND (move.amazon_account_id IS NOT NULL AND move.move_type <> 'entry'
                   OR move.id IN (SELECT document_id FROM amazon_vendor_remittance_line))"""
    )
