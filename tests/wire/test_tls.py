"""Nobody between us and the centre: a certificate that is not trusted, or that names somebody else, ends the call."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from psycopg.conninfo import conninfo_to_dict

from recyclique_desktop.wire import Kind, Line, Place, WireError
from tests.postgres import NoServerError, started

pytestmark = pytest.mark.postgres
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Signs certificates that nobody else trusts."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
        return cls(key, _certificate(name, name, key.public_key(), key, [], is_ca=True))

    def sign(self, key: ec.EllipticCurvePrivateKey, names: list[x509.GeneralName]) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "centre")])
        return _certificate(subject, self.certificate.subject, key.public_key(), self.key, names, is_ca=False)

    def write(self, file: Path) -> Path:
        file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return file


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePrivateKey,
    names: list[x509.GeneralName],
    *,
    is_ca: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - _DAY).not_valid_after(now + _DAY)
    made = made.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    if names:
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return made.sign(signer, hashes.SHA256())


@dataclass(frozen=True)
class Guarded:
    """A server that speaks TLS with a certificate for ``localhost`` alone."""

    port: int
    authority: Authority

    def line(self, host: str, ca: Path | None) -> Line:
        return Line(Place(host, self.port, "postgres", "postgres", ca), "")


@pytest.fixture(scope="module")
def guarded() -> Iterator[Guarded]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(started("system"))
        except NoServerError as error:
            pytest.skip(f"a server that speaks TLS is wanted: {error}")
        authority = Authority.make()
        with server.connect() as connection:
            _guard(connection, authority)
            connection.execute("CREATE SCHEMA recyclique_api_v1")
            connection.execute(
                "CREATE FUNCTION recyclique_api_v1.tls() RETURNS boolean LANGUAGE sql AS"
                " 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'"
            )
        yield Guarded(int(str(conninfo_to_dict(server.dsn)["port"])), authority)


def _guard(connection: psycopg.Connection[tuple[object, ...]], authority: Authority) -> None:
    row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    data, key = Path(str(row[0])), ec.generate_private_key(ec.SECP256R1())
    files = {
        "server.crt": authority.sign(key, [x509.DNSName("localhost")]).public_bytes(serialization.Encoding.PEM),
        "server.key": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    }
    for name, content in files.items():
        (data / name).write_bytes(content)
        (data / name).chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(data / name, data.owner(), data.group())
    connection.execute("ALTER SYSTEM SET ssl = on")
    connection.execute("SELECT pg_reload_conf()")


def refused(line: Line) -> WireError:
    with pytest.raises(WireError) as failed:
        line.call("tls", deadline_s=5)
    line.close()
    return failed.value


def test_the_right_authority_and_name_open_a_protected_line(guarded: Guarded, tmp_path: Path) -> None:
    line = guarded.line("localhost", guarded.authority.write(tmp_path / "ca.pem"))
    assert line.call("tls") is True
    line.close()


def test_a_certificate_of_another_authority_is_not_trusted(guarded: Guarded, tmp_path: Path) -> None:
    assert refused(guarded.line("localhost", Authority.make().write(tmp_path / "ca.pem"))).kind is Kind.TLS


def test_a_certificate_of_another_name_is_not_trusted(guarded: Guarded, tmp_path: Path) -> None:
    ca = guarded.authority.write(tmp_path / "ca.pem")
    assert refused(guarded.line("127.0.0.1", ca)).kind is Kind.TLS


def test_an_authority_file_that_is_gone_is_said_to_be_the_trouble(guarded: Guarded, tmp_path: Path) -> None:
    assert refused(guarded.line("localhost", tmp_path / "lost.pem")).kind is Kind.TLS


def test_a_server_without_tls_is_refused_where_tls_is_wanted(
    guarded: Guarded, postgres: object, tmp_path: Path
) -> None:
    dsn = conninfo_to_dict(str(getattr(postgres, "dsn", "")))
    ca = guarded.authority.write(tmp_path / "ca.pem")
    place = Place("localhost", int(str(dsn["port"])), "postgres", "postgres", ca)
    assert refused(Line(place, "")).kind is Kind.TLS


def test_on_this_machine_tls_is_used_where_it_is_there(guarded: Guarded) -> None:
    line = guarded.line("localhost", None)
    assert line.call("tls") is True
    line.close()
