"""Who may do what: one line for each act of a service. ``docs/rights.md`` is written from it, a test tries every cell.

``python -m recyclique_desktop.services.rights > docs/rights.md``. The services themselves ask for these rights; this
page says what they ask. A service without a line here, and a line that a service does not keep to, fail the test.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.permissions import DESCRIPTIONS, OVERRIDABLE, SEED_GROUPS
from recyclique_desktop.domain.station import RANKS


@dataclass(frozen=True, slots=True)
class Rule:
    """What an act wants. One with nothing is noted by the program itself, on its way; nobody asks for it.

    Attributes:
        permission: Held by the actor; administrators hold them all.
        role: The least role.
        own: Whether anybody may do it for herself.
        person: Whether a person must act, not the program.
        office: Whether a joined workstation must be an office to do it for others.
        lent: What a manager may lend for one act, by her code, when the act calls for it.
        note: What else there is to know.
    """

    permission: Permission | None = None
    role: UserRole | None = None
    own: bool = False
    person: bool = False
    office: bool = False
    lent: Permission | None = None
    note: str = ""


_TILL = Rule(Permission.CAISSE)
_WEIGHING = Rule(Permission.RECEPTION)
_CATALOGUE = Rule(Permission.CATALOGUE_MANAGE)
_PEOPLE = Rule(
    Permission.USERS_MANAGE, person=True, office=True, note="never on somebody who may do more than the actor"
)
_GROUPS = Rule(Permission.GROUPS_MANAGE, office=True, note="never a permission that the actor lacks")
_SETTINGS = Rule(Permission.SETTINGS_MANAGE, office=True)
_NOTEBOOK = Rule(Permission.RECEPTION_DEFERRED, person=True, lent=Permission.RECEPTION_DEFERRED)
_CORRECTING = Rule(Permission.RECEPTION_CORRECT, person=True, lent=Permission.RECEPTION_CORRECT)
_CORRECTING_SALE = Rule(Permission.CAISSE_CORRECT, person=True, lent=Permission.CAISSE_CORRECT)
_SETTINGS_HERE = Rule(Permission.SETTINGS_MANAGE)
_DEVICES = Rule(Permission.DEVICES_MANAGE)
_PROGRAM = Rule()

RIGHTS: dict[str, Rule] = {
    "admin_settings.copy_thresholds": _SETTINGS,
    "admin_settings.set_thresholds": _SETTINGS,
    "alerts.answer_alert": Rule(Permission.CAISSE_VARIANCE, person=True),
    "announced.announce_deposit": Rule(Permission.RECEPTION, person=True),
    "announced.refuse_deposit": _WEIGHING,
    "announced.validate_deposit": Rule(Permission.RECEPTION, person=True),
    "cash_moves.move_cash": Rule(Permission.CAISSE_CASH_MOVE, lent=Permission.CAISSE_CASH_MOVE),
    "cash_sessions.open_notebook": Rule(Permission.CAISSE_DEFERRED, person=True, lent=Permission.CAISSE_DEFERRED),
    "cash_sessions.open_session": Rule(Permission.CAISSE, person=True),
    "cash_sessions.resume_session": _TILL,
    "catalogue_edit.add_category": _CATALOGUE,
    "catalogue_edit.archive_category": _CATALOGUE,
    "catalogue_edit.edit_category": _CATALOGUE,
    "catalogue_edit.restore_category": _CATALOGUE,
    "catalogue_edit.show_category": _CATALOGUE,
    "catalogue_place.move_category": _CATALOGUE,
    "catalogue_place.order_categories": _CATALOGUE,
    "categories.import_categories": _CATALOGUE,
    "categories.preview_import": _CATALOGUE,
    "closing.close_session": Rule(
        Permission.CAISSE, lent=Permission.CAISSE_VARIANCE, note="from the variance that the shop set"
    ),
    "conflicts.record_settled": Rule(
        Permission.SETTINGS_MANAGE, office=True, note="the permission of the table in question, where it has one"
    ),
    "corrections.correct_line": _CORRECTING,
    "corrections.correct_notebook_day": _CORRECTING,
    "corrections.correct_ticket": _CORRECTING,
    "dates.confirm_date": _TILL,
    "deposit_lines.add_line": Rule(Permission.RECEPTION, person=True),
    "deposit_lines.change_line": _WEIGHING,
    "deposit_lines.remove_line": _WEIGHING,
    "drafts.abandon_draft": _TILL,
    "drafts.park_draft": _TILL,
    "drafts.remove_line": _TILL,
    "drafts.resume_draft": _TILL,
    "drafts.save_draft": _TILL,
    "first_run.initialise": _PROGRAM,
    "groups.add_group": _GROUPS,
    "groups.assign_group": _GROUPS,
    "groups.complete_permissions": _PROGRAM,
    "groups.dissolve_group": _GROUPS,
    "groups.grant_permissions": _GROUPS,
    "groups.rename_group": _GROUPS,
    "groups.revoke_permissions": _GROUPS,
    "groups.unassign_group": _GROUPS,
    "keys.change_key": _PROGRAM,
    "keys.record_restored": _PROGRAM,
    "notebooks.open_notebook": _NOTEBOOK,
    "office_acts.record_import": _DEVICES,
    "office_acts.record_succession": _DEVICES,
    "own_account.change_own_data": Rule(person=True, office=True, note="her own names and addresses"),
    "paper.import_paper": _NOTEBOOK,
    "paper.preview_paper": _NOTEBOOK,
    "payment_ways.add_method": _SETTINGS,
    "payment_ways.edit_method": _SETTINGS,
    "people.add_person": Rule(
        Permission.USERS_MANAGE, office=True, note="never a role or a group that may do more than the actor"
    ),
    "people.change_pin": Rule(Permission.USERS_MANAGE, own=True, office=True),
    "people.record_sign_in": _PROGRAM,
    "people.record_sign_in_failure": _PROGRAM,
    "people.sign_out": _PROGRAM,
    "people.unlock": Rule(Permission.USERS_MANAGE),
    "people_edit.clear_pin": _PEOPLE,
    "people_edit.deactivate_person": _PEOPLE,
    "people_edit.edit_person": _PEOPLE,
    "people_edit.reactivate_person": _PEOPLE,
    "people_edit.replace_password": Rule(
        Permission.USERS_MANAGE, role=UserRole.SUPER_ADMIN, own=True, person=True, office=True
    ),
    "period_closing.close_next_period": _TILL,
    "practice.enter_training": Rule(Permission.CAISSE_VIRTUAL),
    "presets.add_preset": _CATALOGUE,
    "presets.archive_preset": _CATALOGUE,
    "presets.edit_preset": _CATALOGUE,
    "presets.order_presets": _CATALOGUE,
    "presets.restore_preset": _CATALOGUE,
    "prices.allow_price": Rule(Permission.CAISSE_CORRECT, lent=Permission.CAISSE_CORRECT),
    "privacy.anonymise_person": Rule(
        Permission.PRIVACY_MANAGE, person=True, office=True, note="never on oneself, nor on somebody above"
    ),
    "privacy.record_person_export": Rule(Permission.PRIVACY_MANAGE, own=True),
    "privacy.record_retention": _PROGRAM,
    "privacy.record_view": Rule(Permission.PRIVACY_MANAGE, own=True),
    "reception.change_ticket": _WEIGHING,
    "reception.close_post": _WEIGHING,
    "reception.close_ticket": _WEIGHING,
    "reception.open_post": Rule(Permission.RECEPTION, person=True),
    "reception.open_ticket": Rule(Permission.RECEPTION, person=True),
    "reception.resume_post": _WEIGHING,
    "refused_cards.refuse_payment": _TILL,
    "registrations.approve_person": _PEOPLE,
    "registrations.approve_request": Rule(
        Permission.USERS_MANAGE, person=True, office=True, note="never a group that may do more than the actor"
    ),
    "registrations.note_request": Rule(Permission.USERS_MANAGE),
    "registrations.refuse_request": Rule(Permission.USERS_MANAGE, person=True, office=True),
    "registrations.reject_person": _PEOPLE,
    "reversals.fix_payment": Rule(Permission.CAISSE_CORRECT, lent=Permission.CAISSE_CORRECT),
    "reversals.reverse_sale": Rule(Permission.CAISSE_REFUND, lent=Permission.CAISSE_REFUND),
    "sale_corrections.correct_sale_line": _CORRECTING_SALE,
    "sale_corrections.correct_sale_note": _CORRECTING_SALE,
    "sales.complete_sale": _TILL,
    "session_dates.correct_session_date": Rule(Permission.CAISSE_CORRECT, person=True, lent=Permission.CAISSE_CORRECT),
    "session_reading.read_session": _TILL,
    "shared_settings.set_regime": _SETTINGS,
    "shared_settings.set_setting": Rule(
        Permission.SETTINGS_MANAGE, office=True, note="super administrators alone for those that say so"
    ),
    "shared_settings.set_sign_in_minutes": Rule(Permission.SETTINGS_MANAGE, role=UserRole.SUPER_ADMIN, office=True),
    "shared_settings.set_variance_tolerance": _SETTINGS,
    "sign_ins.come_back": _PROGRAM,
    "sign_ins.end_left_behind": _PROGRAM,
    "sign_ins.end_sign_in": _PROGRAM,
    "sign_ins.lock_screen": _PROGRAM,
    "sign_ins.sign_out_everywhere": _PEOPLE,
    "starts.note_start": _PROGRAM,
    "traces.record_backup": _SETTINGS_HERE,
    "traces.record_export": Rule(Permission.REPORTS_EXPORT, note="and the permission that the list itself wants"),
}
"""By ``module.function`` of this room."""


def allows(
    rule: Rule,
    role: UserRole,
    permissions: frozenset[Permission],
    *,
    is_own: bool = False,
    is_person: bool = True,
    is_office: bool = True,
) -> bool:
    """Tell what the table says of one call.

    Args:
        rule: Of the act.
        role: Of the actor.
        permissions: Of her groups.
        is_own: Whether the act is about herself.
        is_person: Whether somebody acts, not the program.
        is_office: Whether shared rows may be changed here: a workstation alone, or an office.
    """
    if rule.person and not is_person:
        return False
    if rule.own and is_own:
        return True
    if rule.office and not is_office:
        return False
    if rule.role is not None and RANKS.index(role) < RANKS.index(rule.role):
        return False
    return rule.permission is None or role is not UserRole.USER or rule.permission in permissions


def document() -> str:
    """Return the page of the documentation."""
    return "\n".join((_HEAD, _acts(), _PERMISSIONS, _permissions(), ""))


_HEAD = """\
# Rights

