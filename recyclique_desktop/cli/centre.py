"""``recyclique central``: making a centre of a database, taking one over, and telling what a database is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.adoption import add_options, run_adopt, run_review
from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.central import CentreReport, CentreState
    from recyclique_desktop.cli.parser import Commands, Parser

_BROKEN = frozenset({"altered", "halfway"})
"""What was a centre and no longer holds what it should."""


def add(commands: Commands) -> None:
    """Add the commands of who administers a centre."""
    group = commands.group("central", summary=tr("préparer ou vérifier la base du centre"))
    add_dsn(group.add("init", run_init, summary=tr("faire d’une base vide un centre, ou le mettre à jour")))
    adopt = group.add("adopt", run_adopt, summary=tr("reprendre une base de RecyClique 1.4.4, sans perdre une ligne"))
    add_dsn(adopt)
    add_options(adopt)
    add_dsn(group.add("review", run_review, summary=tr("montrer ce que la reprise de 1.4.4 a dû deviner")))
    add_dsn(group.add("check", run_check, summary=tr("dire ce qu’est une base, sans rien y changer")))
    add_dsn(group.add("restored", run_restored, summary=tr("dire que le centre vient d’être remis d’une sauvegarde")))


def add_dsn(parser: Parser, *, required: bool = True) -> None:
    """Add the administrator's way to the centre."""
    parser.add_argument(
        "--dsn", required=required, metavar="DSN",
        help=tr("accès de l’administrateur du centre, « host=… dbname=… user=… » ou « postgresql://… »"),
    )  # fmt: skip


def run_init(arguments: argparse.Namespace) -> Outcome:
    """Make the centre; a second time changes nothing."""
    from recyclique_desktop import central  # noqa: PLC0415  heavy

    report = central.init(arguments.dsn)
    return Outcome(_made_text(report), _made_data(report))


def run_restored(arguments: argparse.Namespace) -> Outcome:
    """Begin a new life of the centre."""
    from recyclique_desktop import central  # noqa: PLC0415  heavy

    epoch = central.declare_restored(arguments.dsn)
    text = tr("C’est noté. Chaque poste renverra ce que le centre a perdu, puis reprendra les données partagées.")
    return Outcome(text, {"epoch": str(epoch)})


def run_check(arguments: argparse.Namespace) -> Outcome:
    """Tell what the database is; only a centre of this version is a success."""
    from recyclique_desktop import central  # noqa: PLC0415  heavy

    state = central.check(arguments.dsn)
    listed = [f"  {name}" for name in (*state.missing, *state.others)]
    return Outcome("\n".join([state.sentence, *listed]), _state_data(state), _exit_of(state))


def _exit_of(state: CentreState) -> Exit:
    if state.kind == "current":
        return Exit.SUCCESS
    return Exit.BREACH if state.kind in _BROKEN else Exit.REFUSED


def _state_data(state: CentreState) -> dict[str, Any]:
    return {
        "ok": state.kind == "current",
        "kind": state.kind.value,
        "message": state.sentence,
        "postgresql": state.server,
        "schema": state.schema,
        "legacy": state.legacy,
        "adopted": state.adopted,
        "missing": list(state.missing),
        "others": list(state.others),
        "fingerprint": state.fingerprint,
    }


def _made_data(report: CentreReport) -> dict[str, Any]:
    return {
        "before": report.before.kind.value,
        "schema": report.schema,
        "migrated": list(report.migrated),
        "epoch": str(report.epoch),
        "stream_id": str(report.stream_id),
        "postgresql": report.before.server,
    }


def _made_text(report: CentreReport) -> str:
    if not report.migrated:
        return tr("Ce centre était déjà à jour (schéma {schema}). Rien n’a été changé.", schema=report.schema)
    made = tr("Le centre est prêt (schéma {schema}).", schema=report.schema)
    then = tr("Donnez ensuite un code à un premier poste : recyclique devices code --kind till --dsn …")
    return f"{made}\n{then}"
