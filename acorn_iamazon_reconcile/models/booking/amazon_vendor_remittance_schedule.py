# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class AmazonVendorRemittance(models.Model):
    """Booking without a person: what goes wrong becomes an activity."""

    _inherit = "amazon.vendor.remittance"

    @api.model
    def _get_clean_domain(self):
        """:return: the domain of what holds no question: matched, all of it, to the cent, and held
        against a total"""
        return [
            ("state", "=", "matched"),
            ("count_open", "=", 0),
            ("difference", "=", 0),
            ("count_missing", "=", 0),
            ("has_no_total", "=", False),
        ]

    def _is_clean(self):
        return bool(self.filtered_domain(self._get_clean_domain()))

    def _book_by_schedule(self):
        """Book the remittance; when the books have changed since it was matched, it waits again
        and a person is told why. What somebody is booking at this moment is nobody's failure.

        :raise UserError: when it cannot be booked
        """
        if not self._is_free():
            return
        self.action_post()
        if self.state == "draft":
            waiting = self.line_ids.filtered(lambda line: line.kind == "open")
            self._amazon_ask(
                "booking",
                self._amazon_describe_failure("book_remittances"),
                "; ".join(filter(None, waiting.mapped("match_reason"))),
                renew=True,
            )

    def _amazon_describe_failure(self, work):
        if work == "book_remittances":
            return self.env._("%s cannot be booked", self.name)
        return super()._amazon_describe_failure(work)
