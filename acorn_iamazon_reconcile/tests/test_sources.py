# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from odoo.addons.acorn_iamazon.rights import telling
from odoo.addons.mail.tests.common import MailCommon

from .common import RemittanceCase
from .edi import make_remadv, make_x12
from .files import make_csv, make_line, make_payment

ADVICE = """<html><body><p>Amazon EU pays you.</p>
<table><tr><td>Payment made to:</td><td>ACORN GmbH</td></tr>
<tr><td>Payment number:</td><td>400100200</td></tr>
<tr><td>Payment date:</td><td>20-NOV-2026</td></tr>
<tr><td>Payment currency:</td><td>USD</td></tr>
<tr><td>Payment amount:</td><td>{total}</td></tr></table>
<table><tr><th>Invoice Number</th><th>Invoice Date</th><th>Invoice description</th>
<th>Discount Taken</th><th>Amount Paid</th><th>Amount Remaining</th></tr>
<tr><td>{first}</td><td>05-MAR-2026</td><td>4A7Q2KXV/PHX6/</td>
<td></td><td>100.00</td><td>0.00</td></tr>
<tr><td>{second}SC</td><td>05-MAR-2026</td><td>Shortage Claim</td>
<td></td><td>(29.47)</td><td>0.00</td></tr></table></body></html>"""


