"""What a person says of herself (``reception-admin.md`` 3.8.2): names and how to reach her, from an office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import User
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.services.people_edit import check_username
from recyclique_desktop.services.shared import change, require_office, require_person

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

LONGEST = 255


@dataclass(frozen=True, slots=True)
class OwnData:
    """What the form says, whole; an empty address, mail or phone is none."""

    username: str
    first_name: str
    last_name: str
    email: str
    phone: str
    address: str


def change_own_data(session: Session, command: OwnData, actor: Actor, station: Station) -> None:
    """Change what a person says of herself; a form that says what is there already writes nothing.

    Raises:
        UserError: ``signin.needed``, ``shared.office_only``, ``person.name_missing``, ``person.username_*``,
            ``person.email_format``, ``person.email_taken``, ``person.too_long``.
    """
    user_id = require_person(actor)
    require_office(session, station)
    person = session.get(User, user_id)
    if person is None:
        raise UserError("person.not_found")
    values = {
        "username": check_username(session, command.username, user_id),
        "first_name": _first_name(command),
        "last_name": _line(command.last_name),
        "email": _email(session, command, user_id),
        "phone_number": _line(command.phone),
        "address": _line(command.address),
    }
    if change(session, person, station, **values):
        record(session, acts.USER_CHANGED, actor, station, doc={"own": True})


def check_email(email: str) -> None:
    """Refuse what cannot be a mail address; nothing at all is fine.

    Raises:
        UserError: ``person.email_format``.
    """
    name, at, place = email.strip().rpartition("@")
    if email.strip() and not (name and at and "." in place.strip(".") and " " not in email.strip()):
        raise UserError("person.email_format")


def _first_name(command: OwnData) -> str:
    name = _line(command.first_name)
    if name is None:
        raise UserError("person.name_missing")
    return name


def _line(text: str) -> str | None:
    line = nfc(" ".join(text.split()))
    if len(line) > LONGEST:
        raise UserError("person.too_long", most=LONGEST)
    return line or None


def _email(session: Session, command: OwnData, user_id: UUID) -> str | None:
    check_email(command.email)
    wished = _line(command.email)
    taken = session.scalars(select(User.email).where(User.id != user_id, User.email.is_not(None)))
    if wished is not None and folded(wished) in {folded(other or "") for other in taken}:
        raise UserError("person.email_taken")
    return wished
