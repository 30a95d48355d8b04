# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import datetime, time, timedelta
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount

from ...rights import right
from .amazon_vendor_account_overview import DUE_SOON, NOTICE_MISSING

# What is late counts as if so little time were left.
LEAST_HOURS = 0.5
# What has no deadline of its own waits for a week.
NO_DEADLINE = 7 * 24.0


class Decision(NamedTuple):
    """A kind of decision, before anything is counted.

    :param str text: its sentence, with a place for how many
    :param str button: what the one button says
    :param str action: external id of the action with the records
    :param str method: of the records, what the button does; it opens the list when empty
    :param str group: external id of the group that decides; whoever reads the records when empty
    :param str amount: field that is added up; ``currency`` is the field of its currency
    :param str due: field of the deadline
    """

    model: str
    domain: list
    text: str
    button: str
    action: str
    account: str = "account_id"
    amount: str = ""
    currency: str = "currency_id"
    due: str = ""
    method: str = ""
    group: str = ""
    is_failure: bool = False


class AmazonVendorDecision(models.TransientModel):
    """What waits for a person: the cards of *Today*, and the first lines of the digest.

    All is read with the rights of who looks: nobody sees a card of records that are not theirs."""

    _name = "amazon.vendor.decision"
    _description = "Amazon Decision"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True)
    button = fields.Char(required=True)
    sequence = fields.Integer()
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency")
    due = fields.Datetime()
    time_left = fields.Char()
    urgency = fields.Selection(
        [("failure", "Failed"), ("late", "Late"), ("soon", "Soon"), ("open", "Open")]
    )

    # === WHAT IS ASKED === #

    @api.model
    def _get_kinds(self):
        """:return: :class:`Decision` by code; extended by addons"""
        return {**self._get_failures(), **self._get_questions()}

    @api.model
    def _get_failures(self):
        return {
            "connection": Decision(
                "amazon.vendor.account",
                [("connection_state", "=", "failed")],
                self.env._("Accounts that Amazon does not let in: %s"),
                self.env._("Look"),
                "acorn_iamazon.amazon_vendor_account_action_dashboard",
                account="id",
                is_failure=True,
            ),
            "document": Decision(
                "amazon.vendor.document",
                [("state", "in", ("failed", "rejected", "unknown"))],
                self.env._("Documents failed, or were refused by Amazon: %s"),
                self.env._("Look"),
                "acorn_iamazon.amazon_vendor_document_action",
                is_failure=True,
            ),
        }

    @api.model
    def _get_questions(self):
        return {**self._get_questions_of_orders(), **self._get_questions_of_shipments()}

    @api.model
    def _get_questions_of_orders(self):
        orders = {"account": "amazon_account_id", "amount": "amount_untaxed"}
        order_list = "acorn_iamazon.sale_order_action_amazon"
        return {
            "acknowledge": Decision(
                "sale.order",
                [("amazon_stage", "=", "to_acknowledge"), ("state", "in", ("draft", "sent"))],
                self.env._("Orders to acknowledge: %s"),
                self.env._("Acknowledge"),
                order_list,
                due="amazon_acknowledge_by",
                method="_amazon_ask_to_acknowledge",
                **orders,
            ),
            "change": Decision(
                "sale.order",
                [("amazon_has_pending_change", "=", True)],
                self.env._("Orders that Amazon changed after our answer: %s"),
                self.env._("Decide"),
                order_list,
                due="amazon_window_end",
                **orders,
            ),
            "product": Decision(
                "amazon.vendor.product",
                [("product_id", "=", False)],
                self.env._("Products of Amazon's that are not known here: %s"),
                self.env._("Map"),
                "acorn_iamazon.amazon_vendor_product_action",
            ),
        }

    @api.model
    def _get_questions_of_shipments(self):
        soon = fields.Datetime.now() + DUE_SOON
        to_ship = self.env["amazon.vendor.account"]._get_to_ship_domain()
        transfers = {"account": "amazon_account_id", "due": "amazon_window_end"}
        transfer_list = "acorn_iamazon.stock_picking_action_amazon"
        return {
            "ship": Decision(
                "stock.picking",
                [*to_ship, ("amazon_window_end", "<", soon)],
                self.env._("Deliveries whose window ends: %s"),
                self.env._("Ship"),
                transfer_list,
                **transfers,
            ),
            "notice": Decision(
                "stock.picking",
                [("amazon_shipment_state", "in", NOTICE_MISSING)],
                self.env._("Shipments that Amazon was not told of: %s"),
                self.env._("Tell"),
                transfer_list,
                **transfers,
            ),
            "return": Decision(
                "amazon.vendor.return",
                [("state", "=", "expected")],
                self.env._("Returns of Amazon's that have not arrived whole: %s"),
                self.env._("Look"),
                "acorn_iamazon.amazon_vendor_return_action",
            ),
        }

    # === HOW IT IS COUNTED === #

    @api.model
    def _get_decisions(self, account=None):
        """The cards of who looks, the most pressing first: what failed, then by money and time.

        :param account: of one account only, as the digest wants it
        :return: values of records of this model, without ``sequence``
        """
        accounts = account or self._get_accounts()
        found = []
        for code, kind in self._get_kinds().items():
            if self._may_decide(kind):
                found += self._count_decision(code, kind, accounts)
        return sorted(found, key=self._get_rank)

    @api.model
    def _may_decide(self, kind):
        allowed = not kind.group or self.env.user.has_group(kind.group)
        return allowed and self.env[kind.model].has_access("read")

    @api.model
    def _count_decision(self, code, kind, accounts):
        """:return: a list of the values of the card, empty when nothing waits"""
        domain = self._get_domain(kind, accounts)
        aggregates = ["__count"]
        aggregates += [f"{kind.due}:min"] if kind.due else []
        aggregates += [f"{kind.amount}:sum"] if kind.amount else []
        groups = self.env[kind.model]._read_group(
            domain, [kind.currency] if kind.amount else [], aggregates
        )
        count, due, amount = 0, None, 0.0
        for group in groups:
            values = dict(zip(aggregates, group[len(group) - len(aggregates) :], strict=True))
            count += values["__count"]
            moment = self._to_moment(values.get(f"{kind.due}:min"))
            due = min(filter(None, (due, moment)), default=None)
            if kind.amount:
                amount += self._to_company_currency(group[0], values[f"{kind.amount}:sum"])
        if not count:
            return []
        return [self._prepare_decision(code, kind, count, due, amount)]

    @api.model
    def _get_accounts(self):
        """:return: those of the reader"""
        return self.env["amazon.vendor.account"].search([("active", "=", True)])

    @api.model
    def _get_domain(self, kind, accounts):
        """Who may read an order of the company decides about it as a member of its account only."""
        return [*kind.domain, (kind.account, "in", accounts.ids)]

    @api.model
    def _prepare_decision(self, code, kind, count, due, amount):
        left = due and due - fields.Datetime.now()
        urgency = "failure" if kind.is_failure else "open"
        if left and not kind.is_failure:
            urgency = "late" if left < timedelta() else "soon" if left < DUE_SOON else "open"
        minutes = left and int(left.total_seconds() // 60)
        return {
            "code": code,
            "name": kind.text % count,
            "button": kind.button,
            "amount": amount,
            "currency_id": self.env.company.currency_id.id,
            "due": due,
            "time_left": self.env["sale.order"]._amazon_show_minutes(minutes) if due else False,
            "urgency": urgency,
        }

    @api.model
    def _to_moment(self, value):
        """:return: the end of a day, where the deadline is one"""
        if value and not isinstance(value, datetime):
            return datetime.combine(value, time.max)
        return value or None

    @api.model
    def _to_company_currency(self, currency, amount):
        company = self.env.company
        today = fields.Date.context_today(self)
        return currency._convert(amount or 0.0, company.currency_id, company, today)

    @api.model
    def _get_rank(self, values):
        """Much money that is due at once comes before little that has time."""
        hours = NO_DEADLINE
        if values["due"]:
            hours = (values["due"] - fields.Datetime.now()).total_seconds() / 3600
        pressing = max(values["amount"], 1.0) / max(hours, LEAST_HOURS)
        return (values["urgency"] != "failure", -pressing)

    @api.model
    def _describe(self, values):
        """:return: the card as a line of text, in the reader's language"""
        currency = self.env["res.currency"].browse(values["currency_id"])
        amount = values["amount"] and format_amount(self.env, values["amount"], currency)
        return ", ".join(filter(None, (values["name"], amount, values["time_left"])))

    # === THE PAGE === #

    @api.model
    @right("open")
    def action_open_today(self):
        """The page *Today*: the cards of this moment, or a clear desk with the day's figures."""
        values = self._get_decisions() or self._get_beginning()
        cards = self.sudo()
        cards.search([("create_uid", "=", self.env.uid)]).unlink()
        cards.create([{**card, "sequence": number} for number, card in enumerate(values)])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_decision_action"
        )
        action["domain"] = [("create_uid", "=", self.env.uid)]
        if not values:
            action["help"] = self._describe_clear_desk()
        return action

    @api.model
    def _describe_clear_desk(self):
        """:return: what is shown instead of cards, with how the last week went"""
        lines = [self.env._("Your desk is clear"), *self._describe_week()]
        return Markup("<p class='o_view_nocontent_smiling_face'>%s</p>") % lines[0] + (
            Markup().join(Markup("<p>%s</p>") % line for line in lines[1:])
        )

    @api.model
    def _describe_week(self):
        """:return: a list with one sentence, empty for who does not see orders"""
        if not self.env["sale.order"].has_access("read"):
            return []
        now = fields.Datetime.now()
        middle, start = now - timedelta(weeks=1), now - timedelta(weeks=2)
        return [
            self.env._(
                "Orders of the last seven days: %(orders)s, of the seven before: %(before)s.",
                orders=self._describe_orders(middle, now),
                before=self._describe_orders(start, middle),
            )
        ]

    @api.model
    def _describe_orders(self, start, end):
        groups = self.env["sale.order"]._read_group(
            [
                ("amazon_account_id", "in", self._get_accounts().ids),
                ("amazon_purchase_order_date", ">=", start),
                ("amazon_purchase_order_date", "<", end),
            ],
            ["currency_id"],
            ["__count", "amount_untaxed:sum"],
        )
        amount = sum(self._to_company_currency(group[0], group[2]) for group in groups)
        count = sum(count for _currency, count, _amount in groups)
        return f"{count} ({format_amount(self.env, amount, self.env.company.currency_id)})"

    @api.model
    def _get_beginning(self):
        """:return: the one card of an installation that has no account yet"""
        accounts = self.env["amazon.vendor.account"]
        if not accounts.has_access("create") or accounts.search_count([], limit=1):
            return []
        return [
            {
                "code": "connect",
                "name": self.env._("No Amazon account is connected yet"),
                "button": self.env._("Connect an account"),
                "urgency": "open",
            }
        ]

    @right("open")
    def action_open(self):
        """Show the records that the card is about."""
        self.ensure_one()
        if self.code == "connect":
            return self.env["ir.actions.act_window"]._for_xml_id(
                "acorn_iamazon.amazon_vendor_account_action"
            ) | {"views": [(False, "form")]}
        kind = self._get_kinds()[self.code]
        action = self.env["ir.actions.act_window"]._for_xml_id(kind.action)
        return action | {"name": self.name, "domain": self._get_own_domain(kind), "context": {}}

    @api.model
    def _get_own_domain(self, kind):
        return self._get_domain(kind, self._get_accounts())

    @right("open")
    def action_decide(self):
        """The card's one button; what it begins asks for rights of its own."""
        self.ensure_one()
        kind = self._get_kinds().get(self.code)
        if not kind or not kind.method:
            return self.action_open()
        return getattr(self.env[kind.model].search(self._get_own_domain(kind)), kind.method)()
