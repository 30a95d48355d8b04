# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the columns and header lines are called. English is what readers of real files met (2024
to 2026), Turkish stands on e-mails; other languages are usual words, seen in no file yet.
Upper and lower case and accents do not matter."""

import unicodedata
from functools import lru_cache

from .cells import to_text

LABELS = {
    "payment_number": (
        "payment number",
        "payment ref number",
        "ödeme numarası",
        "zahlungsnummer",
        "numéro de paiement",
        "numero di pagamento",
        "número de pago",
        "número de pagamento",
        "支払い番号",
        "付款编号",
    ),
    "payment_date": (
        "payment date",
        "ödeme tarihi",
        "zahlungsdatum",
        "date de paiement",
        "data di pagamento",
        "fecha de pago",
        "data de pagamento",
        "支払い日",
        "付款日期",
    ),
    "payment_currency": (
        "payment currency",
        "ödeme para birimi",
        "zahlungswährung",
        "devise de paiement",
        "valuta di pagamento",
        "moneda de pago",
    ),
    "payment_total": ("payment amount", "ödeme tutarı", "zahlungsbetrag"),
    "invoice_currency": (
        "invoice currency",
        "fatura para birimi",
        "rechnungswährung",
        "devise de la facture",
        "valuta della fattura",
        "moneda de la factura",
    ),
    "amount": (
        "amount in invoice currency",
        "betrag in rechnungswährung",
        "montant dans la devise de la facture",
        "importo nella valuta della fattura",
        "importe en la moneda de la factura",
    ),
    "payment_amount": (
        "amount in payment currency",
        "betrag in zahlungswährung",
        "montant dans la devise de paiement",
        "importo nella valuta di pagamento",
        "importe en la moneda de pago",
    ),
    "rate": ("exchange rate", "wechselkurs", "taux de change", "tasso di cambio", "tipo de cambio"),
    "status": (
        "payment status",
        "zahlungsstatus",
        "statut du paiement",
        "stato del pagamento",
        "estado del pago",
    ),
    "void_reason": ("payment voided reason",),
    "payment_type": ("payment type",),
    "invoice_number": (
        "invoice number",
        "fatura numarası",
        "rechnungsnummer",
        "numéro de facture",
        "numero fattura",
        "número de factura",
        "請求書番号",
        "发票编号",
    ),
    "invoice_date": (
        "invoice date",
        "fatura tarihi",
        "rechnungsdatum",
        "date de facture",
        "data fattura",
        "fecha de factura",
    ),
    "description": (
        "description",
        "transaction description",
        "invoice description",
        "fatura açıklaması",
        "beschreibung",
        "descrizione",
        "descripción",
    ),
    "kind": ("transaction type",),
    "reference": ("reference details",),
    "original": ("original invoice number",),
    "invoice_amount": (
        "invoice amount",
        "rechnungsbetrag",
        "montant de la facture",
        "importo fattura",
        "importe de la factura",
    ),
    "withholding": ("withholding amount", "einbehaltener betrag", "montant de la retenue"),
    "discount": (
        "terms discount taken",
        "discount taken",
        "uygulanan indirim",
        "in anspruch genommener skonto",
        "escompte appliqué",
        "sconto applicato",
        "descuento aplicado",
    ),
    "paid": (
        "amount paid",
        "net amount paid",
        "ödenen tutar",
        "gezahlter betrag",
        "montant payé",
        "importo pagato",
        "importe pagado",
    ),
    "remaining": (
        "remaining amount",
        "amount remaining",
        "kalan tutar",
        "restbetrag",
        "montant restant",
        "importo residuo",
        "importe restante",
    ),
}


def fold(cell: object) -> str:
    """:param cell: a label as written
    :return: the text without accents, in small letters, for comparing labels"""
    text = to_text(cell).casefold().replace("ı", "i").replace(".", "").rstrip(":").strip()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(text.split())


BEGINNINGS = {name[:2] for name in map(fold, sum(LABELS.values(), ()))}
LONGEST_LABEL = 200  # characters, invisible ones too: what is longer is no label
NAMES = {fold(label): name for name, labels in LABELS.items() for label in labels}


def find_name(cell: object) -> str | None:
    """:param cell: a label as written
    :return: our name of a column or header line, or None"""
    if not isinstance(cell, str) or len(cell) > LONGEST_LABEL:
        return None
    beginning = cell[:2]
    if beginning.isascii() and beginning.isalnum() and beginning.lower() not in BEGINNINGS:
        return None  # as nearly all cells
    return NAMES.get(fold(cell))


@lru_cache
def get_english(name: str) -> str:
    """:param name: a key of :data:`LABELS`
    :return: the label as Vendor Central writes it in English
    :raise KeyError: for another name"""
    return LABELS[name][0].title()
