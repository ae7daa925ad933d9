"""The report of a session, as text: a Z once it is closed, an X while it is open.

Forty-two columns, for a ticket printer, a screen or a mail alike. Amounts stand at the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop import __version__
from recyclique_desktop.documents.columns import RULE, WIDTH, euros, pair, shop_head, wrapped
from recyclique_desktop.documents.training_mark import marked
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.system.messages import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.data.queries.reports import ClosureReport, MethodReport, SessionReportData

_HASH_SHOWN = 16
"""Digits of the entry's hash on paper: enough to compare by eye."""


def session_report(data: SessionReportData, *, shows_expected: bool = True) -> str:
    """Return the report of a session, lines ended by a newline, at most 42 characters; a training says so.

    Args:
        data: Of the session.
        shows_expected: Whether to say what should be in the drawer: not to who is to count without knowing it.
    """
    parts = (shop_head(data.establishment), _moments(data), _sold(data), _drawer(data, shows_expected), _foot(data))
    text = "\n".join(line for part in parts for line in (*part, RULE)) + "\n"
    return marked(text, data.number, WIDTH)


def _moments(data: SessionReportData) -> Iterator[str]:
    yield tr("RAPPORT DE FERMETURE (Z)") if data.closure else tr("LECTURE DE CAISSE (X)")
    yield pair(tr("Session"), data.number)
    if data.closure:
        yield pair(tr("Clôture"), data.closure.number)
    yield pair(tr("Caisse"), " · ".join(part for part in (data.register_name, data.workstation_code) if part))
    yield pair(tr("Ouverte par"), data.operator_name)
    yield pair(tr("Code"), data.operator_code)
    yield pair(tr("Ouverte le"), tr("{at:datetime}", at=data.opened_at))
    if data.closure:
        yield pair(tr("Fermée le"), tr("{at:datetime}", at=data.closure.closed_at))
    late = data.late_tickets
    if late > 0:
        yield from wrapped(trn(
            "Complétée : {n} ticket arrivé après la clôture.", "Complétée : {n} tickets arrivés après la clôture.", late
        ))  # fmt: skip
    elif late < 0:
        yield from wrapped(trn(
            "Incomplète : {n} ticket n’est pas encore ici.", "Incomplète : {n} tickets ne sont pas encore ici.", -late
        ))  # fmt: skip


def _sold(data: SessionReportData) -> Iterator[str]:
    figures = data.figures
    if data.is_empty:
        yield tr("Session vide : aucune vente.")
    yield pair(tr("Tickets"), tr("{n:number}", n=figures.tickets))
    if figures.reversals:
        yield pair(tr("Tickets rendus ou corrigés"), tr("{n:number}", n=figures.reversals))
    if figures.first_number and figures.last_number:
        yield pair(tr("Premier ticket"), figures.first_number)
        yield pair(tr("Dernier ticket"), figures.last_number)
    yield pair(tr("Ventes"), euros(figures.sales_total))
    yield pair(tr("Dons"), euros(figures.donations))
    yield pair(tr("Encaissé"), euros(figures.takings))
    yield pair(tr("Articles sortis"), tr("{n:number}", n=figures.objects))
    said = data.closure.weight if data.closure else None
    yield pair(tr("Poids sorti"), tr("{weight:kilos1}", weight=figures.weight_out if said is None else said))
    if said is not None and said != figures.weight_out:
        yield from wrapped(tr("Corrigée après clôture : poids sorti {weight:kilos}.", weight=figures.weight_out))
    for one in data.closure.vat if data.closure else ():
        if one.tax:
            yield pair(tr("Hors taxes"), euros(one.before_tax))
            yield pair(tr("TVA {rate} %", rate=one.rate.replace(".", ",")), euros(one.tax))


def _drawer(data: SessionReportData, shows_expected: bool) -> Iterator[str]:
    yield pair(tr("Fond de caisse"), euros(data.float_amount))
    if data.figures.movements:
        yield pair(tr("Entrées et sorties d’espèces"), euros(data.figures.movements))
    for method in data.methods:
        if method.count or method.counted is not None or method.kind is PaymentKind.CASH:
            yield from _method(method, shows_expected)
    if data.closure:
        yield from _variance(data, data.closure)


def _method(method: MethodReport, shows_expected: bool) -> Iterator[str]:
    yield pair(tr(method.label), tr("paiements : {n:number}", n=method.count))
    if shows_expected or method.counted is not None:
        yield pair(tr("  attendu"), euros(method.expected))
    if method.counted is not None and method.variance is not None:
        yield pair(tr("  compté"), euros(method.counted))
        yield pair(tr("  écart"), euros(method.variance))


def _variance(data: SessionReportData, closure: ClosureReport) -> Iterator[str]:
    yield pair(tr("Total attendu"), euros(closure.expected))
    yield pair(tr("Total compté"), euros(closure.counted))
    yield pair(tr("Écart"), euros(closure.variance))
    if data.comment:
        yield from wrapped(tr("Motif : {comment}", comment=data.comment))


def _foot(data: SessionReportData) -> Iterator[str]:
    closure = data.closure
    if closure is None:
        yield tr("La caisse est encore ouverte.")
    else:
        yield tr("Totaux perpétuels du poste")
        yield pair(tr("  ventes"), euros(closure.perpetual_algebraic))
        yield pair(tr("  en valeur absolue"), euros(closure.perpetual_absolute))
        yield pair(tr("  dons"), euros(closure.perpetual_donations))
        if closure.hash:
            yield pair(tr("Empreinte"), closure.hash[:_HASH_SHOWN])
    yield pair(tr("RecyClique Desktop"), __version__)
