"""A person's data as screens and command line handle them: shown, taken away, forgotten; each time on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from recyclique_desktop.data import erasure
from recyclique_desktop.data.models import Site
from recyclique_desktop.data.queries import privacy as known
from recyclique_desktop.data.queries.settings import value_of
from recyclique_desktop.documents.person_file import person_file
from recyclique_desktop.documents.register import RegisterData, register
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.retention import first_kept
from recyclique_desktop.services import privacy
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.privacy import AccessLine, PersonData, PrivacyLine
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of a person, and who looked at it before."""

    data: PersonData
    access: tuple[AccessLine, ...]


def people(session: Session, station: Station) -> tuple[PrivacyLine, ...]:
    """Return everybody, those without activity for longer than the shop's setting first."""
    today = business_date(station.clock.now(), station.zone)
    day = first_kept(today, value_of(session, settings.DORMANT_MONTHS)).replace(day=min(today.day, 28))
    return known.privacy_lines(session, datetime.combine(day, time(), station.zone).astimezone(UTC))


def show(db: Database, user_id: UUID, actor: Actor, station: Station) -> Sheet:
    """Look at a person's data; that is written down first.

    Raises:
        UserError: ``permission.denied``, ``person.not_found``.
    """
    with db.writing() as session:
        privacy.record_view(session, privacy.ViewPerson(user_id), actor, station)
    with db.reading() as session:
        return Sheet(_data(session, user_id), known.access_log(session, user_id))


def export(db: Database, user_id: UUID, path: Path, actor: Actor, station: Station) -> PersonData:
    """Write a person's data into a new file; that is written down first.

    Raises:
        UserError: ``permission.denied``, ``person.not_found``, ``privacy.file_exists``, ``privacy.unwritable``.
    """
    if path.exists():
        raise UserError("privacy.file_exists", file=str(path))
    with db.writing() as session:
        privacy.record_person_export(session, privacy.ExportPerson(user_id), actor, station)
    with db.reading() as session:
        data = _data(session, user_id)
    try:
        write_whole(path, person_file(data, station.clock.now().astimezone(station.zone)))
    except UserError as error:
        raise UserError("privacy.unwritable", file=str(path)) from error
    return data


def forget(db: Database, command: privacy.AnonymisePerson, actor: Actor, station: Station) -> PersonData:
    """Forget a person; deleted words are overwritten, and the file is written anew in a quiet moment (``retention``).

    Returns:
        What stays of her: her code, and the rows that the law keeps.

    Raises:
        UserError: As ``services.privacy.anonymise_person``.
    """
    with db.reading() as session:
        sought = erasure.seek(session.connection(), [command.user_id], give_way=db.give_way)
    with db.writing() as session:
        privacy.anonymise_person(session, command, actor, station, sought)
    with db.reading() as session:
        return _data(session, command.user_id)


def register_text(session: Session, station: Station) -> str:
    """Return the register of processing of this shop."""
    site = session.get_one(Site, station.site_id)
    return register(
        RegisterData(
            organisation=site.legal_name or site.name,
            day=business_date(station.clock.now(), station.zone),
            sign_in_months=value_of(session, settings.SIGN_IN_MONTHS),
            dormant_months=value_of(session, settings.DORMANT_MONTHS),
        )
    )


def _data(session: Session, user_id: UUID) -> PersonData:
    found = known.person_data(session, user_id)
    if found is None:
        raise UserError("person.not_found")
    return found
