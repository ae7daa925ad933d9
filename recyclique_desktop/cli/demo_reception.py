"""What ``recyclique demo-day`` says of days at reception: what came in and what went out, never one sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.domain.reception import Flow
from recyclique_desktop.domain.weight import to_decimal
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.demo.post import ReceptionDay
    from recyclique_desktop.domain.reception import Totals


def data(days: Sequence[ReceptionDay], seed: int, folder: str) -> dict[str, Any]:
    """Return the days for scripts; weights are exact decimal kilograms."""
    return {
        "data_dir": folder,
        "seed": seed,
        "days": len(days),
        "tickets": sum(day.tickets for day in days),
        **_weighed([day.totals for day in days]),
        "posts": [
            {
                "poste_id": str(day.poste_id),
                "day": day.day.isoformat(),
                "tickets": day.tickets,
                **_weighed([day.totals]),
            }
            for day in days
        ],
    }


def text(days: Sequence[ReceptionDay], folder: str) -> str:
    """Return the days for people: one line each, then the whole."""
    lines = [
        tr(
            "{day:date} · {tickets} dépôts · {lines} pesées · entrés {received:kilos1} · sortis {out:kilos1}",
            day=day.day, tickets=day.tickets, lines=day.totals.lines, received=day.totals.received,
            out=day.totals.shop_out,
        )
        for day in days
    ]  # fmt: skip
    whole = tr(
        "{n} journées : {tickets} dépôts, entrés {received:kilos1}, sortis {out:kilos1}. Données : {folder}",
        n=len(days), tickets=sum(day.tickets for day in days), received=sum(day.totals.received for day in days),
        out=sum(day.totals.shop_out for day in days), folder=folder,
    )  # fmt: skip
    return "\n".join([*lines, whole])


def _weighed(totals: Sequence[Totals]) -> dict[str, Any]:
    flows = {f"{flow.value}_kg": to_decimal(sum(getattr(one, flow.value) for one in totals)) for flow in Flow}
    return {
        "lines": sum(one.lines for one in totals),
        "received_kg": to_decimal(sum(one.received for one in totals)),
        **flows,
    }
