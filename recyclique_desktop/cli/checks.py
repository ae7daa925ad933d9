"""``recyclique verify`` and ``recyclique doctor``: are the records whole, is the workstation well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.system.messages import sentence, tr, trn

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.doctor import Check
    from recyclique_desktop.flows.verify import Finding, Verdict

_SHOWN = 20
_SIGNS = {"ok": "✓", "note": "·", "warning": "!", "fault": "✗"}


def add(commands: Commands) -> None:
    """Add both commands."""
    parser = commands.add("verify", run_verify, summary=tr("vérifier tout ce qui est enregistré"))
    parser.add_argument("--full", action="store_true", help=tr("vérifier aussi chaque signature"))
    commands.add("doctor", run_doctor, summary=tr("examiner le poste, même dans un dossier vide"))


def run_verify(arguments: argparse.Namespace) -> Outcome:
    """Check chains, signatures, rows, documents and sums; each breach is named."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.verify import verify_workstation  # noqa: PLC0415

    with desk.reading(arguments) as workstation:
        verdict = verify_workstation(workstation, full=arguments.full)
    return Outcome(_verdict_text(verdict), _verdict_data(verdict), Exit.SUCCESS if verdict.is_sound else Exit.BREACH)


def run_doctor(arguments: argparse.Namespace) -> Outcome:
    """Look at the program, the computer and the folder; nothing is changed."""
    from recyclique_desktop.flows.doctor import examine  # noqa: PLC0415  heavy
    from recyclique_desktop.system.clock import SystemClock  # noqa: PLC0415
    from recyclique_desktop.system.paths import folders  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    where = folders(arguments.data_dir)
    checks = examine(where, choose_store(where), SystemClock())
    is_well = all(check.state != "fault" for check in checks)
    data = {"ok": is_well, "checks": {check.name: {"state": check.state, "value": check.value} for check in checks}}
    return Outcome("\n".join(map(_line, checks)), data, Exit.SUCCESS if is_well else Exit.REFUSED)


def _line(check: Check) -> str:
    return f"{_SIGNS[check.state]} {check.label} : {check.value}"


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    report = verdict.report
    return {
        "ok": report.is_sound,
        "full": verdict.full,
        "entries": report.entries,
        "tickets": report.tickets,
        "rows": report.rows,
        "signatures": report.signatures,
        "milliseconds": verdict.milliseconds,
        "key": verdict.key_source.value,
        "findings": [
            {"code": one.code, "where": one.where, "detail": one.detail, "message": sentence(one.code)}
            for one in report.findings
        ],
        "total_findings": report.total,
    }


def _verdict_text(verdict: Verdict) -> str:
    from recyclique_desktop.flows.workstation import KeySource  # noqa: PLC0415  heavy

    report = verdict.report
    checked = tr(
        "{entries:number} entrées du journal, {tickets:number} tickets, {rows:number} lignes, "
        "{signatures:number} signatures vérifiées en {milliseconds:number} ms.",
        entries=report.entries, tickets=report.tickets, rows=report.rows, signatures=report.signatures,
        milliseconds=verdict.milliseconds,
    )  # fmt: skip
    if verdict.key_source is KeySource.FILE:
        checked += "\n" + tr(
            "La clé de signature manque ici : les signatures sont comparées à la clé écrite dans la base même. "
            "Comparez avec le centre ou le second support."
        )
    if verdict.is_sound:
        return tr("Tout est intact.") + f"\n{checked}"
    count = trn("{n} anomalie trouvée.", "{n} anomalies trouvées.", report.total)
    listed = [_finding(one) for one in report.findings[:_SHOWN]]
    more = [tr("… et {n} autres.", n=report.total - _SHOWN)] if report.total > _SHOWN else []
    advice = tr("Ne vendez plus sur ce poste, et prévenez un responsable. Rien n’a été changé.")
    return "\n".join([count, *listed, *more, checked, advice])


def _finding(one: Finding) -> str:
    detail = f" ({one.detail})" if one.detail else ""
    return f"✗ {one.where} : {sentence(one.code)}{detail}"
