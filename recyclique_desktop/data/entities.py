"""Writes ``docs/entities.md``: every entity, whose it is, what writes and reads it, its columns and relations.

``python -m recyclique_desktop.data.entities > docs/entities.md``. All but ``USES`` follows from the models; a test
proves that ``USES`` names what exists, and that what it leaves out is neither written nor read.
"""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, configure_mappers

from recyclique_desktop.data import models
from recyclique_desktop.data.base import Owner, owner_of
from recyclique_desktop.data.models.sides import is_central
from recyclique_desktop.data.types import Choice
from recyclique_desktop.domain import acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, Dialect, Table
    from sqlalchemy.orm import RelationshipProperty

_HERE: Dialect = sqlite.dialect()
_CENTRE: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Use:
    """Who works with an entity.

    Attributes:
        acts: Names of the acts whose entries carry its rows.
        writers: What writes its rows, ``room.module.function``.
        readers: The modules that show its rows to a person.
    """

    acts: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()


_INITIALISED = acts.WORKSTATION_INITIALISED.name
_FIRST_RUN = ("services.first_run.initialise",)
_SEEDED = Use((_INITIALISED,), _FIRST_RUN)
_PLACE = Use((_INITIALISED,), _FIRST_RUN, ("ui.login.sign_in_page", "ui.caisse.home_page", "ui.caisse.opening_page"))
_RIGHTS_READ = ("flows.sign_in", "ui.admin.people_page")
_SOLD = Use(
    (acts.SALE_COMPLETED.name,),
    ("services.sales.complete_sale",),
    ("ui.caisse.home_page", "documents.session_report"),
)
_AT_RECEPTION = ("ui.reception.home_page", "ui.reception.weighing_page")
_EXAMINED = ("ui.admin.problems_page", "cli.problems")
_JOURNALED = Use((), ("data.chain.append",), ("flows.verify",))

