# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""JSON Schemas of what is submitted, written for this project from Amazon's descriptions.

They are stricter than Amazon's models where practice is: what Amazon describes as obligatory is
required, amounts follow the pattern of decimal strings, unknown fields are refused. A new version
of a payload is a new file and a new row in :data:`VERSIONS`; another addon's is added by
:func:`add_version`.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from jsonschema import Draft202012Validator, ValidationError

try:
    import jsonschema_rs
except ImportError:  # no wheel for this machine: the other one checks everything
    jsonschema_rs = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Version:
    """
    :ivar ends: the last day on which Amazon takes it, None when no end is announced
    :ivar schema: its JSON Schema, where that is no file of this folder
    """

    operation: str
    version: str
    starts: date
    ends: date | None = None
    schema: Mapping[str, object] | None = field(default=None, compare=False)


VERSIONS: tuple[Version, ...] = (
    Version("submitAcknowledgement", "v1", date(2019, 11, 1)),
    Version("SubmitShipmentConfirmations", "v1", date(2019, 11, 1)),
    Version("SubmitShipments", "v1", date(2019, 11, 1)),
    Version("submitInvoices", "v1", date(2019, 11, 1)),
)


def add_version(version: Version) -> None:
    """:param version: that an addon builds beside those above"""
    global VERSIONS
    if version not in VERSIONS:
        VERSIONS = (*VERSIONS, version)


def read_schema(operation: str, version: str) -> dict[str, object]:
    """:return: a copy of the JSON Schema of the operation's payload, to make the next one from"""
    for row in VERSIONS:
        if (row.operation, row.version) == (operation, version) and row.schema:
            return deepcopy(dict(row.schema))
    path = Path(__file__).with_name(f"{operation}.{version}.json")
    return cast(dict[str, object], json.loads(path.read_text()))


def current_version(operation: str, on_date: date) -> str:
    """:param operation: its name at Amazon, such as ``submitInvoices``
    :param on_date: the day on which it is sent
    :return: the version of the operation's payload that is valid on the date
    :raise ValueError: when there is none"""
    for row in VERSIONS:
        if row.operation == operation and row.starts <= on_date <= (row.ends or date.max):
            return row.version
    raise ValueError(f"{operation} has no version that is valid on {on_date}.")


def has_version(operation: str, version: str) -> bool:
    """:param operation: its name at Amazon
    :param version: such as ``v1``
    :return: whether the suite can build and check the operation's payload in the version"""
    return any((row.operation, row.version) == (operation, version) for row in VERSIONS)


def validate(operation: str, payload: object, version: str | None = None) -> list[str]:
    """:param operation: its name at Amazon
    :param payload: the body of the operation
    :param version: such as ``v1``; the one that is valid today when not given
    :return: sentences that say where the payload breaks its schema; none for a good one"""
    version = version or current_version(operation, date.today())
    gate = _get_gate(operation, version)
    if gate and gate.is_valid(payload):
        return []
    validator = _get_validator(operation, version)
    errors = sorted(validator.iter_errors(payload), key=lambda error: list(map(str, error.path)))
    return [f"{_describe_place(error)}: {_describe_error(error)}" for error in errors]


@cache
def _get_gate(operation: str, version: str) -> "jsonschema_rs.Draft202012Validator | None":
    """:return: the same schema, compiled: it tells good payloads a hundred times as fast, and is
    not asked for the sentences on bad ones"""
    if jsonschema_rs is None:
        return None
    return jsonschema_rs.Draft202012Validator(read_schema(operation, version))


@cache
def _get_validator(operation: str, version: str) -> Draft202012Validator:
    return Draft202012Validator(read_schema(operation, version))


def _describe_place(error: ValidationError) -> str:
    place = ""
    for part in error.absolute_path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place or "document"


def _describe_error(error: ValidationError) -> str:
    if error.validator == "pattern":
        return f"{error.instance!r} is not in the form that Amazon takes"
    if error.validator == "enum" and isinstance(error.validator_value, list):
        return f"{error.instance!r} is none of {', '.join(map(str, error.validator_value))}"
    return error.message
