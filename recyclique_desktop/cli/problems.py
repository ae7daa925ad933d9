"""``recyclique sync problems``: what could not be applied, here and at the centre, and another try."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import to_decimal as euros
from recyclique_desktop.domain.weight import to_decimal
from recyclique_desktop.system.messages import sentence, tr, trn

if TYPE_CHECKING:
    import argparse
    from datetime import datetime
    from uuid import UUID

    from recyclique_desktop.data.queries.doubtful import CountedTwice, Crossed, Doubts, OverGift, OverRefund
    from recyclique_desktop.data.queries.sync import Problem
    from recyclique_desktop.flows.office import Conflict, OfficeDesk, Parked
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at.

    Attributes:
        id: What ``--retry`` takes.
        where: ``here`` or ``centre``.
    """

    stream_id: UUID
    seq: int
    where: str
    what: str
    cause: str
    detail: str
    retries: int
    at: datetime

    @property
    def id(self) -> str:
        return f"{str(self.stream_id)[:8]}/{self.seq}"


def run(arguments: argparse.Namespace) -> Outcome:
    """List what could not be applied, or try one again."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    opened = desk.writing if arguments.retry else desk.reading
    with opened(arguments) as workstation:
        store = choose_store(workstation.folders)
        lines, conflicts = _found(workstation, store)
        if arguments.retry is None:
            return listed(lines, conflicts, _doubts(workstation))
        return _retried(workstation, store, _chosen(lines, arguments.retry))


def _found(workstation: OpenWorkstation, store: SecretStore) -> tuple[list[Line], tuple[Conflict, ...]]:
    """Return what is aside here, and for an office what its centre set aside."""
    from recyclique_desktop.flows import sync as flow  # noqa: PLC0415  heavy

    lines = [_here(one) for one in flow.problems(workstation)]
    if workstation.config.centre is None or workstation.config.kind is not WorkstationKind.OFFICE:
        return lines, ()
    desk = _desk(workstation, store)
    return [*lines, *map(_there, desk.parked())], desk.conflicts()


def _doubts(workstation: OpenWorkstation) -> Doubts:
    """Return what machines that were apart both did: an office has everything that it takes to tell."""
    from recyclique_desktop.data.queries.doubtful import Doubts, doubts  # noqa: PLC0415  heavy

    if workstation.config.kind is not WorkstationKind.OFFICE:
        return Doubts()
    with workstation.db.reading() as session:
        return doubts(session)


def _desk(workstation: OpenWorkstation, store: SecretStore) -> OfficeDesk:
    from recyclique_desktop.flows.office import OfficeDesk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.sync import line_to_centre  # noqa: PLC0415

    return OfficeDesk(partial(line_to_centre, workstation, store))


def _here(one: Problem) -> Line:
    cause = sentence(f"sync.aside_{one.cause}")
    return Line(one.stream_id, one.seq, "here", one.act, cause, one.detail, one.retries, one.at)


def _there(one: Parked) -> Line:
    what = " ".join(part for part in (one.workstation, one.label, one.number) if part)
    return Line(one.stream_id, one.seq, "centre", what, one.cause, one.detail, one.retries, one.at)


def _chosen(lines: list[Line], wanted: str) -> Line:
    found = [line for line in lines if wanted in {line.id, f"{line.stream_id}/{line.seq}"}]
    if len(found) != 1:
        raise UserError("problem.unknown", id=wanted)
    return found[0]


def _retried(workstation: OpenWorkstation, store: SecretStore, chosen: Line) -> Outcome:
    from recyclique_desktop.flows import sync as flow  # noqa: PLC0415  heavy

    if chosen.where == "centre":
        applied = _desk(workstation, store).retry(chosen.stream_id, chosen.seq)
    else:
        flow.retry(workstation, store)
        applied = chosen.id not in {_here(one).id for one in flow.problems(workstation)}
    if applied:
        return Outcome(tr("{id} est appliquée.", id=chosen.id), {"id": chosen.id, "applied": True})
    text = tr("{id} ne peut toujours pas être appliquée. Elle est gardée. {cause}", id=chosen.id, cause=chosen.cause)
    return Outcome(text, {"id": chosen.id, "applied": False}, Exit.REFUSED)


def listed(lines: list[Line], conflicts: tuple[Conflict, ...], doubts: Doubts) -> Outcome:
    """Return what is shown of all that there is to look at."""
    shown = [_text(line) for line in lines]
    shown += [*map(_refund_text, doubts.refunds), *map(_gift_text, doubts.gifts), *map(_crossed_text, doubts.crossed)]
    shown += map(_counted_text, doubts.counted)
    if conflicts:
        shown.append(trn(
            "{n} valeur à choisir, dans « Synchronisation ».", "{n} valeurs à choisir, dans « Synchronisation ».",
            len(conflicts),
        ))  # fmt: skip
    text = "\n".join(shown) or tr("Rien à examiner.")
    data = {"problems": list(map(_data, lines)), "conflicts": list(map(_conflict, conflicts))}
    return Outcome(text, {
        **data, "refunds": list(map(_refund, doubts.refunds)), "gifts": list(map(_gift, doubts.gifts)),
        "crossed": list(map(_crossed, doubts.crossed)), "counted": list(map(_counted, doubts.counted)),
    })  # fmt: skip


def _refund_text(one: OverRefund) -> str:
    said = tr(
        "« {name} » : vendu {sold:number}, rendu {back:number} ({numbers}).",
        name=one.label, sold=one.sold, back=one.returned, numbers=", ".join(one.reversals),
    )  # fmt: skip
    return tr("Ticket {number} : remboursé plus que vendu", number=one.number) + f"\n  {said}"


def _gift_text(one: OverGift) -> str:
    said = tr(
        "Donné {gift:euros}, rendu {back:euros} ({numbers}).", gift=one.donation, back=one.returned,
        numbers=", ".join(one.reversals),
    )  # fmt: skip
    return tr("Ticket {number} : don rendu plusieurs fois", number=one.number) + f"\n  {said}"


def _crossed_text(one: Crossed) -> str:
    said = tr(
        "« {name} » : {weight:kilos} d’après la correction, rendu {back:kilos} ({numbers}).",
        name=one.label, weight=one.weight, back=one.returned, numbers=", ".join(one.reversals),
    )  # fmt: skip
    return tr("Ticket {number} : corrigé et rendu en même temps", number=one.number) + f"\n  {said}"


def _counted_text(one: CountedTwice) -> str:
    return tr("Dépôt annoncé compté plusieurs fois : {numbers}", numbers=", ".join(one.numbers))


def _refund(one: OverRefund) -> dict[str, Any]:
    return {
        "number": one.number, "line_no": one.line_no, "label": one.label, "sold": one.sold, "returned": one.returned,
        "reversals": list(one.reversals),
    }  # fmt: skip


def _gift(one: OverGift) -> dict[str, Any]:
    return {
        "number": one.number, "donation": euros(one.donation), "returned": euros(one.returned),
        "reversals": list(one.reversals),
    }  # fmt: skip


def _crossed(one: Crossed) -> dict[str, Any]:
    return {
        "number": one.number, "line_no": one.line_no, "label": one.label, "weight": to_decimal(one.weight),
        "returned": to_decimal(one.returned), "reversals": list(one.reversals),
    }  # fmt: skip


def _counted(one: CountedTwice) -> dict[str, Any]:
    return {"deposit": str(one.deposit_id), "numbers": list(one.numbers), "weight": to_decimal(one.weight)}


def _text(line: Line) -> str:
    where = tr("ici") if line.where == "here" else tr("au centre")
    said = tr("{id} · {where} · {at:datetime} · {what}", id=line.id, where=where, at=line.at, what=line.what)
    return f"{said}\n  {line.cause}" + (f" ({line.detail})" if line.detail else "")


def _data(line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "where": line.where, "what": line.what, "cause": line.cause, "detail": line.detail,
        "retries": line.retries, "at": line.at.isoformat(),
    }  # fmt: skip


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "id": str(one.id), "table": one.table, "row": one.row_id, "column": one.column, "centre": one.centre,
        "workstation": one.here, "code": one.workstation, "at": one.at.isoformat(),
    }  # fmt: skip
