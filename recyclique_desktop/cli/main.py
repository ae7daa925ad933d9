"""The command ``recyclique``: reads what was typed, runs one command, shows its answer, returns its exit code."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from recyclique_desktop.cli import (
    centre,
    checks,
    compare,
    demo_day,
    devices,
    enrol,
    exports,
    first_run,
    imports,
    person,
    reception,
    recovery,
    reports,
    simulate,
    sync,
)
from recyclique_desktop.cli.outcome import Exit, fail, refuse, show
from recyclique_desktop.cli.parser import Commands, Parser, UsageError, new_parser
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import logs
from recyclique_desktop.system.messages import tr
from recyclique_desktop.system.paths import folders

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: What was typed after the program's name; by default, this process's own arguments.

    Returns:
        0 only on success (see ``outcome.Exit``).
    """
    typed = sys.argv[1:] if argv is None else list(argv)
    try:
        arguments = build().parse_args(typed)
    except UsageError as error:
        message = f"{error.usage}recyclique : {error.message}"
        return fail("usage", message, Exit.USAGE, as_json="--json" in typed)
    except SystemExit as stop:
        return int(stop.code or 0)
    return _run(arguments)


def build() -> Parser:
    """Return the parser with every command."""
    parser = new_parser()
    commands = Commands(parser)
    for module in (
        first_run, imports, exports, demo_day, reports, checks, recovery, centre, devices, enrol, sync, compare, person,
    ):  # fmt: skip
        module.add(commands)
    simulate.add(commands)
    reception.add_template(commands)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    try:
        outcome = arguments.run(arguments)
    except UserError as error:
        return refuse(error, as_json=arguments.json)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001  a bug is logged whole and shown once
        return _bug(error, folders(arguments.data_dir).logs, as_json=arguments.json)
    return show(outcome, as_json=arguments.json)


def _bug(error: Exception, folder: Path, *, as_json: bool) -> int:
    """Log a bug whole; where there is no log, its trace goes to the error output."""
    try:
        stop = logs.start_logging(folder)
    except OSError:
        sys.stderr.write(f"{logs.crash_text(error)}\n")
        place = tr("la sortie d’erreur")
    else:
        _log.critical("command failed", exc_info=error)
        stop()
        place = str(folder / logs.FILE_NAME)
    message = tr(
        "Une erreur imprévue s’est produite. Ce qui est enregistré le reste. Prévenez un responsable : {place}.",
        place=place,
    )
    return fail("bug", message, Exit.BUG, as_json=as_json)
