# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Months of trade with the truth known: lines match by themselves, and none of them wrongly.

ACORN_INVOICES=1000 makes them years of trade.
"""

import os
from collections import Counter
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import SEED, AmazonCase

from .trade_generator import CURRENCIES, make_trade, write_files

INVOICES = int(os.environ.get("ACORN_INVOICES") or 80)


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestMatchingTruth(AmazonCase, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currencies = cls.env["res.currency"].with_context(active_test=False)
        cls.currencies = {
            name: currencies.search([("name", "=", name)], limit=1) for name in CURRENCIES
        }
        for currency in cls.currencies.values():
            currency.active = True
        cls.env["amazon.vendor.code"].create({"account_id": cls.account.id, "name": "ACME"})

    def make_invoices(self, trade):
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "name": invoice.number,
                    "partner_id": self.account.partner_id.id,
                    "invoice_date": invoice.day,
                    "currency_id": self.currencies[invoice.currency].id,
                    "amazon_account_id": self.account.id,
                    "amazon_purchase_order_number": invoice.order,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Kettle", "price_unit": invoice.cents / 100, "tax_ids": False}
                        )
                    ],
                }
                for invoice in trade.invoices
            ]
        )
        moves.action_post()
        return moves

    def import_and_match(self, trade, book=True):
        remittances = self.env["amazon.vendor.remittance"]
        for name, content in write_files(trade):
            remittance = remittances.import_file(self.account, name, content)
            remittance.action_match()
            if book and remittance.state == "matched":
                remittance.action_post()
            remittances |= remittance
        return remittances

    def judge(self, trade, remittances):
        """:return: counts of right, wrong and open lines, and of those that wait rightly, for the
        files do not tell what they are; and the wrong and open ones in words"""
        truths = {}
        for row in trade.rows:
            key = (row.payment, row.number, row.paid)
            truths.setdefault(key, []).append((row.truth, row.decidable))
        counts, stories = Counter(), []
        for line in remittances.line_ids:
            key = (line.remittance_id.name, line.number, round(line.paid * 100))
            truth, decidable = truths[key].pop()
            found = (line.move_id.name or None, line.deduction_type_id.code or None)
            fate = "open" if line.kind == "open" else "right" if found == truth else "wrong"
            if fate == "open" and not decidable:
                fate = "waits"
            counts[fate] += 1
            if fate in ("open", "wrong"):
                stories.append(f"{fate}: {key} is {truth}, found {found}: {line.match_reason}")
        return counts, stories

    def test_nearly_all_lines_match_by_themselves_and_none_is_wrong(self):
        trade = make_trade(SEED, INVOICES)
        moves = self.make_invoices(trade)
        remittances = self.import_and_match(trade)
        counts, stories = self.judge(trade, remittances)
        total = sum(counts.values())
        matched = counts["right"] + counts["wrong"]
        recall = counts["right"] / (total - counts["waits"])
        print(
            f"\n{len(trade.invoices)} invoices, {len(remittances)} payments, {total} lines: "
            f"precision {counts['right'] / matched:.4f}, recall {recall:.4f} of what is decidable, "
            f"wrong {counts['wrong']}, open {counts['open']}, waiting rightly {counts['waits']}"
        )
        self.assertEqual(total, len(trade.rows))
        self.assertEqual(counts["wrong"], 0, "\n".join(stories[:20]))
        self.assertLess(counts["waits"], total / 20)
        self.assertGreaterEqual(recall, 0.99, "\n".join(stories[:20]))
        self.assert_ledger_tells_what_is_open(trade, moves, remittances)
        self.assert_statement_ties(moves)

    def assert_ledger_tells_what_is_open(self, trade, moves, remittances):
        """What no booked remittance paid is what the ledger still shows as open, to the cent."""
        booked = remittances.filtered(lambda remittance: remittance.state == "posted")
        self.assertTrue(booked)
        paid = Counter()
        for line in booked.line_ids.filtered(lambda line: line.kind == "invoice"):
            settled = line.paid + line.discount + line.withholding + line.rounding
            paid[line.move_id] += round(settled * 100)
        for move in moves:
            left = round(move.amount_total * 100) - paid[move]
            self.assertEqual(round(move.amount_residual * 100), left, move.name)

    def assert_statement_ties(self, moves):
        """A month-end statement a month, and each opens with what the one before closed with."""
        months = sorted({day.replace(day=1) for day in moves.mapped("invoice_date")})
        self.assertGreater(len(months), 1)
        closed = {}
        for month in [*months, months[-1] + relativedelta(months=1)]:
            last = month + relativedelta(day=31)
            if month > months[-1]:
                last = max(last, date.today()) + relativedelta(years=2)
            statement = self.env["amazon.vendor.statement"].create(
                {"account_id": self.account.id, "date_from": month, "date_to": last}
            )
            self.assertTrue(statement.is_proven, f"{month}: {statement.description}")
            for section in statement._get_sections():
                currency = section["currency"]
                self.assertEqual(
                    currency.compare_amounts(section["opening"], closed.get(currency, 0.0)), 0
                )
                closed[currency] = section["closing"]
        for currency, amount in closed.items():
            left = sum(
                moves.filtered(lambda m, c=currency: m.currency_id == c).mapped("amount_residual")
            )
            self.assertEqual(currency.compare_amounts(amount, left), 0, currency.name)
        self.assertEqual(len(closed), len(CURRENCIES))

    def test_truth_is_hidden_well_invoices_that_are_not_ours_are_left_alone(self):
        """A quarter of the invoices is not in Odoo: their lines must not land on others."""
        trade = make_trade(SEED + 1, 80)
        known = trade.invoices[::4] + trade.invoices[1::4] + trade.invoices[2::4]
        missing = {invoice.number for invoice in trade.invoices} - {i.number for i in known}
        trade.invoices = known
        self.make_invoices(trade)
        counts, stories = self.judge(trade, self.import_and_match(trade, book=False))
        strange = sum(1 for row in trade.rows if row.truth[0] in missing)
        self.assertEqual(counts["wrong"], 0, "\n".join(stories[:20]))
        self.assertGreaterEqual(counts["open"] + counts["waits"], strange)
