# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from ...booking import Role, share_out

TAX_FIELDS = ("tax_ids", "tax_tag_ids", "tax_repartition_line_id", "analytic_distribution")


class AmazonVendorDispute(models.Model):
    """What is disputed is owed by Amazon until it decides: it waits on the account of claims, taxes
    included, and is a cost when Amazon refuses, not before.

    What stands there is aligned with what is claimed, whatever happened: filed, repaid in part,
    refused, undone. Each time the difference is booked, item by item, so that nothing is left."""

    _inherit = "amazon.vendor.dispute"

    claim_entry_ids = fields.Many2many(
        "account.move",
        "amazon_vendor_dispute_claim_entry_rel",
        string="Entries of the Claim",
        readonly=True,
        copy=False,
        groups="account.group_account_invoice",
    )
    claim_plan = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What was meant with the entries of the claim, item by item.",
    )
    amount_claimed = fields.Monetary(
        "On the Account of Claims",
        compute="_compute_amount_claimed",
        compute_sudo=True,
        help="What waits there until Amazon decides.",
    )

    @api.depends("claim_entry_ids.state")
    def _compute_amount_claimed(self):
        for dispute in self:
            items = dispute._get_claim_items().filtered(
                lambda item: item.amazon_key.startswith("claim:")
            )
            dispute.amount_claimed = sum(items.mapped("amount_currency"))

    @right("change")
    def action_book_claim(self):
        """Book what is at Amazon on the account of claims: it may have been chosen since."""
        bare = self.account_id.sudo().filtered(lambda account: not account.claims_account_id)
        if bare:
            raise UserError(
                self.env._(
                    "Choose the account of claims on the page Remittances of the Amazon account "
                    "%s.",
                    ", ".join(bare.mapped("name")),
                )
            )
        self._align_claims()

    def _align_claims(self, date=None):
        """
        :param date: of what made it necessary; today when empty
        """
        for dispute in self.sudo():
            if dispute.state == "disputed" or dispute.claim_entry_ids:
                dispute._align_claim(date or fields.Date.context_today(self))

    def _align_claim(self, date):
        booked = self._read_claim()
        wanted = self._plan_claim()
        items = []
        for key in {**booked, **wanted}:
            values, amount, balance = wanted.get(key) or (booked[key][0], 0, 0)
            _values, amount_there, balance_there = booked.get(key, ({}, 0, 0))
            change = self.currency_id.round(amount - amount_there)
            worth = self.company_id.currency_id.round(balance - balance_there)
            if change or worth:
                items.append({**values, "amount_currency": change, "balance": worth})
        if items:
            self._post_claim(items, max([date, *self._get_claim_items().mapped("date")]))

    # === WHAT IS TO STAND THERE === #

    def _get_claim(self):
        """:return: what Amazon is asked for and has not decided yet"""
        booked = self._get_claim_lines().filtered(lambda line: line.remittance_state == "posted")
        if self.state != "disputed" or not booked:
            return 0.0
        asked = min(self.amount_disputed, -sum(booked.mapped("paid")))
        return max(0.0, self.currency_id.round(asked - self.amount_recovered))

    def _plan_claim(self):
        """The items of the deduction in proportion, the other way round, and the claim.

        :return: {key: (values of the item, amount, balance)}
        """
        account, claim = self.account_id.claims_account_id, self._get_claim()
        if not (account and claim):
            return {}
        sources = self._get_deducted_items()
        whole = sum(sources.mapped("amount_currency"))
        if not whole:
            return {}
        worth = sum(sources.mapped("balance")) * claim / whole
        plan = {}
        shares = zip(
            sources,
            self._share(claim, sources.mapped("amount_currency"), self.currency_id),
            self._share(worth, sources.mapped("balance"), self.company_id.currency_id),
            strict=True,
        )
        for source, amount, balance in shares:
            key = f"disputed:{source.amazon_key or source.id}"
            plan[key] = self._prepare_opposite(source, key), -amount, -balance
        key = f"claim:{account.id}"
        values = self._prepare_claim(account, key)
        plan[key] = values, claim, -sum(balance for _values, _amount, balance in plan.values())
        return plan

    def _share(self, amount, weights, currency):
        """:return: shares of the amount, to the last cent"""
        described = self.remittance_id._describe_currency(currency)
        places = currency.decimal_places
        parts = [Decimal(f"{weight:.{places}f}") for weight in weights]
        whole = Decimal(f"{currency.round(amount):.{places}f}")
        return [float(share) for share in share_out(whole, parts, described)]

    def _get_deducted_items(self):
        """:return: the journal items by which the slices of the deduction were booked, without
        what was paid"""
        items = (line._get_deducted_items() for line in self._get_claim_lines())
        return self.env["account.move.line"].union(*items)

    def _prepare_opposite(self, source, key):
        """:return: values that take the item back, with its taxes"""
        return {
            "name": self._describe_claim(),
            "amazon_key": key,
            "account_id": source.account_id.id,
            "partner_id": source.partner_id.id,
            "currency_id": source.currency_id.id,
            **{
                name: source._fields[name].convert_to_write(source[name], source)
                for name in TAX_FIELDS
            },
        }

    def _prepare_claim(self, account, key):
        partner = self.move_id.commercial_partner_id or self.account_id.partner_id
        return {
            "name": self._describe_claim(),
            "amazon_key": key,
            "account_id": account.id,
            "partner_id": partner.commercial_partner_id.id,
            "currency_id": self.currency_id.id,
        }

    def _describe_claim(self):
        return self.env._("Claim of %s", self.number)

    # === WHAT STANDS THERE === #

    def _get_claim_items(self):
        return self.claim_entry_ids.filtered(lambda entry: entry.state == "posted").line_ids

    def _read_claim(self):
        """:return: as :meth:`_plan_claim`, of what is booked"""
        booked = {}
        for key, items in self._get_claim_items().grouped("amazon_key").items():
            values = self._prepare_opposite(items[:1], key)
            amounts = (sum(items.mapped(name)) for name in ("amount_currency", "balance"))
            booked[key] = values, *amounts
        return booked

    def _post_claim(self, items, date):
        """:param items: list of the values of the journal items"""
        company = self.company_id
        journals = self.env["account.journal"]
        journal = journals.search(
            [("type", "=", "general"), *journals._check_company_domain(company)], limit=1
        )
        if not journal:
            raise UserError(
                self.env._("%s has no journal for miscellaneous entries.", company.name)
            )
        entry = (
            self.env["account.move"]
            .with_company(company)
            .with_context(skip_invoice_sync=True)
            .create(
                {
                    "move_type": "entry",
                    "company_id": company.id,
                    "journal_id": journal.id,
                    "date": date,
                    "ref": self._describe_claim(),
                    "line_ids": [Command.create(item) for item in items],
                }
            )
        )
        entry.date = entry._amazon_get_open_day()
        entry.action_post()
        self.write(
            {
                "claim_entry_ids": [Command.link(entry.id)],
                "claim_plan": [*(self.claim_plan or ()), *self._dump_claim(entry)],
            }
        )

    def _dump_claim(self, entry):
        return [{"entry": entry.id, **item._amazon_dump()} for item in entry.line_ids]


class AmazonVendorRemittanceLine(models.Model):
    _inherit = "amazon.vendor.remittance.line"

    def _get_settled_bill(self):
        """:return: Amazon's bill, entered before, that the booked deduction pays"""
        key = self._make_key(Role.BILL)
        item = self.remittance_id.payment_id.move_id.line_ids.filtered(
            lambda item: item.amazon_key == key
        )
        return (item.matched_credit_ids.credit_move_id | item.matched_debit_ids.debit_move_id)[
            :1
        ].move_id

    def _get_deducted_items(self):
        """:return: the journal items by which the deduction was booked, without what was paid"""
        if self.document_id:
            entry = self.document_id
        elif bill := self._get_settled_bill():
            entry = bill
        else:
            key = self._make_key(Role.DEDUCTION, self.deduction_type_id)
            return self.remittance_id.payment_id.move_id.line_ids.filtered(
                lambda item: (
                    (item.amazon_key or "").replace("/", ":").startswith(f"{key}:")
                    or item.amazon_key == key
                )
            )
        return entry.line_ids.filtered(
            lambda item: item.display_type == "product" or item.tax_repartition_line_id
        )
