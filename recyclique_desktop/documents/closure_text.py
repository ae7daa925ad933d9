"""The closure of a day, a month or a year, as text: its totals, and the perpetual ones, which never start again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop import __version__
from recyclique_desktop.documents.columns import RULE, euros, pair, wrapped
from recyclique_desktop.documents.training_mark import marked
from recyclique_desktop.domain.enums import ClosureKind
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recyclique_desktop.data.queries.sessions import ClosureRow

_TITLES = {
    ClosureKind.DAY: mark("CLÔTURE DU JOUR"),
    ClosureKind.MONTH: mark("CLÔTURE DU MOIS"),
    ClosureKind.YEAR: mark("CLÔTURE DE L’ANNÉE"),
}


def closure_text(closure: ClosureRow, methods: Mapping[str, str]) -> str:
    """Return a closure, lines ended by a newline, none longer than 42 characters.

    Args:
        closure: Of a day, a month or a year.
        methods: Labels of the ways to pay, by code.
    """
    parts = (_head(closure), _sold(closure), _paid(closure, methods), _foot(closure))
    text = "\n".join(line for part in parts for line in (*part, RULE)) + "\n"
    return marked(text, closure.number)


def _head(closure: ClosureRow) -> Iterator[str]:
    yield tr(_TITLES[closure.kind])
    yield pair(tr("Période"), closure.period)
    yield pair(tr("Clôture"), closure.number)
    yield pair(tr("Faite le"), tr("{at:datetime}", at=closure.closed_at))
    if closure.auto:
        yield tr("Faite par le programme")
    if closure.differs:
        yield from wrapped(tr("Les lignes de ce poste ne disent pas comme son journal signé. Prévenez un responsable."))


def _sold(closure: ClosureRow) -> Iterator[str]:
    yield pair(tr("Tickets"), tr("{n:number}", n=closure.tickets))
    if closure.reversals:
        yield pair(tr("Tickets rendus ou corrigés"), tr("{n:number}", n=closure.reversals))
    if closure.first_number:
        yield pair(tr("Premier ticket"), closure.first_number)
        yield pair(tr("Dernier ticket"), closure.last_number)
    yield pair(tr("Ventes"), euros(closure.sales))
    yield pair(tr("  en valeur absolue"), euros(closure.absolute))
    yield pair(tr("Dons"), euros(closure.donations))
    if closure.movements:
        yield pair(tr("Entrées et sorties d’espèces"), euros(closure.movements))


def _paid(closure: ClosureRow, methods: Mapping[str, str]) -> Iterator[str]:
    for code, taken in closure.methods:
        yield pair(tr(methods[code]) if code in methods else code, euros(taken))
    for code, rate, before_tax, tax in closure.vat:
        if tax:
            yield pair(tr("Hors taxes"), euros(before_tax))
            yield pair(tr("TVA {rate} %", rate=rate.replace(".", ",")), euros(tax))
        else:
            yield pair(tr("Sans TVA ({code})", code=code), euros(before_tax))


def _foot(closure: ClosureRow) -> Iterator[str]:
    yield tr("Totaux perpétuels du poste")
    yield pair(tr("  ventes"), euros(closure.perpetual_algebraic))
    yield pair(tr("  en valeur absolue"), euros(closure.perpetual_absolute))
    yield pair(tr("  dons"), euros(closure.perpetual_donations))
    yield pair(tr("RecyClique Desktop"), __version__)
