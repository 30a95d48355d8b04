# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""One mapping a pair of codes: an empty code and none were two."""


def migrate(cr, version):
    # The one with a product stays, else the older one.
    cr.execute(
        """
        DELETE FROM amazon_vendor_product p USING (
            SELECT id, row_number() OVER (
                       PARTITION BY account_id, COALESCE(asin, ''), COALESCE(vendor_sku, '')
                       ORDER BY product_id IS NULL, id) AS place
              FROM amazon_vendor_product) q
         WHERE p.id = q.id AND q.place > 1
        """
    )
    cr.execute(
        "ALTER TABLE amazon_vendor_product "
        "DROP CONSTRAINT IF EXISTS amazon_vendor_product_code_unique"
    )
