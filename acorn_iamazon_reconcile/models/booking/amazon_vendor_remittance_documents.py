# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, models

MOVE_TYPES = {
    ("vendor_bill", True): "in_invoice",
    ("vendor_bill", False): "in_refund",
    ("credit_note", True): "out_refund",
    ("credit_note", False): "out_invoice",
}


class AmazonVendorRemittance(models.Model):
    """Deductions that the law wants a document of: a vendor bill, or a credit note, which the
    payment then settles."""

    _inherit = "amazon.vendor.remittance"

    def _get_documented_deductions(self):
        """:return: (line, type, amount) of the deductions that become documents"""
        return [deduction for deduction in self._get_deductions() if self._has_document(*deduction)]

    def _create_documents(self):
        deductions = self._get_documented_deductions()
        documents = self.env["account.move"].create(
            [self._prepare_document(*deduction) for deduction in deductions]
        )
        for document, (line, _type, amount) in zip(documents, deductions, strict=True):
            self._make_total_exact(document, abs(amount))
            line.document_id = document
        documents.action_post()

    def _prepare_document(self, line, deduction_type, amount):
        """Amazon's amount includes the tax, which is taken out of it.

        :param float amount: above zero when it lowers the payment
        """
        deduction_type = deduction_type.with_company(self.company_id)
        tax = deduction_type.tax_id
        net = abs(amount)
        if tax:
            net = tax.with_context(force_price_include=True).compute_all(net, self.currency_id)[
                "total_excluded"
            ]
        partner = deduction_type.partner_id or self.account_id.sudo().partner_id
        return {
            "move_type": MOVE_TYPES[deduction_type.document_kind, amount > 0],
            "company_id": self.company_id.id,
            "partner_id": partner.commercial_partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.date,
            "date": self.date,
            "invoice_payment_term_id": False,
            # A deduction taken in slices has the same number in several payments.
            "ref": f"{line.number} {self.name}",
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": f"{deduction_type.name} {line.number}",
                        "account_id": self._get_account_of(deduction_type).id,
                        "price_unit": net,
                        "tax_ids": tax.ids,
                        "analytic_distribution": deduction_type.analytic_distribution or False,
                    }
                )
            ],
        }

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

    # === JOURNAL ITEMS === #

    def _prepare_document_items(self):
        """:return: values of the journal items that settle the documents"""
        items = []
        for line, _type, amount in self._get_documented_deductions():
            document = line.document_id
            account = self._get_receivable(document).account_id[:1]
            items.append(self._prepare_item(account, document.name, amount, document.partner_id))
        return items

    def _reconcile_documents(self):
        documents = [line.document_id for line, *_rest in self._get_documented_deductions()]
        if not documents:
            return
        items = self.payment_id.move_id.line_ids.sorted("id")[-len(documents) :]
        self.env["account.move.line"]._reconcile_plan(
            [
                self._get_receivable(document) + item
                for document, item in zip(documents, items, strict=True)
            ]
        )

    # === UNDO === #

    def _cancel_documents(self):
        lines = self.line_ids
        documents = lines.document_id
        documents.button_draft()
        documents.button_cancel()
        lines.filtered("document_id").document_id = False

    # === NAVIGATION === #

    def action_open_documents(self):
        return self.line_ids.document_id._get_records_action(
            name=self.env._("Documents of Deductions")
        )
