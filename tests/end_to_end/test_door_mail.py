# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Odoo's mail gateway works as superuser, and anybody may hand it an e-mail over RPC."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user, tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import TradeCase

PEOPLE = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "bookkeeper": "base.group_user,account.group_account_invoice",
    "manager": "acorn_iamazon.group_manager,account.group_account_manager",
}
ADVICE = """<p>Remittance Advice</p><table>
<tr><td>Payment number</td><td>400100377</td></tr>
<tr><td>Payment date</td><td>20-NOV-2026</td></tr>
<tr><td>Payment amount</td><td>0.00 USD</td></tr></table>"""


@tagged("post_install", "-at_install")
class TestDoorMail(MailCommon, TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            name: new_test_user(cls.env, f"mail-{name}", groups=groups)
            for name, groups in PEOPLE.items()
        }
        cls.account.write(
            {
                "alias_name": "advices",
                "alias_domain_id": cls.mail_alias_domain.id,
                "remittance_senders": "pay@amazon.example",
                "member_ids": [Command.set(cls.env.user.ids)],
            }
        )
        cls.account.alias_id.alias_status = "valid"  # Odoo lets administrators write that only

    def hand_in(self, user, model=False, to="x@y.example", subject="Forged", answers="", **values):
        """Over RPC, as a script of the user's does."""
        number = self.env["mail.message"].search([], order="id desc", limit=1).id
        mail = (
            f"From: Amazon <pay@amazon.example>\nTo: {to}\nSubject: {subject}\n"
            f"Message-ID: <{number}.{model}.{user.login}@evil.example>\n{answers}"
            "Authentication-Results: mx.acorn.example; dmarc=pass header.from=amazon.example\n"
            f"Content-Type: text/html\n\n{ADVICE}"
        )
        thread = self.env["mail.thread"].with_env(self.env(user=user, su=False))
        return thread.message_process(model, mail, **values)

    def get_threads(self):
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if name.startswith("amazon.vendor")
            and not model._abstract
            and hasattr(model, "message_new")
        ]

    def test_nobody_chooses_what_an_email_becomes(self):
        values = {"account_id": self.account.id}
        tried = 0
        for model in self.get_threads():
            for name, user in self.people.items():
                before = model.search_count([])
                for chosen in ({}, {"custom_values": values}, {"thread_id": self.account.id}):
                    with (
                        self.subTest(model=model._name, person=name, chosen=chosen),
                        self.assertRaises(AccessError),
                        self.env.cr.savepoint(),
                    ):
                        self.hand_in(user, model._name, **chosen)
                    tried += 1
                self.assertEqual(model.search_count([]), before)
        self.assertGreater(tried, 40)

    def test_nobody_changes_ours_by_an_email_that_becomes_another_record(self):
        evil = {"category_id": [[0, 0, {"name": "Mine"}]]}
        for user in self.people.values():
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.hand_in(user, "res.partner", custom_values=evil)

    def test_nobody_answers_in_a_history_that_is_not_theirs(self):
        note = self.account.message_post(body="Amazon pays 4711.00")
        answers = f"In-Reply-To: {note.message_id}\n"
        for name in ("portal", "employee", "bookkeeper"):
            with self.assertRaises(AccessError, msg=name), self.env.cr.savepoint():
                self.hand_in(self.people[name], answers=answers)
        self.assertEqual(self.account.message_ids[:1], note)

    def test_email_to_the_address_comes_in_whoever_the_mail_server_is(self):
        """Kept in any case, and read only where a mail server vouches for its header."""
        mails = self.env["amazon.vendor.remittance.mail"]
        address = f"advices@{self.mail_alias_domain.name}"
        admin = new_test_user(self.env, "mail-server", groups="base.group_system")
        for user, is_doubted in ((self.people["employee"], True), (admin, False)):
            with self.mock_mail_gateway():
                mail = mails.browse(self.hand_in(user, to=address, subject=user.login))
            self.assertEqual((mail.name, mail.account_id), (user.login, self.account))
            self.assertIn(b"400100377", mail.raw_id.raw)
            self.assertEqual(bool(mail.sender_doubt), is_doubted, mail.sender_doubt)
            self.assertEqual(mail.state == "refused", is_doubted)
