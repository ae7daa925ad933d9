"""Lost keys come back by the 24 words; a lost signing key leaves its trace in the journal, and deceives nobody."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows.looking import open_to_look
from recyclique_desktop.flows.recover import Ground, recover
from recyclique_desktop.flows.workstation import (
    KeySource,
    OpenWorkstation,
    open_workstation,
    scribe_of,
    signer_of,
)
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.secrets import DATABASE, SIGNING, MemoryStore, secret_name
from tests.flows.dead_machine import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = open_shop(tmp_path)
    made.sell(100, 200)
    made.post.opened.close()
    yield made
    made.post.opened.db.close()


def ground_of(shop: Shop) -> Ground:
    return Ground(shop.post.folders, shop.post.store, shop.post.clock, secrets.token_bytes)


def lose(shop: Shop, *what: str) -> None:
    for name in what:
        shop.post.store.delete(secret_name(shop.post.opened.config.installation_id, name))


def opened(shop: Shop) -> OpenWorkstation:
    return open_workstation(shop.post.folders, shop.post.store, shop.post.clock, secrets.token_bytes)


def breaches(workstation: OpenWorkstation, *, full: bool = True) -> set[str]:
    with workstation.db.reading() as session:
        return {one.code for one in verify(session.connection(), workstation.trust, full=full).findings}


def changes(workstation: OpenWorkstation) -> list[dict[str, str]]:
    with workstation.db.connection() as connection:
        sql = "SELECT payload FROM journal WHERE act = 'key.changed' AND series = 'J' ORDER BY seq"
        return [json.loads(row[0])["doc"] for row in connection.exec_driver_sql(sql)]


def test_a_key_file_that_is_gone_whole_is_no_end_of_the_shop(shop: Shop) -> None:
    old = shop.post.opened.public_key
    lose(shop, DATABASE, SIGNING)
    done = recover(ground_of(shop), shop.words)
    assert (done.new_signing_key, done.needs_centre) == (True, False)
    again = opened(shop)
    assert [one["old_public_key"] for one in changes(again)] == [old.hex()]
    assert breaches(again) == breaches(again, full=False) == set()
    with again.db.connection() as connection:
        ((row,),) = connection.exec_driver_sql("SELECT public_key FROM workstations").all()
    assert row == again.public_key
    again.close()


def test_a_key_lost_twice_leaves_a_chain_of_keys(shop: Shop) -> None:
    for _ in range(2):
        lose(shop, DATABASE, SIGNING)
        next(shop.post.folders.config.glob("witness-*")).unlink()
        recover(ground_of(shop), shop.words)
    again = opened(shop)
    assert len(changes(again)) == 2
    assert breaches(again) == set()
    again.close()


def test_the_database_key_alone_needs_no_new_signing_key(shop: Shop) -> None:
    lose(shop, DATABASE)
    assert not recover(ground_of(shop), shop.words).new_signing_key
    again = opened(shop)
    assert changes(again) == []
    again.close()


def test_wrong_words_change_no_key(shop: Shop) -> None:
    lose(shop, DATABASE, SIGNING)
    with pytest.raises(UserError, match=r"recovery\."):
        recover(ground_of(shop), (*shop.words[1:], shop.words[0]))
    with pytest.raises(UserError, match=r"secret\.missing"):
        opened(shop)


def test_a_change_of_key_cut_before_its_last_step_is_taken_up(shop: Shop) -> None:
    lose(shop, DATABASE, SIGNING)
    before = configuration.load(shop.post.folders.data)
    recover(ground_of(shop), shop.words)
    configuration.save(shop.post.folders.data, before)  # as if power had failed before this file was written
    with pytest.raises(UserError, match=r"secret\.other_key"):
        opened(shop)
    recover(ground_of(shop), shop.words)
    again = opened(shop)
    assert len(changes(again)) == 1, "the entry that was written is the one that counts"
    assert breaches(again) == set()
    again.close()


def test_the_old_key_signs_nothing_any_more(shop: Shop) -> None:
    """Whoever finds the lost key cannot go on with it: it answers for what came before the change alone."""
    name = secret_name(shop.post.opened.config.installation_id, SIGNING)
    stolen = shop.post.store.get(name)
    old = shop.post.opened.config.key_id
    lose(shop, SIGNING)
    recover(ground_of(shop), shop.words)
    again = opened(shop)
    shop.post.store.set(name, stolen)
    again.db.scribe = scribe_of(again.config, signer_of(again.config.changed(key_id=old), shop.post.store))
    with again.db.writing() as session:
        record(session, acts.WORKSTATION_STARTED, SYSTEM, again.station, doc={})
    assert breaches(again) == {"verify.key_unknown"}
    again.db.close()


def test_a_change_of_key_that_the_key_store_does_not_confirm_is_not_believed(shop: Shop) -> None:
    """A forger with the database key writes a change of key of her own: the key store knows another one."""
    forged = MemoryStore()
    installation = shop.post.opened.config.installation_id
    forged.set(secret_name(installation, DATABASE), shop.post.store.get(secret_name(installation, DATABASE)))
    before = shop.post.opened.config
    recover(Ground(shop.post.folders, forged, shop.post.clock, secrets.token_bytes), shop.words)
    configuration.save(shop.post.folders.data, before)
    again = opened(shop)
    assert "verify.key_unknown" in breaches(again)
    again.db.close()


def test_records_can_be_examined_where_no_signing_key_is(shop: Shop) -> None:
    lose(shop, SIGNING)
    folders, clock = shop.post.folders, shop.post.clock
    looked = open_to_look(folders, shop.post.store, clock, secrets.token_bytes)
    assert looked.key_source is KeySource.WITNESS
    assert breaches(looked) == set()
    looked.db.close()
    next(folders.config.glob("witness-*")).unlink()
    looked = open_to_look(folders, shop.post.store, clock, secrets.token_bytes)
    assert looked.key_source is KeySource.FILE
    assert breaches(looked) == set()
    looked.db.close()


def test_a_look_changes_no_byte(shop: Shop) -> None:
    path = shop.post.folders.data / "recyclique.sqlite"
    before = path.read_bytes()
    looked = open_to_look(shop.post.folders, shop.post.store, shop.post.clock, secrets.token_bytes)
    with looked.db.connection() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM draft_sales")
    looked.db.close()
    assert path.read_bytes() == before
