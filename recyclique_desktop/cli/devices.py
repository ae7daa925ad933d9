"""``recyclique devices``: who may come in, who is in, who is out; from an office, or as who administers the centre."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from recyclique_desktop.cli.centre import add_dsn
from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.cli.parser import add_person, whole
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from recyclique_desktop.central.admission import Admission
    from recyclique_desktop.cli.parser import Commands, Parser
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.code_file import CodeFile
    from recyclique_desktop.system.secrets import SecretStore

Found = TypeVar("Found")
MINUTES = 60
"""How long a code lets in, unless told otherwise."""
_A_WEEK = 10_080
_LOOPBACK = ("127.", "::1", "localhost", "/")
_KINDS = {"till": mark("caisse"), "reception": mark("réception"), "office": mark("bureau")}


def add(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("devices", summary=tr("les postes du centre : laisser entrer, voir, retirer l’accès"))
    code = _with_door(group.add("code", run_code, summary=tr("donner un code, une seule fois, à un nouveau poste")))
    who = code.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--kind", choices=[kind.value for kind in WorkstationKind],
        help=tr("ce que sera le poste : till (caisse), reception (réception) ou office (bureau)"),
    )  # fmt: skip
    who.add_argument(
        "--for", dest="returning", metavar=tr("POSTE"), help=tr("le poste qui a perdu son accès, par exemple C02")
    )
    code.add_argument(
        "--minutes", type=whole(1, _A_WEEK), default=MINUTES, metavar="N",
        help=tr("durée du code ; par défaut {minutes}", minutes=MINUTES),
    )  # fmt: skip
    code.add_argument("--site", metavar=tr("NOM"), help=tr("le magasin, si le centre en a plusieurs"))
    code.add_argument("--file", type=Path, metavar=tr("FICHIER"), help=tr("où écrire l’accès du nouveau poste"))
    _with_door(group.add("list", run_list, summary=tr("les postes que le centre connaît")))
    revoke = _with_door(group.add("revoke", run_revoke, summary=tr("retirer à un poste l’accès au centre")))
    revoke.add_argument("code", metavar=tr("POSTE"), help=tr("code du poste, par exemple C02"))
    heir = group.add("succeed", run_succeed, summary=tr("faire reprendre un poste perdu par un autre"))
    heir.add_argument("code", metavar=tr("POSTE"), help=tr("code du poste perdu, par exemple C02"))
    heir.add_argument("--by", required=True, metavar=tr("POSTE"), help=tr("code du poste qui reprend"))
    add_person(heir)


def _with_door(parser: Parser) -> Parser:
    add_dsn(parser, required=False)
    return parser


def run_code(arguments: argparse.Namespace) -> Outcome:
    """Make a code, and the file that is carried to the new machine."""
    from recyclique_desktop.system import code_file  # noqa: PLC0415  heavy

    returning = arguments.returning.upper() if arguments.returning else None
    made = _issued_for(arguments, returning) if returning else _issued(arguments, WorkstationKind(arguments.kind))
    kind = made.kind or WorkstationKind.TILL
    path = (arguments.file or Path(f"recyclique-{made.code}.json")).absolute()
    code_file.write(path, made)
    data = {
        "code": made.code, "kind": kind.value, "minutes": arguments.minutes, "file": str(path), "host": made.host,
        "port": made.port, "database": made.database, "ca_fingerprint": made.ca_fingerprint,
    }  # fmt: skip
    if returning:
        data["workstation"] = returning
    return Outcome(_code_text(made, returning, arguments.minutes, path), data)


def run_list(arguments: argparse.Namespace) -> Outcome:
    """Show every machine that was ever let in."""
    found = _machines(arguments)
    text = "\n".join(map(_line, found)) or tr("Le centre ne connaît encore aucun poste.")
    return Outcome(text, {"devices": found})


def run_revoke(arguments: argparse.Namespace) -> Outcome:
    """Take a machine's access; what it sent stays."""
    code = arguments.code.upper()
    workstation_id = str(_shut_out(arguments, code))
    text = tr("{code} n’a plus accès au centre. Ce qu’il avait envoyé y reste.", code=code)
    return Outcome(text, {"revoked": code, "workstation_id": workstation_id})


