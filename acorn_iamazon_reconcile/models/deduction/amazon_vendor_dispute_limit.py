# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date, timedelta

from odoo import api, fields, models

# Of a dispute that has no deadline.
NEVER = date.max


class AmazonVendorDisputeLimit(models.Model):
    """Until when, and how often, Amazon takes a dispute: by type of deduction and country, from a
    day on, and who says so. Amazon publishes no such table, and changes it."""

    _name = "amazon.vendor.dispute.limit"
    _description = "Amazon Dispute Deadline"
    _order = "deduction_type_id, date_from desc, id desc"
    _rec_name = "deduction_type_id"

    deduction_type_id = fields.Many2one(
        "amazon.vendor.deduction.type", "Type", required=True, ondelete="cascade", index=True
    )
    country_ids = fields.Many2many(
        "res.country", string="Countries", help="None: all that have no line of their own."
    )
    date_from = fields.Date(
        "From", required=True, help="Disputes that are filed from this day on, whatever their age."
    )
    days = fields.Integer(
        "Within (days)", help="After the payment that deducted it. 0: no deadline is known."
    )
    times = fields.Integer(help="How often one deduction is taken. 0: no limit is known.")
    source = fields.Char(required=True, help="Where the figures are from.")
    active = fields.Boolean(default=True)

    _figures_sensible = models.Constraint(
        "CHECK (days >= 0 AND times >= 0)", "Days and times are 0 or more."
    )

    @api.model
    def _get_of(self, kind, country):
        """:return: the lines that hold for a type in a country, the oldest first"""
        lines = kind.sudo().dispute_limit_ids.sorted(lambda line: (line.date_from, line.id))
        own = lines.filtered(lambda line: country and country in line.country_ids)
        before = own[:1].date_from
        return lines.filtered(
            lambda line: (
                line in own or (not line.country_ids and not (own and line.date_from >= before))
            )
        )

    @api.model
    def _find_deadline(self, kind, country, day):
        """Each line holds for what is filed while it is the newest one, the first one from ever.

        :param day: of the deduction
        :return: the last day on which a dispute is taken; False where no limit is known
        """
        lines = self._get_of(kind, country)
        if not lines:
            return False
        ends = [line.date_from - timedelta(days=1) for line in lines[1:]] + [NEVER]
        last = NEVER
        for line, end in zip(lines, ends, strict=True):
            until = min(end, day + timedelta(days=line.days)) if line.days else end
            if until >= (day if line == lines[:1] else max(line.date_from, day)):
                last = until
        return False if last == NEVER else last

    @api.model
    def _find_times(self, kind, country, day):
        """:param day: on which the dispute is filed
        :return: how often a dispute is taken; 0 where no limit is known"""
        lines = self._get_of(kind, country).filtered(lambda line: line.date_from <= day)
        return lines[-1:].times

    # === DISPUTES FOLLOW === #

    @api.model_create_multi
    def create(self, vals_list):
        kinds = self.env["amazon.vendor.deduction.type"].browse(
            vals["deduction_type_id"] for vals in vals_list if vals.get("deduction_type_id")
        )
        disputes = self._get_following(kinds)
        limits = super().create(vals_list)
        disputes._compute_deadline()
        return limits

    def write(self, vals):
        new = self.env["amazon.vendor.deduction.type"].browse(vals.get("deduction_type_id") or ())
        disputes = self._get_following(self.deduction_type_id | new)
        done = super().write(vals)
        disputes._compute_deadline()
        return done

    def unlink(self):
        disputes = self._get_following(self.deduction_type_id)
        done = super().unlink()
        disputes.exists()._compute_deadline()
        return done

    def _get_following(self, kinds):
        """:return: disputes of these types that wait, and whose deadline nobody has set by hand"""
        waiting = (
            self.env["amazon.vendor.dispute"]
            .sudo()
            .search([("state", "=", "proposed"), ("deduction_type_id", "in", kinds.ids)])
        )
        return waiting.filtered(lambda one: one.deadline == one._find_deadline(one.date))
