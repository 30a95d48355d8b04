# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Secrets at rest: encrypted with a key that never is in the database.

The key is looked for in the environment variable ``ACORN_IAMAZON_KEY``, then in the option
``acorn_iamazon_key`` of Odoo's configuration file, then in the file ``acorn_iamazon.key`` of Odoo's
data folder, which is made, readable by the server alone, when there is none yet. A copy of the
database is thus worth nothing without the server it comes from.
"""

import logging
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.exceptions import UserError
from odoo.tools import config

_logger = logging.getLogger(__name__)

KEY_VARIABLE = "ACORN_IAMAZON_KEY"
KEY_OPTION = "acorn_iamazon_key"
KEY_FILE = "acorn_iamazon.key"


def encrypt(env, text):
    """:return: ``text`` encrypted, as ASCII text; False for an empty one."""
    return _get_box(env).encrypt(text.encode()).decode() if text else False


def decrypt(env, token):
    """:return: the text that :func:`encrypt` was given; False for an empty token.
    :raise UserError: when the key is not the one that the text was encrypted with
    """
    if not token:
        return False
    try:
        return _get_box(env).decrypt(token.encode()).decode()
    except InvalidToken:
        raise UserError(
            env._(
                "The Amazon credentials cannot be decrypted: the encryption key has changed. "
                "Restore the former key (%(variable)s, the option %(option)s or the file %(file)s "
                "in Odoo's data folder), or type the credentials of the account again.",
                variable=KEY_VARIABLE,
                option=KEY_OPTION,
                file=KEY_FILE,
            )
        ) from None


def rotate(env, token):
    """:return: the token, encrypted anew with the first of the keys; False for an empty one
    :raise UserError: when none of the keys is the one that it was encrypted with
    """
    return encrypt(env, decrypt(env, token))


def _get_box(env):
    keys = os.environ.get(KEY_VARIABLE) or config.get(KEY_OPTION) or _get_key_of_file()
    try:
        return MultiFernet([Fernet(key) for key in keys.replace(",", " ").split()])
    except ValueError:
        raise UserError(
            env._(
                "The encryption key of the Amazon credentials is not usable: it must be 32 bytes "
                "in URL-safe base64. "
                "Mend %(variable)s, the option %(option)s or the file %(file)s.",
                variable=KEY_VARIABLE,
                option=KEY_OPTION,
                file=KEY_FILE,
            )
        ) from None


def _get_key_of_file():
    path = Path(config["data_dir"]) / KEY_FILE
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _make_key_file(path)


def _make_key_file(path):
    """Write a new key beside the path and link it there: a worker that comes second finds the key
    of the first one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
    try:
        os.link(draft, path)
    except FileExistsError:
        _logger.info("Another worker wrote the encryption key of Amazon first; it counts.")
    finally:
        draft.unlink()
    return path.read_text().strip()
