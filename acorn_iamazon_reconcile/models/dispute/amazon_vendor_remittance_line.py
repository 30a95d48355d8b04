# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo import fields, models

from odoo.addons.acorn_iamazon.quantities import allot

from ...matcher.numbers import is_chain, list_claim_readings


class AmazonVendorRemittanceLine(models.Model):
    """Is a deduction right? Our own records are asked, and Amazon's figures of receipts."""

    _inherit = "amazon.vendor.remittance.line"

    dispute_ids = fields.One2many("amazon.vendor.dispute", "line_id")
    repaid_dispute_id = fields.Many2one(
        "amazon.vendor.dispute",
        "Repays",
        index="btree_not_null",
        readonly=True,
        help="The dispute that this line pays back for, or takes again what was paid back.",
    )

    def _look_for_disputes(self):
        disputes = self.env["amazon.vendor.dispute"].sudo()
        disputes._note_taken_again(self)
        disputes._propose(self.filtered(lambda line: not line.repaid_dispute_id))
        disputes._note_repayments(self)
        for remittance, lines in self.grouped("remittance_id").items():
            disputes = lines.dispute_ids | lines.repaid_dispute_id | lines.slice_of_dispute_id
            disputes._align_claims(remittance.date)

    def _forget_disputes(self):
        """The booking was undone: what nobody has filed is proposed anew by the next one."""
        disputes = self.env["amazon.vendor.dispute"].sudo()
        sliced = self.slice_of_dispute_id
        disputes._propose(disputes._part_slices(self) - self)
        repaying = self.filtered("repaid_dispute_id")
        disputes = repaying.repaid_dispute_id
        repaying.repaid_dispute_id = False
        for dispute in disputes:
            dispute._follow_repayments()
        (disputes | self.dispute_ids | sliced.exists())._align_claims()

    def _takes_again(self):
        """:return: whether the number says that a claim is made anew after it was given back, such
        as ``SCRSC``"""
        return any(
            len(rounds) > 1 and is_chain(rounds) and "R" not in rounds[-1]
            for _root, rounds in list_claim_readings(self.number)
        )

    def _judge(self):
        """:return: (verdict, the amount that is justified by our records, the reason)"""
        self.ensure_one()
        code = self.deduction_type_id.code or ""
        if code.startswith("return"):
            return self._judge_return()
        if not self.move_id:
            return self._say_unsure(self.env._("No invoice is known that the deduction is about."))
        if not self.move_id._amazon_get_facts():
            return self._say_unsure(
                self.env._("%s has no purchase order in Odoo.", self.move_id.name)
            )
        if code.startswith("shortage"):
            return self._judge_shortage()
        if code.startswith("price"):
            return self._judge_price()
        if code.startswith("chargeback_on_time"):
            return self._judge_punctuality()
        return self._say_unsure(
            self.env._("No record of Odoo tells whether this kind of deduction is right.")
        )

    def _say_unsure(self, reason):
        return "unsure", 0.0, reason

    def _judge_shortage(self):
        currency = self.currency_id
        own_short = self._get_own_share(self.move_id._amazon_count("short_shipped"))
        if currency.compare_amounts(own_short, -self.paid) >= 0:
            return (
                "leave",
                currency.round(-self.paid),
                self.env._(
                    "Our own records are short: goods for %s were invoiced and not shipped.",
                    currency.format(own_short),
                ),
            )
        unproven = self._find_unproven_transfers()
        if unproven and not self._is_received_in_full():
            return self._say_unsure(
                self.env._(
                    "Amazon has accepted no shipment notice of %s: find the proof of delivery.",
                    ", ".join(unproven.mapped("name")),
                )
            )
        return "dispute", own_short, self._describe_shortage(own_short, unproven)

    def _get_own_share(self, short):
        """Amazon may claim a shortage in slices: what is short is justified once.

        :param short: the amount that is short by our own records, over the whole invoice
        :return: the part of it that this claim takes, the earlier ones first
        """
        claims = (
            self.sudo()
            .move_id.amazon_remittance_line_ids.filtered(
                lambda line: (
                    line == self
                    or (
                        line.kind == "deduction"
                        and line.remittance_state != "cancelled"
                        and line.paid < 0
                        and line.deduction_type_id == self.deduction_type_id
                    )
                )
            )
            .sorted(lambda line: (line.remittance_id.date or date.max, line.id))
        )
        shares = dict(zip(claims.ids, allot(short, [-line.paid for line in claims]), strict=True))
        return self.currency_id.round(shares[self.id])

    def _find_unproven_transfers(self):
        """:return: the transfers of which Amazon has no notice; the orders when nothing left"""
        orders = self.move_id.invoice_line_ids.sale_line_ids.order_id
        transfers = orders.picking_ids.filtered(
            lambda picking: picking._amazon_goes_to_amazon() and picking.state == "done"
        )
        unproven = transfers.filtered(lambda p: p.amazon_shipment_state != "accepted")
        return unproven if transfers else orders

    def _is_received_in_full(self):
        """:return: whether Amazon's own figures say that it has all that is invoiced"""
        facts = self.move_id._amazon_get_facts()
        return all(
            fact.received is not None and fact.received >= fact.share.invoiced for fact in facts
        )

    def _describe_shortage(self, own_short, unproven):
        move, currency = self.move_id, self.currency_id
        if currency.compare_amounts(own_short, 0) > 0:
            parts = [self.env._("All but goods for %s was shipped.", currency.format(own_short))]
        elif unproven:
            parts = [
                self.env._(
                    "The invoiced goods were shipped; no notice of %s was accepted by Amazon.",
                    ", ".join(unproven.mapped("name")),
                )
            ]
        else:
            parts = [
                self.env._("The invoiced goods were shipped, and the shipment notice was accepted.")
            ]
        facts = move._amazon_get_facts()
        if all(fact.received is not None for fact in facts):
            short = move._amazon_count("short_received", facts)
            if currency.is_zero(short):
                parts.append(self.env._("Amazon's own figures say that it received all of it."))
            else:
                parts.append(
                    self.env._(
                        "Amazon's own figures say that goods for %s did not arrive.",
                        currency.format(short),
                    )
                )
        return " ".join(parts)

    def _judge_price(self):
        currency = self.currency_id
        overcharge = self.move_id._amazon_count("overcharge")
        if currency.compare_amounts(overcharge, -self.paid) >= 0:
            return (
                "leave",
                currency.round(-self.paid),
                self.env._(
                    "The invoice is %s above the net cost of the purchase order.",
                    currency.format(overcharge),
                ),
            )
        if currency.is_zero(overcharge):
            reason = self.env._("The invoice has the net cost of the purchase order.")
        else:
            reason = self.env._(
                "The invoice is above the net cost of the purchase order by %s only.",
                currency.format(overcharge),
            )
        return "dispute", overcharge, reason

    def _judge_punctuality(self):
        orders = self.move_id.invoice_line_ids.sale_line_ids.order_id
        late = orders.picking_ids.filtered(
            lambda picking: (
                picking._amazon_goes_to_amazon()
                and picking.state == "done"
                and picking.sale_id.amazon_window_end
                and picking.date_done > picking.sale_id.amazon_window_end
            )
        )
        if late:
            return (
                "leave",
                self.currency_id.round(-self.paid),
                self.env._("%s left after the end of the window.", ", ".join(late.mapped("name"))),
            )
        return (
            "dispute",
            0.0,
            self.env._("All transfers of the purchase order left within its window."),
        )
