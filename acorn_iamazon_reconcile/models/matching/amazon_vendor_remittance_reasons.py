# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorRemittance(models.Model):
    """Why a line was matched, or was not, in words."""

    _inherit = "amazon.vendor.remittance"

    def _explain(self, reasons, templates, currency):
        """:return: the sentences of the reasons, the last ones being what speaks against it"""
        sentences = []
        for code, values in reasons:
            shown = {
                name: currency.format(value / 10**currency.decimal_places)
                if name in ("total", "left")
                else value
                for name, value in values.items()
            }
            sentences.append(templates[code] % shown)
        return "; ".join(sentences)

    def _get_reason_templates(self):
        return {**self._get_finding_templates(), **self._get_doubt_templates()}

    def _get_finding_templates(self):
        return {
            "none": self.env._("No invoice has this number, and no type of deduction fits"),
            "number": self.env._("Number of %(document)s"),
            "key": self.env._("Number of %(document)s without separators"),
            "earlier": self.env._("Written like an earlier line of %(document)s"),
            "rule": self.env._("By a rule that a person taught"),
            "zeros": self.env._("Number of %(document)s without its zeros"),
            "affix": self.env._("Number of %(document)s with something added"),
            "piece": self.env._("A part of the number of %(document)s"),
            "order": self.env._("%(document)s has this purchase order and amount"),
            "amount_and_date": self.env._("%(document)s has this amount and date"),
            "amount": self.env._("%(document)s has this amount"),
            "claim": self.env._("%(rounds)s of %(document)s"),
            "chain": self.env._("Another round of the claims on %(number)s"),
            "type": self.env._("Known by its number"),
            "original": self.env._("The file says that it is about %(document)s"),
            "description": self.env._("Known by its description"),
            "gives_back": self.env._("Gives an earlier deduction back"),
            "reverses": self.env._("Takes an earlier payment back"),
            "by_hand": self.env._("It was registered as paid by hand: linked to that payment"),
        }

    def _get_doubt_templates(self):
        return {
            "by_hand_or_deduction": self.env._(
                "%(document)s was registered as paid by hand, and the number may be that of a "
                "deduction"
            ),
            "orphan": self.env._("what it gives back was not imported, or never taken"),
            "several": self.env._("several documents fit"),
            "currency": self.env._("%(document)s is in another currency"),
            "other_amount": self.env._("%(document)s is over %(total)s"),
            "left": self.env._("%(document)s has %(left)s left to be paid only"),
            "sign": self.env._("the sign is not what it should be"),
            "claim_too_large": self.env._("the claim is larger than %(document)s"),
            "taken_twice": self.env._("more was taken than %(number)s is over"),
            "gives_back_more": self.env._(
                "with what was given back before, it is more than was taken"
            ),
            "no_root": self.env._("Looks like a claim, but no invoice has the number %(number)s"),
            "other_order": self.env._("the purchase order is not that of %(document)s"),
            "other_date": self.env._("the date is not that of %(document)s"),
            "scientific": self.env._(
                "a spreadsheet has cut the figures of %(number)s off; export the file again"
            ),
            "better_number": self.env._("the number is that of %(document)s"),
            "divided": self.env._("the number is divided otherwise than %(document)s"),
            "near": self.env._("a letter or figure more or less than in %(document)s"),
            "own_series": self.env._("%(number)s may be an own number, but no document has it"),
            "state": self.env._("%(document)s is not posted"),
            "other_original": self.env._("the file says that it is about %(document)s"),
            "incoming": self.env._("money that comes in is no deduction by its number or text"),
            "taught_other": self.env._("the rule was taught of money that went the other way"),
            "no_proof": self.env._("neither date nor purchase order confirm it"),
        }
