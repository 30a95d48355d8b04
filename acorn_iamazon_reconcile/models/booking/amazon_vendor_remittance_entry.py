# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, models

from odoo.addons.acorn_iamazon.rights import right

from ...booking import Role

MOVE_TYPES = {
    ("vendor_bill", True): "in_invoice",
    ("vendor_bill", False): "in_refund",
    ("credit_note", True): "out_refund",
    ("credit_note", False): "out_invoice",
}


class AmazonVendorRemittance(models.Model):
    """From the plan to the books: one payment with an item for each invoice and each
    deduction; and the documents of the deductions that the law wants one of."""

    _inherit = "amazon.vendor.remittance"

    def _apply_plan(self, plan):
        """Write the entry of the plan, and reconcile each item with what it settles."""
        self._create_documents()
        payment = self._create_payment(plan)
        payment.action_post()
        self._reconcile_items(plan, payment.move_id)
        invoices = self._get_invoice_lines().move_id
        invoices.write({"matched_payment_ids": [Command.link(payment.id)]})
        booked = {"payment_id": payment.id, "state": "posted", "booked_plan": self._dump_plan(plan)}
        self.write(booked)

    # === PAYMENT === #

    def _prepare_payment(self):
        """A payment below zero is money that goes back to Amazon: an outbound payment."""
        currency, amount = self._get_money()
        return {
            "payment_type": "outbound" if amount < 0 else "inbound",
            "partner_type": "customer",
            "company_id": self.company_id.id,
            "partner_id": self._get_payer().id,
            "journal_id": self._get_journal().id,
            "currency_id": currency.id,
            "amount": abs(amount),
            "date": self.date,
            "memo": self.name,
            "payment_reference": self.name,
        }

    def _create_payment(self, plan):
        money = plan.items[0]
        return (
            self.env["account.payment"]
            .with_company(self.company_id)
            .create(
                {
                    **self._prepare_payment(),
                    "outstanding_account_id": money.account,
                    "line_ids": [Command.create(self._prepare_item(item)) for item in plan.items],
                }
            )
        )

    def _prepare_item(self, item):
        """:param item: an :class:`Item` of the plan"""
        values = {
            "amazon_key": item.key,
            "amazon_remittance_line_id": item.line,
            "account_id": item.account,
            "name": item.label,
            "partner_id": item.partner,
            "currency_id": item.currency,
            "amount_currency": float(item.amount),
            "balance": float(item.balance),
            "date_maturity": self.date,
            "analytic_distribution": item.analytic or False,
        }
        if item.tax:
            values |= {
                "tax_ids": item.tax.taxes,
                "tax_tag_ids": item.tax.tags,
                "tax_repartition_line_id": item.tax.repartition,
            }
        return values

    def _reconcile_items(self, plan, entry):
        """Pair by pair: one reconciliation of all would leave the rest on an invoice of Odoo's
        choice."""
        items = self.env["account.move.line"]
        by_key = {item.amazon_key: item for item in entry.line_ids}
        items._amazon_part({pair for item in plan.items for pair in item.parted})
        pairs = []
        for item in plan.items:
            counterparts = items.browse(item.counterparts)
            if item.role is Role.DOCUMENT:
                document = items.amazon_remittance_line_id.browse(item.line).document_id
                counterparts = document._amazon_get_receivable()
            if item.frees:
                counterparts.remove_move_reconcile()
            if counterparts:
                pairs.append(
                    counterparts.filtered(lambda owed: not owed.reconciled) + by_key[item.key]
                )
        items._reconcile_plan(pairs)

    # === DOCUMENTS === #

    def _get_documented_deductions(self):
        """:return: (line, type, amount) of the deductions that become documents"""
        bills = self._find_entered_bills()
        return [
            (line, deduction_type, amount)
            for line, deduction_type, amount in self._get_deductions()
            if line._has_document(deduction_type) and line not in bills
        ]

    def _create_documents(self):
        deductions = self._get_documented_deductions()
        documents = self.env["account.move"].create(
            [self._prepare_document(*deduction) for deduction in deductions]
        )
        for document, (line, _type, amount) in zip(documents, deductions, strict=True):
            self._make_total_exact(document, abs(amount))
            line.document_id = document
        documents.action_post()
        documents._amazon_note_posted()

    def _prepare_document(self, line, deduction_type, amount):
        """Amazon's amount includes the tax, which is taken out of it.

        :param float amount: above zero when it lowers the payment
        """
        deduction_type = deduction_type.with_company(self.company_id)
        return {
            "move_type": MOVE_TYPES[deduction_type.document_kind, amount > 0],
            "company_id": self.company_id.id,
            "partner_id": self._get_document_partner(deduction_type).id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.date,
            "date": self.date,
            "invoice_payment_term_id": False,
            # A deduction taken in slices has the same number in several payments.
            "ref": f"{line.number} {self.name}",
            "invoice_line_ids": [
                Command.create(self._prepare_document_line(line, deduction_type, taxes, share))
                for taxes, share in line._share_by_taxes(deduction_type, abs(amount))
            ],
        }

    def _prepare_document_line(self, line, deduction_type, tax, amount):
        tax = tax.with_context(force_price_include=True)
        return {
            "name": f"{deduction_type.name} {line.number}",
            "account_id": self._get_account_of(deduction_type).id,
            "price_unit": tax.compute_all(float(amount), self.currency_id)["total_excluded"],
            "tax_ids": tax.ids,
            "analytic_distribution": deduction_type.analytic_distribution or False,
        }

    def _get_document_partner(self, deduction_type):
        return (deduction_type.partner_id or self._get_payer()).commercial_partner_id

    def _get_document_account(self, deduction_type):
        """:return: where the document of a deduction stands open, as Odoo will book it"""
        partner = self._get_document_partner(deduction_type).with_company(self.company_id)
        if deduction_type.document_kind == "vendor_bill":
            return partner.property_account_payable_id
        return partner.property_account_receivable_id

    def _make_total_exact(self, document, amount):
        """What rounding the net leaves goes with the tax, as the tax offices' forms allow."""
        rest = self.currency_id.round(amount - document.amount_total)
        tax_item = document.line_ids.filtered("tax_line_id")[:1]
        if self.currency_id.is_zero(rest) or not tax_item:
            return
        signed = rest if tax_item.amount_currency > 0 else -rest
        document.line_ids = [
            Command.update(tax_item.id, {"amount_currency": tax_item.amount_currency + signed})
        ]

    # === NAVIGATION === #

    @right("see")
    def action_open_documents(self):
        return self.line_ids.document_id._get_records_action(
            name=self.env._("Documents of Deductions")
        )
