# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right


class AmazonVendorReturn(models.Model):
    """A returns notice: Amazon sends goods back, and charges them.

    What is expected is a transfer; what arrives of it is held against what Amazon charges.
    """

    _name = "amazon.vendor.return"
    _description = "Amazon Return"
    _inherit = ["mail.thread", "mail.activity.mixin", "amazon.vendor.asking", "amazon.vendor.owned"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Returns Notice", required=True, copy=False, tracking=True, help="Amazon's number of it."
    )
    account_id = fields.Many2one(
        "amazon.vendor.account",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_account(),
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    authorisation = fields.Char(
        "Authorisation (RMA)", help="Your own number of the return, where you gave one."
    )
    vendor_code = fields.Char()
    centre = fields.Char("Fulfilment Centre", help="The code of the centre that sends the goods.")
    date = fields.Date("Notice of", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("amazon.vendor.return.line", "return_id", copy=True)
    picking_ids = fields.Many2many(
        "stock.picking", compute="_compute_picking_ids", string="Transfers", compute_sudo=True
    )
    picking_count = fields.Integer(compute="_compute_picking_ids", compute_sudo=True)
    arrived_at = fields.Datetime(
        "Arrived", compute="_compute_picking_ids", compute_sudo=True, help="The last of the goods."
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("expected", "Expected"),
            ("arrived", "Arrived"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    amount_charged = fields.Monetary(
        "Charged", compute="_compute_amounts", help="What Amazon charges by the notice."
    )
    amount_arrived = fields.Monetary(
        "Value of What Arrived",
        compute="_compute_amounts",
        help="At the cost that Amazon charges, and not above the price that it was invoiced at.",
    )
    amount_disputable = fields.Monetary(
        "To Dispute",
        compute="_compute_amounts",
        help="Charged and not arrived, or charged above the price that it was invoiced at.",
    )

    _name_unique = models.Constraint(
        "unique (account_id, name)",
        "The account has this returns notice already: open it instead of typing it once more.",
    )

    def _default_account(self):
        accounts = self.env["amazon.vendor.account"].search([], limit=2)
        return accounts if len(accounts) == 1 else accounts[:0]

    @api.depends("account_id")
    def _compute_currency_id(self):
        for notice in self:
            company = notice.account_id.company_id or self.env.company
            notice.currency_id = notice.currency_id or company.currency_id

    @api.depends("line_ids.move_ids.state")
    def _compute_picking_ids(self):
        for notice in self:
            pickings = notice.line_ids.move_ids.picking_id
            notice.picking_ids = pickings
            notice.picking_count = len(pickings)
            done = pickings.filtered(lambda picking: picking.state == "done")
            notice.arrived_at = max(done.mapped("date_done"), default=False)

    @api.depends("line_ids.charged", "line_ids.value_arrived")
    def _compute_amounts(self):
        for notice in self:
            currency = notice.currency_id
            notice.amount_charged = currency.round(sum(notice.line_ids.mapped("charged")))
            notice.amount_arrived = currency.round(sum(notice.line_ids.mapped("value_arrived")))
            disputable = notice.amount_charged - notice.amount_arrived
            notice.amount_disputable = currency.round(max(0.0, disputable))

    @api.constrains("name")
    def _check_name(self):
        for notice in self:
            if notice.name != notice.name.strip():
                raise UserError(
                    self.env._("%s: leave out the blanks around the number.", notice.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_expected(self):
        for notice in self.filtered(lambda notice: notice.state not in ("draft", "cancelled")):
            raise UserError(
                self.env._("Return %s is expected: cancel it before you delete it.", notice.name)
            )

    def _amazon_get_owner(self):
        return self.account_id.user_id

    # === BUTTONS === #

    @right("change")
    def action_expect(self):
        """Make the incoming transfers of what is known; unknown products wait."""
        self.env["stock.picking"].check_access("create")
        for notice in self.filtered(lambda notice: notice.state == "draft"):
            notice._check_lines()
            notice.line_ids._find_products()
            notice.sudo()._expect()

    @right("change")
    def action_cancel(self):
        """It does not come: what has not arrived is not expected any more."""
        for notice in self.filtered(lambda notice: notice.state in ("draft", "expected")):
            if any(notice.line_ids.mapped("arrived")):
                raise UserError(
                    self.env._(
                        "A part of return %s arrived already. Cancel its open transfer instead, "
                        "so the rest is not expected any more.",
                        notice.name,
                    )
                )
            notice.sudo()._cancel_open_transfers()
            notice.state = "cancelled"
            notice._amazon_settle("unknown", "differs")

    @right("change")
    def action_draft(self):
        """A return that was cancelled may come after all."""
        self.filtered(lambda notice: notice.state == "cancelled").state = "draft"

    @right("see")
    def action_open_transfers(self):
        return self.picking_ids._get_records_action(name=self.env._("Transfers"))

    def _check_lines(self):
        if not self.line_ids:
            raise UserError(
                self.env._("Return %s has no products: type what Amazon sends back.", self.name)
            )
