# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dataclasses import dataclass
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import jsontext

# Corrections of quantities are taken for so long (use case guide 2021).
CORRECTION_TIME = timedelta(hours=48)
TOLD_STATES = ("sent", "accepted", "superseded")


@dataclass(frozen=True)
class Answer:
    """What Amazon was told of a line before, in Amazon's unit.

    :ivar promised: accepted and back-ordered
    :ivar reasons: of the rejections
    :ivar is_final: whether the time for corrections is over
    """

    ordered: int
    promised: int
    rejected: int
    reasons: tuple[str, ...]
    is_final: bool


class SaleOrder(models.Model):
    """Acknowledging: what Amazon was told before, what must be asked first, the buttons."""

    _inherit = "sale.order"

    amazon_acknowledge_requested_by_id = fields.Many2one(
        "res.users",
        "Acknowledgement asked for by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The order waits for the scheduled work that acknowledges many orders.",
        prefetch="amazon",
    )

    # === WHAT AMAZON WAS TOLD === #

    def _amazon_get_told_documents(self):
        """:return: the acknowledgements that reached Amazon, oldest first"""
        return (
            self.sudo()
            .amazon_document_ids._of_kind("acknowledgement")
            .filtered(lambda d: d.sent_at and d.state in TOLD_STATES)
            .sorted("id")
        )

    def _amazon_get_earlier_answers(self):
        """:return: the last :class:`Answer` of each line, by its sequence"""
        told = self._amazon_get_told_documents()
        if not told:
            return {}
        is_final = fields.Datetime.now() > told[0].sent_at + CORRECTION_TIME
        (body,) = jsontext.loads(told[-1].payload)["acknowledgements"]
        return {
            item["itemSequenceNumber"]: self._amazon_read_answer(item, is_final)
            for item in body["items"]
        }

    def _amazon_read_answer(self, item, is_final):
        amounts = {"Accepted": 0, "Backordered": 0, "Rejected": 0}
        for part in item["itemAcknowledgements"]:
            amounts[part["acknowledgementCode"]] += part["acknowledgedQuantity"]["amount"]
        return Answer(
            ordered=item["orderedQuantity"]["amount"],
            promised=amounts["Accepted"] + amounts["Backordered"],
            rejected=amounts["Rejected"],
            reasons=tuple(
                part["rejectionReason"]
                for part in item["itemAcknowledgements"]
                if part.get("rejectionReason")
            ),
            is_final=is_final,
        )

    def _amazon_check_answers(self, lines):
        """:raise UserError: naming each line whose answer Amazon would refuse"""
        before = self._amazon_get_earlier_answers()
        problems = [
            self.env._(
                "%(order)s, line %(line)s: %(problem)s",
                order=self.amazon_purchase_order_number,
                line=line.amazon_item_sequence,
                problem=problem,
            )
            for line in lines
            for problem in line._amazon_find_answer_problems(before.get(line.amazon_item_sequence))
        ]
        if problems:
            raise UserError("\n".join(problems))

    # === BUTTONS === #

    @right("send")
    def action_request_amazon_acknowledge(self):
        """Acknowledge, after asking about what cannot be taken back. Many orders are acknowledged
        by the scheduled work, which shows how far it is."""
        orders = self.filtered("amazon_account_id")
        orders.check_access("write")
        wizard = self.env["amazon.vendor.acknowledge"].create({"order_ids": orders.ids})
        if wizard.has_questions:
            return wizard._open()
        return wizard.action_confirm()

    def _amazon_ask_to_acknowledge(self):
        """As the button, and says first what is answered: nobody sees the orders' lines here."""
        return self.env["amazon.vendor.acknowledge"].create({"order_ids": self.ids})._open()

    def _amazon_request_acknowledgement(self):
        """Let the scheduled work acknowledge the orders, one transaction each."""
        self.write({"amazon_acknowledge_requested_by_id": self.env.uid})
        self.sudo().amazon_account_id._let_run("acknowledge_orders")
        return self.env["amazon.vendor.account"]._notify_requested(
            self.env._(
                "%s orders are being acknowledged. The progress is shown on the account, page "
                "Scheduled Work.",
                len(self),
            )
        )
