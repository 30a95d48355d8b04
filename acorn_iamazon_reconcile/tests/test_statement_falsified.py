# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A statement that any one falsified thing makes fail, and that names the entry."""

import logging
import os
import random

from odoo import Command
from odoo.tests.common import tagged

from .month import MonthCase

_logger = logging.getLogger(__name__)

MUTATIONS = int(os.environ.get("ACORN_MUTATIONS", "14"))  # one of each kind


@tagged("post_install", "-at_install", "slow")
class TestFalsifiedMonth(MonthCase):
    """One thing in a month is falsified behind Odoo's back, in ways that dice choose."""

    @classmethod
    def get_seed(cls):
        cls.seed = int(os.environ.get("ACORN_SEED") or random.SystemRandom().randrange(10**6))
        cls.IS_DUE_ON_PAYMENT = cls.seed % 2 == 1
        _logger.info("ACORN_SEED=%s", cls.seed)
        return cls.seed

    def test_each_falsified_entry_is_named(self):
        self.assertEqual(self.find_wrong(), [], f"ACORN_SEED={self.seed}")
        entries = self.get_entries()
        kinds = sorted(self.get_kinds())
        self.dice.shuffle(kinds)
        for place in range(MUTATIONS):
            kind = kinds[place % len(kinds)]
            item = self.dice.choice(self.get_items(entries[self.dice.choice(sorted(entries))]))
            with self.subTest(seed=self.seed, place=place, kind=kind, item=item.id):
                self.check_falsified(item, kind, place % 10 == 0)

    def check_falsified(self, item, kind, is_read):
        """:param is_read: whether the whole statement is read, too"""
        move = item.move_id
        move |= move.reversed_entry_id | move.reversal_move_ids
        move |= move.tax_cash_basis_origin_move_id
        savepoint = self.env.cr.savepoint()
        try:
            move = self.get_kinds()[kind](item) or move
            self.env.invalidate_all()
            statement = self.make_statement()
            wrong = statement._find_wrong()
            named = (one for one, _text in wrong if one._name == "account.move")
            self.assertTrue(move & move.browse().union(*named), [move.mapped("name"), wrong])
            if is_read:
                self.assertFalse(statement.is_proven)
        finally:
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all()

    def get_entries(self):
        """:return: {what they are: entries}; each kind is as likely to be falsified"""
        lines = self.booked.line_ids
        provisions = self.env["amazon.vendor.provision"].search([])
        receivable = lines.move_id.line_ids
        partials = receivable.matched_credit_ids | receivable.matched_debit_ids
        by_hand = self.env["account.payment"].search([("state", "in", ("in_process", "paid"))])
        by_hand -= self.booked.payment_id
        by_hand_items = by_hand.move_id.line_ids
        partials |= by_hand_items.matched_debit_ids
        undone = self.env["account.move"].search([("reversed_entry_id.move_type", "=", "entry")])
        entries = {
            "remittances": self.booked.payment_id.move_id,
            "invoices": lines.move_id,
            "documents": lines.document_id,
            "claims": self.env["amazon.vendor.dispute"].search([]).claim_entry_ids,
            "exchange": partials.exchange_move_id,
            "by hand": by_hand.move_id,
            "provisions": provisions.entry_id | provisions.reversal_id,
            "opening": self.account.opening_item_ids.move_id,
            "undone": undone | undone.reversed_entry_id,
        }
        if self.IS_DUE_ON_PAYMENT:
            made = self.env["account.move"].search([("tax_cash_basis_origin_move_id", "!=", False)])
            entries["taxes due"] = made - made.reversal_move_ids.filtered("tax_cash_basis_rec_id")
        self.assertTrue(all(entries.values()), entries)
        return entries

    def get_items(self, entries):
        return [*entries.line_ids.filtered("balance").sorted("id")]

    def get_kinds(self):
        return {
            "amount": self.change_amount,
            "balance": self.change_balance,
            "partner": self.change_partner,
            "account": self.change_account,
            "currency": self.change_currency,
            "tags": self.change_tags,
            "taxes": self.change_taxes,
            "repartition": self.change_repartition,
            "day": self.change_day,
            "draft": self.make_draft,
            "reversed": self.reverse,
            "strange": self.book_strange,
            "left out": self.leave_out,
            "doubled": self.double,
        }

    # === WHAT IS FALSIFIED === #

    def change_amount(self, item):
        # The database itself wants both amounts on one side.
        more = self.dice.choice([0.01, 1.00, 100.00]) * (1 if item.balance > 0 else -1)
        self.change(
            item,
            amount_currency=item.amount_currency + more,
            balance=item.balance + more,
        )

    def change_balance(self, item):
        more = self.dice.choice([0.01, 5.00]) * (1 if item.balance > 0 else -1)
        self.change(item, balance=item.balance + more)

    def change_partner(self, item):
        self.change(item, partner_id=self.env.company.partner_id.id)

    def change_account(self, item):
        accounts = self.env["account.account"].search(
            [("account_type", "=", item.account_id.account_type), ("id", "!=", item.account_id.id)]
        )
        others = accounts or self.env["account.account"].search([("id", "!=", item.account_id.id)])
        self.change(item, account_id=self.dice.choice(others.ids))

    def change_currency(self, item):
        others = (self.cad | self.env.company.currency_id) - item.currency_id
        self.change(item, currency_id=others[0].id)

    def change_tags(self, item):
        """Of an item of a document that counts in the tax report."""
        taxed = self.find_taxed(item)
        self.delete("account_account_tag_account_move_line_rel", taxed)
        return taxed.move_id

    def change_taxes(self, item):
        based = self.find_taxed(item, "tax_ids")
        self.delete("account_move_line_account_tax_rel", based)
        return based.move_id

    def change_repartition(self, item):
        taxed = self.find_taxed(item, "tax_repartition_line_id")
        part = taxed.tax_repartition_line_id
        others = part.tax_id.repartition_line_ids - part
        self.change(taxed, tax_repartition_line_id=self.dice.choice(others.ids))
        return taxed.move_id

    def find_taxed(self, item, name="tax_tag_ids"):
        """:return: an item that has such taxes: of the entry, else of any"""
        entries = self.env["account.move"].union(*self.get_entries().values())
        taxed = item.move_id.line_ids.filtered(name) or entries.line_ids.filtered(name)
        return self.dice.choice([*taxed.sorted("id")])

    def delete(self, table, item):
        self.env.cr.execute(f"DELETE FROM {table} WHERE account_move_line_id = %s", [item.id])

    def change_day(self, item):
        day = self.dice.choice(["2026-10-20", "2026-11-07", "2026-12-05"])
        for table, name in (("account_move", "id"), ("account_move_line", "move_id")):
            self.env.cr.execute(
                f"UPDATE {table} SET date = %s WHERE {name} = %s", [day, item.move_id.id]
            )

    def make_draft(self, item):
        state = self.dice.choice(["draft", "cancel"])
        self.env.cr.execute(
            "UPDATE account_move SET state = %s WHERE id = %s", [state, item.move_id.id]
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = %s WHERE move_id = %s",
            [state, item.move_id.id],
        )

    def reverse(self, item):
        """By hand, not by what the entry belongs to."""
        entry = item.move_id
        if entry.is_invoice() or entry.tax_cash_basis_origin_move_id:
            entry = self.env["amazon.vendor.provision"].search([], limit=1).entry_id
        reversal = entry._reverse_moves([{"date": "2026-11-29"}])
        reversal.action_post()
        return reversal

    def book_strange(self, item):
        """An entry by hand on a balance of Amazon's, or where its deductions and claims stand."""
        account = self.account
        places = (
            account.partner_id.property_account_receivable_id
            | self.expense
            | account.claims_account_id
            | account.provision_account_id
        )
        place = self.dice.choice(places.ids)
        amount = self.dice.choice([0.01, -12.00, 250.00])
        other = self.env.company.account_journal_suspense_account_id.id
        partner = self.dice.choice([account.partner_id.id, self.other_customer.id])
        commands = [
            Command.create({"account_id": one, "balance": balance, "partner_id": partner})
            for one, balance in ((place, amount), (other, -amount))
        ]
        entry = self.env["account.move"].create({"date": "2026-11-17", "line_ids": commands})
        entry.action_post()
        return entry

    def leave_out(self, item):
        self.env.cr.execute(
            "DELETE FROM account_partial_reconcile WHERE debit_move_id = %s OR credit_move_id = %s",
            [item.id, item.id],
        )
        self.env.cr.execute("DELETE FROM account_move_line WHERE id = %s", [item.id])

    def double(self, item):
        names = [
            name
            for name, field in item._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        columns = ", ".join(f'"{name}"' for name in names)
        self.env.cr.execute(
            f"INSERT INTO account_move_line ({columns}) "
            f"SELECT {columns} FROM account_move_line WHERE id = %s",
            [item.id],
        )
