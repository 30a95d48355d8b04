# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Everything that users read is there in Simplified Chinese, as the code and the screens have it
today. The templates are written by ``./setup/translations``."""

import re
from collections import Counter

import polib

from odoo.tests.common import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

from tests.support import REPOSITORY

ADDONS = ("acorn_iamazon", "acorn_iamazon_account", "acorn_iamazon_reconcile")
# Codes and names that are the same in Chinese.
SAME = {
    "<strong>ARN</strong>",
    '<span invisible="not alias_name">@</span>',
    "API",
    "ASIN",
    "CESS",
    "CGST",
    "DomesticVAT",
    "EAN/UPC",
    "EDIFACT REMADV",
    "ERP",
    "GST",
    "ID",
    "IGST",
    "MutuallyDefined",
    "MwSt.",
    "P70",
    "P80",
    "P90",
    "PST",
    "SGST",
    "SHA-256",
    "SSCC",
    "ST",
    "TVA",
    "UN/LOCODE",
    "UTGST",
    "Vendor Central",
    "X12 820",
    "amzn1.application-oa2-client…",
    "amzn1.sp.solution…",
    "other_payment",
    "out_refund",
    "payments@amazon.example, @amazon.example",
    "remittances",
}
# What must stand in a translation as it stands in the term: placeholders, tags, entities.
FIXED = re.compile(r"%\([a-z_0-9]+\)(?:\.\d)?[a-z]|%s|%d|%%|</?[a-z]+")


def read_catalogue(addon):
    return polib.pofile(REPOSITORY / addon / "i18n" / "zh_CN.po")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def list_terms(self, addon):
        """:return: the terms that the code, the views and the data of the addon have now"""
        reader = TranslationModuleReader(self.env.cr, modules=[addon])
        return {term.strip() for _module, _type, _name, _id, term, *_rest in reader if term.strip()}

    def test_each_term_has_a_chinese_translation(self):
        for addon in ADDONS:
            with self.subTest(addon):
                translated = {
                    entry.msgid.strip() for entry in read_catalogue(addon) if entry.msgstr
                }
                terms = self.list_terms(addon)
                self.assertGreater(len(terms), 300)
                self.assertEqual(sorted(terms - translated - SAME), [])

    def test_no_translation_is_left_over(self):
        for addon in ADDONS:
            with self.subTest(addon):
                known = {entry.msgid.strip() for entry in read_catalogue(addon)}
                self.assertEqual(sorted(known - self.list_terms(addon)), [])

    def test_placeholders_and_tags_are_kept(self):
        broken = [
            (entry.msgid, entry.msgstr)
            for addon in ADDONS
            for entry in read_catalogue(addon)
            if entry.msgstr
            and Counter(FIXED.findall(entry.msgid)) != Counter(FIXED.findall(entry.msgstr))
        ]
        self.assertEqual(broken, [])

    def test_message_is_chinese_for_a_chinese_user(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "in", ADDONS)])._update_translations("zh_CN")
        account = self.env["amazon.vendor.account"].with_context(lang="zh_CN")
        label = account.fields_get(["marketplace_ids"])["marketplace_ids"]["string"]
        self.assertEqual(label, "站点")
        state = self.env["amazon.vendor.remittance"].with_context(lang="zh_CN")
        self.assertEqual(
            dict(state._fields["state"]._description_selection(state.env))["draft"], "待匹配"
        )
