# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

OPEN_STATES = ("proposed", "disputed")


class AmazonVendorDispute(models.Model):
    """A deduction that may be wrong: what our records say of it, and what became of it."""

    _name = "amazon.vendor.dispute"
    _description = "Amazon Dispute"
    _inherit = ["mail.thread", "mail.activity.mixin", "amazon.vendor.owned"]
    _amazon_owners = frozenset(["account_id", "line_id"])
    _order = "deadline, id desc"
    _rec_name = "number"
    _check_company_auto = True

    line_id = fields.Many2one(
        "amazon.vendor.remittance.line",
        "Deduction",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    number = fields.Char(related="line_id.number", store=True)
    remittance_id = fields.Many2one(related="line_id.remittance_id", store=True)
    account_id = fields.Many2one(related="line_id.account_id", store=True, index=True)
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="line_id.currency_id")
    move_id = fields.Many2one(related="line_id.move_id", store=True, string="Invoice")
    deduction_type_id = fields.Many2one(
        related="line_id.deduction_type_id", store=True, string="Type"
    )
    date = fields.Date(related="remittance_id.date", store=True)
    deadline = fields.Date(
        compute="_compute_deadline",
        store=True,
        readonly=False,
        help="Amazon takes the dispute until this day.",
    )
    amount = fields.Monetary("Deducted", readonly=True)
    amount_justified = fields.Monetary(
        "Justified", readonly=True, help="What our own records say was rightly deducted."
    )
    amount_disputed = fields.Monetary("To claim back", tracking=True)
    amount_recovered = fields.Monetary("Recovered", compute="_compute_amount_recovered", store=True)
    repayment_line_ids = fields.One2many(
        "amazon.vendor.remittance.line",
        "repaid_dispute_id",
        "History",
        readonly=True,
        help="What Amazon paid back, and took again.",
    )
    verdict = fields.Selection(
        [
            ("dispute", "Dispute it"),
            ("leave", "Leave it"),
            ("unsure", "Look at it"),
        ],
        readonly=True,
        help="What our own evidence suggests.",
    )
    verdict_reason = fields.Text("Why", readonly=True)
    state = fields.Selection(
        [
            ("proposed", "To decide"),
            ("disputed", "Disputed"),
            ("recovered", "Recovered"),
            ("partly", "Partly recovered"),
            ("lost", "Lost"),
            ("left", "Left"),
        ],
        default="proposed",
        required=True,
        tracking=True,
        index=True,
        readonly=True,
    )
    case_number = fields.Char("Amazon's case", tracking=True)
    disputed_at = fields.Date(readonly=True)
    closed_at = fields.Date(readonly=True)
    evidence_id = fields.Many2one("ir.attachment", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    _line_unique = models.Constraint(
        "unique (line_id)", "There is a dispute of this deduction already."
    )

    @api.depends("date", "deduction_type_id.dispute_days", "move_id")
    def _compute_deadline(self):
        for dispute in self:
            dispute.deadline = dispute._find_deadline(dispute.date)

    @api.depends("repayment_line_ids.paid")
    def _compute_amount_recovered(self):
        for dispute in self:
            dispute.amount_recovered = sum(dispute.repayment_line_ids.mapped("paid"))

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for dispute in self:
            dispute.is_overdue = (
                dispute.state == "proposed" and bool(dispute.deadline) and dispute.deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = [
            ("state", "=", "proposed"),
            ("deadline", "<", fields.Date.context_today(self)),
        ]
        return domain if True in value else ["!", "&", *domain]

    # === DEADLINES === #

    def _get_country(self):
        """:return: the country of the Amazon company that was invoiced, else of the marketplace"""
        return (
            self.move_id.partner_id.country_id
            or self.account_id.sudo().marketplace_ids[:1].country_id
        )

    def _find_deadline(self, day):
        """:param day: of the deduction
        :return: until when Amazon takes it; False where no limit is known"""
        kind = self.deduction_type_id
        if not day:
            return False
        if kind.dispute_days:
            return day + timedelta(days=kind.dispute_days)
        limits = self.env["amazon.vendor.dispute.limit"]
        return limits._find_deadline(kind, self._get_country(), day)

    # === PROPOSALS === #

    @api.model
    def _propose(self, lines):
        """Look into the deductions that can be disputed and are not looked into yet.

        :param lines: remittance lines
        :return: the new disputes
        """
        known = self.search([("line_id", "in", lines.ids)]).line_id
        known |= lines.filtered("slice_of_dispute_id")
        wanted = (lines - known).filtered(
            lambda line: (
                line.kind == "deduction"
                and line.deduction_type_id.is_disputable
                and line.currency_id.compare_amounts(line.paid, 0) < 0
            )
        )
        disputes = self._join_or_create(wanted)
        for order in disputes._get_short_orders():
            order._amazon_settle(
                "shortage", feedback=self.env._("Amazon claims it: the dispute asks from now on.")
            )
        return disputes

    @right("change")
    def action_judge_again(self):
        """Look at our own records once more: receipts and shipments may have come since."""
        for dispute in self.filtered(lambda dispute: dispute.state == "proposed"):
            dispute.write(self._prepare_judgement(dispute._get_claim_lines()))

    # === DECISIONS === #

    @right("change")
    def action_dispute(self):
        """The dispute was filed with Amazon: Vendor Central has no interface for it."""
        self._check_state("proposed")
        self._check_may_be_filed()
        for dispute in self:
            if dispute.currency_id.compare_amounts(dispute.amount_disputed, 0) <= 0:
                raise UserError(
                    self.env._(
                        "%s: say in the field To claim back how much Amazon should repay.",
                        dispute.number,
                    )
                )
        self.filtered(lambda dispute: not dispute.evidence_id)._make_evidence()
        self.write({"state": "disputed", "disputed_at": fields.Date.context_today(self)})
        for dispute in self:
            dispute.times_filed += 1
        self._align_claims()

    @right("change")
    def action_leave(self):
        self._check_state("proposed")
        self.write({"state": "left", "closed_at": fields.Date.context_today(self)})

    @right("change")
    def action_lose(self):
        self._check_state("disputed")
        for dispute in self:
            dispute.write(
                {
                    "state": "partly" if dispute.amount_recovered else "lost",
                    "closed_at": fields.Date.context_today(self),
                }
            )
        self._align_claims()

    @right("change")
    def action_reopen(self):
        self.write({"state": "proposed", "closed_at": False})
        self._align_claims()

    def _check_state(self, state):
        wrong = self.filtered(lambda dispute: dispute.state != state)
        if wrong:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(number)s is in the state %(state)s: reopen it first.",
                    number=wrong[:1].number,
                    state=states[wrong[:1].state],
                )
            )

    # === REPAYMENTS === #

    @api.model
    def _note_repayments(self, lines):
        """What Amazon pays back for a deduction closes its dispute.

        :param lines: remittance lines; those that pay back name the invoice and have the type of
            the deduction, such as the reversal of a shortage claim
        """
        repayments = lines.filtered(
            lambda line: (
                line.kind == "deduction"
                and line.move_id
                and not line.repaid_dispute_id
                and line.currency_id.compare_amounts(line.paid, 0) > 0
            )
        )
        disputes = self.search(
            [("move_id", "in", repayments.move_id.ids), ("state", "!=", "recovered")],
            order="state, id",
        )
        for line in repayments:
            dispute = disputes.filtered(lambda one, line=line: one._may_be_repaid_by(line))[:1]
            if dispute:
                line.repaid_dispute_id = dispute
                dispute._close_if_recovered()

    def _may_be_repaid_by(self, line):
        left = self.amount - self.amount_recovered
        return (
            self.move_id == line.move_id
            and self.deduction_type_id == line.deduction_type_id
            and self.currency_id.compare_amounts(left, line.paid) >= 0
        )

    def _is_recovered(self):
        claimed = self.amount_disputed or self.amount
        return self.currency_id.compare_amounts(self.amount_recovered, claimed) >= 0

    def _follow_repayments(self):
        """The booking of a repayment, or of what was taken again, was undone."""
        if self._is_recovered():
            closed_at = self.closed_at or fields.Date.context_today(self)
            self.write({"state": "recovered", "closed_at": closed_at})
        elif self.state == "recovered":
            self.write({"state": "disputed", "closed_at": False})

    def _close_if_recovered(self):
        whole = self._is_recovered()
        self.write(
            {
                "state": "recovered" if whole else self.state,
                "closed_at": whole and fields.Date.context_today(self),
            }
        )
        self.message_post(
            body=self.env._(
                "Amazon repaid %(amount)s, %(all)s in all.",
                amount=self.currency_id.format(self.repayment_line_ids[-1:].paid),
                all=self.currency_id.format(self.amount_recovered),
            )
        )

    # === TAKEN AGAIN === #

    @api.model
    def _note_taken_again(self, lines):
        """A new claim of what was given back is the history of the first one going on: one record
        says what is lost in the end.

        :param lines: remittance lines
        """
        again = lines.filtered(
            lambda line: (
                line.kind == "deduction"
                and line.move_id
                and not line.repaid_dispute_id
                and line.currency_id.compare_amounts(line.paid, 0) < 0
                and line._takes_again()
            )
        )
        disputes = self.search([("move_id", "in", again.move_id.ids)], order="id")
        for line in again - disputes.line_id:
            dispute = disputes.filtered(lambda one, line=line: one._may_be_taken_by(line))[:1]
            if dispute:
                line.repaid_dispute_id = dispute
                dispute._decide_again(line)

    def _may_be_taken_by(self, line):
        return (
            self.move_id == line.move_id
            and self.deduction_type_id == line.deduction_type_id
            and self.currency_id.compare_amounts(self.amount_recovered, -line.paid) >= 0
        )

    def _decide_again(self, line):
        """:param line: what takes a part, or all, of what was recovered"""
        verdict, justified, reason = line._judge()
        currency = self.currency_id
        left = 0 if verdict == "leave" else self.amount - self.amount_recovered - justified
        self.write(
            {
                "state": "proposed",
                "closed_at": False,
                "deadline": self._find_deadline(line.remittance_id.date),
                "verdict": verdict,
                "verdict_reason": reason,
                "amount_justified": justified,
                "amount_disputed": currency.round(left) and self.amount - justified,
            }
        )
        self.message_post(
            body=self.env._(
                "Amazon took %(amount)s again (%(number)s): %(recovered)s is recovered.",
                amount=currency.format(-line.paid),
                number=line.number,
                recovered=currency.format(self.amount_recovered),
            )
        )
