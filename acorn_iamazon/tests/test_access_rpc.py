# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestAccessOverRpc(AmazonCase, HttpCase):
    """The same doors, tried from outside, by somebody who knows the ids."""

    def setUp(self):
        super().setUp()
        self.receive(make_purchase_order(items=[make_item("8806098286500", 3, "5.00")]))
        new_test_user(self.env, "amazon-stranger", "acorn_iamazon.group_user")
        self.authenticate("amazon-stranger", "amazon-stranger")

    def call(self, model, method, *arguments):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": arguments, "kwargs": {}},
        )

    def assert_refused(self, model, method, *arguments):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException, msg=method) as raised:
            self.call(model, method, *arguments)
        self.assertIn("AccessError", str(raised.exception), method)

    def test_account_of_others_is_closed(self):
        ids = self.account.ids
        model = "amazon.vendor.account"
        self.assertEqual(self.call(model, "search", []), [])
        self.assert_refused(model, "read", ids, ["name"])
        self.assert_refused(model, "write", ids, {"name": "Mine"})
        self.assert_refused(model, "unlink", ids)
        for method in (
            "action_fetch_purchase_orders",
            "action_send_documents",
            "action_poll_transactions",
            "action_run_checks",
            "action_request_fetch",
            "action_go_live",
            "action_start_shadow_run",
            "action_compare_shadow_run",
            "action_reencrypt_credentials",
            "action_authorise",
        ):
            self.assert_refused(model, method, ids)

    def test_documents_of_others_are_closed(self):
        ids = self.account.document_ids.ids
        model = "amazon.vendor.document"
        self.assertEqual(self.call(model, "search", []), [])
        for method in (
            "action_apply",
            "action_retry",
            "action_ignore",
            "action_cancel",
            "action_mark_accepted",
        ):
            self.assert_refused(model, method, ids)
        self.assert_refused(model, "read", ids, ["payload"])

    def test_support_case_of_another_account_shows_nothing(self):
        given = {"document_id": self.account.document_ids.ids[0]}
        model = "amazon.vendor.support.case"
        [case] = self.call(model, "create", [{}])
        shown = {"text": {}, "archive": {}, "document_id": {"fields": {"display_name": {}}}}
        for method, args in (
            ("create", [given]),
            ("write", [[case], given]),
            ("onchange", [[], given, ["document_id"], shown]),
            ("web_save", [[case], given, shown]),
        ):
            with (
                self.subTest(method=method),
                mute_logger("odoo.http"),
                self.assertRaises(JsonRpcException),
            ):
                self.call(model, method, *args)
        self.assertFalse(self.call(model, "read", [case], ["document_id"])[0]["document_id"])

    def test_private_methods_are_no_doors(self):
        for method in ("_get_client", "_email_members", "_set_rehearsal", "_finish_authorisation"):
            self.assert_refused("amazon.vendor.account", method, self.account.ids)
        self.assert_refused("amazon.vendor.document", "_send_ready", self.account.ids)
        self.assert_refused("amazon.vendor.authorisation", "_begin", [])
        self.assert_refused("amazon.vendor.token", "search", [])
