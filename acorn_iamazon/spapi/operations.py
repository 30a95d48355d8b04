# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The operations of the Selling Partner API that a vendor uses.

Paths, parameters and usage plans are those of Amazon's published models (Vendor Orders, Shipments,
Invoices and Transaction Status v1, Invoices 2026-06-25, Remittances 2026-03-17, Reports
2021-06-30). For invoices and remittances Amazon prints no plan: they start slowly and follow the
header.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Operation:
    """
    :ivar rate: calls a second that Amazon allows by default
    :ivar burst: calls that may come at once
    :ivar query: names of the query parameters; Amazon silently ignores a misspelt one
    :ivar wrapped: whether the answer stands inside ``payload``
    :ivar page_token: the field of an answer, and the query parameter, that name the next page
    """

    name: str
    method: str
    path: str
    rate: float = 10.0
    burst: int = 10
    query: frozenset[str] = field(default_factory=frozenset)
    wrapped: bool = True
    page_token: str = "nextToken"

    @property
    def is_read(self) -> bool:
        """Whether the operation changes nothing at Amazon and so may be repeated."""
        return self.method == "GET"


def _read(
    name: str,
    path: str,
    query: str = "",
    *,
    rate: float = 10.0,
    burst: int = 10,
    wrapped: bool = True,
    page_token: str = "nextToken",
) -> Operation:
    return Operation(name, "GET", path, rate, burst, frozenset(query.split()), wrapped, page_token)


def _submit(
    name: str, path: str, *, rate: float = 10.0, burst: int = 10, wrapped: bool = True
) -> Operation:
    return Operation(name, "POST", path, rate, burst, wrapped=wrapped)


_PAGING = "limit sortOrder nextToken"

OPERATIONS = {
    operation.name: operation
    for operation in (
        _read(
            "getPurchaseOrders",
            "/vendor/orders/v1/purchaseOrders",
            f"{_PAGING} createdAfter createdBefore changedAfter changedBefore includeDetails "
            "isPOChanged poItemState purchaseOrderState orderingVendorCode",
        ),
        _read("getPurchaseOrder", "/vendor/orders/v1/purchaseOrders/{purchaseOrderNumber}"),
        _read(
            "getPurchaseOrdersStatus",
            "/vendor/orders/v1/purchaseOrdersStatus",
            f"{_PAGING} createdAfter createdBefore updatedAfter updatedBefore purchaseOrderNumber "
            "purchaseOrderStatus itemConfirmationStatus itemReceiveStatus orderingVendorCode "
            "shipToPartyId",
        ),
        _submit("submitAcknowledgement", "/vendor/orders/v1/acknowledgements"),
        _submit("submitInvoices", "/vendor/payments/v1/invoices"),
        _submit("SubmitShipmentConfirmations", "/vendor/shipping/v1/shipmentConfirmations"),
        _submit("SubmitShipments", "/vendor/shipping/v1/shipments"),
        _read(
            "GetShipmentDetails",
            "/vendor/shipping/v1/shipments",
            f"{_PAGING} createdAfter createdBefore shipmentConfirmedBefore shipmentConfirmedAfter "
            "packageLabelCreatedBefore packageLabelCreatedAfter shippedAfter shippedBefore "
            "estimatedDeliveryAfter estimatedDeliveryBefore shipmentDeliveryAfter "
            "shipmentDeliveryBefore requestedPickUpAfter requestedPickUpBefore "
            "scheduledPickUpAfter scheduledPickUpBefore currentShipmentStatus "
            "vendorShipmentIdentifier buyerReferenceNumber buyerWarehouseCode sellerWarehouseCode",
        ),
        _read(
            "GetShipmentLabels",
            "/vendor/shipping/v1/transportLabels",
            f"{_PAGING} labelCreatedAfter labelCreatedBefore buyerReferenceNumber "
            "vendorShipmentIdentifier sellerWarehouseCode",
        ),
        _read("getTransaction", "/vendor/transactions/v1/transactions/{transactionId}", burst=20),
        _read(
            "getInvoiceHeaders",
            "/finances/invoices/2026-06-25/invoices",
            "marketplaceId fromIssueDate toIssueDate invoicesModifiedAfter nextToken",
            rate=0.5,
            wrapped=False,
        ),
        _read(
            "getInvoice",
            "/finances/invoices/2026-06-25/invoices/{invoiceIdentifier}",
            "marketplaceId nextTokenForLineItems",
            rate=0.5,
            wrapped=False,
            page_token="nextTokenForLineItems",
        ),
        _read(
            "getRemittanceHeaders",
            "/finances/remittances/2026-03-17/remittances",
            "marketplaceId startDate endDate nextToken",
            rate=0.5,
            wrapped=False,
        ),
        _read(
            "getRemittance",
            "/finances/remittances/2026-03-17/remittances/{uniquePaymentId}",
            "marketplaceId nextTokenForLineItems",
            rate=0.5,
            wrapped=False,
            page_token="nextTokenForLineItems",
        ),
        _submit(
            "createReport", "/reports/2021-06-30/reports", rate=0.0167, burst=15, wrapped=False
        ),
        _read(
            "getReport", "/reports/2021-06-30/reports/{reportId}", rate=2.0, burst=15, wrapped=False
        ),
        _read(
            "getReports",
            "/reports/2021-06-30/reports",
            "reportTypes processingStatuses marketplaceIds pageSize createdSince createdUntil "
            "nextToken",
            rate=0.0222,
            wrapped=False,
        ),
        _read(
            "getReportDocument",
            "/reports/2021-06-30/documents/{reportDocumentId}",
            rate=0.0167,
            burst=15,
            wrapped=False,
        ),
    )
}


def add_operation(operation: Operation) -> None:
    """
    :param operation: of Amazon's, that an addon calls beside those above
    :raise ValueError: when another one has its name
    """
    if OPERATIONS.setdefault(operation.name, operation) != operation:
        raise ValueError(f"There is another operation {operation.name}.")
