# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import float_compare, format_date

# Due dates run from Amazon's receipt of the invoice, as vendors report: so many days are no news.
DUE_DATE_TOLERANCE = timedelta(days=3)


class AccountMove(models.Model):
    """Amazon's own figures beside Odoo's, and what differs."""

    _inherit = "account.move"

    amazon_amount_total = fields.Monetary(
        "Total at Amazon", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_payment_terms = fields.Char(
        "Payment terms at Amazon", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_difference = fields.Text(
        "Differences to Amazon", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_has_difference = fields.Boolean(readonly=True, copy=False, prefetch="amazon")
    amazon_expected_payment_date = fields.Date(
        "Payment expected",
        readonly=True,
        copy=False,
        help="When Amazon's records say that it pays.",
        prefetch="amazon",
    )

    def _amazon_prepare_side(self, header):
        """:param header: an :class:`InvoiceHeader` of the Invoices API"""
        differences = self._amazon_find_differences(header)
        due_at = header.due_at and header.due_at.date()
        expected = due_at if header.status != "REJECTED" else False
        return {
            "amazon_amount_total": float(header.amount or 0),
            "amazon_payment_terms": header.payment_terms,
            "amazon_difference": "\n".join(differences) or False,
            "amazon_has_difference": bool(differences),
            "amazon_expected_payment_date": expected,
        }

    def _amazon_find_differences(self, header):
        """
        :param header: an :class:`InvoiceHeader` of the Invoices API
        :return: sentences on amount, currency and due date that are not Odoo's
        """
        self.ensure_one()
        differences = []
        currency = self.currency_id
        amount = header.amount
        if header.currency and header.currency != currency.name:
            differences.append(
                self.env._(
                    "Amazon has it in %(theirs)s, Odoo in %(ours)s.",
                    theirs=header.currency,
                    ours=currency.name,
                )
            )
        elif amount is not None and float_compare(
            abs(float(amount)), self.amount_total, precision_rounding=currency.rounding
        ):
            differences.append(
                self.env._(
                    "Amazon has a total of %(theirs)s, Odoo of %(ours)s.",
                    theirs=currency.format(abs(float(amount))),
                    ours=currency.format(self.amount_total),
                )
            )
        due_at = header.due_at and header.due_at.date()
        if due_at and self.invoice_date_due and self._amazon_is_other_date(due_at):
            differences.append(
                self.env._(
                    "Amazon pays on %(theirs)s, by our payment terms it is due on %(ours)s.",
                    theirs=fields.Date.to_string(due_at),
                    ours=fields.Date.to_string(self.invoice_date_due),
                )
            )
        return differences

    def _amazon_is_other_date(self, due_at):
        follows = self.sudo().amazon_account_id.follow_due_dates
        return not follows and abs(due_at - self.invoice_date_due) > DUE_DATE_TOLERANCE

    def _amazon_follow_due_date(self):
        """Reminders, aged receivables and forecasts, whoever made them, read the due date of the
        journal item. One that is paid in parts by its terms keeps their dates."""
        day, account = self.amazon_expected_payment_date, self.sudo().amazon_account_id
        items = self.line_ids.filtered(lambda item: item.display_type == "payment_term")
        if not (account.follow_due_dates and day and len(items) == 1) or items.reconciled:
            return
        before = items.date_maturity
        if before == day:
            return
        items.sudo().date_maturity = day
        self.sudo().invoice_date_due = day
        self.message_post(
            body=self.env._(
                "Amazon pays on %(theirs)s: due then, and no more on %(ours)s.",
                theirs=format_date(self.env, day),
                ours=format_date(self.env, before),
            )
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    amazon_expected_payment_date = fields.Date(
        "Payment expected",
        compute="_compute_amazon_expected_payment_date",
        compute_sudo=True,
        search="_search_amazon_expected_payment_date",
        help="When Amazon pays the receivable, by its own records; else the due date.",
    )

    # The rest of what is read here moves on every entry that anybody posts; it is not stored.
    @api.depends("move_id.amazon_account_id", "move_id.amazon_expected_payment_date")
    def _compute_amazon_expected_payment_date(self):
        ours = self.filtered(
            lambda line: line.account_type == "asset_receivable" and line.move_id.amazon_account_id
        )
        (self - ours).amazon_expected_payment_date = False
        for line in ours:
            line.amazon_expected_payment_date = (
                line.move_id.amazon_expected_payment_date or line.date_maturity
            )

    def _search_amazon_expected_payment_date(self, operator, value):
        if operator not in ("=", "<", "<=", ">", ">=", "in"):
            return NotImplemented
        return [
            ("account_type", "=", "asset_receivable"),
            ("move_id.amazon_account_id", "!=", False),
            "|",
            ("move_id.amazon_expected_payment_date", operator, value),
            "&",
            ("move_id.amazon_expected_payment_date", "=", False),
            ("date_maturity", operator, value),
        ]
