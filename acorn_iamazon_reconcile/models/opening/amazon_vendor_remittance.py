# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from ...booking import Role
from ...matcher import Document, make_match_key


class AmazonVendorRemittance(models.Model):
    """Payments from before the books began, and what was open then."""

    _inherit = "amazon.vendor.remittance"

    # === HISTORY === #

    def _set_aside_earlier(self):
        """What Amazon paid before the books began was booked in the former system."""
        earlier = self.filtered(
            lambda one: (
                one.state in ("draft", "matched")
                and one.account_id.sudo().books_begin
                and one.date < one.account_id.sudo().books_begin
            )
        )
        earlier.state = "before"
        return earlier

    @right("change")
    def action_book_after_all(self):
        """It was set aside as history, and is to be booked here.

        :raise UserError: when it was not set aside
        """
        wrong = self.filtered(lambda one: one.state != "before")
        if wrong:
            raise UserError(self.env._("%s is no history: book it.", wrong[:1].name))
        self.state = "draft"
        self.action_match()

    # === WHAT WAS OPEN === #

    def _load_opening(self, account):
        """:return: the opening items of the account as documents of the matcher, with ids
        below zero: those of invoices are above"""
        opening = account.sudo().opening_item_ids
        items = opening.filtered(lambda item: item.parent_state == "posted")
        promised = self._load_opening_promised(account) if items else {}
        documents = []
        for item in items:
            units = self._make_units(item.currency_id)
            sign = -1 if item.amount_currency < 0 else 1
            name = item.name or item.move_id.ref or item.move_name
            documents.append(
                Document(
                    id=-item.id,
                    name=name,
                    key=make_match_key(name),
                    purchase_orders="",
                    date=None,
                    currency=item.currency_id.id,
                    total=units(abs(item.amount_currency)),
                    available=units(sign * item.amount_residual_currency)
                    - sign * units(promised.get(item.id, 0)),
                    is_refund=sign < 0,
                    other_name=self._get_other_opening_name(item, name),
                )
            )
        return documents

    def _get_other_opening_name(self, item, name):
        """:return: the reference of an entry that is about one item only"""
        same = item.move_id.line_ids.filtered(lambda one: one.account_id == item.account_id)
        ref = item.move_id.ref or ""
        return ref if len(same) == 1 and ref != name else ""

    def _load_opening_promised(self, account):
        groups = self.env["amazon.vendor.remittance.line"]._read_group(
            [
                ("account_id", "=", account.id),
                ("kind", "=", "opening"),
                ("remittance_id.state", "in", ("draft", "matched")),
            ],
            ["opening_item_id"],
            ["paid:sum", "discount:sum", "withholding:sum"],
        )
        return {item.id: sum(amounts) for item, *amounts in groups}

    # === PROOF === #

    def _get_settled_opening(self):
        """:return: {opening item: by how much the booking changed what is open, in its currency}"""
        lines = {line.id: line for line in self.line_ids}
        settled = defaultdict(Decimal)
        for item in self._read_plan():
            if item["role"] == Role.SETTLEMENT.value:
                settled[lines[item["line"]].opening_item_id] += Decimal(item["amount"])
        return settled
