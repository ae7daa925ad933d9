"""Column types: one Python type, one SQLite STRICT type, one PostgreSQL type each.

SQLite STRICT tables accept only INTEGER, REAL, TEXT and BLOB (``dependencies.md`` §2.4), so every column
of ours uses a type from this module. Nothing here rounds: a float offered as money or weight is refused.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect
from sqlalchemy import types as sa
from sqlalchemy.dialects import postgresql

from recyclique_desktop.domain.clock import from_iso_utc, iso_utc
from recyclique_desktop.domain.text import nfc


def _whole(value: object) -> int:
    if type(value) is not int:
        kind = type(value).__name__
        raise TypeError(f"a whole number is wanted, not {kind}")
    return value


def json_text(value: Any) -> str:
    """Write a value as a ``Json`` column holds it on a workstation: one form for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class _Exact(sa.TypeDecorator[int]):
    """A whole number of small units here, an exact decimal of big units at the centre."""

    impl = sa.Integer
    cache_ok = True
    places: int
    precision: int

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.Numeric(self.precision, self.places))
        return dialect.type_descriptor(sa.Integer())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        whole = _whole(value)
        return Decimal(whole).scaleb(-self.places) if dialect.name == "postgresql" else whole

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        if value is None or dialect.name != "postgresql":
            return value  # type: ignore[no-any-return]
        scaled = Decimal(value).scaleb(self.places)
        if scaled != int(scaled):
            raise ValueError(f"{value} has more than {self.places} decimals")
        return int(scaled)


class Money(_Exact):
    """Integer cents; ``numeric(12,2)`` euros at the centre."""

    places = 2
    precision = 12
    cache_ok = True


class Weight(_Exact):
    """Integer grams; ``numeric(10,3)`` kilograms at the centre."""

    places = 3
    precision = 10
    cache_ok = True


class Uuid(sa.TypeDecorator[UUID]):
    """A UUID: 16 bytes in SQLite, ``uuid`` at the centre."""

    impl = sa.LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.Uuid(as_uuid=True))
        return dialect.type_descriptor(sa.LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return value if value is None or dialect.name == "postgresql" else UUID(bytes=value)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment to the microsecond: sortable text in SQLite, ``timestamptz`` at the centre."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an aware datetime is wanted")
        return value.astimezone(UTC) if dialect.name == "postgresql" else iso_utc(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else from_iso_utc(value)


class Day(sa.TypeDecorator[date]):
    """A calendar day of the site: ``YYYY-MM-DD`` text in SQLite, ``date`` at the centre."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Date() if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        if isinstance(value, datetime):
            raise TypeError("a day is wanted, not a moment")
        if value is None or dialect.name == "postgresql":
            return value
        return value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return value if value is None or dialect.name == "postgresql" else date.fromisoformat(value)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("no float in stored JSON: write cents, grams or text")
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


class Json(sa.TypeDecorator[Any]):
    """A JSON value without floats: canonical text in SQLite, ``jsonb`` at the centre.

    Args:
        plain: ``json`` at the centre, floats allowed: what a machine guessed (a column of 1.4.4).
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, *, plain: bool = False) -> None:
        super().__init__()
        self.plain = plain

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSON() if self.plain else postgresql.JSONB())
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if not self.plain:
            _refuse_floats(value)
        if value is None or dialect.name == "postgresql":
            return value
        return json_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else json.loads(value)


class Str(sa.TypeDecorator[str]):
    """Text in Unicode NFC. ``length`` bounds it at the centre (``varchar(n)``); ``text=True`` means ``text`` there."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, length: int | None = None, *, text: bool = False) -> None:
        super().__init__()
        self.length = length
        self.text = text

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        if dialect.name == "postgresql" and not self.text:
            return dialect.type_descriptor(sa.String(self.length))
        return sa.Text()  # type_descriptor would make it a varchar there

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else nfc(value)


class Bool(sa.TypeDecorator[bool]):
    """Yes or no: 0/1 in SQLite, ``boolean`` at the centre."""

    impl = sa.Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Boolean() if dialect.name == "postgresql" else sa.Integer())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Int(sa.TypeDecorator[int]):
    """A whole number: INTEGER in SQLite, ``integer`` or (``big=True``) ``bigint`` at the centre."""

    impl = sa.Integer
    cache_ok = True

    def __init__(self, *, big: bool = False) -> None:
        super().__init__()
        self.big = big

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        big = dialect.name == "postgresql" and self.big
        return dialect.type_descriptor(sa.BigInteger() if big else sa.Integer())


class Real(sa.TypeDecorator[float]):
    """A measure that is neither money nor weight (a confidence between 0 and 1)."""

    impl = sa.REAL
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        return sa.Double() if dialect.name == "postgresql" else dialect.type_descriptor(sa.REAL())


class Bytes(sa.TypeDecorator[bytes]):
    """Raw bytes: BLOB in SQLite, ``bytea`` at the centre."""

    impl = sa.LargeBinary
    cache_ok = True


class Words(sa.TypeDecorator[list[str]]):
    """Several names in order: ``text[]`` at the centre, the only side that keeps such a column."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(sa.Text()))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else json_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> list[str] | None:
        return value if value is None or dialect.name == "postgresql" else json.loads(value)  # type: ignore[no-any-return]


class Xid8(sa.UserDefinedType[int]):
    """PostgreSQL's own type of transaction numbers, which SQLAlchemy does not name."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "XID8"


class TransactionId(sa.TypeDecorator[int]):
    """The number of a transaction of the centre: ``xid8`` there, the only side that keeps such a column."""

    impl = sa.Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        return Xid8() if dialect.name == "postgresql" else dialect.type_descriptor(sa.Integer())


class Choice(sa.TypeDecorator[StrEnum]):
    """A member of a closed list, stored as its value.

    Args:
        enum: The closed list.
        pg_name: Name of the native type that 1.4.4 created at the centre; without it the column is ``varchar``.
        length: Length of that ``varchar``.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, enum: type[StrEnum], *, pg_name: str | None = None, length: int | None = None) -> None:
        super().__init__()
        self.enum = enum
        self.pg_name = pg_name
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> sa.TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.Text())
        if self.pg_name is None:
            return dialect.type_descriptor(sa.String(self.length))
        labels = [member.value for member in self.enum]
        return dialect.type_descriptor(postgresql.ENUM(*labels, name=self.pg_name, create_type=False))

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)
