# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    test_costs,
    test_credit_notes,
    test_health_check_invoices,
    test_invoice_copies,
    test_invoice_copy_access,
    test_invoice_correction,
    test_invoice_countries,
    test_invoice_mass_send,
    test_invoice_payload,
    test_invoice_rules,
    test_invoice_speed,
    test_invoice_submission,
    test_invoice_truth,
    test_invoice_warnings,
    test_invoicing,
    test_payload_versions,
    test_rule_records,
    test_shadow_invoices,
    test_suspicions,
    test_work_loop,
)
