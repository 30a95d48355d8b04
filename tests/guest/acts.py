# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What people do on an ordinary day, each act with the rights of Odoo's that it takes.

An act gets the test and the person's environment.
"""

from odoo import Command
from odoo.tests import Form

ACTS = {}
TEXTS = [
    Command.create({"display_type": "line_section", "name": "Thank you"}),
    Command.create({"display_type": "line_note", "name": "By noon, please"}),
]


def takes(**rights):
    """:param rights: by the model, with underscores: what the person must be allowed to do"""

    def add(function):
        name = function.__name__.replace("_", " ")
        ACTS[name] = (
            {model.replace("__", "."): right for model, right in rights.items()},
            function,
        )
        return function

    return add


# Sales


@takes(sale__order="create")
def enter_an_order(test, env):
    with Form(env["sale.order"]) as form:
        form.partner_id = env["res.partner"].browse(test.customer.id)
        with form.order_line.new() as line:
            line.product_id = env["product.product"].browse(test.pan.id)
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 2
    test.assertEqual(form.record.order_line.product_uom_qty, 2)


@takes(sale__order="write", sale__order__line="write", account__move__line="read")
def edit_an_order(test, env):
    with Form(test.draft.with_env(env)) as form:
        form.client_order_ref = "Ours"
        with form.order_line.edit(1) as line:
            line.product_uom_qty = 7
    test.assertIn(7, test.draft.order_line.mapped("product_uom_qty"))


@takes(sale__order="write", sale__order__line="create")
def add_texts_to_an_order(test, env):
    test.draft.with_env(env).order_line = TEXTS
    test.assertEqual(len(test.draft.order_line), 5)


@takes(sale__order="write", stock__warehouse__orderpoint="read")
def confirm_an_order(test, env):
    test.draft.with_env(env).action_confirm()
    test.assertEqual(test.draft.state, "sale")


@takes(sale__order="write", stock__warehouse__orderpoint="read")
def change_a_confirmed_order(test, env):
    line = test.confirmed.order_line.filtered("product_id")
    line.with_env(env).product_uom_qty = 5
    test.assertEqual(sum(test.confirmed.picking_ids.move_ids.mapped("product_uom_qty")), 5)


@takes(sale__order="write", account__move="read", purchase__order__line="read")
def cancel_an_order(test, env):
    test.confirmed.with_env(env).action_cancel()
    test.assertEqual(test.confirmed.state, "cancel")


@takes(sale__order="write", account__move="read", account__move__line="read")
def cancel_a_quotation(test, env):
    test.draft.with_env(env).action_cancel()
    test.assertEqual(test.draft.state, "cancel")


@takes(sale__mass__cancel__orders="create")
def cancel_several_quotations(test, env):
    orders = (test.draft | test.draft.copy()).with_env(env)
    wizard = env["sale.mass.cancel.orders"].create({"sale_order_ids": orders.ids})
    wizard.action_mass_cancel()
    test.assertEqual(set(orders.mapped("state")), {"cancel"})


@takes(sale__order="create")
def duplicate_an_order(test, env):
    test.assertEqual(len(test.confirmed.with_env(env).copy().order_line), 3)


@takes(sale__order="unlink")
def delete_an_order(test, env):
    test.draft.with_env(env).unlink()
    test.assertFalse(test.draft.exists())


def invoice_order(order, env, method, **values):
    wizard = env["sale.advance.payment.inv"].with_context(
        active_model="sale.order", active_ids=order.ids, active_id=order.id
    )
    wizard.create({"advance_payment_method": method, **values}).create_invoices()
    return order.invoice_ids


@takes(sale__order="write", sale__advance__payment__inv="create")
def invoice_what_was_delivered(test, env):
    invoice = invoice_order(test.delivered, env, "delivered")
    test.assertEqual(invoice.amount_untaxed, 60)


@takes(sale__order="write", sale__advance__payment__inv="create")
def take_a_percentage_in_advance(test, env):
    invoice = invoice_order(test.confirmed, env, "percentage", amount=50)
    test.assertEqual(invoice.amount_untaxed, 30)


@takes(sale__order="write", sale__advance__payment__inv="create")
def take_an_amount_in_advance(test, env):
    test.assertTrue(invoice_order(test.confirmed, env, "fixed", fixed_amount=10).amount_total)


# Stock


@takes(stock__picking="create", stock__move="create", stock__lot="read")
def enter_a_transfer(test, env):
    with Form(env["stock.picking"]) as form:
        form.picking_type_id = env["stock.picking.type"].browse(test.warehouse.int_type_id.id)
        with form.move_ids.new() as move:
            move.product_id = env["product.product"].browse(test.pan.id)
            move.product_uom_qty = 2
    form.record.action_confirm()
    test.assertEqual(form.record.move_ids.product_uom_qty, 2)


@takes(stock__picking="write", stock__lot="read")
def edit_a_transfer(test, env):
    with Form(test.transfer.with_env(env)) as form:
        form.origin = "By hand"
    test.assertEqual(test.transfer.origin, "By hand")


def validate(transfer, quantity):
    for move in transfer.move_ids:
        move.write({"quantity": quantity, "picked": True})
    return transfer.button_validate()


@takes(stock__picking="write", sale__order="read")
def ship_an_order(test, env):
    validate(test.transfer.with_env(env), 3)
    test.assertEqual(test.transfer.state, "done")


@takes(stock__picking="write", stock__backorder__confirmation="create")
def ship_a_part_of_an_order(test, env):
    action = validate(test.transfer.with_env(env), 1)
    Form.from_action(env, action).save().process()
    test.assertEqual(test.transfer.backorder_ids.move_ids.product_uom_qty, 2)


@takes(stock__picking="write", stock__return__picking="create")
def take_back_what_was_shipped(test, env):
    shipped = test.delivered.picking_ids
    wizard = Form(
        env["stock.return.picking"].with_context(
            active_id=shipped.id, active_ids=shipped.ids, active_model="stock.picking"
        )
    ).save()
    wizard.product_return_moves.quantity = 1
    back = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
    validate(back, 1)
    test.assertEqual(back.state, "done")


@takes(stock__picking="write")
def cancel_a_transfer(test, env):
    test.transfer.with_env(env).action_cancel()
    test.assertEqual(test.transfer.state, "cancel")


@takes(stock__picking="create")
def duplicate_a_transfer(test, env):
    test.assertTrue(test.transfer.with_env(env).copy().move_ids)


@takes(stock__picking="unlink", stock__move="unlink")
def delete_a_transfer(test, env):
    test.transfer.with_env(env).copy().unlink()


@takes(stock__scrap="create", stock__quant="read")
def scrap_what_broke(test, env):
    scrap = env["stock.scrap"].create({"product_id": test.pan.id, "scrap_qty": 1})
    scrap.action_validate()
    test.assertEqual(scrap.state, "done")


# Purchase


@takes(purchase__order="create")
def enter_a_purchase(test, env):
    with Form(env["purchase.order"]) as form:
        form.partner_id = env["res.partner"].browse(test.customer.id)
        with form.order_line.new() as line:
            line.product_id = env["product.product"].browse(test.pan.id)
            line.product_qty = 2
    test.assertEqual(form.record.order_line.product_qty, 2)


@takes(purchase__order="write")
def confirm_a_purchase(test, env):
    test.purchase.with_env(env).button_confirm()
    test.assertEqual(test.purchase.picking_ids.move_ids.product_uom_qty, 4)


@takes(purchase__order="write", stock__picking="write")
def receive_a_purchase(test, env):
    purchase = test.purchase.with_env(env)
    purchase.button_confirm()
    validate(purchase.picking_ids, 4)
    test.assertEqual(purchase.order_line.qty_received, 4)


@takes(purchase__order="write", account__move="create")
def bill_a_purchase(test, env):
    purchase = test.purchase.with_env(env)
    purchase.button_confirm()
    purchase.order_line.qty_received = 4
    purchase.action_create_invoice()
    test.assertEqual(purchase.invoice_ids.invoice_line_ids.quantity, 4)


@takes(purchase__order="write")
def cancel_a_purchase(test, env):
    test.purchase.with_env(env).button_cancel()
    test.assertEqual(test.purchase.state, "cancel")


@takes(purchase__order="create")
def duplicate_a_purchase(test, env):
    test.assertEqual(test.purchase.with_env(env).copy().order_line.product_qty, 4)


@takes(purchase__order="unlink")
def delete_a_purchase(test, env):
    test.purchase.with_env(env).button_cancel()
    test.purchase.with_env(env).unlink()
    test.assertFalse(test.purchase.exists())


# Accounting


@takes(account__move="create", account__payment="create")
def enter_an_invoice(test, env):
    with Form(env["account.move"].with_context(default_move_type="out_invoice")) as form:
        form.partner_id = env["res.partner"].browse(test.customer.id)
        with form.invoice_line_ids.new() as line:
            line.product_id = env["product.product"].browse(test.pan.id)
    form.record.action_post()
    test.assertEqual(form.record.state, "posted")


@takes(account__move="create", account__payment="create")
def enter_a_bill(test, env):
    with Form(env["account.move"].with_context(default_move_type="in_invoice")) as form:
        form.partner_id = env["res.partner"].browse(test.customer.id)
        form.invoice_date = "2026-11-02"
        with form.invoice_line_ids.new() as line:
            line.product_id = env["product.product"].browse(test.pan.id)
    form.record.action_post()
    test.assertEqual(form.record.state, "posted")


@takes(account__move="create", account__payment="create")
def edit_an_invoice(test, env):
    with Form(test.bill_to_be.with_env(env)) as form:
        form.ref = "Ours"
        with form.invoice_line_ids.edit(0) as line:
            line.name = "Large pan"
    test.assertEqual(test.bill_to_be.ref, "Ours")


@takes(account__move="create", account__payment="create")
def add_texts_to_an_invoice(test, env):
    lines = len(test.bill_to_be.invoice_line_ids)
    test.bill_to_be.with_env(env).invoice_line_ids = TEXTS
    test.assertEqual(len(test.bill_to_be.invoice_line_ids), lines + 2)


@takes(account__move="create", account__payment="create")
def post_an_invoice(test, env):
    test.bill_to_be.with_env(env).action_post()
    test.assertEqual(test.bill_to_be.state, "posted")


@takes(account__move="create", account__payment__register="create")
def register_a_payment(test, env):
    action = test.invoice.with_env(env).action_register_payment()
    wizard = Form(env[action["res_model"]].with_context(action["context"])).save()
    wizard.action_create_payments()
    test.assertIn(test.invoice.payment_state, ("paid", "in_payment"))


@takes(account__payment="create")
def enter_a_payment(test, env):
    with Form(env["account.payment"].with_context(default_payment_type="inbound")) as form:
        form.partner_id = env["res.partner"].browse(test.customer.id)
        form.amount = 12
    form.record.action_post()
    test.assertEqual(form.record.amount, 12)


@takes(account__payment="unlink", account__move="unlink")
def take_back_and_delete_a_payment(test, env):
    payment = env["account.payment"].create({"partner_id": test.customer.id, "amount": 12})
    payment.action_post()
    payment.action_draft()
    payment.action_cancel()
    payment.unlink()
    test.assertFalse(payment.exists())


def reverse(test, env, method):
    wizard = Form(
        env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=test.invoice.ids
        )
    )
    wizard.reason = "A dent"
    getattr(wizard.save(), method)()
    test.assertTrue(test.invoice.reversal_move_ids)


@takes(account__move="create", account__move__reversal="create")
def reverse_an_invoice(test, env):
    reverse(test, env, "refund_moves")


@takes(account__move="create", account__move__reversal="create")
def replace_an_invoice(test, env):
    reverse(test, env, "modify_moves")


@takes(account__move="create", account__payment="create")
def cancel_an_invoice(test, env):
    invoice = test.invoice.with_env(env)
    invoice.button_draft()
    invoice.button_cancel()
    test.assertEqual(invoice.state, "cancel")


@takes(account__move="create", account__payment="create")
def duplicate_an_invoice(test, env):
    test.assertTrue(test.invoice.with_env(env).copy().invoice_line_ids)


@takes(account__move="unlink", account__move__line="unlink")
def delete_an_invoice(test, env):
    test.bill_to_be.with_env(env).unlink()
    test.assertFalse(test.bill_to_be.exists())


# Products and partners


@takes(product__template="create")
def enter_a_product(test, env):
    with Form(env["product.template"]) as form:
        form.name = "Lid"
    test.assertEqual(form.record.copy().name, "Lid (copy)")
    form.record.unlink()


@takes(product__template="write")
def edit_a_product(test, env):
    with Form(test.pan.product_tmpl_id.with_env(env)) as form:
        form.name = "Large pan"
    test.assertEqual(test.pan.name, "Large pan")


@takes(res__partner="create")
def enter_a_partner(test, env):
    with Form(env["res.partner"]) as form:
        form.name = "Azure Interior"
    test.assertTrue(form.record.copy())


@takes(res__partner="write")
def edit_a_partner(test, env):
    with Form(test.customer.with_env(env)) as form:
        form.name = "Deco"
    test.assertEqual(test.customer.name, "Deco")
