# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command
from odoo.tests import Form, tagged

from ..rules import find_problems
from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestCreditNotes(InvoiceSandboxCase):
    """Odoo's reversal asks what Amazon wants to know of the credit note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice()
        cls.settle(cls.invoice)
        cls.sandbox.tell("remember")

    @classmethod
    def settle(cls, move):
        move.action_amazon_submit()
        cls.account.action_send_documents()
        cls.account.action_poll_transactions()
        assert move.amazon_submission_state == "accepted"

    def credit(self, kind, change=None, **values):
        """:return: the posted credit note and what Amazon gets of it"""
        model = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        with Form(model) as form:
            form.amazon_credit_kind = kind
            for name, value in values.items():
                form[name] = value
        wizard = form.save()
        self.assertTrue(wizard.is_for_amazon)
        wizard.refund_moves()
        note = wizard.new_move_ids
        if change:
            change(note.invoice_line_ids.filtered("product_id"))
        note.action_post()
        return note, self.build(note)

    def test_returns_tell_the_notice_the_day_and_the_authorisation(self):
        _note, body = self.credit(
            "returns",
            amazon_returns_reference="RTN-77120",
            amazon_goods_return_date="2026-03-20",
            amazon_rma="RMA-5",
            amazon_consignor_reference="VRET-9",
        )
        self.assertEqual(
            body["items"][0]["creditNoteDetails"],
            {
                "referenceInvoiceNumber": self.invoice.name,
                "returnsReferenceNumber": "RTN-77120",
                "goodsReturnDate": "2026-03-20T00:00:00Z",
                "rmaId": "RMA-5",
                "consignorsReferenceNumber": "VRET-9",
            },
        )

    def test_coop_tells_the_agreement_and_the_debit_note(self):
        _note, body = self.credit(
            "coop", amazon_coop_reference="COOP-31", amazon_debit_note_number="DN-55012"
        )
        details = body["items"][0]["creditNoteDetails"]
        self.assertEqual(details["coopReferenceNumber"], "COOP-31")
        self.assertEqual(details["debitNoteNumber"], "DN-55012")

    def credit_without_invoice(self, kind, **values):
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.invoice.partner_id.id,
                "partner_shipping_id": self.invoice.partner_shipping_id.id,
                "amazon_account_id": self.account.id,
                "amazon_credit_kind": kind,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.filter.id,
                            "quantity": 2,
                            "price_unit": 229.47,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        note.action_post()
        return note

    def test_credit_notes_without_an_invoice_have_all_parties_and_break_no_rule(self):
        code = self.invoice.invoice_line_ids.sale_line_ids.order_id.amazon_code_id
        wanted = {
            "returns": {
                "amazon_returns_reference": "RTN-77120",
                "amazon_goods_return_date": "2026-03-20",
            },
            "coop": {"amazon_coop_reference": "COOP-31"},
        }
        for kind, values in wanted.items():
            with self.subTest(kind):
                note = self.credit_without_invoice(kind, **values)
                body = self.build(note)
                self.assertEqual(body["remitToParty"]["partyId"], code.name)
                self.assertEqual(body["shipFromParty"]["partyId"], code.name)
                self.assertTrue(body["billToParty"]["partyId"])
                self.assertEqual(
                    body["shipToParty"]["partyId"], self.invoice.partner_shipping_id.ref
                )
                codes = {each.code for each in find_problems(note)}
                self.assertEqual(codes, {"credit_country"})  # of the United States

    def test_vendor_code_of_a_credit_note_without_an_invoice_may_be_chosen(self):
        other = self.env["amazon.vendor.code"].create(
            {"name": "ACRN9", "account_id": self.account.id}
        )
        note = self.credit_without_invoice("coop", amazon_coop_reference="COOP-31")
        self.assertIn("vendor_code", [each.code for each in find_problems(note)])
        note.amazon_code_id = other
        self.assertNotIn("vendor_code", [each.code for each in find_problems(note)])
        self.assertEqual(self.build(note)["remitToParty"]["partyId"], "ACRN9")

    def test_price_correction_credits_the_difference_of_the_cost(self):
        def keep_difference(lines):
            lines[0].unlink()
            lines[1].price_unit = 1.47

        _note, body = self.credit("price", keep_difference)
        (item,) = body["items"]
        self.assertEqual(item["netCost"]["amount"], "1.47")
        self.assertEqual(item["invoicedQuantity"]["amount"], 5)
        self.assertEqual(body["invoiceTotal"]["amount"], "7.35")

    def test_quantity_correction_is_accepted_by_amazon(self):
        def keep_one(lines):
            lines[0].quantity = 3
            lines[1].unlink()

        note, body = self.credit("quantity", keep_one)
        self.assertEqual(
            body["items"][0]["invoicedQuantity"],
            {"amount": 1, "unitOfMeasure": "Cases", "unitSize": 3},
        )
        note._amazon_accept_warnings("The buyer of Amazon US asked for it")
        self.settle(note)

    # === THE LEDGER === #

    def get_order_lines(self):
        return self.invoice.invoice_line_ids.sale_line_ids

    def read_lines(self):
        """:return: :class:`Quantities` of the lines that were invoiced"""
        self.env.flush_all()
        self.env.invalidate_all()
        return list(self.env["amazon.vendor.quantity"]._read(self.get_order_lines()).values())

    def test_correction_of_the_price_takes_no_goods_back(self):
        before = self.read_lines()

        def lower(lines):
            lines.write({"price_unit": 0.10})

        self.credit("price", lower)
        self.assertEqual([line.credited for line in self.read_lines()], [0] * len(before))
        self.assertEqual(
            [line.to_pay for line in self.read_lines()], [line.invoiced for line in before]
        )

    def test_correction_of_the_price_leaves_the_invoice_its_share_of_the_goods(self):
        def read_invoiced():
            shares = self.env["amazon.vendor.quantity"]._read_shares(self.get_order_lines())
            return {line: share.invoiced for line, share in shares.items()}

        before = read_invoiced()
        self.credit("price", lambda lines: lines.write({"price_unit": 0.10}))
        self.env.invalidate_all()
        self.assertEqual(read_invoiced(), before)

    def test_correction_of_the_quantity_takes_goods_back(self):
        def keep_three(lines):
            lines[0].quantity = 3
            lines[1].unlink()

        self.credit("quantity", keep_three)
        self.assertEqual(sum(line.credited for line in self.read_lines()), 3)
