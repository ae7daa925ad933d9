"""Reading the command line, in French: options, help, and what is wrong with what was typed.

Nothing heavy is imported here: ``recyclique --help`` must answer at once.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from recyclique_desktop import __version__
from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.system.messages import mark, tr

Run = Callable[[argparse.Namespace], Outcome]


class UsageError(Exception):
    """What was typed is no command of ours.

    Args:
        message: What is wrong, in words.
        usage: How the command is written.
    """

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.message = message
        self.usage = usage


class _FrenchHelp(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, tr("Utilisation : ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks French and raises instead of leaving the program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_FrenchHelp, add_help=False, allow_abbrev=False, **options)
        self._positionals.title = tr("Arguments")
        self._optionals.title = tr("Options")
        self.add_argument("-h", "--help", action="help", help=tr("montrer cette aide"))

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        raise UsageError(_in_french(message), self.format_usage())


class Commands:
    """The commands, each with its own options and the function that carries it out."""

    def __init__(self, parser: Parser, *, required: bool = True) -> None:
        self._found = parser.add_subparsers(
            title=tr("Commandes"), dest="command", metavar=tr("COMMANDE"), required=required, parser_class=Parser
        )

    def add(self, name: str, run: Run, *, summary: str) -> Parser:
        """Add a command; ``run`` gets the parsed arguments."""
        parser: Parser = self._found.add_parser(name, help=summary, description=summary)
        parser.set_defaults(run=run)
        add_common(parser, again=True)
        return parser

    def group(self, name: str, *, summary: str) -> Commands:
        """Add a command that has commands of its own."""
        return Commands(self._found.add_parser(name, help=summary, description=summary))

    def open_group(self, name: str, run: Run, *, summary: str) -> tuple[Parser, Commands]:
        """Add a command that does something by itself, and has commands of its own besides."""
        parser = self.add(name, run, summary=summary)
        return parser, Commands(parser, required=False)


def new_parser() -> Parser:
    """Return the parser of ``recyclique``, still without commands."""
    parser = Parser(prog="recyclique", description=tr("RecyClique Desktop en ligne de commande."))
    parser.add_argument(
        "--version", action="version", version=f"RecyClique Desktop {__version__}", help=tr("montrer la version")
    )
    add_common(parser)
    return parser


def add_common(parser: Parser, *, again: bool = False) -> None:
    """Add what every command takes; ``again`` keeps what was said before the command's name."""
    missing = argparse.SUPPRESS if again else None
    parser.add_argument(
        "--data-dir", type=Path, default=missing, metavar=tr("DOSSIER"),
        help=tr("dossier de données du poste (par défaut, celui de l’utilisateur)"),
    )  # fmt: skip
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS if again else False,
        help=tr("répondre par un objet JSON sur la sortie"),
    )  # fmt: skip


def add_person(parser: Parser) -> None:
    """Add who acts: a name here, the secret from a prompt or from the environment."""
    parser.add_argument(
        "--as", dest="person", metavar=tr("NOM"),
        help=tr(
            "la personne qui agit (par défaut, le responsable s’il est seul) ; son mot de passe est demandé, "
            "ou lu dans RECYCLIQUE_PASSWORD"
        ),
    )  # fmt: skip


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""

    def read(text: str) -> int:
        if not re.fullmatch(r"-?\d{1,18}", text) or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(tr("un nombre entier de {low} à {high} est attendu", low=low, high=high))
        return int(text)

    return read


_FRENCH = (
    (r"the following arguments are required: (.*)", mark("il manque : {found}")),
    (r"unrecognized arguments: (.*)", mark("argument inconnu : {found}")),
    (r"argument .*: invalid choice: (.*?)(?: \(choose from .*\))?", mark("choix inconnu : {found}")),
    (r"argument (.*): expected (?:one|at least one) argument", mark("{found} attend une valeur")),
    (r"argument (.*): not allowed with argument .*", mark("{found} ne va pas avec le reste")),
    (r"argument (.*): ignored explicit argument .*", mark("{found} ne prend pas de valeur")),
)


def _in_french(message: str) -> str:
    """Say what ``argparse`` says, in French; its own texts cannot be translated from here."""
    for pattern, french in _FRENCH:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            return tr(french, found=match[1])
    return message.removeprefix("argument ")
