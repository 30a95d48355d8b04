# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ...booking import Role
from ...proof import Posting


class AmazonVendorRemittance(models.Model):
    """What a booked remittance lets expect in the books."""

    _inherit = "amazon.vendor.remittance"

    booked_plan = fields.Json(
        readonly=True,
        copy=False,
        groups="account.group_account_invoice",
        help="The plan that it was booked by: whatever becomes of the entry, or of accounts and "
        "rates, this is what was meant.",
    )

    def _dump_plan(self, plan):
        """:return: the items of the plan, as JSON takes them"""
        return [
            {
                "role": item.role.value,
                "key": item.key,
                "account": item.account,
                "partner": item.partner,
                "currency": item.currency,
                "amount": str(item.amount),
                "balance": str(item.balance),
                "line": item.line,
                "day": fields.Date.to_string(self.date),
                "taxes": sorted(item.tax.taxes) if item.tax else [],
                "tags": sorted(item.tax.tags) if item.tax else [],
                "part": (item.tax and item.tax.repartition) or False,
                **({"parted": item.parted} if item.parted else {}),
                **({"settles": item.counterparts} if item.role is Role.BILL else {}),
            }
            for item in plan.items
        ]

    def _read_plan(self):
        """:return: the items that were booked; of a former version's booking, those that would be
        booked now"""
        if self.booked_plan:
            return self.booked_plan
        try:
            return self._dump_plan(self._make_plan())
        except UserError:
            return []

    def _expect_postings(self):
        return [self._expect_posting(item) for item in self._read_plan()]

    def _get_untold_entries(self):
        """:return: the entries whose plan, of a former version, tells no taxes"""
        untold = self.filtered(
            lambda one: any("day" not in item for item in one._read_plan()) or not one._read_plan()
        )
        return untold.payment_id.move_id

    def _expect_posting(self, item):
        """:param dict item: of the plan; that of a former version tells no day and no taxes"""
        proof = self.env["amazon.vendor.proof"]
        is_told = "day" in item
        return Posting(
            entry=self.payment_id.move_id.id,
            key=item["key"],
            accounts=frozenset([item["account"]]),
            partner=item["partner"],
            currency=item["currency"],
            amount=Decimal(item["amount"]),
            balance=Decimal(item["balance"]),
            day=fields.Date.to_date(item["day"]) if is_told else None,
            tax=proof._join_tax(item["taxes"], item["tags"], item["part"]) if is_told else None,
        )

    def _get_settled(self):
        """:return: {invoice: by how much the booking changed what is open, in its currency}"""
        lines = {line.id: line for line in self.line_ids}
        settled = {}
        for item in self._read_plan():
            if item["role"] == Role.SETTLEMENT.value:
                move = lines[item["line"]].move_id
                settled[move] = settled.get(move, Decimal(0)) + Decimal(item["amount"])
            elif bill := self._get_settled_document(item):
                settled[bill] = settled.get(bill, Decimal(0)) + Decimal(item["amount"])
        return settled

    def _get_settled_bills(self):
        """:return: bills and credit notes, made before, that the booking settled"""
        ids = [
            number
            for remittance in self
            for item in remittance._read_plan()
            for number in item.get("settles", ())
        ]
        return self.env["account.move.line"].browse(ids).exists().move_id

    def _get_settled_document(self, item):
        """:param dict item: of the plan
        :return: the bill or credit note, made before, that it settles"""
        items = self.env["account.move.line"].browse(item.get("settles", ()))
        return items.exists().move_id[:1]

    def _get_settled_accounts(self):
        """:return: {id of an invoice: accounts on which these remittances settled it}"""
        lines = {line.id: line.move_id.id for line in self.line_ids}
        accounts = defaultdict(set)
        for remittance in self:
            for item in remittance._read_plan():
                if item["role"] == Role.SETTLEMENT.value:
                    accounts[lines[item["line"]]].add(item["account"])
        return accounts

    def _get_settled_balances(self):
        """:return: {id of a line: what its booking changed on the receivable, in the company's
        currency}"""
        balances = defaultdict(Decimal)
        for item in self._read_plan():
            if item["role"] == Role.SETTLEMENT.value or self._is_note(item):
                balances[item["line"]] += Decimal(item["balance"])
        return balances

    def _is_note(self, item):
        """:return: whether an item of the plan settles a credit note that we owe Amazon: one that
        was booked for the deduction, or one that somebody made before"""
        if self._get_settled_document(item).is_sale_document():
            return True
        line = self.line_ids.browse(item["line"] or ())
        kind = line.deduction_type_id.document_kind
        return item["role"] == Role.DOCUMENT.value and kind == "credit_note"

    def _find_unexplained(self):
        """The plan against what Amazon said: each line is booked over what was paid, the lines make
        up the payment, and the payment is over Amazon's amount.

        :return: sentences
        """
        booked, money = {}, Decimal(0)
        for item in self._read_plan():
            if item["role"] == Role.MONEY.value:
                money = Decimal(item["amount"])
            elif item["line"]:
                booked[item["line"]] = booked.get(item["line"], 0) + Decimal(item["amount"])
        found = []
        for line in self.line_ids:
            amount = float(booked.get(line.id, 0))
            if self.currency_id.compare_amounts(-amount, line.paid):
                found.append(
                    self.env._(
                        "line %(number)s: Amazon paid %(paid)s, %(booked)s is booked",
                        number=line.number,
                        paid=self.currency_id.format(line.paid),
                        booked=self.currency_id.format(-amount),
                    )
                )
        currency, told = self._get_money()
        if currency.compare_amounts(told, float(money)):
            found.append(
                self.env._(
                    "Amazon paid %(told)s, %(booked)s is booked as money",
                    told=currency.format(told),
                    booked=currency.format(float(money)),
                )
            )
        if self.currency_id.compare_amounts(self.amount, sum(self.line_ids.mapped("paid"))):
            found.append(
                self.env._(
                    "Amazon paid %(amount)s, the lines make %(lines)s",
                    amount=self.currency_id.format(self.amount),
                    lines=self.currency_id.format(sum(self.line_ids.mapped("paid"))),
                )
            )
        return found
