# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What can fail with remittances and the bank, and who learns of it."""

from odoo.addons.acorn_iamazon.alarms import ACCOUNT, RESPONSIBLE, alarm

MAIL = "amazon.vendor.remittance.mail"

alarm("mail_unread", "A remittance e-mail cannot be read", RESPONSIBLE, MAIL, "reading")
alarm(
    "mail_refused",
    "A remittance e-mail is from somebody who may not, or need not be from who it says",
    RESPONSIBLE,
    MAIL,
    "reading",
)
alarm(
    "remittances_refused",
    "Amazon's Remittance API is not there for the account",
    RESPONSIBLE,
    ACCOUNT,
    "remittance_api",
)
alarm(
    "remittance_not_booked",
    "A matched remittance cannot be booked by itself",
    RESPONSIBLE,
    "amazon.vendor.remittance",
    "failure book_remittances",
)
alarm(
    "bank_unmatched",
    "A line of the bank statement cannot be reconciled with its remittances",
    RESPONSIBLE,
    ACCOUNT,
    "failure match_bank_lines",
)
alarm(
    "settlement_undone",
    "Somebody takes a booked remittance apart on its invoice or entry",
    RESPONSIBLE,
    "amazon.vendor.remittance",
    "settlement ",
)
