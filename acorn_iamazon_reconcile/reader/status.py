# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon's word for the status of a payment means. *Successful* was seen in files, *Voided*
and *Failed* are told of; the others are usual words. What is none of them waits for a person."""

from .labels import fold

WORDS = {
    "paid": (
        *("", "successful", "success", "succeeded", "paid", "cleared", "completed", "complete"),
        *("erfolgreich", "bezahlt", "réussi", "payé", "effectué", "riuscito", "pagato", "eseguito"),
        *("correcto", "exitoso", "realizado", "pagado", "pago", "concluído", "geslaagd", "betaald"),
        *("zrealizowano", "zapłacono", "genomförd", "betald", "başarılı", "ödendi"),
        *("成功", "已付款", "支付成功", "支払い済み", "完了"),
    ),
    "voided": (
        *("voided", "void", "cancelled", "canceled", "failed", "rejected", "returned", "reversed"),
        *("storniert", "fehlgeschlagen", "ungültig", "annulé", "échoué", "rejeté", "annullato"),
        *("non riuscito", "respinto", "anulado", "cancelado", "fallido", "rechazado", "falhou"),
        *("geannuleerd", "mislukt", "anulowano", "niepowodzenie", "annullerad", "misslyckad"),
        *("iptal edildi", "iptal", "başarısız", "已取消", "已作废", "失败", "取消済み", "失敗"),
    ),
    "pending": (
        *("pending", "in progress", "in_progress", "processing", "scheduled", "initiated"),
        *("ausstehend", "in bearbeitung", "en attente", "en cours", "in attesa", "in corso"),
        *("pendiente", "en curso", "pendente", "in behandeling", "oczekuje", "väntar"),
        *("beklemede", "处理中", "待处理", "待付款", "処理中", "保留中"),
    ),
}
MEANINGS = {fold(word): meaning for meaning, words in WORDS.items() for word in words}


def read_status(status: str) -> str:
    """:param status: in Amazon's words, in any language; empty where the file has none
    :return: ``paid``, ``voided``, ``pending`` or ``unknown``"""
    return MEANINGS.get(fold(status), "unknown")
