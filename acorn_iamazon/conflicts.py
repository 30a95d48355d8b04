# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which errors are about another transaction, and not about the record that is worked on."""

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# The same work goes well a moment later: Odoo, or the next run, does it anew. PostgreSQL's other
# operational errors are about the record, such as a text too long for an index; where the
# connection is gone, nothing can be written down about any record either, and the run ends by that.
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
