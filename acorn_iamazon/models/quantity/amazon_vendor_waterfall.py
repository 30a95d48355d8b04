# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from ...quantities import STEPS, Measure, add_up

# What calls for somebody; the rest is as it should be, or not over yet.
LOST = ("rejected", "cancelled", "given_up", "missing", "not_received")


class AmazonVendorWaterfall(models.AbstractModel):
    """The quantity ledger as a picture: each step from the order to the payment, and what falls
    out before it, in units and money. Other addons add steps by :meth:`_get_steps` and words by
    :meth:`_get_words`."""

    _name = "amazon.vendor.waterfall"
    _description = "Amazon Waterfall"

    @api.model
    def _get_steps(self):
        """:return: what falls out before each step, by the step"""
        return {code: parts for code, parts in STEPS.items() if code != "invoiced"}

    @api.model
    def _get_words(self):
        return {
            "ordered": self.env._("Ordered"),
            "open": self.env._("Not answered yet"),
            "rejected": self.env._("Rejected"),
            "cancelled": self.env._("Cancelled"),
            "accepted": self.env._("Accepted"),
            "to_ship": self.env._("To be shipped"),
            "given_up": self.env._("Accepted, not shipped"),
            "elsewhere": self.env._("On other invoices"),
            "shipped": self.env._("Shipped"),
            "on_the_way": self.env._("On the way"),
            "missing": self.env._("Missing at Amazon"),
            "received": self.env._("Received"),
        }

    @api.model
    def _draw(self, ways, currency, more=(), notes=None):
        """
        :param ways: a :class:`Way` for each line
        :param more: (step, :class:`Measure`, parts) after the steps of the ledger; a part is
            (code, name, :class:`Measure`)
        :param dict notes: what is said of a part, by its code
        :return: the rows that the widget shows
        """
        measures, words = add_up(ways), self._get_words()
        steps = [
            (code, measures[code], [(part, words[part], measures[part]) for part in parts])
            for code, parts in self._get_steps().items()
            if code in measures
        ]
        steps += more
        largest = max([step.amount for _code, step, _parts in steps] or [0.0])
        return [
            {
                **self._draw_row(code, words[code], step, currency, largest),
                "parts": [
                    {
                        **self._draw_row(part, name, measure, currency, largest),
                        "is_lost": part in LOST or part.startswith("kept"),
                        "note": (notes or {}).get(part, ""),
                    }
                    for part, name, measure in parts
                    if not measure.is_nothing
                ],
            }
            for code, step, parts in steps
        ]

    @api.model
    def _draw_row(self, code, name, measure: Measure, currency, largest):
        share = measure.amount / largest if largest else 0.0
        return {
            "code": code,
            "name": name,
            "units": f"{round(measure.units, 2):g}" if measure.units else "",
            "amount": currency.format(measure.amount),
            "width": round(100 * min(max(share, 0.0), 1.0), 1),
        }
