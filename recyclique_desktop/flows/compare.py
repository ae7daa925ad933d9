"""Comparing this workstation with its centre, row by row, for the command line and whoever repairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.sync import standing
from recyclique_desktop.flows.sync import line_to_centre
from recyclique_desktop.sync.compare import Comparer, RowDifference, TableComparison

if TYPE_CHECKING:
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore

__all__ = ["Comparison", "RowDifference", "TableComparison", "compare"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides.

    Attributes:
        waiting: Acts that the centre does not have yet: their rows differ, and will not once they are sent.
        wishes: Rows that show a wish; compared as the centre has them.
        aside: Pulled entries that could not be applied here: their rows differ.
    """

    tables: tuple[TableComparison, ...]
    waiting: int
    wishes: int
    aside: int

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return all(table.is_same for table in self.tables)

    @property
    def rows(self) -> int:
        """Rows compared here."""
        return sum(table.rows_here for table in self.tables)

    @property
    def first(self) -> RowDifference | None:
        """The first row that differs, parents before children."""
        return next((one for table in self.tables for one in table.differences), None)


def compare(workstation: OpenWorkstation, store: SecretStore) -> Comparison:
    """Compare one snapshot of this file with one of the centre; selling may go on meanwhile.

    Raises:
        UserError: ``centre.none``, ``secret.*``, ``sync.*``.
    """
    line = line_to_centre(workstation, store)
    config = workstation.config
    try:
        with workstation.db.reading() as session:
            found = standing(session, config.stream_id)
            comparer = Comparer(
                line, session.connection(), config.kind, config.site_id, workstation.station.clock.now()
            )
            return Comparison(comparer.run(), found.waiting, found.wishes, found.aside)
    finally:
        line.close()
