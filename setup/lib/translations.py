# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/translations``: writes the templates of the addons' terms and brings the translations up
to date with them. Terms that are new come out empty, those that are gone go."""

import subprocess
import sys

from .databases import make_copies
from .odoo_process import get_command, ready
from .paths import ADDONS, CHECKOUT, KEY
from .progress import StepFailed

DATABASE = f"acorn_{KEY}_translations"
LANGUAGE = "zh_CN"


def main():
    try:
        with ready(durable=False) as environment:
            make_copies(environment, DATABASE)
            _run(environment, "loadlang", "-d", DATABASE, "-l", LANGUAGE)
            for addon in ADDONS:
                _export(environment, addon, "pot", f"{addon}.pot")
                _export(environment, addon, LANGUAGE, f"{LANGUAGE}.po")
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Written: i18n/ADDON.pot and i18n/{LANGUAGE}.po of {', '.join(ADDONS)}")
    return 0


def _export(environment, addon, language, name):
    """Odoo reads the present file while it writes: the new one is put in its place afterwards."""
    new = CHECKOUT / addon / "i18n" / f"new-{name}"
    _run(environment, "export", "-d", DATABASE, "-l", language, "-o", str(new), addon)
    new.replace(new.with_name(name))


def _run(environment, *arguments):
    command = get_command("i18n", *arguments)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed(f"odoo i18n {arguments[0]}: {done.stderr.strip()[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
