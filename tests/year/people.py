# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The people of the firm do what the suite asks, and nothing else; each act is counted.

A clerk and an accountant open *Today*, decide its cards one after the other, and do their
activities. What a person presses and the suite refuses is noted: nothing that is asked for may be
refused.
"""

import traceback
from collections import Counter

from odoo import api
from odoo.exceptions import UserError

# Cards and activities that ask for what only a person can know or want.
DECISIONS = frozenset({"acknowledge", "change", "dispute", "acknowledge again"})
# What is set up once: for a centre, for a vendor code.
ONCE = frozenset({"activity: country", "activity: cases"})


class Notes:
    """What people did and met, over the life of the firm."""

    def __init__(self):
        self.hands = Counter()  # acts by cause
        self.records = Counter()  # records that they were about
        self.refusals = Counter()  # (cause, Odoo's words)
        self.crashes = Counter()  # (cause, last lines of the traceback)
        self.seen = Counter()  # (cause, what the suite said)
        self.disputes = {}  # number -> verdict, of what was filed


class Person:
    """:param login: of the user
    :param notes: :class:`Notes`"""

    def __init__(self, registry, login, notes):
        self.registry, self.login, self.notes = registry, login, notes

    def in_odoo(self, cause, work, *arguments):
        """Runs the work in a transaction of its own.

        :param work: takes the environment of the person, and the arguments
        :return: what the work returns; None when it was refused"""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            user = env["res.users"].search([("login", "=", self.login)])
            context = {"allowed_company_ids": user.company_id.ids, "lang": "en_US"}
            env = api.Environment(cr, user.id, context)
            try:
                result = work(env, *arguments)
                env.flush_all()
                cr.commit()
                return result
            except UserError as error:
                cr.rollback()
                self.notes.refusals[cause, str(error)] += 1
            except Exception:
                cr.rollback()
                self.notes.crashes[cause, traceback.format_exc(limit=-4)] += 1
        return None

    def act(self, cause, work, *arguments, records=1):
        """As :meth:`in_odoo`; a hand is counted."""
        self.notes.hands[cause] += 1
        self.notes.records[cause] += records
        return self.in_odoo(cause, work, *arguments)

    def work(self):
        """Decides the cards of *Today* for which there is a method here, then the activities."""
        for code, name in self.in_odoo("today", _open_today) or ():
            decide = getattr(self, f"decide_{code}", None)
            if decide:
                decide()
            else:
                self.notes.seen[code, name.split(":")[0]] += 1
        for key, identifier, summary, note in self.in_odoo("activities", _list_activities) or ():
            self.do_activity(key, identifier, summary, note)

    def do_activity(self, key, identifier, summary, note):
        cause = key if key in DECISIONS else f"activity: {key.split(' ')[0]}"
        if cause.startswith("activity"):
            self.notes.seen[cause, f"{summary}: {note}"[:300]] += 1
        handle = getattr(self, f"do_{key.replace(' ', '_')}", None)
        handle = handle or getattr(self, f"do_{key.split(' ')[0]}", _tick_off)
        self.act(cause, handle, identifier)

    def decide_document(self):
        """Looks at what failed; whether it is mended by another way shows tomorrow."""
        for document, text in self.in_odoo("document", _list_failed) or ():
            if (document, text) not in self.notes.seen:
                self.notes.seen[document, text] += 1
                self.notes.hands["document"] += 1


class Clerk(Person):
    """Answers orders, decides changes."""

    def decide_acknowledge(self):
        self.act("acknowledge", _acknowledge)

    def decide_change(self):
        for identifier in self.in_odoo("change", _list_changed) or ():
            self.act("change", _accept_change, identifier)

    def decide_notice(self):
        for identifier in self.in_odoo("notice", _list_unannounced) or ():
            self.act("notice", _announce, identifier)

    def decide_ship(self):
        """The warehouse's matter."""

    @staticmethod
    def do_country(env, identifier):
        """Looks the centre up, once."""
        activity = env["mail.activity"].browse(identifier).exists()
        order = env["sale.order"].browse(activity.res_id)
        if not order.partner_shipping_id.country_id:
            order.partner_shipping_id.country_id = env.company.country_id
        order.action_update_taxes()
        activity.exists().action_feedback("Looked up")

    @staticmethod
    def do_cases(env, identifier):
        """Compares with Vendor Central, once."""
        activity = env["mail.activity"].browse(identifier)
        order = env["sale.order"].browse(activity.res_id)
        order.amazon_code_id.sudo().cost_basis_checked = True
        activity.exists().action_feedback("Compared")

    @staticmethod
    def do_acknowledge_again(env, identifier):
        """What Amazon wants more is rejected: nobody has promised it."""
        activity = env["mail.activity"].browse(identifier)
        order = env["sale.order"].browse(activity.res_id)
        order.action_amazon_acknowledge()
        if activity.exists():
            activity.action_feedback("Answered again")


