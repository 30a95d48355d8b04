# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import (
    amazon_vendor_account,
    amazon_vendor_account_authorisation,
    amazon_vendor_account_checks,
    amazon_vendor_account_going_live,
    amazon_vendor_account_identity,
    amazon_vendor_account_members,
    amazon_vendor_asking,
    amazon_vendor_authorisation,
    amazon_vendor_check,
    amazon_vendor_code,
    amazon_vendor_given,
    amazon_vendor_guarded,
    amazon_vendor_marketplace,
    amazon_vendor_onboarding_step,
    amazon_vendor_owned,
    amazon_vendor_party,
    amazon_vendor_rule,
    mail_activity,
    mail_thread,
)
