# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The catalogue of rules, and how an invoice is held against it.

A rule is a function that takes the invoice (``account.move``) and yields, for each place in which
it breaks the rule, the record and the name of the field in which it is mended and a sentence that
says how. Code, severity and source stand in the decorator; the docstring says what the rule wants,
for the catalogue. An ``error`` stops the submission; a ``warning`` stops it until a person accepts
it and says why.

To add one, write it into the file of its topic in this folder, or into another addon.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypedDict, cast

from .records import Invoice, Problems, Record

Check: TypeAlias = Callable[[Invoice], Problems]
# Lines have no form of their own: the form in which each is shown, and the field there.
OWNERS = {
    "account.move.line": ("move_id", "invoice_line_ids"),
    "sale.order.line": ("order_id", "order_line"),
}


class Action(TypedDict):
    """``ir.actions.act_window``: opens a form, with the cursor in a field."""

    type: str
    name: str
    res_model: str
    res_id: int
    view_mode: str
    context: dict[str, str]


@dataclass(frozen=True)
class Rule:
    """:ivar code: names the rule, also in accepted warnings: it never changes
    :ivar severity: ``error`` or ``warning``
    :ivar source: where Amazon (or another authority) says so"""

    code: str
    severity: str
    source: str
    check: Check

    @property
    def addon(self) -> str:
        """The addon that brings the rule."""
        return self.check.__module__.split(".")[2]

    @property
    def title(self) -> str:
        """What the rule wants, in a sentence."""
        return " ".join((self.check.__doc__ or "").split())


@dataclass(frozen=True)
class Finding:
    """A place in which an invoice breaks a rule.

    :ivar record: the record in which it is mended
    :ivar message: a sentence that says how, in the language of the person
    :ivar field: the name of the record's field
    :ivar reason: why somebody accepted it, empty when nobody did
    """

    code: str
    severity: str
    message: str
    record: Record
    field: str
    reason: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether it stops the submission."""
        return self.severity == "error" or not self.reason

    def get_button(self) -> tuple[str, Action]:
        """:return: what the button to the field says, and its action"""
        record = self.record
        field = record._fields.get(self.field)
        label = field._description_string(record.env) if field else ""
        return (
            record.env._("%(record)s: %(field)s", record=record.display_name, field=label),
            _open_at(record, self.field),
        )


RULES: list[Rule] = []


def rule(code: str, severity: str, source: str) -> Callable[[Check], Check]:
    """Add a function to the catalogue; the rules are held in the order in which they are added.

    :param code: see :class:`Rule`
    :param severity: ``error`` or ``warning``
    :param source: where Amazon (or another authority) says so
    """

    def register(check: Check) -> Check:
        RULES.append(Rule(code, severity, source, check))
        return check

    return register


def find_problems(move: Invoice) -> list[Finding]:
    """:param move: one invoice or credit note
    :return: what is wrong with it; the schema of the payload is looked at last, and only when no
        error was found: its words are a machine's"""
    # An accountant need not see transfers, warehouses and documents.
    move = move.sudo()._amazon_looking_once()
    accepted = move._amazon_get_accepted_warnings()
    findings: list[Finding] = []
    for each in move._amazon_get_rules():
        if each.code == "schema" and any(finding.severity == "error" for finding in findings):
            continue
        for record, field, message in each.check(move):
            reason = ""
            if each.severity == "warning":
                reason = accepted.get((each.code, message)) or accepted.get((each.code, None)) or ""
            findings.append(Finding(each.code, each.severity, message, record, field, reason))
    return findings


def get_blocking_messages(findings: Sequence[Finding]) -> list[str]:
    """:param findings: of one invoice
    :return: the sentences of all that stops the submission"""
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


def _open_at(record: Record, field: str) -> Action:
    """:return: the action that opens the record's form with the cursor in the field"""
    if record._name in OWNERS:
        owner, field = OWNERS[record._name]
        record = cast(Record, record[owner])
    return {
        "type": "ir.actions.act_window",
        "name": record.display_name,
        "res_model": record._name,
        "res_id": record.id,
        "view_mode": "form",
        "context": {"amazon_focus_field": field},
    }
