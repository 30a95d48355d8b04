# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorDispute(models.Model):
    """Many claims in one sitting, and again after Amazon has refused."""

    _inherit = "amazon.vendor.dispute"

    times_filed = fields.Integer(readonly=True, copy=False)
    blackout_id = fields.Many2one(
        "amazon.vendor.blackout",
        "Statement",
        compute="_compute_blackout_id",
        help="It covers this deduction: it is not disputed by itself.",
    )
    amount_pending = fields.Monetary(
        "Not decided", compute="_compute_outcome", store=True, help="Disputed, and open at Amazon."
    )
    amount_lost = fields.Monetary(
        "Lost", compute="_compute_outcome", store=True, help="Disputed, and refused by Amazon."
    )

    @api.depends("state", "amount_disputed", "amount_recovered")
    def _compute_outcome(self):
        for dispute in self:
            rest = max(0.0, dispute.amount_disputed - dispute.amount_recovered)
            dispute.amount_pending = rest if dispute.state == "disputed" else 0.0
            dispute.amount_lost = rest if dispute.state in ("lost", "partly") else 0.0

    @api.depends("account_id", "move_id.invoice_date", "date", "deduction_type_id")
    def _compute_blackout_id(self):
        statements = (
            self.env["amazon.vendor.blackout"]
            .sudo()
            .search(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("state", "in", ("open", "settled")),
                ]
            )
        )
        for dispute in self:
            dispute.blackout_id = statements.filtered(lambda one, d=dispute: one._covers(d))[:1]

    # === FILING === #

    @right("change")
    def action_dispute_proven(self):
        """Dispute all that the books prove: of the chosen ones, or of all that wait; one file a
        claim.

        :return: the action that downloads the files
        :raise UserError: when the books prove nothing that can be disputed
        """
        waiting = self or self.search([("state", "=", "proposed"), ("verdict", "=", "dispute")])
        proven = waiting.filtered(lambda dispute: dispute._is_proven())
        if not proven:
            raise UserError(
                self.env._(
                    "Nothing to dispute: the books prove none of these, or they are too late, "
                    "filed as often as Amazon takes it, or covered by a statement."
                )
            )
        proven.action_dispute()
        return proven._download_evidence()

    def _is_proven(self):
        return (
            self.state == "proposed"
            and self.verdict == "dispute"
            and self.currency_id.compare_amounts(self.amount_disputed, 0) > 0
            and not self.is_overdue
            and not self.blackout_id
            and not self._is_filed_out()
        )

    @right("change")
    def action_dispute_again(self):
        """Amazon has refused: filed once more, with what the records say by now.

        :raise UserError: when it was not refused, or was filed as often as Amazon takes it
        """
        wrong = self.filtered(lambda dispute: dispute.state not in ("lost", "partly"))
        if wrong:
            raise UserError(
                self.env._("%s was not refused by Amazon: nothing to file again.", wrong[0].number)
            )
        self.write({"state": "proposed", "closed_at": False, "evidence_id": False})
        self.action_dispute()
        return self._download_evidence()

    def _check_may_be_filed(self):
        """:raise UserError: when Amazon does not take it, or it is negotiated in one sum"""
        for dispute in self:
            if statement := dispute.blackout_id:
                raise UserError(
                    self.env._(
                        "%(number)s is covered by the statement %(statement)s: what is negotiated "
                        "or settled in one sum is not disputed by itself. End the statement first "
                        "(Accounting, Customers, Amazon: Statements).",
                        number=dispute.number,
                        statement=statement.name,
                    )
                )
            if dispute._is_filed_out():
                raise UserError(
                    self.env._(
                        "%(number)s was filed %(times)s times: Amazon takes no more for %(type)s. "
                        "(If that is wrong: Accounting, Configuration, Amazon Dispute Deadlines.)",
                        number=dispute.number,
                        times=dispute.times_filed,
                        type=dispute.deduction_type_id.name,
                    )
                )

    def _is_filed_out(self):
        kind, today = self.deduction_type_id, fields.Date.context_today(self)
        limits = self.env["amazon.vendor.dispute.limit"]
        most = kind.dispute_times or limits._find_times(kind, self._get_country(), today)
        return bool(most) and self.times_filed >= most

    # === FILES === #

    def _download_evidence(self):
        """:return: the action that downloads the file of one claim, or all of them"""
        files = self.evidence_id
        if len(self) > 1:
            files = self.env["ir.attachment"].create(
                {
                    "name": self.env._("Disputes %s.zip", fields.Date.context_today(self)),
                    "raw": self._pack_evidence(),
                    "mimetype": "application/zip",
                }
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{files.id}?download=true",
            "target": "download",
        }

    def _pack_evidence(self):
        """:return: a ZIP with one file a claim, as bytes"""
        packed, names = io.BytesIO(), set()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for dispute in self:
                name = dispute.evidence_id.name
                if name in names:
                    name = f"{dispute.id} {name}"
                names.add(name)
                archive.writestr(name, dispute.evidence_id.raw)
        return packed.getvalue()
