# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...rights import right

CODES = [
    ("profile", "Developer profile"),
    ("application", "Application"),
    ("region", "Region and marketplaces"),
    ("credentials", "Client ID and secret"),
    ("authorisation", "Authorisation"),
    ("defaults", "Defaults"),
    ("history", "What is history"),
    ("rehearsal", "Rehearsal in the sandbox"),
    ("vendor_codes", "Vendor codes"),
    ("go_live", "Go live"),
]
# Where in the Vendor Central of each marketplace a step is done, as Amazon's papers tell: the
# profile has a page of its own (developer guide for vendors), the console has the applications with
# their credentials, and the refresh tokens. Of the contacts they tell the menu only: their step
# begins at the front page, and its explanation says where to go. The other steps are done here.
CONSOLE = "/sellingpartner/developerconsole"
PAGES = {
    "profile": "/developer/register",
    **dict.fromkeys(("application", "credentials", "authorisation"), CONSOLE),
    "vendor_codes": "",
}


class AmazonVendorOnboardingStep(models.Model):
    """A step on the way from nothing to a live account. It looks at the account each time it is
    shown; only what nobody can look up is confirmed by hand."""

    _name = "amazon.vendor.onboarding.step"
    _description = "Amazon Set-up Step"
    _inherit = "amazon.vendor.owned"
    _order = "account_id, sequence"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(readonly=True)
    code = fields.Selection(CODES, "Step", required=True, readonly=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(
        [("done", "Done"), ("todo", "To do"), ("later", "Later")], compute="_compute_state"
    )
    missing = fields.Char("What is missing", compute="_compute_state")
    explanation = fields.Char(compute="_compute_explanation")
    can_confirm = fields.Boolean(compute="_compute_state")

    _code_unique = models.Constraint("unique (account_id, code)", "One line for each step.")

    @api.model
    def _prepare_for(self, accounts):
        self.create(
            [
                {"account_id": account.id, "sequence": place, "code": code}
                for account in accounts
                for place, (code, _name) in enumerate(CODES)
            ]
        )

    @api.depends("account_id", "confirmed_by_id")
    def _compute_state(self):
        for account, steps in self.grouped("account_id").items():
            next_step = None
            for step in account.step_ids.sorted("sequence"):
                missing = step._find_missing(account.sudo())
                next_step = next_step or (missing and step)
                if step in steps:
                    step.missing = missing
                    step.can_confirm = bool(missing) and step.code == "profile"
                    state = "todo" if step == next_step else "later"
                    step.state = state if missing else "done"

    def _find_missing(self, account):
        """:return: what is missing, as a sentence, or False when the step is done"""
        find = {
            "profile": self._find_missing_profile,
            "application": self._find_missing_application,
            "region": self._find_missing_region,
            "credentials": self._find_missing_credentials,
            "authorisation": self._find_missing_authorisation,
            "defaults": self._find_missing_defaults,
            "history": self._find_missing_history,
            "rehearsal": self._find_missing_rehearsal,
            "vendor_codes": self._find_missing_vendor_codes,
            "go_live": self._find_missing_go_live,
        }
        return find[self.code](account)

    def _find_missing_profile(self, account):
        if self.confirmed_by_id or account.refresh_token_encrypted:
            return False
        return self.env._("Confirm that Amazon has approved your developer profile.")

    def _find_missing_application(self, account):
        if account.application_id or account.refresh_token_encrypted:
            return False
        return self.env._("The application ID, on the page Connection.")

    def _find_missing_region(self, account):
        return not account.marketplace_ids and self.env._("The marketplaces.")

    def _find_missing_credentials(self, account):
        if account.lwa_client_id and account.lwa_client_secret_encrypted:
            return False
        return self.env._("The client ID or the client secret, on the page Connection.")

    def _find_missing_authorisation(self, account):
        if not account.refresh_token_encrypted:
            return self.env._("A refresh token: paste it, or press Authorise with Amazon.")
        if account.connection_state != "connected":
            return self.env._("A health check in which Amazon lets us in.")
        return False

    def _find_missing_defaults(self, account):
        if not account.user_id:
            return self.env._("The person responsible, on the page Orders.")
        if not account.member_ids:
            return self.env._("Members: nobody sees the account without them.")
        return False

    def _find_missing_history(self, account):
        if account.worked_from or account.live_mode == "live":
            return False
        return self.env._("From when on orders are worked, on the page Orders.")

    def _find_missing_vendor_codes(self, account):
        codes = account.code_ids
        if not codes:
            return self.env._("The first purchase order, which tells the vendor codes.")
        new = codes.filtered(lambda code: not code.is_set_up)
        if new:
            return self.env._("Set up the vendor codes found: %s.", ", ".join(new.mapped("name")))
        return False

    def _find_missing_rehearsal(self, account):
        if account.rehearsal_state != "none":
            return False
        missing = account._find_missing_rehearsal_steps()
        if not missing:
            return self.env._("Press Rehearsal Passed.")
        return self.env._("Through the sandbox: %s.", ", ".join(missing))

    def _find_missing_go_live(self, account):
        if account.environment == "production" and account.live_mode == "live":
            return False
        if account.environment != "production":
            return self.env._("The environment Production.")
        return self.env._("Press Go Live, or begin with a shadow run.")

    @api.depends("code")
    def _compute_explanation(self):
        texts = self._get_explanations()
        for step in self:
            step.explanation = texts.get(step.code)

    @api.model
    def _get_explanations(self):
        return {
            "profile": self.env._(
                "In Vendor Central, Integration, API Integration: register as a developer, with "
                "the roles Amazon Fulfillment and Inventory and Order Tracking."
            ),
            "application": self.env._(
                "Make an application with the same roles. For an application of your own, which "
                "only you use, the refresh token is enough."
            ),
            "region": self.env._(
                "An authorisation is valid in one region: North America, Europe or Far East."
            ),
            "credentials": self.env._(
                "LWA credentials of the application: View, in the list of applications. They are "
                "kept encrypted and never shown again."
            ),
            "authorisation": self.env._(
                "Your own application: Authorize, Generate refresh token, and paste it here. A "
                "public application: Authorise with Amazon."
            ),
            "defaults": self.env._(
                "Who is responsible, which warehouse ships, who sees the account."
            ),
            "history": self.env._(
                "What Amazon ordered before a date is not answered or delivered from here."
            ),
            "rehearsal": self.env._(
                "Take one purchase order from fetching to an accepted invoice in a sandbox."
            ),
            "vendor_codes": self.env._(
                "Each vendor code has its own warehouse, pricelist, fiscal position and team. "
                "Vendor Central shows yours under Settings, Contacts."
            ),
            "go_live": self.env._(
                "Nothing is sent to production before. In a shadow run you compare what would be "
                "sent with what is sent today."
            ),
        }

    @right("configure")
    def action_confirm(self):
        self.sudo().confirmed_by_id = self.env.user

    @right("see")
    def action_open_amazon(self):
        """Open Amazon's page for the step, of the account's own marketplace."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.account_id._get_vendor_central_url() + PAGES.get(self.code, ""),
            "target": "new",
        }
