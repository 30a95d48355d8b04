# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Queries that hold the books against themselves."""

# What an item leaves open, by what it was matched with.
RESIDUALS = """
    SELECT item.id, account.name, item.amount_residual,
           item.balance
           - COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                        WHERE debit_move_id = item.id), 0)
           + COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                        WHERE credit_move_id = item.id), 0)
      FROM account_move_line item JOIN account_account account ON account.id = item.account_id
     WHERE account.reconcile AND item.parent_state = 'posted'
       AND item.amount_residual <> item.balance
           - COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                        WHERE debit_move_id = item.id), 0)
           + COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                        WHERE credit_move_id = item.id), 0)
"""
