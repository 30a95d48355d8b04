# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from .. import remittance
from . import (
    amazon_vendor_account,
    amazon_vendor_kind_remittance,
    amazon_vendor_remittance_again,
    amazon_vendor_remittance_expected,
    amazon_vendor_remittance_mail,
    amazon_vendor_remittance_mail_incoming,
    amazon_vendor_remittance_told,
    amazon_vendor_remittance_upload,
    mail_thread,
)
