# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the migrations of the three addons share."""


def empty_extensions(cr, module):
    """The views by which an addon extends views come again from its files, one after the other:
    until then those of the former version must not be sought in views that have changed already.

    Views that people made or took into their own hands are left alone.

    :param str module: the addon
    """
    cr.execute(
        """
        UPDATE ir_ui_view view
           SET arch_db = '{"en_US": "<data/>"}'
          FROM ir_model_data data
         WHERE data.model = 'ir.ui.view' AND data.res_id = view.id AND data.module = %s
           AND view.inherit_id IS NOT NULL AND view.mode = 'extension'
           AND data.noupdate IS NOT TRUE
        """,
        [module],
    )
