# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The versions of the body of submitInvoices, and what each of them can do.

A new version is a class in a file of its own, its JSON Schema beside the others, and a row in
:data:`~odoo.addons.acorn_iamazon.spapi.schemas.VERSIONS`, which says from when to when it is sent.
"""

from odoo.addons.acorn_iamazon.spapi import schemas

OPERATION = "submitInvoices"
PAYLOADS = {}


class InvoicePayload:
    """One version of the payload.

    :cvar str version: as Amazon numbers it, such as ``v1``
    """

    version = None

    def build(self, move):
        """:param move: an invoice or credit note (``account.move``)
        :return: the body of the operation"""
        raise NotImplementedError

    def sum_up(self, body):
        """:return: (goods + charges - allowances, taxes of the invoice, taxes of its parts), as
        :class:`Decimal`, from the body as Amazon gets it"""
        raise NotImplementedError

    def get_total(self, body):
        """:return: (total, code of its currency)"""
        raise NotImplementedError

    def list_items(self, body):
        """:return: list of :class:`~odoo.addons.acorn_iamazon.spapi.invoice_item.InvoiceItem`, the
        lines of goods in the body"""
        raise NotImplementedError

    def compare(self, body, header):
        """
        :param body: as it was sent
        :param header: an :class:`InvoiceHeader` of the Invoices API
        :return: None when they agree, or Amazon shows no amount; else (ours, theirs), each as
            (total, code of its currency)
        """
        ours, theirs = self.get_total(body), (header.amount, header.currency)
        if header.amount is None or (abs(header.amount), header.currency) == ours:
            return None
        return ours, theirs

    def validate(self, body):
        """:return: sentences that say where the body breaks Amazon's schema"""
        return schemas.validate(OPERATION, body, self.version)


def payload(version):
    """Add a class to the catalogue, as the version of that name."""

    def register(cls):
        cls.version = version
        PAYLOADS[version] = cls()
        return cls

    return register


def get_payload(version):
    """:return: the :class:`InvoicePayload` of the version
    :raise KeyError: when the suite does not know it"""
    return PAYLOADS[version]
