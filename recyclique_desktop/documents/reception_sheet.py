"""The sheet for days without a machine: a CSV to fill in a spreadsheet, and a page to print and fill by hand.

The columns are those that the import reads; 1.4.4's own template (``reception-admin.md`` §1.10) is read too.
"""

from __future__ import annotations

import csv
import html
import io
from typing import TYPE_CHECKING, Final

from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

HEAD: Final = ("date", "category", "poids_kg", "destination", "notes", "sortie")
_ROWS: Final = 26
_STYLE: Final = (
    "@page{size:A4;margin:12mm}body{font:11pt sans-serif}h1{font-size:16pt;margin:0 0 4mm}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;height:7.4mm;padding:0 1.5mm;"
    "text-align:left}th{font-size:9pt}p{margin:2mm 0;font-size:9pt}ul{columns:3;font-size:8pt;padding-left:4mm}"
)


def template(example: str, day: date) -> bytes:
    """Return a CSV with its head and one row to be written over; a French spreadsheet opens it by a double click.

    Args:
        example: Name of a category of the shop.
        day: Any, as an example of how days are written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    note = tr("Exemple : écrivez par-dessus cette ligne.")
    writer.writerow([day.isoformat(), example, "5,500", "MAGASIN", note, tr("non")])
    return text.getvalue().encode("utf-8-sig")


def printable(shop: str, categories: Sequence[str]) -> bytes:
    """Return a page of A4 to print: empty rows above, the names of the categories below. It needs no network."""
    titles = (tr("Date"), tr("Catégorie"), tr("Poids (kg)"), tr("Destination"), tr("Sortie"), tr("Note"))
    widths = ("13%", "28%", "12%", "16%", "8%", "23%")
    head = "".join(f'<th style="width:{width}">{_safe(one)}</th>' for width, one in zip(widths, titles, strict=True))
    row = "<tr>" + "<td></td>" * len(titles) + "</tr>"
    names = "".join(f"<li>{_safe(name)}</li>" for name in categories)
    title = tr("Relevé de réception")
    told = tr("Destination : MAGASIN, RECYCLAGE ou DECHETERIE. Sortie : oui si l’objet quitte la boutique.")
    page = (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{_safe(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{_safe(title)} · {_safe(shop)}</h1>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{row * _ROWS}</tbody></table>"
        f"<p>{_safe(told)}</p><ul>{names}</ul></body></html>"
    )
    return page.encode()


def _safe(text: str) -> str:
    return html.escape(text)
