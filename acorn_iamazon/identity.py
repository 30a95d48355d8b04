# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which database this is: what tells the one that works with Amazon from its copies.

Odoo gives a database a new UUID when it duplicates one or restores it as a copy. A dump that is
restored by PostgreSQL's tools, or by Odoo as *moved*, keeps the UUID; there PostgreSQL's number of
the database differs, and on another server also the number that its cluster got when it was made.
A standby that takes over, and a database that is renamed, keep all three. A copy of the whole
machine, or of the cluster's files, has the same three as well: it cannot be told apart.
"""

import json
import logging

from psycopg2 import Error

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from . import secret_box

_logger = logging.getLogger(__name__)

PARAMETER = "acorn_iamazon.sealed_identity"


def read_identity(env):
    """:return: names and values; the value is None where this server does not tell it"""
    env.cr.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
    (number,) = env.cr.fetchone()
    return {
        "uuid": env["ir.config_parameter"].sudo().get_param("database.uuid") or None,
        "database": number,
        "cluster": _read_cluster(env.cr),
    }


def _read_cluster(cr):
    """:return: the number of the cluster, as text; None where it may not, or cannot, be read"""
    try:
        with mute_logger("odoo.sql_db"), cr.savepoint(flush=False):
            cr.execute("SELECT system_identifier FROM pg_control_system()")
            return str(cr.fetchone()[0])
    except Error as error:
        _logger.debug("PostgreSQL does not tell the number of its cluster: %s", error)
        return None


def seal(env):
    """Note that this database is the one that works with Amazon."""
    sealed = secret_box.encrypt(env, json.dumps(read_identity(env)))
    env["ir.config_parameter"].sudo().set_param(PARAMETER, sealed)


def rotate(env):
    """Encrypt the seal anew with the first of the keys; it tells of the same database as before.

    :raise UserError: when none of the keys is the one that it was encrypted with
    """
    env["ir.config_parameter"].sudo().set_param(PARAMETER, secret_box.rotate(env, _get_sealed(env)))


def is_sealed(env):
    return bool(_get_sealed(env))


def is_real(env):
    """:return: whether the seal is there, can be read, and tells of this very database"""
    sealed = _read_seal(env)
    return bool(sealed) and all(
        None in (sealed.get(name), value) or sealed[name] == value
        for name, value in read_identity(env).items()
    )


def is_readable(env):
    """:return: whether the seal is there, and its key as well"""
    return bool(_read_seal(env))


def _read_seal(env):
    try:
        return json.loads(secret_box.decrypt(env, _get_sealed(env)) or "{}")
    except UserError:
        return {}


def _get_sealed(env):
    return env["ir.config_parameter"].sudo().get_param(PARAMETER)
