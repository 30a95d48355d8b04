# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...spapi import DataError

# What nobody sent by other means so long after it was built is not looked for any more.
LONGEST_WAIT = timedelta(days=14)


class AmazonVendorDocument(models.Model):
    """Documents of a shadow run: built, never sent, compared with what Amazon got elsewhere."""

    _inherit = "amazon.vendor.document"

    shadow_state = fields.Selection(
        [
            ("waiting", "Amazon has none yet"),
            ("missing", "Amazon shows none"),
            ("same", "Same at Amazon"),
            ("different", "Different at Amazon"),
        ],
        "Shadow run",
        readonly=True,
    )
    shadow_difference = fields.Text("Differences", readonly=True)

    def _prepare_shadow(self, account, kind, number, values):
        """Keep what would be sent; what was built before for the same number is replaced.

        :param dict values: as for a document that is sent
        """
        values = {
            **values,
            "state": "shadow",
            "shadow_state": "waiting",
            "shadow_difference": values["error_message"] or False,
        }
        key = {"account_id": account.id, "direction": "out", "kind": kind, "number": number}
        domain = [(name, "=", value) for name, value in key.items()]
        built = self.search([*domain, ("state", "=", "shadow")], limit=1)
        if built:
            built.write(values)
            return built
        return self.create({**key, **values})

    @api.model
    def _compare_shadow_run(self, account):
        client = account._get_client()
        waiting = self.sudo().search(
            [
                ("account_id", "=", account.id),
                ("state", "=", "shadow"),
                ("shadow_state", "in", ["waiting", "different"]),
            ]
        )
        account._work_through(
            "compare_shadow_run", waiting, lambda document: document._compare_shadow(client)
        )

    @api.model
    def _get_left_of_shadow_run(self, accounts):
        """:return: what was built in the shadow run, and is not at Amazon by other means as far as
        anybody knows"""
        return self.sudo().search(
            [
                ("account_id", "in", accounts.ids),
                ("state", "=", "shadow"),
                ("shadow_state", "!=", "same"),
            ],
            order="id",
        )

    @api.model
    def _end_shadow_run(self, account):
        """From now on the account sends. What the shadow run left over may have been sent by other
        means that Amazon does not show yet: a person decides about each."""
        for document in self._get_left_of_shadow_run(account):
            document.sending_at = document.create_date
            document._ask_person_about_fate(
                self.env._(
                    "%(document)s was built in the shadow run and not sent. Amazon does not show "
                    "that it was sent like this by other means. Look for it in Vendor Central: "
                    "when it is there press It Is There, when it is not press It Is Not There: it "
                    "is sent then.",
                    document=document.display_name,
                )
            )

    def _compare_shadow(self, client):
        try:
            with client.about(self.id):
                self._compare_with_amazon(client)
        except DataError as error:
            self.shadow_difference = str(error)

    def _compare_with_amazon(self, client):
        differences = self._get_kind()._find_differences(self, client)
        if differences is None:
            is_over = self.create_date < fields.Datetime.now() - LONGEST_WAIT
            self.shadow_state = "missing" if is_over else "waiting"
            return
        self.write(
            {
                "shadow_state": "different" if differences else "same",
                "shadow_difference": "\n".join(differences) or False,
            }
        )