@tagged("post_install", "-at_install")
class TestSources(RemittanceCase, MailCommon):
    """Whatever way a remittance comes, it becomes the same remittance with the same lines."""

    def assert_both_lines(self, remittance):
        self.assertEqual((remittance.name, remittance.amount), ("400100200", 70.53))
        self.assertEqual(remittance.date, date(2026, 11, 20))
        self.assertEqual(remittance.line_ids.mapped("paid"), [100.00, -29.47])
        remittance.action_match()
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))
        self.assertEqual(remittance.line_ids.move_id, self.first | self.second)

    def import_file(self, name, content):
        return self.remittances.import_file(self.account, name, content)

    def make_advice(self, total="70.53"):
        return ADVICE.format(total=total, first=self.first.name, second=self.second.name)

    # === EDI === #

    def test_x12_820_with_negative_documents(self):
        rows = [(self.first.name, "100.00"), (f"{self.second.name}SC", "-29.47")]
        remittance = self.import_file("820.edi", make_x12("70.53", rows))
        self.assertEqual(remittance.source, "x12")
        self.assert_both_lines(remittance)

    def test_x12_820_with_adjustments_instead(self):
        content = make_x12(
            "70.53", [(self.first.name, "100.00")], [("-29.47", "06", f"{self.second.name}SC")]
        )
        self.assert_both_lines(self.import_file("820.edi", content))

    def test_x12_820_whose_total_is_not_made_by_its_items_is_refused(self):
        with self.assertRaisesRegex(UserError, "says 99, but its items make 100"):
            self.import_file("820.edi", make_x12("99", [(self.first.name, "100")]))

    def test_x12_820_that_was_cut_off_is_refused(self):
        content = make_x12("100.00", [(self.first.name, "100.00")])
        with self.assertRaisesRegex(UserError, "damaged"):
            self.import_file("820.edi", content[:-60])

    def test_edifact_remadv(self):
        rows = [(self.first.name, "100.00", "380"), (f"{self.second.name}SC", "29.47", "381")]
        remittance = self.import_file("remadv.edi", make_remadv("70.53", rows))
        self.assertEqual((remittance.source, remittance.currency_id.name), ("edifact", "USD"))
        self.assert_both_lines(remittance)

    def test_edifact_message_of_another_kind_is_refused(self):
        content = make_remadv("1", []).replace(b"REMADV", b"ORDERS")
        with self.assertRaisesRegex(UserError, "ORDERS is no remittance"):
            self.import_file("x.edi", content)

    # === HTML === #

    def test_advice_saved_as_html(self):
        remittance = self.import_file("advice.html", self.make_advice().encode())
        self.assertEqual(remittance.source, "html")
        self.assert_both_lines(remittance)

    def test_advice_whose_total_contradicts_its_lines_is_refused(self):
        with self.assertRaisesRegex(UserError, "says 71.00, but its lines make 70.53"):
            self.import_file("advice.html", self.make_advice("71.00").encode())

    def make_cut_advice(self):
        """Without the row of the total, and cut off after its first line."""
        advice = self.make_advice().replace(
            "<tr><td>Payment amount:</td><td>70.53</td></tr>", "</table>", 1
        )
        return advice[: advice.index(f"<tr><td>{self.second.name}SC")]

    def test_advice_that_was_cut_before_its_total_is_not_booked_by_itself(self):
        self.account.book_automatically = True
        remittance = self.import_file("advice.html", self.make_cut_advice().encode())
        self.assertEqual((remittance.amount, remittance.has_no_total), (100.00, True))
        remittance.action_match()
        self.account.action_book_remittances()
        self.assertEqual((remittance.state, self.first.payment_state), ("matched", "not_paid"))

    def test_file_with_a_total_completes_an_advice_that_was_cut(self):
        remittance = self.import_file("advice.html", self.make_cut_advice().encode())
        remittance.action_match()
        rows = [(self.first.name, "100.00"), (f"{self.second.name}SC", "-29.47")]
        self.import_file("820.edi", make_x12("70.53", rows))
        self.assertFalse(remittance.has_no_total)
        self.assert_both_lines(remittance)
        self.assertTrue(remittance._is_clean())

    # === E-MAIL === #

    def send_mail(self, sender="payments@amazon.example", body=None, attachments=()):
        self.account.write(
            {
                "alias_name": "remittances",
                "alias_domain_id": self.mail_alias_domain.id,
                "remittance_senders": "payments@amazon.example, someone@else.example",
            }
        )
        with self.mock_mail_gateway():
            self.format_and_process(
                self._mail_template(body or self.make_advice(), attachments),
                sender,
                f"remittances@{self.mail_alias_domain.name}",
                subject="Remittance 400100200",
                target_model="amazon.vendor.remittance.mail",
            )
        return self.env["amazon.vendor.remittance.mail"].search([], limit=1)

    def _mail_template(self, body, attachments):
        parts = (
            "".join(
                f'--B\nContent-Type: text/csv; name="{name}"\nContent-Transfer-Encoding: base64\n'
                f'Content-Disposition: attachment; filename="{name}"\n\n'
                f"{base64.encodebytes(content).decode()}\n"
                for name, content in attachments
            )
            .replace("{", "{{")
            .replace("}", "}}")
        )
        body = body.replace("{", "{{").replace("}", "}}")
        return (
            "To: {to}\nCc: {cc}\nFrom: {email_from}\nSubject: {subject}\nMessage-Id: {msg_id}\n"
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n{extra}\n\n"
            f"--B\nContent-Type: text/html; charset=utf-8\n\n{body}\n{parts}--B--\n"
        )

    def test_table_in_the_text_of_an_email(self):
        mail = self.send_mail()
        self.assertEqual(mail.state, "read", mail.error_message)
        self.assert_both_lines(mail.remittance_ids)

    def test_attachment_of_an_email(self):
        content = make_csv([make_payment()], [make_line(self.first.name, "100.00")])
        mail = self.send_mail(body="<p>See attachment</p>", attachments=[("p.csv", content)])
        self.assertEqual(mail.state, "read", mail.error_message)
        self.assertEqual(mail.remittance_ids.line_ids.move_id, self.first)

    def test_email_of_a_stranger_is_kept_and_not_read(self):
        mail = self.send_mail("payments@amazon.example.evil.example")
        self.assertEqual(mail.state, "refused")
        self.assertFalse(self.remittances.search([]))
        self.account.remittance_senders = "payments@amazon.example.evil.example"
        mail.action_read()
        self.assertEqual(mail.state, "read")

    def test_domain_is_no_allowed_sender(self):
        for entry in ("@amazon.example", "amazon.example", "pay@amazon.example; @else.example"):
            with self.subTest(entry=entry), self.assertRaisesRegex(ValidationError, "no e-mail"):
                self.account.remittance_senders = entry

    def test_email_of_another_address_of_the_domain_is_not_read(self):
        mail = self.send_mail("anybody@amazon.example")
        self.assertEqual(mail.state, "refused")
        self.assertFalse(self.remittances.search([]))

    def send_with(self, header):
        """As :meth:`send_mail`, with a header of the own mail server."""
        template = self._mail_template
        with patch.object(
            type(self), "_mail_template", lambda _self, *args: f"{header}\n{template(*args)}"
        ):
            return self.send_mail()

    def test_forged_email_is_kept_and_not_read(self):
        for verdict in ("spf=fail", "dmarc=fail (p=reject)", "dkim=fail; spf=none"):
            with self.subTest(verdict=verdict), self.env.cr.savepoint() as savepoint:
                mail = self.send_with(
                    f"Authentication-Results: mx.acorn.example; {verdict} smtp.mailfrom=evil"
                )
                self.assertEqual(mail.state, "refused", mail.error_message)
                self.assertFalse(self.remittances.search([]))
                self.assertEqual(len(mail.activity_ids), 1)
                savepoint.rollback()

    def test_forwarded_email_whose_signature_holds_is_read(self):
        mail = self.send_with(
            "Authentication-Results: mx.acorn.example; spf=fail smtp.mailfrom=list; "
            "dkim=pass header.d=amazon.example"
        )
        self.assertEqual(mail.state, "read", mail.error_message)

    def test_email_of_two_senders_is_not_read(self):
        mail = self.send_mail("payments@amazon.example, evil@else.example")
        self.assertEqual(mail.state, "refused", mail.error_message)
        self.assertFalse(self.remittances.search([]))

    def test_text_that_begins_as_x12_does_is_kept(self):
        content = b"ISABELLA, please see below"
        mail = self.send_mail(body="<p>See below</p>", attachments=[("note.txt", content)])
        self.assertEqual(mail.state, "failed")
        self.assertEqual(len(mail.activity_ids), 1)
        self.assertIn(b"Remittance 400100200", mail.raw_id.raw)

    def test_email_is_kept_whatever_a_reader_raises(self):
        remittances = type(self.env["amazon.vendor.remittance"])
        with (
            patch.object(remittances, "import_file", side_effect=RecursionError),
            mute_logger("odoo.addons.acorn_iamazon_reconcile"),
        ):
            mail = self.send_mail()
        self.assertEqual(mail.state, "failed")
        self.assertIn(b"400100200", mail.raw_id.raw)
        mail.action_read()
        self.assertEqual(mail.state, "read", mail.error_message)

    def test_email_undoes_no_booking(self):
        remittance = self.send_mail().remittance_ids
        before = remittance.state
        payment = SimpleNamespace(status="Voided")
        with telling(by_mail=True):
            remittance._void(payment)
        self.assertEqual(remittance.state, before)
        self.assertIn("voided", remittance.activity_ids.summary)

    def test_email_that_cannot_be_read_asks_a_person(self):
        mail = self.send_mail(body="<p>Hello</p>")
        self.assertEqual(mail.state, "failed")
        self.assertIn("no remittance advice", mail.error_message)
        self.assertEqual(len(mail.activity_ids), 1)

    # === IMPORT === #

    def test_preview_shows_payments_before_anything_is_imported(self):
        content = make_csv(
            [make_payment(), make_payment("2", "20.00")], [make_line(self.first.name, "100.00")]
        )
        with Form(self.env["amazon.vendor.remittance.import"]) as form:
            form.account_id = self.account
            form.file = base64.b64encode(content)
            rows = form.payment_ids._records
        self.assertEqual([row["fate"] for row in rows], ["new", "new"])
        self.assertEqual([row["difference"] for row in rows], [0, 20.00])
        self.assertFalse(self.remittances.search([]))
        form.record.action_import()
        self.assertEqual(len(self.remittances.search([])), 2)

    def test_preview_names_what_is_wrong(self):
        form = Form(self.env["amazon.vendor.remittance.import"])
        form.account_id = self.account
        form.file = base64.b64encode(b"%PDF-1.7")
        self.assertIn("is a PDF", form.error_message)

    def test_files_dropped_on_the_list(self):
        content = make_csv([make_payment()], [make_line(self.first.name, "100.00")])
        attachment = self.env["ir.attachment"].create({"name": "p.csv", "raw": content})
        (self.env["amazon.vendor.account"].search([]) - self.account).unlink()
        self.remittances.create_document_from_attachment(attachment.ids)
        self.assertEqual(self.remittances.search([]).line_ids.move_id, self.first)

    # === HIDDEN LINES, AGAIN, VOIDED === #

    def import_with_hidden(self, says_so):
        rows = [make_payment(amount="130.00")]
        if says_so:
            rows.append(["Payment Number", "400100200", "some items are not displayed"])
        return self.import_file("p.csv", make_csv(rows, [make_line(self.first.name, "100.00")]))

    def test_hidden_lines_that_the_export_names_are_explained(self):
        remittance = self.import_with_hidden(says_so=True)
        remittance.action_match()
        hidden = remittance.line_ids.filtered("is_hidden")
        self.assertEqual((hidden.paid, hidden.deduction_type_id.code), (30.00, "hidden"))
        self.assertEqual(remittance.state, "matched")

    def test_hidden_lines_that_nobody_names_wait_for_a_person(self):
        remittance = self.import_with_hidden(says_so=False)
        remittance.action_match()
        hidden = remittance.line_ids.filtered("is_hidden")
        self.assertEqual((hidden.kind, remittance.state), ("open", "draft"))
        self.assertIn("does not say that it hides any", hidden.match_reason)

    def test_another_login_shows_what_was_hidden(self):
        self.import_with_hidden(says_so=True)
        rows = [
            make_line(self.first.name, "100.00"),
            make_line(self.second.name, "20.00", whole="229.47"),
        ]
        remittance = self.import_file("p.csv", make_csv([make_payment(amount="130.00")], rows))
        self.assertEqual(remittance.line_ids.mapped("paid"), [100.00, 20.00, 10.00])
        self.assertEqual(len(self.remittances.search([])), 1)

    def test_payment_that_amazon_voids_is_undone(self):
        lines = [make_line(self.first.name, "100.00")]
        remittance = self.import_file("p.csv", make_csv([make_payment()], lines))
        remittance.action_match()
        remittance.action_post()
        self.import_file("p.csv", make_csv([make_payment(status="Voided")], lines))
        self.assertEqual((remittance.state, self.first.payment_state), ("cancelled", "not_paid"))

    # === EXPECTED === #

    def expect(self):
        self.first.write(
            {
                "amazon_payment_numbers": "400100200",
                "amazon_amount_paid": 100.00,
                "amazon_due_date": "2026-11-19",
            }
        )
        self.account._update_expected_remittances()
        return self.remittances.search([])

    def test_api_makes_an_expected_remittance_once(self):
        remittance = self.expect()
        self.assertEqual((remittance.state, remittance.source), ("expected", "api"))
        self.assertEqual((remittance.amount, remittance.line_ids.move_id), (100.00, self.first))
        self.assertEqual(self.expect(), remittance)
        with self.assertRaises(UserError):
            remittance.action_post()

    def test_file_confirms_what_was_expected(self):
        remittance = self.expect()
        rows = [make_line(self.first.name, "100.00"), make_line("5550001VCBSINV", "-10.00")]
        self.import_file("p.csv", make_csv([make_payment(amount="90.00")], rows))
        self.assertEqual((remittance.state, remittance.source), ("draft", "spreadsheet"))
        self.assertEqual((remittance.amount, remittance.amount_expected), (90.00, 100.00))
        remittance.action_match()
        self.assertEqual(remittance.state, "matched")

    def test_person_or_bank_confirms_what_was_expected(self):
        remittance = self.expect()
        remittance.action_confirm_expected()
        remittance.action_post()
        self.assertEqual(self.first.payment_state, "paid")

    def test_owner_may_take_the_api_as_the_remittance(self):
        self.account.book_expected = True
        self.assertEqual(self.expect().state, "draft")
