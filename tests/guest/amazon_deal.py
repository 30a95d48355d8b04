# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is undone with the addons: business with Amazon, of each kind."""

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order
from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment


def deal(env):
    """An account with Amazon, an order of it that waits, and one that went all the way: answered,
    shipped, submitted, and paid less a shortage claim, which is booked and disputed."""
    account = make_account(env)
    env.company.amazon_gs1_prefix = "4012345"
    env.company._amazon_next_sscc()
    waiting, order = bring_orders(env, account)
    assert waiting.state == "draft"
    order.action_amazon_acknowledge()
    for move in order.picking_ids.move_ids:
        move.write({"quantity": move.product_uom_qty, "picked": True})
    order.picking_ids.button_validate()
    order.picking_ids.action_amazon_confirm_shipment()
    invoice = order._create_invoices()
    invoice.action_post()
    remittance = env["amazon.vendor.remittance"].import_file(
        account,
        "Payments.csv",
        make_csv(
            [make_payment("400100200", "110.00")],
            [
                make_line(invoice.name, "120.00"),
                make_line(f"{invoice.name}SC", "-10.00", text="Shortage Claim"),
            ],
        ),
    )
    remittance.action_match()
    remittance.action_post()
    assert remittance.state == "posted", remittance.state
    account.activity_schedule("mail.mail_activity_data_todo", summary="Look")
    account.message_post(body="Begun")


def make_account(env):
    account = env["amazon.vendor.account"].create({"name": "Amazon US", "environment": "sandbox"})
    code = env["amazon.vendor.code"].create({"name": "ACRN1", "account_id": account.id})
    assert code
    return account


def bring_orders(env, account):
    product = env["product.product"].create(
        {"name": "Kettle", "default_code": "8806098286500", "is_storable": True, "taxes_id": False}
    )
    item = make_item("8806098286500", 12, "10.00")
    numbers = ("4A1B2C3D", "4BZ7PQ2X")
    env["amazon.vendor.document"]._store_incoming(
        account,
        "purchase_order",
        [make_purchase_order(number, [item]) for number in numbers],
        "request",
    )
    account._apply_documents()
    orders = env["sale.order"].search([("amazon_account_id", "=", account.id)])
    assert product == orders.order_line.product_id
    return orders.sorted("amazon_purchase_order_number")
