# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo import fields, models

from odoo.addons.acorn_iamazon.spapi import schemas

SCHEMA = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
schemas.add_version(schemas.Version("submitScratch", "v1", date(2024, 1, 1), schema=SCHEMA))


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(selection_add=[("scratch", "Scratch")], ondelete={"scratch": "cascade"})


class AmazonVendorKindScratch(models.AbstractModel):
    _name = "amazon.vendor.kind.scratch"
    _inherit = "amazon.vendor.kind"
    _description = "Scratch Note"

    _kind = "scratch"
    _direction = "out"
    _operation = "submitScratch"

    def _get_path_parameters(self, document):
        return {"noteNumber": document.number}

    def _rebuild(self, document):
        document._prepare_outgoing(
            document.account_id, self._kind, document.number, {"text": "Again"}
        )

    def _find_evidence(self, document, client):
        return None

    def _find_differences(self, document, client):
        return None
