# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models, tools

from ...spapi import schemas

WARNING_TIME = timedelta(days=180)


class AmazonVendorApiVersion(models.Model):
    """The versions of Amazon's APIs that the suite uses, and when Amazon ends them."""

    _name = "amazon.vendor.api.version"
    _description = "Amazon API Version"
    _order = "is_retired, end_date, name, start_date, version"

    name = fields.Char("API", required=True)
    version = fields.Char(required=True)
    active = fields.Boolean(default=True)
    operation = fields.Char(
        help="The operation of Amazon whose body has this version; it is built in the version that "
        "is valid on the day."
    )
    start_date = fields.Date(
        "Starts on",
        compute="_compute_dates",
        store=True,
        readonly=False,
        help="The first day on which it is sent; empty when it always was.",
    )
    end_date = fields.Date(
        "Ends on",
        compute="_compute_dates",
        store=True,
        readonly=False,
        help="The last day on which Amazon answers; empty when no end is announced.",
    )
    is_retired = fields.Boolean(
        "Retired", help="Of former times: nothing uses it any more, and its end is no trouble."
    )
    note = fields.Char("Announcement", help="Where Amazon announced the end, or who looked when.")
    url = fields.Char("Page")

    _version_unique = models.Constraint(
        "unique (name, version)", "This version of the API is there already."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " ".join(filter(None, [record.name, record.version]))

    @api.depends("operation", "version")
    def _compute_dates(self):
        """What the suite knew when it was made; what Amazon announces later is typed in."""
        known = {(row.operation, row.version): row for row in schemas.VERSIONS}
        for record in self:
            row = known.get((record.operation, record.version))
            record.start_date = row.starts if row else record.start_date
            record.end_date = row.ends if row else record.end_date

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _get_current(self, operation):
        """:return: the version in which the body of the operation is built today: of those that are
        valid and the suite knows, the one that started last; where none is, the suite's own"""
        return self._find_current(
            operation, fields.Date.today()
        ).version or schemas.current_version(operation, fields.Date.today())

    @api.model
    def _find_current(self, operation, date):
        """:return: the record of the version that is valid on the date, or none"""
        return self.browse(self._find_current_id(operation, date))

    @tools.ormcache("operation", "date")
    def _find_current_id(self, operation, date):
        valid = (
            self.sudo()
            .search(
                [
                    ("operation", "=", operation),
                    ("is_retired", "=", False),
                    "|",
                    ("start_date", "=", False),
                    ("start_date", "<=", date),
                    "|",
                    ("end_date", "=", False),
                    ("end_date", ">=", date),
                ]
            )
            .filtered(lambda record: schemas.has_version(operation, record.version))
            .sorted(lambda record: (record.start_date or date.min, record.id))
        )
        return valid[-1:].id

    @api.model
    def _find_ending(self):
        """:return: (status, versions) of what has ended or ends soon, the first to end first"""
        today = fields.Date.today()
        ending = self.search(
            [("end_date", "<=", today + WARNING_TIME), ("is_retired", "=", False)],
            order="end_date, id",
        ).filtered(lambda record: not record._has_successor())
        ended = any(record.end_date < today for record in ending)
        return ("bad" if ended else "warning", ending)

    def _has_successor(self):
        """:return: whether another version takes over by itself on the day after the end"""
        if not self.operation:
            return False
        return bool(self._find_current(self.operation, self.end_date + timedelta(days=1)))
