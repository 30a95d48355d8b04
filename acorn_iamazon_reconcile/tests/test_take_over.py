# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Invoices to Amazon that were in the books before the account was connected."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import RemittanceCase
from .files import make_line


@tagged("post_install", "-at_install")
class TestTakeOver(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.submit_on_post = True
        cls.earlier = cls.make_invoice(50.00, amazon_account_id=False, ref="OLD-2026-0042")
        cls.note = cls.make_invoice(
            20.00, amazon_account_id=False, move_type="out_refund", ref="OLD-2026-0050"
        )
        cls.others = cls.make_invoice(
            70.00,
            amazon_account_id=False,
            partner_id=cls.env["res.partner"].create({"name": "M"}).id,
        )

    def open_wizard(self, user=None):
        wizards = self.env["amazon.vendor.take.over"].with_user(user or self.env.user)
        return Form(wizards.with_context(default_account_id=self.account.id))

    def take_over(self):
        return self.open_wizard().save().action_take_over()

    def test_open_invoices_of_amazon_are_offered_and_no_others(self):
        paid = self.make_invoice(30.00, amazon_account_id=False)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        ).create({}).action_create_payments()
        wizard = self.open_wizard().save()
        self.assertEqual(wizard.move_ids, self.earlier | self.note)

    def test_what_is_taken_over_is_never_submitted(self):
        self.take_over()
        self.assertEqual(self.earlier.amazon_submission_state, "elsewhere")
        self.assertEqual(self.earlier.amazon_account_id, self.account)
        with self.assertRaises(UserError):
            self.earlier.action_amazon_submit()
        self.earlier.button_draft()
        self.earlier.action_post()
        self.account._run_lane()
        self.assertEqual(self.earlier.amazon_submission_state, "elsewhere")
        self.assertFalse(self.earlier.amazon_document_ids)

    def test_remittance_that_waited_is_matched_by_own_and_by_former_number(self):
        waiting = self.match("50.00", make_line("OLD-2026-0042", "50.00", date="03/05/2026"))
        self.assertEqual(waiting.kind, "open")
        self.take_over()
        self.assertEqual((waiting.kind, waiting.move_id), ("invoice", self.earlier))
        own = self.match("-20.00", make_line(self.note.name, "-20.00", "2", date="03/05/2026"), "2")
        self.assertEqual((own.kind, own.move_id), ("credit_note", self.note))
        waiting.remittance_id.action_post()
        self.assertEqual(self.earlier.payment_state, "paid")

    def test_claim_on_the_former_number_is_of_the_invoice(self):
        self.take_over()
        line = self.match("-5.00", make_line("OLD-2026-0042SC", "-5.00", "3"), "3")
        self.assertEqual((line.kind, line.move_id), ("deduction", self.earlier))
        self.assertEqual(line.deduction_type_id.code, "shortage")

    def test_invoice_that_is_left_out_stays_an_ordinary_one(self):
        wizard = self.open_wizard()
        wizard.move_ids.remove(id=self.note.id)
        wizard.save().action_take_over()
        self.assertFalse(self.note.amazon_account_id)

    def test_what_was_taken_over_by_mistake_is_given_back_unless_it_is_matched(self):
        self.take_over()
        self.note.action_amazon_give_back()
        self.assertFalse(self.note.amazon_account_id)
        self.assertFalse(self.note.amazon_submission_state)
        self.match("50.00", make_line(self.earlier.name, "50.00", date="03/05/2026"))
        with self.assertRaisesRegex(UserError, "400100200"):
            self.earlier.action_amazon_give_back()

    def test_only_members_who_may_invoice_take_over(self):
        groups = "account.group_account_invoice,acorn_iamazon.group_user"
        accountant = new_test_user(self.env, "accountant", groups=groups)
        wizards = self.env["amazon.vendor.take.over"].with_user(accountant)
        with self.assertRaises(AccessError):
            wizards.create(
                {"account_id": self.account.id, "move_ids": self.earlier.ids}
            ).action_take_over()
        self.account.member_ids += accountant
        self.open_wizard(accountant).save().action_take_over()
        self.assertEqual(self.earlier.amazon_account_id, self.account)

    def test_invoice_of_somebody_else_is_refused(self):
        wizard = self.open_wizard().save()
        wizard.move_ids = self.others
        with self.assertRaisesRegex(UserError, "no open invoice to Amazon"):
            wizard.action_take_over()
