# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import check_invoice, right


class AmazonVendorTakeOver(models.TransientModel):
    """The first month: invoices to Amazon from before the account was connected become the
    account's, so that remittances pay them; so do the items of opening entries, of an invoice each
    or of all in one sum. What Amazon paid before the books began is history."""

    _name = "amazon.vendor.take.over"
    _description = "First Month"
    _inherit = "amazon.vendor.given"

    account_id = fields.Many2one(
        "amazon.vendor.account",
        "Amazon account",
        required=True,
        default=lambda self: self._default_account(),
    )
    company_id = fields.Many2one(related="account_id.company_id")
    candidate_ids = fields.Many2many("account.move", compute="_compute_candidate_ids")
    move_ids = fields.Many2many(
        "account.move",
        "amazon_vendor_take_over_move_rel",
        string="Invoices",
        compute="_compute_move_ids",
        store=True,
        readonly=False,
        compute_sudo=False,
        domain="[('id', 'in', candidate_ids)]",
    )

    opening_candidate_ids = fields.Many2many("account.move.line", compute="_compute_candidate_ids")
    opening_item_ids = fields.Many2many(
        "account.move.line",
        "amazon_vendor_take_over_opening_rel",
        string="Opening items",
        compute="_compute_move_ids",
        store=True,
        readonly=False,
        compute_sudo=False,
        domain="[('id', 'in', opening_candidate_ids)]",
    )
    sum_item_ids = fields.Many2many(
        "account.move.line",
        "amazon_vendor_take_over_sum_rel",
        string="Settle what is older from",
        domain="[('id', 'in', opening_item_ids)]",
        help="An opening item that is the sum of many invoices, one a currency. Lines that pay "
        "documents from before the books, which nothing in Odoo is like, are settled from it, as "
        "far as it goes.",
    )
    books_begin = fields.Date(
        "Books begin on",
        compute="_compute_books_begin",
        store=True,
        readonly=False,
        compute_sudo=False,
        help="Payments of Amazon from before this day were booked in the former system.",
    )
    explained = fields.Html(compute="_compute_explained")

    def _default_account(self):
        accounts = self.env["amazon.vendor.account"].search(
            [("company_id", "in", self.env.companies.ids)], limit=2
        )
        return accounts if len(accounts) == 1 else False

    @api.depends("account_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            moves = self.env["account.move"]
            account = wizard.account_id
            wizard.candidate_ids = moves._amazon_find_earlier(account) if account else moves
            wizard.opening_candidate_ids = account._find_opening_items() if account else False

    @api.depends("account_id")
    def _compute_move_ids(self):
        for wizard in self:
            wizard.move_ids = wizard.candidate_ids
            wizard.opening_item_ids = wizard.opening_candidate_ids

    @api.depends("account_id")
    def _compute_books_begin(self):
        for wizard in self:
            items = wizard.opening_candidate_ids
            last = max(items.mapped("date"), default=False)
            wizard.books_begin = wizard.account_id.books_begin or last

    @api.depends("account_id")
    def _compute_explained(self):
        for wizard in self:
            wizard.explained = self.env["ir.qweb"]._render(
                "acorn_iamazon_reconcile.take_over_explained",
                {"rows": wizard._count_lines(), "items": wizard._list_opening()},
            )

    @right("open")
    def action_take_over(self):
        """Take the invoices over, and look again for what remittances are about.

        :return: the action that shows the invoices
        :raise UserError: when none is chosen, or one is taken over already
        """
        self.ensure_one()
        check_invoice(self.account_id)
        moves, account = self.move_ids, self.account_id
        moves.check_access("write")
        if not (moves or self.opening_item_ids or self.books_begin):
            raise UserError(self.env._("Choose the invoices that Amazon has."))
        if taken := moves - self.env["account.move"]._amazon_find_earlier(account):
            raise UserError(
                self.env._(
                    "%s: no open invoice to Amazon, or an account's already.",
                    ", ".join(taken.mapped("name")),
                )
            )
        moves._amazon_take_over(account)
        self._take_opening_over()
        remittances = self.env["amazon.vendor.remittance"].search(
            [("account_id", "=", account.id), ("state", "in", ("draft", "matched"))]
        )
        remittances.action_match()
        remittances -= remittances._set_aside_earlier()
        self._settle_from_sums(remittances.line_ids)
        if not self.opening_item_ids and not account.sudo().books_begin:
            return moves._get_records_action(name=self.env._("Invoices Taken Over"))
        return self._show_again()

    def _take_opening_over(self):
        """:raise UserError: when an item is none of an opening entry"""
        account = self.account_id
        if wrong := self.opening_item_ids - account._find_opening_items():
            raise UserError(
                self.env._(
                    "%s: no open item of an entry on Amazon's receivable, or another account's.",
                    ", ".join(item.name or item.move_id.name for item in wrong),
                )
            )
        kept = account.sudo().opening_item_ids - self.opening_candidate_ids
        account.sudo().write(
            {
                "opening_item_ids": [Command.set((kept | self.opening_item_ids).ids)],
                "books_begin": self.books_begin,
            }
        )

    def _settle_from_sums(self, lines):
        older = lines.filtered(lambda line: line._is_older_than_books())
        for item in self.sum_item_ids & self.opening_item_ids:
            same = older.filtered(lambda line, item=item: line.currency_id == item.currency_id)
            older -= same._settle_from(item)

    @right("open")
    def action_fetch(self):
        """A year of remittances by Amazon's interface."""
        self.account_id.action_request_fetch_remittances()
        return self._show_again()

    @right("open")
    def action_import_files(self):
        """A year of remittances by files."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_reconcile.amazon_vendor_remittance_import_action"
        )
        return {**action, "context": {"default_account_id": self.account_id.id}}

    def _show_again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First Month"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.account_id.id},
        }

    # === WHAT IS EXPLAINED === #

    def _count_lines(self):
        """:return: list of (currency, what, number of lines, amount) of the remittances here"""
        lines = self.env["amazon.vendor.remittance.line"]
        groups = lines._read_group(
            [("account_id", "=", self.account_id.id), ("remittance_id.state", "!=", "cancelled")],
            ["remittance_id", "kind"],
            ["__count", "paid:sum"],
        )
        kinds = dict(lines._fields["kind"]._description_selection(self.env))
        kinds |= {"before": self.env._("Booked before"), "open": self.env._("Not explained")}
        totals = defaultdict(lambda: [0, 0.0])
        for remittance, kind, count, paid in groups:
            what = "before" if remittance.state == "before" else kind
            total = totals[remittance.currency_id, what]
            total[0] += count
            total[1] += paid
        return [
            (currency, kinds[what], count, currency.round(paid))
            for (currency, what), (count, paid) in sorted(
                totals.items(), key=lambda one: (one[0][0].name, [*kinds].index(one[0][1]))
            )
        ]

    def _list_opening(self):
        """:return: list of (item, amount, what remittances that wait take of it, what is left)"""
        account = self.account_id
        items = account.sudo().opening_item_ids
        promised = self.env["amazon.vendor.remittance"]._load_opening_promised(account)
        return [
            (
                item,
                item.amount_currency,
                promised.get(item.id, 0.0),
                item.currency_id.round(item.amount_residual_currency - promised.get(item.id, 0.0)),
            )
            for item in items
        ]
