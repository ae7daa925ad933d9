"""Every relation between entities, walked both ways on a real file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ForeignKeyConstraint, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Mapper, RelationshipProperty, configure_mappers, selectinload

from recyclique_desktop.data import models
from recyclique_desktop.data.base import owner_of
from recyclique_desktop.data.db import Database
from tests.data.filled import fill
from tests.known import KEY

configure_mappers()
MAPPERS: list[Mapper[Any]] = sorted(models.Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
RELATIONS = [relation for mapper in MAPPERS for relation in mapper.relationships]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[Database]:
    """A file with two rows in every table."""
    path = tmp_path_factory.mktemp("relations") / "full.sqlite"
    shutil.copyfile(empty_file, path)
    database = Database.open(path, KEY)
    with database.connection() as connection:
        fill(connection)
    yield database
    database.close()


def _name(relation: RelationshipProperty[Any]) -> str:
    return f"{relation.parent.class_.__name__}.{relation.key}"


def _related(instance: object, key: str) -> list[Any]:
    found = getattr(instance, key)
    return found if isinstance(found, list) else [found] if found is not None else []


@pytest.mark.parametrize("relation", RELATIONS, ids=_name)
def test_each_relation_leads_there_and_back(relation: RelationshipProperty[Any], full: Database) -> None:
    near, far = relation.parent.class_, relation.mapper.class_
    back = relation.back_populates
    assert isinstance(back, str)
    path = selectinload(getattr(near, relation.key)).selectinload(getattr(far, back))
    with full.reading() as session:
        walked = 0
        for start in session.scalars(select(near).options(path)):
            for reached in _related(start, relation.key):
                assert start in _related(reached, back)
                walked += 1
    assert walked > 0


@pytest.mark.parametrize("relation", RELATIONS, ids=_name)
def test_no_relation_reads_the_disk_behind_a_screen(relation: RelationshipProperty[Any], full: Database) -> None:
    with full.reading() as session:
        start = session.scalars(select(relation.parent.class_)).first()
        with pytest.raises(InvalidRequestError, match="lazy"):
            getattr(start, relation.key)


def test_each_reference_can_be_walked_except_where_a_fact_was_recorded() -> None:
    walkable = {column for relation in RELATIONS for column in relation.local_columns if not relation.viewonly}
    lost = []
    for table in models.Base.metadata.sorted_tables:
        for constraint in table.constraints:
            if not isinstance(constraint, ForeignKeyConstraint):
                continue
            column = constraint.columns[0]
            recorded = owner_of(table) in {"device", "local"} and column.name in {"site_id", "workstation_id"}
            if column not in walkable and not recorded:
                lost.append(str(column))
    assert lost == []
