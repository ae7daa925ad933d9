"""What people told the bot waits at the weighing post of their shop, and is weighed there; no word of theirs leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from recyclique_desktop.data.queries.announced import Announced, State, announced
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import Destination, EEECategory, WeightSource, WorkstationKind
from recyclique_desktop.domain.reception import Weighed
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.announced import RefuseDeposit, ValidateDeposit, refuse_deposit, validate_deposit
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.code_file import CodeFile
from tests.postgres import CentralDatabase
from tests.services.selling import write
from tests.services.weighing import category, open_reception
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres

_SAID = ("tg-4711", "J'apporte le grille-pain de Jeanne", "grille-pain de Jeanne")
_PERSONAL = "SELECT telegram_user_id, transcription, description, rejected_reason FROM deposits"
_TOLD = (
    "INSERT INTO deposits (id, user_id, site_id, telegram_user_id, audio_file_path, status, transcription, description,"
    " eee_category, confidence_score, created_at, updated_at) SELECT %s, u.id, {site}, %s, NULL, 'PENDING_VALIDATION',"
    " %s, %s, 'SMALL_APPLIANCE', 0.9, now(), now() FROM users u ORDER BY u.created_at LIMIT 1"
)


@pytest.fixture
def till(tmp_path: Path, centre: CentralDatabase) -> Iterator[Post]:
    """The shop's till, joined."""
    post = real.found(real.alone(tmp_path / "till", SimulatedClock(SystemClock().now())), centre)
    post.sync()
    yield post
    post.close()


@pytest.fixture
def posts(till: Post, tmp_path: Path, centre: CentralDatabase) -> Iterator[list[Post]]:
    """Lets posts of the shop join: ``posts`` closes them."""
    made: list[Post] = []
    yield made
    for post in made:
        post.close()


def let_in(
    posts: list[Post], till: Post, tmp_path: Path, centre: CentralDatabase, code: CodeFile | None = None
) -> Post:
    code, place = code or real.code_for(centre, WorkstationKind.RECEPTION), len(posts)
    name = f"post{place}"
    posts.append(real.joined(tmp_path / name, till.clock, code, name, seed=place + 30))
    return posts[-1]


def told(centre: CentralDatabase, *, site: str = "(SELECT id FROM sites ORDER BY created_at LIMIT 1)") -> UUID:
    """Insert what 1.4.4's bot inserts, as who administers the centre."""
    deposit_id = uuid4()
    with centre.connect() as connection:
        connection.execute(_TOLD.format(site=site).encode(), (deposit_id, *_SAID))
    return deposit_id


def unheard(centre: CentralDatabase) -> UUID:
    """The same of a time when no reception was shown any: it stands there, and no entry says so."""
    deposit_id = uuid4()
    with centre.connect() as connection:
        connection.execute(b"SET ROLE recyclique_api")
        connection.execute(_TOLD.format(site="NULL").encode(), (deposit_id, *_SAID))
        connection.execute(b"RESET ROLE")
    return deposit_id


def listed(post: Post) -> dict[UUID, Announced]:
    with post.opened.db.reading() as session:
        return {one.deposit_id: one for one in announced(session, site_id=post.opened.station.site_id)}


def weigh(post: Post, deposit_id: UUID) -> ValidateDeposit:
    shop = post.shop
    actor = open_reception(shop, shop.admin).actor
    ids, weighed = shop.station.ids, Weighed(Grams(2_100), Grams(0), WeightSource.SCALE)
    pan = category(shop, "Casserole")
    command = ValidateDeposit(deposit_id, ids.new(), ids.new(), pan, weighed, Destination.MAGASIN)
    write(shop, validate_deposit, command, actor)
    return command


def at_centre(centre: CentralDatabase, deposit_id: UUID) -> tuple[object, ...]:
    with centre.connect() as connection:
        row = connection.execute(
            b"SELECT d.status::text, d.weight::text, d.transcription, l.poids_kg::text FROM deposits d"
            b" LEFT JOIN ligne_depot l ON l.deposit_id = d.id WHERE d.id = %s",
            (deposit_id,),
        ).fetchone()
    assert row is not None
    return tuple(row)


