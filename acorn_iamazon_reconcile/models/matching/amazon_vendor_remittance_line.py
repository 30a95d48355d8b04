# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from ...matcher import list_claim_readings, make_match_key


class AmazonVendorRemittanceLine(models.Model):
    """How a line was matched, what else it may be, and the history that it belongs to."""

    _inherit = "amazon.vendor.remittance.line"

    match_confidence = fields.Integer("Confidence (%)", readonly=True)
    is_chosen = fields.Boolean("Chosen by a person", readonly=True)
    rule_id = fields.Many2one(
        "amazon.vendor.match.rule", "By Rule", readonly=True, index="btree_not_null"
    )
    candidate_ids = fields.One2many("amazon.vendor.match.candidate", "line_id")
    candidate_id = fields.Many2one(
        "amazon.vendor.match.candidate", "Best Candidate", compute="_compute_candidate_id"
    )
    candidate_move_id = fields.Many2one(
        "account.move", "Perhaps Invoice", compute="_compute_candidate_id"
    )
    candidate_type_id = fields.Many2one(
        "amazon.vendor.deduction.type", "Perhaps Deduction", compute="_compute_candidate_id"
    )
    number_key = fields.Char(compute="_compute_keys", store=True, index="btree_not_null")
    chain_key = fields.Char(
        compute="_compute_keys",
        store=True,
        index="btree_not_null",
        help="The number that the document's history goes by: of the invoice for slices, claims "
        "and reversals, else its own.",
    )
    claim_rounds = fields.Char(
        "Round",
        compute="_compute_keys",
        store=True,
        help="What Amazon put behind the invoice's number: SC shortage, PC price, R reversed.",
    )
    reversed_line_id = fields.Many2one(
        "amazon.vendor.remittance.line", "Gives Back", readonly=True, index="btree_not_null"
    )
    reversing_line_ids = fields.One2many(
        "amazon.vendor.remittance.line", "reversed_line_id", "Given Back By"
    )
    is_repayment = fields.Boolean(
        compute="_compute_is_repayment", store=True, help="Amazon gives a deduction back."
    )
    is_paid_by_hand = fields.Boolean(
        "Registered by hand",
        readonly=True,
        help="Somebody registered the payment of the invoice already: the remittance takes the "
        "place of that payment on the way to the bank, and the invoice is not paid twice.",
    )
    rounding = fields.Monetary(
        readonly=True,
        help="Cents within the tolerance that the line leaves on the invoice, booked as rounding.",
    )

    @api.depends("number", "move_id")
    def _compute_keys(self):
        for line in self:
            number_key = make_match_key(line.number)
            readings = list_claim_readings(line.number)
            root, rounds = readings[-1] if readings else (line.number, [])
            own = make_match_key(line.move_id.name)
            for reading_root, reading_rounds in readings if own else ():
                if make_match_key(reading_root) == own:
                    root, rounds = reading_root, reading_rounds
            line.number_key = number_key
            line.chain_key = own or make_match_key(root)
            line.claim_rounds = "".join(rounds) if own != number_key else False

    @api.depends("kind", "paid")
    def _compute_is_repayment(self):
        for line in self:
            line.is_repayment = line.kind == "deduction" and line.paid > 0

    @api.depends("candidate_ids")
    def _compute_candidate_id(self):
        for line in self:
            best = line.candidate_ids[:1]
            line.candidate_id = best
            line.candidate_move_id = best.move_id
            line.candidate_type_id = best.deduction_type_id

    # === WORK LIST === #

    @right("change")
    def action_take_candidate(self):
        """Take the best candidate of each line."""
        for line in self.filtered(lambda line: line.kind == "open"):
            if not line.candidate_id:
                raise UserError(
                    self.env._("%s has no candidate. Choose an invoice or a type.", line.number)
                )
            line.candidate_id.action_take()

    @right("change")
    def action_reopen(self):
        """Take the match back; a rule that it taught is forgotten."""
        if "posted" in self.mapped("remittance_state"):
            raise UserError(
                self.env._("The remittance is booked. Undo it before you change its lines.")
            )
        self._forget_rules()
        self._open_again()

    def _open_again(self, reason=False):
        """:param str reason: why the match was taken back"""
        self.write(
            {
                "move_id": False,
                "deduction_type_id": False,
                "opening_item_id": False,
                "reversed_line_id": False,
                "rule_id": False,
                "rounding": 0,
                "is_paid_by_hand": False,
                "is_chosen": False,
                "match_confidence": 0,
                "match_reason": reason,
            }
        )
        self.remittance_id._update_matched_state()

    def _forget_rules(self):
        rules = self.env["amazon.vendor.match.rule"].search([("line_id", "in", self.ids)])
        rules.active = False

    def _learn_from_person(self):
        """Called after a person chose: the choice replaces what was known, and teaches a rule."""
        self._forget_rules()
        self.candidate_ids.unlink()
        self.env["amazon.vendor.match.rule"]._teach(
            self.filtered(lambda line: line.kind not in ("open", "opening") and not line.is_hidden)
        )

    def _round_choice(self):
        """What a chosen invoice is off by, within the tolerance, is rounding."""
        for line in self.filtered(lambda line: line.kind in ("invoice", "credit_note")):
            currency = line.currency_id
            open_amount = line.move_id.amount_residual * (1 if line.move_id.is_inbound() else -1)
            line.is_paid_by_hand = not open_amount and bool(line.move_id._amazon_get_by_hand())
            rest = currency.round(open_amount - line.paid - line.discount - line.withholding)
            tolerance = line.account_id.sudo().match_tolerance * currency.rounding
            if currency.compare_amounts(abs(rest), tolerance) <= 0:
                line.rounding = rest

    # === HISTORY === #

    @right("see")
    def action_open_history(self):
        """Everything that Amazon paid or kept of these documents, over all payments."""
        keys = list(filter(None, self.mapped("chain_key")))
        action = self.search(
            [("account_id", "in", self.account_id.ids), ("chain_key", "in", keys)]
        )._get_records_action(
            name=self.env._("History of %s", ", ".join(self.mapped("number")[:3]))
        )
        return {**action, "view_mode": "list,form", "views": [(False, "list"), (False, "form")]}
