"""The buttons of the price step: added, changed, ordered, archived, never deleted (``cash.md`` §2.7).

A button's ``code`` is made once and never changes: lines of tickets name it. What it does follows from its type and
its price: a gift is free, a price above zero is fixed, a material exit has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category, PresetButton
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.category_tree import HIDDEN_ROOT
from recyclique_desktop.domain.enums import ButtonType, Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.services.shared import change

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

MAX_NAME = 40
MAX_PRICE = Cents(999_999)


@dataclass(frozen=True, slots=True)
class PresetForm:
    """What a button's form says, whole.

    Attributes:
        price: Above zero it is the fixed price of one object.
        category_id: Nothing for a button that goes with any category.
    """

    preset_id: UUID
    name: str
    button_type: ButtonType
    price: Cents = ZERO
    category_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AddPreset:
    form: PresetForm


@dataclass(frozen=True, slots=True)
class EditPreset:
    form: PresetForm


@dataclass(frozen=True, slots=True)
class OrderPresets:
    """All buttons that are not archived, in the order wished."""

    preset_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ArchivePreset:
    preset_id: UUID


@dataclass(frozen=True, slots=True)
class RestorePreset:
    preset_id: UUID


def add_preset(session: Session, command: AddPreset, actor: Actor, station: Station) -> UUID:
    """Add a button after the others; the same id again is the same button.

    Raises:
        UserError: ``permission.denied``, ``preset.*``, ``category.not_found``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    form = command.form
    if session.get(PresetButton, form.preset_id) is not None:
        return form.preset_id
    name = _checked_name(session, form)
    now = station.clock.now()
    made = PresetButton(
        id=form.preset_id,
        code=_code(name, form.preset_id),
        name=name,
        button_type=form.button_type,
        category_id=_category(session, form.category_id),
        preset_price=form.price,
        sort_order=1 + max((row.sort_order for row in _rows(session)), default=0),
        is_active=True,
        created_at=now,
        updated_at=now,
    )
    record(session, acts.PRESET_CREATED, actor, station)
    session.add(made)
    return made.id


def edit_preset(session: Session, command: EditPreset, actor: Actor, station: Station) -> None:
    """Change a button; a form that says what is there already writes nothing.

    Raises:
        UserError: ``permission.denied``, ``preset.*``, ``category.not_found``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    form = command.form
    preset = _find(session, form.preset_id)
    values = {
        "name": _checked_name(session, form),
        "button_type": form.button_type,
        "preset_price": form.price,
        "category_id": _category(session, form.category_id),
    }
    if change(session, preset, station, **values):
        record(session, acts.PRESET_CHANGED, actor, station)


def order_presets(session: Session, command: OrderPresets, actor: Actor, station: Station) -> None:
    """Number the buttons from 1 on; only those whose number changes are written.

    Raises:
        UserError: ``permission.denied``; ``preset.order_stale`` when the list is not the one that is there.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    there = {row.id: row for row in _rows(session) if row.is_active}
    if sorted(command.preset_ids) != sorted(there):
        raise UserError("preset.order_stale")
    places = enumerate(command.preset_ids, start=1)
    changed = [change(session, there[preset_id], station, sort_order=place) for place, preset_id in places]
    if any(changed):
        record(session, acts.PRESETS_ORDERED, actor, station)


def archive_preset(session: Session, command: ArchivePreset, actor: Actor, station: Station) -> None:
    """Take a button off the till; tickets made with it keep it.

    Raises:
        UserError: ``permission.denied``, ``preset.not_found``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    if change(session, _find(session, command.preset_id), station, is_active=False):
        record(session, acts.PRESET_ARCHIVED, actor, station)


def restore_preset(session: Session, command: RestorePreset, actor: Actor, station: Station) -> None:
    """Put an archived button back on the till.

    Raises:
        UserError: ``permission.denied``, ``preset.not_found``, ``preset.name_taken``, ``preset.category_archived``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    preset = _find(session, command.preset_id)
    if preset.is_active:
        return
    _require_free_name(session, preset.name, preset.id)
    if session.get_one(Category, preset.category_id).deleted_at is not None:
        raise UserError("preset.category_archived", name=preset.name)
    change(session, preset, station, is_active=True)
    record(session, acts.PRESET_RESTORED, actor, station)


def _rows(session: Session) -> list[PresetButton]:
    return list(session.scalars(select(PresetButton)))


def _find(session: Session, preset_id: UUID) -> PresetButton:
    found = session.get(PresetButton, preset_id)
    if found is None:
        raise UserError("preset.not_found")
    return found


def _checked_name(session: Session, form: PresetForm) -> str:
    """Check a form and return its name as it is kept."""
    name = nfc(" ".join(form.name.split()))
    if not name:
        raise UserError("preset.name_missing")
    if len(name) > MAX_NAME:
        raise UserError("preset.name_length", most=MAX_NAME)
    if not 0 <= form.price <= MAX_PRICE:
        raise UserError("preset.price_out_of_range", amount=form.price)
    if form.price and form.button_type is ButtonType.RECYCLING:
        raise UserError("preset.exit_priced", name=name)
    _require_free_name(session, name, form.preset_id)
    return name


def _require_free_name(session: Session, name: str, besides: UUID) -> None:
    """Two buttons of one name cannot be told apart at the till; an archived one is not there."""
    for row in _rows(session):
        if row.is_active and row.id != besides and folded(row.name) == folded(name):
            raise UserError("preset.name_taken", name=row.name)


def _category(session: Session, category_id: UUID | None) -> UUID:
    """Return the category of a button: the hidden root when it goes with any of them (``decisions.md``)."""
    if category_id is None:
        query = select(Category.id).where(Category.name == HIDDEN_ROOT, Category.parent_id.is_(None))
        return session.scalars(query).one()
    found = session.get(Category, category_id)
    if found is None or found.deleted_at is not None:
        raise UserError("category.not_found")
    return found.id


def _code(name: str, preset_id: UUID) -> str:
    """Return a code that no other workstation gives at the same time: words of the name, end of the id."""
    words = "_".join("".join(c if c.isalnum() else " " for c in folded(name)).split())
    return f"{words[:32].upper() or 'BOUTON'}_{preset_id.hex[-8:]}"
