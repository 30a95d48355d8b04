# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ... import identity, secret_box
from ...rights import right
from .amazon_vendor_asking import AmazonVendorAsking
from .amazon_vendor_owned import AmazonVendorOwned

ENVIRONMENTS = [
    ("production", "Production"),
    ("sandbox", "Amazon's sandbox"),
    ("custom", "Custom address"),
]
ERROR_CATEGORIES = [
    ("authorisation", "Authorisation"),
    ("throttled", "Throttled"),
    ("network", "Network"),
    ("data", "Data"),
    ("internal", "Internal"),
]

ADDRESSES = ("api_url", "token_url")


class AmazonVendorAccount(models.Model):
    """One Vendor Central authorisation in one region, and the jobs that run for it."""

    _name = "amazon.vendor.account"
    _description = "Amazon Vendor Account"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        AmazonVendorAsking._name,
        AmazonVendorOwned._name,
    ]
    _check_company_auto = True
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    member_ids = fields.Many2many(
        "res.users",
        string="Members",
        default=lambda self: self.env.user,
        help="The users who see this account and its documents.",
    )
    marketplace_ids = fields.Many2many(
        "amazon.vendor.marketplace",
        string="Marketplaces",
        default=lambda self: self._default_marketplaces(),
        help="Marketplaces of one region: a refresh token is valid in one region only.",
    )
    environment = fields.Selection(
        ENVIRONMENTS,
        required=True,
        default="sandbox",
        tracking=True,
    )
    api_url = fields.Char("API address", groups="base.group_system")
    token_url = fields.Char("Token address", groups="base.group_system")

    # Credentials: typed in, never read back.
    lwa_client_id = fields.Char("Client ID", groups="base.group_system", copy=False)
    lwa_client_secret = fields.Char(
        "Client secret",
        compute="_compute_typed_secrets",
        inverse="_inverse_lwa_client_secret",
        groups="base.group_system",
    )
    lwa_client_secret_encrypted = fields.Char(groups=fields.NO_ACCESS, copy=False)
    lwa_client_secret_date = fields.Date(
        "Client secret of", copy=False, help="Amazon wants the secret changed every 180 days."
    )
    refresh_token = fields.Char(
        compute="_compute_typed_secrets",
        inverse="_inverse_refresh_token",
        groups="base.group_system",
    )
    refresh_token_encrypted = fields.Char(groups=fields.NO_ACCESS, copy=False)
    has_credentials = fields.Boolean("Credentials are set", compute="_compute_has_credentials")

    # Defaults of what is made from Amazon's purchase orders.
    partner_id = fields.Many2one(
        "res.partner",
        "Amazon as customer",
        check_company=True,
        help="The customer on the sale orders; Amazon's fulfilment centres become its addresses.",
    )
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
    team_id = fields.Many2one("crm.team", "Sales Team", check_company=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", help="Salesperson of the orders; gets the activities."
    )
    acknowledgement_hours = fields.Integer(
        help="Hours within which this account acknowledges a new purchase order; 0: as the table "
        "of deadlines says for its marketplaces."
    )

    price_tolerance = fields.Float(
        help="Percent by which Amazon's net cost may differ from what was agreed.",
    )

    # Automation
    fetch_automatically = fields.Boolean(default=True)
    acknowledge_on_confirm = fields.Boolean(
        default=True, help="Confirming a sale order makes its acknowledgement ready to send."
    )
    confirm_shipment_on_done = fields.Boolean(
        default=True, help="Validating a delivery makes its shipment notice ready to send."
    )

    keep_calls_days = fields.Integer(
        "Keep the log of calls", default=30, help="Days; older lines of the log are deleted."
    )
    keep_documents_years = fields.Integer(
        "Keep documents",
        default=10,
        help="Years that the law wants documents kept; older ones are deleted. 0 keeps all.",
    )
    alert_by_email = fields.Boolean(
        "E-mail on trouble",
        default=True,
        help="One e-mail to the members when Amazon refuses the authorisation.",
    )

    # What happened last
    fetched_until = fields.Datetime(
        "Purchase orders fetched until",
        default=lambda self: fields.Datetime.now() - timedelta(days=7),
        help="The next fetch begins a little before this time.",
    )
    first_fetched_at = fields.Datetime(
        "First fetched",
        readonly=True,
        copy=False,
        help="What Amazon shows as answered or closed from before then is history.",
    )
    worked_from = fields.Datetime(
        "Work from",
        copy=False,
        help="Purchase orders from before are history: none of them is answered, delivered or "
        "alerted about, unless somebody takes it up.",
    )
    connection_state = fields.Selection(
        [("untested", "Not tested"), ("connected", "Connected"), ("failed", "Failed")],
        default="untested",
        readonly=True,
        copy=False,
    )
    connection_category = fields.Selection(ERROR_CATEGORIES, readonly=True, copy=False)
    connection_message = fields.Char(readonly=True, copy=False)
    connection_next_step = fields.Char("What to do", compute="_compute_connection_next_step")
    connection_date = fields.Datetime(readonly=True, copy=False)
    paused = fields.Boolean(
        readonly=True,
        copy=False,
        help="Amazon refuses the authorisation: scheduled work waits until it is renewed.",
    )

    code_ids = fields.One2many("amazon.vendor.code", "account_id", string="Vendor Codes")
    step_ids = fields.One2many("amazon.vendor.onboarding.step", "account_id", string="Set-up")
    count_open_steps = fields.Integer("Steps to do", compute="_compute_count_open_steps")
    failure_ids = fields.One2many("amazon.vendor.failure", "account_id", string="Failures")
    job_ids = fields.One2many("amazon.vendor.job", "account_id", string="Scheduled Work")
    check_ids = fields.One2many("amazon.vendor.check", "account_id", string="Health Check")
    document_ids = fields.One2many("amazon.vendor.document", "account_id")
    order_ids = fields.One2many("sale.order", "amazon_account_id")
    count_to_acknowledge = fields.Integer("To acknowledge", compute="_compute_counts")
    count_failed_documents = fields.Integer("Failed documents", compute="_compute_counts")
    count_waiting_documents = fields.Integer("Waiting documents", compute="_compute_counts")
    count_unmapped_products = fields.Integer("Unmapped products", compute="_compute_counts")

    _name_company_unique = models.Constraint(
        "unique (name, company_id)", "This company has an Amazon account of that name already."
    )

    def _default_marketplaces(self):
        marketplaces = self.env["amazon.vendor.marketplace"]
        country = self.env.company.country_id
        return marketplaces.search([("country_id", "=", country.id)], limit=1) or self.env.ref(
            "acorn_iamazon.marketplace_us", raise_if_not_found=False
        )

    @api.depends_context("uid")
    def _compute_typed_secrets(self):
        self.lwa_client_secret = False
        self.refresh_token = False

    def _inverse_lwa_client_secret(self):
        for account in self.filtered("lwa_client_secret"):
            account._seal_if_first()
            account.sudo().lwa_client_secret_encrypted = secret_box.encrypt(
                self.env, account.lwa_client_secret.strip()
            )
            account.lwa_client_secret_date = fields.Date.today()
            account._forget_authorisation()

    def _inverse_refresh_token(self):
        for account in self.filtered("refresh_token"):
            account._seal_if_first()
            account.sudo().refresh_token_encrypted = secret_box.encrypt(
                self.env, account.refresh_token.strip()
            )
            account._note_authorisation()
            account._forget_authorisation()

    @right("administer")
    def action_reencrypt_credentials(self):
        """Encrypt all secrets with the first key of the configuration, so that the others can go.

        :raise AccessError: for all but administrators of the system
        """
        if not self.env.is_system():
            raise AccessError(self.env._("Only an administrator changes the encryption key."))
        accounts = self.sudo()._get_all_accounts()
        for account in accounts:
            for name in ("lwa_client_secret_encrypted", "refresh_token_encrypted"):
                account[name] = secret_box.rotate(self.env, account[name])
        identity.rotate(self.env)
        # Access tokens live an hour: new ones are made with the new key.
        self.env["amazon.vendor.token"].sudo().search([("account_id", "in", accounts.ids)]).unlink()
        return self._notify_requested(
            self.env._("The credentials of %s accounts are encrypted anew.", len(accounts))
        )

    @api.depends("lwa_client_id", "lwa_client_secret_encrypted", "refresh_token_encrypted")
    def _compute_has_credentials(self):
        for account in self:
            secret = account.sudo()
            account.has_credentials = bool(
                secret.lwa_client_id
                and secret.lwa_client_secret_encrypted
                and secret.refresh_token_encrypted
            )

    @api.depends("connection_category")
    def _compute_connection_next_step(self):
        for account in self:
            category = account.connection_category
            account.connection_next_step = category and account._get_next_step(category)

    def _get_next_step(self, category):
        """:return: what a person can do about an error of the category"""
        return {
            "authorisation": self.env._(
                "Renew the authorisation in Vendor Central (Integration, API Integration) and "
                "type the new refresh token or client secret here."
            ),
            "throttled": self.env._("Nothing: the work goes on when Amazon allows more calls."),
            "network": self.env._(
                "Check that this server reaches Amazon; the work is repeated by itself."
            ),
            "data": self.env._("Mend what the message names, then press Retry."),
            "internal": self.env._("Tell the developers of ACORN iAmazon, with the request ID."),
        }[category]

    def _compute_counts(self):
        waiting = self.env["amazon.vendor.document"]._read_group(
            [
                ("account_id", "in", self.ids),
                (
                    "state",
                    "in",
                    ["new", "ready", "sending", "sent", "unknown", "failed", "rejected"],
                ),
            ],
            ["account_id", "state"],
            ["__count"],
        )
        by_state = {(account.id, state): count for account, state, count in waiting}
        to_acknowledge = dict(
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("amazon_account_id", "in", self.ids),
                    ("amazon_stage", "=", "to_acknowledge"),
                ],
                ["amazon_account_id"],
                ["__count"],
            )
        )
        unmapped = dict(
            self.env["amazon.vendor.product"]._read_group(
                [("account_id", "in", self.ids), ("product_id", "=", False)],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.count_to_acknowledge = to_acknowledge.get(account, 0)
            account.count_unmapped_products = unmapped.get(account, 0)
            account.count_failed_documents = sum(
                by_state.get((account.id, state), 0) for state in ("unknown", "failed", "rejected")
            )
            account.count_waiting_documents = sum(
                by_state.get((account.id, state), 0)
                for state in ("new", "ready", "sending", "sent")
            )

    def _compute_count_open_steps(self):
        for account in self:
            account.count_open_steps = len(account.step_ids.filtered(lambda s: s.state != "done"))

    @api.constrains("marketplace_ids")
    def _check_one_region(self):
        for account in self:
            if len(set(account.marketplace_ids.mapped("region"))) > 1:
                raise ValidationError(
                    self.env._(
                        "Account %s: choose marketplaces of one region only. An authorisation is "
                        "valid in one region; make another account for the other region.",
                        account.name,
                    )
                )

    @api.constrains("environment", "api_url", "token_url")
    def _check_custom_addresses(self):
        for account in self.filtered(lambda a: a.environment == "custom"):
            secret = account.sudo()
            if not (secret.api_url and secret.token_url):
                raise ValidationError(
                    self.env._(
                        "Account %s: the custom environment needs the API address and the token "
                        "address.",
                        account.name,
                    )
                )

    def copy_data(self, default=None):
        """A copy has the settings and no secrets. Whoever may not see the addresses copies none:
        that copy begins in Amazon's sandbox."""
        default = dict(default or {})
        hidden = {
            name: False
            for name in ADDRESSES
            if not self._has_field_access(self._fields[name], "read")
        }
        if hidden:
            default = {"environment": "sandbox", **hidden, **default}
        values = super().copy_data(default)
        for vals in values:
            for name in hidden:
                vals.pop(name, None)
        if "name" not in default:
            for account, vals in zip(self, values, strict=True):
                vals["name"] = self.env._("%s (copy)", account.name)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        for account in accounts.filtered(lambda a: not a.partner_id):
            account.partner_id = account._make_amazon_partner()
        self.env["amazon.vendor.job"].sudo()._prepare_for(accounts)
        self.env["amazon.vendor.onboarding.step"].sudo()._prepare_for(accounts)
        accounts._make_lanes()
        return accounts

    def _make_amazon_partner(self):
        country = self.marketplace_ids[:1].country_id
        return (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": f"Amazon {country.name}" if country else "Amazon",
                    "is_company": True,
                    "country_id": country.id,
                    "company_id": self.company_id.id,
                }
            )
        )

    def write(self, vals):
        if {"environment", "api_url", "token_url", "lwa_client_id", "marketplace_ids"} & set(vals):
            self._forget_authorisation()
        if "environment" in vals and "live_mode" not in vals:
            self._stop_before_moving_to(vals["environment"])
        members = {account: account.member_ids for account in self} if "member_ids" in vals else {}
        result = super().write(vals)
        for account, before in members.items():
            account._let_go(before - account.member_ids)
        if changed := {"name", "active"} & set(vals):
            self._change_lanes(changed)
        return result

    def unlink(self):
        crons = self.sudo().cron_id
        result = super().unlink()
        self._remove_lanes(crons)
        return result

    def _amazon_get_account(self):
        return self
