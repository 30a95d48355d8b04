# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
{
    "name": "ACORN iAmazon: Reconciliation",
    "summary": "Remittances of Amazon Vendor Central: read, matched to invoices, deductions named "
    "and booked",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "ACORN",
    "maintainers": ["acorn"],
    "depends": ["acorn_iamazon_account"],
    "external_dependencies": {"python": ["openpyxl"]},
    "data": [
        "security/ir.model.access.csv",
        "security/acorn_iamazon_reconcile_rules.xml",
        "security/amazon_vendor_dispute_rules.xml",
        "data/amazon_vendor_deduction_type_data.xml",
        "data/amazon_vendor_target_data.xml",
        "wizard/amazon_vendor_remittance_import_views.xml",
        "views/amazon_vendor_deduction_type_views.xml",
        "views/amazon_vendor_remittance_views.xml",
        "views/amazon_vendor_account_views.xml",
        "views/acorn_iamazon_reconcile_menus.xml",
        "report/dispute_evidence_templates.xml",
        "views/amazon_vendor_dispute_views.xml",
    ],
    "development_status": "Beta",
}
