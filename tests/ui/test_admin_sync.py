"""« Synchronisation » and what hangs on it: the pill, now, the rounds, what to look at, a choice between two values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.data.models import Category
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows.office import Conflict, Parked, PutBack
from recyclique_desktop.services.announced import AnnounceDeposit, announce_deposit
from recyclique_desktop.services.catalogue_edit import EditCategory, edit_category
from recyclique_desktop.services.conflicts import Keep
from recyclique_desktop.sync.status import Light, Status
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.ui.admin.problems_page import ProblemsPage
from recyclique_desktop.ui.admin.rounds_page import RoundsPage
from recyclique_desktop.ui.admin.sync_page import SyncPage
from recyclique_desktop.ui.exchange import Link
from tests.data.test_queries_admin import answer, last_entry, log
from tests.known import CENTRE_STREAM, STREAM
from tests.services.joined import join
from tests.services.selling import entries, open_till, write
from tests.services.test_catalogue_edit import named
from tests.services.weighing import open_reception
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from recyclique_desktop.domain.station import Actor
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@dataclass
class FakeCentre:
    """A centre that answers at once, or not at all."""

    conflict: Conflict | None = None
    parked_one: Parked | None = None
    error: UserError | None = None
    hurried: int = 0
    settled: list[tuple[UUID, Keep]] = field(default_factory=list)
    cause_is_gone: bool = True
    restores: tuple[PutBack, ...] = ()

    def conflicts(self) -> tuple[Conflict, ...]:
        self._answer()
        return (self.conflict,) if self.conflict is not None and not self.settled else ()

    def parked(self) -> tuple[Parked, ...]:
        self._answer()
        return (self.parked_one,) if self.parked_one is not None else ()

    def lives(self) -> tuple[PutBack, ...]:
        self._answer()
        return self.restores

    def settle(self, conflict_id: UUID, keep: Keep) -> None:
        self._answer()
        self.settled.append((conflict_id, keep))

    def retry(self, stream_id: UUID, seq: int) -> bool:
        self._answer()
        assert self.parked_one is not None
        assert (stream_id, seq) == (self.parked_one.stream_id, self.parked_one.seq)
        if self.cause_is_gone:
            self.parked_one = None
        return self.cause_is_gone

    def hurry(self) -> None:
        self.hurried += 1

    def _answer(self) -> None:
        if self.error is not None:
            raise self.error


@dataclass
class Scene:
    """A joined workstation whose wish on a price lost."""

    desk: Desk
    centre: FakeCentre
    category: Category

    def stand(self, light: Light, **more: object) -> None:
        self.desk.exchange.tell(Status(light, **more))  # type: ignore[arg-type]
        self.desk.settle()


def acked(shop: Shop) -> None:
    """Say that the centre has all there is so far."""
    with shop.db.connection() as connection:
        sql = "SELECT max(seq) FROM journal WHERE stream_id = ?"
        seq = connection.exec_driver_sql(sql, (STREAM.bytes,)).scalar_one()
        connection.exec_driver_sql(
            "INSERT INTO sync_cursors (stream_id, acked, pulled, updated_at) VALUES (?, ?, 0, ?)",
            (STREAM.bytes, seq, "2026-09-17T07:00:00.000000Z"),
        )
        connection.commit()


def prepared(shop: Shop, kind: WorkstationKind) -> tuple[FakeCentre, Category]:
    """Sell, join, wish for a price that the centre does not take."""
    till = open_till(shop)
    acked(shop)
    till.sell(("cash", 1200), price=1200)
    join(shop, kind)
    category = named(shop, "CD", "Livres & Médias")
    write(shop, edit_category, EditCategory(category.id, "CD", Cents(3500), None), shop.admin)
    wish = last_entry(shop)
    answer(shop, wish, {f"categories/{category.id}/price": "30.00"})
    now = shop.clock.now()
    conflict = Conflict(UUID(int=1), "categories", str(category.id), "price", "30.00", "35.00", "C02", wish, now)
    parked = Parked(UUID(int=5), 7, "C02", "Vente enregistrée", "12", "missing_row", "", 1, now)
    return FakeCentre(conflict, parked), category


def seated(shop: Shop, kind: WorkstationKind, actor: Actor | None = None) -> Iterator[Scene]:
    centre, category = prepared(shop, kind)
    link = Link(centre, CENTRE_STREAM, centre.hurry)
    with at(shop, SyncPage, ProblemsPage, RoundsPage, link=link) as desk:
        desk.arrive("admin_sync", actor)
        yield Scene(desk, centre, category)


@pytest.fixture
def till(app: QApplication, shop: Shop) -> Iterator[Scene]:
    yield from seated(shop, WorkstationKind.TILL)


@pytest.fixture
def office(app: QApplication, shop: Shop) -> Iterator[Scene]:
    yield from seated(shop, WorkstationKind.OFFICE)


def test_the_pill_follows_every_round_and_opens_the_page(till: Scene) -> None:
    till.stand(Light.WAITING, waiting=3)
    assert till.desk.window.header.pill.label == "3 à envoyer"
    till.desk.window.go("home")
    till.desk.tap("header_pill")
    assert till.desk.page == "admin_sync"
    till.desk.key("escape")
    assert till.desk.page == "home"


def test_who_opens_the_page_from_a_sale_comes_back_to_it(till: Scene) -> None:
    till.desk.window.go("admin_sync", came_from="home")
    till.desk.tap("header_pill")
    assert till.desk.page == "admin_sync", "already there"
    till.desk.window.go("admin_rounds")
    till.desk.tap("header_pill")
    till.desk.key("escape")
    assert till.desk.page == "home"


def test_nobody_opens_the_page_before_saying_who_she_is(till: Scene) -> None:
    till.desk.window.go("home")
    till.desk.presence.leave()
    till.desk.tap("header_pill")
    assert till.desk.page == "home"


def test_now_asks_for_a_round_by_key_and_by_touch_and_waits_for_its_end(till: Scene) -> None:
    till.stand(Light.WAITING, waiting=2)
    till.desk.key("enter")
    till.desk.tap("sync_state_button")
    assert till.centre.hurried == 2
    till.stand(Light.WAITING, waiting=2, is_busy=True)
    assert not till.desk.find(QPushButton, "sync_state_button").isEnabled()
    assert "Synchronisation…" in till.desk.said()


def test_what_waits_is_named_with_its_cause_and_the_calm_of_the_screen(till: Scene) -> None:
    now = till.desk.shop.clock.now()
    till.stand(Light.OFFLINE, waiting=2, away_since=now, cause=Cause.ABSENT, last_contact=now)
    said = till.desk.said().replace("\u00a0", " ")
    assert "Ticket 0001 · 12,00 €" in said
    assert "Catégorie modifiée · CD" in said
    assert "Le centre n’a pas répondu : nouvel essai tout seul." in said
    assert "Continuez à vendre : 2 envois sont gardés ici et partiront tout seuls." in said
    assert "centre vu à 09:00" in said


def test_a_till_sees_both_values_and_where_to_choose(till: Scene) -> None:
    till.stand(Light.ATTENTION, conflicts=1)
    said = till.desk.said().replace("\u00a0", " ")
    assert "Prix de « CD » : deux valeurs" in said
    assert "Ce poste dit 35,00 €, le centre dit 30,00 €. Les ventes déjà faites ne changent pas." in said
    till.desk.tap("sync_problems_detail")
    said = till.desk.said().replace("\u00a0", " ")
    assert "Aïcha M. · 17/09/2026 09:00" in said
    assert "Le choix se fait sur un poste de bureau." in said
    assert not till.desk.find(QPushButton, "keep_centre").isEnabled()
    assert till.centre.settled == []
    till.desk.key("escape")
    assert till.desk.page == "admin_sync"


def test_retry_is_a_round_now(till: Scene) -> None:
    till.stand(Light.ATTENTION, parked=1)
    assert "1 envoi à examiner au centre" in till.desk.said()
    till.desk.tap("sync_problems_retry")
    assert till.centre.hurried == 1


def test_an_office_keeps_the_workstations_value_and_it_is_written_down(office: Scene) -> None:
    office.stand(Light.ATTENTION, conflicts=1, parked=1)
    office.desk.tap("sync_problems_detail")
    assert "C02" in office.desk.said()
    office.desk.tap("keep_here")
    assert office.centre.settled == [(UUID(int=1), Keep.WORKSTATION)]
    (entry,) = entries(office.desk.shop, "conflict.settled")
    assert (entry["doc"]["kept"], entry["doc"]["column"]) == ("workstation", "price")
    assert "« 35,00 € » est gardé partout." in office.desk.said().replace("\u00a0", " ")
    assert office.centre.hurried == 1, "the row comes back at once"


def test_an_office_keeps_the_centres_value_by_keys_alone(office: Scene) -> None:
    office.desk.window.go("admin_problems")
    office.desk.settle()
    office.desk.tab_to("keep_centre")
    office.desk.key("space")
    assert office.centre.settled == [(UUID(int=1), Keep.CENTRE)]


def test_a_choice_somebody_else_made_first_is_said_and_nothing_is_written(office: Scene) -> None:
    office.desk.window.go("admin_problems")
    office.desk.settle()
    office.centre.error = UserError("conflict.settled_already")
    office.desk.tap("keep_here")
    assert "Quelqu’un a déjà choisi." in office.desk.said()
    assert entries(office.desk.shop, "conflict.settled") == []
    assert office.desk.find(QPushButton, "keep_here").isEnabled()


def test_who_may_not_change_prices_does_not_choose_between_them(app: QApplication, shop: Shop) -> None:
    for scene in seated(shop, WorkstationKind.OFFICE, shop.volunteer):
        scene.desk.tap("sync_problems_detail") if scene.desk.exchange.status.conflicts else None
        scene.desk.window.go("admin_problems")
        scene.desk.settle()
        assert "Votre compte ne permet pas ce choix." in scene.desk.said()
        assert not scene.desk.find(QPushButton, "keep_here").isEnabled()


def test_a_parked_entry_is_tried_again_and_what_stays_is_safe(office: Scene) -> None:
    office.desk.window.go("admin_problems")
    office.desk.settle()
    office.desk.key("down")
    assert "C’est gardé au centre, rien n’est perdu." in office.desk.said()
    office.centre.cause_is_gone = False
    office.desk.tap("problem_retry")
    assert "La cause est encore là." in office.desk.said()
    office.centre.cause_is_gone = True
    office.desk.tap("problem_retry")
    assert "C’est appliqué." in office.desk.said()
    assert "1 à 1 sur 1 problème" in office.desk.said()


def test_an_office_reads_that_the_centre_was_put_back_and_by_whose_word(office: Scene) -> None:
    now = office.desk.shop.clock.now()
    office.centre.restores = (PutBack(now, "C02", 2, 14), PutBack(now - timedelta(days=40), "", 0, 0))
    office.stand(Light.ATTENTION, conflicts=1, parked=1)
    office.desk.tap("sync_problems_detail")
    said = office.desk.said().replace("\u00a0", " ")
    assert said.count("Le centre a été remis d’une sauvegarde") == 1, "what is long past is not told of any more"
    office.desk.key("down", "down", "down")
    said = office.desk.said().replace("\u00a0", " ")
    assert "C’est C02 qui l’a vu : 14 entrées manquaient." in said
    assert "faites examiner C02" in said
    assert office.desk.faults() == []


def counted_at_two_places(shop: Shop) -> None:
    """Two weighings count one announced deposit, as they arrive from receptions that were apart."""
    deposit_id = shop.station.ids.new()
    write(shop, announce_deposit, AnnounceDeposit(deposit_id, "deux grille-pain"), shop.admin)
    post = open_reception(shop, shop.admin)
    for kilos in ("2.100", "2.200"):
        ticket = post.begin()
        post.weigh(ticket, kilos)
        post.finish(ticket)
    with shop.db.connection() as connection:
        connection.exec_driver_sql("UPDATE ligne_depot SET deposit_id = ?", (deposit_id.bytes,))
        connection.commit()


def test_a_deposit_that_two_places_counted_is_shown_to_an_office_whatever_the_centre_says(office: Scene) -> None:
    office.stand(Light.UP_TO_DATE)
    assert "compté plusieurs fois" not in office.desk.said()
    counted_at_two_places(office.desk.shop)
    office.stand(Light.UP_TO_DATE, waiting=1)
    assert "compté plusieurs fois" in office.desk.said()
    for error in (None, UserError("sync.absent")):
        office.centre.error = error
        office.centre.conflict = office.centre.parked_one = None
        office.desk.window.go("admin_sync")
        office.desk.window.go("admin_problems")
        office.desk.settle()
        said = office.desk.said().replace("\u00a0", " ")
        assert "C01-000001, C01-000002" in said
        assert "Ensemble 4,300 kg. Corrigez à 0 les pesées en trop" in said
        assert office.desk.faults() == []


def test_a_till_is_not_told_what_only_an_office_can_settle(till: Scene) -> None:
    counted_at_two_places(till.desk.shop)
    till.stand(Light.UP_TO_DATE, waiting=1)
    assert "compté plusieurs fois" not in till.desk.said()


def test_a_workstation_that_is_let_in_no_more_shows_the_way_back_to_who_may_take_it(till: Scene) -> None:
    for cause in (Cause.AUTH, Cause.REVOKED):
        till.stand(Light.ATTENTION, cause=cause)
        assert till.desk.find(QPushButton, "sync_state_button").accessibleName() == "Taper un code"
    till.stand(Light.ATTENTION, cause=Cause.FORK)
    assert till.desk.find(QPushButton, "sync_state_button").accessibleName() == "Synchroniser maintenant"
    till.desk.arrive("admin_sync", till.desk.shop.volunteer)
    till.stand(Light.ATTENTION, cause=Cause.REVOKED)
    assert till.desk.find(QPushButton, "sync_state_button").accessibleName() == "Synchroniser maintenant"


def test_a_centre_that_does_not_answer_is_said_calmly(office: Scene) -> None:
    office.centre.error = UserError("sync.absent")
    office.stand(Light.OFFLINE, branched=True)
    office.desk.window.go("admin_problems")
    office.desk.settle()
    assert "Une autre copie de ce poste avait déjà envoyé" in office.desk.said()
    assert office.desk.faults() == []


def test_every_round_is_kept_in_sight(till: Scene) -> None:
    start = till.desk.shop.clock.now()
    for minute in range(12):
        log(till.desk.shop, "push", start + timedelta(minutes=minute), 1, pushed=minute + 1, bytes=2500)
    till.desk.window.go("admin_sync")
    till.desk.settle()
    assert "12 envois" in till.desk.said()
    till.desk.tap("sync_rounds_all")
    assert "1 à 5 sur 12" in till.desk.said()
    till.desk.key("page_down")
    assert "6 à 10 sur 12" in till.desk.said()
    till.desk.key("escape")
    assert till.desk.page == "admin_sync"


def test_a_workstation_alone_says_so_and_shows_the_way_to_a_centre(app: QApplication, shop: Shop) -> None:
    with at(shop, SyncPage) as desk:
        desk.arrive("admin_sync")
        assert desk.window.header.pill.label == "Poste seul"
        assert "Ce poste travaille seul" in desk.said()
        assert desk.find(QPushButton, "sync_state_button").isEnabled()
        assert desk.faults() == []
        desk.arrive("admin_sync", shop.volunteer)
        assert not desk.find(QPushButton, "sync_state_button").isEnabled(), "joining is a manager's decision"


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("kind", [WorkstationKind.TILL, WorkstationKind.OFFICE])
def test_every_state_holds_wide_and_narrow_in_every_look(
    app: QApplication, shop: Shop, name: str, kind: WorkstationKind
) -> None:
    now = shop.clock.now()
    log(shop, "push", now, 1, pushed=14)
    log(shop, "pull", now, 1, pulled=2)
    log(shop, "round", now + timedelta(minutes=5), 2, status="error", cause="absent", repeats=2)
    with look(app, name):
        for scene in seated(shop, kind):
            found = []
            for light, more in (
                (Light.UP_TO_DATE, {"last_contact": now}),
                (Light.OFFLINE, {"waiting": 7, "away_since": now, "cause": Cause.ABSENT, "last_contact": now}),
                (Light.ATTENTION, {"waiting": 3, "conflicts": 1, "parked": 1, "cause": Cause.AUTH}),
            ):
                scene.stand(light, **more)
                found += scene.desk.faults()
            scene.desk.tap("sync_problems_detail")
            found += scene.desk.faults()
            scene.desk.window.go("admin_rounds")
            scene.desk.settle()
            assert [*found, *scene.desk.faults()] == []
