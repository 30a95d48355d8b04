# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import unittest.mock

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import new_test_user, tagged

from .. import secret_box
from .common import AmazonCase

SECRET = "amzn1.oa2-cs.v1.top-secret"
TOKEN = "Atzr|acorn-refresh"


@tagged("post_install", "-at_install")
class TestCredentials(AmazonCase):
    def test_secrets_are_encrypted_in_the_database(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(account)::text FROM amazon_vendor_account account WHERE id = %s",
            [self.account.id],
        )
        row = self.env.cr.fetchone()[0]
        self.assertNotIn(SECRET, row)
        self.assertNotIn(TOKEN, row)
        self.assertEqual(
            secret_box.decrypt(self.env, self.account.sudo().refresh_token_encrypted), TOKEN
        )

    def test_administrator_sees_that_secrets_are_set_but_never_reads_them(self):
        administrator = new_test_user(
            self.env, "amazon-admin", groups="base.group_system,acorn_iamazon.group_manager"
        )
        values = self.account.with_user(administrator).read(
            ["lwa_client_secret", "refresh_token", "has_credentials"]
        )[0]
        self.assertFalse(values["lwa_client_secret"])
        self.assertFalse(values["refresh_token"])
        self.assertTrue(values["has_credentials"])
        with self.assertRaises(AccessError):
            self.account.with_user(administrator).read(["refresh_token_encrypted"])

    def test_manager_cannot_touch_credentials_or_addresses(self):
        manager = new_test_user(self.env, "amazon-boss", groups="acorn_iamazon.group_manager")
        account = self.account.with_user(manager)
        for name in ("lwa_client_id", "lwa_client_secret", "refresh_token", "api_url"):
            with self.assertRaises(AccessError):
                account.write({name: "https://evil.example"})

    def test_saving_the_form_without_typing_keeps_the_secrets(self):
        before = self.account.sudo().refresh_token_encrypted
        self.account.write({"name": "ACORN USA", "refresh_token": False})
        self.assertEqual(self.account.sudo().refresh_token_encrypted, before)

    def test_another_key_gives_a_clear_error(self):
        encrypted = self.account.sudo().refresh_token_encrypted
        another = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE="
        with self._key(another), self.assertRaisesRegex(UserError, "encryption key has changed"):
            secret_box.decrypt(self.env, encrypted)

    def test_unusable_key_gives_a_clear_error(self):
        with self._key("short"), self.assertRaisesRegex(UserError, "32 bytes"):
            secret_box.encrypt(self.env, "text")

    def _key(self, key):
        return unittest.mock.patch.dict("os.environ", {secret_box.KEY_VARIABLE: key})

    def test_copy_of_an_account_has_no_credentials(self):
        copy = self.account.copy({"name": "Copy"})
        self.assertFalse(copy.has_credentials)

    def test_custom_environment_needs_both_addresses(self):
        with self.assertRaisesRegex(ValidationError, "API address"):
            self.account.token_url = False

    def test_marketplaces_of_two_regions_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "one region"):
            self.account.marketplace_ids = self.env.ref(
                "acorn_iamazon.marketplace_us"
            ) | self.env.ref("acorn_iamazon.marketplace_de")

    def test_hosts_follow_region_and_environment(self):
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_de")
        self.account.environment = "production"
        self.assertEqual(self.account._get_api_url(), "https://sellingpartnerapi-eu.amazon.com")
        self.account.environment = "sandbox"
        self.assertEqual(
            self.account._get_api_url(), "https://sandbox.sellingpartnerapi-eu.amazon.com"
        )
