"""The sheets for days without a machine, written into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries.catalogue import known_categories
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.documents.reception_sheet import printable, template
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Station

CSV: Final = "releve-reception.csv"
PAGE: Final = "releve-reception.html"


def write_sheets(db: Database, folder: Path, station: Station) -> tuple[Path, Path]:
    """Write both sheets; return where they lie.

    Raises:
        UserError: ``export.unwritable``.
    """
    with db.reading() as session:
        known = known_categories(session, visible_only=True)
        shop = workplace(session, station).site_name
    leaves = [one for one in known if not any((*one.above, one.name) == other.above for other in known)]
    today = business_date(station.clock.now(), station.zone)
    files = {
        CSV: template(leaves[0].name if leaves else "", today),
        PAGE: printable(shop, [one.name for one in leaves]),
    }
    for name, content in files.items():
        try:
            (folder / name).write_bytes(content)
        except OSError as error:
            raise UserError("export.unwritable", file=str(folder / name)) from error
    return folder / CSV, folder / PAGE
