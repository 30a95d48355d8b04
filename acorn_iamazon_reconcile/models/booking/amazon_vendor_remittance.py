# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.acorn_iamazon.rights import right

from ...booking import Objection, hold_against


class AmazonVendorRemittance(models.Model):
    """Booking a remittance, and taking the booking back, step by step."""

    _inherit = "amazon.vendor.remittance"

    @right("book")
    def action_post(self):
        """Book the remittances and reconcile the invoices that they pay.

        A remittance that the books contradict by now is not booked: its lines wait again.

        :return: what to show for those, nothing when all are booked
        :raise UserError: naming what is missing; then nothing is booked
        """
        booked = self.browse()
        for remittance in self:
            remittance._check_postable()
            plan = remittance._make_plan()
            objections = hold_against(plan.items, remittance._read_ledger(plan))
            objections += remittance._object_to_claims() + remittance._object_to_taxes()
            objections += remittance._object_to_notes() + remittance._object_to_discounts()
            if objections:
                remittance._let_wait_again(objections)
            else:
                remittance._apply_plan(plan)
                booked += remittance
        booked.activity_unlink([self._amazon_activity_type])
        booked.line_ids._look_for_disputes()
        self.env["amazon.vendor.provision"].sudo()._reverse_landed(booked)
        booked._settle_bank_lines()
        return (self - booked)._show_what_waits()

    # === BEFORE === #

    def _check_postable(self):
        if not self._is_free():
            raise UserError(self.env._("%s is booked already, or somebody is at it.", self.name))
        self._check_arrived()
        self._check_complete()
        self._check_lock_dates()

    def _is_free(self):
        """:return: whether it is to be booked still, and by nobody else at this moment"""
        return bool(self.try_lock_for_update()) and self.state != "posted"

    def _check_arrived(self):
        if self.state == "cancelled":
            raise UserError(self.env._("Payment %s was cancelled by Amazon.", self.name))
        if self.state == "before":
            raise UserError(
                self.env._(
                    "%s was booked in the former system: it is from before the books began. Book "
                    "After All takes it up here.",
                    self.name,
                )
            )
        if self.state == "expected":
            raise UserError(
                self.env._(
                    "%s is only expected: import the payment, or confirm that it came.", self.name
                )
            )

    def _check_complete(self):
        if self.count_open or not self.line_ids:
            raise UserError(
                self.env._(
                    "%(name)s: %(count)s lines over %(amount)s are not matched. "
                    "Choose an invoice or a type of deduction for each.",
                    name=self.name,
                    count=self.count_open,
                    amount=self.amount_open,
                )
            )
        if not self.currency_id.is_zero(self.difference):
            raise UserError(
                self.env._(
                    "%(name)s: Amazon paid %(amount)s, but the lines make %(lines)s: "
                    "%(difference)s is not explained. "
                    "Export the payment with a login that sees all lines, and import it again.",
                    name=self.name,
                    amount=self.amount,
                    lines=self.amount_lines,
                    difference=self.difference,
                )
            )

    def _check_lock_dates(self):
        """:raise UserError: when the books are closed at the date of the payment"""
        journal = self._get_journal()
        types = self._get_deduction_types().with_company(self.company_id)
        has_tax = bool(types.tax_id or self.line_ids.move_id.invoice_line_ids.tax_ids)
        locks = self.company_id._get_violated_lock_dates(self.date, has_tax, journal)
        if locks:
            lock_date, field = locks[-1]
            raise UserError(
                self.env._(
                    "%(name)s: Amazon paid on %(date)s, but the books are closed up to %(lock)s "
                    "(%(field)s). Ask an accounting manager to open the period.",
                    name=self.name,
                    date=self.date,
                    lock=lock_date,
                    field=self.company_id._fields[field].get_description(self.env)["string"],
                )
            )

    def _get_journal(self):
        journal = self.account_id.sudo()._get_remittance_journal()
        if not journal:
            raise UserError(
                self.env._("%s has no bank journal. Make one in Accounting.", self.company_id.name)
            )
        return journal

    # === WHAT THE BOOKS CONTRADICT === #

    def _object_to_claims(self):
        """A claim changes its invoice, and settles none of its items: the invoice must be there,
        and be over as much.

        :return: list of :class:`Objection`
        """
        objections = []
        for line in self.line_ids.filtered(lambda one: one.kind == "deduction" and one.move_id):
            move = line.move_id
            if move.state != "posted":
                objections.append(Objection(line.id, "draft", move.id))
            elif not self._owns(move):
                objections.append(Objection(line.id, "foreign", move.id))
            elif self.currency_id.compare_amounts(-line.paid, move.amount_total) > 0:
                whole = self._round(move.amount_total)
                objections.append(Objection(line.id, "beyond", move.id, whole))
        return objections

    def _object_to_taxes(self):
        """No default of a type stands in for the taxes of the invoice that a deduction changes.

        :return: list of :class:`Objection`
        """
        return [
            Objection(line.id, "untold", line.move_id.id)
            for line, deduction_type, _amount in self._get_deductions()
            if line._lacks_taxes(deduction_type)
        ]

    def _object_to_discounts(self):
        """Amazon tells a discount in a column of the invoice, and in some countries by a document
        as well, which clears the first: booked too, it would cost twice.

        :return: list of :class:`Objection`
        """
        documents = self.line_ids.filtered(
            lambda line: (
                line.kind == "deduction"
                and line.deduction_type_id.code == "discount"
                and line.move_id
                and line.paid < 0
                and not line._is_chosen()
            )
        )
        taken = self._sum_discounts(documents.move_id)
        columns = self.line_ids.filtered(
            lambda line: line.kind == "invoice" and line.discount > 0 and not line.is_chosen
        )
        documented = self._sum_discount_documents(columns.move_id)
        return [
            Objection(line.id, code, line.move_id.id, self._round(told[line.move_id]))
            for code, lines, told in (
                ("discounted", documents, taken),
                ("documented", columns, documented),
            )
            for line in lines
            if self.currency_id.compare_amounts(told.get(line.move_id, 0), 0) > 0
        ]

    def _sum_discount_documents(self, moves):
        """:return: {invoice: discount by booked documents of its own}"""
        if not moves:
            return {}
        groups = self.env["amazon.vendor.remittance.line"]._read_group(
            Domain("move_id", "in", moves.ids)
            & Domain("kind", "=", "deduction")
            & Domain("deduction_type_id.code", "=", "discount")
            & Domain("remittance_id", "!=", self.id)
            & Domain("remittance_state", "=", "posted"),
            ["move_id"],
            ["paid:sum"],
        )
        return {move: -paid for move, paid in groups}

    def _sum_discounts(self, moves):
        """:return: {invoice: discount in the columns of its lines, booked or in this remittance}"""
        if not moves:
            return {}
        groups = self.env["amazon.vendor.remittance.line"]._read_group(
            Domain("move_id", "in", moves.ids)
            & Domain("kind", "=", "invoice")
            & (Domain("remittance_id", "=", self.id) | Domain("remittance_state", "=", "posted")),
            ["move_id"],
            ["discount:sum"],
        )
        return dict(groups)

    def _let_wait_again(self, objections):
        """The lines that the books contradict are open again, with the reason.

        :param objections: list of :class:`Objection`
        """
        lines = self.env["amazon.vendor.remittance.line"]
        for objection in objections:
            line = lines.browse(objection.line)
            reason = self._explain_objection(line, objection)
            line._open_with_choices(objection, reason)
            lines |= line
        reasons = [f"{line.number}: {line.match_reason}" for line in lines]
        self.message_post(body=self.env._("Not booked. %s", "; ".join(reasons)))

    def _explain_objection(self, line, objection):
        left = self.currency_id.format(float(objection.left))
        document = self.env["account.move"].browse(objection.document) or line.move_id
        name = document.name or document.display_name
        reason = {
            "draft": self.env._("%s is not posted any more", name),
            "foreign": self.env._("%s belongs to another account or company", name),
            "currency": self.env._("%s is in another currency now", name),
            "closed": self.env._("%s was paid meanwhile", name),
            "beyond": self.env._(
                "%(document)s is over %(left)s in all by now", document=name, left=left
            ),
            "untold": self.env._(
                "The lines of %s come to nothing: they do not tell the taxes of what Amazon takes "
                "off. Choose another invoice, or a type of deduction that has a tax of its own",
                name,
            ),
            "note": self.env._(
                "%s on the same invoice is over the same amount, and does not say what for. Choose "
                "it when it was made for this claim, else the deduction",
                name,
            ),
            "discounted": self.env._(
                "Amazon took a discount of %(left)s off %(document)s already: with this document "
                "it would cost twice. Choose the deduction if it is one more, or the type by which "
                "it is to wait for being cleared",
                document=name,
                left=left,
            ),
            "documented": self.env._(
                "A document over the discount of %(left)s of %(document)s is booked already: with "
                "the discount of this line it would cost twice. Undo the booking of that document "
                "and choose the type by which it waits, or choose the invoice here if it is one "
                "more",
                document=name,
                left=left,
            ),
            "less": self.env._(
                "%(document)s has %(left)s left to be paid only", document=name, left=left
            ),
        }[objection.code]
        return self._explain_bill(document, reason) if document.is_purchase_document() else reason

    def _show_what_waits(self):
        if not self:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Not booked, for the books have changed since the lines were matched: %s. "
                    "The lines wait again, and say why.",
                    ", ".join(self.mapped("name")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BACK === #

    @right("book")
    def action_unpost(self):
        """Take the booking back: the invoices are open again, the books are as before."""
        booked = self.filtered(lambda remittance: remittance.state == "posted")
        for bank_line in booked.bank_line_id:
            bank_line._amazon_release()
        for remittance in booked:
            remittance._take_back_payment()
        if documents := booked.line_ids.document_id:
            documents._amazon_take_back()
            booked.line_ids.document_id = False
        booked.line_ids._forget_disputes()
        self.env["amazon.vendor.provision"].sudo()._restore_landed(booked)

    def _take_back_payment(self):
        """Exchange differences that the reconciliation booked are reversed by Odoo."""
        payment = self.payment_id
        entry = payment.move_id
        entry.line_ids.remove_move_reconcile()
        self._pay_again_what_was_freed()
        self._set_off_again()
        reversal = entry._amazon_take_back()
        payment.state = "canceled"
        self.line_ids.move_id.write({"matched_payment_ids": [Command.unlink(payment.id)]})
        self.write({"payment_id": False, "state": "matched", "booked_plan": False})
        self._amazon_settle(*(f"settlement {item.id}" for item in entry.line_ids))
        note = self.env._("The booking %s was undone.", entry.name)
        self.message_post(body=reversal._amazon_describe_reversal(entry) if reversal else note)

    def _ask_about_settlement(self, item, settled):
        """Somebody took the booking apart, but not here: the invoice is open again, and the
        remittance says that it is paid.

        :param item: of the booking
        :param settled: what it settled
        """
        name = ", ".join(settled.mapped("name"))
        self._amazon_ask(
            f"settlement {item.id}",
            self.env._(
                "%(invoice)s is open again, and %(remittance)s paid it",
                invoice=name,
                remittance=self.name,
            ),
            self.env._(
                "%(user)s took back what %(entry)s settles of %(invoice)s. Reconcile them again on "
                "the invoice; or press Undo on the remittance %(remittance)s and book it anew.",
                user=self.env.user.name,
                entry=item.move_id.name,
                invoice=name,
                remittance=self.name,
            ),
        )

    def _set_off_again(self):
        """Invoices and credit notes that the booking parted are as before."""
        parted = {tuple(pair) for item in self.booked_plan or () for pair in item.get("parted", ())}
        self.env["account.move.line"]._amazon_set_off_again(sorted(parted))

    def _pay_again_what_was_freed(self):
        """An earlier payment that this one took back pays its invoice again."""
        pairs = []
        for line in self.line_ids.filtered("reversed_line_id"):
            if line.kind != "deduction" and (earlier := line.reversed_line_id._get_settling_item()):
                pairs.append(earlier + line._get_owed_items())
        self.env["account.move.line"]._reconcile_plan(pairs)
