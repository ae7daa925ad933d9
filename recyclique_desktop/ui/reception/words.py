"""How reception speaks: the phrases that its zones build from lines, weights and what is missing. Knows no widget."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.system.messages import mark, tr, trn
from recyclique_desktop.ui.reception.entry import Lack
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.reception import LineView
    from recyclique_desktop.domain.reception import Totals
    from recyclique_desktop.domain.weight import Grams

_LIGHT: Final = 100_000
"""From here on a total is written with one decimal (``DESIGN.md`` §4)."""
_FIRST_WORDS: Final = re.compile(r"^(.+?)\s*(?: & | / | [–-] |,)")
_PLACES: Final = {
    Destination.MAGASIN: mark("Magasin"),
    Destination.RECYCLAGE: mark("Recyclage"),
    Destination.DECHETERIE: mark("Déchèterie"),
}
_LACKS: Final = {
    Lack.CATEGORY: mark("Choisissez une catégorie."),
    Lack.WEIGHT: mark("Il manque le poids."),
    Lack.MOVING: mark("Attendez que la balance soit stable."),
    Lack.TAKEN: mark("Ce poids est déjà ajouté : videz la balance."),
    Lack.BELOW_ZERO: mark("La balance est sous zéro."),
    Lack.TARE: mark("Le contenant pèse autant que le tout."),
    Lack.HEAVY: mark("C’est trop pour une seule pesée."),
}


def place(destination: Destination) -> str:
    """Return « Magasin »."""
    return tr(_PLACES[destination])


def what_happens(destination: Destination, *, is_exit: bool) -> str:
    """Return « entre en boutique »: what choosing a destination means."""
    if is_exit:
        return tr("sort de boutique") if destination is not Destination.MAGASIN else tr("rien n’en sort")
    return tr("entre en boutique") if destination is Destination.MAGASIN else tr("part direct")


def line_detail(line: LineView) -> str:
    """Return « Recyclage · direct »."""
    if line.is_exit:
        way = tr("sortie de boutique")
    else:
        way = tr("entrée") if line.destination is Destination.MAGASIN else tr("direct")
    return joined(place(line.destination), way, tr("note") if line.notes else "")


def lack_words(lack: Lack) -> str:
    """Return the short sentence beside « Ajouter » that says what is missing."""
    return tr(_LACKS[lack])


def total(grams: Grams) -> str:
    """Return a sum: three decimals, one from 100 kg on."""
    return tr("{weight:kilos}", weight=grams) if grams < _LIGHT else tr("{weight:kilos1}", weight=grams)


def sums(totals: Totals) -> str:
    """Return « 4 pesées · 47,030 kg reçus · 4,900 kg sortis »; in and out are never added."""
    received = tr("{weight} reçus", weight=total(totals.received)) if totals.received else ""
    out = tr("{weight} sortis", weight=total(totals.shop_out)) if totals.shop_out else ""
    return joined(trn("{n} pesée", "{n} pesées", totals.lines), received, out)


def short_root(label: str) -> str:
    """Return as much of a root's name as fits a low tile: « Ameublement » of « Ameublement & Literie »."""
    found = _FIRST_WORDS.match(label)
    return found[1] if found else label


def unwritten_words(count: int) -> str:
    """Say how many weighings could not be written; nothing when there is none."""
    return trn("{n} pesée n’est pas enregistrée.", "{n} pesées ne sont pas enregistrées.", count) if count else ""
