# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from datetime import date
from decimal import Decimal

from odoo import fields, models

from odoo.addons.acorn_iamazon_reconcile.reader import (
    Payment,
    PaymentLine,
    RemittanceError,
    Source,
    add_source,
)

ZERO = Decimal(0)


def read_scratch(text, _day_first):
    try:
        record = json.loads(text)["scratch"]
        lines = [
            PaymentLine(place, number, None, "", paid, record["currency"], ZERO, ZERO, paid, ZERO)
            for place, (number, paid) in enumerate(
                ((number, Decimal(paid)) for number, paid in record["lines"]), start=1
            )
        ]
    except (KeyError, ValueError) as error:
        raise RemittanceError(f"no remittance in scratch form: {error}") from None
    amount, day = sum(line.paid for line in lines), date.fromisoformat(record["date"])
    currency = record["currency"]
    return [Payment(record["number"], day, currency, amount, currency, amount, "", lines=lines)]


add_source(
    Source("scratch", lambda text: text.startswith('{"scratch"'), read_scratch, (".scratch",))
)


class AmazonVendorRemittance(models.Model):
    _inherit = "amazon.vendor.remittance"

    source = fields.Selection(
        selection_add=[("scratch", "Scratch")], ondelete={"scratch": "cascade"}
    )
