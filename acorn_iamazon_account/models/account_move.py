# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.spapi import decimal_text

from ..rules import find_problems

ACTIVITY_INVOICE = "acorn_iamazon_account.mail_activity_type_invoice"
KINDS = {"out_invoice": "invoice", "out_refund": "credit_note"}
REFUSED_STATES = ("to_submit", "rejected", "failed")


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_account_id = fields.Many2one(
        "amazon.vendor.account",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    amazon_purchase_order_number = fields.Char("Amazon PO", readonly=True, index="btree_not_null")
    amazon_document_ids = fields.One2many("amazon.vendor.document", "move_id")
    amazon_document_count = fields.Integer(compute="_compute_amazon_document_count")
    amazon_submission_state = fields.Selection(
        [
            ("to_submit", "To submit"),
            ("queued", "Validated, waiting to be sent"),
            ("sent", "Delivered"),
            ("accepted", "Accepted by Amazon"),
            ("rejected", "Rejected by Amazon"),
            ("failed", "Failed"),
            ("replaced", "Replaced by a new invoice"),
        ],
        "Amazon",
        compute="_compute_amazon_submission_state",
        store=True,
        index="btree_not_null",
    )
    amazon_submission_message = fields.Text(
        "Amazon's answer", compute="_compute_amazon_submission_message"
    )
    amazon_replaced_by_id = fields.Many2one(
        "account.move", "Replaced by", readonly=True, copy=False, index="btree_not_null"
    )
    # What the Invoices API says; see _amazon_set_status
    amazon_status = fields.Char("Status at Amazon", readonly=True, copy=False)
    amazon_due_date = fields.Date("Due at Amazon", readonly=True, copy=False)
    amazon_amount_paid = fields.Monetary("Paid by Amazon", readonly=True, copy=False)
    amazon_amount_queued = fields.Monetary("Queued for payment", readonly=True, copy=False)
    amazon_amount_deducted = fields.Monetary("Deducted by Amazon", readonly=True, copy=False)
    amazon_settlement = fields.Text("Settlement", readonly=True, copy=False)
    amazon_payment_numbers = fields.Char("Payment numbers", readonly=True, copy=False)
    amazon_status_date = fields.Datetime("Status of", readonly=True, copy=False)

    @api.depends("amazon_document_ids")
    def _compute_amazon_document_count(self):
        counts = dict(
            self.env["amazon.vendor.document"]
            .sudo()
            ._read_group([("move_id", "in", self.ids)], ["move_id"], ["__count"])
        )
        for move in self:
            move.amazon_document_count = counts.get(move, 0)

    def _get_amazon_submissions(self):
        return self.sudo().amazon_document_ids.filtered(lambda d: d.kind in KINDS.values())

    @api.depends(
        "state",
        "move_type",
        "amazon_account_id",
        "amazon_replaced_by_id",
        "amazon_document_ids.state",
        "amazon_document_ids.shadow_state",
        "amazon_document_ids.kind",
    )
    def _compute_amazon_submission_state(self):
        for move in self:
            wanted = move.amazon_account_id and move.move_type in KINDS and move.state == "posted"
            move.amazon_submission_state = wanted and (
                (move.amazon_replaced_by_id and "replaced")
                or move._get_amazon_submissions()._get_progress()
                or "to_submit"
            )

    @api.depends("amazon_document_ids.error_message")
    def _compute_amazon_submission_message(self):
        for move in self:
            move.amazon_submission_message = (
                move._get_amazon_submissions().sorted("id")[-1:].error_message
            )

    @api.model
    def _amazon_find_by_number(self, account, number):
        return self.search(
            [
                ("amazon_account_id", "=", account.id),
                ("name", "=", number),
                ("move_type", "in", list(KINDS)),
                ("state", "=", "posted"),
            ],
            limit=1,
        )

    # === SUBMISSION === #

    def action_amazon_submit(self):
        """Check the invoices, build what Amazon gets and make it ready to send.

        :raise UserError: with all that Amazon would refuse, by invoice
        """
        moves = self.filtered(lambda move: move.amazon_account_id and move.move_type in KINDS)
        errors = moves._amazon_queue_submission()
        if errors:
            raise UserError("\n".join(error for messages in errors.values() for error in messages))

    def _amazon_queue_submission(self):
        """:return: the sentences on what Amazon would refuse, by invoice; those are not queued"""
        errors = {}
        documents = self.env["amazon.vendor.document"].sudo()
        free = set(self.sudo().try_lock_for_update(allow_referencing=True).ids)
        for move in self:
            if move.id not in free:
                errors[move] = [
                    self.env._("%s is being submitted by somebody else just now.", move.name)
                ]
                continue
            problems = [f.message for f in find_problems(move) if f.severity == "error"]
            if problems:
                errors[move] = problems
                continue
            documents |= documents._prepare_outgoing(
                move.sudo().amazon_account_id,
                KINDS[move.move_type],
                move.name,
                move._amazon_build_invoice(),
                move_id=move.id,
                sale_order_id=move.invoice_line_ids.sale_line_ids.order_id[:1].id,
            )
        if documents:
            self.env["amazon.vendor.account"]._trigger_job("send_documents")
        return errors

    def _post(self, soft=True):
        posted = super()._post(soft)
        automatic = posted.filtered(
            lambda move: (
                move.move_type in KINDS
                and move.sudo().amazon_account_id.submit_on_post
                and move.amazon_submission_state in REFUSED_STATES
            )
        )
        for move, messages in automatic._amazon_queue_submission().items():
            move.message_post(body="\n".join(messages))
        return posted

    def button_draft(self):
        for move in self:
            documents = move._get_amazon_submissions()
            documents.filtered(lambda d: not d.attempts)._cancel_unsent()
            documents._keep_copies()  # before the invoice changes
            if documents.filtered(lambda d: d.state in ("sending", "sent", "accepted")):
                raise UserError(
                    self.env._(
                        "%s was submitted to Amazon and cannot be changed. Make a credit note, or "
                        "wait until Amazon has answered.",
                        move.name,
                    )
                )
        return super().button_draft()

    def _amazon_open_activity(self, document):
        """One open activity an invoice: what Amazon refuses, a person must look at."""
        move = self.sudo()
        if move.activity_search([ACTIVITY_INVOICE]):
            return
        account = move.amazon_account_id
        responsible = move.invoice_user_id or account.user_id or account.member_ids[:1]
        move.activity_schedule(
            ACTIVITY_INVOICE,
            user_id=(responsible or self.env.user).id,
            summary=self.env._("Amazon refused %s", move.name),
            note=document.error_message,
        )

    # === PAYLOAD === #

    def _amazon_build_invoice(self):
        """:return: the body of submitInvoices (Vendor Invoices v1)"""
        self.ensure_one()
        taxes = self._amazon_get_taxes()
        lines = self._amazon_get_goods_lines()
        invoice = {
            "invoiceType": "Invoice" if self.move_type == "out_invoice" else "CreditNote",
            "id": self.name,
            "date": f"{self.invoice_date}T00:00:00Z",
            "remitToParty": self._amazon_build_remit_to(),
            "shipToParty": {"partyId": self._amazon_get_ship_to()},
            "billToParty": self._amazon_build_bill_to(),
            "invoiceTotal": self._amazon_build_money(Decimal(repr(self.amount_total))),
            "items": [
                line._amazon_build_item(place, self._amazon_build_taxes(taxes.get(line, {})))
                for place, line in enumerate(lines, start=1)
            ],
        }
        header_taxes = self._amazon_build_taxes(self._amazon_add_up(taxes.values()))
        if header_taxes:
            invoice["taxDetails"] = header_taxes
        invoice.update(self._amazon_build_charges(taxes))
        invoice.update(self._amazon_build_payment_terms())
        return {"invoices": [invoice]}

    def _amazon_build_money(self, amount):
        """:param Decimal amount: written with the currency's decimals, or more when it has more"""
        amount = amount.normalize()
        places = max(self.currency_id.decimal_places, -amount.as_tuple().exponent)
        return {
            "amount": decimal_text(amount, places),
            "currencyCode": self.currency_id.name,
        }

    def _amazon_get_taxes(self):
        """Odoo's own figures, in which the lines' taxes add up to the invoice's.

        :return: line -> {tax: (taxable amount, tax amount)}
        """
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        taxes = {}
        for base_line in base_lines:
            of_line = taxes.setdefault(base_line["record"], {})
            for data in base_line["tax_details"]["taxes_data"]:
                base, amount = of_line.get(data["tax"], (0, 0))
                of_line[data["tax"]] = (
                    base + self._amazon_round(data["base_amount_currency"]),
                    amount + self._amazon_round(data["tax_amount_currency"]),
                )
        return taxes

    def _amazon_round(self, amount):
        return Decimal(repr(self.currency_id.round(amount)))

    @api.model
    def _amazon_add_up(self, taxes_of_lines):
        total = {}
        for taxes in taxes_of_lines:
            for tax, (base, amount) in taxes.items():
                so_far = total.get(tax, (0, 0))
                total[tax] = (so_far[0] + base, so_far[1] + amount)
        return total

    def _amazon_build_taxes(self, taxes):
        """:param taxes: {tax: (taxable amount, tax amount)}"""
        return [
            {
                "taxType": tax.amazon_tax_type,
                **self._amazon_build_tax_rate(tax),
                "taxAmount": self._amazon_build_money(amount),
                "taxableAmount": self._amazon_build_money(base),
            }
            for tax, (base, amount) in taxes.items()
        ]

    @api.model
    def _amazon_build_tax_rate(self, tax):
        if tax.amount_type not in ("percent", "division"):
            return {}
        rate = Decimal(repr(round(tax.amount, 4))).normalize()
        return {"taxRate": decimal_text(rate)}

    def _amazon_compute_sums(self):
        """:return: (quantities × costs + charges - allowances, taxes) of the payload"""
        invoice = self._amazon_build_invoice()["invoices"][0]
        lines = Decimal(0)
        for item in invoice["items"]:
            quantity = item["invoicedQuantity"]
            factor = quantity.get("totalWeight", quantity)["amount"]
            lines += Decimal(item["netCost"]["amount"]) * Decimal(factor)
        for charge in invoice.get("chargeDetails", []):
            lines += Decimal(charge["chargeAmount"]["amount"])
        for allowance in invoice.get("allowanceDetails", []):
            lines -= Decimal(allowance["allowanceAmount"]["amount"])
        taxes = sum(
            (Decimal(tax["taxAmount"]["amount"]) for tax in invoice.get("taxDetails", [])),
            Decimal(0),
        )
        return lines, taxes

    def _amazon_build_remit_to(self):
        order = self.invoice_line_ids.sale_line_ids.order_id[:1]
        return {
            "partyId": order.sudo().amazon_code_id.name or "",
            **self._amazon_build_address(self.company_id.partner_id),
            **self._amazon_build_tax_number(self.company_id.partner_id),
        }

    def _amazon_get_bill_to(self):
        return (
            self.env["amazon.vendor.party"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.sudo().amazon_account_id.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("kind", "=", "invoice"),
                ],
                limit=1,
            )
        )

    def _amazon_build_bill_to(self):
        return {
            "partyId": self._amazon_get_bill_to().code or "",
            **self._amazon_build_address(self.partner_id),
            **self._amazon_build_tax_number(self.partner_id),
        }

    def _amazon_get_ship_to(self):
        return self.partner_shipping_id.ref or ""

    @api.model
    def _amazon_build_address(self, partner):
        """Amazon's address here says ``postalOrZipCode``, unlike in all its other operations."""
        if not (partner.street and partner.country_id):
            return {}
        address = {
            "name": partner.name or partner.commercial_partner_id.name,
            "addressLine1": partner.street,
            "addressLine2": partner.street2,
            "city": partner.city,
            "stateOrRegion": partner.state_id.code,
            "postalOrZipCode": partner.zip,
            "countryCode": partner.country_id.code,
        }
        return {"address": {name: value for name, value in address.items() if value}}

    @api.model
    def _amazon_build_tax_number(self, partner):
        if not partner.vat or partner.country_id.code == "US":
            return {}
        kind = "GST" if partner.country_id.code in ("IN", "AU", "SG", "CA") else "VAT"
        return {
            "taxRegistrationDetails": [
                {"taxRegistrationType": kind, "taxRegistrationNumber": partner.vat}
            ]
        }

    def _amazon_build_payment_terms(self):
        term = self.invoice_payment_term_id
        line = term.line_ids
        if len(line) != 1 or line.delay_type != "days_after":
            return {}
        terms = {"type": "Basic", "netDueDays": line.nb_days}
        if term.early_discount:
            percentage = Decimal(repr(term.discount_percentage)).normalize()
            terms["discountPercent"] = decimal_text(percentage)
            terms["discountDueDays"] = term.discount_days
        return {"paymentTerms": terms}

    # === STATUS AT AMAZON === #

    def _amazon_set_status(self, header):
        """:param header: an :class:`InvoiceHeader` of the Invoices API"""
        settlement = header.settlement
        deducted = sum(
            (amount for amount in settlement.values() if amount < 0),
            Decimal(0),
        )
        self.sudo().write(
            {
                "amazon_status": header.status,
                "amazon_due_date": header.due_at and header.due_at.date(),
                "amazon_amount_paid": float(settlement.get("AmountPaid", 0)),
                "amazon_amount_queued": float(settlement.get("QueuedForPayment", 0)),
                "amazon_amount_deducted": float(-deducted),
                "amazon_settlement": "\n".join(
                    f"{name}: {self.currency_id.format(float(amount))}"
                    for name, amount in settlement.items()
                ),
                "amazon_payment_numbers": ", ".join(
                    header.identifiers.get("UNIQUE_PAYMENT_IDS", ())
                ),
                "amazon_status_date": fields.Datetime.now(),
            }
        )

    def action_open_amazon_calls(self):
        return self.sudo().amazon_document_ids._open_calls()

    def action_open_amazon_documents(self):
        return self.sudo().amazon_document_ids._get_records_action(
            name=self.env._("Amazon documents")
        )
