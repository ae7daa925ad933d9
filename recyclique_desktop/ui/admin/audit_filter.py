"""What of the journal is to be seen: which acts, whose, on what, between which days."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.audit import AuditFilter
from recyclique_desktop.system.audit_words import LABELS, kind_words, target_words
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.day_text import day_error, day_text, typed_day
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog, PickField

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import date

_WIDTH: Final = 640
_ALL: Final = ""


class AuditFilterDialog(QDialog):
    """The filters of the journal.

    Signals:
        answered(object): The filter, with the words searched for as they were.

    Args:
        wanted: What limits the list now.
        kinds: Stored words of the acts that there are.
        targets: Stored words of what they were about.
        today: For a day typed without its year.
    """

    answered = Signal(object)

    def __init__(
        self, wanted: AuditFilter, kinds: Sequence[str], targets: Sequence[str], today: date, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("audit_filter")
        self.setAccessibleName(tr("Que voulez-vous voir ?"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._words, self._today = wanted.words, today
        self._kinds, self._targets = _in_order(kinds), tuple(targets)
        self._kind = next(iter(wanted.kinds), _ALL)
        self._target = wanted.target
        self._kind_field = PickField("audit_kind", tr("Type d’acte"))
        self._target_field = PickField("audit_target", tr("Sur quoi"))
        self._actor = Field("audit_actor", tr("Qui"), value=wanted.actor, hint=tr("Un nom, ou une partie"))
        self._since = Field("audit_since", tr("Du"), value=day_text(wanted.since), hint=tr("jj/mm/aaaa"))
        self._until = Field("audit_until", tr("Au"), value=day_text(wanted.until), hint=tr("jj/mm/aaaa, compris"))
        check = Checked(self._since, self._day_error), Checked(self._until, self._day_error)
        self._form = Form(check, self)
        self._show = PrimaryButton("audit_filter_confirm", tr("Voir"), height=Height.ACTION_TALL, large=False)
        self._none = ActionButton("audit_filter_none", tr("Tout voir"), height=Height.ACTION_TALL, role="strong")
        self._build()
        self._connect()
        self._show_choices()

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._actor.edit.setFocus()

    @property
    def said(self) -> AuditFilter:
        """What is chosen and written."""
        return AuditFilter(
            kinds=frozenset({self._kind}) if self._kind else frozenset(),
            actor=" ".join(self._actor.text.split()),
            target=self._target,
            since=typed_day(self._since.text, self._today),
            until=typed_day(self._until.text, self._today),
            words=self._words,
        )

    def _build(self) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.ADMIN, Space.ADMIN, Space.ADMIN, Space.ADMIN)
        column.setSpacing(Space.GRID)
        column.addWidget(Text(tr("Que voulez-vous voir ?"), "h1", wrap=True))
        column.addWidget(self._actor)
        column.addLayout(_pair(self._kind_field, self._target_field))
        column.addSpacing(Space.SMALL)
        column.addLayout(_pair(self._since, self._until))
        column.addLayout(_pair(self._none, self._show))

    def _connect(self) -> None:
        self._kind_field.asked.connect(self._on_kind_asked)
        self._target_field.asked.connect(self._on_target_asked)
        for field in (self._actor, self._since, self._until):
            field.entered.connect(self._on_show)
        self._show.clicked.connect(self._on_show)
        self._none.clicked.connect(self._on_none)

    def _show_choices(self) -> None:
        self._kind_field.set_value(kind_words(self._kind) if self._kind else tr("Tous les actes"))
        self._target_field.set_value(target_words(self._target) if self._target else tr("Tout"))

    def _on_kind_asked(self) -> None:
        options = [Option(_ALL, tr("Tous les actes")), *(Option(kind, kind_words(kind)) for kind in self._kinds)]
        self._pick("audit_kind_picker", tr("Quels actes ?"), options, self._kind)

    def _on_target_asked(self) -> None:
        options = [Option(_ALL, tr("Tout")), *(Option(word, target_words(word)) for word in self._targets)]
        self._pick("audit_target_picker", tr("Sur quoi ?"), options, self._target)

    def _pick(self, name: str, question: str, options: Sequence[Option], chosen: Hashable) -> None:
        dialog = PickerDialog(name, question, options, chosen, parent=self)
        dialog.picked.connect(self._on_kind if name == "audit_kind_picker" else self._on_target)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self.activateWindow)
        dialog.ask()

    def _on_kind(self, key: object) -> None:
        self._kind = str(key)
        self._show_choices()

    def _on_target(self, key: object) -> None:
        self._target = str(key)
        self._show_choices()

    def _day_error(self, text: str) -> str:
        return day_error(text, self._today)

    def _on_show(self) -> None:
        if not self._form.is_good:
            self._form.show_errors()
            return
        self.accept()
        self.answered.emit(self.said)

    def _on_none(self) -> None:
        self.accept()
        self.answered.emit(AuditFilter(words=self._words))


def filter_words(wanted: AuditFilter) -> str:
    """Return what limits the list, in words; nothing when nothing does."""
    parts = [kind_words(kind) for kind in sorted(wanted.kinds)]
    parts += [target_words(wanted.target)] if wanted.target else []
    parts += [tr("par « {name} »", name=wanted.actor)] if wanted.actor else []
    parts += [tr("depuis le {day:date}", day=wanted.since)] if wanted.since is not None else []
    parts += [tr("jusqu’au {day:date}", day=wanted.until)] if wanted.until is not None else []
    return " · ".join(parts)


def with_words(wanted: AuditFilter, words: str) -> AuditFilter:
    """Return the filter with other words searched for."""
    return replace(wanted, words=words)


def _in_order(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return kinds in the order of the list of all of them; those that nobody here knows last."""
    known = list(LABELS)
    return tuple(sorted(kinds, key=lambda kind: (known.index(kind) if kind in LABELS else len(known), kind)))


def _pair(one: QWidget, other: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.GRID)
    row.addWidget(one, 1)
    row.addWidget(other, 1)
    return row
