# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_account_shipments,
    amazon_vendor_account_transport,
    amazon_vendor_document_transport,
    amazon_vendor_kind_shipment_confirmation,
    amazon_vendor_kind_transport_details,
    amazon_vendor_kind_transport_labels,
    amazon_vendor_kind_transport_request,
    amazon_vendor_product_shipment,
    res_company,
    res_config_settings,
    stock_move_line,
    stock_package,
    stock_package_type,
    stock_picking,
    stock_picking_content,
    stock_picking_import,
    stock_picking_label,
    stock_picking_shipment,
    stock_picking_transport,
    stock_picking_window,
)
