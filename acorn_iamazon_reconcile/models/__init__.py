# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

# What books and undoes comes before what adds to it: the order of the imports is that of super().
from . import account_move
from . import amazon_vendor_account
from . import amazon_vendor_account_checks
from . import amazon_vendor_account_matching
from . import amazon_vendor_deduction_type
from . import amazon_vendor_match_candidate
from . import amazon_vendor_match_rule
from . import amazon_vendor_remittance
from . import amazon_vendor_remittance_deductions
from . import amazon_vendor_remittance_line
from . import amazon_vendor_remittance_line_matching
from . import amazon_vendor_remittance_matching
from . import amazon_vendor_remittance_posting
from . import amazon_vendor_remittance_undo
from . import amazon_vendor_scorecard
from . import account_move_facts
from . import amazon_vendor_dispute
from . import amazon_vendor_dispute_evidence
from . import amazon_vendor_remittance_line_verdict
from . import amazon_vendor_remittance_disputes
from . import amazon_vendor_remittance_reasons
from . import account_journal
from . import account_move_expected
from . import amazon_vendor_provision
from . import amazon_vendor_remittance_expected
from . import amazon_vendor_remittance_line_expected
from . import amazon_vendor_receivable
from . import amazon_vendor_deduction_report
from . import amazon_vendor_account_remittances
from . import amazon_vendor_remittance_again
from . import amazon_vendor_remittance_api
from . import amazon_vendor_remittance_mail
from . import amazon_vendor_remittance_upload
