# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What can fail with invoices, and who learns of it."""

from odoo.addons.acorn_iamazon.alarms import AT_ONCE, alarm

alarm(
    "invoice_refused",
    "Amazon refuses an invoice or a credit note",
    "salesperson of the invoice",
    "account.move",
    "refused",
    AT_ONCE,
)
alarm(
    "invoice_late",
    "Amazon has not accepted an invoice",
    "salesperson of the invoice",
    "account.move",
    "late",
    "the hours that the account sets, and one",
    minutes=60,
)