def run_succeed(arguments: argparse.Namespace) -> Outcome:
    """Let one workstation carry on for another that is lost."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows import succession  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    dead, heir = arguments.code.upper(), arguments.by.upper()
    with desk.writing(arguments) as workstation, desk.acting(workstation, arguments.person) as actor:
        done = succession.succeed(workstation, choose_store(workstation.folders), dead, heir, actor)
    lines = [tr("{heir} reprend {dead}, qui n’a plus accès au centre.", heir=heir, dead=dead)]
    if done.sessions:
        lines.append(tr("À compter et à fermer sur {heir} : {sessions}.", heir=heir, sessions=", ".join(done.sessions)))
    return Outcome("\n".join(lines), {"dead": dead, "heir": heir, "sessions": list(done.sessions)})


def _issued(arguments: argparse.Namespace, kind: WorkstationKind) -> CodeFile:
    if arguments.dsn is None:
        from recyclique_desktop.flows import admission as office  # noqa: PLC0415  heavy

        return _from_office(arguments, lambda opened, store: office.issue_code(opened, store, kind, arguments.minutes))
    from recyclique_desktop.central import admission  # noqa: PLC0415  heavy

    return _carried(admission.issue_code(arguments.dsn, kind, arguments.minutes, arguments.site), kind)


def _issued_for(arguments: argparse.Namespace, code: str) -> CodeFile:
    if arguments.dsn is None:
        from recyclique_desktop.flows import admission as office  # noqa: PLC0415  heavy

        return _from_office(arguments, lambda at, store: office.issue_code_for(at, store, code, arguments.minutes))
    from recyclique_desktop.central import admission  # noqa: PLC0415  heavy

    return _carried(*admission.issue_code_for(arguments.dsn, code, arguments.minutes))


def _carried(made: Admission, kind: WorkstationKind) -> CodeFile:
    from recyclique_desktop.system.code_file import CodeFile  # noqa: PLC0415  heavy

    return CodeFile(
        host=made.host, port=made.port, database=made.database, login=made.login, password=made.password, kind=kind,
        code=made.code, ca=made.ca,
    )  # fmt: skip


def _machines(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    if arguments.dsn is None:
        from recyclique_desktop.flows import admission as office  # noqa: PLC0415  heavy

        return _from_office(arguments, office.machines)
    from recyclique_desktop.central import admission  # noqa: PLC0415  heavy

    return list(admission.machines(arguments.dsn))


def _shut_out(arguments: argparse.Namespace, code: str) -> UUID:
    if arguments.dsn is None:
        from recyclique_desktop.flows import admission as office  # noqa: PLC0415  heavy

        return _from_office(arguments, lambda opened, store: office.shut_out(opened, store, code))
    from recyclique_desktop.central import admission  # noqa: PLC0415  heavy

    return admission.shut_out(arguments.dsn, code)


def _from_office(arguments: argparse.Namespace, ask: Callable[[OpenWorkstation, SecretStore], Found]) -> Found:
    """Ask as the office of the data folder; its window may be open meanwhile."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    with desk.reading(arguments) as workstation:
        return ask(workstation, choose_store(workstation.folders))


def _code_text(made: CodeFile, returning: str | None, minutes: int, path: Path) -> str:
    first, last = _for_new(made) if returning is None else _for_returning(made, returning)
    until = tr("Valable {minutes} minutes, une seule fois. Son fichier : {file}", minutes=minutes, file=str(path))
    lines = [first, until, last]
    if made.ca_fingerprint:
        lines.append(tr("Empreinte de l’autorité du centre : {fingerprint}", fingerprint=made.ca_fingerprint))
    if made.host.startswith(_LOOPBACK):
        lines.append(tr("L’adresse « {host} » ne vaut que sur cette machine-ci.", host=made.host))
    return "\n".join(lines)


def _for_new(made: CodeFile) -> tuple[str, str]:
    kind = tr(_KINDS[(made.kind or WorkstationKind.TILL).value])
    first = tr("Code pour un nouveau poste ({kind}) : {code}", kind=kind, code=made.code)
    return first, tr("Sur le nouveau poste : recyclique enrol --code-file FICHIER")


def _for_returning(made: CodeFile, returning: str) -> tuple[str, str]:
    first = tr("Code pour que {workstation} revienne : {code}", workstation=returning, code=made.code)
    return first, tr("Sur ce poste : « Synchronisation », ou recyclique enrol --code-file FICHIER")


def _line(one: dict[str, Any]) -> str:
    kind = tr(_KINDS[one["kind"]]) if one["kind"] in _KINDS else "?"
    return " · ".join([one["code"] or "?", kind, one["name"] or "?", *_states(one)])


def _states(one: dict[str, Any]) -> Iterable[str]:
    from recyclique_desktop.domain.clock import from_iso_utc  # noqa: PLC0415  what --help does not need

    if one["last_seen_at"] is not None:
        yield tr("vu le {at:datetime}", at=from_iso_utc(one["last_seen_at"]))
    else:
        yield tr("jamais vu")
    yield tr("{n:number} entrées reçues", n=one["last_seq"] or 0)
    if one["parked"]:
        yield tr("{n:number} à examiner", n=one["parked"])
    if one["revoked_at"] is not None:
        yield tr("accès retiré le {at:datetime}", at=from_iso_utc(one["revoked_at"]))
