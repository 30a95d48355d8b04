# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    test_bank,
    test_booking,
    test_booking_bill,
    test_booking_contradicted,
    test_booking_documents_rule,
    test_booking_undo,
    test_claimed_quantities,
    test_claims_account,
    test_health_check_remittances,
    test_matching,
    test_matching_doubt,
    test_opening,
    test_paid_by_hand,
    test_remittance,
    test_remittance_api,
    test_set_off,
    test_sources,
    test_statement_proof,
    test_take_over,
    test_work_loop,
)
