# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What became of a submission: getTransaction of Vendor Transaction Status v1."""

from dataclasses import dataclass

from .values import Record, clean_text, read_record, read_records, read_text


@dataclass(frozen=True)
class TransactionError:
    """Why Amazon did not take a submission, in its words."""

    code: str | None
    message: str | None
    details: str | None


@dataclass(frozen=True)
class Transaction:
    """:ivar status: ``Processing``, ``Failure`` or ``Success``"""

    id: str | None
    status: str | None
    errors: tuple[TransactionError, ...]


def read_transaction(data: Record) -> Transaction:
    """:param data: the payload of getTransaction
    :raise PayloadError: when it does not have the form of one"""
    where = "Transaction"
    status = read_record(data.get("transactionStatus"), where)
    return Transaction(
        id=read_text(status.get("transactionId")),
        status=read_text(status.get("status")),
        errors=tuple(
            TransactionError(
                *(
                    read_text(clean_text(str(error.get(name) or "")))
                    for name in ("code", "message", "details")
                )
            )
            for error in read_records(status.get("errors"), f"{where}, errors")
        ),
    )
