"""A person's own history: everything she did is there, newest first, and nothing of anybody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import PresetButton
from recyclique_desktop.data.queries.history import PAGE, Event, History, HistoryFilter, Kind, history_of
from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services import people, people_edit, presets
from recyclique_desktop.services.cash_sessions import MethodCount
from recyclique_desktop.services.closing import CloseSession, close_session
from recyclique_desktop.services.people import SignedIn, SignInFailed, SignOut
from recyclique_desktop.system.history_words import event_note, event_words
from tests.services.selling import open_till, write
from tests.services.test_people_edit import boss, emilie
from tests.services.test_registrations import approve, noted

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Shop


def history(shop: Shop, user_id: UUID | None = None, wanted: HistoryFilter | None = None, **more: Any) -> History:
    with shop.db.reading() as session:
        return history_of(session, user_id or emilie(shop), wanted or HistoryFilter(), PARIS, **more)


def told(event: Event) -> str:
    return event_words(event.what, event.values, event.place)


def sentences(shop: Shop, *kinds: Kind, user_id: UUID | None = None) -> list[str]:
    return [told(event) for event in history(shop, user_id, HistoryFilter(frozenset(kinds))).events]


def a_day(shop: Shop) -> None:
    session_id = shop.station.ids.new()
    shop.clock.advance(timedelta(minutes=1))
    write(shop, people.record_sign_in_failure, SignInFailed(emilie(shop), "emilie", "invalid_pin", 2))
    shop.clock.advance(timedelta(minutes=1))
    until = shop.clock.now() + timedelta(hours=8)
    write(shop, people.record_sign_in, SignedIn(session_id, emilie(shop), "pin", until))
    shop.clock.advance(timedelta(minutes=1))
    till = open_till(shop)
    shop.clock.advance(timedelta(minutes=1))
    till.sell(price=1250)
    shop.clock.advance(timedelta(minutes=1))
    counts = (MethodCount("cash", Cents(6250), None),)
    write(shop, close_session, CloseSession(till.session_id, counts))
    shop.clock.advance(timedelta(minutes=1))
    write(shop, people.sign_out, SignOut(session_id))


def test_a_day_at_the_till_is_told_from_the_end_to_the_beginning(shop: Shop) -> None:
    a_day(shop)
    assert [text.replace("\u202f", " ").replace("\xa0", " ") for text in sentences(shop)][:6] == [
        "DÉCONNEXION depuis C01",
        "Session de caisse fermée (total ventes : 12,50 €, articles : 1)",
        "Vente effectuée (montant : 12,50 €)",
        "Session de caisse ouverte (montant initial : 50,00 €)",
        "CONNECTÉ depuis C01",
        "ÉCHEC CONNEXION depuis C01",
    ]


def test_a_failed_sign_in_says_which_try_it_was(shop: Shop) -> None:
    a_day(shop)
    failed = next(event for event in history(shop).events if event.what == "sign_in_failed")
    assert event_note(failed.what, failed.values) == "2ᵉ essai de suite · par code"


def test_why_an_account_was_switched_off_can_be_read_with_who_did_it(shop: Shop) -> None:
    write(shop, people_edit.deactivate_person, people_edit.DeactivatePerson(emilie(shop), "partie"), shop.admin)
    shop.clock.advance(timedelta(days=1))
    write(shop, people_edit.reactivate_person, people_edit.ReactivatePerson(emilie(shop), "revenue"), shop.admin)
    events = history(shop, wanted=HistoryFilter(frozenset({Kind.ADMINISTRATION}))).events
    assert [(told(one), event_note(one.what, one.values)) for one in events[:2]] == [
        ("Statut modifié de Inactif vers Actif", "par Aïcha M. · raison : revenue"),
        ("Statut modifié de Actif vers Inactif", "par Aïcha M. · raison : partie"),
    ]


def test_somebody_accepted_reads_when_and_by_whom(shop: Shop) -> None:
    user_id = approve(shop, noted(shop), reason="vue mardi")
    found = sentences(shop, user_id=user_id)
    assert "Statut modifié de En attente vers Approuvé" in found
    assert "Demande d’inscription acceptée" in found


def test_what_was_done_to_an_account_is_told_to_its_owner_and_to_who_did_it(shop: Shop) -> None:
    write(shop, people_edit.clear_pin, people_edit.ClearPin(emilie(shop)), shop.admin)
    hers = history(shop).events[0]
    assert (told(hers), event_note(hers.what, hers.values)) == ("Code personnel effacé", "par Aïcha M.")
    his = history(shop, boss(shop)).events[0]
    assert (told(his), event_note(his.what, his.values)) == ("Code personnel effacé", "Émilie R.")


def test_nothing_of_another_person_is_told(shop: Shop) -> None:
    a_day(shop)
    assert not [event for event in history(shop, boss(shop)).events if event.kind is not Kind.ADMINISTRATION]


def test_one_kind_alone_and_one_day_alone(shop: Shop) -> None:
    a_day(shop)
    today = shop.clock.now().astimezone(PARIS).date()
    assert [told(one)[:5] for one in history(shop, wanted=HistoryFilter(frozenset({Kind.SALE}))).events] == ["Vente"]
    yesterday = HistoryFilter(since=date(2020, 1, 1), until=today - timedelta(days=1))
    assert history(shop, wanted=yesterday).total == 0
    assert history(shop, wanted=HistoryFilter(since=today, until=today)).total == history(shop).total


def test_every_event_is_on_exactly_one_page(shop: Shop) -> None:
    till = open_till(shop)
    for _ in range(2 * PAGE + 5):
        shop.clock.advance(timedelta(seconds=1))
        till.sell()
    pages = [history(shop, offset=offset) for offset in (0, PAGE, 2 * PAGE)]
    seen = [(event.at, event.what, str(event.values)) for page in pages for event in page.events]
    assert len(seen) == len(set(seen)) == pages[0].total
    assert [at for at, _what, _values in seen] == sorted((at for at, _what, _values in seen), reverse=True)


def test_administration_shows_what_somebody_changed_and_on_what(shop: Shop) -> None:
    with shop.db.reading() as session:
        preset = session.scalars(select(PresetButton).order_by(PresetButton.sort_order)).first()
    assert preset is not None
    write(shop, presets.archive_preset, presets.ArchivePreset(preset.id), shop.admin)
    event = history(shop, boss(shop)).events[0]
    assert (told(event), event_note(event.what, event.values)) == ("Bouton archivé", preset.name)


def test_somebody_who_does_not_exist_has_no_history(shop: Shop) -> None:
    with pytest.raises(UserError, match="person"):
        history(shop, shop.register_id)
