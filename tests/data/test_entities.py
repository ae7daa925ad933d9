"""``docs/entities.md`` tells the truth: about the models, about who writes each entity, about who shows it."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data import entities, entity_uses, models
from recyclique_desktop.data.models import Base
from recyclique_desktop.domain import acts
from tests.data.every_act import a_day

if TYPE_CHECKING:
    from tests.conftest import Shop

PACKAGE = Path(models.__file__).parents[2]
PAGE = PACKAGE.parent / "docs" / "entities.md"
NAMES = sorted(mapper.class_.__name__ for mapper in entities.entities())
BY_TABLE = {mapper.local_table.name: mapper.class_.__name__ for mapper in entities.entities()}  # type: ignore[attr-defined]
KNOWN_TO_READ = ("data.queries", "data.verify", "data.chain", "flows", "documents", "system.throttle", "ui")
UNWRITTEN = [name for name in NAMES if not entity_uses.USES.get(name, entity_uses.Use()).writers]
UNREAD = [name for name in NAMES if not entity_uses.USES.get(name, entity_uses.Use()).readers]


def source(module: str) -> str:
    """Return the text of ``room.module``; empty when there is none."""
    for path in (PACKAGE / f"{module.replace('.', '/')}.py", PACKAGE / module.replace(".", "/") / "__init__.py"):
        if path.is_file():
            return path.read_text("utf-8")
    return ""


def imported(module: str) -> Iterator[str]:
    """Return the modules of ours that a module imports, annotations included."""
    for node in ast.walk(ast.parse(source(module))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("recyclique_desktop"):
            base = (node.module or "").removeprefix("recyclique_desktop").removeprefix(".")
            yield base
            yield from (f"{base}.{name.name}".lstrip(".") for name in node.names)


@cache
def reading(module: str) -> frozenset[str]:
    """Return a module and everything that it imports to read rows with."""
    found, waiting = set(), [module]
    while waiting:
        current = waiting.pop()
        if current not in found and source(current):
            found.add(current)
            waiting += [name for name in imported(current) if name.startswith(KNOWN_TO_READ)]
    return frozenset(found)


def mentions(module: str, name: str) -> bool:
    mapper = next(mapper for mapper in entities.entities() if mapper.class_.__name__ == name)
    table = mapper.local_table.name  # type: ignore[attr-defined]
    return re.search(rf"\b{name}(?!\w*Report)|\b{table}\b", source(module)) is not None


def test_the_page_follows_the_models() -> None:
    assert PAGE.read_text("utf-8") == entities.document()


def test_every_entity_and_every_column_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    for table in Base.metadata.tables.values():
        assert f"`{table.key}`" in page
        for column in table.columns:
            assert f"| `{column.name}` |" in page


def test_only_what_exists_is_named() -> None:
    assert set(entity_uses.USES) <= set(NAMES)
    for use in entity_uses.USES.values():
        assert set(use.acts) <= acts.BY_NAME.keys()
        assert use.writers or use.readers


@pytest.mark.parametrize(
    ("name", "writer"), [(name, writer) for name, use in entity_uses.USES.items() for writer in use.writers]
)
def test_each_named_writer_writes_that_entity(name: str, writer: str) -> None:
    module, _, function = writer.rpartition(".")
    assert callable(getattr(importlib.import_module(f"recyclique_desktop.{module}"), function))
    assert mentions(module, name)


@pytest.mark.parametrize(
    ("name", "reader"), [(name, reader) for name, use in entity_uses.USES.items() for reader in use.readers]
)
def test_each_named_reader_reaches_that_entity(name: str, reader: str) -> None:
    assert source(reader)
    assert any(mentions(module, name) for module in reading(reader))


@pytest.mark.parametrize("name", UNWRITTEN)
def test_what_has_no_writer_yet_is_written_nowhere(name: str) -> None:
    rooms = ("services", "flows", "data/chain.py", "data/capture.py", "demo", "sync", "central", "integrations")
    files = [path for room in rooms for path in [PACKAGE / room, *(PACKAGE / room).rglob("*.py")] if path.is_file()]
    assert len(files) > 10
    assert [path.name for path in files if re.search(rf"\b{name}\(", path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", UNREAD)
def test_what_has_no_reader_yet_is_asked_for_nowhere(name: str) -> None:
    queries = sorted((PACKAGE / "data" / "queries").glob("*.py"))
    assert len(queries) > 3
    module = "recyclique_desktop.data.models"
    asked = [
        path.name
        for path in queries
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == module and name in {one.name for one in node.names}
    ]
    assert asked == []


def test_each_act_writes_the_entities_the_page_says(shop: Shop) -> None:
    a_day(shop)
    found: dict[str, set[str]] = {}
    done = set()
    with shop.db.connection() as connection:
        for act, payload in connection.exec_driver_sql("SELECT act, payload FROM journal WHERE length(payload) > 0"):
            done.add(act)
            for row in json.loads(payload)["rows"]:
                found.setdefault(BY_TABLE[row["table"]], set()).add(act)
    told = {name: set(use.acts) for name, use in entity_uses.USES.items() if use.acts}
    assert found == told
    silent = {"workstation.started", "ticket.line_removed", "ticket.abandoned", "key.changed", "journal.imported"}
    silent |= {"workstation.restored", "workstation.succeeded", "retention.applied"}
    silent |= {"person.viewed", "person.exported"}
    silent |= {"session.read", "data.exported", "backup.created", "backup.failed", "backup.restored"}
    silent |= {"price.allowed", "date.confirmed", "training.entered", "payment.refused"}
    of_the_centre = {"centre.changed", "centre.answered", "centre.restored"}
    of_the_centre |= {"workstation.enrolled", "workstation.revoked"}
    without_rows = {"person.unlocked"} | silent | of_the_centre
    assert acts.BY_NAME.keys() - done <= without_rows
