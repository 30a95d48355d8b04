# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged

from .. import identity, secret_box
from .common import SandboxCase, make_item, recent_order


@tagged("post_install", "-at_install")
class TestIdentity(SandboxCase):
    """A copy of the database, or one without its key, leaves Amazon alone."""

    def setUp(self):
        super().setUp()
        self.env.ref("base.user_admin").email = "admin@acorn.example"

    def become_copy(self):
        """As Odoo does when it duplicates a database, or restores it as a copy."""
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.account.invalidate_recordset()

    def lose_key(self):
        key = Fernet.generate_key().decode()
        self.patch(secret_box, "_get_key_of_file", lambda: key)
        self.account.invalidate_recordset()

    def take_order(self, number="4COPY00X"):
        self.place(recent_order(number, make_item("8806098286500", 3, "5.00")))
        self.account.action_fetch_purchase_orders()
        return self.get_order(number)

    def get_asked(self):
        return self.env["mail.activity"].search([("amazon_key", "=", "shut")])

    def ask_sandbox(self, operation):
        return self.sandbox.ask("received", operation=operation)

    def test_first_secret_seals_the_database(self):
        self.assertTrue(identity.is_real(self.env))
        self.assertFalse(self.account.shut)
        sealed = self.env["ir.config_parameter"].get_param(identity.PARAMETER)
        self.assertNotIn(self.env["ir.config_parameter"].get_param("database.uuid"), sealed)

    def test_copy_makes_no_call(self):
        order = self.take_order()
        order.action_amazon_acknowledge()
        self.become_copy()
        self.account.action_send_documents()
        with self.assertRaisesRegex(UserError, "This Is the Real One Now"):
            self.account.action_poll_transactions()
        with self.assertRaisesRegex(UserError, "ACORN US"):
            self.account._get_client()
        with self.assertRaises(UserError):
            self.account._finish_authorisation("code", "https://acorn.example", False)
        self.assertFalse(self.ask_sandbox("submitAcknowledgement"))

    def test_other_number_of_the_database_is_a_copy(self):
        """A dump that PostgreSQL restored keeps the UUID."""
        known = identity.read_identity(self.env)
        for name in ("database", "cluster"):
            other = {**known, name: "7"}
            with patch.object(identity, "read_identity", lambda _env, other=other: other):
                self.account.invalidate_recordset()
                self.assertEqual(self.account.shut, "copy", name)

    def test_server_that_does_not_tell_its_cluster_is_no_copy(self):
        untold = {**identity.read_identity(self.env), "cluster": None}
        with patch.object(identity, "read_identity", lambda _env: untold):
            self.assertTrue(identity.is_real(self.env))
            identity.seal(self.env)
        self.assertTrue(identity.is_real(self.env))

    def test_seal_that_is_taken_away_shuts(self):
        self.env["ir.config_parameter"].set_param(identity.PARAMETER, False)
        self.account.invalidate_recordset()
        self.assertEqual(self.account.shut, "copy")

    def test_secret_typed_in_a_copy_opens_nothing(self):
        self.become_copy()
        self.account.refresh_token = "Atzr|acorn-refresh"
        self.assertEqual(self.account.shut, "copy")

    def test_lane_of_a_copy_asks_one_administrator_once(self):
        second = self.account.copy({"name": "ACORN CA"})
        second.write({"lwa_client_id": "x", "lwa_client_secret": "y", "refresh_token": "z"})
        self.become_copy()
        for account in self.account | second | self.account:
            account._run_lane()
        asked = self.get_asked()
        self.assertEqual(len(asked), 1)
        self.assertTrue(asked.user_id.has_group("base.group_system"))
        self.assertIn("copy", asked.summary)
        talked = self.account.job_ids.filtered(
            lambda job: not job._get_works()[job.code].local and job.started_at
        )
        self.assertFalse(talked, "nothing is tried")
        self.assertFalse(self.env["mail.mail"].search([("subject", "like", "Nothing goes")]))

    def test_only_an_administrator_of_the_system_opens_it(self):
        self.become_copy()
        manager = new_test_user(self.env, "amazon-boss", groups="acorn_iamazon.group_manager")
        with self.assertRaises(AccessError):
            self.account.with_user(manager).action_confirm_identity()
        self.assertEqual(self.account.shut, "copy")

    def test_real_one_goes_on_and_it_is_written_down(self):
        self.become_copy()
        self.account._run_lane()
        with self.assertLogs("odoo.addons.acorn_iamazon", "WARNING") as log:
            self.account.with_user(self.env.ref("base.user_admin")).action_confirm_identity()
        self.assertIn("is the real one now", log.output[0])
        self.assertIn("is the real one now", self.account.message_ids[:1].body)
        self.assertFalse(self.get_asked())
        self.assertFalse(self.account.shut)
        self.assertTrue(self.take_order())

    def test_restored_database_asks_before_it_sends_what_stood_ready(self):
        order = self.take_order()
        order.action_amazon_acknowledge()
        document = self.account.document_ids.filtered(lambda d: d.state == "ready")
        self.become_copy()
        self.account.action_confirm_identity()
        self.assertEqual(document.state, "sending")
        with patch.object(
            type(document._get_kind()),
            "_find_evidence",
            lambda _kind, _document, _client: ("accepted", "records", False),
        ):
            self.account.action_send_documents()
        self.assertEqual(document.state, "accepted")
        self.assertFalse(self.ask_sandbox("submitAcknowledgement"), "it had been sent before")

    def test_missing_key_is_told_and_nothing_is_tried(self):
        self.account.action_run_checks()
        self.assertEqual(self.account.connection_state, "connected")
        self.account.member_ids = self.env.ref("base.user_admin")
        self.lose_key()
        self.account._run_lane()
        self.assertEqual(self.account.shut, "key")
        self.assertEqual(len(self.get_asked()), 1)
        self.assertIn("key is missing", self.get_asked().summary)
        mails = self.env["mail.mail"].search([("subject", "like", "Nothing goes to Amazon")])
        self.assertEqual(len(mails), 1)
        self.assertFalse(self.account.can_send)
        self.assertFalse(self.account.failure_ids)

    def test_key_that_is_brought_back_opens_again(self):
        known = secret_box._get_key_of_file()
        self.lose_key()
        self.account._run_lane()
        self.patch(secret_box, "_get_key_of_file", lambda: known)
        self.account.invalidate_recordset()
        self.account._run_lane()
        self.assertFalse(self.account.shut)
        self.assertFalse(self.get_asked())

    def test_secrets_typed_anew_with_another_key_open_again(self):
        order = self.take_order()
        order.action_amazon_acknowledge()
        self.lose_key()
        self.account.lwa_client_secret = "amzn1.oa2-cs.v1.top-secret"
        self.account.refresh_token = "Atzr|acorn-refresh"
        self.assertFalse(self.account.shut)
        answer = self.account.document_ids.filtered(lambda d: d.direction == "out")
        self.assertEqual(answer.state, "sending", "Amazon is asked about it first")

    def test_seal_changes_its_key_with_the_credentials(self):
        old, new = secret_box._get_key_of_file(), Fernet.generate_key().decode()
        self.patch(secret_box, "_get_key_of_file", lambda: f"{new},{old}")
        self.account.action_reencrypt_credentials()
        self.patch(secret_box, "_get_key_of_file", lambda: new)
        self.account.invalidate_recordset()
        self.assertFalse(self.account.shut)