class Accountant(Person):
    """Invoices, remittances, disputes."""

    def __init__(self, registry, login, notes, amazon):
        super().__init__(registry, login, notes)
        self._amazon = amazon

    def decide_match(self):
        for identifier, number in self.in_odoo("match", _list_lines) or ():
            self.notes.seen["match", number[-6:]] += 1
            self.act("match", _match, identifier)

    def decide_book(self):
        for identifier in self.in_odoo("book", _list_matched) or ():
            self.act("book", _book, identifier)

    def decide_submit(self):
        self.act("submit", _submit)

    def decide_review(self):
        self.act("review", _review)

    def decide_rejected_invoice(self):
        for name, text in self.in_odoo("rejected invoice", _list_rejected) or ():
            if ("rejected invoice", f"{name}: {text}") not in self.notes.seen:
                self.notes.seen["rejected invoice", f"{name}: {text}"] += 1
                self.notes.hands["rejected invoice"] += 1

    def decide_dispute(self):
        numbers = self.act("dispute", _dispute) or ()
        for number in numbers:
            self.notes.disputes[number] = self._amazon.now
            self._amazon.claims.dispute(number, self._amazon.now)


# === WHAT IS PRESSED === #


def _open_today(env):
    cards = env["amazon.vendor.decision"]
    action = cards.action_open_today()
    return [(card.code, card.name) for card in cards.search(action["domain"])]


def _get_card(env, code):
    cards = env["amazon.vendor.decision"]
    return cards.search([("create_uid", "=", env.uid), ("code", "=", code)])


def _list_of_card(env, code):
    action = _get_card(env, code).action_open()
    return env[action["res_model"]].search(action["domain"], order="id")


def _list_activities(env):
    activities = env["mail.activity"].search([("user_id", "=", env.uid)], order="id")
    return [
        (a.amazon_key or a.summary or "?", a.id, a.summary or "", str(a.note or ""))
        for a in activities
        if a.amazon_key != "change"  # the card is decided
    ]


def _tick_off(env, identifier):
    activity = env["mail.activity"].browse(identifier).exists()
    if activity:
        activity.action_feedback("Seen")


def _list_failed(env):
    return [
        (f"{d.kind} {d.state}", f"{d.number}: {d.error_message}")
        for d in _list_of_card(env, "document")
    ]


def _acknowledge(env):
    action = _get_card(env, "acknowledge").action_decide()
    if action and action.get("res_model") == "amazon.vendor.acknowledge":
        wizard = env["amazon.vendor.acknowledge"].browse(action["res_id"])
        wizard.obsolete_confirmed = True
        wizard.action_confirm()


def _list_changed(env):
    return _list_of_card(env, "change").ids


def _accept_change(env, identifier):
    env["sale.order"].browse(identifier).action_amazon_accept_change()


def _list_unannounced(env):
    return _list_of_card(env, "notice").ids


def _announce(env, identifier):
    env["stock.picking"].browse(identifier).action_amazon_confirm_shipment()


def _list_lines(env):
    return [(line.id, line.number) for line in _list_of_card(env, "match")]


def _match(env, identifier):
    env["amazon.vendor.remittance.line"].browse(identifier).action_take_candidate()


def _list_matched(env):
    return _list_of_card(env, "book").ids


def _book(env, identifier):
    env["amazon.vendor.remittance"].browse(identifier).action_post()


def _submit(env):
    _list_of_card(env, "submit").action_amazon_submit()


def _review(env):
    _list_of_card(env, "review").action_post()


def _list_rejected(env):
    moves = _list_of_card(env, "rejected_invoice")
    return [(move.name, move.amazon_submission_state) for move in moves]


def _dispute(env):
    disputes = _list_of_card(env, "dispute")
    numbers = disputes.mapped("number")
    _get_card(env, "dispute").action_decide()
    return numbers
