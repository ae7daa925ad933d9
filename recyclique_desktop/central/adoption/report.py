"""What an adoption found and did, in figures: kept with the centre, shown to people, compared by tests."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class TableCount:
    """Rows of one table: ``before`` is ``kept`` and ``quarantined`` together; ``added`` are ours beside them."""

    table: str
    before: int
    kept: int
    quarantined: int
    added: int


@dataclass(frozen=True, slots=True)
class Total:
    """A column of euros or kilograms, exact: ``before`` is ``after`` and ``quarantined`` together.

    Attributes:
        before: Sum over what 1.4.4 had, each value rounded by the rule; without what is no number.
    """

    table: str
    column: str
    before: Decimal
    after: Decimal
    quarantined: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """Values that could not stay as they were, by column and reason; each is kept beside with its original text.

    Attributes:
        why: ``rounded``, ``number``, ``moment``, ``label``, ``dangling`` …
        largest: The largest difference, where the value is a number.
        example: One original value.
    """

    table: str
    column: str
    why: str
    count: int
    largest: Decimal | None
    example: str


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows that could not be kept, by reason; each lies in quarantine with its original text."""

    table: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Explicit:
    """Something that 1.4.4 only implied and that is now said, how often and how surely (lowest confidence)."""

    what: str
    value: str
    count: int
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something strange, kept as it is, that a manager should know of."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class AdoptionReport:
    """The whole story.

    Attributes:
        variant: ``migrations``, ``create-all`` or ``unversioned``.
        others: Tables beside those of 1.4.4, left alone.
        normalised: Differences of schema that were made even, in words of the catalogue.
        to_review: Rows of the list to review.
        dump: Where the dump lies; the copy in the schema ``legacy_144`` is there in any case.
        dry_run: Nothing was kept.
        again: The database was adopted before; this is the report of that day.
    """

    database: str
    variant: str
    server: int
    others: tuple[str, ...]
    normalised: tuple[str, ...]
    tables: tuple[TableCount, ...]
    totals: tuple[Total, ...]
    changes: tuple[Change, ...]
    removals: tuple[Removal, ...]
    explicit: tuple[Explicit, ...]
    oddities: tuple[Oddity, ...]
    to_review: int
    dump: str = ""
    dry_run: bool = False
    again: bool = field(default=False, compare=False)

    @property
    def rows(self) -> int:
        """Rows that 1.4.4 had."""
        return sum(one.before for one in self.tables)

    @property
    def kept(self) -> int:
        return sum(one.kept for one in self.tables)

    @property
    def quarantined(self) -> int:
        return sum(one.quarantined for one in self.tables)

    def data(self) -> dict[str, Any]:
        """Return the report as JSON values; amounts are exact decimal text."""
        return {**_plain(asdict(self)), "rows": self.rows, "kept": self.kept, "quarantined": self.quarantined}


def report_of(data: dict[str, Any]) -> AdoptionReport:
    """Return the report that ``data()`` wrote."""
    return AdoptionReport(
        database=data["database"],
        variant=data["variant"],
        server=data["server"],
        others=tuple(data["others"]),
        normalised=tuple(data["normalised"]),
        tables=tuple(TableCount(**one) for one in data["tables"]),
        totals=tuple(Total(**_exact(one, "before", "after", "quarantined")) for one in data["totals"]),
        changes=tuple(Change(**_exact(one, "largest")) for one in data["changes"]),
        removals=tuple(Removal(**one) for one in data["removals"]),
        explicit=tuple(Explicit(**_exact(one, "confidence")) for one in data["explicit"]),
        oddities=tuple(Oddity(**one) for one in data["oddities"]),
        to_review=data["to_review"],
        dump=data["dump"],
        dry_run=data["dry_run"],
        again=True,
    )


def _exact(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: Decimal(value) if name in names and value is not None else value for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value