USES: dict[str, Use] = {
    "AdminSetting": Use(
        (acts.SETTING_CHANGED.name,), ("services.admin_settings.set_thresholds",), ("ui.admin.settings_page",)
    ),
    "AuditLog": _JOURNALED,
    "CashCount": Use(
        (acts.SESSION_OPENED.name, acts.SESSION_CLOSED.name),
        ("services.cash_sessions.open_session", "services.closing.close_session"),
        ("ui.caisse.home_page", "documents.session_report"),
    ),
    "CashMovement": Use(readers=("documents.session_report",)),
    "CashRegister": _PLACE,
    "CashSession": Use(
        (acts.SESSION_OPENED.name, acts.SALE_COMPLETED.name, acts.SESSION_CLOSED.name),
        (
            "services.cash_sessions.open_session",
            "services.sales.complete_sale",
            "services.closing.close_session",
        ),
        ("ui.caisse.home_page", "documents.session_report"),
    ),
    "Category": Use(
        (
            _INITIALISED,
            acts.CATEGORIES_IMPORTED.name,
            acts.CATEGORY_CREATED.name,
            acts.CATEGORY_CHANGED.name,
            acts.CATEGORY_MOVED.name,
            acts.CATEGORIES_ORDERED.name,
            acts.CATEGORY_ARCHIVED.name,
            acts.CATEGORY_RESTORED.name,
        ),
        (
            *_FIRST_RUN,
            "services.categories.import_categories",
            "services.catalogue_edit.add_category",
            "services.catalogue_edit.edit_category",
            "services.catalogue_edit.show_category",
            "services.catalogue_edit.archive_category",
            "services.catalogue_edit.restore_category",
            "services.catalogue_place.move_category",
            "services.catalogue_place.order_categories",
        ),
        ("ui.caisse.entry", "ui.reception.weighing_page", "ui.admin.categories_page"),
    ),
    "CentreRow": Use((), ("central.making.found",), ("central.state",)),
    "Closure": Use(
        (acts.SESSION_CLOSED.name,),
        ("services.closing.close_session",),
        ("ui.caisse.home_page", "documents.session_report"),
    ),
    "Conflict": Use((), ("flows.office.settle",), _EXAMINED),
    "Correction": Use((acts.ALERT_ANSWERED.name,), ("services.alerts.answer_alert",), ("ui.admin.alerts_page",)),
    "Counter": Use((), ("data.chain.next_number",), ("flows.verify",)),
    "Device": Use(readers=("cli.devices",)),
    "DraftSale": Use(
        (),
        ("services.drafts.save_draft", "services.drafts.remove_line", "services.drafts.abandon_draft"),
        ("ui.caisse.home_page",),
    ),
    "Group": Use(
        (_INITIALISED, acts.GROUP_CREATED.name, acts.GROUP_CHANGED.name),
        (*_FIRST_RUN, "services.groups.add_group", "services.groups.rename_group"),
        (*_RIGHTS_READ, "ui.admin.groups_page"),
    ),
    "GroupPermission": Use(
        (
            _INITIALISED,
            acts.PERMISSION_GRANTED.name,
            acts.PERMISSION_REVOKED.name,
            acts.GROUP_CREATED.name,
            acts.GROUP_DISSOLVED.name,
        ),
        (
            *_FIRST_RUN,
            "services.groups.add_group",
            "services.groups.grant_permissions",
            "services.groups.revoke_permissions",
            "services.groups.dissolve_group",
        ),
        (*_RIGHTS_READ, "ui.admin.groups_page"),
    ),
    "JournalBranch": Use((), ("sync.store.DiskStore",), ("ui.admin.sync_page",)),
    "JournalEntry": Use((), ("data.chain.append",), ("flows.verify", "documents.session_report")),
    "LigneDepot": Use(
        (acts.DEPOSIT_LINE_WEIGHED.name, acts.DEPOSIT_LINE_CHANGED.name, acts.DEPOSIT_LINE_REMOVED.name),
        (
            "services.deposit_lines.add_line",
            "services.deposit_lines.change_line",
            "services.deposit_lines.remove_line",
        ),
        _AT_RECEPTION,
    ),
    "LoginHistory": Use(
        (acts.SIGNED_IN.name, acts.SIGN_IN_FAILED.name),
        ("services.people.record_sign_in", "services.people.record_sign_in_failure"),
    ),
    "ParkedEntry": Use(readers=_EXAMINED),
    "PaymentMethod": Use((_INITIALISED,), _FIRST_RUN, ("documents.session_report",)),
    "PaymentTransaction": _SOLD,
    "PendingEdit": Use(
        (),
        ("data.requests.ask", "sync.shared.SharedRows"),
        (
            "ui.admin.categories_page",
            "ui.admin.presets_page",
            "ui.admin.people_page",
            "ui.admin.settings_page",
            "ui.admin.sync_page",
        ),
    ),
    "Permission": Use(
        (_INITIALISED, acts.PERMISSIONS_COMPLETED.name),
        (*_FIRST_RUN, "services.groups.complete_permissions"),
        (*_RIGHTS_READ, "ui.admin.groups_page"),
    ),
    "PosteReception": Use(
        (acts.POST_OPENED.name, acts.POST_CLOSED.name),
        ("services.reception.open_post", "services.reception.close_post"),
        _AT_RECEPTION,
    ),
    "PresetButton": Use(
        (
            _INITIALISED,
            acts.PRESET_CREATED.name,
            acts.PRESET_CHANGED.name,
            acts.PRESETS_ORDERED.name,
            acts.PRESET_ARCHIVED.name,
            acts.PRESET_RESTORED.name,
        ),
        (
            *_FIRST_RUN,
            "services.presets.add_preset",
            "services.presets.edit_preset",
            "services.presets.order_presets",
            "services.presets.archive_preset",
            "services.presets.restore_preset",
        ),
        ("ui.admin.presets_page",),
    ),
    "RegisteredAct": Use((), ("central.registry.frozen",)),
    "RegisteredTable": Use((), ("central.registry.frozen",)),
    "Sale": _SOLD,
    "SaleItem": _SOLD,
    "Setting": Use(
        (_INITIALISED, acts.SETTING_CHANGED.name),
        (
            *_FIRST_RUN,
            "services.shared_settings.set_setting",
            "services.admin_settings.set_thresholds",
        ),
        ("flows.sign_in", "ui.admin.settings_page"),
    ),
    "SettingVersion": Use(
        (_INITIALISED, acts.REGIME_CHANGED.name, acts.SETTING_CHANGED.name),
        (*_FIRST_RUN, "services.shared_settings.set_regime", "services.shared_settings.date_value"),
        ("ui.admin.settings_page",),
    ),
    "Site": Use(
        (_INITIALISED, acts.REGIME_CHANGED.name),
        (*_FIRST_RUN, "services.shared_settings.set_regime"),
        _PLACE.readers,
    ),
    "SyncCursor": Use((), ("sync.bootstrap.fill", "sync.store.DiskStore", "sync.pull.Puller"), ("ui.admin.sync_page",)),
    "SyncLog": Use((), ("sync.log.RoundLog",), ("ui.admin.sync_page", "ui.admin.rounds_page")),
    "Throttle": Use((), ("system.throttle.ThrottleStore",), ("flows.sign_in",)),
    "TicketDepot": Use(
        (acts.DEPOSIT_OPENED.name, acts.DEPOSIT_CHANGED.name, acts.DEPOSIT_CLOSED.name),
        ("services.reception.open_ticket", "services.reception.change_ticket", "services.reception.close_ticket"),
        _AT_RECEPTION,
    ),
    "UnappliedEntry": Use(
        (), ("sync.aside.add", "sync.aside.count_retry", "sync.aside.forget"), ("ui.admin.sync_page", "cli.problems")
    ),
    "User": Use(
        (
            _INITIALISED,
            acts.USER_CREATED.name,
            acts.PIN_CHANGED.name,
            acts.PIN_CLEARED.name,
            acts.PASSWORD_CHANGED.name,
            acts.PASSWORD_FORCED.name,
            acts.USER_CHANGED.name,
            acts.USER_ROLE_CHANGED.name,
            acts.USER_GROUPS_CHANGED.name,
            acts.USER_GROUPS_LEFT.name,
            acts.USER_DEACTIVATED.name,
            acts.USER_REACTIVATED.name,
        ),
        (
            *_FIRST_RUN,
            "services.people.add_person",
            "services.people.change_pin",
            "services.people_edit.edit_person",
            "services.people_edit.deactivate_person",
            "services.people_edit.reactivate_person",
            "services.people_edit.clear_pin",
            "services.people_edit.replace_password",
        ),
        ("ui.login.sign_in_page", "flows.sign_in", "ui.admin.people_page"),
    ),
    "UserGroup": Use(
        (
            acts.USER_CREATED.name,
            acts.USER_GROUPS_CHANGED.name,
            acts.USER_GROUPS_LEFT.name,
            acts.GROUP_ASSIGNED.name,
            acts.GROUP_UNASSIGNED.name,
            acts.GROUP_DISSOLVED.name,
        ),
        (
            "services.people.add_person",
            "services.people_edit.edit_person",
            "services.groups.assign_group",
            "services.groups.unassign_group",
            "services.groups.dissolve_group",
        ),
        ("flows.sign_in", "ui.admin.groups_page"),
    ),
    "UserSession": Use(
        (acts.SIGNED_IN.name, acts.SIGNED_OUT.name), ("services.people.record_sign_in", "services.people.sign_out")
    ),
    "UserStatusHistory": Use(
        (acts.USER_DEACTIVATED.name, acts.USER_REACTIVATED.name),
        ("services.people_edit.deactivate_person", "services.people_edit.reactivate_person"),
    ),
    "Workstation": _PLACE,
}

