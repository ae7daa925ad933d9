"""The one message catalogue: every sentence a person sees, on screens, paper, mails and command line. No Qt.

French is the source: the text in the code is the gettext message itself; English comes from
``resources/locale/en``. ``packaging/messages`` collects what ``tr``, ``trn`` and ``mark`` name, and SENTENCES.
"""

from __future__ import annotations

import gettext
import string
from datetime import date, datetime
from typing import TYPE_CHECKING

from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import NBSP, format_amount, format_euros
from recyclique_desktop.domain.weight import format_kilos
from recyclique_desktop.system.paths import resource
from recyclique_desktop.system.sentences import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

DOMAIN = "recyclique"
LANGUAGES = ("fr", "en")
UNKNOWN = "Une erreur imprévue s’est produite ({code}). Ce qui est enregistré le reste. Prévenez un responsable."

__all__ = [
    "DOMAIN", "LANGUAGES", "SENTENCES", "fill", "install_transform", "long_date", "mark", "sentence", "tr", "trn",
    "use_language", "use_zone",
]  # fmt: skip


def mark(text: str) -> str:
    """Return ``text`` unchanged: names it for the catalogue where it is translated later, by ``tr(variable)``."""
    return text


_DAYS = (
    mark("lundi"), mark("mardi"), mark("mercredi"), mark("jeudi"), mark("vendredi"), mark("samedi"), mark("dimanche"),
)  # fmt: skip
_MONTHS = (
    mark("janvier"), mark("février"), mark("mars"), mark("avril"), mark("mai"), mark("juin"), mark("juillet"),
    mark("août"), mark("septembre"), mark("octobre"), mark("novembre"), mark("décembre"),
)  # fmt: skip


class _Catalogue:
    """Language, time zone and test transform of this process; set once at start-up."""

    def __init__(self) -> None:
        self.language = "fr"
        self.texts: gettext.NullTranslations = gettext.NullTranslations()
        self.zone = PARIS
        self.transform: Callable[[str], str] = str


_current = _Catalogue()


def use_language(language: str) -> None:
    """Choose the language of every later message: ``fr`` or ``en``; an unknown one means French."""
    _current.language = language if language in LANGUAGES else "fr"
    _current.texts = _load(_current.language)


def use_zone(zone: ZoneInfo) -> None:
    """Choose the time zone that moments are shown in: the site's."""
    _current.zone = zone


def install_transform(transform: Callable[[str], str] | None) -> None:
    """Change every message on its way out (longer words, to test layouts); ``None`` ends it."""
    _current.transform = transform or str


def tr(text: str, /, **params: object) -> str:
    """Return ``text`` in the chosen language; with parameters, filled in (see ``fill``)."""
    found = _current.texts.gettext(text) if text else text
    return _current.transform(fill(found, **params) if params else found)


def trn(singular: str, plural: str, n: int, /, **params: object) -> str:
    """Return the form that goes with ``n``, filled in with ``n`` and the parameters. In French, zero is singular."""
    found = _current.texts.ngettext(singular, plural, 1 if _is_singular(n) else 2)
    return _current.transform(fill(found, n=n, **params))


def sentence(error: UserError | str, /, **params: object) -> str:
    """Return the sentence of a known error, or of its code, filled in with the parameters it carries."""
    code, values = (error.code, error.params) if isinstance(error, UserError) else (error, params)
    if code not in SENTENCES:
        return tr(UNKNOWN, code=code)
    return tr(SENTENCES[code], **values)


def fill(template: str, /, **params: object) -> str:
    """Put typed values into a template.

    Besides Python's own formats: ``{x:euros}`` and ``{x:amount}`` (cents), ``{x:kilos}`` and ``{x:kilos1}`` (grams),
    ``{x:time}`` 11:15, ``{x:date}`` 22/11/2026, ``{x:datetime}``, ``{x:day}`` « dimanche 22 novembre 2026 »,
    ``{x:day_month}`` « 22 novembre »,
    ``{x:number}`` with grouped thousands, ``{x:essai|essais}`` the word that goes with the number ``x``.
    """
    return _Filler().vformat(template, (), params)


def long_date(day: date) -> str:
    """Return « dimanche 22 novembre 2026 »."""
    return f"{tr(_DAYS[day.weekday()])} {day.day}{NBSP}{tr(_MONTHS[day.month - 1])} {day.year}"


def short_date(day: date) -> str:
    """Return « 22 novembre »."""
    return f"{day.day}{NBSP}{tr(_MONTHS[day.month - 1])}"


class _Filler(string.Formatter):
    """Python's format language, plus the ways we write money, weight and time."""

    def format_field(self, value: object, format_spec: str) -> str:
        if "|" in format_spec:
            singular, plural = format_spec.split("|")
            return singular if _is_singular(_whole(value)) else plural
        ours = _FORMATS.get(format_spec)
        if ours is None:
            return str(super().format_field(value, format_spec))
        return ours(value)


def _is_singular(n: int) -> bool:
    """Tell the form: in French zero and one are singular, in English one alone."""
    return abs(n) < 2 if _current.language == "fr" else abs(n) == 1


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"money, weight and counts are whole numbers, not {value!r}")
    return value


def _local(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"not a moment: {value!r}")
    return value.astimezone(_current.zone)


def _day(value: object) -> date:
    return value if isinstance(value, date) and not isinstance(value, datetime) else _local(value).date()


_FORMATS: dict[str, Callable[[object], str]] = {
    "euros": lambda value: format_euros(_whole(value)),
    "amount": lambda value: format_amount(_whole(value)),
    "kilos": lambda value: format_kilos(_whole(value)),
    "kilos1": lambda value: format_kilos(_whole(value), decimals=1),
    "number": lambda value: f"{_whole(value):,}".replace(",", NBSP),
    "time": lambda value: f"{_local(value):%H:%M}",
    "date": lambda value: f"{_day(value):%d/%m/%Y}",
    "datetime": lambda value: f"{_local(value):%d/%m/%Y %H:%M}",
    "day": lambda value: long_date(_day(value)),
    "day_month": lambda value: short_date(_day(value)),
}


def _load(language: str) -> gettext.NullTranslations:
    if language == "fr":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, str(resource("locale")), [language], fallback=True)
