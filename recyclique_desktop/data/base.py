"""The declarative base: naming convention, owners, and what a column may say about itself.

Table ``info``: ``owner`` is one of ``OWNERS``; synchronisation and capture follow from it and from nothing else.
Column ``info``:
    ``privacy``: ``"personal"`` or ``"secret"``: never enters a fiscal or operational payload (``sync.md`` §1).
    ``derived``: computed on each side, never captured (``sync.md`` §8.6).
Constraint and index ``info``: ``side`` is ``"local"`` or ``"central"`` where they differ (``sync.md`` §8.13).
"""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

Owner = Literal["device", "centre", "local", "centre_only", "derived"]
OWNERS: tuple[str, ...] = get_args(Owner)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PERSONAL = {"privacy": "personal"}
SECRET = {"privacy": "secret"}
DERIVED = {"derived": True}


class Base(DeclarativeBase):
    """Base of every entity."""

    metadata = MetaData(naming_convention=NAMING)


def owner_of(table: Table) -> Owner:
    """Return who writes the rows of ``table``.

    Raises:
        KeyError: The table does not say; every table must.
    """
    owner: Owner = table.info["owner"]
    return owner
