# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every method of Odoo's that we extend is met by an ordinary day's work, and lets it pass."""

import inspect
import sys
from contextlib import contextmanager

import pytest

from odoo import Command
from odoo.tests import Form, tagged

from .common import ADDONS, OrdinaryTrade

# Called by Odoo when it makes the tables, and tested with the installation; and by its workers, for
# each scheduled action, in real processes: see tests/reliability/test_lanes.py.
ELSEWHERE = {"_auto_init", "_process_job"}
MAIL = """From: Joan <joan@deco.example>
To: sales@pans.example
Subject: A pan
Message-ID: <pan@deco.example>

Do you sell pans?
"""


def is_ours(cls):
    return cls.__module__.startswith(tuple(f"odoo.addons.{addon}." for addon in ADDONS))


def find_overrides(env):
    """:return: by model and method: our functions, where Odoo has a method of that name too"""
    found = {}
    for name, model in sorted(env.registry.items()):
        if model._original_module in ADDONS:
            continue
        theirs = {attribute for cls in model.__mro__ if not is_ours(cls) for attribute in vars(cls)}
        for cls in filter(is_ours, model.__mro__):
            for attribute, value in vars(cls).items():
                function = get_function(value)
                if attribute in theirs and function:
                    found.setdefault((name, attribute), []).append(function)
    return found


def get_function(value):
    """:return: what is within Odoo's decorators: the wrapper of each ``create`` is one and the same
    code; None for what is no method"""
    function = inspect.unwrap(getattr(value, "__func__", value))
    return function if hasattr(function, "__code__") else None


@contextmanager
def recording():
    """:return: the code of ours that ran in the block"""
    seen = set()

    def note(frame, event, _argument):
        if event == "call":
            seen.add(frame.f_code)

    previous = sys.getprofile()
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(previous)


@pytest.mark.slow
@tagged("-at_install", "post_install")
class TestOverrides(OrdinaryTrade):
    def test_an_ordinary_day_meets_every_override(self):
        overrides = find_overrides(self.env)
        self.assertIn(("sale.order", "action_confirm"), overrides)
        wrapped = [function for functions in overrides.values() for function in functions]
        self.assertTrue(all(function.__module__.startswith("odoo.addons.") for function in wrapped))
        with recording() as seen:
            self.spend_a_day()
        missed = {
            override
            for override, functions in overrides.items()
            if override[1] not in ELSEWHERE
            and not all(function.__code__ in seen for function in functions)
        }
        self.assertFalse(missed)
        self.assertFalse(self.env["amazon.vendor.document"].search_count([]))

    def spend_a_day(self):
        env = self.env
        order = self.sell_in_the_form()
        order.write({"note": "Ring twice", "state": "sent"})
        order.action_confirm()
        self.deliver(order)
        invoice = order._create_invoices()
        invoice.action_post()
        invoice.button_draft()
        invoice.action_post()
        self.assertFalse(any("amazon" in name for name in invoice.alerts or ()))
        self.send(invoice)
        self.pay(invoice)
        # As Odoo notes the difference of exchange that a payment in another currency leaves.
        partials = invoice.line_ids.matched_credit_ids | invoice.line_ids.matched_debit_ids
        partials.write({"exchange_move_id": False})
        partials._create_tax_cash_basis_moves()  # as Odoo does where a tax is due by payment
        self.credit(invoice)
        env["account.move"]._read_group(
            [("id", "=", invoice.id)], ["state"], ["amazon_hours_to_accept:avg", "__count"]
        )
        package = env["stock.package"].create({"name": "PACK77"})
        package.write({"name": "PACK78"})
        line = env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "payment_ref": "Deco Addict",
                "amount": 60.0,
            }
        )
        line.action_undo_reconciliation()
        self.company_data["default_journal_bank"]._get_journal_dashboard_data_batched()
        self.take_back_payments()
        activity = order.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        activity.write({"summary": "Call twice"})
        activity.unlink()
        attachment = env["ir.attachment"].create({"name": "drawing.txt", "raw": b"A pan"})
        attachment.write({"raw": b"A larger pan"})
        attachment.unlink()
        given_up = order.copy()
        given_up.action_confirm()
        given_up.action_cancel()
        env["mail.thread"].message_process("res.partner", MAIL)
        env.flush_all()

    def take_back_payments(self):
        payment = self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_id": self.customer.id, "amount": 60.0}
        )
        payment.action_post()
        payment.action_draft()
        payment.action_post()
        payment.action_reject()
        payment.action_cancel()
        self.assertEqual(payment.state, "canceled")

    def sell_in_the_form(self):
        """:return: the order, with a line whose quantity is changed, a section and a note"""
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.pan
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 2
        order = form.save()
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Kitchen"}),
            Command.create({"display_type": "line_note", "name": "By noon, please"}),
        ]
        order.order_line.write({"sequence": 5})
        return order

    def send(self, invoice):
        wizard = (
            self.env["account.move.send.wizard"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"move_id": invoice.id, "sending_methods": ["manual"]})
        )
        wizard.action_send_and_print()

    def credit(self, invoice):
        reversal = self.env["account.move.reversal"].create(
            {"move_ids": invoice.ids, "journal_id": invoice.journal_id.id, "reason": "A dent"}
        )
        self.assertFalse(reversal.is_for_amazon)
        reversal.reverse_moves()
