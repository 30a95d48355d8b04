# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.acorn_iamazon.spapi import jsontext

from ...suspicions import find_suspicions

# So many accepted invoices tell what is usual.
COMPARED = 10


class AccountMove(models.Model):
    """Amazon rejects without a reason: what differs from what it accepted."""

    _inherit = "account.move"

    amazon_suspicions = fields.Text(
        "Suspicions", compute="_compute_amazon_suspicions", compute_sudo=True
    )

    def _compute_amazon_suspicions(self):
        unexplained = self.filtered(
            lambda move: (
                move.amazon_submission_state == "rejected"
                and move.amazon_rejection_reason in ("unknown", "other")
            )
        )
        (self - unexplained).amazon_suspicions = False
        for move in unexplained:
            move.amazon_suspicions = "\n".join(move._amazon_find_suspicions())

    def _amazon_find_suspicions(self):
        """:return: sentences, the likeliest cause of the rejection first"""
        rejected = self._get_amazon_submissions().filtered(lambda d: d.state == "rejected")
        rejected = rejected.sorted("id")[-1:]
        accepted = rejected.search(
            [
                ("account_id", "=", rejected.account_id.id),
                ("kind", "=", rejected.kind),
                ("environment", "=", rejected.environment),
                ("state", "=", "accepted"),
                ("payload", "not in", (False, "")),
            ],
            order="id desc",
            limit=COMPARED,
        )
        if not rejected.payload or not accepted:
            return []
        (body, *others) = [
            jsontext.loads(document.payload)["invoices"][0] for document in rejected + accepted
        ]
        names = self._amazon_name_suspicions()
        return [
            self.env._(
                "%(place)s. %(feature)s: %(values)s; none of the last %(count)s accepted.",
                place=place,
                feature=names[code],
                values=", ".join(values) or self.env._("missing"),
                count=len(others),
            )
            for place, (code, values) in enumerate(find_suspicions(body, others), start=1)
        ]

    def _amazon_name_suspicions(self):
        return {
            "tax": self.env._("Type and rate of a tax"),
            "tax_number": self.env._("Tax registration number"),
            "bill_to": self.env._("Bill-to party"),
            "bill_to_address": self.env._("Address of the bill-to party"),
            "remit_to": self.env._("Vendor code"),
            "remit_to_address": self.env._("Address of the vendor"),
            "number": self.env._("Form of the number"),
            "currency": self.env._("Currency"),
            "unit": self.env._("Unit of measure"),
            "charges": self.env._("Charge or allowance"),
            "terms": self.env._("Payment terms"),
            "cost": self.env._("Cost with more than two decimals"),
            "ship_to": self.env._("Fulfilment centre"),
            "product": self.env._("Product"),
        }
