# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A simulated Amazon, written from Amazon's published facts and models alone.

It knows nothing of Odoo or of the addons, and shares no code with them or with ``tests/sandbox``:
where it and the addons differ, one of the two has read Amazon wrongly. :class:`.amazon.Amazon` is
the way in: a seed, a size and a first day make the same business each time. What is true of each
unit and cent is written down in :class:`.truth.Truth`, which no answer of the API is made from.
"""
