"""Tries every service as everybody: what it says is compared with the table of ``services/rights.py``.

Commands are made from their own types, so that a new service needs a line in the table and nothing here.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin
from uuid import UUID

import pytest

from recyclique_desktop import domain, services
from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Actor, Station
from recyclique_desktop.services.rights import RIGHTS, Rule, allows

if TYPE_CHECKING:
    from recyclique_desktop.data.db import Database

REFUSALS = frozenset({"permission.denied", "permission.super_admin", "shared.office_only", "signin.needed"})
NOBODY = UUID("0fffffff-0000-4000-8000-000000000001")
WAYS = (["session", "command", "actor", "station"], ["session", "actor", "station"])
_SIMPLE: dict[Any, Any] = {
    UUID: NOBODY, str: "xxx", int: 1, bool: False, bytes: b"x", date: date(2026, 9, 17),
    datetime: datetime(2026, 9, 17, 9, tzinfo=UTC), type(None): None, Any: {},
}  # fmt: skip


class UndoneError(Exception):
    """The act passed; nothing of it is kept."""


def public_services() -> dict[str, Callable[..., Any]]:
    """Every act that a service offers, by its name in the table."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, act in inspect.getmembers(loaded, inspect.isfunction):
            is_ours = act.__module__ == loaded.__name__ and not name.startswith("_")
            if is_ours and _wanted_of(act) in WAYS:
                found[f"{module.name}.{name}"] = act
    return found


def _wanted_of(act: Callable[..., Any]) -> list[str]:
    """Return the names of what a function must be given."""
    given = inspect.signature(act).parameters.values()
    return [one.name for one in given if one.default is inspect.Parameter.empty]


def everybody() -> Iterator[Actor]:
    """Nobody's rights, each permission alone, all but one, both administrators, and the program."""
    everything = frozenset(Permission)
    alone = [frozenset({right}) for right in Permission]
    for permissions in (frozenset[Permission](), everything, *alone, *(everything - one for one in alone)):
        yield Actor(NOBODY, "op-x", "X", UserRole.USER, permissions)
    for role in (UserRole.ADMIN, UserRole.SUPER_ADMIN):
        yield Actor(NOBODY, "op-x", "X", role)
    yield SYSTEM


@dataclass(frozen=True)
class Trial:
    """One call: what it did, and what the table says."""

    act: str
    actor: Actor
    is_own: bool
    passed: bool
    wanted: bool


def trials(
    db: Database,
    station: Station,
    actors: list[Actor] | None = None,
    *,
    is_office: bool = True,
    only: str = "",
    is_about_oneself: bool = True,
) -> Iterator[Trial]:
    """Call every service (or one) as everybody, once about somebody else and once about herself where that differs."""
    for name, act in public_services().items():
        if only and name != only:
            continue
        rule = RIGHTS[name]
        for actor in actors if actors is not None else everybody():
            for is_own in (False, True) if is_about_oneself and rule.own and actor.user_id else (False,):
                command = made_for(act, station.ids.new() if not is_own else actor.user_id)
                passed = _passes(db, act, command, actor, station)
                yield Trial(name, actor, is_own, passed, _wanted(rule, actor, is_own=is_own, is_office=is_office))


def _wanted(rule: Rule, actor: Actor, *, is_own: bool, is_office: bool) -> bool:
    is_person = actor.user_id is not None
    return allows(rule, actor.role, actor.permissions, is_own=is_own, is_person=is_person, is_office=is_office)


def _passes(db: Database, act: Callable[..., Any], command: Any, actor: Actor, station: Station) -> bool:
    """Tell whether an act went past its checks; what it then thinks of an empty command is another matter."""
    given = (actor, station) if command is None else (command, actor, station)
    try:
        with db.writing() as session:
            act(session, *given)
            raise UndoneError
    except UserError as error:
        return error.code not in REFUSALS
    except Exception:  # noqa: BLE001  the command is nonsense: the act may fall over it once it is past its checks
        return True


def made_for(act: Callable[..., Any], subject: Any) -> Any:
    """Return a command for an act, about a person; nothing for an act without one."""
    parameter = inspect.signature(act).parameters.get("command")
    if parameter is None:
        return None
    command = _value(_named(str(parameter.annotation), act), act)
    if any(field.name == "user_id" for field in dataclasses.fields(command)):
        return replace(command, user_id=subject)
    return command


def _value(kind: Any, near: Any) -> Any:
    if isinstance(kind, str):
        kind = _named(kind, near)
    if get_origin(kind) in (types.UnionType, Union):
        return _value(get_args(kind)[0], near)
    if get_origin(kind) is not None:
        return get_origin(kind)()
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        given = [field for field in dataclasses.fields(kind) if field.init]
        return kind(**{field.name: _value(field.type, kind) for field in given})
    return getattr(kind, "__supertype__", int)(1)


def _named(text: str, near: Any) -> Any:
    """Return the type that an annotation names; types of other rooms are imported for checking only."""
    module = vars(importlib.import_module(near.__module__))
    return eval(text, {**_DOMAIN, **module})


def _domain() -> dict[str, Any]:
    found: dict[str, Any] = {"UUID": UUID, "date": date, "datetime": datetime, "Any": Any}
    for module in pkgutil.iter_modules(domain.__path__):
        loaded = importlib.import_module(f"{domain.__name__}.{module.name}")
        found |= {name: value for name, value in vars(loaded).items() if not name.startswith("_")}
    return found


_DOMAIN = _domain()


def require_as_written(found: list[Trial]) -> None:
    """Fail on the calls that went otherwise than the table says, by act."""
    wrong: dict[str, list[Trial]] = {}
    for trial in found:
        if trial.passed != trial.wanted:
            wrong.setdefault(trial.act, []).append(trial)
    if wrong:
        pytest.fail("\n".join(f"{act}: {len(there)} calls, first {_told(there[0])}" for act, there in wrong.items()))


def _told(trial: Trial) -> str:
    who = f"{trial.actor.role}{' about herself' * trial.is_own}"
    said = "passed" if trial.passed else "was refused"
    return f"{who} with {', '.join(sorted(trial.actor.permissions)) or 'nothing'} {said}, the table says otherwise"
