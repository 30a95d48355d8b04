# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ... import secret_box
from .amazon_vendor_account_authorisation import ROLE_ARN

# Settings are held against the orders of so long.
ORDERS_LOOKED_AT = timedelta(days=180)


class AmazonVendorAccount(models.Model):
    """Checks that concern what is set up in Odoo: marketplaces, vendor codes, time zones, and that
    no two accounts do the same work."""

    _inherit = "amazon.vendor.account"

    def _get_checks(self):
        return {
            **super()._get_checks(),
            "application": (self.env._("Application is ready"), self._check_application),
            "rehearsal": (self.env._("Rehearsal in the sandbox"), self._check_rehearsal),
            "marketplaces": (self.env._("Marketplaces fit the orders"), self._check_marketplaces),
            "codes": (self.env._("Vendor codes are set up"), self._check_codes),
            "shared_authorisation": (
                self.env._("Nobody else uses the authorisation"),
                self._check_shared_authorisation,
            ),
            "shared_codes": (
                self.env._("Nobody else uses the vendor codes"),
                self._check_shared_codes,
            ),
            "time_zones": (self.env._("Time zones are set"), self._check_time_zones),
        }

    # === APPLICATION AND REHEARSAL === #

    def _check_application(self):
        steps = self.step_ids.filtered(lambda step: step.code in ("profile", "application"))
        missing = [step.missing for step in steps if step.missing]
        if missing:
            return (
                "bad",
                self._shorten_list(missing),
                self.env._("Follow the steps on the page Set-up of the account."),
            )
        if self.role_arn and not ROLE_ARN.match(self.role_arn.strip()):
            return (
                "bad",
                self.env._("The IAM role ARN is not well-formed: %s.", self.role_arn),
                self.env._("Empty it: Amazon has needed none since October 2023."),
            )
        return "good", self.env._("Developer profile and application are there."), ""

    def _check_rehearsal(self):
        if self.rehearsal_state == "passed":
            return "good", self.env._("The rehearsal was passed on %s.", self.rehearsal_date), ""
        if self.rehearsal_state == "overridden":
            return (
                "warning",
                self.env._(
                    "A manager let the account go live without it: %s", self.rehearsal_reason
                ),
                self.env._("Watch the first documents of each kind until Amazon accepts them."),
            )
        missing = self._find_missing_rehearsal_steps()
        return (
            "bad" if self.environment == "production" else "warning",
            self.env._("Not passed. Missing: %s.", self._shorten_list(missing))
            if missing
            else self.env._("Everything went through the sandbox; it is not noted yet."),
            self.env._(
                "Choose the environment Sandbox or Custom, take one purchase order to an accepted "
                "invoice, and press Rehearsal Passed."
            ),
        )

    # === MARKETPLACES AND VENDOR CODES === #

    def _get_order_domain(self):
        return [
            ("amazon_account_id", "=", self.id),
            ("state", "!=", "cancel"),
            ("create_date", ">=", fields.Datetime.now() - ORDERS_LOOKED_AT),
        ]

    def _check_marketplaces(self):
        if not self.marketplace_ids:
            return (
                "bad",
                self.env._("The account has no marketplace: its region is not known."),
                self.env._("Choose the marketplaces that the refresh token was made for."),
            )
        expected = self.marketplace_ids.currency_id
        orders = self.env["sale.order"]._read_group(
            self._get_order_domain(),
            ["currency_id"],
            ["__count", "amazon_purchase_order_number:max"],
        )
        strange = [(c, count, number) for c, count, number in orders if c not in expected]
        if not strange or not expected:
            names = self._shorten_list(self.marketplace_ids.mapped("name"))
            return "good", self.env._("Orders are in the currencies of: %s.", names), ""
        return (
            "warning",
            self.env._(
                "Orders are in a currency that no marketplace of the account has: %s.",
                self._shorten_list(
                    self.env._(
                        "%(count)s in %(currency)s (such as %(number)s)",
                        count=count,
                        currency=currency.name,
                        number=number,
                    )
                    for currency, count, number in strange
                ),
            ),
            self.env._(
                "Compare an order with Vendor Central. Add the marketplace that it comes from, or "
                "correct the currency of the order."
            ),
        )

    def _check_codes(self):
        used = self.env["sale.order"]._read_group(
            self._get_order_domain(),
            ["amazon_code_id", "currency_id"],
            ["amazon_purchase_order_number:max"],
        )
        unknown = [
            number for code, _c, number in used if not code.active or code.account_id != self
        ]
        if unknown:
            return (
                "bad",
                self.env._(
                    "Orders have a vendor code that the account does not know (any more), such as "
                    "%s.",
                    self._shorten_list(unknown),
                ),
                self.env._("Add the vendor code in Configuration, Vendor Codes, or restore it."),
            )
        lacking = [
            text for code, currency, _n in used for text in self._find_lacking(code, currency)
        ]
        if lacking:
            return (
                "warning",
                self.env._("Odoo must guess: %s.", self._shorten_list(dict.fromkeys(lacking))),
                self.env._("Complete the vendor codes in Configuration, Vendor Codes."),
            )
        return "good", self.env._("The vendor codes of the orders have what they need."), ""

    def _find_lacking(self, code, currency):
        """What Odoo chooses rightly by itself is not asked for."""
        if not (code.warehouse_id or self.warehouse_id) and len(self._get_warehouses()) > 1:
            yield self.env._("%s has no warehouse", code.name)
        if currency != (code.pricelist_id.currency_id or self.company_id.currency_id):
            yield self.env._(
                "%(code)s has no pricelist in %(currency)s", code=code.name, currency=currency.name
            )

    def _get_warehouses(self):
        """:return: the warehouses that are set, or all that Odoo may choose from"""
        chosen = self.warehouse_id | self.code_ids.warehouse_id
        return chosen or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)]
        )

    # === TWO ACCOUNTS FOR ONE THING === #

    def _check_shared_authorisation(self):
        mine = self._get_authorisation_digest()
        others = self._get_rivals().filtered(
            lambda other: mine and other._get_authorisation_digest() == mine
        )
        if not others:
            return "good", self.env._("No other account has the same refresh token."), ""
        return (
            "bad",
            self.env._("The same refresh token is used by: %s.", self._name_accounts(others)),
            self.env._(
                "Both fetch and answer the same orders. Keep one account and archive the other; "
                "another vendor group needs a refresh token of its own."
            ),
        )

    def _check_shared_codes(self):
        def fold(name):
            return (name or "").strip().upper()

        mine = {fold(code.name): code.name for code in self.code_ids}
        region = self.marketplace_ids[:1].region
        others = self._get_rivals().filtered(lambda o: o.marketplace_ids[:1].region == region)
        shared = others.code_ids.filtered(lambda code: fold(code.name) in mine)
        if not shared:
            return "good", self.env._("No other account has one of the vendor codes."), ""
        return (
            "bad",
            self.env._(
                "%(codes)s: also a vendor code of %(accounts)s, in the same region.",
                codes=self._shorten_list(sorted({mine[fold(code.name)] for code in shared})),
                accounts=self._name_accounts(shared.account_id),
            ),
            self.env._(
                "One account must answer the orders of a vendor code: archive the code, or the "
                "account, that is not in use."
            ),
        )

    def _get_rivals(self):
        """:return: the accounts of all companies that work on the same side of Amazon: its sandbox,
        or the real one"""
        is_sandbox = self.environment == "sandbox"
        others = self.sudo().search([("id", "!=", self.id)])
        return others.filtered(lambda other: (other.environment == "sandbox") == is_sandbox)

    def _get_authorisation_digest(self):
        """:return: what tells whether two accounts have the same authorisation; None without one"""
        secret = self.sudo()
        try:
            token = secret_box.decrypt(self.env, secret.refresh_token_encrypted)
        except UserError:
            return None  # the check of its own token tells
        text = f"{secret.lwa_client_id or ''}\n{token}"
        return hashlib.sha256(text.encode()).hexdigest() if token else None

    def _name_accounts(self, accounts):
        """:return: the names; of accounts of other companies nothing but that they are"""
        own = accounts.filtered(lambda account: account.company_id == self.company_id)
        names = own.mapped("name")
        return self._shorten_list(
            [*names, self.env._("another company")] if accounts - own else names
        )

    # === TIME ZONES === #

    def _check_time_zones(self):
        users = (self.member_ids | self.user_id).filtered(lambda user: not user.tz)
        places = self.company_id.partner_id | self._get_warehouses().partner_id
        places = places.filtered(lambda partner: not partner.tz)
        if users:
            return (
                "bad",
                self.env._(
                    "Without a time zone: %s. They see ship windows and deadlines in UTC, and date "
                    "invoices by it.",
                    self._shorten_list(users.mapped("name")),
                ),
                self.env._("Choose the time zone in the preferences of each."),
            )
        if places:
            return (
                "warning",
                self.env._(
                    "The address of a warehouse or of the company has no time zone: %s.",
                    self._shorten_list(places.mapped("display_name")),
                ),
                self.env._("Choose the time zone on the contact."),
            )
        return "good", self.env._("Members, company and warehouses have a time zone."), ""
