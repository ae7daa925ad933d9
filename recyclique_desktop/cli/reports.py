"""``recyclique report``: documents of the shop, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("report", summary=tr("montrer un rapport"))
    parser = group.add("session", run, summary=tr("le rapport d’une session de caisse"))
    parser.add_argument(
        "session", metavar="ID", help=tr("identifiant ou numéro de la session, ou « last » : la dernière")
    )


def run(arguments: argparse.Namespace) -> Outcome:
    """Show the report of one session."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.report import session_text  # noqa: PLC0415

    with desk.reading(arguments) as workstation:
        found = session_text(workstation.db, arguments.session)
    return Outcome(found.text, found.data)