@pytest.mark.parametrize("was_before", [True, False], ids=["told before it joined", "told once it had joined"])
def test_what_the_bot_heard_is_weighed_at_the_reception_and_done_at_the_centre(
    till: Post, posts: list[Post], tmp_path: Path, centre: CentralDatabase, was_before: bool
) -> None:
    early = told(centre) if was_before else None
    reception = let_in(posts, till, tmp_path, centre)
    deposit_id = early or told(centre)
    reception.sync()
    seen = listed(reception)[deposit_id]
    assert (seen.state, seen.proposed, seen.confidence) == (State.WAITING, EEECategory.SMALL_APPLIANCE, 90)
    assert reception.rows(_PERSONAL) == [(None, None, None, None)]
    weigh(reception, deposit_id)
    reception.sync()
    reception.sync()
    assert at_centre(centre, deposit_id) == ("COMPLETED", "2.100", _SAID[1], "2.100")
    assert listed(reception)[deposit_id].state is State.DONE
    found = reception.compare()
    assert (found.first, found.is_same, found.waiting, found.aside) == (None, True, 0, 0)
    assert reception.breaches() == []


def test_a_refusal_at_the_reception_reaches_the_centre(
    till: Post, posts: list[Post], tmp_path: Path, centre: CentralDatabase
) -> None:
    deposit_id = told(centre, site="NULL")
    reception = let_in(posts, till, tmp_path, centre)
    write(reception.shop, refuse_deposit, RefuseDeposit(deposit_id, "trop gros"), reception.shop.admin)
    reception.sync()
    reception.sync()
    assert at_centre(centre, deposit_id)[0] == "CLASSIFICATION_FAILED"
    assert listed(reception)[deposit_id].state is State.REFUSED


def test_a_till_is_not_filled_with_what_people_announced_nor_a_reception_with_another_shops(
    till: Post, posts: list[Post], tmp_path: Path, centre: CentralDatabase
) -> None:
    codes = [real.code_for(centre, kind) for kind in (WorkstationKind.TILL, WorkstationKind.RECEPTION)]
    with centre.connect() as connection:
        connection.execute(b"INSERT INTO sites (id, name, is_active) VALUES (gen_random_uuid(), 'Ailleurs', true)")
    told(centre, site="(SELECT id FROM sites WHERE name = 'Ailleurs')")
    near = told(centre)
    second, reception = (let_in(posts, till, tmp_path, centre, code) for code in codes)
    assert listed(second) == {}
    assert listed(reception).keys() == {near}
    later = told(centre, site="(SELECT id FROM sites WHERE name = 'Ailleurs')")
    for post in posts:
        post.sync()
        assert post.compare().is_same
        assert set(post.rows(_PERSONAL)) <= {(None, None, None, None)}
        assert not post.one("SELECT count(*) FROM journal WHERE instr(CAST(payload AS TEXT), 'Jeanne') > 0")
    assert later not in listed(reception)
    assert at_centre(centre, later)[0] == "PENDING_VALIDATION"


def test_a_reception_that_stood_before_gets_what_waits_once_the_centre_is_brought_up_to_date(
    till: Post, posts: list[Post], tmp_path: Path, centre: CentralDatabase
) -> None:
    reception = let_in(posts, till, tmp_path, centre)
    deposit_id = unheard(centre)
    reception.sync()
    assert listed(reception) == {}
    for _ in range(2):
        with centre.connect() as connection:
            connection.execute(b"SELECT sync.tell_announced()")
        reception.sync()
    assert listed(reception)[deposit_id].state is State.WAITING
    assert reception.rows(_PERSONAL) == [(None, None, None, None)]
    weigh(reception, deposit_id)
    reception.sync()
    assert at_centre(centre, deposit_id)[0] == "COMPLETED"
