# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import Counter, defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ...proof import Posting, compare
from .account_move import LEFT_OUT

INVOICES = ("out_invoice", "out_refund", "in_invoice", "in_refund")
# So many documents of a partner on one account are no error.
SEVERAL = 3
OWED, UNTAXED, TAX = "owed", "untaxed", "tax"


class AmazonVendorProof(models.AbstractModel):
    """The books of an account held against its documents, one by one.

    One road comes from the documents: the totals of invoices and credit notes, Amazon's payments
    with their lines, and the plans that these were booked by. The other comes from the journal
    items. Where they part, the document is named; there is no rest that nobody looks at."""

    _name = "amazon.vendor.proof"
    _description = "Proof of Amazon's Ledger"

    @api.model
    def _prove(self, account, date_to, others=None):
        """
        :param account: of Amazon, as ``amazon.vendor.account``
        :param date_to: the last day that counts
        :param others: as :meth:`_explain_others` returns them; looked for when not given
        :return: list of (entry or remittance, sentence); empty when the books say what the
            documents say
        """
        self.env.flush_all()
        remittances = self._get_remittances(account, date_to)
        documents = self._get_documents(account, remittances, date_to)
        others = self._explain_others(account, date_to) if others is None else others
        entries = documents | remittances.payment_id.move_id
        around = entries.union(*(one.entry for one in others))
        invoices = documents | around.filtered(lambda entry: entry.is_invoice())
        return [
            *self._find_differences(documents, remittances),
            *self._find_wrong_lines(invoices),
            *self._find_wrong_claims(account, date_to),
            *self._find_wrong_others(others),
            *self._find_unbalanced(around),
            *self._find_torn(around),
            *self._find_not_due(invoices, fields.Date.to_date(date_to)),
            *self._find_wrong_tax_accounts(invoices),
            *self._find_wrong_tags(invoices | remittances._get_untold_entries()),
            *((r, text) for r in remittances for text in r._find_unexplained()),
            *self._find_wrong_open_items(account, documents, date_to),
            *self._find_wrong_opening(account),
            *self._find_left_out(account, remittances, date_to),
            *self._find_doubled(account, remittances, date_to),
        ]

    @api.model
    def _get_remittances(self, account, date_to):
        return self.env["amazon.vendor.remittance"].search(
            [("account_id", "=", account.id), ("state", "=", "posted"), ("date", "<=", date_to)],
            order="date, id",
        )

    @api.model
    def _get_invoices(self, account, date_to):
        """:return: those of the account until that day, by what stands in the ledger or by what was
        noted when they were posted"""
        is_there = Domain("state", "=", "posted") & Domain("date", "<=", date_to)
        found = self.env["account.move"].search(
            Domain("amazon_account_id", "=", account.id)
            & Domain("move_type", "in", INVOICES)
            & (is_there | Domain("id", "in", self._find_noted(account, date_to)))
        )
        return found.sorted(lambda move: (move.date, move.id))

    def _find_noted(self, account, date_to):
        """:return: ids of what was posted until that day, whatever became of it since"""
        noted = self.env["account.move"].sudo()
        domain = [("amazon_account_id", "=", account.id), ("amazon_posted_on", "<=", date_to)]
        return noted.search(domain).ids

    @api.model
    def _get_documents(self, account, remittances, date_to):
        """:return: invoices and credit notes, what was booked as document of a deduction, and
        bills that deductions paid"""
        documents = self._get_invoices(account, date_to) | remittances._get_settled_bills()
        return documents | remittances.line_ids.document_id

    # === ITEM BY ITEM === #

    def _find_differences(self, documents, remittances):
        accounts = self._get_receivables(documents)
        settled_on = remittances._get_settled_accounts()
        expected = [
            posting
            for move in documents
            for posting in self._expect_document(move, accounts, settled_on[move.id])
        ]
        expected += [p for remittance in remittances for p in remittance._expect_postings()]
        found = [p for move in documents for p in self._read_document(move)]
        for entry in remittances.payment_id.move_id.filtered(lambda move: move.state == "posted"):
            found += [
                self._make_posting(entry, i.amazon_key or f"{i.id}", i) for i in entry.line_ids
            ]
        return [
            (self.env["account.move"].browse(one.entry), self._explain(one))
            for one in compare(expected, found)
        ]

    def _get_receivables(self, documents):
        """:return: {(partner, whether it owes): accounts on which its documents may stand}: the one
        of the partner, and, where that was changed since, the one on which most of several stand"""
        standing = defaultdict(Counter)
        for item in documents.line_ids.filtered(lambda i: i.display_type == "payment_term"):
            key = item.move_id.commercial_partner_id, item.move_id.is_sale_document()
            standing[key][item.account_id.id] += 1
        accounts = {}
        for (partner, partner_owes), counts in standing.items():
            own = partner.with_company(documents.company_id[:1])
            [(usual, count)] = counts.most_common(1)
            side = "receivable" if partner_owes else "payable"
            accounts[partner, partner_owes] = {own[f"property_account_{side}_id"].id}
            if count >= SEVERAL:
                accounts[partner, partner_owes].add(usual)
        return accounts

    def _expect_document(self, move, accounts, settled_on):
        """What the head of a document says, on both sides of its entry.

        :param accounts: as :meth:`_get_receivables` returns them
        :param settled_on: accounts on which remittances have settled it
        """
        sign = -move.direction_sign
        partner = move.commercial_partner_id
        owed = accounts.get((partner, move.is_sale_document()), set()) | settled_on
        anywhere = frozenset(move.line_ids.account_id.ids)
        heads = {
            OWED: (sign * move.amount_total, move.amount_total_signed, frozenset(owed)),
            UNTAXED: (-sign * move.amount_untaxed, -move.amount_untaxed_signed, anywhere),
            TAX: (-sign * move.amount_tax, -move.amount_tax_signed, anywhere),
        }
        for key, (amount, balance, places) in heads.items():
            if key != OWED and not amount and not balance:
                continue
            yield Posting(
                entry=move.id,
                key=key,
                accounts=places,
                partner=partner.id,
                currency=move.currency_id.id,
                amount=self._round(move.currency_id, amount),
                balance=self._round(move.company_currency_id, balance),
            )

    def _read_document(self, move):
        """The items of a document: what is owed, the taxes, and the rest, each taken together."""
        groups = move.line_ids.filtered(lambda item: item.display_type not in LEFT_OUT).grouped(
            self._get_part
        )
        for key, items in groups.items():
            posting = self._make_posting(move, key, items)
            if key == OWED or posting.amount or posting.balance:
                yield posting

    def _get_part(self, item):
        if item.display_type == "payment_term":
            return OWED
        return TAX if item.tax_repartition_line_id else UNTAXED

    def _make_posting(self, move, key, items):
        """:param items: journal items; of several partners or currencies none is right"""
        partners, currencies = items.partner_id, items.currency_id
        currency = currencies if len(currencies) == 1 else move.currency_id
        return Posting(
            entry=move.id,
            key=key,
            accounts=frozenset(items.account_id.ids),
            partner=partners.id if len(partners) == 1 else 0,
            currency=currencies.id if len(currencies) == 1 else 0,
            amount=self._round(currency, sum(items.mapped("amount_currency"))),
            balance=self._round(move.company_currency_id, sum(items.mapped("balance"))),
            day=items[:1].date if len(set(items.mapped("date"))) == 1 else None,
            tax=self._join_tax(
                items.tax_ids.ids, items.tax_tag_ids.ids, items.tax_repartition_line_id[:1].id
            ),
        )

    def _join_tax(self, taxes, tags, part):
        """:return: what makes an item count in the tax report, as (what, id)"""
        parts = {"tax": taxes, "tag": tags, "part": [part] if part else ()}
        return frozenset((what, number) for what, numbers in parts.items() for number in numbers)

    def _make_expected(self, entry, key, place, partner, currency, amount, balance, **more):
        """:param more: day and tax of the :class:`Posting`, where they are known"""
        return Posting(
            entry=entry.id,
            key=key,
            accounts=frozenset(place.ids),
            partner=partner.id or 0,
            currency=currency.id,
            amount=self._round(currency, amount),
            balance=self._round(entry.company_id.currency_id, balance),
            **more,
        )

    def _round(self, currency, amount):
        return Decimal(f"{currency.round(amount):.{currency.decimal_places}f}")

    def _explain(self, difference):
        """:return: a sentence on the entry"""
        expected, found = difference.expected, difference.found
        words = {
            "missing": self.env._("%s is missing", self._describe(expected)),
            "surplus": self.env._("no document stands behind %s", self._describe(found)),
            "doubled": self.env._("%s stands there twice", self._describe(found)),
        }
        return words.get(difference.code) or self.env._(
            "%(expected)s is expected, %(found)s is booked: another %(what)s",
            expected=self._describe(expected),
            found=self._describe(found),
            what=self._name_difference(difference.code),
        )

    def _name_difference(self, code):
        return {
            "account": self.env._("account"),
            "partner": self.env._("partner"),
            "currency": self.env._("currency"),
            "amount": self.env._("amount"),
            "balance": self.env._("amount in the company's currency"),
            "day": self.env._("day"),
            "tax": self.env._("tax, or place in the tax report"),
        }[code]

    def _describe(self, posting):
        if not posting:
            return ""
        currency = self.env["res.currency"].browse(posting.currency) or self.env.company.currency_id
        accounts = self.env["account.account"].browse(posting.accounts)
        partner = self.env["res.partner"].browse(posting.partner)
        where = [*accounts.sorted("id")[:1].mapped("display_name"), *partner.mapped("name")]
        return f"{currency.format(float(posting.amount))} ({', '.join(where)})"

    # === ENTRY BY ENTRY === #

    def _find_unbalanced(self, entries):
        return [
            (entry, self.env._("the entry does not balance"))
            for entry in entries
            if not entry.company_currency_id.is_zero(sum(entry.line_ids.mapped("balance")))
        ]

    def _find_torn(self, entries):
        """What is settled stands on one account with what settles it, and each entry on one day."""
        items = entries.line_ids
        partials = items.matched_debit_ids | items.matched_credit_ids
        torn = partials.filtered(
            lambda one: one.debit_move_id.account_id != one.credit_move_id.account_id
        )
        pairs = (torn.debit_move_id | torn.credit_move_id).move_id & entries
        moved = entries.filtered(
            lambda e: e.state == "posted" and {*e.line_ids.mapped("date")} != {e.date}
        )
        return [
            *((e, self.env._("is settled with an item on another account")) for e in pairs),
            *((e, self.env._("an item of it has another day than the entry")) for e in moved),
        ]

    def _find_wrong_tax_accounts(self, documents):
        """The tax report reads tags and accounts: taxes stand where their repartition says."""
        wrong = documents.line_ids.filtered(
            lambda item: (
                item.tax_repartition_line_id.account_id
                and item.account_id != item.tax_repartition_line_id.account_id
                and not item._amazon_is_on_its_way()
            )
        )
        return [
            (item.move_id, self.env._("%s stands on another account than its tax has", item.name))
            for item in wrong
        ]

    def _find_wrong_tags(self, entries):
        """The tax report sums up tags: each item has those of its taxes, or, where the taxes have
        got others since, those that most of several such items have."""
        items = entries.line_ids.filtered(
            lambda i: i.tax_ids or i.tax_repartition_line_id or i.tax_tag_ids
        )
        alike = items.grouped(lambda i: (i.tax_repartition_line_id, i.tax_ids, i.is_refund))
        wrong = []
        for own in alike.values():
            counts = Counter(self._get_tags(item) for item in own)
            [(usual, count)] = counts.most_common(1)
            right = {self._get_expected_tags(own[0])} | ({usual} if count >= SEVERAL else set())
            wrong += [item for item in own if self._get_tags(item) not in right]
        return [
            (item.move_id, self.env._("%s counts elsewhere in the tax report", item.name))
            for item in wrong
        ]

    def _get_tags(self, item):
        return item.tax_tag_ids - item.product_id.account_tag_ids

    def _get_expected_tags(self, item):
        """:return: the tags of the tax that the item is, and of those that it is the base of; a tax
        that is due when it is paid has them then"""
        part = item.tax_repartition_line_id
        based = item.tax_ids.flatten_taxes_hierarchy().filtered(
            lambda tax: tax.tax_exigibility != "on_payment"
        )
        tags = based.get_tax_tags(item.is_refund, "base")
        if part.tax_id.tax_exigibility != "on_payment":
            tags |= part.tag_ids
        return tags - item.product_id.account_tag_ids

    # === OPEN ITEM BY OPEN ITEM === #

    def _find_wrong_open_items(self, account, documents, date_to):
        """What is open of an invoice: its total, less what remittances settled of it by Amazon's
        own lines, less what else was reconciled with it."""
        settled = defaultdict(Decimal)
        for remittance in self._get_remittances(account, "9999-12-31"):
            for move, amount in remittance._get_settled().items():
                settled[move] += amount
        booked = set(self._get_remittances(account, "9999-12-31").payment_id.move_id.ids)
        wrong = []
        for move in documents.filtered(lambda one: one.amazon_account_id or one in settled):
            items = move._amazon_get_receivable()
            total = Decimal(f"{move.amount_total * (1 if move.is_inbound() else -1):.6f}")
            rest = float(total + settled[move]) + self._get_other_settlements(items, booked)
            found = sum(items.mapped("amount_residual_currency"))
            if move.currency_id.compare_amounts(rest, found):
                wrong.append(
                    (
                        move,
                        self.env._(
                            "%(rest)s should be open of it, %(found)s is",
                            rest=move.currency_id.format(rest),
                            found=move.currency_id.format(found),
                        ),
                    )
                )
        return wrong

    def _get_other_settlements(self, items, booked):
        """:param set booked: the entries of remittances
        :return: by how much others changed what is open: below zero for a payment"""
        credits = items.matched_credit_ids.filtered(
            lambda part: part.credit_move_id.move_id.id not in booked
        )
        debits = items.matched_debit_ids.filtered(
            lambda part: part.debit_move_id.move_id.id not in booked
        )
        return sum(debits.mapped("credit_amount_currency")) - sum(
            credits.mapped("debit_amount_currency")
        )

    # === WHAT IS NOT THERE, AND WHAT IS THERE TWICE === #

    def _find_left_out(self, account, remittances, date_to):
        """Invoices that Amazon has paid or accepted, and those that were posted and were not made
        drafts again by Odoo's buttons, stand in the books."""
        settled = remittances.line_ids.filtered(lambda line: line.kind != "deduction").move_id
        noted = settled.browse(self._find_noted(account, date_to))
        reasons = {
            self.env._("Amazon has paid it, and it is not posted"): settled,
            self.env._("Amazon has accepted it, and it is not posted"): self._find_accepted(
                account, date_to
            ),
            self.env._("it was posted, and is not posted any more"): noted,
        }
        found = {}
        for reason, moves in reasons.items():
            for move in moves.filtered(lambda one: one.state != "posted"):
                found.setdefault(move, reason)
        return [*found.items()]

    def _find_accepted(self, account, date_to):
        """:return: invoices whose number Amazon knows, and that no other one took the place of"""
        accepted = (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("account_id", "=", account.id),
                    ("state", "=", "accepted"),
                    ("move_id.state", "!=", "posted"),
                    ("move_id.invoice_date", "<=", date_to),
                    ("move_id.amazon_replaced_by_id", "=", False),
                ]
            )
        )
        return accepted.move_id.sudo(False)

    def _find_doubled(self, account, remittances, date_to):
        """Payments that say that they are a remittance's, and entries that repeat one of it."""
        names = set(remittances.mapped("name"))
        others = self.env["account.payment"].search(
            [
                ("memo", "in", list(names)),
                ("company_id", "=", account.company_id.id),
                ("state", "in", ("in_process", "paid")),
                ("date", "<=", date_to),
                ("id", "not in", remittances.payment_id.ids),
            ]
        )
        mine = self.env["amazon.vendor.remittance"].search([("payment_id", "in", others.ids)])
        doubled = (others - mine.payment_id).move_id
        shapes = {self._get_shape(entry) for entry in remittances.payment_id.move_id}
        entries = self._get_strange_entries(account, remittances, date_to)
        doubled |= entries.filtered(lambda entry: self._get_shape(entry) in shapes)
        return [(entry, self.env._("repeats a payment that is booked")) for entry in doubled]

    def _get_strange_entries(self, account, remittances, date_to):
        """:return: entries by hand on the receivables that remittances are booked on"""
        own = remittances.payment_id.move_id
        receivable = own.line_ids.filtered(
            lambda i: i.account_id.account_type == "asset_receivable"
        )
        items = self.env["account.move.line"].search(
            [
                ("partner_id", "in", receivable.partner_id.ids),
                ("account_id", "in", receivable.account_id.ids),
                ("company_id", "=", account.company_id.id),
                ("parent_state", "=", "posted"),
                ("move_type", "=", "entry"),
                ("move_id", "not in", own.ids),
                ("date", "<=", date_to),
            ]
        )
        return items.move_id.filtered(lambda entry: not entry.origin_payment_id)

    def _get_shape(self, entry, sign=1):
        """:param sign: -1 for what an entry looks like when it is turned round"""
        return tuple(
            sorted(
                (
                    item.account_id.id,
                    item.partner_id.id,
                    item.currency_id.id,
                    round(sign * item.amount_currency, 6) + 0.0,
                    round(sign * item.balance, 6) + 0.0,
                )
                for item in entry.line_ids
            )
        )
