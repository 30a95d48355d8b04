# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...returns import ReturnsError, read_notices


class AmazonVendorReturn(models.Model):
    """Returns notices out of a file of Vendor Central's."""

    _inherit = "amazon.vendor.return"

    @api.model
    def _read_file(self, filename, content):
        """:raise UserError: naming the file and what is wrong with it"""
        try:
            return read_notices(content)
        except ReturnsError as error:
            text = self.env._("%(file)s: %(problem)s", file=filename, problem=error)
            raise UserError(text) from None

    @api.model
    def _find_known(self, account, notices):
        """:return: the returns by number, of those that the account has already"""
        found = self.search(
            [("account_id", "=", account.id), ("name", "in", [n.number for n in notices])]
        )
        return {notice.name: notice for notice in found}

    @api.model
    def _import(self, account, notices):
        """Each notice is there once: what is new is expected, what changed before anything arrived
        follows, and what changed afterwards is asked about.

        :return: the returns"""
        known = self._find_known(account, notices)
        result = self.browse()
        for notice in notices:
            values = self._prepare(account, notice)
            record = known.get(notice.number)
            if not record:
                record = self.create({**values, "account_id": account.id, "name": notice.number})
                record.action_expect()
            elif record._differs(notice):
                record._follow(notice, values)
            result |= record
        return result

    @api.model
    def _prepare(self, account, notice):
        currency = account.company_id.currency_id
        if notice.currency:
            currency = (
                self.env["res.currency"]
                .with_context(active_test=False)
                .search([("name", "=", notice.currency)])
            )
            if not currency:
                raise UserError(
                    self.env._(
                        "Return %(number)s is in %(currency)s, which Odoo does not know.",
                        number=notice.number,
                        currency=notice.currency,
                    )
                )
        return {
            "authorisation": notice.authorisation,
            "vendor_code": notice.vendor_code,
            "centre": notice.centre,
            "currency_id": currency.id,
            "date": notice.day or fields.Date.context_today(self),
            "line_ids": [Command.create(self._prepare_item(item)) for item in notice.items],
        }

    @api.model
    def _prepare_item(self, item):
        return {
            "asin": item.asin,
            "vendor_sku": item.sku,
            "name": item.name,
            "purchase_order_number": item.purchase_order,
            "quantity": item.units,
            "unit_cost": float(item.cost) if item.cost is not None else 0.0,
        }

    def _differs(self, notice):
        """:return: whether the file says otherwise what comes back, or what it costs"""

        def show(asin, sku, units, cost):
            return (asin or "", sku or "", units, round(cost, 6))

        ours = [show(x.asin, x.vendor_sku, x.quantity, x.unit_cost) for x in self.line_ids]
        theirs = [show(x.asin, x.sku, x.units, float(x.cost or 0)) for x in notice.items]
        return sorted(ours) != sorted(theirs)

    def _follow(self, notice, values):
        """Amazon changed the notice."""
        if self.state == "arrived" or any(self.line_ids.mapped("arrived")):
            self._amazon_ask(
                "changed",
                self.env._("Amazon changed return %s", self.name),
                self.env._(
                    "A part arrived already, so the return stays as it was. By the new file "
                    "Amazon returns: %s.",
                    ", ".join(f"{x.units} × {x.asin or x.sku}" for x in notice.items),
                ),
                activity_type="mail.mail_activity_data_todo",
                renew=True,
            )
            return
        was_expected = self.state == "expected"
        self.sudo()._cancel_open_transfers()
        self.line_ids.unlink()
        self.write({**values, "state": "draft" if was_expected else self.state})
        if was_expected:
            self.action_expect()
