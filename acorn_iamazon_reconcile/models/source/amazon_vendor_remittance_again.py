# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import Counter

from odoo import Command, api, models

from odoo.addons.acorn_iamazon.rights import get_told

from ...matcher.numbers import make_match_key
from ...reader import read_status

# What is written into a line that lacks it. Amounts are never changed.
COMPLETED = ("date", "description", "vendor_code")


class AmazonVendorRemittance(models.Model):
    """Lines that Amazon hides, and payments that are imported again."""

    _inherit = "amazon.vendor.remittance"

    @api.model
    def _prepare_hidden_line(self, payment, rest, row):
        """What the file does not show is a line of its own: explained where the export says that it
        hides lines of this payment, else it waits for a person.

        :param float rest: payment less its visible lines
        """
        values = {
            "sequence": row,
            "number": self.env._("Not shown in the file"),
            "is_hidden": True,
            "invoice_amount": rest,
            "paid": rest,
            "match_reason": self.env._(
                "The payment is over %(amount)s, its lines leave %(rest)s, and the file does not "
                "say that it hides any. Export it again with a login that sees all vendor codes.",
                amount=payment.amount,
                rest=rest,
            ),
        }
        if payment.hides_lines:
            hidden = self.env.ref("acorn_iamazon_reconcile.deduction_type_hidden")
            values["deduction_type_id"] = hidden.id
            values["match_confidence"] = 100
            values["match_reason"] = self.env._(
                "The export says that it hides lines of this payment from the login that made it."
            )
        return values

    def _take_again(self, payment, values):
        """A payment that is known comes again: confirmed when it was only expected, undone when
        Amazon voided it, filled up when lines are shown that were hidden.

        :return: whether anything changed
        """
        self.ensure_one()
        if values["state"] == "expected":  # not decided yet, or in words that nobody knows
            self._ask_about_status(payment)
            return False
        if self.state == "expected":
            self._confirm_by(values)
            self._amazon_settle("status")
            return True
        if values["state"] == "cancelled":
            return self._void(payment)
        self._take_total(values)
        return self._fill_up(payment, values)

    def _takes_total(self, has_no_total):
        """:param bool has_no_total: of the file that comes now
        :return: whether it tells what was paid, where an advice without a total knew its lines
            only. What is booked stays as it was booked."""
        return self.has_no_total and not has_no_total and self.state in ("draft", "matched")

    def _take_total(self, values):
        if self._takes_total(values["has_no_total"]):
            names = ("amount", "payment_amount", "has_no_total")
            self.write({name: values[name] for name in names})
            self._update_matched_state()

    def _ask_about_status(self, payment):
        """Only known words make a payment payable, or undo it."""
        if read_status(payment.status) != "unknown":
            return
        self._amazon_ask(
            "status",
            self.env._("What became of payment %s?", self.name),
            self.env._(
                "Its file says: %s. Nobody here knows the word. Look the payment up in Vendor "
                "Central: if it was paid, press Confirm; if not, undo its booking or delete it.",
                payment.status,
            ),
            renew=True,
        )

    def _void(self, payment):
        if self.state == "cancelled":
            return False
        if get_told("by_mail"):
            self._ask_about_voiding(payment)
            return False
        if self.state == "posted":
            self.action_unpost()
        self.state = "cancelled"
        self.message_post(body=self.env._("Amazon says of this payment: %s.", payment.status))
        return True

    def _ask_about_voiding(self, payment):
        """Nothing is undone by an e-mail: a person imports its file by hand."""
        self._amazon_ask(
            "voided",
            self.env._("An e-mail says that payment %s was voided", self.name),
            self.env._(
                "Amazon says of this payment: %s. Look it up in Vendor Central; if it was voided, "
                "import the file of the e-mail by hand.",
                payment.status,
            ),
        )

    def _fill_up(self, payment, values):
        """Another login shows more lines: those that are new are added, what is still hidden is
        counted again. Lines that are matched stay matched."""
        lines = [command[2] for command in values["line_ids"]]
        self._complete_lines(lines)
        added = self._find_new_lines(lines)
        if not added or self._has_other_lines(added):
            return False
        if self.state in ("posted", "cancelled"):
            self.message_post(
                body=self.env._(
                    "A file shows %s more lines of this payment. Undo the booking and import the "
                    "file again to take them in.",
                    len(added),
                )
            )
            return False
        self.line_ids.filtered("is_hidden").unlink()
        self.write({"line_ids": [Command.create(line) for line in added]})
        rest = self.currency_id.round(self.amount - sum(self.line_ids.mapped("paid")))
        if not self.currency_id.is_zero(rest):
            hidden = self._prepare_hidden_line(payment, rest, len(self.line_ids) + 1)
            self.write({"line_ids": [Command.create(hidden)]})
        self.hides_lines = payment.hides_lines
        self._update_matched_state()
        self.message_post(body=self.env._("%s more lines were shown.", len(added)))
        return True

    def _find_new_lines(self, lines):
        """Two lines may be alike: they are counted, not compared as a set.

        :param lines: values of lines, as a file has them
        """
        visible = self.line_ids.filtered(lambda line: not line.is_hidden)
        known = Counter(map(self._get_line_key, visible))
        added = []
        for line in lines:
            key = self._make_line_key(line["number"], line["paid"])
            if line.get("is_hidden"):
                continue
            if known[key]:
                known[key] -= 1
            else:
                added.append(line)
        return added

    def _get_line_key(self, line):
        return self._make_line_key(line.number, line.paid)

    @api.model
    def _make_line_key(self, number, paid):
        """:return: what a line is known by, whichever source writes its number"""
        return make_match_key(number), round(float(paid) * 100)

    def _has_other_lines(self, added):
        """Where the lines that are known make up the payment, others over another sum contradict
        them, and a person has to look.

        :param added: values of lines that another source has
        """
        shown = sum(line["paid"] for line in added)
        rest = self.amount - sum(self.line_ids.mapped("paid"))
        is_whole = self.currency_id.is_zero(rest) and not self.line_ids.filtered("is_hidden")
        if not is_whole or self.currency_id.is_zero(shown):
            return False
        self._amazon_ask(
            "sources",
            self.env._("Two sources tell different lines of payment %s", self.name),
            self.env._(
                "Its lines make up the payment already, yet another source names these as well: "
                "%s. Nothing was changed. Compare them in Vendor Central.",
                ", ".join(line["number"] for line in added[:5]),
            ),
        )
        return True

    def _complete_lines(self, lines):
        """What the lines lack another source may tell; what they have stays.

        :param lines: values of lines
        """
        told = {self._make_line_key(line["number"], line["paid"]): line for line in lines}
        for line in self.line_ids:
            other = told.get(self._get_line_key(line), {})
            names = [name for name in COMPLETED if not line[name] and other.get(name)]
            if names:
                line.write({name: other[name] for name in names})
