# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AmazonVendorProvision(models.Model):
    """A deduction that is known from receipts or prices before Amazon takes it.

    It is booked at the end of the month and reversed when it lands.
    """

    _name = "amazon.vendor.provision"
    _description = "Amazon Provision"
    _inherit = "amazon.vendor.owned"
    _amazon_owners = frozenset(["account_id", "move_id"])
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, index=True, readonly=True, check_company=True
    )
    account_id = fields.Many2one(related="move_id.amazon_account_id", store=True, index=True)
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    deduction_type_id = fields.Many2one(
        "amazon.vendor.deduction.type", "Type", required=True, readonly=True
    )
    amount = fields.Monetary(readonly=True)
    date = fields.Date(required=True, readonly=True)
    entry_id = fields.Many2one("account.move", "Booked by", readonly=True, index="btree_not_null")
    reversal_id = fields.Many2one(
        "account.move", "Reversed by", readonly=True, index="btree_not_null"
    )
    expense_item_id = fields.Many2one(
        "account.move.line", "Item of the deduction", readonly=True, index="btree_not_null"
    )
    provision_item_id = fields.Many2one(
        "account.move.line", "Item of the provision", readonly=True, index="btree_not_null"
    )
    remittance_id = fields.Many2one("amazon.vendor.remittance", "Landed in", readonly=True)
    # Not stored: else each entry that anybody posts would ask for provisions.
    state = fields.Selection(
        [("open", "Open"), ("reversed", "Reversed")],
        compute="_compute_state",
        compute_sudo=True,
        search="_search_state",
    )

    @api.depends("reversal_id.state", "entry_id.state")
    def _compute_state(self):
        for provision in self:
            ended = provision.reversal_id.state == "posted" or provision.entry_id.state != "posted"
            provision.state = "reversed" if ended else "open"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        is_open = Domain("entry_id.state", "=", "posted") & (
            Domain("reversal_id", "=", False) | Domain("reversal_id.state", "!=", "posted")
        )
        wanted = {"open": is_open, "reversed": ~is_open}
        return Domain.OR(wanted[state] for state in value if state in wanted)

    # === PROPOSALS === #

    @api.model
    def _find_missing(self, account):
        """Compare what is expected to be deducted with what is provided for.

        :return: (invoice, deduction type, amount to provide: below zero to release)
        """
        types = self._get_expected_types()
        open_ones = self.search([("account_id", "=", account.id), ("state", "=", "open")])
        booked = {
            key: sum(provisions.mapped("amount"))
            for key, provisions in open_ones.grouped(
                lambda provision: (provision.move_id, provision.deduction_type_id)
            ).items()
        }
        moves = open_ones.move_id | self.env["account.move"].search(
            [
                ("amazon_account_id", "=", account.id),
                ("state", "=", "posted"),
                "|",
                *[(name, ">", 0) for name in types],
            ]
        )
        return [
            (move, deduction_type, amount)
            for move in moves.sorted("id")
            for name, deduction_type in types.items()
            if (amount := move[name] - booked.get((move, deduction_type), 0))
            and not move.currency_id.is_zero(amount)
        ]

    @api.model
    def _get_expected_types(self):
        """:return: {field of the invoice: type of the deduction that it lets expect}"""
        return {
            f"amazon_expected_{name}": self.env.ref(
                f"acorn_iamazon_reconcile.deduction_type_{code}"
            )
            for name, code in (("shortage", "shortage"), ("price_claim", "price"))
        }

    @api.model
    def _book(self, account, missing, date, journal):
        """One entry for all; what is too much is released by a negative amount.

        :param missing: as :meth:`_find_missing` returns it
        :return: the new provisions
        :raise UserError: when an account is missing
        """
        items = []
        for move, deduction_type, amount in missing:
            items += self._prepare_items(account, move, deduction_type, amount, date)
        ref = self.env._("Expected deductions of %s", account.name)
        entry = self._post_entry(journal, date, ref, items)
        by_key = {item.amazon_key: item.id for item in entry.line_ids}
        return self.create([self._prepare_from_entry(entry, by_key, *one) for one in missing])

    def _post_entry(self, journal, date, ref, items):
        """:param items: list of the values of the journal items"""
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": date,
                "ref": ref,
                "line_ids": [Command.create(item) for item in items],
            }
        )
        entry.action_post()
        entry._amazon_note_posted()
        return entry

    def _prepare_from_entry(self, entry, by_key, move, deduction_type, amount):
        """:param dict by_key: the ids of the entry's items"""
        return {
            "move_id": move.id,
            "deduction_type_id": deduction_type.id,
            "amount": amount,
            "date": entry.date,
            "entry_id": entry.id,
            "expense_item_id": by_key[self._make_key("expense", move, deduction_type)],
            "provision_item_id": by_key[self._make_key("provision", move, deduction_type)],
        }

    def _make_key(self, role, move, deduction_type):
        """:return: what an item of the entry is known by"""
        return f"{role}:{move.id}:{deduction_type.id}"

    def _prepare_items(self, account, move, deduction_type, amount, date):
        expense, provision = self._get_accounts(account, deduction_type)
        if deduction_type.is_taxed_as_document:
            # The tax is given back when Amazon deducts: it costs nothing.
            amount = move._amazon_take_tax_out(amount)
        balance = move.currency_id._convert(
            amount, move.company_id.currency_id, move.company_id, date
        )
        common = {
            "name": f"{deduction_type.name} {move.name}",
            "partner_id": move.commercial_partner_id.id,
            "currency_id": move.currency_id.id,
        }
        return [
            {
                **common,
                "amazon_key": self._make_key(role, move, deduction_type),
                "account_id": own.id,
                "amount_currency": sign * amount,
                "balance": sign * balance,
            }
            for role, own, sign in (("expense", expense, 1), ("provision", provision, -1))
        ]

    def _get_accounts(self, account, deduction_type):
        """:return: (account of the deduction, account of the provision)"""
        account = account.sudo()
        expense = (
            deduction_type.with_company(account.company_id).account_id
            or account._get_deduction_account()
        )
        provision = account.provision_account_id
        if not provision or not expense:
            raise UserError(
                self.env._(
                    "Choose the account of provisions, and that of deductions, on the page "
                    "Remittances of the Amazon account %s.",
                    account.name,
                )
            )
        return expense, provision

    # === REVERSAL === #

    @api.model
    def _reverse_landed(self, remittances):
        """The deductions that were provided for are taken now: their provisions go."""
        for remittance in remittances:
            self._reverse_landed_in(remittance)

    def _reverse_landed_in(self, remittance):
        landed = remittance.line_ids.filtered(
            lambda line: line.kind == "deduction" and line.move_id and line.paid < 0
        )
        open_ones = self.search(
            [("move_id", "in", landed.move_id.ids), ("state", "=", "open")], order="id"
        )
        provisions = self.browse()
        for (move, deduction_type), lines in landed.grouped(
            lambda line: (line.move_id, line.deduction_type_id)
        ).items():
            of_claim = open_ones.filtered(
                lambda one, key=(move, deduction_type): (one.move_id, one.deduction_type_id) == key
            )
            provisions |= of_claim._take_landed(-sum(lines.mapped("paid")))
        if provisions:
            provisions._reverse(remittance.date)
            provisions.remittance_id = remittance

    def _take_landed(self, landed):
        """
        :param landed: what Amazon took now of what these provide for, in one slice or all
        :return: the provisions that go; one of which a part landed is split, and the rest stays
        """
        if not self:
            return self
        currency = self.currency_id
        provided = sum(self.mapped("amount"))
        if currency.compare_amounts(landed, provided) >= 0:
            return self
        taken = self.browse()
        for provision in self.filtered(lambda one: one.amount > 0):
            rest = currency.round(landed - sum(taken.mapped("amount")))
            if currency.compare_amounts(rest, 0) <= 0:
                break
            is_whole = currency.compare_amounts(rest, provision.amount) >= 0
            taken |= provision if is_whole else provision._split_off(rest)
        return taken

    def _split_off(self, amount):
        """:return: a provision of that part of this one"""
        part = self.copy({"amount": amount})
        self.amount = self.currency_id.round(self.amount - amount)
        return part

    def _reverse(self, date):
        """Book the opposite of these provisions, in one entry.

        :param date: of the entry; not before the provision's own
        """
        entries = self.entry_id
        self.reversal_id = False
        items = [
            values
            for parts in self.grouped("expense_item_id").values()
            for values in parts._prepare_reversal()
        ]
        ref = self.env._("Reversal of %s", ", ".join(entries.mapped("name")))
        day = max([date, *entries.mapped("date")])
        self.reversal_id = self._post_entry(entries[:1].journal_id, day, ref, items)

    def _prepare_reversal(self):
        """Of parts of what was provided by one item: the last part is all that is left of it.

        :return: the values of the items"""
        parts = self.search([("expense_item_id", "=", self.expense_item_id.id)])
        others = parts - self
        is_last = all(one.state == "reversed" for one in others)
        share = sum(self.mapped("amount")) / sum(parts.mapped("amount"))
        return [
            self._prepare_reversed_item(item, others.reversal_id, share, is_last)
            for item in self.expense_item_id + self.provision_item_id
        ]

    def _prepare_reversed_item(self, item, earlier, share, is_last):
        """:param earlier: the entries that reversed other parts of the item"""
        key = f"back:{item.id}"
        gone = earlier.filtered(lambda one: one.state == "posted").line_ids.filtered(
            lambda one: one.amazon_key == key
        )
        values = {
            "name": item.name,
            "amazon_key": key,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
        }
        for name, currency in (
            ("amount_currency", item.currency_id),
            ("balance", item.company_currency_id),
        ):
            rest = item[name] + sum(gone.mapped(name))
            values[name] = -currency.round(rest if is_last else item[name] * share)
        return values

    @api.model
    def _restore_landed(self, remittances):
        """The booking was undone: the provisions hold again."""
        provisions = self.search([("remittance_id", "in", remittances.ids)])
        reversals = provisions.reversal_id
        provisions.write({"reversal_id": False, "remittance_id": False})
        reversals._amazon_take_back()
