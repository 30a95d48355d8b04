# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Where remittances and deductions are booked."""

from odoo.tools import LazyTranslate

from odoo.addons.acorn_iamazon.checks import bad, check, good, shorten, warning

_lt = LazyTranslate(__name__)

# Codes of the types that are services of Amazon's, or begin so.
SERVICES = ("chargeback", "co_op", "advertising", "freight")


@check("bank_journal", 270, _lt("A bank journal takes payments"))
def check_bank_journal(account):
    journal = account.remittance_journal_id
    journals = journal or account.env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", account.company_id.id)]
    )
    mend = account.env._("Choose the bank journal on the Invoices page of the account.")
    if not journals:
        return bad(account.env._("%s has no bank journal.", account.company_id.name), mend)
    if len(journals) > 1:
        finding = account.env._(
            "%(count)s bank journals, and none is chosen for Amazon: %(name)s would be taken.",
            count=len(journals),
            name=journals[0].display_name,
        )
        return warning(finding, mend)
    return good(account.env._("Payments are booked in %s.", journals.display_name))


@check("earlier_invoices", 275, _lt("Invoices from before are taken over"))
def check_earlier_invoices(account):
    earlier = account.env["account.move"]._amazon_find_earlier(account)
    if not earlier:
        return good(account.env._("Every open invoice to Amazon is the account's."))
    return warning(
        account.env._(
            "Open invoices to Amazon that remittances will not find: %s.",
            shorten(account.env, earlier.mapped("name")),
        ),
        account.env._(
            "Accounting, Customers, Amazon: First Month takes them over. They are not submitted "
            "again."
        ),
    )


@check("remittance_senders", 277, _lt("Remittance e-mails have allowed senders"))
def check_remittance_senders(account):
    mend = account.env._(
        "Enter each address that Amazon sends from in full, at the allowed senders on the Invoices "
        "page of the account."
    )
    nobody = account._find_no_senders()
    if nobody:
        finding = account.env._(
            "Allowed senders that are no e-mail addresses, and let nobody send: %s.",
            shorten(account.env, nobody),
        )
        return warning(finding, mend)
    if not account.alias_name:
        return good(account.env._("No e-mail is awaited: the account has no address for them."))
    address = account.alias_email or account.alias_name
    if not account.remittance_senders:
        finding = account.env._("What comes to %s is kept, and read from nobody.", address)
        return warning(finding, mend)
    return good(
        account.env._(
            "What comes to %(address)s is read from: %(senders)s.",
            address=address,
            senders=shorten(account.env, account._split_senders()),
        )
    )


@check("deduction_accounts", 280, _lt("Deductions have their accounts"))
def check_deduction_accounts(account):
    bare = (
        _get_used_deduction_types(account)
        .with_company(account.company_id)
        .filtered(lambda deduction_type: not deduction_type.account_id)
    )
    fallback = account._get_deduction_account()
    if not bare or (fallback and fallback == account.deduction_account_id):
        return good(account.env._("Each deduction has an account to be booked on."))
    names = shorten(account.env, bare.mapped("name"))
    mend = account.env._(
        "Choose accounts in Accounting, Configuration, Amazon Deduction Types (Propose "
        "Accounts there fills in what your chart has), or the default account of deductions "
        "on the account."
    )
    if not fallback:
        return bad(account.env._("No account for: %s.", names), mend)
    return warning(
        account.env._(
            "No account of their own, booked on %(account)s: %(types)s.",
            account=fallback.display_name,
            types=names,
        ),
        mend,
    )


@check("deduction_purposes", 285, _lt("Deductions are booked on accounts of their purpose"))
def check_deduction_purposes(account):
    """An account may be chosen and wrong all the same: the profit would be, too."""
    used = _get_used_deduction_types(account).with_company(account.company_id)
    sales = account._get_sales_accounts()
    booked = [
        (kind, kind.account_id or account._get_deduction_account(kind._is_held())) for kind in used
    ]
    found = {
        account.env._("Held for a while, yet booked as profit or loss: %s."): [
            kind
            for kind, place in booked
            if kind._is_held() and place.internal_group in ("income", "expense")
        ],
        account.env._("Tax that the tax office gives back, yet booked as profit or loss: %s."): [
            kind
            for kind, place in booked
            if kind.code == "withholding" and place.internal_group in ("income", "expense")
        ],
        account.env._("Booked on the account of sales itself: %s."): [
            kind for kind, place in booked if place and place in sales
        ],
    }
    findings = [
        text % shorten(account.env, [kind.name for kind in kinds])
        for text, kinds in found.items()
        if kinds
    ]
    if not findings:
        return good(account.env._("What is held waits, and nothing is mixed with the sales."))
    return warning(
        " ".join(findings),
        account.env._(
            "Choose a clearing account for what Amazon gives back, and accounts of their own for "
            "what lowers the sales, in Accounting, Configuration, Amazon Deduction Types."
        ),
    )


