# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.


from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...columns import create_columns
from ...link import Link
from ...rights import filter_sendable, get_told, right, telling
from ...spapi import jsontext, utc_text
from ...spapi.order_difference import read_values
from ...spapi.purchase_order import read_purchase_order

# Where an order has Amazon's number.
NUMBERS = ("amazon_purchase_order_number", "client_order_ref", "origin")


def naive(moment):
    """:return: an aware UTC datetime as Odoo stores it, None as False"""
    return moment.replace(tzinfo=None, microsecond=0) if moment else False


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "amazon.vendor.asking", "amazon.vendor.guarded"]
    _amazon_activity_type = "acorn_iamazon.mail_activity_type_order"

    amazon_account_id = Link(
        "amazon.vendor.account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    amazon_code_id = Link(
        "amazon.vendor.code",
        "Vendor Code",
        readonly=True,
        copy=False,
        check_company=True,
        prefetch="amazon",
    )
    amazon_purchase_order_number = fields.Char(
        "Amazon PO",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Exactly as Amazon wrote it.",
        prefetch="amazon",
    )
    amazon_purchase_order_state = fields.Char(
        "Amazon PO State", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_purchase_order_type = fields.Char(
        "Amazon PO Type", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_purchase_order_date = fields.Datetime(
        "Amazon PO Date", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_is_announced = fields.Boolean(readonly=True, copy=False, prefetch="amazon")
    amazon_currency = fields.Char(
        "PO Currency",
        readonly=True,
        copy=False,
        prefetch="amazon",
        help="Which an invoice for the order must have.",
    )
    amazon_buying_party = fields.Char(
        "Buying Party", readonly=True, copy=False, prefetch="amazon", help="By its code."
    )
    amazon_ship_window_start = fields.Datetime(
        "Ship from", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_ship_window_end = fields.Datetime(
        "Ship until", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_delivery_window_start = fields.Datetime(
        "Deliver from", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_delivery_window_end = fields.Datetime(
        "Deliver until", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_acknowledge_by = fields.Datetime(
        "Acknowledge by", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_document_ids = fields.One2many(
        "amazon.vendor.document", "sale_order_id", groups="acorn_iamazon.group_user"
    )
    amazon_document_count = fields.Integer(
        compute="_compute_amazon_document_count", compute_sudo=True
    )
    amazon_acknowledgement_state = fields.Selection(
        [
            ("to_acknowledge", "To acknowledge"),
            ("queued", "Waiting to be sent"),
            ("sent", "Sent"),
            ("unknown", "Fate unknown"),
            ("accepted", "Accepted by Amazon"),
            ("rejected", "Refused by Amazon"),
            ("failed", "Failed"),
            ("nothing", "Nothing to answer"),
        ],
        "Acknowledgement",
        compute="_compute_amazon_acknowledgement_state",
        store=True,
        index="btree_not_null",
    )

    _amazon_purchase_order_unique = models.UniqueIndex(
        "(amazon_account_id, amazon_purchase_order_number) "
        "WHERE amazon_purchase_order_number IS NOT NULL",
        "This Amazon purchase order has a sale order already.",
    )

    def _auto_init(self):
        create_columns(self)
        return super()._auto_init()

    @api.depends("amazon_account_id", "amazon_document_ids")
    def _compute_amazon_document_count(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_document_count = 0
        if not ours:
            return
        counts = dict(
            self.env["amazon.vendor.document"]._read_group(
                [("sale_order_id", "in", ours.ids)], ["sale_order_id"], ["__count"]
            )
        )
        for order in ours:
            order.amazon_document_count = counts.get(order._origin, 0)

    @api.depends(
        "amazon_account_id",
        "amazon_is_history",
        "amazon_told_elsewhere",
        "amazon_purchase_order_state",
        "amazon_document_ids.state",
        "amazon_document_ids.shadow_state",
        "amazon_document_ids.kind",
    )
    def _compute_amazon_acknowledgement_state(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_acknowledgement_state = False
        if not ours:
            return
        answers = self.env["amazon.vendor.document"].sudo()
        told = answers.search_fetch(
            [("sale_order_id", "in", ours.ids), ("kind", "=", "acknowledgement")],
            ["sale_order_id", "state", "shadow_state"],
        ).grouped("sale_order_id")
        for order in ours:
            order.amazon_acknowledgement_state = (
                told.get(order._origin, answers)._get_progress() or order._amazon_get_untold_state()
            )

    def _amazon_get_untold_state(self):
        """:return: what there is to answer of an order of which Amazon heard nothing from here; in
        Vendor Central somebody may have"""
        is_told = self.amazon_told_elsewhere or self.amazon_purchase_order_state == "Acknowledged"
        over = is_told or self.amazon_is_history or self._amazon_is_over()
        return "nothing" if over else "to_acknowledge"

    # === FROM AMAZON === #

    @api.model
    def _amazon_apply_purchase_orders(self, documents):
        """Make the sale orders of purchase orders, or let those that are there follow them.

        :param documents: the received ``purchase_order`` documents, all of one account, one a
            purchase order
        :raise PayloadError: when a payload cannot be used
        :raise UserError: when a product is unknown or a setting is missing
        """
        account = documents.account_id
        records = {document: jsontext.loads(document.payload) for document in documents}
        read = {document: read_purchase_order(record) for document, record in records.items()}
        numbers = [purchase_order.number for purchase_order in read.values()]
        known = self.search(
            [
                ("amazon_account_id", "=", account.id),
                ("amazon_purchase_order_number", "in", numbers),
            ]
        ).with_company(account.company_id)
        by_number = {order.amazon_purchase_order_number: order for order in known}
        first = documents.filtered(lambda document: read[document].number not in by_number)
        for document in documents - first:
            by_number[read[document].number]._amazon_take_version(document)
        made = self._amazon_create_orders(account, [read[document] for document in first])
        for document, order in zip(first, made, strict=True):
            by_number[read[document].number] = order
            order._amazon_sort_out_history(account, read[document], read_values(records[document]))
        for document, purchase_order in read.items():
            document.sale_order_id = by_number[purchase_order.number]
        orders = known | made
        # Lines of which all was taken back need no answer; other orders' lines are not looked at.
        self.env.add_to_compute(self._fields["amazon_acknowledgement_state"], orders)
        for document in documents:
            document.is_unmapped = bool(document.sale_order_id._amazon_get_unknown_lines())
        orders._amazon_note_waiting_status()

    @api.model
    def _amazon_create_orders(self, account, purchase_orders):
        """:param purchase_orders: list of :class:`PurchaseOrder` that are not here yet"""
        if not purchase_orders:
            return self.browse()
        self._amazon_ask_about_typed(account, purchase_orders)
        values = self._amazon_prepare_orders(account, purchase_orders)
        # One message tells of all orders of a run, see `_amazon_announce`.
        quietly = {"mail_create_nosubscribe": True, "mail_auto_subscribe_no_notify": True}
        orders = self.with_company(account.company_id).with_context(**quietly).create(values)
        orders._amazon_warn_about_lines()
        return orders

    @api.model
    def _amazon_prepare_orders(self, account, purchase_orders):
        mappings = self._amazon_match_each(account, purchase_orders)
        prepare_line = self.env["sale.order.line"]._amazon_prepare_line
        known, values = {}, []
        for purchase_order in purchase_orders:
            if purchase_order.terms not in known:
                code = self.env["amazon.vendor.code"]._get_taught(
                    account, purchase_order.selling_party
                )
                terms = self._amazon_prepare_terms(account, code, purchase_order)
                known[purchase_order.terms] = (code, terms)
            code, terms = known[purchase_order.terms]
            products = mappings[purchase_order.number]
            lines = [
                prepare_line(item, products.get(item.sequence), code)
                for item in purchase_order.items
            ]
            values.append(
                {
                    **self._amazon_prepare_header(account, purchase_order),
                    **terms,
                    **dict.fromkeys(NUMBERS, purchase_order.number),
                    "order_line": [Command.create(line) for line in lines],
                }
            )
        return values

    @api.model
    def _amazon_prepare_header(self, account, purchase_order):
        """:return: the values that follow each new version of the purchase order"""
        ship, deliver = purchase_order.ship_window, purchase_order.delivery_window
        ordered_at = naive(purchase_order.ordered_at) or fields.Datetime.now()
        window = ship or deliver  # what Odoo plans is when the goods leave
        return {
            "amazon_purchase_order_state": purchase_order.state,
            "amazon_purchase_order_type": purchase_order.type,
            "amazon_currency": purchase_order.currency,
            "amazon_buying_party": purchase_order.buying_party and purchase_order.buying_party.code,
            "amazon_purchase_order_date": ordered_at,
            "amazon_acknowledge_by": account._get_acknowledge_by(ordered_at),
            "amazon_ship_window_start": naive(ship and ship.start),
            "amazon_ship_window_end": naive(ship and ship.end),
            "amazon_delivery_window_start": naive(deliver and deliver.start),
            "amazon_delivery_window_end": naive(deliver and deliver.end),
            "commitment_date": naive(window and window.end),
            **self._amazon_prepare_details(purchase_order),
        }

    @api.model
    def _amazon_prepare_terms(self, account, code, purchase_order):
        """:return: the values that a purchase order sets once, from its parties and our settings"""
        parties = self.env["amazon.vendor.party"]
        values = {
            "amazon_account_id": account.id,
            "amazon_code_id": code.id,
            "company_id": account.company_id.id,
            "partner_id": account.partner_id.id,
            "partner_shipping_id": parties._get_partner(
                account, purchase_order.ship_to, "delivery"
            ).id,
            "partner_invoice_id": parties._get_partner(
                account, self._amazon_get_bill_to(purchase_order), "invoice"
            ).id,
            "warehouse_id": (code.warehouse_id or account.warehouse_id).id,
            "team_id": (code.team_id or account.team_id).id,
            "fiscal_position_id": code.fiscal_position_id.id,
            "payment_term_id": code.payment_term_id.id,
        }
        if account.partner_id.company_id - account.company_id:
            raise UserError(
                self.env._(
                    "Account %(account)s: its customer %(partner)s belongs to another company. "
                    "Choose a customer of %(company)s.",
                    account=account.name,
                    partner=account.partner_id.display_name,
                    company=account.company_id.name,
                )
            )
        # What is not set here is left to Odoo's own defaults; but whoever runs the scheduled work
        # is no salesperson, and a pricelist that is not the purchase order's has its currency.
        return {
            **{name: value for name, value in values.items() if value},
            "pricelist_id": self._amazon_get_pricelist(account, code, purchase_order).id,
            "user_id": (account.user_id or account.partner_id.user_id).id,
        }

    @api.model
    def _amazon_get_bill_to(self, purchase_order):
        """:return: the :class:`Party` that is invoiced: where no bill-to is named, a buying party
        that is registered for taxes itself, as each of Amazon's establishments in Brazil"""
        buyer = purchase_order.buying_party
        return purchase_order.bill_to or (buyer if buyer and buyer.tax_number else None)

    @api.model
    def _amazon_get_pricelist(self, account, code, purchase_order):
        """:return: a pricelist in the currency of the purchase order, which decides the order's;
        none where that is the company's own"""
        company = account.company_id
        currency = self._amazon_get_currency(purchase_order) or company.currency_id
        default = account.partner_id.with_company(company).property_product_pricelist
        for pricelist in (code.pricelist_id, default):
            if pricelist.currency_id == currency:
                return pricelist
        pricelists = self.env["product.pricelist"]
        if currency == company.currency_id:
            return pricelists
        if not currency.active:
            currency.active = True
        return pricelists.search(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "in", [False, company.id]),
                ("item_ids", "=", False),
            ],
            limit=1,
        ) or pricelists.create(
            {
                "name": f"Amazon {currency.name}",
                "currency_id": currency.id,
                "company_id": company.id,
            }
        )

    @api.model
    def _amazon_get_currency(self, purchase_order):
        """:return: the currency that the purchase order names, also one that is not in use yet"""
        name = purchase_order.currency
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        )
        if name and not currency:
            raise UserError(
                self.env._(
                    "Purchase order %(number)s is in %(currency)s, which Odoo does not know.",
                    number=purchase_order.number,
                    currency=name,
                )
            )
        return currency

    def _amazon_follow(self, purchase_order):
        """Nothing was confirmed yet: the order becomes what Amazon asks for now."""
        mappings = self._amazon_match_known(self.amazon_account_id, purchase_order)
        lines = {line.amazon_item_sequence: line for line in self.order_line}
        commands = [Command.delete(line.id) for line in self._amazon_get_unknown_lines()]
        for item in purchase_order.items:
            mapping = mappings.get(item.sequence)
            line = lines.pop(item.sequence, None) if mapping else None
            if line and line.product_id != mapping.product_id and not line.product_updatable:
                # Such as of an order that was cancelled here: Odoo lets its product not be changed.
                commands.append(Command.delete(line.id))
                line = None
            values = self.order_line._amazon_prepare_line(item, mapping, self.amazon_code_id)
            commands.append(Command.update(line.id, values) if line else Command.create(values))
        commands += [
            Command.delete(line.id) for line in lines.values() if line.amazon_item_sequence
        ]
        header = self._amazon_prepare_header(self.amazon_account_id, purchase_order)
        with telling(follow=True):
            self.write({**header, "order_line": commands})
        self._amazon_warn_about_lines()

    def _amazon_warn_about_lines(self):
        self._amazon_plan_leaving()
        self.order_line._amazon_include_taxes()
        for order in self:
            order._amazon_ask_about_unknown()
            order._amazon_ask_for_country()
            order._amazon_compare_prices()
            order._amazon_warn_about_cases()
            notes = order.order_line._amazon_get_price_warnings()
            if notes:
                order._amazon_ask("prices", self.env._("Check the prices"), "\n".join(notes))

    def _amazon_get_owner(self):
        return self.user_id

    def _amazon_announce(self):
        """Tell each salesperson once of all orders that came in a run."""
        self.amazon_is_announced = True
        for (account, user), orders in self.grouped(
            lambda order: (order.amazon_account_id, order.user_id)
        ).items():
            if user:
                account.sudo().message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=self.env._("%s new Amazon orders", len(orders)),
                    body=", ".join(orders.mapped("amazon_purchase_order_number")),
                )

    # === ACKNOWLEDGEMENT === #

    def action_confirm(self):
        self._amazon_check_confirmation()
        result = super().action_confirm()
        answered = self.browse(get_told("answered_ids"))
        waiting = (self - answered).filtered(
            lambda order: (
                order.sudo().amazon_account_id.acknowledge_on_confirm
                and order.amazon_acknowledgement_state != "nothing"
            )
        )
        filter_sendable(waiting)._amazon_prepare_acknowledgements()
        return result

    def _amazon_check_confirmation(self):
        """Whoever confirms an order that came as history takes it up.

        :raise UserError: for orders of which Amazon takes nothing more"""
        ours = self.filtered("amazon_account_id")
        ours._amazon_check_not_over()
        ours.filtered("amazon_is_history").sudo().amazon_is_history = False

    @right("send")
    def action_amazon_acknowledge(self):
        """Build the acknowledgement of the orders and make it ready to send.

        An order that is not confirmed yet is confirmed for what is accepted; one of which nothing
        is accepted is cancelled.
        """
        orders = self.filtered("amazon_account_id")
        orders._amazon_check_not_over()
        orders._amazon_prepare_acknowledgements()
        quotations = orders.filtered(lambda order: order.state in ("draft", "sent"))
        accepted = quotations.filtered(
            lambda order: any(line.product_uom_qty for line in order.order_line)
        )
        (quotations - accepted)._amazon_cancel()
        if accepted:
            with telling(answered_ids=accepted.ids):
                accepted.action_confirm()

    def _amazon_prepare_acknowledgements(self):
        documents = self.env["amazon.vendor.document"].sudo()
        for order in self:
            account = order.sudo().amazon_account_id
            documents |= documents._prepare_outgoing(
                account,
                "acknowledgement",
                order.amazon_purchase_order_number,
                order._amazon_build_acknowledgement(),
                sale_order_id=order.id,
            )
        if documents:
            self.sudo().amazon_account_id._wake_lanes()
        self._amazon_end_deadline_alert()
        return documents

    def _amazon_build_acknowledgement(self):
        """:return: the body of submitAcknowledgement (Vendor Orders v1) for what the lines accept
        :raise UserError: naming each line whose answer Amazon would refuse
        """
        self.ensure_one()
        lines = self.order_line.filtered("amazon_ordered_quantity")
        self._amazon_check_answers(lines)
        return {
            "acknowledgements": [
                {
                    "purchaseOrderNumber": self.amazon_purchase_order_number,
                    "sellingParty": self.sudo().amazon_code_id._build_party(),
                    "acknowledgementDate": utc_text(fields.Datetime.now()),
                    "items": [line._amazon_build_acknowledgement_item() for line in lines],
                }
            ]
        }

    # === NAVIGATION === #

    @right("see")
    def action_open_amazon_calls(self):
        return self.sudo().amazon_document_ids._open_calls()

    @right("see")
    def action_amazon_open_support_case(self):
        """What people are sent to where Amazon refuses, or does not answer."""
        return self.sudo().amazon_document_ids._open_support_case()

    @right("see")
    def action_open_amazon_documents(self):
        return self.sudo().amazon_document_ids._get_records_action(
            name=self.env._("Amazon documents")
        )
