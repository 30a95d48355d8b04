# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What was booked by 19.0.1.0.0 gets the links and keys that later versions give while booking.

There the order of the items in an entry was their meaning: the money, one item for each invoice,
the rest.
"""


def migrate(cr, version):
    if version:
        _link_settlements(cr)
        _link_bank_items(cr)
        _link_provisions(cr)
        _name_activities(cr)


def _link_settlements(cr):
    cr.execute(
        """
          WITH item AS (
            SELECT aml.id, remittance.id AS remittance_id,
                   ROW_NUMBER() OVER (PARTITION BY remittance.id ORDER BY aml.id) - 1 AS place
              FROM amazon_vendor_remittance remittance
              JOIN account_payment payment ON payment.id = remittance.payment_id
              JOIN account_move_line aml ON aml.move_id = payment.move_id
             WHERE remittance.state = 'posted'),
               line AS (
            SELECT id, remittance_id,
                   ROW_NUMBER() OVER (PARTITION BY remittance_id ORDER BY sequence, id) AS place
              FROM amazon_vendor_remittance_line
             WHERE kind IN ('invoice', 'credit_note'))
        UPDATE account_move_line aml
           SET amazon_remittance_line_id = line.id,
               amazon_key = CASE WHEN item.place = 0 THEN 'money'
                            ELSE 'settlement:' || line.id END
          FROM item
     LEFT JOIN line ON line.remittance_id = item.remittance_id AND line.place = item.place
         WHERE aml.id = item.id AND aml.amazon_key IS NULL
           AND (item.place = 0 OR line.id IS NOT NULL)
        """
    )


def _link_bank_items(cr):
    cr.execute(
        """
        UPDATE account_move_line own
           SET amazon_key = 'bank:' || remittance.id
          FROM amazon_vendor_remittance remittance
          JOIN account_payment payment ON payment.id = remittance.payment_id
          JOIN account_move_line money
            ON money.move_id = payment.move_id AND money.amazon_key = 'money'
          JOIN account_partial_reconcile part
            ON money.id IN (part.debit_move_id, part.credit_move_id)
          JOIN account_bank_statement_line bank ON bank.id = remittance.bank_line_id
         WHERE own.id IN (part.debit_move_id, part.credit_move_id)
           AND own.move_id = bank.move_id AND own.amazon_key IS NULL
        """
    )


def _link_provisions(cr):
    """An item was known by the name of its type, in the language of who booked it; in an entry of
    one provision there is no doubt."""
    cr.execute(
        """
          WITH found AS (
            SELECT provision.id,
                   MIN(aml.id) FILTER (
                       WHERE aml.account_id = account.provision_account_id) AS kept,
                   MIN(aml.id) FILTER (
                       WHERE aml.account_id <> account.provision_account_id) AS spent
              FROM amazon_vendor_provision provision
              JOIN account_move invoice ON invoice.id = provision.move_id
              JOIN amazon_vendor_account account ON account.id = provision.account_id
              JOIN amazon_vendor_deduction_type type ON type.id = provision.deduction_type_id
              JOIN account_move_line aml ON aml.move_id = provision.entry_id
             WHERE provision.provision_item_id IS NULL
               AND (1 = (SELECT COUNT(*) FROM amazon_vendor_provision other
                          WHERE other.entry_id = provision.entry_id)
                    OR aml.name IN (SELECT names.value || ' ' || invoice.name
                                      FROM jsonb_each_text(type.name) names))
          GROUP BY provision.id)
        UPDATE amazon_vendor_provision provision
           SET expense_item_id = found.spent, provision_item_id = found.kept
          FROM found
         WHERE found.id = provision.id AND found.kept IS NOT NULL AND found.spent IS NOT NULL
        """
    )


def _name_activities(cr):
    """What OdooBot asked people to do is known by its kind and its matter now."""
    cr.execute(
        """
        UPDATE mail_activity activity
           SET activity_type_id = own.res_id,
               amazon_key = CASE activity.res_model
                   WHEN 'amazon.vendor.remittance' THEN 'booking' ELSE 'reading' END
          FROM ir_model_data own, ir_model_data todo
         WHERE todo.module = 'mail' AND todo.name = 'mail_activity_data_todo'
           AND own.module = 'acorn_iamazon_reconcile'
           AND own.name = CASE activity.res_model
               WHEN 'amazon.vendor.remittance' THEN 'mail_activity_type_remittance'
               WHEN 'amazon.vendor.remittance.mail' THEN 'mail_activity_type_remittance_mail' END
           AND activity.activity_type_id = todo.res_id AND activity.create_uid = 1
        """
    )
