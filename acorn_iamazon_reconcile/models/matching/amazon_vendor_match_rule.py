# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.acorn_iamazon.rights import right

from ...matcher import make_match_key
from ...matcher.numbers import is_scientific

# A shape needs so many letters in a row, or it would fit the numbers of other documents.
FEWEST_LETTERS = 3
MOST_OWN_NUMBERS = 1000


class AmazonVendorMatchRule(models.Model):
    """What a person's choice taught: the next line like it is matched by itself."""

    _name = "amazon.vendor.match.rule"
    _description = "Amazon Matching Rule"
    _inherit = "amazon.vendor.owned"
    _order = "id desc"
    _rec_name = "pattern"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("alias", "This number is this document"),
            ("prefix", "Take this off the beginning"),
            ("suffix", "Take this off the end"),
            ("shape", "Such numbers are this deduction"),
        ],
        required=True,
    )
    pattern = fields.Char(
        required=True,
        help="The number, the characters to take off, or a regular expression for all of it.",
    )
    move_id = fields.Many2one("account.move", "Invoice", check_company=True, ondelete="cascade")
    deduction_type_id = fields.Many2one(
        "amazon.vendor.deduction.type", "Deduction", ondelete="cascade"
    )
    line_id = fields.Many2one(
        "amazon.vendor.remittance.line", "Taught by", ondelete="set null", readonly=True
    )
    matched_line_ids = fields.One2many(
        "amazon.vendor.remittance.line", "rule_id", "Matched by it", readonly=True
    )
    count_matched = fields.Integer("Times used", compute="_compute_count_matched")

    @api.depends("matched_line_ids")
    def _compute_count_matched(self):
        counts = dict(
            self.env["amazon.vendor.remittance.line"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.count_matched = counts.get(rule, 0)

    @api.constrains("kind", "pattern")
    def _check_pattern(self):
        for rule in self:
            try:
                re.compile(rule.pattern if rule.kind == "shape" else "")
            except re.error as error:
                raise ValidationError(
                    self.env._("%(pattern)s: %(error)s", pattern=rule.pattern, error=error)
                ) from None

    @api.model
    def _teach(self, lines):
        """:param lines: lines for which a person chose an invoice or a deduction"""
        wanted = [
            {**values, "account_id": line.account_id.id, "line_id": line.id}
            for line in lines
            if (values := self._prepare_from_choice(line))
        ]
        known = {
            (rule.account_id.id, rule.kind, rule.pattern): rule
            for rule in self.search([("account_id", "in", lines.account_id.ids)])
        }
        for values in wanted:
            rule = known.get((values["account_id"], values["kind"], values["pattern"]))
            if rule:
                rule.write(values)
            else:
                self.create(values)

    @api.model
    def _prepare_from_choice(self, line):
        """:return: values of the rule, or None when the line says all by itself"""
        key = line.number_key
        if not key or is_scientific(line.number):
            return None
        if line.deduction_type_id:
            if line.move_id:
                # The chain of the invoice remembers it.
                return None
            shape = self._make_shape(line)
            if shape:
                values = {"kind": "shape", "pattern": shape}
            else:
                values = {"kind": "alias", "pattern": key}
            return {**values, "deduction_type_id": line.deduction_type_id.id}
        own = line.move_id.amazon_match_key or make_match_key(line.move_id.name)
        if key == own:
            return None
        for kind, piece in (("prefix", key.removesuffix(own)), ("suffix", key.removeprefix(own))):
            # One letter more may be another document: that is learned of this number alone.
            if piece != key and re.search(r"[A-Z]{2}", piece):
                return {"kind": kind, "pattern": piece, "deduction_type_id": False}
        return {"kind": "alias", "pattern": key, "move_id": line.move_id.id}

    @api.model
    def _make_shape(self, line):
        """:return: the number as a regular expression with any digits, or None when own invoices
        have that shape or it says too little"""
        number = line.number.upper().strip()
        if not re.search(rf"[A-Z]{{{FEWEST_LETTERS}}}", number):
            return None
        shape = re.sub(
            r"\d+", lambda m: rf"\d{{{len(m[0])}}}", re.sub(r"([^\w\s])", r"\\\1", number)
        )
        recent = self.env["account.move"].search_fetch(
            [("amazon_account_id", "=", line.account_id.id), ("state", "=", "posted")],
            ["name"],
            limit=MOST_OWN_NUMBERS,
        )
        is_own = any(re.fullmatch(shape, (move.name or "").upper()) for move in recent)
        return None if is_own else shape

    @right("change")
    def action_undo(self):
        """Forget the rule; what it matched and is not booked yet waits for a person again."""
        lines = self.matched_line_ids.filtered(lambda line: line.remittance_state != "posted")
        lines._forget_rules()
        lines._open_again()
        self.active = False
        lines.remittance_id.action_match()

    @right("see")
    def action_open_lines(self):
        return self.matched_line_ids._get_records_action(name=self.env._("Matched lines"))
