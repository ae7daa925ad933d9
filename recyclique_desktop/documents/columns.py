"""Forty-two columns: what every text for a ticket printer, a screen or a mail is laid out with."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 42
RULE = "-" * WIDTH
_LABEL = 12
"""Columns that a label keeps whatever stands at the right; amounts never need as many as are left."""

_VAT_MENTIONS = {
    FiscalRegime.EXEMPT_261_7_1: mark("Exonéré de TVA, article 261, 7-1° du CGI"),
    FiscalRegime.FRANCHISE_206_1BIS: mark("Non soumis aux impôts commerciaux, article 206, 1 bis du CGI"),
    FiscalRegime.FRANCHISE_293B: mark("TVA non applicable, article 293 B du CGI"),
    FiscalRegime.TAXABLE: mark("TVA comprise dans les prix"),
}


def shop_head(shop: dict[str, Any]) -> Iterator[str]:
    """Return who sells, as it was frozen in the session: name, address, number, VAT position."""
    yield from centred(str(shop.get("legal_name") or shop.get("name") or ""))
    yield from centred(str(shop.get("address", "")))
    yield from centred(" ".join(str(shop[key]) for key in ("postal_code", "city") if key in shop))
    if "siret" in shop:
        yield from centred(tr("SIRET {siret}", siret=shop["siret"]))
    elif "rna" in shop:
        yield from centred(tr("RNA {rna}", rna=shop["rna"]))
    if "regime" in shop:
        yield from centred(tr(_VAT_MENTIONS[FiscalRegime(shop["regime"])]))


def euros(cents: int) -> str:
    """Return an amount as paper says it."""
    return tr("{amount:euros}", amount=cents)


def wrapped(text: str) -> list[str]:
    """Return a text over as many lines as it needs."""
    return textwrap.wrap(text, WIDTH)


def centred(text: str) -> list[str]:
    """Return a text in the middle, over as many lines as it needs."""
    return [line.center(WIDTH).rstrip() for line in textwrap.wrap(text, WIDTH)]


def pair(label: str, value: str) -> str:
    """Return a label and, at the right, its value; what does not fit is cut: the value only when it fills the line."""
    value = _cut(value, WIDTH - _LABEL)
    label = _cut(label, WIDTH - len(value) - 1)
    return f"{label}{value:>{WIDTH - len(label)}}"


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
