"""The report of a session, as text: a Z once it is closed, an X while it is open.

Forty-two columns, for a ticket printer, a screen or a mail alike. Amounts stand at the right.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from recyclique_desktop import __version__
from recyclique_desktop.documents.training_mark import marked
from recyclique_desktop.domain.enums import FiscalRegime, PaymentKind
from recyclique_desktop.system.messages import mark, tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.data.queries.reports import ClosureReport, MethodReport, SessionReportData

WIDTH = 42
_RULE = "-" * WIDTH
_LABEL = 12
"""Columns that a label keeps whatever stands at the right; amounts never need as many as are left."""
_HASH_SHOWN = 16
"""Digits of the entry's hash on paper: enough to compare by eye."""

_VAT_MENTIONS = {
    FiscalRegime.EXEMPT_261_7_1: mark("Exonéré de TVA, article 261, 7-1° du CGI"),
    FiscalRegime.FRANCHISE_206_1BIS: mark("Non soumis aux impôts commerciaux, article 206, 1 bis du CGI"),
    FiscalRegime.FRANCHISE_293B: mark("TVA non applicable, article 293 B du CGI"),
    FiscalRegime.TAXABLE: mark("TVA comprise dans les prix"),
}


def session_report(data: SessionReportData) -> str:
    """Return the report of a session, lines ended by a newline, at most 42 characters; a training says so."""
    parts = (_head(data), _moments(data), _sold(data), _drawer(data), _foot(data))
    text = "\n".join(line for part in parts for line in (*part, _RULE)) + "\n"
    return marked(text, data.number, WIDTH)


def _head(data: SessionReportData) -> Iterator[str]:
    shop = data.establishment
    yield from _centred(str(shop.get("legal_name") or shop.get("name") or ""))
    yield from _centred(str(shop.get("address", "")))
    yield from _centred(" ".join(str(shop[key]) for key in ("postal_code", "city") if key in shop))
    if "siret" in shop:
        yield from _centred(tr("SIRET {siret}", siret=shop["siret"]))
    elif "rna" in shop:
        yield from _centred(tr("RNA {rna}", rna=shop["rna"]))
    if "regime" in shop:
        yield from _centred(tr(_VAT_MENTIONS[FiscalRegime(shop["regime"])]))


def _moments(data: SessionReportData) -> Iterator[str]:
    yield tr("RAPPORT DE FERMETURE (Z)") if data.closure else tr("LECTURE DE CAISSE (X)")
    yield _pair(tr("Session"), data.number)
    if data.closure:
        yield _pair(tr("Clôture"), data.closure.number)
    yield _pair(tr("Caisse"), " · ".join(part for part in (data.register_name, data.workstation_code) if part))
    yield _pair(tr("Ouverte par"), data.operator_name)
    yield _pair(tr("Code"), data.operator_code)
    yield _pair(tr("Ouverte le"), tr("{at:datetime}", at=data.opened_at))
    if data.closure:
        yield _pair(tr("Fermée le"), tr("{at:datetime}", at=data.closure.closed_at))
    late = data.late_tickets
    if late > 0:
        yield from _wrapped(trn(
            "Complétée : {n} ticket arrivé après la clôture.", "Complétée : {n} tickets arrivés après la clôture.", late
        ))  # fmt: skip
    elif late < 0:
        yield from _wrapped(trn(
            "Incomplète : {n} ticket n’est pas encore ici.", "Incomplète : {n} tickets ne sont pas encore ici.", -late
        ))  # fmt: skip


def _sold(data: SessionReportData) -> Iterator[str]:
    figures = data.figures
    if data.is_empty:
        yield tr("Session vide : aucune vente.")
    yield _pair(tr("Tickets"), tr("{n:number}", n=figures.tickets))
    if figures.first_number and figures.last_number:
        yield _pair(tr("Premier ticket"), figures.first_number)
        yield _pair(tr("Dernier ticket"), figures.last_number)
    yield _pair(tr("Ventes"), _euros(figures.sales_total))
    yield _pair(tr("Dons"), _euros(figures.donations))
    yield _pair(tr("Encaissé"), _euros(figures.takings))
    yield _pair(tr("Articles sortis"), tr("{n:number}", n=figures.objects))
    yield _pair(tr("Poids sorti"), tr("{weight:kilos1}", weight=figures.weight_out))
    for one in data.closure.vat if data.closure else ():
        if one.tax:
            yield _pair(tr("Hors taxes"), _euros(one.before_tax))
            yield _pair(tr("TVA {rate} %", rate=one.rate.replace(".", ",")), _euros(one.tax))


def _drawer(data: SessionReportData) -> Iterator[str]:
    yield _pair(tr("Fond de caisse"), _euros(data.float_amount))
    if data.figures.movements:
        yield _pair(tr("Entrées et sorties d’espèces"), _euros(data.figures.movements))
    for method in data.methods:
        if method.count or method.counted is not None or method.kind is PaymentKind.CASH:
            yield from _method(method)
    if data.closure:
        yield from _variance(data, data.closure)


def _method(method: MethodReport) -> Iterator[str]:
    yield _pair(tr(method.label), tr("paiements : {n:number}", n=method.count))
    yield _pair(tr("  attendu"), _euros(method.expected))
    if method.counted is not None and method.variance is not None:
        yield _pair(tr("  compté"), _euros(method.counted))
        yield _pair(tr("  écart"), _euros(method.variance))


def _variance(data: SessionReportData, closure: ClosureReport) -> Iterator[str]:
    yield _pair(tr("Total attendu"), _euros(closure.expected))
    yield _pair(tr("Total compté"), _euros(closure.counted))
    yield _pair(tr("Écart"), _euros(closure.variance))
    if data.comment:
        yield from textwrap.wrap(tr("Motif : {comment}", comment=data.comment), WIDTH)


def _foot(data: SessionReportData) -> Iterator[str]:
    closure = data.closure
    if closure is None:
        yield tr("La caisse est encore ouverte.")
    else:
        yield tr("Totaux perpétuels du poste")
        yield _pair(tr("  ventes"), _euros(closure.perpetual_algebraic))
        yield _pair(tr("  en valeur absolue"), _euros(closure.perpetual_absolute))
        yield _pair(tr("  dons"), _euros(closure.perpetual_donations))
        if closure.hash:
            yield _pair(tr("Empreinte"), closure.hash[:_HASH_SHOWN])
    yield _pair(tr("RecyClique Desktop"), __version__)


def _euros(cents: int) -> str:
    return tr("{amount:euros}", amount=cents)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def _centred(text: str) -> list[str]:
    return [line.center(WIDTH).rstrip() for line in textwrap.wrap(text, WIDTH)]


def _pair(label: str, value: str) -> str:
    """Return a label and, at the right, its value; what does not fit is cut: the value only when it fills the line."""
    value = _cut(value, WIDTH - _LABEL)
    label = _cut(label, WIDTH - len(value) - 1)
    return f"{label}{value:>{WIDTH - len(label)}}"


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
