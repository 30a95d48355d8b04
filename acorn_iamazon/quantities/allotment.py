# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The total of a line, shared out among the documents that make it up."""

from collections.abc import Sequence


def allot(total: float, places: Sequence[float]) -> list[float]:
    """Fill the places in their order, each unit once.

    :param total: of a line, such as what Amazon received
    :param places: what each of its documents could take, in their order
    :return: what each of them gets; what they cannot take is in none of them
    """
    shares, left = [], max(total, 0.0)
    for place in places:
        share = min(left, max(place, 0.0))
        shares.append(share)
        left -= share
    return shares


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """Share whole units out in proportion, the largest remainders first.

    :param total: such as the kits in a shipment
    :param weights: such as the parts of them in each of its cartons; none below zero
    :return: whole numbers that add up to the total, all zero when nothing weighs anything
    """
    whole = sum(weights)
    if not whole:
        return [0 for _weight in weights]
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares
