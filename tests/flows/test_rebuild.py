"""A dead workstation comes back from what lies elsewhere, and no sale that anybody was told of is missing."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import is_signed_by
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows import medium_choice
from recyclique_desktop.flows.backup import back_up, read, write_backup
from recyclique_desktop.flows.keeping import keep
from recyclique_desktop.flows.rebuild import Sources, next_code, rebuild
from recyclique_desktop.flows.recover import Ground
from recyclique_desktop.flows.recovery_sheet import make_sheet
from recyclique_desktop.flows.workstation import OpenWorkstation
from recyclique_desktop.system.paths import Folders
from tests.flows.dead_machine import Shop, contents, die, new_computer, open_shop, opened, rebuilt
from tests.sync.real import close_till


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = open_shop(tmp_path)
    yield made
    made.post.opened.db.close()


@pytest.fixture
def ground(shop: Shop, tmp_path: Path) -> Ground:
    return new_computer(tmp_path / "new", shop.post.clock)


def backup_of(shop: Shop, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return write_backup(shop.post.opened, folder).path


def breaches(workstation: OpenWorkstation) -> list[str]:
    with workstation.db.reading() as session:
        report = verify(session.connection(), workstation.trust, full=True)
    return [f"{one.code} {one.where} {one.detail}" for one in report.findings]


def same_shop(before: dict[str, Any], after: OpenWorkstation) -> None:
    """Every row, entry and signature of before is there, unchanged; beyond them only the rebuilding's own entries."""
    now = contents(after)
    for name, rows in before.items():
        if name == "workstations":
            continue
        if name == "counters":
            assert {(row[0], row[1]) for row in rows} == {(row[0], row[1]) for row in now[name]}
        elif name in {"journal", "audit_logs"}:
            assert set(rows) <= set(now[name]), name
        else:
            assert rows == now[name], name
    beyond = {json.loads(row[2])["act"] for row in set(now["journal"]) - set(before["journal"])}
    assert beyond <= {"key.changed", "workstation.restored", "backup.restored"}


def test_backup_and_second_medium_bring_every_sale_back(shop: Shop, ground: Ground, tmp_path: Path) -> None:
    shop.sell(100, 200)
    backup = backup_of(shop, tmp_path / "backups")
    shop.sell(300, 400, 500)
    shop.follow()
    medium, before = shop.medium, contents(shop.post.opened)
    die(shop)
    done = rebuilt(shop, ground, backup, medium)
    assert (done.new_signing_key, done.is_proven, done.damaged) == (True, False, None)
    assert done.from_medium == 3
    assert done.report.findings == []
    again = opened(ground)
    same_shop(before, again)
    assert breaches(again) == []
    again.close()


def test_the_second_medium_alone_brings_every_sale_back(shop: Shop, ground: Ground) -> None:
    shop.sell(100, 200, 300)
    close_till(shop.till)
    shop.follow()
    medium, before = shop.medium, contents(shop.post.opened)
    die(shop)
    done = rebuilt(shop, ground, medium=medium)
    assert done.report.findings == []
    again = opened(ground)
    same_shop(before, again)
    assert breaches(again) == []
    again.close()


def test_a_backup_alone_says_what_nobody_can_know_and_never_doubles_a_number(
    shop: Shop, ground: Ground, tmp_path: Path
) -> None:
    shop.sell(100, 200)
    backup = backup_of(shop, tmp_path / "backups")
    shop.sell(300)
    die(shop)
    done = rebuilt(shop, ground, backup)
    assert (done.is_proven, done.config.code) == (False, "C01b")
    again = opened(ground)
    assert again.station.code == "C01b"
    post = shop.post
    post.opened = again
    till = type(shop.till)(post.shop, shop.till.session_id, shop.till.number)
    assert till.sell(price=900).number == "C01b-000003"
    assert breaches(again) == []
    again.close()


def test_on_the_same_computer_the_witness_confirms_the_end(shop: Shop, tmp_path: Path) -> None:
    shop.sell(100, 200)
    backup = backup_of(shop, tmp_path / "backups")
    shop.sell(300)
    shop.follow()
    medium, before = shop.medium, contents(shop.post.opened)
    shop.post.opened.db.close()
    data = shop.post.folders.data
    (data / "recyclique.sqlite").write_bytes(b"the disk died here")
    same = Ground(shop.post.folders, shop.post.store, shop.post.clock, shop.post.chance.randbytes)
    done = rebuild(same, Sources(backup, medium, replaces=True), lambda: pytest.fail("the keys are here"))
    assert (done.is_proven, done.new_signing_key, done.config.code, done.missing) == (True, False, "C01", 0)
    assert done.aside is not None
    assert (done.aside / "recyclique.sqlite").read_bytes() == b"the disk died here"
    again = opened(same)
    same_shop(before, again)
    assert breaches(again) == []
    again.close()


def test_what_the_witness_saw_and_no_copy_has_is_counted(shop: Shop, tmp_path: Path) -> None:
    shop.sell(100)
    backup = backup_of(shop, tmp_path / "backups")
    shop.sell(200, 300)
    shop.follow()
    shop.post.opened.db.close()
    same = Ground(shop.post.folders, shop.post.store, shop.post.clock, shop.post.chance.randbytes)
    done = rebuild(same, Sources(backup, replaces=True), lambda: ())
    assert (done.is_proven, done.missing, done.config.code) == (False, 2, "C01b")
    again = opened(same)
    assert breaches(again) == [], "somebody answered for it: the journal itself says what was seen"
    with again.db.connection() as connection:
        sql = "SELECT payload FROM journal WHERE act = 'backup.restored'"
        told = json.loads(connection.exec_driver_sql(sql).scalar_one())["doc"]
    assert told["seen"] == told["head"] + 2
    again.close()


def test_a_stick_pulled_while_selling_catches_up_on_return(shop: Shop, ground: Ground, tmp_path: Path) -> None:
    shop.sell(100)
    shop.follow()
    away = tmp_path / "in-a-pocket"
    shop.stick.rename(away)
    shop.sell(200, 300)
    state = keep(shop.post.opened)
    assert state.medium.error is not None
    assert state.medium.error.code == "medium.absent"
    assert state.medium.waiting > 0
    away.rename(shop.stick)
    shop.follow()
    assert medium_choice.check(shop.post.opened).waiting == 0
    medium, before = shop.medium, contents(shop.post.opened)
    die(shop)
    rebuilt(shop, ground, medium=medium)
    again = opened(ground)
    same_shop(before, again)
    again.close()


def test_another_stick_in_its_place_gets_nothing_by_mistake(shop: Shop) -> None:
    shop.sell(100)
    shop.follow()
    shutil.rmtree(shop.stick)
    shop.stick.mkdir()
    shop.sell(200)
    state = keep(shop.post.opened)
    assert state.medium.error is not None
    assert list(shop.stick.iterdir()) == []


def test_after_a_new_sheet_the_old_one_opens_the_stick_no_more(shop: Shop, ground: Ground) -> None:
    shop.sell(100)
    shop.follow()
    new = make_sheet(shop.post.opened, shop.post.store, "La Clique", "C01", shop.post.chance.randbytes)
    shop.sell(200)
    shop.follow()
    medium, before = shop.medium, contents(shop.post.opened)
    die(shop)
    with pytest.raises(UserError, match=r"recovery\.other_sheet"):
        rebuilt(shop, ground, medium=medium)
    shop.words = new.words
    rebuilt(shop, ground, medium=medium)
    again = opened(ground)
    same_shop(before, again)
    again.close()


def test_a_restored_shop_begins_a_new_file_and_leaves_the_other_life_on_the_stick(shop: Shop, tmp_path: Path) -> None:
    shop.sell(100)
    backup = backup_of(shop, tmp_path / "backups")
    shop.sell(200, 300)
    shop.follow()
    first = shop.medium
    kept = first.read_bytes()
    shop.post.opened.db.close()
    same = Ground(shop.post.folders, shop.post.store, shop.post.clock, shop.post.chance.randbytes)
    rebuild(same, Sources(backup, replaces=True), lambda: ())
    again = opened(same)
    state = keep(again)
    assert state.is_well
    assert state.medium.file != first
    assert first.read_bytes() == kept
    again.close()


def test_old_signatures_still_verify_and_none_is_made_again(shop: Shop, ground: Ground) -> None:
    shop.sell(100, 200)
    shop.follow()
    medium, public = shop.medium, shop.post.opened.public_key
    with shop.post.opened.db.connection() as connection:
        sql = "SELECT hash, signature FROM journal WHERE series = 'T' ORDER BY seq DESC LIMIT 1"
        printed, signature = connection.exec_driver_sql(sql).one()
    die(shop)
    rebuilt(shop, ground, medium=medium)
    again = opened(ground)
    with again.db.connection() as connection:
        rows = connection.exec_driver_sql("SELECT signature FROM journal WHERE hash = ?", (printed,)).all()
    assert [row[0] for row in rows] == [signature]
    assert is_signed_by(public, printed, signature)
    assert again.public_key != public
    again.close()


def test_a_sale_goes_on_after_the_rebuilding_and_all_verifies(shop: Shop, ground: Ground) -> None:
    shop.sell(100)
    shop.follow()
    medium = shop.medium
    die(shop)
    rebuilt(shop, ground, medium=medium)
    post = shop.post
    post.opened = opened(ground)
    till = type(shop.till)(post.shop, shop.till.session_id, shop.till.number)
    till.sell(price=700)
    close_till(till)
    assert breaches(post.opened) == []
    assert keep(post.opened).is_well
    post.opened.close()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda raw: raw[: len(raw) // 2], "backup.damaged"),
        (lambda raw: raw[:2], "backup.not_ours"),
        (lambda raw: b"", "backup.not_ours"),
        (lambda raw: b"a letter to the treasurer", "backup.not_ours"),
        (
            lambda raw: raw[: len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 1]) + raw[len(raw) // 2 + 1 :],
            "backup.damaged",
        ),
    ],
)
def test_a_bad_backup_is_named_and_nothing_is_touched(
    shop: Shop, ground: Ground, tmp_path: Path, spoil: Any, code: str
) -> None:
    backup = backup_of(shop, tmp_path / "backups")
    backup.write_bytes(spoil(backup.read_bytes()))
    with pytest.raises(UserError, match=code.replace(".", r"\.")):
        rebuilt(shop, ground, backup)
    assert [path.name for path in ground.folders.data.iterdir()] == []


def test_a_zip_of_something_else_or_of_a_newer_program_is_named(shop: Shop, ground: Ground, tmp_path: Path) -> None:
    other = tmp_path / "photos.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(UserError, match=r"backup\.not_ours"):
        read(other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"kind": "recyclique-backup", "format": 2}))
    with pytest.raises(UserError, match=r"backup\.newer"):
        read(other)
    with pytest.raises(UserError, match=r"backup\.missing"):
        read(tmp_path / "nowhere")


def test_wrong_words_bring_nothing_and_leave_nothing(shop: Shop, ground: Ground, tmp_path: Path) -> None:
    backup = backup_of(shop, tmp_path / "backups")
    for words, code in ((("abaisser",) * 24, "recovery."), (shop.words[:20], r"recovery\.words_count")):
        with pytest.raises(UserError, match=code):
            rebuild(ground, Sources(backup), lambda words=words: words)  # type: ignore[misc]
    assert list(ground.folders.data.iterdir()) == []
    assert list(ground.folders.config.iterdir()) == []


def test_a_stick_of_another_shop_is_refused(shop: Shop, ground: Ground, tmp_path: Path) -> None:
    other = open_shop(tmp_path / "other", seed=7)
    backup = backup_of(shop, tmp_path / "backups")
    with pytest.raises(UserError, match=r"restore\.other_workstation"):
        rebuilt(shop, ground, backup, other.medium)
    other.post.opened.db.close()


