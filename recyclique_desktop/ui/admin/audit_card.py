"""One act of the journal in full: who, where, when, on what, with what details, and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from recyclique_desktop.domain.settings import DECLARED
from recyclique_desktop.system.audit_words import description_words, detail_words, kind_words, target_words
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.values import column_words, value_words
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recyclique_desktop.data.queries.audit import AuditLine
    from recyclique_desktop.data.queries.audit_places import Changed

_MOST_LINES: Final = 14
_MOST_SIGNS: Final = 160
_FIRST: Final = ("what", "key", "group", "permission", "old", "new")
"""Details that are read before the others, in this order."""


class AuditCard(FormCard):
    """The act that is chosen, to be read."""

    def __init__(self) -> None:
        super().__init__("audit_card")
        self._title = FlexText("", "h2")
        self._when = Text("", "body", "text2", wrap=True)
        self._who = Text("", "body", wrap=True)
        self._target = Text("", "body", wrap=True)
        self._details = Text("", "small", "text2", wrap=True)
        self._entry = Text("", "small", "text2", wrap=True)
        for part in (self._title, self._when, self._who, self._target):
            self.column.addWidget(part)
        self.column.addSpacing(Space.SMALL)
        self.column.addWidget(self._details)
        self.column.addStretch(1)
        self.column.addWidget(self._entry)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._title.setText(tr("Touchez une ligne pour la lire en entier."))
        for part in (self._when, self._who, self._target, self._details, self._entry):
            part.hide()

    def show_line(self, line: AuditLine, changed: tuple[Changed, ...]) -> None:
        """Show an act, with what it changed of columns that are nobody's private matter."""
        self._title.setText(description_words(line.description) or kind_words(line.kind))
        place = tr("poste {code}", code=line.place) if line.place else line.ip_address
        self._say(self._when, joined(tr("{at:datetime}", at=line.at), place))
        self._say(self._who, tr("Par {name}", name=line.actor or UNKNOWN))
        self._say(self._target, joined(target_words(line.target_type), line.target_name))
        told = [*_lines(line.details), *map(_change, changed)]
        more = len(told) - _MOST_LINES
        rest = [trn("et {n} autre", "et {n} autres", more)] if more > 0 else []
        self._say(self._details, "\n".join([*told[:_MOST_LINES], *rest]))
        self._say(self._entry, _entry(line))

    @staticmethod
    def _say(part: Text, words: str) -> None:
        part.setText(words)
        part.setVisible(bool(words))


def _entry(line: AuditLine) -> str:
    kind = tr("Type : {name}", name=kind_words(line.kind))
    if line.written is None:
        return joined(kind, tr("sans entrée au journal"))
    return joined(kind, tr("entrée {seq:number} du journal", seq=line.written.seq), line.written.number)


def _lines(details: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Return details one below the other; those inside others under both names."""
    for name, value in sorted(details.items(), key=_rank):
        words = f"{above}{detail_words(name)}"
        if isinstance(value, dict):
            yield from _lines(value, f"{words}, ")
        elif value not in (None, "", []):
            yield tr("{name} : {value}", name=words, value=_value(name, value))


def _rank(detail: tuple[str, Any]) -> tuple[int, str]:
    name = detail[0]
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _value(name: str, value: Any) -> str:
    if name == "key" and value in DECLARED:
        return tr(DECLARED[value].label)
    if isinstance(value, bool):
        return tr("oui") if value else tr("non")
    if isinstance(value, list):
        between = " → " if name == "role" else ", "
        return between.join(_value(name, part) for part in value)[:_MOST_SIGNS]
    return str(value)[:_MOST_SIGNS]


def _change(one: Changed) -> str:
    old, new = (value_words(one.column, value) for value in (one.old, one.new))
    return tr("{name} : {old} → {new}", name=column_words(one.column), old=old[:_MOST_SIGNS], new=new[:_MOST_SIGNS])
