"""``recyclique verify`` and ``recyclique doctor``: are the records whole, is the workstation well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.system.messages import sentence, tr, trn

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.doctor import Check
    from recyclique_desktop.flows.verify import Finding, Report, Verdict

_SHOWN = 20
_SIGNS = {"ok": "✓", "note": "·", "warning": "!", "fault": "✗"}


def add(commands: Commands) -> None:
    """Add both commands."""
    parser = commands.add("verify", run_verify, summary=tr("vérifier tout ce qui est enregistré"))
    parser.add_argument("--full", action="store_true", help=tr("vérifier aussi chaque signature"))
    parser.add_argument("--dsn", metavar="DSN", help=tr("vérifier ce que le centre a reçu, comme qui l’administre"))
    parser.add_argument("--ticket", metavar=tr("NUMÉRO"), help=tr("un ticket imprimé, avec --extract"))
    parser.add_argument("--extract", metavar="XXXX", help=tr("les quatre signes imprimés près du numéro"))
    commands.add("doctor", run_doctor, summary=tr("examiner le poste, même dans un dossier vide"))


def run_verify(arguments: argparse.Namespace) -> Outcome:
    """Check chains, signatures, rows, documents and sums; each breach is named."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.verify import is_genuine, verify_workstation  # noqa: PLC0415

    if arguments.dsn is not None:
        return _verify_centre(arguments)
    with desk.reading(arguments) as workstation:
        if arguments.ticket is not None:
            return _ticket(arguments.ticket, is_genuine(workstation, arguments.ticket, arguments.extract or ""))
        verdict = verify_workstation(workstation, full=arguments.full)
    return Outcome(_verdict_text(verdict), _verdict_data(verdict), Exit.SUCCESS if verdict.is_sound else Exit.BREACH)


def _verify_centre(arguments: argparse.Namespace) -> Outcome:
    from recyclique_desktop.central import proving  # noqa: PLC0415  heavy

    dsn, full, ticket = arguments.dsn, arguments.full, arguments.ticket
    if ticket is not None:
        return _ticket(ticket, proving.is_genuine(dsn, ticket, arguments.extract or ""))
    report = proving.verify_centre(dsn, full=full)
    said = tr(
        "{entries:number} entrées au centre, {tickets:number} tickets, {signatures:number} signatures vérifiées.",
        entries=report.entries, tickets=report.tickets, signatures=report.signatures,
    )  # fmt: skip
    data = {
        "ok": report.is_sound, "full": full, "entries": report.entries, "tickets": report.tickets,
        "signatures": report.signatures, "findings": _findings_data(report), "total_findings": report.total,
    }  # fmt: skip
    if report.is_sound:
        return Outcome(f"{tr('Tout est intact.')}\n{said}", data, Exit.SUCCESS)
    count = trn("{n} anomalie trouvée.", "{n} anomalies trouvées.", report.total)
    return Outcome("\n".join([count, *map(_finding, report.findings[:_SHOWN]), said]), data, Exit.BREACH)


def _ticket(number: str, is_genuine: bool) -> Outcome:
    said = (
        tr("Le ticket {number} est bien celui qui a été signé.", number=number)
        if is_genuine
        else tr("Aucun ticket {number} signé ici ne porte ces quatre signes.", number=number)
    )
    return Outcome(said, {"ok": is_genuine, "ticket": number}, Exit.SUCCESS if is_genuine else Exit.BREACH)


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
        "findings": _findings_data(report),
        "total_findings": report.total,
    }


def _findings_data(report: Report) -> list[dict[str, str]]:
    return [
        {"code": one.code, "where": one.where, "detail": one.detail, "message": sentence(one.code)}
        for one in report.findings
    ]


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
