"""Who works with each entity: the acts that carry its rows, what writes them, which screens and papers show them.

``docs/entities.md`` is written from it by ``entities.py``; a test proves every line of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from recyclique_desktop.domain import acts


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
_SOLD = (acts.SALE_COMPLETED.name, acts.SALE_REVERSED.name)
_SELLS = ("services.sales.complete_sale", "services.reversals.reverse_sale")
_TICKETS_SHOWN = ("ui.caisse.home_page", "documents.session_report")
_DISPOSED, _FIXED = acts.DISPOSAL_COMPLETED.name, acts.SALE_PAYMENT_FIXED.name
_AT_RECEPTION = ("ui.reception.home_page", "ui.reception.weighing_page", "ui.admin.reception_page")
_EXAMINED = ("ui.admin.problems_page", "cli.problems")
_JOURNALED = Use((), ("data.chain.append",), ("flows.verify",))

USES: dict[str, Use] = {
    "AdminSetting": Use(
        (acts.SETTING_CHANGED.name,), ("services.admin_settings.set_thresholds",), ("ui.admin.settings_page",)
    ),
    "AuditLog": Use((), ("data.chain.append",), ("ui.admin.journal_page", "ui.admin.history_page", "flows.verify")),
    "CashCount": Use(
        (acts.SESSION_OPENED.name, acts.SESSION_CLOSED.name),
        ("services.closing.count_rows",),
        ("ui.caisse.home_page", "documents.session_report"),
    ),
    "CashMovement": Use(
        (acts.CASH_MOVED.name, acts.SESSION_CLOSED.name),
        ("services.cash_moves.move_cash", "services.putting_away.movement_of"),
        ("documents.session_report",),
    ),
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
        (acts.SESSION_CLOSED.name, acts.PERIOD_CLOSED.name),
        ("services.closing.close_session", "services.period_closing.close_next_period"),
        ("ui.caisse.home_page", "documents.session_report"),
    ),
    "Conflict": Use((), ("flows.office.settle",), _EXAMINED),
    "Correction": Use(
        (
            acts.ALERT_ANSWERED.name,
            acts.DEPOSIT_CORRECTED.name,
            acts.SALE_CORRECTED.name,
            acts.SESSION_CORRECTED.name,
        ),
        (
            "services.alerts.answer_alert",
            "services.corrections.correct_line",
            "services.corrections.correct_notebook_day",
            "services.corrections.correct_ticket",
            "services.sale_corrections.correct_sale_line",
            "services.sale_corrections.correct_sale_note",
            "services.session_dates.correct_session_date",
        ),
        ("ui.admin.alerts_page", "ui.admin.reception_page", "ui.caisse.tickets_page"),
    ),
    "Counter": Use((), ("data.chain.next_number",), ("flows.verify",)),
    "Deposit": Use(
        (acts.DEPOSIT_ANNOUNCED.name, acts.DEPOSIT_VALIDATED.name, acts.DEPOSIT_REFUSED.name),
        (
            "services.announced.announce_deposit",
            "services.announced.validate_deposit",
            "services.announced.refuse_deposit",
        ),
        ("ui.admin.announced_page", "ui.reception.home_page"),
    ),
    "Device": Use(readers=("cli.devices",)),
    "DraftSale": Use(
        (),
        (
            "services.drafts.save_draft",
            "services.drafts.remove_line",
            "services.drafts.abandon_draft",
            "services.drafts.park_draft",
            "services.drafts.resume_draft",
        ),
        ("ui.caisse.home_page", "ui.caisse.sale_page"),
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
    "ImportBatch": Use((acts.RECEPTION_IMPORTED.name,), ("services.paper.import_paper",), ("services.paper",)),
    "LigneDepot": Use(
        (
            acts.DEPOSIT_LINE_WEIGHED.name,
            acts.DEPOSIT_LINE_CHANGED.name,
            acts.DEPOSIT_LINE_REMOVED.name,
            acts.DEPOSIT_VALIDATED.name,
            acts.RECEPTION_IMPORTED.name,
        ),
        (
            "services.announced.validate_deposit",
            "services.paper.import_paper",
            "services.deposit_lines.add_line",
            "services.deposit_lines.change_line",
            "services.deposit_lines.remove_line",
        ),
        _AT_RECEPTION,
    ),
    "LoginHistory": Use(
        (acts.SIGNED_IN.name, acts.SIGN_IN_FAILED.name, acts.CAME_BACK.name),
        (
            "services.people.record_sign_in",
            "services.people.record_sign_in_failure",
            "services.sign_ins.come_back",
        ),
        ("ui.admin.history_page",),
    ),
    "ParkedEntry": Use(readers=_EXAMINED),
    "PaymentMethod": Use(
        (_INITIALISED, acts.METHOD_ADDED.name, acts.METHOD_CHANGED.name),
        (*_FIRST_RUN, "services.payment_ways.add_method", "services.payment_ways.edit_method"),
        ("documents.session_report", "ui.admin.methods_page"),
    ),
    "PaymentTransaction": Use((*_SOLD, _FIXED), (*_SELLS, "services.reversals.fix_payment"), _TICKETS_SHOWN),
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
        (acts.POST_OPENED.name, acts.NOTEBOOK_OPENED.name, acts.POST_CLOSED.name, acts.RECEPTION_IMPORTED.name),
        (
            "services.reception.open_post",
            "services.notebooks.open_notebook",
            "services.reception.close_post",
        ),
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
    "RegistrationRequest": Use(
        (acts.REGISTRATION_REQUESTED.name, acts.REGISTRATION_APPROVED.name, acts.REGISTRATION_REFUSED.name),
        ("services.registrations.note_request", "services.registrations.refuse_request"),
        ("ui.admin.registrations_page",),
    ),
    "Sale": Use((*_SOLD, _DISPOSED, _FIXED), (*_SELLS, "services.reversals.fix_payment"), _TICKETS_SHOWN),
    "SaleItem": Use((*_SOLD, _DISPOSED), _SELLS, _TICKETS_SHOWN),
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
        (
            acts.DEPOSIT_OPENED.name,
            acts.DEPOSIT_CHANGED.name,
            acts.DEPOSIT_CLOSED.name,
            acts.DEPOSIT_VALIDATED.name,
            acts.RECEPTION_IMPORTED.name,
        ),
        (
            "services.reception.open_ticket",
            "services.reception.change_ticket",
            "services.reception.close_ticket",
            "services.paper.import_paper",
        ),
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
            acts.USER_APPROVED.name,
            acts.USER_REJECTED.name,
            acts.REGISTRATION_APPROVED.name,
            acts.ERASURE_DONE.name,
            acts.SIGNED_OUT_EVERYWHERE.name,
        ),
        (
            *_FIRST_RUN,
            "services.own_account.change_own_data",
            "services.sign_ins.sign_out_everywhere",
            "services.people.add_person",
            "services.people.change_pin",
            "services.people_edit.edit_person",
            "services.registrations.approve_request",
            "services.registrations.approve_person",
            "services.privacy.anonymise_person",
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
            acts.REGISTRATION_APPROVED.name,
            acts.USER_APPROVED.name,
        ),
        (
            "services.people.add_person",
            "services.people_edit.edit_person",
            "services.registrations.approve_request",
            "services.groups.assign_group",
            "services.groups.unassign_group",
            "services.groups.dissolve_group",
        ),
        ("flows.sign_in", "ui.admin.groups_page"),
    ),
    "UserSession": Use(
        (
            acts.SIGNED_IN.name,
            acts.SIGNED_OUT.name,
            acts.SCREEN_LOCKED.name,
            acts.CAME_BACK.name,
            acts.SIGN_IN_ENDED.name,
        ),
        (
            "services.people.record_sign_in",
            "services.people.sign_out",
            "services.sign_ins.lock_screen",
            "services.sign_ins.come_back",
            "services.sign_ins.end_sign_in",
            "services.sign_ins.end_left_behind",
        ),
        ("ui.admin.history_page",),
    ),
    "UserStatusHistory": Use(
        (
            acts.USER_DEACTIVATED.name,
            acts.USER_REACTIVATED.name,
            acts.USER_APPROVED.name,
            acts.USER_REJECTED.name,
            acts.REGISTRATION_APPROVED.name,
            acts.ERASURE_DONE.name,
        ),
        (
            "services.people_edit.deactivate_person",
            "services.people_edit.reactivate_person",
            "services.registrations.approve_request",
            "services.registrations.reject_person",
            "services.privacy.anonymise_person",
        ),
        ("ui.admin.history_page", "ui.admin.registrations_page", "ui.admin.privacy_page"),
    ),
    "Workstation": _PLACE,
}
