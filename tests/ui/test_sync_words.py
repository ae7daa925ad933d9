"""What the pill and the page say in every state: calm when the network is away, never a number that is not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from recyclique_desktop.data.queries.admin_sync import Outgoing, RoundLine
from recyclique_desktop.data.queries.doubtful import Doubts, OverRefund
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.sync.crosscheck import Difference
from recyclique_desktop.sync.status import ALONE, Light, Status
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.ui.admin.problems import first_problems, of_doubts
from recyclique_desktop.ui.admin.sync_words import CAUSES, card_of, outgoing_words, pill_of, round_words, to_look_at
from recyclique_desktop.ui.widgets.message import MessageKind
from recyclique_desktop.ui.widgets.pill import PillState

AT = datetime(2026, 11, 21, 9, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (ALONE, PillState.ALONE, "Poste seul"),
        (Status(Light.UP_TO_DATE), PillState.UP_TO_DATE, "À jour"),
        (Status(Light.WAITING, waiting=3), PillState.TO_SEND, "3 à envoyer"),
        (Status(Light.OFFLINE, waiting=7, away_since=AT), PillState.OFFLINE, "Hors ligne depuis 10:42 · 7 à envoyer"),
        (Status(Light.OFFLINE, away_since=AT), PillState.OFFLINE, "Hors ligne depuis 10:42"),
        (Status(Light.ATTENTION, waiting=2, parked=1), PillState.LOOK, "1 à regarder"),
        (Status(Light.STOPPED), PillState.STOPPED, "Synchronisation arrêtée"),
    ],
)
def test_the_pill_says_how_far_what_was_sold_has_travelled(status: Status, state: PillState, words: str) -> None:
    assert pill_of(status) == (state, words)


def test_on_a_narrow_window_the_pill_leaves_the_time_to_the_page() -> None:
    away = Status(Light.OFFLINE, waiting=7, away_since=AT)
    assert pill_of(away, short=True) == (PillState.OFFLINE, "Hors ligne · 7 à envoyer")


def test_everything_to_look_at_is_counted_once() -> None:
    found = Status(
        Light.ATTENTION, parked=2, conflicts=1, aside=1, branched=True, cause=Cause.AUTH,
        differences=(Difference("C01-000042", (3, 900), None),),
    )  # fmt: skip
    assert to_look_at(found) == 7
    assert to_look_at(Status(Light.ATTENTION, cause=Cause.ABSENT)) == 1
    assert to_look_at(Status(Light.UP_TO_DATE)) == 0


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (ALONE, MessageKind.NOTE, "Ce poste travaille seul"),
        (Status(Light.UP_TO_DATE, last_contact=AT), MessageKind.GOOD, "centre vu à 10:42"),
        (Status(Light.WAITING, waiting=1), MessageKind.CARD, "1 envoi part tout seul"),
        (Status(Light.OFFLINE, waiting=7, away_since=AT), MessageKind.CARD, "7 envois sont gardés ici"),
        (Status(Light.OFFLINE), MessageKind.CARD, "La vente continue"),
        (Status(Light.ATTENTION, conflicts=1), MessageKind.LOOK, "Une chose à regarder, rien n’est perdu"),
        (Status(Light.STOPPED), MessageKind.FAILED, "Relancez le programme"),
    ],
)
def test_the_page_says_what_is_safe_in_every_state(status: Status, kind: MessageKind, said: str) -> None:
    found, title, detail = card_of(status)
    assert found is kind
    assert said in f"{title} {detail}"


def line(**told: object) -> RoundLine:
    there = {"at": AT, "since": AT - timedelta(seconds=1.2), "pushed": 0, "pulled": 0, "parked": 0, "bytes": 0,
             "cause": None, "repeats": 1}  # fmt: skip
    return RoundLine(**{**there, **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (line(pushed=14, pulled=2), ("14 envois, 2 nouveautés reçues", "1,2 seconde · rien de refusé")),
        (line(pushed=1, parked=1), ("1 envoi", "1,2 seconde · 1 à examiner")),
        (line(pulled=1), ("1 nouveauté reçue", "1,2 seconde")),
        (line(), ("Rien à envoyer, rien de nouveau", "1,2 seconde")),
        (line(cause="absent", repeats=2), ("Le centre n’a pas répondu", "2 essais, le dernier à 10:42")),
        (line(cause="tls", mended_at=AT), ("Le certificat du centre n’est pas reconnu", "1 essai ; réussi à 10:42")),
        (line(cause="of a later version"), ("Une erreur imprévue s’est produite", "1 essai, le dernier à 10:42")),
    ],
)
def test_a_round_says_what_it_carried_or_why_it_failed(shown: RoundLine, said: tuple[str, str]) -> None:
    assert round_words(shown) == said


def test_every_cause_has_its_words_and_its_sentence() -> None:
    assert set(CAUSES) == set(Cause)
    for cause in Cause:
        found = first_problems(Status(Light.ATTENTION, cause=cause), ())
        assert all("(sync." not in problem.detail for problem in found), cause


def test_what_waits_is_called_by_its_ticket_or_its_name() -> None:
    sale = Outgoing("sale.completed", "Vente enregistrée", "C01-000125", "", Cents(1200), AT)
    assert outgoing_words(sale).replace("\u00a0", " ") == "Ticket 0125 · 12,00 €"
    assert outgoing_words(Outgoing("category.changed", "Catégorie modifiée", "", "Canapé", None, AT)) == (
        "Catégorie modifiée · Canapé"
    )
    assert outgoing_words(Outgoing("person.signed_in", "Connexion réussie", "", "", None, AT)) == "Connexion réussie"


def test_a_session_seen_otherwise_names_both_figures() -> None:
    found = Status(Light.ATTENTION, differences=(
        Difference("C01-000042", (26, 20450), (25, 19250)), Difference("C01-000043", (1, 300), None),
    ))  # fmt: skip
    first, second = (problem.detail.replace("\u00a0", " ") for problem in first_problems(found, ()))
    assert first.startswith("Ici 26 tickets, 204,50 € ; au centre 25 tickets, 192,50 €.")
    assert "le centre ne la connaît pas" in second


def test_what_came_back_more_often_than_it_was_sold_names_the_ticket_and_who_gave_it_back() -> None:
    found = OverRefund(UUID(int=1), 1, "C01-000001", "Casserole", 1, 2, ("C01-000002", "C02-000001"), AT)
    (problem,) = of_doubts(Doubts(refunds=(found,)))
    assert problem.title.replace("\u00a0", " ") == "Ticket C01-000001 : remboursé plus que vendu"
    said = problem.detail.replace("\u00a0", " ")
    assert said.startswith("« Casserole » : vendu 1, rendu 2 (C01-000002, C02-000001).")
