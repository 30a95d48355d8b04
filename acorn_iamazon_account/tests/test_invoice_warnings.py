# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.invoice.account_move_send import EDI
from ..rules import find_problems
from .common import FILTER, InvoiceCase

REASON = "Amazon's buyer agreed by e-mail on 3 March"


@tagged("post_install", "-at_install")
class TestInvoiceWarnings(InvoiceCase):
    """A warning holds the invoice until somebody accepts it and says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(items=(FILTER,))
        cls.ship_less(cls.invoice)

    @staticmethod
    def ship_less(invoice):
        invoice.invoice_line_ids.sale_line_ids.qty_delivered = 4

    def accept(self, invoice, **values):
        action = invoice.action_amazon_accept_warnings()
        model = self.env[action["res_model"]].with_context(**action["context"])
        with Form(model) as form:
            form.reason = REASON
            for name, value in values.items():
                form[name] = value
        form.save().action_accept()

    def get_dialog(self, moves):
        if len(moves) == 1:
            return self.env["account.move.send.wizard"].create({"move_id": moves.id})
        return self.env["account.move.send.batch.wizard"].create({"move_ids": [(6, 0, moves.ids)]})

    def test_invoice_waits_for_the_acceptance_and_goes_after_it(self):
        with self.assertRaisesRegex(UserError, "4.0 shipped.*accept it with a reason"):
            self.invoice.action_amazon_submit()
        self.accept(self.invoice)
        self.invoice.action_amazon_submit()
        self.assertEqual(self.invoice.amazon_submission_state, "queued")

    def test_reason_person_and_warning_are_kept(self):
        self.accept(self.invoice)
        acceptance = self.invoice.amazon_acceptance_ids
        self.assertEqual(
            (acceptance.code, acceptance.reason, acceptance.user_id),
            ("delivered", REASON, self.env.user),
        )
        self.assertIn("4.0 shipped", acceptance.message)
        self.assertIn(REASON, self.invoice.message_ids[0].body)

    def test_other_figures_want_another_acceptance(self):
        self.accept(self.invoice)
        self.invoice.invoice_line_ids.sale_line_ids.qty_delivered = 3
        (finding,) = find_problems(self.invoice)
        self.assertTrue(finding.is_blocking)

    def test_rule_is_accepted_for_all_invoices_of_the_account_until_withdrawn(self):
        self.accept(self.invoice, scope="account")
        other = self.make_invoice("4OTHER0X", items=(FILTER,))
        self.ship_less(other)
        other.action_amazon_submit()
        acceptance = self.env["amazon.vendor.rule.acceptance"].search([])
        acceptance.action_withdraw()
        (finding,) = find_problems(self.invoice)
        self.assertTrue(finding.is_blocking)
        self.assertEqual(acceptance.with_context(active_test=False).reason, REASON)

    def test_error_cannot_be_accepted(self):
        self.ship_less(self.invoice)
        self.invoice.invoice_line_ids.sale_line_ids.qty_delivered = 5
        self.env.company.partner_id.zip = False
        with self.assertRaisesRegex(UserError, "no warning to accept"):
            self.invoice._amazon_accept_warnings(REASON)

    def test_invoice_shows_each_finding_with_its_button_and_the_acceptance(self):
        self.env.company.partner_id.zip = False
        alerts = {key: value for key, value in self.invoice.alerts.items() if "amazon" in key}
        levels = {key.split("_", 2)[2]: alert["level"] for key, alert in alerts.items()}
        self.assertEqual(
            levels, {"delivered_0": "warning", "remit_to_1": "danger", "accept": "info"}
        )
        zip_alert = alerts[f"amazon_{self.invoice.id}_remit_to_1"]
        self.assertEqual(zip_alert["action"]["res_id"], self.env.company.partner_id.id)
        self.assertEqual(zip_alert["action"]["context"], {"amazon_focus_field": "zip"})
        self.accept(self.invoice)
        self.invoice.invalidate_recordset(["alerts"])
        accepted = self.invoice.alerts[f"amazon_{self.invoice.id}_delivered_0"]
        self.assertEqual(accepted["level"], "info")
        self.assertIn(REASON, accepted["message"])

    def test_submitted_invoice_shows_no_findings(self):
        self.accept(self.invoice)
        self.invoice.action_amazon_submit()
        self.invoice.invalidate_recordset(["alerts"])
        self.assertFalse([key for key in self.invoice.alerts or {} if "amazon" in key])

    def test_send_dialog_shows_the_findings_of_the_invoice(self):
        alerts = self.get_dialog(self.invoice).alerts
        self.assertIn(f"amazon_{self.invoice.id}_delivered_0", alerts)
        self.assertIn(f"amazon_{self.invoice.id}_accept", alerts)

    def test_send_dialog_of_many_shows_one_alert_a_rule(self):
        other = self.make_invoice("4OTHER0X", items=(FILTER,))
        self.ship_less(other)
        alerts = self.get_dialog(self.invoice | other).alerts
        alert = alerts[f"{EDI}_delivered"]
        self.assertEqual(len(alert["message"].splitlines()), 2)
        self.assertIn("(2)", alert["action_text"])

    def test_accountants_read_acceptances_and_managers_withdraw_them(self):
        self.accept(self.invoice)
        accountant = new_test_user(self.env, "books", "account.group_account_invoice")
        acceptance = self.invoice.amazon_acceptance_ids.with_user(accountant)
        self.assertEqual(acceptance.reason, REASON)
        for call in (
            lambda: acceptance.write({"reason": "Changed"}),
            acceptance.unlink,
            acceptance.action_withdraw,
        ):
            with self.assertRaises(AccessError):
                call()
        manager = new_test_user(self.env, "chief", "acorn_iamazon.group_manager")
        self.account.member_ids += manager
        acceptance.with_user(manager).action_withdraw()
        self.assertFalse(acceptance.sudo().active)

    def test_accountant_without_amazon_rights_is_told_all_that_is_wrong(self):
        accountant = new_test_user(self.env, "books", "account.group_account_invoice")
        invoice = self.invoice.with_user(accountant)
        with self.assertRaisesRegex(UserError, "4.0 shipped"):
            invoice.action_amazon_submit()
        invoice._amazon_accept_warnings(REASON)
        invoice.action_amazon_submit()
        self.assertEqual(invoice.amazon_submission_state, "queued")
