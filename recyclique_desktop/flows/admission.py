"""Letting machines in and out from an office; its centre checks that it is one.

Who administers the centre does the same without any workstation: ``central/admission.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.sync import line_to_centre
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.wire import WireError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore

DEADLINE_S = 8.0


def issue_code(workstation: OpenWorkstation, store: SecretStore, kind: WorkstationKind, minutes: int) -> CodeFile:
    """Make a one-time code for a new machine of this shop, with all it needs to reach the centre.

    Args:
        workstation: An office.
        store: Holds the password of its login.
        kind: What the machine will be.
        minutes: How long the code lets in.

    Raises:
        UserError: ``shared.office_only``, ``centre.none``, ``secret.*``, ``sync.*``.
    """
    code, access = _ask(workstation, store, ("issue_code", kind.value, minutes), ("enrol_access",))
    return _code_file(workstation, kind, code, access)


def issue_code_for(workstation: OpenWorkstation, store: SecretStore, code: str, minutes: int) -> CodeFile:
    """Make a one-time code by which this very workstation, whose login is lost, comes back as what it was.

    Args:
        workstation: An office.
        store: Holds the password of its login.
        code: Of the workstation that shall come back.
        minutes: How long the code lets in.

    Raises:
        UserError: ``device.unknown``, ``device.self``, ``device.succeeded``, and as ``issue_code``.
    """
    try:
        made, access = _ask(workstation, store, ("issue_code_for", code, minutes), ("enrol_access",))
    except UserError as error:
        raise _of_device(error, code) from error
    if made is None:
        raise UserError("device.unknown", workstation=code)
    return _code_file(workstation, WorkstationKind(made["kind"]), made["code"], access)


def _of_device(error: UserError, code: str) -> UserError:
    if error.params.get("word") == "self":
        return UserError("device.self")
    return UserError("device.succeeded", workstation=code) if error.params.get("word") == "succeeded" else error


def _code_file(workstation: OpenWorkstation, kind: WorkstationKind, code: str, access: dict[str, str]) -> CodeFile:
    centre = workstation.config.centre
    if centre is None:
        raise UserError("centre.none")
    return CodeFile(
        host=centre.host, port=centre.port, database=centre.database, ca=_authority(centre.ca), login=access["role"],
        password=access["password"], code=code, kind=kind,
    )  # fmt: skip


def machines(workstation: OpenWorkstation, store: SecretStore) -> list[dict[str, Any]]:
    """Return every machine that was ever let in, as the centre's own list says it.

    Raises:
        UserError: As ``issue_code``.
    """
    (found,) = _ask(workstation, store, ("devices",))
    return list(found)


def shut_out(workstation: OpenWorkstation, store: SecretStore, code: str) -> UUID:
    """Take its access from the machine of this code and return its workstation; what it sent stays.

    Raises:
        UserError: ``device.unknown``, ``device.revoked``, ``device.self``, and as ``issue_code``.
    """
    found = [one for one in machines(workstation, store) if one["code"] == code]
    if not found:
        raise UserError("device.unknown", workstation=code)
    if found[0]["revoked_at"] is not None:
        raise UserError("device.revoked", workstation=code)
    chosen = UUID(found[0]["workstation_id"])
    if chosen == workstation.config.workstation_id:
        raise UserError("device.self")
    _ask(workstation, store, ("revoke", chosen))
    return chosen


def _ask(workstation: OpenWorkstation, store: SecretStore, *questions: Sequence[Any]) -> list[Any]:
    """Ask the centre on a line of its own: they are rare, and a round under way must not wait for them."""
    line = line_to_centre(workstation, store)
    try:
        return [line.call(*question, deadline_s=DEADLINE_S) for question in questions]
    except WireError as error:
        code = "shared.office_only" if error.detail == "kind" else f"sync.{error.kind.value}"
        raise UserError(code, word=error.detail) from error
    finally:
        line.close()


def _authority(path: str) -> str:
    try:
        return Path(path).read_text("ascii") if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("central.ca_unreadable", file=path) from error