@check("claims_account", 287, _lt("What is disputed waits on the account of claims"))
def check_claims_account(account):
    """A deduction that Amazon may pay back is no cost before it has decided."""
    disputes = account.env["amazon.vendor.dispute"].search(
        [("account_id", "=", account.id), ("state", "=", "disputed")]
    )
    chosen = account.claims_account_id
    if not chosen:
        if not disputes:
            return good(account.env._("Nothing is disputed."))
        return warning(
            account.env._(
                "Booked as costs while Amazon has not decided: %s.",
                shorten(account.env, disputes.mapped("number")),
            ),
            account.env._(
                "Choose the account of claims on the page Remittances of the account (Propose "
                "accounts there), then Book on Claims in Accounting, Customers, Disputes."
            ),
        )
    if mixed := _find_other_purposes(account, chosen):
        return warning(
            account.env._(
                "%(account)s has other purposes, too: %(purposes)s.",
                account=chosen.display_name,
                purposes=shorten(account.env, mixed),
            ),
            account.env._("Choose an account of claims that is nothing else."),
        )
    off = disputes.filtered(
        lambda one: one.currency_id.compare_amounts(one._get_claim(), one.amount_claimed)
    )
    if off:
        return warning(
            account.env._(
                "Not on the account of claims: %s.", shorten(account.env, off.mapped("number"))
            ),
            account.env._("Choose them in Accounting, Customers, Disputes: Book on Claims."),
        )
    return good(account.env._("What Amazon has not decided waits on %s.", chosen.display_name))


def _find_other_purposes(account, chosen):
    """:return: the names of what else is booked on the account of claims"""
    types = account.env["amazon.vendor.deduction.type"].with_company(account.company_id)
    others = types.search([]).filtered(lambda kind: kind.account_id == chosen).mapped("name")
    if chosen == account.provision_account_id:
        others.append(account.env._("provisions"))
    if chosen == account.company_id.account_journal_suspense_account_id:
        others.append(account.env._("what waits"))
    return others


@check("deduction_settings", 290, _lt("Deductions have their taxes and deadlines"))
def check_deduction_settings(account):
    """A type of deduction without a tax or a deadline is booked without tax and never late: said
    where it matters, for nothing is assumed."""
    used = _get_used_deduction_types(account).with_company(account.company_id)
    undated = used.filtered(lambda kind: kind.is_disputable and not _has_deadline(account, kind))
    findings = []
    if untaxed := _get_untaxed_services(account, used):
        names = shorten(account.env, untaxed.mapped("name"))
        findings.append(account.env._("No tax is set, while invoices have taxes: %s.", names))
    if undated:
        names = shorten(account.env, undated.mapped("name"))
        findings.append(account.env._("No number of days for disputes is set: %s.", names))
    if not findings:
        return good(account.env._("Each type of deduction in use says what it needs."))
    return warning(
        " ".join(findings),
        account.env._(
            "Set the tax in Accounting, Configuration, Amazon Deduction Types, and the days in "
            "which Amazon takes a dispute in Amazon Dispute Deadlines."
        ),
    )


def _has_deadline(account, kind):
    """:return: whether the days are known in each country in which the account trades"""
    limits = account.env["amazon.vendor.dispute.limit"]
    countries = account.marketplace_ids.country_id or [account.env["res.country"]]
    return kind.dispute_days or all(
        limits._get_of(kind, country)[-1:].days for country in countries
    )


def _get_untaxed_services(account, types):
    """:return: those types that Amazon bills as a service, and that have no tax, in a company
    whose invoices to Amazon have taxes"""
    services = types.filtered(
        lambda kind: (
            kind.code.startswith(SERVICES) and not (kind.tax_id or kind.is_taxed_as_document)
        )
    )
    taxed = [
        ("move_id.amazon_account_id", "=", account.id),
        ("parent_state", "=", "posted"),
        ("tax_repartition_line_id", "!=", False),
        ("balance", "!=", 0),
    ]
    items = account.env["account.move.line"]
    return services if services and items.search_count(taxed, limit=1) else services.browse()


def _get_used_deduction_types(account):
    """:return: the types on the account's remittances, also of what Amazon takes off an invoice
    in a column of its own"""
    lines = account.env["amazon.vendor.remittance.line"]
    domain = [("account_id", "=", account.id), ("remittance_id.state", "!=", "cancelled")]
    groups = lines._read_group([*domain, ("deduction_type_id", "!=", False)], ["deduction_type_id"])
    types = account.env["amazon.vendor.deduction.type"].union(*(group[0] for group in groups))
    for name in ("discount", "withholding"):
        if lines.search_count([*domain, (name, "!=", 0)], limit=1):
            types |= account.env.ref(f"acorn_iamazon_reconcile.deduction_type_{name}")
    return types.filtered("active")
