# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from cryptography.fernet import Fernet

from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user, tagged
from odoo.tools import SQL

from .. import secret_box
from .common import SandboxCase, make_item, recent_order

SECRETS = ("amzn1.oa2-cs.v1.top-secret", "Atzr|", "Atza|")


class _Notebook(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage() + (record.exc_text or ""))


@tagged("post_install", "-at_install")
class TestSecrets(SandboxCase):
    """A whole trade, with errors, and then a look everywhere."""

    def trade(self):
        self.place(recent_order("4SECRET", make_item("8806098286500", 3, "5.00")))
        self.account.action_fetch_purchase_orders()
        self.get_order("4SECRET").action_amazon_acknowledge()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.sandbox.tell("revoke")
        self.env["amazon.vendor.token"].search([]).unlink()
        self.account.action_fetch_purchase_orders()
        self.account.action_run_checks()

    def find_in_database(self, secret):
        """:return: the tables with a row that has the text in any column"""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        found = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM %s AS row WHERE strpos(row::text, %s) > 0 LIMIT 1",
                    SQL.identifier(table),
                    secret,
                )
            )
            if self.env.cr.fetchone():
                found.append(table)
        return found

    def test_no_table_and_no_log_line_has_a_secret(self):
        notebook = _Notebook()
        root = logging.getLogger()
        level = root.level
        root.addHandler(notebook)
        root.setLevel(logging.DEBUG)
        logging.getLogger("odoo.sql_db").setLevel(logging.INFO)  # it would log our own search
        try:
            self.trade()
        finally:
            root.removeHandler(notebook)
            root.setLevel(level)
        self.assertTrue(self.find_in_database("4SECRET"), "the search finds what is there")
        self.assertTrue(notebook.lines)
        for secret in SECRETS:
            self.assertEqual(self.find_in_database(secret), [], secret)
            self.assertFalse([line for line in notebook.lines if secret in line], secret)

    def test_export_and_read_have_no_secret(self):
        self.trade()
        for model in ("amazon.vendor.account", "amazon.vendor.document", "amazon.vendor.call"):
            records = self.env[model].search([])
            names = [
                name
                for name, field in records._fields.items()
                if field.groups != "." and not name.endswith("_encrypted")
            ]
            content = str(records.read(names)) + str(records.export_data(names))
            for secret in SECRETS:
                self.assertNotIn(secret, content)


@tagged("post_install", "-at_install")
class TestKeyRotation(SandboxCase):
    def setUp(self):
        super().setUp()
        self.old, self.new = (Fernet.generate_key().decode() for _key in range(2))
        self.use_keys(self.old)
        self.account.write(
            {
                "lwa_client_secret": "amzn1.oa2-cs.v1.top-secret",
                "refresh_token": "Atzr|acorn-refresh",
            }
        )

    def use_keys(self, *keys):
        self.patch(secret_box, "_get_key_of_file", lambda: ",".join(keys))

    def test_secrets_are_encrypted_anew_and_the_old_key_can_go(self):
        self.use_keys(self.new, self.old)
        self.account.action_reencrypt_credentials()
        self.use_keys(self.new)
        self.account.action_run_checks()
        self.assertEqual(self.account.connection_state, "connected")

    def test_both_keys_work_while_the_change_goes_on(self):
        self.use_keys(self.new, self.old)
        self.account.action_run_checks()
        self.assertEqual(self.account.connection_state, "connected")

    def test_only_an_administrator_of_the_system_may(self):
        manager = new_test_user(self.env, "amazon-boss", groups="acorn_iamazon.group_manager")
        with self.assertRaises(AccessError):
            self.account.with_user(manager).action_reencrypt_credentials()
