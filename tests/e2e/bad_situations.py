"""Bad situations of a centre, each made for a moment and mended again: what was done, and the answer somebody reads."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from recyclique_desktop.system import config as configuration
from tests.e2e.certificates import Authority, outer_address, show, show_nothing
from tests.faults.place import Done, Place
from tests.postgres import CentralDatabase
from tests.proxy import Proxy

UNKNOWN_CODE = "ZZZZ-ZZZZ"
_HELLO = "recyclique_api_v1.hello(uuid, bigint, bytea, int, text, text)"


@dataclass(slots=True)
class Scene:
    """A till with a day of sales that the centre does not have yet, and the network between both."""

    root: Path
    base: CentralDatabase
    proxy: Proxy
    till: Place
    access_used: Path | None = None
    """The code file that the last newcomer held in hand."""
    other: Place | None = None
    """Another workstation of this shop, where the trouble is seen there and not at the till."""
    _newcomers: int = field(default=0)

    @property
    def dsn(self) -> str:
        """The administrator's way, through the network."""
        return make_conninfo(self.base.dsn, host="127.0.0.1", port=self.proxy.port)

    def newcomer(self) -> Place:
        """Return a machine that has nothing yet."""
        self._newcomers += 1
        return Place(self.root / f"newcomer-{self._newcomers}")

    def access(self, name: str, **changes: Any) -> Path:
        """Return a fresh code file, with something wrong in it."""
        path = self.root / f"{name}.json"
        done = self.till.run("devices", "code", "--kind", "till", "--dsn", self.dsn, "--file", str(path), "--json")
        assert done.code == 0, done.out
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")
        self.access_used = path
        return path

    def tell(self, query: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """Say something to the centre as its administrator."""
        with self.base.connect() as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []


Bad = Callable[[Scene], AbstractContextManager[Done]]


@contextmanager
def no_such_address(scene: Scene) -> Iterator[Done]:
    file = scene.access("nobody-there", host="127.0.0.1", port=1)
    yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def no_such_database_for_a_newcomer(scene: Scene) -> Iterator[Done]:
    file = scene.access("no-database", database="absente")
    yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def no_such_database(scene: Scene) -> Iterator[Done]:
    yield scene.till.run("central", "check", "--dsn", make_conninfo(scene.dsn, dbname="absente"), "--json")


@contextmanager
def network_away(scene: Scene) -> Iterator[Done]:
    scene.proxy.cut()
    yield scene.till.run("sync", "--once", "--json")
    scene.proxy.heal()


@contextmanager
def centre_silent(scene: Scene) -> Iterator[Done]:
    scene.proxy.faults.is_black = True
    yield scene.till.run("sync", "--once", "--json")
    scene.proxy.heal()


@contextmanager
def centre_slow(scene: Scene) -> Iterator[Done]:
    """The centre takes the question and works on it, far past the deadline."""
    with _hello(scene, "recyclique_api_v1.true_hello($1, $2, $3, $4, $5, $6)", "pg_catalog.pg_sleep(40)"):
        yield scene.till.run("sync", "--once", "--json")


@contextmanager
def wrong_password_in_the_file(scene: Scene) -> Iterator[Done]:
    file = scene.access("wrong-password", password="autre")
    yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def wrong_password_of_the_till(scene: Scene) -> Iterator[Done]:
    role = _centre_of(scene.till).role
    ((kept,),) = scene.tell("SELECT rolpassword FROM pg_authid WHERE rolname = %s", role)
    _password(scene, role, "autre")
    yield scene.till.run("sync", "--once", "--json")
    _password(scene, role, str(kept))


@contextmanager
def code_used_twice(scene: Scene) -> Iterator[Done]:
    file = str(scene.access("used"))
    first = scene.newcomer().run("enrol", "--code-file", file, "--json")
    assert first.code == 0, first.out
    yield scene.newcomer().run("enrol", "--code-file", file, "--json")


@contextmanager
def code_unknown(scene: Scene) -> Iterator[Done]:
    file = scene.access("unknown", code=UNKNOWN_CODE)
    yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def code_expired(scene: Scene) -> Iterator[Done]:
    file = scene.access("expired")
    scene.tell("UPDATE sync.enrolment_codes SET expires_at = now() - interval '1 second' WHERE used_at IS NULL")
    yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def access_taken_away(scene: Scene) -> Iterator[Done]:
    other = scene.newcomer()
    assert other.run("enrol", "--code-file", str(scene.access("revoked")), "--json").code == 0
    scene.other = other
    code = configuration.load(other.folders.data).code
    assert scene.till.run("devices", "revoke", code, "--dsn", scene.dsn).code == 0
    yield other.run("sync", "--once", "--json")
    scene.other = None


@contextmanager
def centre_older_for_a_newcomer(scene: Scene) -> Iterator[Done]:
    file = scene.access("older")
    with _older(scene):
        yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def centre_newer_for_a_newcomer(scene: Scene) -> Iterator[Done]:
    file = scene.access("newer")
    with _newer(scene):
        yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def centre_older_for_the_till(scene: Scene) -> Iterator[Done]:
    with _older(scene):
        yield scene.till.run("sync", "--once", "--json")


@contextmanager
def centre_newer_for_the_till(scene: Scene) -> Iterator[Done]:
    with _newer(scene):
        yield scene.till.run("sync", "--once", "--json")


@contextmanager
def _older(scene: Scene) -> Iterator[None]:
    scene.tell("ALTER SCHEMA recyclique_api_v1 RENAME TO not_there_yet")
    yield
    scene.tell("ALTER SCHEMA not_there_yet RENAME TO recyclique_api_v1")


@contextmanager
def _newer(scene: Scene) -> Iterator[None]:
    ((kept,),) = scene.tell("SELECT pg_get_functiondef('sync.check_protocol(int)'::regprocedure)")
    scene.tell(
        "CREATE OR REPLACE FUNCTION sync.check_protocol(p_protocol int) RETURNS void LANGUAGE plpgsql"
        " SET search_path = pg_catalog, pg_temp AS $$ BEGIN"
        " RAISE EXCEPTION USING ERRCODE = 'RQ426', MESSAGE = 'this centre speaks protocol 2', DETAIL = 'older';"
        " END $$"
    )
    yield
    with scene.base.connect() as connection:
        connection.execute(kept)


@contextmanager
def centre_older_for_its_administrator(scene: Scene) -> Iterator[Done]:
    with _schema(scene, "0001"):
        yield scene.till.run("central", "check", "--dsn", scene.dsn, "--json")


@contextmanager
def centre_newer_for_its_administrator(scene: Scene) -> Iterator[Done]:
    with _schema(scene, "9999"):
        yield scene.till.run("central", "check", "--dsn", scene.dsn, "--json")


@contextmanager
def disk_full_at_the_centre(scene: Scene) -> Iterator[Done]:
    scene.tell(
        "CREATE FUNCTION sync.no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file: No space left on device';"
        " END $$"
    )
    scene.tell("CREATE TRIGGER no_room BEFORE INSERT ON sync.ledger FOR EACH ROW EXECUTE FUNCTION sync.no_room()")
    yield scene.till.run("sync", "--once", "--json")
    scene.tell("DROP TRIGGER no_room ON sync.ledger")
    scene.tell("DROP FUNCTION sync.no_room()")


@contextmanager
def clock_wrong(scene: Scene) -> Iterator[Done]:
    """The centre says that ten years went by: seen from there, this computer's clock is wrong by as much."""
    later = "jsonb_build_object('now', sync.moment(clock_timestamp() + interval '10 years'))"
    with _hello(scene, f"recyclique_api_v1.true_hello($1, $2, $3, $4, $5, $6) || {later}"):
        yield scene.till.run("sync", "--once", "--json")


@contextmanager
def _hello(scene: Scene, answer: LiteralString, first: LiteralString = "NULL") -> Iterator[None]:
    """Let the centre greet otherwise: with ``answer``, after ``first``."""
    scene.tell("ALTER FUNCTION recyclique_api_v1.hello RENAME TO true_hello")
    scene.tell(
        "CREATE FUNCTION recyclique_api_v1.hello(uuid, bigint, bytea, int, text, text) RETURNS jsonb LANGUAGE plpgsql"
        " SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"
        f" BEGIN PERFORM {first}; RETURN {answer}; END $$"
    )
    scene.tell(f"GRANT EXECUTE ON FUNCTION {_HELLO} TO recyclique_device")
    yield
    scene.tell(f"DROP FUNCTION {_HELLO}")
    scene.tell("ALTER FUNCTION recyclique_api_v1.true_hello RENAME TO hello")


@contextmanager
def certificate_not_trusted_by_a_newcomer(scene: Scene) -> Iterator[Done]:
    with _over_tls(scene) as (address, port, _ours):
        stranger = Authority.new("Inconnue").pem.decode()
        file = scene.access("stranger", host=address, port=port, ca=stranger)
        yield scene.newcomer().run("enrol", "--code-file", str(file), "--json")


@contextmanager
def certificate_not_trusted_by_the_till(scene: Scene) -> Iterator[Done]:
    with _over_tls(scene) as (address, port, ours):
        kept, ca = configuration.load(scene.till.folders.data), scene.root / "ca.pem"
        centre = _centre_of(scene.till).changed(host=address, port=port, ca=str(ca))
        configuration.save(scene.till.folders.data, kept.changed(centre=centre))
        ca.write_bytes(ours)
        trusted = scene.till.run("compare", "--json")
        assert "tables" in trusted.json, f"a trusted certificate is refused: {trusted.out}"
        ca.write_bytes(Authority.new("Inconnue").pem)
        yield scene.till.run("sync", "--once", "--json")
        configuration.save(scene.till.folders.data, kept)


@contextmanager
def _over_tls(scene: Scene) -> Iterator[tuple[str, int, bytes]]:
    """Let the centre be reached over the network, with a certificate of an authority of ours."""
    address = outer_address()
    assert address is not None
    authority = Authority.new("Centre")
    show(scene.base.server, *authority.sign_for(address))
    with Proxy(scene.base.host, scene.base.port, address=address) as proxy:
        yield address, proxy.port, authority.pem
    show_nothing(scene.base.server)


def may_use_tls(base: CentralDatabase) -> bool:
    """Tell whether this machine has a server that knows TLS and a network to reach it over."""
    return base.server.kind == "system" and outer_address() is not None and os.name != "nt"


@contextmanager
def _schema(scene: Scene, version: str) -> Iterator[None]:
    ((kept,),) = scene.tell("SELECT version_num FROM public.recyclique_alembic_version")
    scene.tell("UPDATE public.recyclique_alembic_version SET version_num = %s", version)
    yield
    scene.tell("UPDATE public.recyclique_alembic_version SET version_num = %s", kept)


def _centre_of(place: Place) -> configuration.CentreConfig:
    centre = configuration.load(place.folders.data).centre
    assert centre is not None
    return centre


def _password(scene: Scene, role: str, password: str) -> None:
    with psycopg.connect(scene.base.dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
