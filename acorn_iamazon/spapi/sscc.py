# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""SSCC-18, the number of a carton or pallet by the GS1 General Specifications, section 2.2.1."""

import re

DIGITS = 18
SERIAL_AND_PREFIX = 16


def get_check_digit(digits: str) -> str:
    """:param digits: all digits but the last
    :return: the last digit, modulo 10 with weights 3 and 1 from the right"""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits[::-1]))
    return str(-total % 10)


def is_sscc(number: str) -> bool:
    """:param number: a text
    :return: whether these are 18 digits and nothing else, the last one being right"""
    return bool(re.fullmatch(r"\d{18}", number)) and get_check_digit(number[:-1]) == number[-1]


def clean(number: str | None) -> str:
    """:param number: None counts as empty
    :return: the 18 digits of a number as a scanner or a person writes it: spaces, (00)"""
    number = re.sub(r"[\s()-]", "", number or "")
    return number[2:] if len(number) == DIGITS + 2 and number.startswith("00") else number


def make_sscc(prefix: str, number: int) -> str:
    """
    :param prefix: the GS1 company prefix, 7 to 10 digits
    :param number: the running number; the extension digit counts on when the serial is full
    :return: 18 digits
    """
    width = SERIAL_AND_PREFIX - len(prefix)
    extension, serial = divmod(number, 10**width)
    digits = f"{extension % 10}{prefix}{serial:0{width}d}"
    return digits + get_check_digit(digits)
