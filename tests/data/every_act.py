"""A day in which everything is done once that this program knows how to do on rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.admin_catalogue import preset_lines
from recyclique_desktop.data.queries.admin_people import team_lines
from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.domain.cash_count import PutAway
from recyclique_desktop.domain.enums import (
    ButtonType,
    CashMovementKind,
    Destination,
    FiscalRegime,
    Permission,
    UserRole,
    WeightSource,
)
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.reception import Weighed
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.flows import periods, thresholds
from recyclique_desktop.services import (
    alerts,
    announced,
    cash_moves,
    cash_sessions,
    catalogue_edit,
    catalogue_place,
    conflicts,
    corrections,
    groups,
    notebooks,
    paper,
    payment_ways,
    people,
    people_edit,
    presets,
    privacy,
    reception,
    registrations,
    reversals,
    sale_corrections,
    session_dates,
    session_reading,
    shared_settings,
    sign_ins,
)
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, ResumeSession, close_session
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.system.secrets import MemoryStore
from tests.services.selling import Till, open_till, read, write
from tests.services.test_registrations import from_the_web
from tests.services.weighing import line, open_reception

if TYPE_CHECKING:
    from tests.conftest import Shop


def a_day(shop: Shop) -> None:
    """Do every act that this program knows how to do on rows, once."""
    till = open_till(shop)
    on_tickets(till)
    till.write(cash_sessions.resume_session, ResumeSession(till.session_id))
    in_and_out(till)
    at_reception(shop)
    at_reception_desk(shop)
    on_shared_data(till)
    counts = (MethodCount("cash", Cents(3100)), MethodCount("check", Cents(0)))
    on_a_notebook(shop)
    safe = PutAway(shop.station.ids.new(), CashMovementKind.SAFE, Cents(1000))
    closed = till.write(close_session, CloseSession(till.session_id, counts, reason="erreur", put_away=safe))
    till.write(alerts.answer_alert, alerts.AnswerAlert(closed.closure_id, "retrouvé"), shop.admin)
    shop.clock.advance(timedelta(days=1))
    periods.close_due_periods(shop.db, shop.station)
    assert shop.volunteer.user_id is not None
    gone = privacy.AnonymisePerson(shop.volunteer.user_id, "à sa demande")
    till.write(privacy.anonymise_person, gone, shop.admin)


def on_a_notebook(shop: Shop) -> None:
    """Type a notebook in under a wrong day, and put that right."""
    day = shop.clock.now().date()
    opening = cash_sessions.OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(0), day - timedelta(days=3))
    opened = write(shop, cash_sessions.open_notebook, opening, shop.admin)
    right = session_dates.CorrectSessionDate(opened.session_id, day - timedelta(days=4), "jour mal lu")
    write(shop, session_dates.correct_session_date, right, shop.admin)


def on_tickets(till: Till) -> None:
    new, session_id = till.shop.station.ids.new, till.session_id
    sold = till.sell(("cash", 300))
    gone = replace(till.line(price=0, grams=500), preset_code="RECYCLAGE")
    till.write(complete_sale, till.sale((gone,)))
    fix = reversals.FixPayment(new(), sold.sale_id, session_id, "cash", "check", Cents(300), "chèque")
    for act, command in (
        (sale_corrections.correct_sale_note, sale_corrections.CorrectSaleNote(sold.sale_id, "anse cassée")),
        (reversals.fix_payment, fix),
        (reversals.reverse_sale, reversals.ReverseSale(
            new(), sold.sale_id, session_id, (reversals.ReturnLine(1, 1),),
            (reversals.PaidBack("check", Cents(300)),), "revenu",
        )),
        (cash_moves.move_cash, cash_moves.MoveCash(new(), session_id, CashMovementKind.IN, Cents(100), "monnaie")),
        (session_reading.read_session, session_reading.ReadSession(session_id)),
    ):  # fmt: skip
        till.write(act, command, till.shop.admin)


def at_reception(shop: Shop) -> None:
    post = open_reception(shop)
    ticket = post.begin()
    first = line(shop, ticket.ticket_id, 960_000)
    write(shop, reception.add_line, first, post.actor)
    mended = reception.ChangeLine(first.line_id, first.category_id, first.weighed, Destination.RECYCLAGE)
    for act, command in (
        (reception.change_line, mended),
        (reception.remove_line, reception.RemoveLine(first.line_id)),
        (reception.change_ticket, reception.ChangeTicket(ticket.ticket_id, "collecte", "", "")),
        (reception.close_ticket, reception.CloseTicket(ticket.ticket_id)),
        (reception.resume_post, reception.ResumePost(post.poste_id)),
        (reception.close_post, reception.ClosePost(post.poste_id)),
    ):
        write(shop, act, command, post.actor)


def in_and_out(till: Till) -> None:
    shop = till.shop
    sign_in, volunteer = shop.station.ids.new(), shop.volunteer.user_id
    assert volunteer is not None
    until = shop.clock.now() + timedelta(hours=8)
    till.write(people.record_sign_in_failure, people.SignInFailed(volunteer, "emilie", "invalid_password", 1))
    till.write(people.record_sign_in, people.SignedIn(sign_in, volunteer, "pin", until))
    till.write(people.change_pin, people.ChangePin(volunteer, "$argon2id$x"), shop.admin)
    till.write(sign_ins.lock_screen, sign_ins.LockScreen(sign_in))
    till.write(sign_ins.come_back, sign_ins.ComeBack(sign_in, "pin"))
    till.write(people.sign_out, people.SignOut(sign_in))
    other = shop.station.ids.new()
    till.write(people.record_sign_in, people.SignedIn(other, volunteer, "pin", until))
    till.write(sign_ins.end_sign_in, sign_ins.EndSignIn(other, "expired"))
    shop.clock.advance(timedelta(seconds=1))
    till.write(sign_ins.sign_out_everywhere, sign_ins.SignOutEverywhere(volunteer), shop.admin)


def on_requests(till: Till) -> None:
    """Let some join and refuse others: noted at the desk, and come from the web."""
    admin, new, shop = till.shop.admin, till.shop.station.ids.new, till.shop
    first, second = new(), new()
    for request_id in (first, second):
        till.write(
            registrations.note_request, registrations.NoteRequest(request_id, "Théo", "Lemaire", "t@x.fr"), admin
        )
    group = read(shop, team_lines)[0].group_id
    approve = registrations.ApproveRequest(first, new(), (group,), "$x", "vu")
    till.write(registrations.approve_request, approve, admin)
    till.write(registrations.refuse_request, registrations.RefuseRequest(second, "complet"), admin)
    till.write(registrations.approve_person, registrations.ApprovePerson(from_the_web(shop), (group,), "vu"), admin)
    till.write(registrations.reject_person, registrations.RejectPerson(from_the_web(shop, "max_web"), "inconnu"), admin)


def at_reception_desk(shop: Shop) -> None:
    """A notebook, a correction, two deposits announced, a sheet of paper."""
    ids, day = shop.station.ids, date(2026, 9, 1)
    write(shop, notebooks.open_notebook, notebooks.OpenNotebook(ids.new(), day), shop.admin)
    post = open_reception(shop, shop.admin)
    ticket = post.begin()
    added = post.weigh(ticket, "960.000")
    post.finish(ticket)
    pan, shelf = line(shop, ticket.ticket_id, 1).category_id, Destination.MAGASIN
    right = corrections.CorrectLine(added.line_id, pan, Grams(960), shelf, is_exit=False, notes="", reason="g")
    write(shop, corrections.correct_line, right, shop.admin)
    first, second = ids.new(), ids.new()
    for deposit_id in (first, second):
        write(shop, announced.announce_deposit, announced.AnnounceDeposit(deposit_id, "une chaise"), shop.admin)
    weighed = Weighed(Grams(3000), Grams(0), WeightSource.TYPED)
    taken = announced.ValidateDeposit(first, ids.new(), ids.new(), pan, weighed, shelf)
    write(shop, announced.validate_deposit, taken, shop.admin)
    write(shop, announced.refuse_deposit, announced.RefuseDeposit(second, "cassée"), shop.admin)
    sheet = paper.ImportPaper("cahier.csv", "0" * 64, (paper.PaperLine(day, pan, Grams(500), shelf),))
    write(shop, paper.import_paper, sheet, shop.admin)


def on_shared_data(till: Till) -> None:
    on_categories(till)
    on_buttons(till)
    on_groups(till)
    on_people(till)
    on_requests(till)
    admin = till.shop.admin
    till.write(shared_settings.set_sign_in_minutes, shared_settings.SetSignInMinutes(60), admin)
    till.write(shared_settings.set_regime, shared_settings.SetRegime(FiscalRegime.TAXABLE), admin)
    keys = thresholds.ThresholdKeys(MemoryStore(), till.shop.station.id)
    thresholds.save(till.shop.db, Cents(2000), admin, till.shop.station, keys, own=False)
    settled = conflicts.SettleConflict(till.shop.station.ids.new(), "categories", "price", conflicts.Keep.CENTRE)
    till.write(conflicts.record_settled, settled, admin)


def on_categories(till: Till) -> None:
    admin, first, second = till.shop.admin, till.shop.station.ids.new(), till.shop.station.ids.new()
    roots = [tile.id for tile in read(till.shop, catalogue)]
    till.write(catalogue_edit.add_category, catalogue_edit.AddCategory(first, "Neuf"), admin)
    till.write(catalogue_edit.add_category, catalogue_edit.AddCategory(second, "Autre"), admin)
    till.write(catalogue_edit.edit_category, catalogue_edit.EditCategory(second, "Renommé", None, None), admin)
    till.write(catalogue_place.order_categories, catalogue_place.OrderCategories(None, (first, second, *roots)), admin)
    till.write(catalogue_place.move_category, catalogue_place.MoveCategory(second, first), admin)
    till.write(catalogue_edit.archive_category, catalogue_edit.ArchiveCategory(second), admin)
    till.write(catalogue_edit.restore_category, catalogue_edit.RestoreCategory(second), admin)


def on_buttons(till: Till) -> None:
    admin = till.shop.admin
    form = presets.PresetForm(till.shop.station.ids.new(), "Sac", ButtonType.DONATION, Cents(200))
    till.write(presets.add_preset, presets.AddPreset(form), admin)
    way = payment_ways.MethodForm(till.shop.station.ids.new(), "Monnaie locale")
    till.write(payment_ways.add_method, payment_ways.AddMethod(way), admin)
    till.write(payment_ways.edit_method, payment_ways.EditMethod(replace(way, active=False)), admin)
    till.write(presets.edit_preset, presets.EditPreset(replace(form, price=Cents(300))), admin)
    ids = [line.id for line in read(till.shop, preset_lines)]
    till.write(presets.order_presets, presets.OrderPresets(tuple(reversed(ids))), admin)
    till.write(presets.archive_preset, presets.ArchivePreset(form.preset_id), admin)
    till.write(presets.restore_preset, presets.RestorePreset(form.preset_id), admin)


def on_people(till: Till) -> None:
    admin, user_id = till.shop.admin, till.shop.volunteer.user_id
    assert user_id is not None
    site = till.shop.station.site_id
    known = read(till.shop, actor_of, user_id)
    form = people_edit.EditPerson(user_id, "Émilie", "Robert", "emilie", known.role, (), site)
    till.write(people_edit.edit_person, form, admin)
    team = next(one for one in read(till.shop, team_lines) if one.name == "Bénévole caisse")
    till.write(people_edit.edit_person, replace(form, first_name="Zoé", group_ids=(team.group_id,)), admin)
    till.write(people_edit.edit_person, form, admin)
    till.write(people_edit.edit_person, replace(form, first_name="Emma"), admin)
    till.write(people_edit.edit_person, replace(form, role=UserRole.ADMIN), admin)
    till.write(people_edit.clear_pin, people_edit.ClearPin(user_id), admin)
    till.write(people_edit.replace_password, people_edit.ReplacePassword(user_id, "$a"), till.shop.volunteer)
    till.write(people_edit.replace_password, people_edit.ReplacePassword(user_id, "$b"), admin)
    till.write(people_edit.deactivate_person, people_edit.DeactivatePerson(user_id), admin)
    till.write(people_edit.reactivate_person, people_edit.ReactivatePerson(user_id), admin)


def on_groups(till: Till) -> None:
    admin, group_id, user_id = till.shop.admin, till.shop.station.ids.new(), till.shop.volunteer.user_id
    assert user_id is not None
    with till.shop.db.connection() as connection:
        connection.exec_driver_sql("DELETE FROM permissions WHERE name = 'admin.privacy.manage'")
        connection.commit()
    with till.shop.db.writing() as session:
        groups.complete_permissions(session, admin, till.shop.station)
    rights = (Permission.CAISSE,)
    till.write(groups.add_group, groups.AddGroup(group_id, "Les samedis", permissions=rights), admin)
    till.write(groups.rename_group, groups.RenameGroup(group_id, "Les dimanches"), admin)
    till.write(groups.revoke_permissions, groups.RevokePermissions(group_id, rights), admin)
    till.write(groups.grant_permissions, groups.GrantPermissions(group_id, rights), admin)
    for act, command in (
        (groups.assign_group, groups.AssignGroup(group_id, (user_id,))),
        (groups.unassign_group, groups.UnassignGroup(group_id, (user_id,))),
        (groups.assign_group, groups.AssignGroup(group_id, (user_id,))),
        (groups.dissolve_group, groups.DissolveGroup(group_id)),
    ):
        till.write(act, command, admin)
