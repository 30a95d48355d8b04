# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.


def filter_together(records, condition):
    """As ``filtered``, for lines of many documents of which each is gone through by itself: what is
    then read of one is read of all that the records were fetched with, which ``filtered`` forgets.

    :param condition: as ``filtered`` takes it
    :return: the records that meet it
    """
    return records.filtered(condition).with_prefetch(records._prefetch_ids)


def first_together(records):
    """:return: the first of the records, or none; as in :func:`filter_together` it is read with all
    that the records were fetched with, which a slice forgets"""
    return records[:1].with_prefetch(records._prefetch_ids)
