# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The catalogue of rules, and how an invoice is held against it.

A rule is a function that takes the invoice (``account.move``) and yields, for each place in which
it breaks the rule, the record and the name of the field in which it is mended and a sentence that
says how. Code, severity and source stand in the decorator; the docstring says what the rule wants,
for the catalogue. An ``error`` stops the submission; a ``warning`` stops it until a person accepts
it and says why.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.models import BaseModel


@dataclass(frozen=True)
class Rule:
    """:ivar str source: where Amazon (or another authority) says so"""

    code: str
    severity: str
    source: str
    check: Callable

    @property
    def title(self):
        return " ".join(self.check.__doc__.split())


@dataclass(frozen=True)
class Finding:
    """A place in which an invoice breaks a rule.

    :ivar record: the record in which it is mended
    :ivar str field: the name of its field
    :ivar str reason: why somebody accepted it, empty when nobody did
    """

    code: str
    severity: str
    message: str
    record: BaseModel
    field: str
    reason: str = ""

    @property
    def is_blocking(self):
        return self.severity == "error" or not self.reason

    def get_button(self):
        """:return: what the button to the field says, and its action"""
        record = self.record
        field = record._fields.get(self.field)
        label = field._description_string(record.env) if field else ""
        return (
            record.env._("%(record)s: %(field)s", record=record.display_name, field=label),
            _open_at(record, self.field),
        )


RULES = []


def rule(code, severity, source):
    """Add a function to the catalogue."""

    def register(check):
        RULES.append(Rule(code, severity, source, check))
        return check

    return register


def find_problems(move):
    """:return: what is wrong with the invoice, as a list of :class:`Finding`; the schema of the
    payload is looked at last, and only when no error was found: its words are a machine's"""
    move = move.sudo()  # an accountant need not see transfers, warehouses and documents
    accepted = move._amazon_get_accepted_warnings()
    findings = []
    for each in RULES:
        if each.code == "schema" and any(finding.severity == "error" for finding in findings):
            continue
        for record, field, message in each.check(move):
            reason = ""
            if each.severity == "warning":
                reason = accepted.get((each.code, message)) or accepted.get((each.code, None)) or ""
            findings.append(Finding(each.code, each.severity, message, record, field, reason))
    return findings


def get_blocking_messages(findings):
    """:return: the sentences of all that stops the submission"""
    messages = []
    for finding in findings:
        if finding.severity == "error":
            messages.append(finding.message)
        elif finding.is_blocking:
            messages.append(
                finding.record.env._(
                    "%s (A warning: correct it, or accept it with a reason.)", finding.message
                )
            )
    return messages


def _open_at(record, field):
    """:return: the action that opens the record's form with the cursor in the field"""
    if record._name == "account.move.line":  # has no form of its own
        record, field = record.move_id, "invoice_line_ids"
    elif record._name == "sale.order.line":
        record, field = record.order_id, "order_line"
    return {
        "type": "ir.actions.act_window",
        "name": record.display_name,
        "res_model": record._name,
        "res_id": record.id,
        "view_mode": "form",
        "context": {"amazon_focus_field": field},
    }
