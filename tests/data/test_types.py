"""Column types: what goes into the file comes out the same, there and at the centre; what is inexact is refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Dialect, MetaData, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import StatementError

from recyclique_desktop.data import types
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.journal_form import stored_to_journal, to_journal
from recyclique_desktop.domain.enums import CashSessionStatus, SaleKind
from recyclique_desktop.domain.text import nfc
from tests.known import KEY

CENTRE: Dialect = psycopg.PGDialect_psycopg()  # type: ignore[no-untyped-call]
HERE: Dialect = sqlite.dialect()
SQLITE_WHOLE = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | SQLITE_WHOLE | TEXT.map(nfc),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT.map(nfc), inner),
    max_leaves=12,
)
MOMENT = st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1), timezones=st.timezones(), allow_imaginary=False)  # noqa: DTZ001
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "money": (types.Money(), st.integers(-(10**12) + 1, 10**12 - 1)),
    "weight": (types.Weight(), st.integers(-(10**10) + 1, 10**10 - 1)),
    "uuid": (types.Uuid(), st.uuids()),
    "moment": (types.UtcDateTime(), MOMENT),
    "day": (types.Day(), st.dates()),
    "json": (types.Json(), JSON),
    "json_plain": (types.Json(plain=True), JSON),
    "text": (types.Str(), TEXT),
    "long_text": (types.Str(text=True), TEXT),
    "short_text": (types.Str(50), TEXT),
    "yes_no": (types.Bool(), st.booleans()),
    "whole": (types.Int(), st.integers(-(2**31), 2**31 - 1)),
    "big": (types.Int(big=True), SQLITE_WHOLE),
    "real": (types.Real(), st.floats(allow_nan=False, allow_infinity=False)),
    "blob": (types.Bytes(), st.binary()),
    "native_choice": (
        types.Choice(CashSessionStatus, pg_name="cashsessionstatus"),
        st.sampled_from(CashSessionStatus),
    ),
    "word_choice": (types.Choice(SaleKind, length=16), st.sampled_from(SaleKind)),
}
PROBE = Table("probe", MetaData(), *(Column(name, kind) for name, (kind, _) in KINDS.items()), sqlite_strict=True)


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An encrypted file with one STRICT table that has a column of every type."""
    database = Database.open(tmp_path_factory.mktemp("types") / "probe.sqlite", KEY)
    with database.connection() as connection:
        PROBE.create(connection)
        connection.commit()
        yield connection
    database.close()


def stored(connection: Connection, **values: Any) -> Any:
    """Insert one row and return it as read back; with it, what the file holds."""
    connection.execute(PROBE.insert().values(values))
    back = connection.execute(PROBE.select()).one()._mapping
    raw = connection.exec_driver_sql("SELECT * FROM probe").one()._mapping
    connection.rollback()
    return back, raw


def as_kept(kind: Any, value: Any) -> Any:
    """Return a value as both sides keep it: text in NFC, moments in UTC."""
    if value is None:
        return None
    if isinstance(kind, types.Str):
        return nfc(value)
    return value.astimezone(UTC) if isinstance(kind, types.UtcDateTime) else value


def at_the_centre(kind: Any, value: Any) -> Any:
    """Return a value as the driver of the centre would hand it back after having taken it."""
    return kind.process_result_value(kind.process_bind_param(value, CENTRE), CENTRE)


@given(row=st.fixed_dictionaries({name: st.none() | values for name, (_, values) in KINDS.items()}))
@example(row=dict.fromkeys(KINDS) | {"real": -0.0})
def test_nothing_changes_between_the_program_and_its_file(probe: Connection, row: dict[str, Any]) -> None:
    back, raw = stored(probe, **row)
    for name, (kind, _) in KINDS.items():
        wanted = as_kept(kind, row[name])
        assert back[name] == wanted
        assert type(back[name]) is type(wanted)
        assert stored_to_journal(kind, raw[name]) == to_journal(kind, row[name])


@given(cents=KINDS["money"][1], grams=KINDS["weight"][1])
def test_money_and_weight_are_exact_decimals_at_the_centre(cents: int, grams: int) -> None:
    money, weight = types.Money(), types.Weight()
    assert money.process_bind_param(cents, CENTRE) == Decimal(cents) / 100
    assert weight.process_bind_param(grams, CENTRE) == Decimal(grams) / 1000
    assert at_the_centre(money, cents) == cents
    assert at_the_centre(weight, grams) == grams


