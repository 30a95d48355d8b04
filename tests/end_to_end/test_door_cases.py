# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Doors that once stood open, each tried as it was found: by the button that was pressed, by who
pressed it. ``test_doors.py`` tries all doors there are."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .common import TradeCase

DECISIONS = (
    "action_mark_accepted",
    "action_mark_missing",
    "action_cancel",
    "action_retry",
    "action_ignore",
    "action_apply",
    "action_ask_again",
)


@tagged("post_install", "-at_install")
class TestDoorCases(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.member_ids = cls.env.user
        cls("do_business").do_business()

    def do_business(self):
        self.trade()
        self.place(recent_order("4WAITS00", make_item("8806098286500", 3, "10.00")))
        self.account.action_fetch_purchase_orders()
        self.env.flush_all()

    def setUp(self):
        super().setUp()
        self.order = self.get_order("4WAITS00")
        self.picking = self.get_order("6jD9W1MB").picking_ids
        self.invoice = self.get_order("6jD9W1MB").invoice_ids

    def hire(self, groups, **values):
        user = new_test_user(self.env, "door-case", groups=f"base.group_user,{groups}", **values)
        return self.env(user=user, su=False, context={"allowed_company_ids": user.company_ids.ids})

    def assert_refused(self, env, records, *methods):
        for method in methods:
            with self.assertRaises(AccessError, msg=f"{records._name}.{method}"):
                getattr(records.with_env(env), method)()

    def test_auditor_acknowledges_announces_submits_and_proposes_nothing(self):
        env = self.hire("account.group_account_readonly")
        self.assert_refused(env, self.order, "action_amazon_acknowledge", "action_amazon_propose")
        self.assert_refused(env, self.picking, "action_amazon_confirm_shipment")
        self.assert_refused(env, self.invoice, "action_amazon_submit")

    def test_stock_user_acknowledges_nothing(self):
        env = self.hire("stock.group_stock_user")
        self.assert_refused(env, self.order, "action_amazon_acknowledge")

    def test_salesman_submits_no_invoice_and_announces_no_transfer(self):
        env = self.hire("sales_team.group_sale_salesman_all_leads")
        self.assert_refused(env, self.invoice, "action_amazon_submit")
        self.assert_refused(env, self.picking, "action_amazon_confirm_shipment")

    def test_member_without_accounting_books_and_runs_nothing(self):
        env = self.hire("acorn_iamazon.group_user")
        self.account.member_ids = [Command.link(env.uid)]
        self.assert_refused(
            env,
            self.account,
            "action_book_remittances",
            "action_create_invoices",
            "action_send_documents",
            "action_acknowledge_orders",
        )

    def test_member_who_only_reads_decides_about_no_document(self):
        """Neither that it is at Amazon, nor that it is given up, sent again or applied."""
        env = self.hire("acorn_iamazon.group_user")
        self.account.member_ids = [Command.link(env.uid)]
        for document in self.account.document_ids:
            states = document.state, document.with_env(env).read(["state"])[0]["state"]
            self.assertEqual(*states, "may be read")
            if document.sale_order_id or document.direction == "out":
                self.assert_refused(env, document, *DECISIONS)
        waiting = self.account.document_ids.filtered(lambda d: d.kind == "acknowledgement")[:1]
        fate = env["amazon.vendor.fate"].create(
            {"document_id": waiting.id, "is_there": True, "reason": "I saw it"}
        )
        self.assert_refused(env, fate, "action_confirm")

    def test_member_of_another_account_with_all_documents_works_none_of_this_one(self):
        """Decided, and written down in docs/security.md: the orders are the company's, so whoever
        has all documents reads them; who works for Amazon accounts works for their own only."""
        env = self.hire(
            "acorn_iamazon.group_user,sales_team.group_sale_salesman_all_leads,"
            "stock.group_stock_user,account.group_account_invoice"
        )
        another = {"name": "Their own", "member_ids": [Command.link(env.uid)]}
        self.env["amazon.vendor.account"].create(another)
        for record in (self.order, self.picking, self.invoice):
            self.assertTrue(record.with_env(env).read(["display_name"]))
        self.assert_refused(env, self.order, "action_amazon_acknowledge", "action_amazon_propose")
        self.assert_refused(env, self.picking, "action_amazon_confirm_shipment")
        self.assert_refused(env, self.invoice, "action_amazon_submit")
        self.assertFalse(env["amazon.vendor.document"].search([]))

    def hire_stranger(self):
        """All of Odoo's rights to orders, transfers and invoices, and another Amazon account."""
        env = self.hire(
            "acorn_iamazon.group_user,sales_team.group_sale_salesman_all_leads,"
            "stock.group_stock_user,account.group_account_invoice"
        )
        another = {"name": "Their own", "member_ids": [Command.link(env.uid)]}
        self.env["amazon.vendor.account"].create(another)
        return env

    def confirm(self, env):
        self.account.acknowledge_on_confirm = True
        self.order.with_env(env).action_confirm()
        self.assertEqual(self.order.state, "sale", "Odoo's own act goes on")
        return bool(self.order.sudo().amazon_document_ids._of_kind("acknowledgement"))

    def test_order_that_a_stranger_confirms_stays_to_be_acknowledged(self):
        self.assertFalse(self.confirm(self.hire_stranger()))
        self.assertEqual(self.order.amazon_acknowledgement_state, "to_acknowledge")

    def test_order_that_the_warehouse_confirms_stays_to_be_acknowledged(self):
        self.assertFalse(self.confirm(self.hire("stock.group_stock_user")))

    def test_order_that_a_seller_confirms_is_acknowledged(self):
        self.assertTrue(self.confirm(self.hire("sales_team.group_sale_salesman_all_leads")))

    def validate(self, env):
        self.account.confirm_shipment_on_done = True
        self.order.action_amazon_acknowledge()
        picking = self.order.picking_ids
        picking.move_ids.write({"quantity": 3, "picked": True})
        picking.with_env(env).button_validate()
        self.assertEqual(picking.state, "done", "Odoo's own act goes on")
        return picking.amazon_shipment_state != "to_confirm"

    def test_transfer_that_a_stranger_validates_stays_to_be_announced(self):
        self.assertFalse(self.validate(self.hire_stranger()))

    def test_transfer_that_the_warehouse_validates_is_announced(self):
        self.assertTrue(self.validate(self.hire("stock.group_stock_user")))

    def post(self, env):
        """:return: the invoices that are made ready for Amazon by posting"""
        self.account.submit_on_post = True
        invoice = self.invoice.copy()
        invoice.amazon_account_id = self.account
        readied = []
        with patch.object(
            type(invoice),
            "_amazon_queue_submission",
            lambda moves: readied.extend(moves.ids) or {},
        ):
            invoice.with_env(env).action_post()
        self.assertEqual(invoice.state, "posted", "Odoo's own act goes on")
        self.assertEqual(invoice.amazon_submission_state, "to_submit")
        return readied

    def test_invoice_that_a_stranger_posts_stays_to_be_submitted(self):
        self.assertFalse(self.post(self.hire_stranger()))

    def test_invoice_that_a_bookkeeper_posts_is_made_ready(self):
        self.assertTrue(self.post(self.hire("account.group_account_invoice")))

    def test_answer_to_amazon_is_changed_by_nobody_who_may_not_give_it(self):
        for env in (self.hire_stranger(), self.hire_worker()):
            line = self.order.order_line[:1].with_env(env)
            for vals in (
                {"amazon_rejection_reason": "ObsoleteProduct"},
                {"amazon_price_decision": "accept"},
                {"product_uom_qty": 0.0},
            ):
                with self.assertRaises(AccessError, msg=str(vals)), self.env.cr.savepoint():
                    line.write(vals)
        self.order.order_line[:1].with_env(self.env).write({"product_uom_qty": 1.0})

    def test_what_is_told_to_amazon_is_written_by_members_of_the_account(self):
        told = (
            (self.picking, {"amazon_carrier_scac": "EVIL", "amazon_carton_count": 9}),
            (self.invoice, {"amazon_reference_number": "EVIL"}),
            (self.order, {"amazon_priority": "1"}),
        )
        stranger = self.hire_stranger()
        for record, vals in told:
            with self.assertRaises(AccessError, msg=str(vals)), self.env.cr.savepoint():
                record.with_env(stranger).write(vals)
        self.account.member_ids = [Command.link(stranger.uid)]
        for record, vals in told:
            record.with_env(stranger).write(vals)

    def test_what_links_entries_and_goods_to_amazons_papers_is_written_by_methods(self):
        groups = "account.group_account_manager,stock.group_stock_manager"
        env = self.hire(groups)
        item, move = self.invoice.line_ids[:1], self.picking.move_ids[:1]
        for record, vals in (
            (item, {"amazon_key": "evil"}),
            (move, {"amazon_return_line_id": False}),
        ):
            with self.assertRaises(AccessError, msg=str(vals)), self.env.cr.savepoint():
                record.with_env(env).write(vals)

    def test_charge_on_an_invoice_is_told_by_members_of_the_account(self):
        draft = self.invoice.copy()
        draft.amazon_account_id = self.account
        line = draft.invoice_line_ids[:1].with_env(self.hire_stranger())
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            line.write({"amazon_is_of_line_above": True})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            line.move_id.write(
                {"invoice_line_ids": [Command.update(line.id, {"amazon_is_of_line_above": True})]}
            )

    def test_line_of_amazons_stays_on_its_order(self):
        other = self.get_order("6jD9W1MB")
        env = self.hire("sales_team.group_sale_salesman_all_leads")
        with self.assertRaisesRegex(UserError, "4WAITS00"):
            self.order.order_line.with_env(env).write({"order_id": other.id})

    def test_money_of_an_answer_is_changed_by_nobody_who_may_not_give_it(self):
        line = self.order.order_line[:1]
        pricelist = self.env["product.pricelist"].create({"name": "Evil"})
        for env in (self.hire_stranger(), self.hire_worker()):
            for record, vals in (
                (line, {"price_unit": 0.01}),
                (line, {"product_uom_id": self.env.ref("uom.product_uom_dozen").id}),
                (line, {"amazon_scheduled_delivery_date": "2027-02-24 00:00:00"}),
                (line, {"amazon_backordered_quantity": 3}),
                (self.order, {"pricelist_id": pricelist.id}),
            ):
                with self.assertRaises(AccessError, msg=str(vals)), self.env.cr.savepoint():
                    record.with_env(env).write(vals)

    def cancel_in_the_list(self, order):
        seller = self.hire("sales_team.group_sale_salesman_all_leads,stock.group_stock_user")
        wizards = seller["sale.mass.cancel.orders"].with_context(active_ids=order.ids)
        wizards.create({"sale_order_ids": order.ids}).action_mass_cancel()
        self.assertEqual(order.state, "cancel", "Odoo's own act goes on")

    def test_order_that_is_cancelled_in_odoos_list_is_told_to_somebody(self):
        self.order.action_amazon_acknowledge()
        self.cancel_in_the_list(self.order)
        self.assertTrue(self.order._amazon_get_asked("cancelled"))
        answers = self.order.sudo().amazon_document_ids._of_kind("acknowledgement")
        self.assertEqual(set(answers.mapped("state")), {"cancelled"}, "no acceptance leaves")

    def test_address_of_an_account_is_taken_over_by_no_other(self):
        self.account.alias_name = "advices"
        env = self.hire("acorn_iamazon.group_manager")
        mine = self.env["amazon.vendor.account"].create({"name": "Mine"}).with_env(env)
        for vals in (
            {"alias_id": self.account.alias_id.id},
            {"alias_defaults": str({"account_id": self.account.id})},
        ):
            with self.assertRaises(AccessError, msg=str(vals)), self.env.cr.savepoint():
                mine.write(vals)
            with self.assertRaises(AccessError, msg=str(vals)), self.env.cr.savepoint():
                env["amazon.vendor.account"].create({"name": "M2", **vals})
        mine.write({"alias_name": "ours"})
        self.assertNotEqual(mine.sudo().alias_id, self.account.alias_id)

    def test_invoice_that_amazon_has_is_deleted_by_no_key_of_a_call(self):
        env = self.hire("account.group_account_manager")
        with self.assertRaises(UserError):
            self.invoice.with_env(env).with_context(force_delete=True).unlink()

    def hire_worker(self):
        user = new_test_user(self.env, "door-worker", groups="stock.group_stock_user")
        return self.env(user=user, su=False)

    def test_nobody_writes_with_what_a_transfer_is_announced(self):
        """With one that is announced it would pass for announced, and never be."""
        env = self.hire("stock.group_stock_user,sales_team.group_sale_salesman_all_leads")
        picking = self.picking.with_env(env)
        for vals in (
            {"amazon_lead_picking_id": picking.id},
            {"amazon_joined_picking_ids": [Command.link(picking.id)]},
            {"amazon_announce_anyway": True},
        ):
            with self.assertRaises(AccessError, msg=str(vals)), self.env.cr.savepoint():
                picking.write(vals)

    def test_invoice_has_a_vendor_code_of_its_own_account(self):
        another = self.env["amazon.vendor.account"].create({"name": "Another"})
        code = self.env["amazon.vendor.code"].create({"account_id": another.id, "name": "EVIL1"})
        with self.assertRaises(ValidationError):
            self.invoice.amazon_code_id = code

    def test_who_left_the_account_follows_it_no_more_and_leaves_no_matter_behind(self):
        env = self.hire("acorn_iamazon.group_user")
        leaver = env.user.with_env(self.env)
        account = self.account
        self.account.member_ids = [Command.link(leaver.id)]
        self.account.message_subscribe(leaver.partner_id.ids)
        account._amazon_ask("look", "Look at it", "Now", user=leaver)
        account._amazon_ask("look", "Look at it", "Now")
        self.assertEqual(account._amazon_get_asked("look").user_id, leaver, "asked once")
        self.account.member_ids = [Command.unlink(leaver.id)]
        self.assertNotIn(leaver.partner_id, self.account.message_partner_ids)
        account._amazon_ask("look", "Look at it", "Now")
        self.assertNotEqual(account._amazon_get_asked("look").user_id, leaver)

    def test_what_a_leaver_was_asked_is_asked_of_somebody_else(self):
        leaver = self.hire("acorn_iamazon.group_user").user.with_env(self.env)
        self.account.member_ids = [Command.link(leaver.id)]
        self.account._amazon_ask("look", "Look at it", "Now", user=leaver)
        stayer = self.env.ref("base.user_admin")
        self.account.member_ids = stayer
        self.assertEqual(self.account._amazon_get_asked("look").user_id, stayer)

    def test_what_was_asked_of_somebody_who_is_archived_is_asked_of_another_within_a_day(self):
        leaver = self.hire("acorn_iamazon.group_user").user.with_env(self.env)
        self.account.member_ids = [Command.link(leaver.id)]
        self.account._amazon_ask("look", "Look at it", "Now", user=leaver)
        leaver.active = False
        self.account.action_run_checks()
        self.assertTrue(self.account._amazon_get_asked("look").user_id.active)

    def test_nothing_that_comes_with_a_call_opens_what_is_shut(self):
        """Over RPC the caller chooses the context: no key of it lets Amazon's lines go."""
        env = self.hire("sales_team.group_sale_salesman_all_leads")
        lines = self.order.order_line.with_env(env)
        for key in ("amazon_follow", "follow"):
            with self.assertRaises(UserError, msg=key):
                lines.with_context(**{key: True}).unlink()

    def test_targets_of_all_accounts_are_no_managers(self):
        """All companies share them; a manager sets targets of an account's own."""
        env = self.hire("acorn_iamazon.group_manager")
        targets = env["amazon.vendor.target"]
        shared = targets.search([("account_id", "=", False)], limit=1)
        own = targets.create(
            {"measure": shared.measure, "account_id": self.account.id, "target": 90}
        )
        own.target = 91
        own.unlink()
        for act in (lambda: shared.write({"target": 0.1}), shared.unlink):
            with self.assertRaises(AccessError):
                act()
        administrators = self.env.ref("base.group_system")
        env.user.sudo().group_ids = [Command.link(administrators.id)]
        shared.target = 91

    def ask_about_order(self):
        """:return: the open activity of a matter, which is asked of a member of the account"""
        asked = new_test_user(self.env, "asked", groups="acorn_iamazon.group_user")
        self.account.member_ids = [Command.link(asked.id)]
        self.order._amazon_ask("refused", "Amazon refused it", "Look", user=asked)
        return self.order._amazon_get_asked("refused")

    def test_matter_is_taken_by_no_activity_that_is_made_by_hand(self):
        env = self.hire("stock.group_stock_user")
        values = {
            "res_model_id": self.env["ir.model"]._get_id("sale.order"),
            "res_id": self.order.id,
            "user_id": env.uid,
            "summary": "Nothing",
        }
        activities = env["mail.activity"]
        with self.assertRaisesRegex(AccessError, "nobody writes this by hand"):
            activities.create({**values, "amazon_key": "refused"})
        own = activities.with_context(default_amazon_key="refused").create(values)
        with self.assertRaisesRegex(AccessError, "nobody writes this by hand"):
            own.write({"amazon_key": "refused"})
        self.assertEqual(self.ask_about_order().summary, "Amazon refused it")
        own.write({"summary": "Something"})
        own.action_feedback("Done")

    def test_matter_is_silenced_by_nobody_who_has_no_part_in_it(self):
        asked = self.ask_about_order()
        env = self.hire("stock.group_stock_user")
        theirs = asked.with_env(env)
        for act in (
            theirs.unlink,
            theirs.action_cancel,
            theirs.action_done,
            lambda: theirs.write({"user_id": env.uid}),
            lambda: theirs.write({"res_id": self.get_order("6jD9W1MB").id}),
        ):
            with self.assertRaisesRegex(AccessError, "Only they, members"):
                act()
        self.assertTrue(self.order._amazon_get_asked("refused"))

    def test_matter_is_taken_over_and_cleared_by_members(self):
        asked = self.ask_about_order()
        env = self.hire("acorn_iamazon.group_user,sales_team.group_sale_salesman_all_leads")
        self.account.member_ids = [Command.link(env.uid)]
        asked.with_env(env).user_id = env.uid
        asked.with_env(env).action_done()
        self.assertFalse(self.order._amazon_get_asked("refused"))

    def test_matter_is_cleared_by_whom_it_is_asked_of(self):
        env = self.hire("stock.group_stock_user")
        self.order._amazon_ask("refused", "Amazon refused it", "Look", user=env.user)
        self.order._amazon_get_asked("refused").with_env(env).action_done()
        self.assertFalse(self.order._amazon_get_asked("refused"))

    def test_copies_and_acceptances_are_the_companys(self):
        company = self.env["res.company"].create({"name": "Another vendor"})
        env = self.hire(
            "account.group_account_manager", company_id=company.id, company_ids=company.ids
        )
        self.invoice._get_amazon_submissions()._keep_copies()
        self.assertTrue(self.env["amazon.vendor.invoice.copy"].search([]))
        for model in ("amazon.vendor.invoice.copy", "amazon.vendor.rule.acceptance"):
            self.assertFalse(env[model].search([]))
