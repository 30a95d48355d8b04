# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.fields import Domain

NOBODY = None
BALANCES = ("asset_receivable", "liability_payable")


class AmazonVendorProof(models.AbstractModel):
    """Which items of the ledger are an account's: those on the balances of Amazon's companies, and
    those on the accounts that deductions, provisions and claims are booked on."""

    _inherit = "amazon.vendor.proof"

    def _get_ledger_items(self, account, date_to):
        """:return: the items on the receivables of the customers, without those that belong to
        another account of Amazon's"""
        customers = account.sudo().partner_id | self._get_invoices(account, date_to).partner_id
        domain = Domain("account_type", "=", "asset_receivable")
        return self._search_items(account, customers, domain, date_to)

    def _get_payable_items(self, account, date_to):
        """:return: the items on payables, of Amazon's companies and of whose bills it took off"""
        partners = self._get_partners(account, date_to)
        domain = Domain("account_type", "=", "liability_payable")
        return self._search_items(account, partners, domain, date_to)

    def _get_place_items(self, account, date_to, known):
        """:param known: entries to leave out
        :return: the items of Amazon's companies on the accounts of deductions, provisions and
        claims; and those of nobody, where nobody else's stand beside them"""
        companies = self._get_partners(account, date_to)
        places = self._get_places(account)
        others = self.env["account.move.line"]._read_group(
            Domain("account_id", "in", places.ids)
            & Domain("parent_state", "=", "posted")
            & Domain("partner_id", "!=", False)
            & ~Domain("partner_id", "child_of", companies.ids),
            ["account_id"],
        )
        shared = [place.id for (place,) in others]
        nobodys = Domain("partner_id", "=", False) & Domain("account_id", "not in", shared)
        domain = Domain("account_id", "in", places.ids) & Domain("move_id", "not in", known.ids)
        return self._search_items(account, companies, domain, date_to, nobodys)

    def _search_items(self, account, partners, domain, date_to, or_else=Domain.FALSE):
        items = self.env["account.move.line"].search(
            domain
            & (Domain("partner_id", "child_of", partners.commercial_partner_id.ids) | or_else)
            & Domain("company_id", "=", account.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("date", "<=", date_to),
            order="date, id",
        )
        owners = self._find_owners(items.move_id)
        return items.filtered(lambda item: owners[item.move_id] in (account, NOBODY))

    def _get_partners(self, account, date_to):
        """:return: Amazon's companies, those that types of deductions name, and whose bills it
        took off its payments"""
        remittances = self._get_remittances(account, date_to)
        bills = remittances._get_settled_bills() | remittances.line_ids.document_id
        types = self.env["amazon.vendor.deduction.type"].search([("partner_id", "!=", False)])
        customers = account.sudo().partner_id | self._get_invoices(account, date_to).partner_id
        return (customers | types.partner_id | bills.partner_id).commercial_partner_id

    def _get_places(self, account):
        """:return: the accounts that are there for what Amazon keeps; none on which the bank's
        lines wait, nor one of sales"""
        types = self.env["amazon.vendor.deduction.type"].with_company(account.company_id)
        own = account.sudo()
        places = (
            own.claims_account_id
            | own.provision_account_id
            | own.deduction_account_id
            | types.search([("account_id", "!=", False)]).account_id
        )
        left_out = own.company_id.account_journal_suspense_account_id | own._get_sales_accounts()
        return (places - left_out).filtered(lambda one: one.account_type not in BALANCES)

    # === WHOSE === #

    def _find_owners(self, moves):
        """:return: {entry: the account of Amazon's that it belongs to, or nobody}"""
        remittances = self.env["amazon.vendor.remittance"].sudo()
        payments = moves.origin_payment_id
        by_payment = {
            remittance.payment_id: remittance.account_id
            for remittance in remittances.search([("payment_id", "in", payments.ids)])
        }
        lines = self.env["amazon.vendor.remittance.line"].sudo()
        by_document = {
            line.document_id: line.account_id
            for line in lines.search([("document_id", "in", moves.ids)])
        }
        disputes = self.env["amazon.vendor.dispute"].sudo()
        by_claim = {
            entry: dispute.account_id
            for dispute in disputes.search([("claim_entry_ids", "in", moves.ids)])
            for entry in dispute.claim_entry_ids
        }
        return {
            move: move.amazon_account_id
            or by_claim.get(move)
            or by_payment.get(move.origin_payment_id)
            or by_document.get(move)
            or self._find_owner_by_settlement(move)
            for move in moves
        }

    def _find_owner_by_settlement(self, move):
        """An entry that settles invoices of one account of Amazon's is that account's; one that
        settles nothing is the first's whose customer it names."""
        items = move.line_ids.filtered(lambda i: i.account_id.account_type == "asset_receivable")
        partials = items.matched_debit_ids | items.matched_credit_ids
        settled = partials.debit_move_id.move_id | partials.credit_move_id.move_id
        accounts = (settled - move).amazon_account_id
        if len(accounts) == 1:
            return accounts
        sharing = self.env["amazon.vendor.account"].sudo()
        partners = items.partner_id.commercial_partner_id.ids
        domain = [("partner_id", "in", partners), ("company_id", "=", move.company_id.id)]
        return sharing.search(domain, order="id", limit=1) or NOBODY