_BY_THE_CENTRE = frozenset({
    "CentreEntry", "Conflict", "Device", "EnrolmentCode", "EntryId", "Lease", "LedgerEntry", "Life",
    "ParkedEntry", "PendingChange", "Stream", "Stub",
})  # fmt: skip
"""What the centre's own functions write, in SQL."""

_PLACES: dict[Owner, str] = {
    "device": "a fact that one workstation writes; the centre keeps a copy",
    "centre": "shared; the centre's, and read on every workstation",
    "local": "this workstation's alone; never travels",
    "centre_only": "the centre's alone; never on a workstation",
    "derived": "worked out from journal entries, the same on both sides",
}


def entities() -> list[Mapper[Any]]:
    """Return every mapped entity, by name."""
    configure_mappers()
    return sorted(models.Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


def document() -> str:
    """Return the whole page."""
    parts = [_INTRODUCTION, _summary(), *(_entity(mapper) for mapper in entities())]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """# Entities

Generated from the models by `python -m recyclique_desktop.data.entities > docs/entities.md`; do not edit.

Each table has one owner. *Here* is the type in a workstation's file, *Centre* the type in PostgreSQL. *Personal* and
*secret* columns enter only journal payloads that can be erased; *derived* ones are computed on each side and enter
none. A relation is written `name → Entity.back`: both names can be walked.

Writers are those of the workstation where a row is made. A row that comes from elsewhere is written by
`sync.bootstrap.fill` when a workstation joins, and by `sync.pull.Puller` from then on; at the centre, by its functions
(`alembic/central/sql`)."""


def _summary() -> str:
    rows = [
        (name, f"`{table.key}`", owner_of(table), *_uses(name))
        for name, table in ((mapper.class_.__name__, _table(mapper)) for mapper in entities())
    ]
    return _grid(("Entity", "Table", "Owner", "Act", "Writer", "Reader"), rows)


def _entity(mapper: Mapper[Any]) -> str:
    name, table = mapper.class_.__name__, _table(mapper)
    written, writer, reader = _uses(name)
    facts = [
        f"- Table: `{table.key}`{_where(table)}",
        f"- Owner: **{owner_of(table)}**, {_PLACES[owner_of(table)]}",
        f"- Act: {written}",
        f"- Writer: {writer}",
        f"- Reader: {reader}",
        f"- Relations: {_relations(mapper)}",
    ]
    columns = _grid(
        ("Column", "Kind", "Here", "Centre", "Null", "Notes"), [_column(column, table) for column in table.columns]
    )
    return "\n\n".join((f"## {name}", inspect.getdoc(mapper.class_) or "", "\n".join(facts), columns))


def _uses(name: str) -> tuple[str, str, str]:
    use = USES.get(name, Use())
    writers = [f"`{writer}`" for writer in use.writers]
    writers += ["the centre's functions"] if name in _BY_THE_CENTRE else []
    return (
        ", ".join(f"`{act}`" for act in use.acts) or ("none: not journaled as rows" if writers else "none yet"),
        ", ".join(writers) or "no writer yet",
        ", ".join(f"`{reader}`" for reader in use.readers) or "no reader yet",
    )


def _where(table: Table) -> str:
    return ", in a small file beside the key" if "file" in table.info else ""


def _relations(mapper: Mapper[Any]) -> str:
    found = sorted(mapper.relationships, key=lambda relation: relation.key)
    return ", ".join(_relation(relation) for relation in found) or "none"


def _relation(relation: RelationshipProperty[Any]) -> str:
    several = " (several)" if relation.uselist else ""
    return f"`{relation.key} → {relation.mapper.class_.__name__}.{relation.back_populates}`{several}"


def _column(column: Column[Any], table: Table) -> tuple[str, ...]:
    central = column.type.compile(dialect=_CENTRE) if is_central(table) else ""
    here = "" if owner_of(table) == "centre_only" else column.type.compile(dialect=_HERE)
    null = "yes" if column.nullable else "at the centre" if column.info.get("central_null") else ""
    return (f"`{column.name}`", type(column.type).__name__, here, central, null, "; ".join(_notes(column)))


def _notes(column: Column[Any]) -> list[str]:
    notes = ["key"] if column.primary_key else []
    notes += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    if isinstance(column.type, Choice):
        notes.append(" · ".join(f"`{member.value}`" for member in column.type.enum))
    notes += [str(column.info["privacy"])] if "privacy" in column.info else []
    notes += ["derived"] if column.info.get("derived") else []
    if column.server_default is not None:
        notes.append(f"default `{_default(column)}`")
    elif "central_default" in column.info and is_central(column.table):
        notes.append(f"default `{column.info['central_default']}` at the centre")
    return notes


def _default(column: Column[Any]) -> str:
    argument = getattr(cast("Any", column.server_default), "arg", "identity")
    return str(argument if isinstance(argument, str) else argument.compile(dialect=_CENTRE))


def _table(mapper: Mapper[Any]) -> Table:
    return cast("Table", mapper.local_table)


def _grid(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("|" + "".join(f" {cell} |" if cell else " |" for cell in line) for line in lines)


if __name__ == "__main__":
    sys.stdout.buffer.write(document().encode())
