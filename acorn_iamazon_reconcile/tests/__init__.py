# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    test_bank,
    test_booking,
    test_booking_bill,
    test_booking_contradicted,
    test_booking_documents_rule,
    test_booking_undo,
    test_claimed_quantities,
    test_health_check_remittances,
    test_matching,
    test_matching_doubt,
    test_remittance,
    test_remittance_api,
    test_sources,
    test_statement_proof,
    test_work_loop,
)
