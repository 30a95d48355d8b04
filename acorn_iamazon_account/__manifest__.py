# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
{
    "name": "ACORN iAmazon: Invoices",
    "summary": "Customer invoices and credit notes to Amazon Vendor Central: checked, submitted, "
    "followed until accepted",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "ACORN",
    "maintainers": ["acorn"],
    "depends": ["acorn_iamazon", "account"],
    "data": [
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "data/amazon_vendor_target_data.xml",
        "views/account_move_views.xml",
        "views/account_tax_views.xml",
        "views/amazon_vendor_account_views.xml",
        "views/amazon_vendor_code_views.xml",
        "views/acorn_iamazon_account_menus.xml",
    ],
    "development_status": "Beta",
}