def test_a_stick_damaged_in_the_middle_gives_what_comes_before(shop: Shop, ground: Ground) -> None:
    shop.sell(100, 200)
    shop.follow()
    until = shop.medium.stat().st_size
    shop.sell(300)
    shop.follow()
    shop.sell(400)
    shop.follow()
    medium = shop.medium
    raw = bytearray(medium.read_bytes())
    raw[until + 40] ^= 1
    medium.write_bytes(raw)
    with pytest.raises(UserError, match=r"medium\.damaged"):
        medium_choice.check(shop.post.opened)
    die(shop)
    done = rebuilt(shop, ground, medium=medium)
    assert done.damaged is not None
    assert done.damaged.code == "medium.damaged"
    again = opened(ground)
    assert breaches(again) == []
    with again.db.connection() as connection:
        assert connection.exec_driver_sql("SELECT sum(total_amount) FROM sales").scalar_one() == 300
    again.close()


def test_a_workstation_in_the_folder_is_never_overwritten(shop: Shop, tmp_path: Path) -> None:
    backup = backup_of(shop, tmp_path / "backups")
    same = Ground(shop.post.folders, shop.post.store, shop.post.clock, shop.post.chance.randbytes)
    with pytest.raises(UserError, match=r"workstation\.exists"):
        rebuild(same, Sources(backup), lambda: ())


def test_a_rehearsal_beside_the_living_shop_does_not_take_its_witness_and_its_stick(shop: Shop, tmp_path: Path) -> None:
    shop.sell(100)
    shop.follow()
    backup = backup_of(shop, tmp_path / "backups")
    folders = Folders(tmp_path / "rehearsal", shop.post.folders.config, tmp_path / "logs")
    beside = Ground(folders, shop.post.store, shop.post.clock, shop.post.chance.randbytes)
    with pytest.raises(UserError, match=r"restore\.stands_elsewhere"):
        rebuild(beside, Sources(backup), lambda: ())
    assert list(folders.data.iterdir()) == []
    assert keep(shop.post.opened).is_well


def test_the_letter_moves_on_each_time() -> None:
    assert [next_code(code) for code in ("C01", "C01b", "R02y", "R02z")] == ["C01b", "C01c", "R02z", "R02z"]


def test_who_made_a_backup_is_in_the_journal_and_in_the_backup_itself(
    shop: Shop, ground: Ground, tmp_path: Path
) -> None:
    shop.sell(100)
    folder = tmp_path / "backups"
    folder.mkdir()
    made = back_up(shop.post.opened, folder, SYSTEM)
    shop.follow()
    shop.post.opened.db.close()
    same = Ground(shop.post.folders, shop.post.store, shop.post.clock, shop.post.chance.randbytes)
    done = rebuild(same, Sources(made.path, replaces=True), lambda: ())
    assert (done.is_proven, done.missing, done.config.code) == (True, 0, "C01")
    assert acts_of(opened(same))[-2:] == ["backup.created", "backup.restored"]


def test_a_backup_that_failed_is_not_told_as_one(shop: Shop, ground: Ground, tmp_path: Path) -> None:
    workstation, folder = shop.post.opened, tmp_path / "backups"
    name = f"recyclique-{workstation.config.code}-{workstation.station.clock.now():%Y%m%d-%H%M%S}.sauvegarde"
    (folder / name / "in the way").mkdir(parents=True)
    with pytest.raises(UserError, match="unwritable"):
        back_up(workstation, folder, SYSTEM)
    assert acts_of(workstation)[-2:] == ["backup.created", "backup.failed"]
    with pytest.raises(UserError, match="no_folder"):
        back_up(workstation, tmp_path / "absent", SYSTEM)
    assert acts_of(workstation)[-2:] == ["backup.created", "backup.failed"]


def acts_of(workstation: OpenWorkstation) -> list[str]:
    with workstation.db.connection() as connection:
        sql = "SELECT act FROM journal WHERE class <> 'personal' AND signature IS NOT NULL ORDER BY seq"
        return [str(row[0]) for row in connection.exec_driver_sql(sql)]
