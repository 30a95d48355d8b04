# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.rights import right

REPORT = "acorn_iamazon_reconcile.action_report_statement"


class AmazonVendorStatement(models.TransientModel):
    """The month's statement: what was open, what was invoiced, paid and deducted, what is open now;
    and the proof that the ledger says the same."""

    _name = "amazon.vendor.statement"
    _description = "Amazon Statement"

    account_id = fields.Many2one(
        "amazon.vendor.account",
        required=True,
        default=lambda self: self.env["amazon.vendor.account"].search([], limit=1),
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1),
    )
    date_to = fields.Date(
        "To",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=31),
    )
    description = fields.Html("Statement", compute="_compute_description")
    is_proven = fields.Boolean(compute="_compute_description")

    @api.depends("account_id", "date_from", "date_to")
    def _compute_description(self):
        for statement in self:
            sections = statement._get_sections()
            statement.is_proven = all(section["is_proven"] for section in sections)
            statement.description = self.env["ir.qweb"]._render(
                "acorn_iamazon_reconcile.statement_sections", {"sections": sections}
            )

    @right("see")
    def action_print(self):
        return self.env.ref(REPORT).report_action(self)

    # === FIGURES === #

    def _get_sections(self):
        """:return: a dict for each currency: currency, opening, lines (name, amount), closing,
        ledger, is_proven"""
        self.ensure_one()
        if not (self.account_id and self.date_from and self.date_to):
            return []
        sections = []
        for currency, items in self._get_items().grouped("currency_id").items():
            before = items.filtered(lambda item: item.date < self.date_from)
            opening = currency.round(sum(before.mapped("amount_currency")))
            lines = self._add_up(currency, items - before)
            closing = currency.round(opening + sum(amount for _name, amount in lines))
            ledger = self._get_ledger(currency)
            sections.append(
                {
                    "currency": currency,
                    "opening": opening,
                    "lines": lines,
                    "closing": closing,
                    "ledger": ledger,
                    "is_proven": currency.is_zero(closing - ledger),
                }
            )
        return sections

    def _get_domain(self):
        partner = self.account_id.sudo().partner_id.commercial_partner_id
        return [
            ("partner_id", "child_of", partner.id),
            ("company_id", "=", self.account_id.company_id.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("date", "<=", self.date_to),
        ]

    def _get_items(self):
        return self.env["account.move.line"].search(self._get_domain(), order="date, id")

    def _get_ledger(self, currency):
        """:return: the balance of the receivable accounts, asked from the ledger on its own"""
        [(balance,)] = self.env["account.move.line"]._read_group(
            [*self._get_domain(), ("currency_id", "=", currency.id)],
            [],
            ["amount_currency:sum"],
        )
        return currency.round(balance or 0)

    def _add_up(self, currency, items):
        """:return: (name, amount) of what moved the balance, in the order of the statement"""
        totals = defaultdict(float)
        remittances = self.env["amazon.vendor.remittance"].search(
            [("payment_id", "in", items.move_id.origin_payment_id.ids)]
        )
        by_payment = {remittance.payment_id: remittance for remittance in remittances}
        for move, own in items.grouped("move_id").items():
            amount = sum(own.mapped("amount_currency"))
            remittance = by_payment.get(move.origin_payment_id)
            if remittance:
                self._add_remittance(totals, remittance, amount)
            else:
                totals[self._get_kind(move)] += amount
        return [
            (name, currency.round(totals[kind]))
            for kind, name in self._get_names(totals)
            if not currency.is_zero(totals[kind])
        ]

    def _add_remittance(self, totals, remittance, amount):
        """The receivable falls by what was paid and by what was deducted.

        :param amount: of the receivable items, below zero
        """
        left = amount
        for _line, deduction_type, kept in remittance._get_deductions():
            totals[deduction_type] -= kept
            left += kept
        totals["paid"] -= remittance.amount
        left += remittance.amount
        totals["rounding"] += left

    def _get_kind(self, move):
        if move.move_type in ("out_invoice", "out_refund"):
            return move.move_type
        if move.origin_payment_id:
            return "other_payment"
        return "entry"

    def _get_names(self, totals):
        types = self.env["amazon.vendor.deduction.type"].union(
            *(kind for kind in totals if not isinstance(kind, str))
        )
        return [
            ("out_invoice", self.env._("Invoices")),
            ("out_refund", self.env._("Credit notes")),
            ("paid", self.env._("Paid by Amazon")),
            ("other_payment", self.env._("Other payments")),
            *(
                (kind, self.env._("Deducted: %s", kind.name))
                for kind in types.sorted(lambda kind: (kind.sequence, kind.id))
            ),
            ("rounding", self.env._("Rounding of remittances")),
            ("entry", self.env._("Other entries")),
        ]
