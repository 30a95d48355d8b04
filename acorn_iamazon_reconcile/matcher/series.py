# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The vendor's own series of numbers. Amazon's documents are told by the shape of their numbers,
and an own series may have that very shape."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

# A group of figures that has few values over many numbers is a year or the like: it does not count.
FEW_VALUES = 3
MANY_NUMBERS = 5


class Series:
    """Which shapes the own numbers have.

    :param names: the vendor's own numbers, of documents in any state
    """

    def __init__(self, names: Iterable[str]) -> None:
        shapes: dict[str, list[list[str]]] = defaultdict(list)
        for name in names:
            shape, figures = _read_shape(name)
            if figures:
                shapes[shape].append(figures)
        self._groups = {
            shape: [_Group(values) for values in zip(*numbers, strict=True)]
            for shape, numbers in shapes.items()
        }

    def knows(self, number: str) -> bool:
        """:param number: as Amazon wrote it
        :return: whether it may be a number of the vendor's own, issued or not"""
        shape, figures = _read_shape(number)
        groups = self._groups.get(shape)
        return bool(groups) and all(
            group.takes(value) for group, value in zip(groups or (), figures, strict=True)
        )


class _Group:
    """The figures that stand in one place of the numbers."""

    def __init__(self, values: Sequence[str]) -> None:
        self.lengths = {len(value) for value in values}
        numbers = {int(value) for value in values}
        is_fixed = len(numbers) <= FEW_VALUES and len(values) >= MANY_NUMBERS
        self.fixed = numbers | {max(numbers) + 1} if is_fixed else None

    def takes(self, value: str) -> bool:
        if self.fixed is not None:
            return int(value) in self.fixed
        return min(self.lengths) <= len(value) <= max(self.lengths) + (len(self.lengths) > 1)


def _read_shape(number: str) -> tuple[str, list[str]]:
    """:return: (the number with a 9 for each group of figures, the groups)"""
    text = number.strip().upper()
    return re.sub(r"\d+", "9", text), re.findall(r"\d+", text)