Generated by `python -m recyclique_desktop.services.rights > docs/rights.md`; do not edit. A test calls every function
for every role and every permission, on a workstation alone and on joined ones, and compares with this page.

Administrators and super-administrators hold every permission; anybody else holds those of her groups. Nobody acts on
somebody who may do more than herself, nobody gives what she does not hold, nobody changes her own role or switches
herself off, and the last super-administrator stays.

*Office*: on a workstation joined to a centre, only from an office. *Lent*: what a manager may allow once, by her code.
"""
_PERMISSIONS = """
## Permissions

The names are those of the table `permissions`; the first eight of 1.4.4 keep theirs. *Lent*: a manager may allow it
once, by her code, to somebody who lacks it; the journal then names both.
"""


def _acts() -> str:
    head: tuple[str, ...] = ("Act", "Permission", "Role", "For oneself", "Office", "Lent", "Note")
    rows: list[tuple[str, ...]] = [(f"`{name}`", *_cells(rule)) for name, rule in sorted(RIGHTS.items())]
    return _grid(head, rows)


def _cells(rule: Rule) -> tuple[str, ...]:
    if rule == _PROGRAM:
        return ("", "", "", "", "", "noted by the program itself")
    return (
        f"`{rule.permission}`" if rule.permission else "",
        f"`{rule.role}`" if rule.role else "",
        "yes" if rule.own else "",
        "yes" if rule.office else "",
        f"`{rule.lent}`" if rule.lent else "",
        rule.note,
    )


def _permissions() -> str:
    head = ("Permission", "What it allows (French, as the screen says it)", "Lent", "Groups of a new shop")
    rows: list[tuple[str, ...]] = [
        (
            f"`{right}`", words, "yes" if right in OVERRIDABLE else "",
            ", ".join(group.name for group in SEED_GROUPS if right in group.permissions),
        )
        for right, words in DESCRIPTIONS.items()
    ]  # fmt: skip
    return _grid(head, rows)


def _grid(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("|" + "".join(f" {cell} |" if cell else " |" for cell in line) for line in lines)


if __name__ == "__main__":
    sys.stdout.buffer.write(document().encode())
