"""What the training's file takes of the shop's: the rows it sells with, at each entry, and nothing that was ever sold.

Of people only those who may practise come, without their addresses, and with the rights of the till alone: nobody
administers a shop from its training. These statements pass beside capture on purpose: as in a joined workstation,
shared rows are proved where they are made. The shop's file is only read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import delete, insert, select

from recyclique_desktop.data import erasure
from recyclique_desktop.data.models import (
    CashRegister,
    Category,
    Group,
    GroupPermission,
    PaymentMethod,
    PendingEdit,
    Permission,
    PresetButton,
    Setting,
    SettingVersion,
    Site,
    Tare,
    User,
    UserGroup,
    Workstation,
)
from recyclique_desktop.domain.enums import Permission as Right
from recyclique_desktop.domain.enums import UserRole, WorkstationStatus
from recyclique_desktop.domain.ids import TRAINING_CODE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection, Table

_Row = dict[str, Any]
RIGHTS: Final = frozenset({
    Right.CAISSE, Right.CAISSE_VIRTUAL, Right.CAISSE_DEFERRED, Right.CAISSE_REFUND, Right.CAISSE_CASH_MOVE,
    Right.CAISSE_VARIANCE, Right.CAISSE_CORRECT,
})  # fmt: skip
"""What can be practised."""
LEADERS: Final = uuid5(NAMESPACE_OID, "recyclique:training:leaders")
"""The team, in the training, of those whom the shop lets do everything."""
_WHOLE: Final = (Setting, SettingVersion, Tare, PaymentMethod, Category, PresetButton)
_NOT_PRACTISED: Final = ("email", "telegram_id", "phone_number", "address", "notes", "skills", "availability")


@dataclass(frozen=True, slots=True)
class Practice:
    """The workstation of the training, and the one it stands beside.

    Attributes:
        beside: The shop's workstation.
        workstation_id: The training's own.
        public_key: Of the key that signs its journal.
        word: Put after the shop's name, so that no screen and no paper leaves it out.
    """

    beside: UUID
    workstation_id: UUID
    public_key: bytes
    word: str


def copy_shop(source: Connection, target: Connection, practice: Practice) -> None:
    """Make the training's shop the one that is open next door, as it is now.

    Args:
        source: On the shop's file, in one read snapshot.
        target: On the training's, in one background transaction (``Database.applying``).
        practice: Where people practise.

    Raises:
        LookupError: The shop's file does not know its own workstation.
    """
    here = _one(source, Workstation, practice.beside)
    site_id = here["site_id"]
    forget(target, erasure.erased_people(source))
    for entity in (PendingEdit, UserGroup, GroupPermission, Group, Permission, Setting, SettingVersion):
        target.execute(delete(entity))
    site = _one(source, Site, site_id)
    _put(target, Site, [site | {"name": f"{site['name']} · {practice.word}"}])
    registers = select(_table(CashRegister)).where(CashRegister.site_id == site_id)
    _put(target, CashRegister, _rows(source, registers))
    _put(target, Workstation, [here | _own(practice)])
    for whole in _WHOLE:
        _put(target, whole, _rows(source, select(_table(whole))))
    _put_people(source, target, site_id)


def forget(target: Connection, people: Iterable[UUID]) -> int:
    """Forget in a training whom the shop has forgotten; return how many were known there."""
    known = [user_id for user_id in people if erasure.is_still_known(target, user_id)]
    for user_id in known:
        erasure.scrub(target, user_id)
    return len(known)


def _put_people(source: Connection, target: Connection, site_id: UUID) -> None:
    """Copy who may practise; who did and may no more stays for what she did, and cannot come in."""
    permissions = _rows(source, select(_table(Permission)))
    groups = _rows(source, select(_table(Group)))
    links = _rows(source, select(_table(GroupPermission)))
    members = _rows(source, select(_table(UserGroup)))
    of_here = (User.site_id == site_id) | User.site_id.is_(None)
    people = _rows(source, select(_table(User)).where(of_here))
    by_name = {row["name"]: row["id"] for row in permissions}
    practising = {row["group_id"] for row in links if row["permission_id"] == by_name.get(Right.CAISSE_VIRTUAL.value)}
    leaders = {row["id"] for row in people if row["role"] is not UserRole.USER}
    welcome = leaders | {row["user_id"] for row in members if row["group_id"] in practising}
    known = set(target.execute(select(User.id)).scalars())
    copied = [_practising(row, welcome) for row in people if row["id"] in welcome | known]
    _put(target, User, copied)
    _put(target, Permission, permissions)
    _put(target, Group, [*groups, _leaders(groups, permissions)])
    _put(target, GroupPermission, _rights(links, practising, by_name, permissions))
    ids = {row["id"] for row in copied}
    joined = [row for row in members if row["user_id"] in ids]
    _put(target, UserGroup, [*joined, *_leading(leaders & ids, permissions)])


def _practising(row: _Row, welcome: Collection[UUID]) -> _Row:
    blank = dict.fromkeys(_NOT_PRACTISED)
    is_active = row["is_active"] and row["id"] in welcome
    return row | blank | {"role": UserRole.USER, "is_active": is_active, "site_id": None}


def _rights(
    links: list[_Row], practising: Collection[UUID], by_name: dict[str, UUID], permissions: list[_Row]
) -> Iterable[_Row]:
    """Return the rights of each team: those of the till; who may practise may sell here."""
    trained = {by_name[right.value] for right in RIGHTS if right.value in by_name}
    kept = {(row["group_id"], row["permission_id"]) for row in links if row["permission_id"] in trained}
    if Right.CAISSE.value in by_name:
        kept |= {(group_id, by_name[Right.CAISSE.value]) for group_id in practising}
    kept |= {(LEADERS, permission_id) for permission_id in trained}
    return [{"group_id": group, "permission_id": right} | _born(permissions) for group, right in sorted(kept)]


def _leaders(groups: list[_Row], permissions: list[_Row]) -> _Row:
    names = {row["name"] for row in groups}
    name = next(name for name in ("Responsables", "Responsables (entraînement)", str(LEADERS)) if name not in names)
    moment = permissions[0]["created_at"]
    return {"id": LEADERS, "name": name, "created_at": moment, "updated_at": moment, "row_version": 1}


def _leading(leaders: Collection[UUID], permissions: list[_Row]) -> Iterable[_Row]:
    return [{"user_id": one, "group_id": LEADERS} | _born(permissions) for one in sorted(leaders)]


def _born(permissions: list[_Row]) -> _Row:
    return {"created_at": permissions[0]["created_at"], "row_version": 1}


def _own(practice: Practice) -> _Row:
    return {
        "id": practice.workstation_id,
        "code": TRAINING_CODE,
        "public_key": practice.public_key,
        "recovery_public_key": None,
        "status": WorkstationStatus.ACTIVE,
        "revoked_at": None,
        "successor_of": None,
    }


def _table(entity: Any) -> Table:
    table: Table = entity.__table__
    return table


def _one(source: Connection, entity: Any, row_id: UUID) -> _Row:
    found = _rows(source, select(_table(entity)).where(entity.id == row_id))
    if not found:
        raise LookupError(f"{_table(entity).name} {row_id}")
    return found[0]


def _rows(source: Connection, query: Any) -> list[_Row]:
    return [dict(row) for row in source.execute(query).mappings()]


def _put(target: Connection, entity: Any, rows: Iterable[_Row]) -> None:
    """Put these rows in the place of those of the same ids; what points at them is looked at when all is done."""
    table, wanted = _table(entity), list(rows)
    if not wanted:
        return
    if "id" in table.c:
        for row in wanted:
            target.execute(delete(table).where(table.c.id == row["id"]))
    for row in wanted:
        target.execute(insert(table).values(row))
