# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which addresses are Amazon's: wherever an answer says, nothing is fetched from another place."""

import re

# Where Amazon keeps documents: S3, of China too, and CloudFront (as in Amazon's own examples).
DOCUMENT_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".cloudfront.net")
# Whatever two readers of addresses could take for different hosts (a user, a backslash, a blank, a
# character that is not ASCII) is no address of Amazon's at all.
_ADDRESS = re.compile(
    r"https://(?P<host>(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z]+)(?::443)?"
    r"(?:[/?](?:(?!\\)[!-~])*)?",
    re.ASCII | re.IGNORECASE,
)


def is_of_amazon(address: str) -> bool:
    """:return: whether a document of Amazon's may be there, and TLS says that it is Amazon"""
    told = _ADDRESS.fullmatch(address)
    return told is not None and f".{told['host'].lower()}".endswith(DOCUMENT_HOSTS)


def get_host(address: str) -> str:
    """:return: what comes before the path, for a message: a signature is a secret"""
    return re.split(r"(?<![:/])[/?#]", address, maxsplit=1)[0][:120]
