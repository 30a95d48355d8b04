# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_account_receipts,
    amazon_vendor_kind_order_status,
    amazon_vendor_quantity,
    amazon_vendor_quantity_sql,
    amazon_vendor_status_entry,
    amazon_vendor_waterfall,
    sale_order_line_count,
    sale_order_line_kit,
    sale_order_line_ledger,
    sale_order_line_receipt,
    sale_order_line_unit,
    sale_order_receipt,
    sale_order_waterfall,
    stock_move_count,
    stock_picking_count,
    uom_uom,
)
