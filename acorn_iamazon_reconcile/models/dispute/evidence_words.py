# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The words of the evidence file in the languages of Amazon's marketplaces: who decides about a
dispute reads the language of the site, whatever the user's own one is. By code of a language; what
is missing stays English."""

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

# By country of the marketplace; elsewhere English is read.
LANGUAGES = {
    "DE": "de_DE", "AT": "de_AT", "FR": "fr_FR", "BE": "fr_BE", "IT": "it_IT", "ES": "es_ES",
    "MX": "es_MX", "NL": "nl_NL", "JP": "ja_JP", "GB": "en_GB", "IE": "en_IE", "CA": "en_CA",
    "AU": "en_AU", "IN": "en_IN", "PL": "pl_PL", "SE": "sv_SE", "TR": "tr_TR", "BR": "pt_BR",
}  # fmt: skip
ENGLISH = "en"
WORDS = {
    "dispute": {
        "en": "Dispute of", "de": "Widerspruch zu", "fr": "Contestation de",
        "it": "Contestazione di", "es": "Disputa de", "nl": "Betwisting van", "ja": "異議申立て",
        "pl": "Reklamacja dotycząca", "sv": "Bestridande av", "tr": "Şuna itiraz:",
        "pt": "Contestação de",
    },
    "deduction": {
        "en": "Deduction", "de": "Abzug", "fr": "Déduction", "it": "Detrazione", "es": "Deducción",
        "nl": "Inhouding", "ja": "控除", "pl": "Potrącenie", "sv": "Avdrag", "tr": "Kesinti",
        "pt": "Dedução",
    },
    "payment": {
        "en": "Payment", "de": "Zahlung", "fr": "Paiement", "it": "Pagamento", "es": "Pago",
        "nl": "Betaling", "ja": "支払", "pl": "Płatność", "sv": "Betalning", "tr": "Ödeme",
        "pt": "Pagamento",
    },
    "deducted": {
        "en": "Deducted", "de": "Abgezogen", "fr": "Montant déduit", "it": "Importo detratto",
        "es": "Importe deducido", "nl": "Ingehouden", "ja": "控除額", "pl": "Potrącono",
        "sv": "Avdraget belopp", "tr": "Kesilen tutar", "pt": "Valor deduzido",
    },
    "claimed": {
        "en": "Claimed back", "de": "Zurückgefordert", "fr": "Montant réclamé",
        "it": "Importo richiesto", "es": "Importe reclamado", "nl": "Teruggevorderd",
        "ja": "請求額", "pl": "Żądana kwota", "sv": "Återkrävt belopp", "tr": "Talep edilen tutar",
        "pt": "Valor reclamado",
    },
    "invoice": {
        "en": "Invoice", "de": "Rechnung", "fr": "Facture", "it": "Fattura", "es": "Factura",
        "nl": "Factuur", "ja": "請求書", "pl": "Faktura", "sv": "Faktura", "tr": "Fatura",
        "pt": "Fatura",
    },
    "order": {
        "en": "Purchase order", "de": "Bestellung", "fr": "Bon de commande",
        "it": "Ordine di acquisto", "es": "Pedido", "nl": "Inkooporder", "ja": "発注書",
        "pl": "Zamówienie zakupu", "sv": "Inköpsorder", "tr": "Satın alma siparişi",
        "pt": "Pedido de compra",
    },
    "vendor_code": {
        "en": "Vendor code", "de": "Lieferantencode", "fr": "Code fournisseur",
        "it": "Codice fornitore", "es": "Código de proveedor", "nl": "Leverancierscode",
        "ja": "ベンダーコード", "pl": "Kod dostawcy", "sv": "Leverantörskod", "tr": "Satıcı kodu",
        "pt": "Código do fornecedor",
    },
    "acknowledgement": {
        "en": "Acknowledgement", "de": "Auftragsbestätigung", "fr": "Accusé de réception",
        "it": "Conferma d'ordine", "es": "Confirmación de pedido", "nl": "Orderbevestiging",
        "ja": "注文確認", "pl": "Potwierdzenie zamówienia", "sv": "Orderbekräftelse",
        "tr": "Sipariş onayı", "pt": "Confirmação do pedido",
    },
    "quantities": {
        "en": "Ordered, accepted, shipped, received, invoiced",
        "de": "Bestellt, bestätigt, versandt, erhalten, berechnet",
        "fr": "Commandé, accepté, expédié, reçu, facturé",
        "it": "Ordinato, accettato, spedito, ricevuto, fatturato",
        "es": "Pedido, aceptado, enviado, recibido, facturado",
        "nl": "Besteld, bevestigd, verzonden, ontvangen, gefactureerd",
        "ja": "発注・承認・出荷・受領・請求",
        "pl": "Zamówiono, potwierdzono, wysłano, odebrano, zafakturowano",
        "sv": "Beställt, bekräftat, skickat, mottaget, fakturerat",
        "tr": "Sipariş edilen, onaylanan, gönderilen, teslim alınan, faturalanan",
        "pt": "Pedido, aceito, enviado, recebido, faturado",
    },
    "product": {
        "en": "Product", "de": "Artikel", "fr": "Produit", "it": "Prodotto", "es": "Producto",
        "nl": "Product", "ja": "商品", "pl": "Produkt", "sv": "Produkt", "tr": "Ürün",
        "pt": "Produto",
    },
    "ordered": {
        "en": "Ordered", "de": "Bestellt", "fr": "Commandé", "it": "Ordinato", "es": "Pedido",
        "nl": "Besteld", "ja": "発注数", "pl": "Zamówiono", "sv": "Beställt",
        "tr": "Sipariş edilen", "pt": "Pedido",
    },
    "accepted": {
        "en": "Accepted", "de": "Bestätigt", "fr": "Accepté", "it": "Accettato", "es": "Aceptado",
        "nl": "Bevestigd", "ja": "承認数", "pl": "Potwierdzono", "sv": "Bekräftat",
        "tr": "Onaylanan", "pt": "Aceito",
    },
    "shipped": {
        "en": "Shipped", "de": "Versandt", "fr": "Expédié", "it": "Spedito", "es": "Enviado",
        "nl": "Verzonden", "ja": "出荷数", "pl": "Wysłano", "sv": "Skickat", "tr": "Gönderilen",
        "pt": "Enviado",
    },
    "received": {
        "en": "Received by Amazon", "de": "Von Amazon erhalten", "fr": "Reçu par Amazon",
        "it": "Ricevuto da Amazon", "es": "Recibido por Amazon", "nl": "Door Amazon ontvangen",
        "ja": "Amazon受領数", "pl": "Odebrane przez Amazon", "sv": "Mottaget av Amazon",
        "tr": "Amazon'un teslim aldığı", "pt": "Recebido pela Amazon",
    },
    "not_told": {
        "en": "not told", "de": "nicht mitgeteilt", "fr": "non communiqué", "it": "non comunicato",
        "es": "no comunicado", "nl": "niet gemeld", "ja": "未通知", "pl": "nie podano",
        "sv": "ej meddelat", "tr": "bildirilmedi", "pt": "não informado",
    },
    "invoiced": {
        "en": "Invoiced", "de": "Berechnet", "fr": "Facturé", "it": "Fatturato", "es": "Facturado",
        "nl": "Gefactureerd", "ja": "請求数", "pl": "Zafakturowano", "sv": "Fakturerat",
        "tr": "Faturalanan", "pt": "Faturado",
    },
    "price": {
        "en": "Price invoiced", "de": "Berechneter Preis", "fr": "Prix facturé",
        "it": "Prezzo fatturato", "es": "Precio facturado", "nl": "Gefactureerde prijs",
        "ja": "請求単価", "pl": "Cena na fakturze", "sv": "Fakturerat pris",
        "tr": "Faturalanan fiyat", "pt": "Preço faturado",
    },
    "cost": {
        "en": "Cost of the order", "de": "Preis der Bestellung", "fr": "Prix de la commande",
        "it": "Costo dell'ordine", "es": "Coste del pedido", "nl": "Prijs van de order",
        "ja": "発注単価", "pl": "Cena z zamówienia", "sv": "Pris enligt order",
        "tr": "Sipariş fiyatı", "pt": "Preço do pedido",
    },
    "shipments": {
        "en": "Shipments", "de": "Sendungen", "fr": "Expéditions", "it": "Spedizioni",
        "es": "Envíos", "nl": "Zendingen", "ja": "出荷", "pl": "Wysyłki", "sv": "Leveranser",
        "tr": "Sevkiyatlar", "pt": "Remessas",
    },
    "transfer": {
        "en": "Delivery", "de": "Lieferschein", "fr": "Livraison", "it": "Consegna",
        "es": "Entrega", "nl": "Levering", "ja": "納品", "pl": "Dostawa", "sv": "Följesedel",
        "tr": "Teslimat", "pt": "Entrega",
    },
    "left": {
        "en": "Left", "de": "Abgang", "fr": "Départ", "it": "Partenza", "es": "Salida",
        "nl": "Vertrek", "ja": "出荷日", "pl": "Data wysyłki", "sv": "Avgång", "tr": "Çıkış",
        "pt": "Saída",
    },
    "window": {
        "en": "Window", "de": "Zeitfenster", "fr": "Fenêtre", "it": "Finestra", "es": "Ventana",
        "nl": "Tijdvenster", "ja": "納期枠", "pl": "Okno dostawy", "sv": "Tidsfönster",
        "tr": "Teslim aralığı", "pt": "Janela",
    },
    "notice": {
        "en": "Shipment notice (ASN)", "de": "Lieferavis (ASN)", "fr": "Avis d'expédition (ASN)",
        "it": "Avviso di spedizione (ASN)", "es": "Aviso de envío (ASN)",
        "nl": "Verzendbericht (ASN)", "ja": "事前出荷通知 (ASN)", "pl": "Awizo wysyłki (ASN)",
        "sv": "Leveransavisering (ASN)", "tr": "Sevkiyat bildirimi (ASN)",
        "pt": "Aviso de envio (ASN)",
    },
    "carrier": {
        "en": "Carrier", "de": "Spediteur", "fr": "Transporteur", "it": "Corriere",
        "es": "Transportista", "nl": "Vervoerder", "ja": "運送会社", "pl": "Przewoźnik",
        "sv": "Transportör", "tr": "Taşıyıcı", "pt": "Transportadora",
    },
    "bill_of_lading": {
        "en": "Bill of lading", "de": "Frachtbrief", "fr": "Connaissement",
        "it": "Polizza di carico", "es": "Conocimiento de embarque", "nl": "Vrachtbrief",
        "ja": "船荷証券", "pl": "List przewozowy", "sv": "Fraktsedel", "tr": "Konşimento",
        "pt": "Conhecimento de embarque",
    },
    "tracking": {
        "en": "Tracking", "de": "Sendungsnummer", "fr": "Numéro de suivi",
        "it": "Numero di tracciamento", "es": "Número de seguimiento", "nl": "Trackingnummer",
        "ja": "追跡番号", "pl": "Numer przesyłki", "sv": "Spårningsnummer", "tr": "Takip numarası",
        "pt": "Número de rastreamento",
    },
    "transaction": {
        "en": "Amazon's transaction", "de": "Vorgang bei Amazon", "fr": "Transaction Amazon",
        "it": "Transazione Amazon", "es": "Transacción de Amazon", "nl": "Amazon-transactie",
        "ja": "Amazon取引ID", "pl": "Transakcja Amazon", "sv": "Amazons transaktion",
        "tr": "Amazon işlemi", "pt": "Transação da Amazon",
    },
    "cartons": {
        "en": "Cartons", "de": "Kartons", "fr": "Cartons", "it": "Colli", "es": "Cajas",
        "nl": "Dozen", "ja": "カートン", "pl": "Kartony", "sv": "Kartonger", "tr": "Koliler",
        "pt": "Caixas",
    },
    "units": {
        "en": "Units", "de": "Stück", "fr": "Unités", "it": "Unità", "es": "Unidades",
        "nl": "Stuks", "ja": "数量", "pl": "Sztuki", "sv": "Antal", "tr": "Adet", "pt": "Unidades",
    },
    "annexes": {
        "en": "On the next pages:", "de": "Auf den nächsten Seiten:",
        "fr": "Sur les pages suivantes :", "it": "Nelle pagine successive:",
        "es": "En las páginas siguientes:", "nl": "Op de volgende pagina's:",
        "ja": "次ページ以降：", "pl": "Na następnych stronach:", "sv": "På följande sidor:",
        "tr": "Sonraki sayfalarda:", "pt": "Nas páginas seguintes:",
    },
    "shortage": {
        "en": "Shortage claim", "de": "Fehlmengenforderung", "fr": "Réclamation pour manquant",
        "it": "Reclamo per ammanco", "es": "Reclamación por faltante", "nl": "Tekortclaim",
        "ja": "数量不足の請求", "pl": "Roszczenie o braki", "sv": "Bristanspråk",
        "tr": "Eksik teslimat talebi", "pt": "Reclamação de falta",
    },
    "price_claim": {
        "en": "Price claim", "de": "Preisforderung", "fr": "Réclamation de prix",
        "it": "Reclamo sul prezzo", "es": "Reclamación de precio", "nl": "Prijsclaim",
        "ja": "価格差の請求", "pl": "Roszczenie cenowe", "sv": "Prisanspråk", "tr": "Fiyat talebi",
        "pt": "Reclamação de preço",
    },
}  # fmt: skip


class Words:
    """:param str country: of the marketplace, as its code"""

    def __init__(self, country: str) -> None:
        self.language = LANGUAGES.get(country, "en_US")
        try:
            self.locale = Locale.parse(self.language)
        except (UnknownLocaleError, ValueError):
            self.locale = Locale.parse("en_US")

    def __call__(self, code: str) -> str:
        words = WORDS[code]
        return words.get(self.locale.language) or words[ENGLISH]

    def format_day(self, day) -> str:
        return format_date(day, "medium", locale=self.locale) if day else ""

    def format_amount(self, amount: float, currency: str) -> str:
        return format_currency(amount, currency, locale=self.locale)

    def format_count(self, count: float) -> str:
        return format_decimal(count, locale=self.locale)