@given(at=MOMENT)
def test_a_moment_is_the_same_moment_at_the_centre(at: datetime) -> None:
    back = at_the_centre(types.UtcDateTime(), at)
    assert back == at.astimezone(UTC)
    assert back.tzinfo is UTC


@given(first=MOMENT, second=MOMENT)
def test_moments_sort_in_the_file_as_they_happened(first: datetime, second: datetime) -> None:
    kind = types.UtcDateTime()
    earlier, later = (kind.process_bind_param(at, HERE) for at in (first, second))
    assert (earlier < later) == (first.astimezone(UTC) < second.astimezone(UTC))


@given(text=TEXT)
def test_equal_words_are_equal_bytes_on_both_sides(text: str) -> None:
    split = unicodedata.normalize("NFD", text)
    for side in (HERE, CENTRE):
        assert types.Str().process_bind_param(split, side) == types.Str().process_bind_param(text, side)


@given(data=st.data())
@pytest.mark.parametrize("name", ["uuid", "day", "json", "native_choice", "word_choice"])
def test_nothing_changes_at_the_centre(name: str, data: st.DataObject) -> None:
    kind, values = KINDS[name]
    value = data.draw(values)
    assert at_the_centre(kind, value) == value


@pytest.mark.parametrize("amount", [10.5, 10.0, Decimal("10.5"), "10", True])
@pytest.mark.parametrize("column", ["money", "weight"])
def test_an_amount_that_is_not_whole_never_reaches_file_nor_centre(
    probe: Connection, column: str, amount: object
) -> None:
    with pytest.raises(StatementError, match="a whole number is wanted"):
        stored(probe, **{column: amount})
    probe.rollback()
    with pytest.raises(TypeError, match="a whole number is wanted"):
        KINDS[column][0].process_bind_param(amount, CENTRE)


@pytest.mark.parametrize("kind", [types.Money(), types.Weight()])
def test_a_centre_amount_finer_than_our_unit_is_refused_not_rounded(kind: Any) -> None:
    with pytest.raises(ValueError, match="decimals"):
        kind.process_result_value(Decimal("0.0005"), CENTRE)


@pytest.mark.parametrize("side", ["here", "centre"])
def test_a_moment_without_its_zone_is_refused(side: str) -> None:
    naive = datetime(2026, 9, 17, 9, 0)  # noqa: DTZ001
    with pytest.raises(TypeError, match="aware"):
        types.UtcDateTime().process_bind_param(naive, HERE if side == "here" else CENTRE)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="a day is wanted"):
        types.Day().process_bind_param(datetime(2026, 9, 17, tzinfo=UTC), HERE)


@pytest.mark.parametrize("value", [0.1, {"total": 10.5}, [{"a": [1, 2.0]}], float("nan")])
def test_no_float_hides_in_json(value: object) -> None:
    with pytest.raises(TypeError, match="no float"):
        types.Json().process_bind_param(value, HERE)
    with pytest.raises(TypeError, match="no float"):
        types.Json().process_bind_param(value, CENTRE)


def test_a_word_outside_its_list_is_refused_both_ways() -> None:
    kind = types.Choice(SaleKind)
    with pytest.raises(ValueError, match="swap"):
        kind.process_bind_param("swap", HERE)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="swap"):
        kind.process_result_value("swap", HERE)


@pytest.mark.parametrize(
    ("name", "there"),
    {
        "money": "NUMERIC(12, 2)",
        "weight": "NUMERIC(10, 3)",
        "uuid": "UUID",
        "moment": "TIMESTAMP WITH TIME ZONE",
        "day": "DATE",
        "json": "JSONB",
        "json_plain": "JSON",
        "text": "VARCHAR",
        "long_text": "TEXT",
        "short_text": "VARCHAR(50)",
        "yes_no": "BOOLEAN",
        "whole": "INTEGER",
        "big": "BIGINT",
        "real": "DOUBLE PRECISION",
        "blob": "BYTEA",
        "native_choice": "cashsessionstatus",
        "word_choice": "VARCHAR(16)",
    }.items(),
)
def test_each_type_is_at_the_centre_what_1_4_4_can_read(name: str, there: str) -> None:
    kind, _ = KINDS[name]
    assert kind.compile(dialect=CENTRE) == there
    assert kind.compile(dialect=HERE) in {"INTEGER", "REAL", "TEXT", "BLOB"}
