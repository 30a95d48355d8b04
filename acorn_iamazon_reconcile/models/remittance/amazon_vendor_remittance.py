# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

from ...reader import Refused, RemittanceError, read_file, read_status

# What a file's status makes of the payment; what is not decided, or not known, is only expected.
STATES = {"paid": "draft", "voided": "cancelled", "pending": "expected", "unknown": "expected"}
KINDS = ("invoice", "credit_note", "opening", "deduction", "open")
# Where dates are written month first.
MONTH_FIRST_COUNTRIES = ("US", "CA")


class AmazonVendorRemittance(models.Model):
    """One payment of Amazon's: what it pays, and what it deducts."""

    _name = "amazon.vendor.remittance"
    _description = "Amazon Remittance"
    _inherit = ["mail.thread", "mail.activity.mixin", "amazon.vendor.asking", "amazon.vendor.owned"]
    _amazon_activity_type = "acorn_iamazon_reconcile.mail_activity_type_remittance"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Payment Number", required=True, readonly=True)
    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date("Payment Date", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary("Paid", readonly=True, help="What Amazon says it paid.")
    payment_currency_id = fields.Many2one("res.currency", readonly=True)
    payment_amount = fields.Monetary(
        "Paid in payment currency", currency_field="payment_currency_id", readonly=True
    )
    hides_lines = fields.Boolean(
        "Lines are hidden",
        readonly=True,
        help="The export says that the login which made it does not see all lines.",
    )
    has_no_total = fields.Boolean(
        "No total",
        readonly=True,
        help="The file says no total that would prove that its lines are all: what is paid is "
        "their sum. It may have been cut.",
    )
    source = fields.Selection(
        [
            ("spreadsheet", "Vendor Central export"),
            ("x12", "X12 820"),
            ("edifact", "EDIFACT REMADV"),
            ("html", "E-mail"),
            ("remittance_api", "Amazon's Remittance API"),
            ("api", "Expected by Amazon's API"),
        ],
        required=True,
        readonly=True,
    )
    filename = fields.Char(readonly=True)
    file_digest = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("draft", "To match"),
            ("matched", "Matched"),
            ("posted", "Booked"),
            ("cancelled", "Cancelled"),
            ("before", "Booked before"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
    )
    line_ids = fields.One2many("amazon.vendor.remittance.line", "remittance_id", readonly=True)
    amount_lines = fields.Monetary("Sum of Lines", compute="_compute_amounts", store=True)
    amount_invoices = fields.Monetary("Invoices", compute="_compute_amounts", store=True)
    amount_deductions = fields.Monetary("Deductions", compute="_compute_amounts", store=True)
    amount_open = fields.Monetary("Not Matched", compute="_compute_amounts", store=True)
    difference = fields.Monetary(
        compute="_compute_amounts", store=True, help="Payment less the sum of its lines."
    )
    count_open = fields.Integer("Lines to match", compute="_compute_amounts", store=True)
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, check_company=True, index="btree_not_null"
    )
    has_documents = fields.Boolean(compute="_compute_has_documents")

    # Each of Amazon's companies numbers its payments for itself.
    _name_unique = models.UniqueIndex(
        "(account_id, name, currency_id, date)", "This payment was imported already."
    )

    @api.depends("amount", "line_ids.paid", "line_ids.kind")
    def _compute_amounts(self):
        for remittance in self:
            currency = remittance.currency_id
            sums = dict.fromkeys(KINDS, 0.0)
            for line in remittance.line_ids:
                sums[line.kind or "open"] += line.paid
            total = sum(remittance.line_ids.mapped("paid"))
            remittance.amount_lines = currency.round(total)
            remittance.amount_invoices = currency.round(
                sums["invoice"] + sums["credit_note"] + sums["opening"]
            )
            remittance.amount_deductions = currency.round(sums["deduction"])
            remittance.amount_open = currency.round(sums["open"])
            remittance.difference = currency.round(remittance.amount - total)
            remittance.count_open = len(
                remittance.line_ids.filtered(lambda line: line.kind == "open")
            )

    @api.depends("line_ids.document_id")
    def _compute_has_documents(self):
        for remittance in self:
            remittance.has_documents = bool(remittance.line_ids.document_id)

    # === IMPORT === #

    @api.model
    @right("open")
    def import_file(self, account, filename, content):
        """Read a remittance file. A payment that was imported before is recognised, not doubled.

        :param account: the ``amazon.vendor.account``
        :param str filename: for messages and the attachment
        :param bytes content: an export of Vendor Central, CSV or XLSX
        :return: the remittances of the file, new and known ones
        :raise UserError: when the file cannot be used; nothing is imported then
        """
        self.check_access("create")
        account = account.with_env(self.env)
        account.check_access("read")
        payments, source, refused = self._read_file(account, filename, content)
        origin = {
            "filename": filename,
            "file_digest": hashlib.sha256(content).hexdigest(),
            "source": source,
        }
        taken, changed = self.browse(), self.browse()
        for payment, known in zip(payments, self._find_known(account, payments), strict=True):
            try:
                with self.env.cr.savepoint():
                    remittance, is_changed = self._take(account, payment, known, origin)
            except UserError as error:
                self.env.invalidate_all()
                refused.append(Refused(payment.number, str(error)))
            else:
                taken += remittance
                changed += remittance if is_changed else self.browse()
        if not taken:
            raise UserError(refused[0].reason)
        changed._attach(filename, content)
        self._tell_refused(account, filename, taken, refused)
        return taken

    @api.model
    def _take(self, account, payment, known, origin):
        """
        :param known: the remittance that the payment is already, or an empty one
        :param dict origin: the values that tell the file
        :return: (the remittance, whether it is new or another than before)
        :raise UserError: when the payment cannot be used"""
        self._check_same(known, payment, origin["filename"])
        values = self._prepare_from_payment(account, payment, origin)
        if known:
            return known, known._take_again(payment, values)
        remittance = self.create([values])
        remittance._ask_about_status(payment)
        remittance._set_aside_earlier()
        return remittance, True

    @api.model
    def _read_file(self, account, filename, content):
        """:return: a :class:`Reading`
        :raise UserError: when the file cannot be used"""
        try:
            return read_file(filename, content, self._is_day_first(account))
        except RemittanceError as error:
            raise UserError(str(error)) from None

    @api.model
    def _tell_refused(self, account, filename, taken, refused):
        """The other payments of the file are here; of each that is not, a person learns why. What
        came now settles what was asked about before."""
        account._amazon_settle(*(f"refused payment {name}" for name in taken.mapped("name")))
        for number, reason in refused:
            account._amazon_ask(
                f"refused payment {number}",
                self.env._(
                    "Payment %(number)s of %(file)s was not read", number=number, file=filename
                ),
                self.env._(
                    "%s The other payments of the file are here. Mend the file and import it "
                    "again: what is here already is not doubled.",
                    reason,
                ),
                renew=True,
            )

    @api.model
    def _find_known(self, account, payments):
        """:return: for each of these payments the remittance that it is already, or an empty one"""
        numbers = [payment.number for payment in payments]
        by_number = self.search([("account_id", "=", account.id), ("name", "in", numbers)]).grouped(
            "name"
        )
        return [
            by_number.get(payment.number, self.browse()).filtered(
                lambda remittance, payment=payment: remittance._is_payment(payment)
            )[:1]
            or self._find_unnumbered(account, payment)
            for payment in payments
        ]

    def _is_payment(self, payment):
        """A number alone is not enough, for each of Amazon's companies counts for itself: another
        company's payment is in another currency, or differs in day, amount and documents at once.
        """
        currency = payment.currency or self._get_default_currency(self.account_id)
        if self.currency_id.name != currency:
            return False
        return (
            self.state == "expected"
            or self.date == payment.date
            or not self.currency_id.compare_amounts(self.amount, float(payment.amount))
            or not {line.number for line in payment.lines}.isdisjoint(
                self.line_ids.mapped("number")
            )
        )

    @api.model
    def _get_default_currency(self, account):
        return account.sudo().marketplace_ids[:1].currency_id.name

    @api.model
    def _is_day_first(self, account):
        """:return: whether the sites of the account write the day first; None where one does and
        another does not"""
        codes = account.sudo().marketplace_ids.country_id.mapped("code")
        told = {code not in MONTH_FIRST_COUNTRIES for code in codes}
        return None if len(told) > 1 else told != {False}

    @api.model
    def _check_same(self, remittance, payment, filename):
        """The same payment number with another amount is another payment, or a damaged file; what
        was only expected may have been wrong, and what had no total may have been cut."""
        if not remittance or remittance.state == "expected":
            return
        if remittance._takes_total(payment.has_no_total):
            return
        if remittance.currency_id.compare_amounts(remittance.amount, float(payment.amount)):
            raise UserError(
                self.env._(
                    "%(file)s: payment %(number)s is over %(new)s, but was imported before over "
                    "%(old)s. It was not imported again: check which file is right.",
                    file=filename,
                    number=payment.number,
                    new=payment.amount,
                    old=remittance.amount,
                )
            )

    @api.model
    def _prepare_from_payment(self, account, payment, origin):
        filename = origin["filename"]
        code = payment.currency or self._get_default_currency(account)
        currency = self._get_currency(code, filename)
        paid_in = payment.payment_currency or currency.name
        return {
            "name": payment.number,
            "account_id": account.id,
            "date": payment.date,
            "currency_id": currency.id,
            "amount": float(payment.amount),
            "payment_currency_id": self._get_currency(paid_in, filename).id,
            "payment_amount": float(payment.payment_amount),
            "hides_lines": payment.hides_lines,
            "has_no_total": payment.has_no_total,
            **origin,
            "state": STATES[read_status(payment.status)],
            "line_ids": [
                Command.create(values) for values in self._prepare_lines(payment, currency)
            ],
        }

    @api.model
    def _prepare_lines(self, payment, currency):
        """:return: values of the lines; what the visible ones leave of the payment is a line too"""
        lines = [
            {
                "sequence": line.row,
                "number": line.number,
                "date": line.date,
                "description": line.description,
                "original_number": line.original or False,
                "invoice_amount": float(line.invoice_amount),
                "withholding": float(line.withholding),
                "discount": float(line.discount),
                "paid": float(line.paid),
                "remaining": float(line.remaining),
            }
            for line in payment.lines
        ]
        rest = currency.round(float(payment.get_difference()))
        if not currency.is_zero(rest):
            last = payment.lines[-1].row if payment.lines else 0
            lines.append(self._prepare_hidden_line(payment, rest, last + 1))
        return lines

    @api.model
    def _get_currency(self, code, filename):
        currency = self.env["res.currency"].search([("name", "=", code)])
        if not currency:
            raise UserError(
                self.env._(
                    "%(file)s: the currency %(code)s is not active in Odoo. Activate it in "
                    "Accounting, Configuration, Currencies, and import again.",
                    file=filename,
                    code=code or "?",
                )
            )
        return currency

    def _attach(self, filename, content):
        """Keep the file as it came, on each remittance that it brought."""
        self.env["ir.attachment"].create(
            [
                {
                    "name": filename,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": remittance.id,
                }
                for remittance in self
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(remittance.state == "posted" for remittance in self):
            raise UserError(self.env._("A booked remittance cannot be deleted. Undo it first."))

    # === NAVIGATION === #

    @right("see")
    def action_open_payment(self):
        return self.payment_id._get_records_action()

    @right("see")
    def action_open_invoices(self):
        return self.line_ids.move_id._get_records_action(name=self.env._("Invoices"))
