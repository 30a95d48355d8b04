# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ...booking import Currency, Item, Money, OpenItem, PlanError, Role, Tax, make_plan

# What lines settle, in whole or in part.
SETTLING = ("invoice", "credit_note", "opening")


class AmazonVendorRemittance(models.Model):
    """What the lines come to in journal items: the books are read, nothing is written."""

    _inherit = "amazon.vendor.remittance"

    def _make_plan(self):
        """:return: the :class:`Plan` of the remittance
        :raise UserError: when an account is missing"""
        company = self.company_id
        items = [self._plan_settlement(line) for line in self._get_invoice_lines()]
        bills = self._find_entered_bills()
        # What is taken comes before what is given back: that may be the same.
        for line, deduction_type, amount in sorted(self._get_deductions(), key=lambda d: d[2] < 0):
            bill = line._take_bill(bills, deduction_type)
            items += self._plan_deduction(line, deduction_type, amount, bill, items)
        try:
            return make_plan(
                self._plan_money(),
                items,
                self._describe_currency(self.currency_id),
                self._describe_currency(company.currency_id),
            )
        except PlanError:
            raise UserError(
                self.env._(
                    "Set the accounts for gains and losses of exchange in the settings of "
                    "Accounting: %s was paid in another currency than its invoices.",
                    self.name,
                )
            ) from None

    def _describe_currency(self, currency):
        company = self.company_id
        rate = currency._get_conversion_rate(currency, company.currency_id, company, self.date)
        return Currency(currency.id, Decimal(str(currency.rounding)), Decimal(str(rate)))

    def _round(self, amount):
        """:return: an amount of the remittance, as a decimal"""
        places = self.currency_id.decimal_places
        return Decimal(f"{self.currency_id.round(amount):.{places}f}")

    # === MONEY === #

    def _plan_money(self):
        company = self.company_id
        currency, amount = self._get_money()
        payment = self.env["account.payment"].with_company(company).new(self._prepare_payment())
        account = payment.outstanding_account_id._origin
        return Money(
            label=self.name,
            account=(account or payment._get_outstanding_account(payment.payment_type)).id,
            partner=self._get_payer().id,
            currency=self._describe_currency(currency),
            amount=Decimal(f"{currency.round(amount):.{currency.decimal_places}f}"),
            gain_account=company.income_currency_exchange_account_id.id,
            loss_account=company.expense_currency_exchange_account_id.id,
        )

    def _get_money(self):
        """:return: (currency, amount) of what reaches the bank"""
        if self.payment_currency_id in (self.currency_id, self.env["res.currency"]):
            return self.currency_id, self.amount
        return self.payment_currency_id, self.payment_amount

    def _get_payer(self):
        """:return: whose invoices are paid; the customer of the account where these are several
        companies', or none"""
        customers = self.line_ids.move_id.commercial_partner_id
        own = self.account_id.sudo().partner_id.commercial_partner_id
        return customers if len(customers) == 1 else own

    # === INVOICES === #

    def _get_invoice_lines(self):
        return self.line_ids.filtered(lambda line: line.kind in SETTLING)

    def _plan_settlement(self, line):
        move = line.move_id
        if line.is_paid_by_hand and (paid := move._amazon_get_by_hand()):
            return self._plan_paid_by_hand(line, paid)
        receivable = line._get_owed_items()
        amount = -self._round(line.paid + line.discount + line.withholding + line.rounding)
        counterparts, frees = line._get_counterparts(receivable, amount)
        return Item(
            role=Role.SETTLEMENT,
            key=line._make_key(Role.SETTLEMENT),
            label=move.name or line.number,
            account=receivable.account_id[:1].id,
            partner=(move.commercial_partner_id or receivable.partner_id[:1]).id,
            currency=self.currency_id.id,
            amount=amount,
            line=line.id,
            counterparts=tuple(counterparts.ids),
            frees=frees,
            parted=() if frees or not move else self._find_set_off(move),
        )

    def _plan_paid_by_hand(self, line, paid):
        """Somebody registered the payment: what stands on its way to the bank is taken from there,
        for the remittance brings that money.

        :param paid: the open items of such payments, on the account of money on its way
        """
        account = paid.account_id[:1]
        return Item(
            role=Role.BY_HAND,
            key=line._make_key(Role.BY_HAND),
            label=line.move_id.name,
            account=account.id,
            partner=paid.partner_id[:1].id,
            currency=self.currency_id.id,
            amount=-self._round(line.paid + line.discount + line.withholding + line.rounding),
            line=line.id,
            counterparts=tuple(paid.filtered(lambda item: item.account_id == account).ids),
        )

    def _find_set_off(self, move):
        """Odoo sets a credit note off against its invoice when it is posted; Amazon pays the whole
        invoice and takes the credit note off.

        :return: pairs of journal items that must be parted, for the lines of this remittance to
            settle the document; none where enough of it is open
        """
        items = move._amazon_get_receivable()
        lines = self.line_ids.filtered(
            lambda line: line.move_id == move and line.kind in ("invoice", "credit_note")
        )
        asked = sum(line.paid + line.discount + line.withholding + line.rounding for line in lines)
        left = abs(asked) - abs(sum(items.mapped("amount_residual_currency")))
        pairs = []
        set_offs = items._amazon_get_set_offs() if left > 0 else []
        for partial, amount in set_offs:
            if move.currency_id.compare_amounts(left, 0) <= 0:
                break
            pairs.append((partial.debit_move_id.id, partial.credit_move_id.id))
            left -= amount
        return tuple(pairs)

    def _read_ledger(self, plan):
        """:return: {id: :class:`OpenItem`} of what the plan settles, as it is now and stays until
            the end of the transaction, as the invoices that it changes do
        :raise UserError: when somebody else is at one of them"""
        ids = {number for item in plan.settling for number in item.counterparts}
        claimed = self.line_ids.filtered(lambda line: line.kind == "deduction").move_id
        owed = self.env["account.move.line"].browse(ids).exists()
        owed |= claimed._amazon_get_receivable()
        if owed.try_lock_for_update(allow_referencing=True) != owed:
            raise UserError(
                self.env._(
                    "%s: somebody is at one of its invoices at this moment. Book it again when "
                    "they are done.",
                    self.name,
                )
            )
        parted = {pair for item in plan.items for pair in item.parted}
        return {
            item.id: OpenItem(
                id=item.id,
                document=item.move_id.id,
                is_posted=item.parent_state == "posted",
                is_ours=self._owns(item.move_id),
                currency=item.currency_id.id,
                residual=self._round(
                    item.amount_residual_currency + item._amazon_get_parted(parted)
                ),
            )
            for item in owed
        }

    def _owns(self, move):
        return move.company_id == self.company_id and (
            move.amazon_account_id in (self.account_id, self.env["amazon.vendor.account"])
        )

    # === DEDUCTIONS === #

    def _get_deduction_types(self):
        """:return: the types that the booking will need, discount and withholding included"""
        return self.env["amazon.vendor.deduction.type"].union(
            *(deduction_type for _line, deduction_type, _amount in self._get_deductions())
        )

    def _get_deductions(self):
        """:return: (line, type, amount) of deductions, discounts, withholding and rounding; what
        lowers the payment is above zero"""
        discount = self.env.ref("acorn_iamazon_reconcile.deduction_type_discount")
        withholding = self.env.ref("acorn_iamazon_reconcile.deduction_type_withholding")
        rounding = self.env.ref("acorn_iamazon_reconcile.deduction_type_rounding")
        deductions = []
        for line in self.line_ids:
            parts = {
                discount: line.discount,
                withholding: line.withholding,
                rounding: line.rounding,
            }
            if line.kind == "deduction":
                whole = line.paid + line.discount + line.withholding
                kept = parts.get(line.deduction_type_id, 0)
                parts[line.deduction_type_id] = kept - whole
            deductions += [
                (line, deduction_type, amount)
                for deduction_type, amount in parts.items()
                if not self.currency_id.is_zero(amount)
            ]
        return deductions

    def _plan_deduction(self, line, deduction_type, amount, bill, planned):
        """:param bill: that somebody entered for it, or none
        :param planned: the items of the plan before it
        :return: the items of a deduction: the one that settles its document, or the deduction
            before its taxes, and these"""
        deduction_type = deduction_type.with_company(self.company_id)
        partner = deduction_type.partner_id or line.move_id.commercial_partner_id
        common = {
            "label": f"{deduction_type.name} {line.number}",
            "partner": (partner or self._get_payer()).id,
            "currency": self.currency_id.id,
            "line": line.id,
        }
        if bill:
            return [self._plan_bill(line, bill, amount, common["label"])]
        if line._has_document(deduction_type):
            account = self._get_document_account(deduction_type)
            key = line._make_key(Role.DOCUMENT)
            return [
                Item(Role.DOCUMENT, key, account=account.id, amount=self._round(amount), **common)
            ]
        if back := self._plan_given_back(line, deduction_type, amount, planned, common):
            return back
        key = line._make_key(Role.DEDUCTION, deduction_type)
        return self._plan_taxed(deduction_type, key, amount, common)

    def _plan_taxed(self, deduction_type, key, amount, common):
        """Amazon's amount includes the tax, which is taken out of it: each rate by itself."""
        line = self.env["amazon.vendor.remittance.line"].browse(common["line"])
        items = []
        for place, (taxes, share) in enumerate(line._share_by_taxes(deduction_type, amount)):
            own_key = f"{key}/{place}" if place else key
            # What lowers a sale is a refund of the sale's tax, shares below zero are so too; a
            # service bought has its own tax.
            is_refund = (amount > 0) == (taxes[:1].type_tax_use == "sale")
            taxed = self._compute_taxes(taxes, share, is_refund, common["partner"])
            items += self._plan_share(deduction_type, own_key, taxes, share, taxed, common)
        return items

    def _compute_taxes(self, taxes, amount, is_refund, partner):
        """What is kept is settled on that day: of a tax that is due on payment, too.

        :param amount: taxes included
        :param int partner: the id of a partner
        :return dict: as ``compute_all`` of Odoo returns it
        """
        return taxes.with_context(force_price_include=True).compute_all(
            float(amount),
            self.currency_id,
            partner=self.env["res.partner"].browse(partner),
            is_refund=is_refund,
            include_caba_tags=True,
        )

    def _plan_share(self, deduction_type, key, taxes, amount, taxed, common):
        """:param dict taxed: as :meth:`_compute_taxes` returns it
        :return: the items of what has the same taxes: the net amount, and each tax"""
        account = self._get_account_of(deduction_type)
        analytic = deduction_type.analytic_distribution or None
        tax_items = [
            self._plan_tax(part, key, account, analytic, common) for part in taxed["taxes"]
        ]
        base = Item(
            role=Role.DEDUCTION,
            key=key,
            account=account.id,
            amount=amount - sum((item.amount for item in tax_items), Decimal(0)),
            tax=Tax(tuple(taxes.ids), tuple(taxed["base_tags"])),
            analytic=analytic,
            **common,
        )
        return [base, *tax_items]

    def _plan_tax(self, part, key, account, analytic, common):
        """:param dict part: of a tax, as ``compute_all`` returns it
        :param str key: of the base"""
        return Item(
            role=Role.TAX,
            key=f"{key}:{part['tax_repartition_line_id']}",
            account=part["account_id"] or account.id,
            amount=self._round(part["amount"]),
            tax=Tax(tags=tuple(part["tag_ids"]), repartition=part["tax_repartition_line_id"]),
            analytic=analytic if part["analytic"] else None,
            **{**common, "label": f"{common['label']} {part['name']}"},
        )

    def _get_account_of(self, deduction_type):
        """:return: never an account that nobody chose for deductions: what has none waits where it
        will be looked for"""
        account = self.account_id.sudo()
        found = deduction_type.account_id or account._get_deduction_account(
            deduction_type._is_held()
        )
        if not found:
            raise UserError(
                self.env._(
                    "No account for %(type)s. Choose one on the type of deduction, or the default "
                    "of the Amazon account %(account)s.",
                    type=deduction_type.name,
                    account=account.name,
                )
            )
        return found
