# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import UserError, ValidationError
from odoo.tests.common import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .. import secret_box
from .common import SandboxCase

APPLICATION = "amzn1.sp.solution.0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
CALLBACK = "/amazon_vendor/authorised"
GROUPS = "acorn_iamazon.group_manager,base.group_system"


@tagged("post_install", "-at_install")
class TestAuthorisation(SandboxCase, HttpCase):
    """The way to Amazon's consent page and back, in two browsers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.application_id = APPLICATION
        for login in ("amazon-boss", "amazon-rival"):
            new_test_user(cls.env, login, groups=GROUPS, company_id=cls.env.company.id)

    def setUp(self):
        super().setUp()
        self.before = self.account.sudo().refresh_token_encrypted
        self.authenticate("amazon-boss", "amazon-boss")

    def go_to_amazon(self):
        """Press the button.

        :return: the query of the consent page's address"""
        answer = self.make_jsonrpc_request(
            "/web/dataset/call_button/amazon.vendor.account/action_authorise",
            {
                "model": "amazon.vendor.account",
                "method": "action_authorise",
                "args": [self.account.ids],
                "kwargs": {},
            },
        )
        self.address = urlsplit(answer["url"])
        return {name: values[0] for name, values in parse_qs(self.address.query).items()}

    def come_back(self, query, **extra):
        consent = self.sandbox.tell("consent", redirect_uri=query["redirect_uri"])
        return self.call_back({"state": query["state"], **consent, **extra})

    def call_back(self, query):
        with mute_logger("odoo.http", "odoo.addons.acorn_iamazon.controllers.authorisation"):
            return self.url_open(CALLBACK, params=query, allow_redirects=False)

    def assert_refused(self, response, reason):
        self.assertEqual(response.status_code, 403)
        self.assertIn(reason, response.text)
        self.assertIn("MD5101", response.text)
        self.assertEqual(self.account.sudo().refresh_token_encrypted, self.before)

    def test_consent_page_is_the_one_of_the_marketplace(self):
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_de")
        query = self.go_to_amazon()
        self.assertEqual(self.address.netloc, "vendorcentral.amazon.de")
        self.assertEqual(self.address.path, "/apps/authorize/consent")
        self.assertEqual(query["application_id"], APPLICATION)
        self.assertEqual(query["version"], "beta")
        self.account.consent_beta = False
        self.assertNotIn("version", self.go_to_amazon())

    def test_code_is_exchanged_and_the_token_kept_encrypted(self):
        response = self.come_back(self.go_to_amazon())
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(f"/amazon-vendor/{self.account.id}"))
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        account = self.account.sudo()
        self.assertNotEqual(account.refresh_token_encrypted, self.before)
        self.assertEqual(account.selling_partner_id, "amzn1.vg.acorn")
        self.assertEqual(account.authorised_by_id.login, "amazon-boss")
        self.account.action_run_checks()
        self.assertEqual(self.account.connection_state, "connected")

    def test_state_works_once(self):
        query = self.go_to_amazon()
        self.come_back(query)
        self.before = self.account.sudo().refresh_token_encrypted
        self.assert_refused(self.come_back(query), "used already")

    def test_unknown_or_missing_state_is_refused(self):
        self.go_to_amazon()
        self.assert_refused(
            self.call_back({"state": "guess", "spapi_oauth_code": "x"}), "not begun"
        )
        self.assert_refused(self.call_back({"spapi_oauth_code": "x"}), "not begun")

    def test_state_of_another_user_is_refused_and_spent(self):
        query = self.go_to_amazon()
        self.authenticate("amazon-rival", "amazon-rival")
        self.assert_refused(self.come_back(query), "not begun")
        self.authenticate("amazon-boss", "amazon-boss")
        self.assert_refused(self.come_back(query), "not begun")

    def test_state_of_another_session_of_the_same_user_is_refused(self):
        query = self.go_to_amazon()
        self.authenticate("amazon-boss", "amazon-boss")
        self.go_to_amazon()
        self.assert_refused(self.come_back(query), "not begun")

    def test_state_lives_ten_minutes(self):
        query = self.go_to_amazon()
        record = self.env["amazon.vendor.authorisation"].search([])
        lifetime = record.expires_at - record.create_date
        self.assertLessEqual(abs(lifetime - timedelta(minutes=10)), timedelta(seconds=5))
        record.expires_at -= timedelta(minutes=11)
        self.assert_refused(self.come_back(query), "10 minutes")

    def test_visitor_without_a_login_is_sent_to_the_login(self):
        query = self.go_to_amazon()
        self.authenticate(None, None)
        response = self.come_back(query)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])
        self.assertEqual(self.account.sudo().refresh_token_encrypted, self.before)

    def test_refused_consent_and_wrong_code_are_explained(self):
        self.assert_refused(self.call_back({"state": self.go_to_amazon()["state"]}), "no code")
        query = self.go_to_amazon()
        response = self.come_back(query, spapi_oauth_code="wrong")
        self.assert_refused(response, "Amazon refuses the refresh token")

    def test_member_who_may_not_set_up_accounts_cannot_authorise(self):
        new_test_user(self.env, "plain", "acorn_iamazon.group_user")
        self.authenticate("plain", "plain")
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "AccessError"):
            self.go_to_amazon()

    def test_what_the_application_lacks_is_named(self):
        self.account.application_id = False
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "UserError"):
            self.go_to_amazon()

    def test_only_digests_are_in_the_database(self):
        query = self.go_to_amazon()
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(a)::text FROM amazon_vendor_authorisation a")
        self.assertNotIn(query["state"], self.env.cr.fetchone()[0])


@tagged("post_install", "-at_install")
class TestApplication(SandboxCase):
    def test_nobody_is_sent_to_amazon_without_a_browser(self):
        with self.assertRaisesRegex(UserError, "in the browser"):
            self.account.action_authorise()

    def test_client_id_in_place_of_the_application_id_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "amzn1.sp.solution"):
            self.account.application_id = "amzn1.application-oa2-client.0a1b2c3d"

    def test_role_arn_is_optional_and_checked(self):
        self.account.role_arn = "arn:aws:iam::123456789012:role/SellingPartner"
        with self.assertRaisesRegex(ValidationError, "October 2023"):
            self.account.role_arn = "arn:aws:iam::12:user/me"

    def test_pasted_token_is_noted(self):
        self.account.refresh_token = "Atzr|pasted"
        self.assertTrue(self.account.authorised_at)
        self.assertEqual(
            secret_box.decrypt(self.env, self.account.sudo().refresh_token_encrypted),
            "Atzr|pasted",
        )
