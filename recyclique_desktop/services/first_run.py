"""The first run: a shop, its till, its first administrator, and the rows that every shop starts with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import (
    CashRegister,
    Category,
    Group,
    GroupPermission,
    PaymentMethod,
    Permission,
    PresetButton,
    Setting,
    SettingVersion,
    Site,
    User,
    Workstation,
)
from recyclique_desktop.data.queries.people import operator_code
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.category_tree import HIDDEN_ROOT
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import (
    FiscalRegime,
    UserRole,
    UserStatus,
    WorkstationKind,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import ZERO
from recyclique_desktop.domain.permissions import DESCRIPTIONS, SEED_GROUPS
from recyclique_desktop.domain.starting import METHODS, PRESETS
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

SIRET_DIGITS = 14


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What a new stand-alone workstation is told; secrets arrive as hashes."""

    site_name: str
    register_name: str
    workstation_name: str
    workstation_code: str
    kind: WorkstationKind
    regime: FiscalRegime
    siret: str | None
    admin_name: str
    admin_pin_hash: str | None
    admin_password_hash: str
    public_key: bytes
    workstation_id: UUID
    site_id: UUID


@dataclass(frozen=True, slots=True)
class Initialised:
    site_id: UUID
    workstation_id: UUID
    register_id: UUID
    admin_id: UUID


def initialise(session: Session, command: FirstRun, actor: Actor, station: Station) -> Initialised:
    """Fill an empty file: everything in one entry, or nothing.

    Raises:
        UserError: ``first_run.name_missing`` or ``first_run.siret``.
    """
    _check(command)
    details = {"workstation": command.workstation_code, "kind": command.kind.value, "regime": command.regime.value}
    record(session, acts.WORKSTATION_INITIALISED, actor, station, doc=details)
    seed = _Seed(station, station.clock.now())
    site = seed.site(command)
    register = seed.row(CashRegister, name=command.register_name.strip(), site_id=site.id, workflow_options={})
    admin = seed.admin(command)
    session.add_all([site, register, seed.workstation(command, register.id), admin])
    session.add_all(seed.rights())
    session.add_all(seed.ways_to_pay())
    session.add_all(seed.presets())
    session.add_all(seed.settings(command))
    return Initialised(command.site_id, command.workstation_id, register.id, admin.id)


def split_name(name: str) -> tuple[str, str | None]:
    """Return first name and last name of « Émilie Roux »; one word is a first name."""
    first, _, last = " ".join(name.split()).partition(" ")
    return first, last or None


def make_username(first: str, last: str | None) -> str:
    """Return ``emilie.roux``: letters without accents, digits and dashes."""
    parts = ("".join(c for c in folded(part) if c.isalnum() or c == "-") for part in (first, last or ""))
    return ".".join(part for part in parts if part) or "personne"


def is_siret(text: str) -> bool:
    """Tell whether 14 digits carry a right check digit; La Poste's own numbers sum to a multiple of five."""
    if len(text) != SIRET_DIGITS or not (text.isascii() and text.isdecimal()):
        return False
    doubled = [int(c) * (2 if place % 2 == 0 else 1) for place, c in enumerate(text)]
    if sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0:
        return True
    return text.startswith("356000000") and sum(int(c) for c in text) % 5 == 0


def _check(command: FirstRun) -> None:
    for name in (command.site_name, command.register_name, command.workstation_name, command.admin_name):
        if not name.strip():
            raise UserError("first_run.name_missing")
    if command.siret and not is_siret(command.siret):
        raise UserError("first_run.siret", siret=command.siret)


@dataclass(frozen=True, slots=True)
class _Seed:
    """Makes the rows; every one is born here and now."""

    station: Station
    now: datetime

    def row(self, entity: Any, **values: Any) -> Any:
        return entity(id=self.station.ids.new(), created_at=self.now, updated_at=self.now, **values)

    def site(self, command: FirstRun) -> Site:
        return Site(
            id=command.site_id,
            name=command.site_name.strip(),
            siret=command.siret or None,
            fiscal_regime=command.regime,
            time_zone=self.station.zone.key,
            country="France",
            created_at=self.now,
            updated_at=self.now,
        )

    def workstation(self, command: FirstRun, register_id: UUID) -> Workstation:
        return Workstation(
            id=command.workstation_id,
            code=command.workstation_code,
            kind=command.kind,
            name=command.workstation_name.strip(),
            site_id=command.site_id,
            register_id=register_id,
            public_key=command.public_key,
            created_at=self.now,
            updated_at=self.now,
        )

    def admin(self, command: FirstRun) -> User:
        first, last = split_name(command.admin_name)
        admin_id = self.station.ids.new()
        return User(
            id=admin_id,
            username=make_username(first, last),
            first_name=first,
            last_name=last,
            hashed_password=command.admin_password_hash,
            hashed_pin=command.admin_pin_hash,
            role=UserRole.SUPER_ADMIN,
            status=UserStatus.ACTIVE,
            is_active=True,
            site_id=command.site_id,
            operator_code=operator_code(admin_id),
            created_at=self.now,
            updated_at=self.now,
        )

    def rights(self) -> list[object]:
        """The permissions, the two teams, and what each team may do."""
        known = {
            right: self.row(Permission, name=right.value, description=DESCRIPTIONS[right]) for right in DESCRIPTIONS
        }
        rows: list[object] = list(known.values())
        for seed in SEED_GROUPS:
            group = self.row(Group, name=seed.name, description=seed.description)
            rows.append(group)
            rows += [
                GroupPermission(group_id=group.id, permission_id=known[right].id, created_at=self.now)
                for right in seed.permissions
            ]
        return rows

    def ways_to_pay(self) -> list[PaymentMethod]:
        return [
            self.row(
                PaymentMethod,
                code=method.code,
                label=method.label,
                kind=method.kind,
                gives_change=method.gives_change,
                in_drawer=method.in_drawer,
                needs_reference=False,
                position=position,
                active=method.active,
            )
            for position, method in enumerate(METHODS, start=1)
        ]

    def presets(self) -> list[object]:
        """The four buttons, and the hidden root they point at (``decisions.md``)."""
        root = self.row(Category, name=HIDDEN_ROOT, is_active=False, is_visible=False)
        buttons = [
            self.row(
                PresetButton,
                code=code,
                name=name,
                button_type=kind,
                category_id=root.id,
                preset_price=ZERO,
                sort_order=place,
                is_active=True,
            )
            for place, (code, name, kind) in enumerate(PRESETS, start=1)
        ]
        return [root, *buttons]

    def settings(self, command: FirstRun) -> list[object]:
        tolerance = settings.write_amount(settings.VARIANCE_TOLERANCE.default)
        plain = {
            settings.SIGN_IN_MINUTES.name: str(settings.SIGN_IN_MINUTES.default),
            settings.VARIANCE_TOLERANCE.name: tolerance,
        }
        rows = [self.row(Setting, key=key, value=value) for key, value in plain.items()]
        dated = self.row(
            SettingVersion,
            key=settings.FISCAL_REGIME,
            scope=str(command.site_id),
            value=command.regime.value,
            valid_from=business_date(self.now, self.station.zone),
        )
        return [*rows, dated]
