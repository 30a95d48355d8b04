# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo.addons.acorn_iamazon.spapi import schemas
from odoo.addons.acorn_iamazon_account.payloads import OPERATION, payload
from odoo.addons.acorn_iamazon_account.payloads.v1 import InvoiceV1

VERSION = "v9"
schema = schemas.read_schema(OPERATION, "v1")
schema["required"] = [*schema["required"], "noteNumber"]
schema["properties"]["noteNumber"] = {"type": "string"}
schemas.add_version(schemas.Version(OPERATION, VERSION, date(2024, 1, 1), schema=schema))


@payload(VERSION)
class InvoiceV9(InvoiceV1):
    def build(self, move):
        return {**super().build(move), "noteNumber": move.name}
