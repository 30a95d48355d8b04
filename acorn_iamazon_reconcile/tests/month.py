# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A month of trade as it happens, for the statement's tests: made once for each class."""

import random
from datetime import date

from odoo import Command

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment

MONTH = {"date_from": date(2026, 11, 1), "date_to": date(2026, 11, 30)}


class MonthCase(RemittanceCase):
    """Two currencies with two customers of Amazon's: invoices with two rates of tax, claims, a
    discount, credit notes, one set off against its invoice, a bill of Amazon's, payments by hand
    with a write-off and with differences of exchange, a booking that was undone and made again,
    provisions of which one landed in part, an opening item that was taken over."""

    SEED = 11
    # Whether taxes are due when they are paid, and the account of their bases then.
    IS_DUE_ON_PAYMENT = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.first | cls.second).button_cancel()
        cls.dice = random.Random(cls.get_seed())
        cls.set_up_currencies()
        cls.set_up_accounts()
        cls.booked = cls.trade()

    @classmethod
    def get_seed(cls):
        return cls.SEED

    @classmethod
    def set_up_currencies(cls):
        cls.cad = cls.env.ref("base.CAD")
        cls.cad.active = True
        cls.env["res.currency.rate"].create(
            [
                {"name": day, "rate": rate, "currency_id": cls.cad.id}
                for day, rate in (
                    ("2026-01-01", 1.30),
                    ("2026-11-10", 1.37),
                    ("2026-11-22", 1.3441),
                )
            ]
        )
        cls.other_customer = cls.env["res.partner"].create(
            {"name": "Amazon.ca, Inc.", "is_company": True}
        )

    @classmethod
    def set_up_accounts(cls):
        cls.expense = cls.company_data["default_account_expense"]
        for code in ("shortage", "price", "discount", "chargeback", "co_op"):
            cls.get_type(code).account_id = cls.expense
        cls.account.claims_account_id = cls.make_account("Claims at Amazon", "asset_current")
        cls.account.provision_account_id = cls.make_account("Provisions", "liability_current")
        cls.get_type("co_op").document_kind = "vendor_bill"
        cls.taxes = [cls.make_tax(19), cls.make_tax(7)]

    @classmethod
    def make_due_on_payment(cls, tax):
        """As services in France, and small companies in Germany, owe their taxes."""
        company, journals = cls.env.company, cls.env["account.journal"]
        company.tax_exigibility = True
        if not company.tax_cash_basis_journal_id:
            values = {"name": "Taxes due", "code": "DUE", "type": "general"}
            company.tax_cash_basis_journal_id = journals.create(values)
        waiting = cls.make_account(f"{tax.amount:g} not due yet", "liability_current")
        waiting.reconcile = True
        values = {"tax_exigibility": "on_payment", "cash_basis_transition_account_id": waiting.id}
        tax.write(values)

    @classmethod
    def make_account(cls, name, kind):
        code = "AM" + "".join(filter(str.isalnum, name))[:4].upper()
        values = {"name": name, "code": code, "account_type": kind}
        return cls.env["account.account"].create(values)

    @classmethod
    def get_type(cls, code):
        return cls.env.ref(f"acorn_iamazon_reconcile.deduction_type_{code}")

    @classmethod
    def make_tax(cls, amount):
        tax = cls.env["account.tax"].create(
            {"name": f"VAT {amount} %", "amount": amount, "type_tax_use": "sale"}
        )
        lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        lines.filtered(lambda line: line.repartition_type == "tax").account_id = cls.company_data[
            "default_account_tax_sale"
        ]
        for line in lines:
            line.tag_ids = cls.env["account.account.tag"].create(
                {
                    "name": f"{amount} {line.document_type} {line.repartition_type}",
                    "applicability": "taxes",
                }
            )
        if cls.IS_DUE_ON_PAYMENT:
            cls.make_due_on_payment(tax)
        return tax

    # === TRADE === #

    @classmethod
    def trade(cls):
        invoices = [cls.make_taxed(cls.roll(), cls.roll()) for _invoice in range(4)]
        cls.book_with_claims(invoices)
        cls.book_with_discount(invoices[2])
        cls.book_abroad()
        cls.pay_by_hand(invoices[3], amount=10)
        cls.write_off_abroad()
        cls.set_off()
        cls.provide(invoices[2])
        cls.take_over()
        cls.dispute()
        return cls.remittances.search([("account_id", "=", cls.account.id)])

    @classmethod
    def book_with_claims(cls, invoices):
        note = cls.make_taxed(cls.roll(1000), move_type="out_refund")
        cls.book(
            "400100200",
            *((invoice.name, invoice.amount_total, 0) for invoice in invoices[:2]),
            (f"{invoices[0].name}SC", -cls.roll(900), 0),
            (f"{invoices[1].name}PC", -cls.roll(900), 0),
            (note.name, -note.amount_total, 0),
            ("1234-123456789", -cls.roll(900), 0),
        )

    @classmethod
    def book_with_discount(cls, invoice):
        discount = round(invoice.amount_total * 0.02, 2)
        cls.book(
            "400100201",
            (invoice.name, round(invoice.amount_total - discount, 2), discount),
            ("5550001VCBSINV", -cls.roll(900), 0),
        )

    @classmethod
    def make_abroad(cls):
        return cls.make_taxed(cls.roll(), currency_id=cls.cad.id, partner_id=cls.other_customer.id)

    @classmethod
    def book_abroad(cls):
        foreign = cls.make_abroad()
        remittance = cls.book(
            "400100202",
            (foreign.name, foreign.amount_total, 0),
            (f"{foreign.name}SC", -cls.roll(900), 0),
            currency="CAD",
        )
        remittance.action_unpost()
        remittance.action_match()
        remittance.action_post()

    @classmethod
    def write_off_abroad(cls):
        """Paid by hand at another rate, in two parts; what lacks is written off."""
        foreign = cls.make_abroad()
        part = cls.cad.round(foreign.amount_total / 3)
        cls.pay_by_hand(foreign, amount=part)
        cls.pay_by_hand(
            foreign,
            amount=cls.cad.round(foreign.amount_total - part - 1),
            payment_difference_handling="reconcile",
            writeoff_account_id=cls.expense.id,
        )

    @classmethod
    def pay_by_hand(cls, invoice, **values):
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"payment_date": "2026-11-25", **values}).action_create_payments()

    @classmethod
    def set_off(cls):
        invoice = cls.make_taxed(cls.roll(), cls.roll())
        note = cls.make_taxed(1.50, move_type="out_refund", reversed_entry_id=invoice.id)
        owed = (invoice | note)._amazon_get_receivable()
        owed.filtered(lambda item: not item.reconciled).reconcile()
        cls.book(
            "400100203",
            (invoice.name, invoice.amount_total, 0),
            (note.name, -note.amount_total, 0),
        )

    @classmethod
    def provide(cls, invoice):
        """One provision stays, of the other a part lands."""
        journal = cls.company_data["default_journal_misc"]
        missing = [(invoice, cls.get_type(code), 3.00) for code in ("shortage", "price")]
        cls.env["amazon.vendor.provision"]._book(cls.account, missing, date(2026, 11, 15), journal)
        paid = cls.make_taxed(cls.roll())
        cls.book(
            "400100204",
            (paid.name, paid.amount_total, 0),
            (f"{invoice.name}SC", -1.25, 0),
        )

    @classmethod
    def take_over(cls):
        equity = cls.make_account("Opening balances", "equity")
        partner = cls.account.partner_id
        values = {"name": "2026-0815", "partner_id": partner.id}
        entry = cls.env["account.move"].create(
            {
                "date": "2026-11-01",
                "line_ids": [
                    Command.create({**values, "account_id": place.id, "balance": balance})
                    for place, balance in (
                        (partner.property_account_receivable_id, 500.00),
                        (equity, -500.00),
                    )
                ],
            }
        )
        entry.action_post()
        item = entry.line_ids.filtered(lambda one: one.balance > 0)
        cls.account.opening_item_ids = item

    @classmethod
    def dispute(cls):
        """What Amazon kept of the invoices is claimed back, all of it or a half."""
        disputes = cls.env["amazon.vendor.dispute"].search(
            [("account_id", "=", cls.account.id), ("move_id", "!=", False)]
        )
        for place, dispute in enumerate(disputes):
            dispute.amount_disputed = round(dispute.amount * (1, 0.5)[place % 2], 2)
        disputes.write({"state": "disputed"})
        disputes._align_claims(date(2026, 11, 28))
        assert disputes and all(disputes.mapped("amount_claimed"))

    @classmethod
    def make_taxed(cls, *nets, **values):
        commands = [
            Command.create({"name": "Kettle", "price_unit": net, "tax_ids": tax.ids})
            for net, tax in zip(nets, cls.taxes, strict=False)
        ]
        return cls.make_invoice(
            0, **{"invoice_line_ids": commands, "invoice_date": "2026-11-03", **values}
        )

    @classmethod
    def roll(cls, most=90000):
        return cls.dice.randint(200, most) / 100

    @classmethod
    def book(cls, number, *rows, currency="USD"):
        """:param rows: (document number, paid, discount)"""
        total = f"{sum(paid for _name, paid, _discount in rows):.2f}"
        lines = [
            make_line(name, f"{paid:.2f}", number, f"{discount:.2f}", f"{paid + discount:.2f}")
            for name, paid, discount in rows
        ]
        content = make_csv([make_payment(number, total)], lines)
        remittance = cls.remittances.import_file(
            cls.account, "p.csv", content.replace(b"USD", currency.encode())
        )
        remittance.action_match()
        for line in remittance.line_ids.filtered(lambda line: line.kind == "open"):
            line.deduction_type_id = cls.get_type("co_op")
        remittance.action_post()
        assert remittance.state == "posted", remittance.line_ids.mapped("match_reason")
        return remittance

    # === STATEMENT === #

    def change(self, item, **values):
        names = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE account_move_line SET {names} WHERE id = %s", [*values.values(), item.id]
        )

    def make_statement(self, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["amazon.vendor.statement"].create(
            {"account_id": self.account.id, **MONTH, **values}
        )

    def find_wrong(self):
        return self.make_statement()._find_wrong()

    def check_ties(self, statement):
        """With what parts in the message where it does not."""
        sections = statement._get_sections()
        rows = [
            {name: value for name, value in row.items() if name != "items"}
            for section in sections
            for row in (section, *section["codes"], *section["profit"], *section["kept"])
            if not row["is_proven"]
        ]
        wrong = [(one.display_name, text) for one, text in statement._find_wrong()]
        self.assertTrue(statement.is_proven, [wrong, rows])
