# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the rules see of Odoo's records: the fields and methods that they use, and no more.

Odoo's models have no types of their own. A recordset is of one type whether it holds one record,
many or none; a field that is empty is False. Amounts are in the currency of their record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from typing_extensions import Self  # Python has it from 3.11 on

    from .catalogue import Rule

Text: TypeAlias = str | Literal[False]
Domain: TypeAlias = Sequence[tuple[str, str, object]]


class Environment(Protocol):
    """Of a person, with the person's language and time zone."""

    tz: tzinfo

    def _(self, source: str, *values: object, **named_values: object) -> str: ...

    def __getitem__(self, model: Literal["amazon.vendor.document"]) -> Document: ...


class Field(Protocol):
    """The definition of a field."""

    def _description_string(self, env: Environment) -> str: ...


class Record(Protocol):
    """Of any model."""

    id: int
    ids: list[int]
    display_name: str
    env: Environment
    _name: str
    _fields: Mapping[str, Field]

    def __iter__(self) -> Iterator[Self]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, field: str) -> object: ...

    def __and__(self, other: Self) -> Self: ...

    def filtered(self, wanted: str | Callable[[Self], object]) -> Self:
        """:param wanted: the path of a field that is not empty, or a function of a record
        :return: the records of this recordset that it holds for"""

    def search(self, domain: Domain, limit: int | None = None) -> Self:
        """:return: the records of the model that fit the domain and the person may read"""

    def sudo(self) -> Self:
        """:return: the same records, read beyond the person's rights"""


class Named(Record, Protocol):
    """A record of which the rules use the name alone."""

    name: str


class Country(Named, Protocol):
    """``res.country``"""

    code: Text


class Currency(Named, Protocol):
    """``res.currency``"""

    def compare_amounts(self, amount1: float, amount2: float) -> int:
        """:return: -1, 0 or 1, as the first, rounded, is less than the second, equal or more"""

    def is_zero(self, amount: float) -> bool:
        """:return: whether the amount is nothing once it is rounded"""

    def format(self, amount: float) -> str:
        """:return: the amount with the symbol, as the person's language writes it"""


class Partner(Record, Protocol):
    """``res.partner``"""

    commercial_partner_id: Partner
    country_id: Country
    vat: Text


class Company(Named, Protocol):
    """``res.company``"""

    country_id: Country
    partner_id: Partner


class Product(Record, Protocol):
    """``product.product``"""

    weight: float


class Tax(Named, Protocol):
    """``account.tax``"""

    amazon_tax_type: Text

    def _amazon_get_type_by_words(self) -> Text:
        """:return: the type that its name tells, where its country has several"""

    def flatten_taxes_hierarchy(self) -> Tax:
        """:return: the taxes, groups of taxes replaced by what they consist of"""


class Account(Named, Protocol):
    """``amazon.vendor.account``"""

    live_mode: str


class Document(Record, Protocol):
    """``amazon.vendor.document``"""

    kind: str
    number: str


class VendorCode(Named, Protocol):
    """``amazon.vendor.code``"""

    payment_term_id: Named


class Picking(Record, Protocol):
    """``stock.picking``"""

    date_done: datetime | Literal[False]

    def _amazon_goes_to_amazon(self) -> bool: ...


class Order(Named, Protocol):
    """``sale.order``"""

    amazon_account_id: Account
    amazon_code_id: VendorCode
    amazon_currency: Text
    amazon_document_ids: Document
    amazon_payment_method: Text
    amazon_purchase_order_date: datetime | Literal[False]
    amazon_purchase_order_number: Text
    currency_id: Currency
    picking_ids: Picking
    state: str


class Quantities(Protocol):
    """What the ledger says of a line of a purchase order, in eaches."""

    @property
    def promised(self) -> float:
        """Accepted and back-ordered."""

    @property
    def shipped(self) -> float:
        """Left, less what came back."""

    @property
    def to_pay(self) -> float:
        """Invoiced, less what was credited."""


class OrderLine(Record, Protocol):
    """``sale.order.line``"""

    amazon_net_cost_weight_unit: Text
    order_id: Order
    product_id: Product

    def _amazon_get_each_price(self) -> float: ...


class Person(Record, Protocol):
    """``res.users``"""

    tz: Text


class InvoiceLine(Named, Protocol):
    """``account.move.line``; the quantity is in the line's unit of measure"""

    display_type: str
    price_subtotal: float
    product_id: Product
    quantity: float
    sale_line_ids: OrderLine
    tax_ids: Tax

    def _amazon_differs_from_order(self) -> bool: ...

    def _amazon_get_hsn_code(self) -> str: ...

    def _amazon_get_order_line(self) -> OrderLine: ...

    def _amazon_get_units(self) -> float: ...

    def _amazon_is_allowance(self) -> bool: ...


class Invoice(Named, Protocol):
    """``account.move``: an invoice or a credit note; it has a name once it is posted."""

    amazon_account_id: Account
    amazon_coop_reference: Text
    amazon_credit_kind: Text
    amazon_debit_note_number: Text
    amazon_picking_ids: Picking
    amazon_purchase_order_number: Text
    amazon_reference_number: Text
    amazon_status: Text
    amazon_submission_state: Text
    amount_total: float
    company_id: Company
    currency_id: Currency
    invoice_date: date | Literal[False]
    invoice_line_ids: InvoiceLine
    invoice_payment_term_id: Named
    invoice_user_id: Person
    journal_id: Record
    move_type: str
    partner_id: Partner
    partner_shipping_id: Partner
    payment_state: str
    reversal_move_ids: Invoice
    reversed_entry_id: Invoice
    state: str

    def _amazon_count_equal_shipments(self) -> int: ...

    def _amazon_get_code(self) -> VendorCode: ...

    def _amazon_compute_sums(self) -> tuple[Decimal, Decimal, Decimal]: ...

    def _amazon_find_schema_errors(self) -> list[str]: ...

    def _amazon_get_accepted_warnings(self) -> Mapping[tuple[str, str | None], str]: ...

    def _amazon_get_bill_to(self) -> Record: ...

    def _amazon_get_charge_lines(self) -> InvoiceLine: ...

    def _amazon_get_goods_lines(self) -> InvoiceLine: ...

    def _amazon_get_quantities(self) -> Mapping[OrderLine, Quantities]: ...

    def _amazon_get_rules(self) -> Sequence[Rule]: ...

    def _amazon_get_ship_to(self) -> str: ...

    def _amazon_get_vendor_tax_number(self) -> tuple[Text, Text, Record, str]: ...

    def _amazon_looking_once(self) -> Invoice: ...

    def _get_amazon_submissions(self) -> Document: ...


# The record in which an invoice breaks a rule, the name of the field in which it is mended, and a
# sentence that says how.
Problems: TypeAlias = Iterator[tuple[Record, str, str]]
