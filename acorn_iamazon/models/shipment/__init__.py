# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import amazon_vendor_account_shipments
from . import amazon_vendor_account_transport
from . import amazon_vendor_document_shipment
from . import amazon_vendor_document_transport
from . import amazon_vendor_product_shipment
from . import res_company
from . import res_config_settings
from . import stock_move_line
from . import stock_package
from . import stock_package_type
from . import stock_picking
from . import stock_picking_content
from . import stock_picking_import
from . import stock_picking_label
from . import stock_picking_shipment
from . import stock_picking_transport
from . import stock_picking_window
