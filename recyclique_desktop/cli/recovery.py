"""``recyclique recover``: the 24 words of the « feuille de secours » put the database key back."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands

_NUMBERED: Final = re.compile(r"(?<!\S)(\d{1,2})\.\s+(\S+)")


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add("recover", run, summary=tr("remettre la clé des données : les 24 mots de la feuille de secours"))


def run(arguments: argparse.Namespace) -> Outcome:
    """Read the words and put the key back; nothing is opened or changed otherwise."""
    from recyclique_desktop.cli.desk import speak_as  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.recovery_sheet import recover_database_key  # noqa: PLC0415
    from recyclique_desktop.system.lock import InstanceLock  # noqa: PLC0415
    from recyclique_desktop.system.paths import folders  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    where = folders(arguments.data_dir)
    speak_as(where)
    store = choose_store(where)
    with InstanceLock(where.data):
        recover_database_key(where, store, _words())
    text = tr(
        "La clé des données est de nouveau {where}. Lancez « recyclique doctor » pour vérifier.", where=store.where
    )
    return Outcome(text, {"recovered": True, "keys": store.where})


def _words() -> tuple[str, ...]:
    """Read the words from the standard input: in their order, or as the sheet prints them, in columns with numbers."""
    if sys.stdin.isatty():
        sys.stderr.write(tr("Tapez les 24 mots, puis Entrée et Ctrl+D :") + "\n")
    typed = sys.stdin.read()
    numbered = sorted((int(number), word) for number, word in _NUMBERED.findall(typed))
    if numbered:
        return tuple(word for _, word in numbered)
    return tuple(word for word in typed.split() if not word.isdecimal())
