"""Weighing a deposit: a weight, a category, Enter. Each line is on disk at once; the deposit ends with « Terminer ».

This page joins its parts: ``WeighingBeingMade`` (the line and the scale), ``RunningDeposit`` (the deposit, on disk) and
three zones.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout

from recyclique_desktop.data.queries.reception_desk import Desk, Lists, read_desk, read_lists
from recyclique_desktop.devices.scale import OFF, ScaleStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import Totals
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.reception.deposit_questions import ask_container, ask_description, ask_note, ask_to_finish
from recyclique_desktop.ui.reception.deposit_zone import DepositZone
from recyclique_desktop.ui.reception.entry import favourite_tiles
from recyclique_desktop.ui.reception.lookup_dialog import LookupDialog
from recyclique_desktop.ui.reception.running_deposit import RunningDeposit
from recyclique_desktop.ui.reception.weighing_left import WeighingKeypad
from recyclique_desktop.ui.reception.weighing_line import WeighingBeingMade
from recyclique_desktop.ui.reception.weighing_middle import WeighingMiddle
from recyclique_desktop.ui.reception.words import sums, unwritten_words
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageKind
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import in_two, joined, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.reception import LineView
    from recyclique_desktop.services.reception import TicketClosed
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout

_FAVOURITES: Final = (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8)
_SHOWN: Final = frozenset({"categories", "settings", "sites"})


class WeighingPage(Page):
    """Keypad, choices, deposit."""

    name = "weighing"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._desk: Desk | None = None
        self._poste_id: UUID | None = None
        self._before = Totals()
        self._last: LineView | None = None
        self._undo: Callable[[], None] | None = None
        self._unwritten: list[LineView] = []
        self._trouble: Message | None = None
        self._is_trouble_untold = False
        self._line = WeighingBeingMade(context.station.ids, context.debounce_ms, self)
        self.remembers = (self._line.remember,)
        self._deposit = RunningDeposit(context, self)
        self._left = WeighingKeypad()
        self._middle = WeighingMiddle()
        self._right = DepositZone()
        self._zones = ThreeZones(self._left, self._middle, self._right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._zones)
        self._by_text = {"*": self._repeat, "?": self._look_up}
        self._by_key: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Space: self._middle.turn_page, Qt.Key.Key_Up: self._pick_before,
            Qt.Key.Key_F12: self._finish, Qt.Key.Key_F2: self._describe,
            **{key: partial(self._middle.quick.pick, at) for at, key in enumerate(_FAVOURITES)},
        }  # fmt: skip
        self._connect()
        self._connect_line()
        self._on_deposit()

    def _connect(self) -> None:
        self._zones.layout_changed.connect(self._on_layout)
        self._deposit.changed.connect(self._on_deposit)
        self._deposit.refused.connect(self._on_refused)
        self._deposit.not_added.connect(self._on_not_added)
        self._deposit.finished.connect(self._on_finished)
        self._right.line_picked.connect(self._on_line_picked)
        self._right.removal_asked.connect(self._remove)
        self._right.description_asked.connect(self._describe)
        self._right.finish_asked.connect(self._finish)
        self._right.note.acted.connect(self._on_undo)
        self._right.note.closed.connect(self._on_note_over)
        if self.context.scale is not None:
            self.context.scale.changed.connect(self._on_scale)

    def _connect_line(self) -> None:
        keypad, middle, line = self._left.keypad, self._middle, self._line
        keypad.digit.connect(line.digit)
        keypad.comma.connect(line.comma)
        keypad.backspace.connect(line.backspace)
        keypad.action.connect(line.clear)
        self._left.tare.removed.connect(line.without_container)
        middle.tile_picked.connect(line.pick)
        middle.quick.picked.connect(line.take)
        middle.quick.repeated.connect(self._repeat)
        middle.quick.searched.connect(self._look_up)
        middle.foot.more_asked.connect(line.go_on)
        middle.containers.picked.connect(line.put_in)
        middle.containers.others_asked.connect(lambda: ask_container(line.containers, line.entry, line.put_in, self))
        middle.containers.exit_toggled.connect(line.toggle_exit)
        middle.destinations.picked.connect(line.send_to)
        middle.foot.pressed.connect(line.add)
        middle.foot.question.corrected.connect(line.correct)
        middle.foot.question.kept.connect(line.keep)
        line.changed.connect(self._on_line)
        line.weighed.connect(self._on_weighed)
        line.mended.connect(self._deposit.change)

    def header(self) -> HeaderText:
        back = "" if self._deposit.lines or self._line.entry.begun else tr("Accueil")
        return HeaderText(tr("Réception"), self._place(), back=back)

    def enter(self, **arrival: object) -> None:
        wanted = arrival.get("post")
        self._poste_id = wanted if isinstance(wanted, UUID) else self._poste_id
        self._on_note_over()
        self._on_scale(OFF if self.context.scale is None else self.context.scale.status)
        self._read()

    def _read(self) -> None:
        station, wanted = self.context.station, self._poste_id
        self.context.tasks.read(
            lambda session: read_desk(session, station, wanted),
            partial(self._on_read, self._deposit.version),
            self._on_refused,
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Another list of categories holds from the next deposit on: no letter changes under a finger."""
        if tables & _SHOWN and self._may_change_lists:
            station = self.context.station
            self.context.tasks.read(lambda session: read_lists(session, station), self._on_lists, self._on_refused)

    @property
    def _may_change_lists(self) -> bool:
        return self._desk is not None and not self._deposit.lines and not self._line.entry.begun

    def leave(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_back(self) -> None:
        if not self._deposit.lines:
            self.context.go("reception_home")

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes between categories and weight; Shift+Tab walks through the buttons, and Tab then goes on."""
        if forward and self.hasFocus():
            self._line.change_side()
            return True
        return super().focusNextPrevChild(forward)

    def handle_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.isAutoRepeat() and key != Qt.Key.Key_Backspace:
            return True
        if self._is_undo(event):
            self._undo_last()
        elif event.text() in self._by_text:
            self._by_text[event.text()]()
        elif self._line.handle_key(event):
            return True
        elif is_enter(event):
            self._line.add()
        elif key in self._by_key:
            self._by_key[key]()
        else:
            return key == Qt.Key.Key_Escape and bool(self._deposit.lines)
        return True

    def _is_undo(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Delete:
            return not self._line.entry.typed.text
        return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier

    def _place(self) -> str:
        if self._desk is None:
            return ""
        post, site = self._desk.lists.place.workstation_name, self._desk.lists.place.site_name
        opened = self._desk.post
        if opened is not None and opened.is_deferred:
            return joined(tr("Cahier du {day:date}", day=opened.business_date), site)
        return joined("" if post == tr("Réception") else post, site)

    def _on_lists(self, lists: Lists) -> None:
        if self._desk is None or not self._may_change_lists:
            return  # something was begun meanwhile
        self._desk = replace(self._desk, lists=lists)
        self._use(lists)
        self.header_changed.emit()

    def _use(self, lists: Lists) -> None:
        self._middle.use(lists.containers, favourite_tiles(lists.favourites, lists.roots))
        self._line.use(lists.roots, lists.containers, lists.limits)

    def _on_read(self, version: int, desk: Desk) -> None:
        """Show what is on disk, unless the hands were faster: then it is read again, after what they did."""
        if version != self._deposit.version:
            self._read()
            return
        if desk.post is None:
            self.context.go("reception_home")
            return
        self._desk, self._poste_id, self._before = desk, desk.post.poste_id, desk.before
        self._last = desk.ticket.lines[-1] if desk.ticket is not None and desk.ticket.lines else None
        self._deposit.belong_to(desk.post, desk.ticket, desk.origin)
        self._use(desk.lists)
        if desk.ticket is not None and self._deposit.is_of_another_day:
            old = UserError("reception.ticket_of_another_day", number=desk.ticket.short, day=desk.ticket.business_date)
            self._say(refusal(old, kind=MessageKind.LOOK))

    def _on_layout(self, layout: Layout) -> None:
        for zone in (self._left, self._middle, self._right):
            zone.follow(layout)
        self._on_deposit()

    def _on_deposit(self) -> None:
        self._right.show_deposit(self._deposit)
        self._right.show_day(self._before.plus(self._deposit.totals), self._deposit.notebook)
        self._middle.let_repeat(self._last is not None)
        self._on_line()

    def _on_line(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused) and not isinstance(focused, QLineEdit):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # what it stands on may go; the ring must not jump elsewhere
        line, entry = self._line, self._line.entry
        if entry.begun:
            self._hush()
        refused = tr("Ce dépôt date d’un autre jour : terminez-le.") if self._closes_only else ""
        self._left.show_entry(entry, line.pan, line.status)
        self._middle.show_entry(entry, line.roots, line.pan, entry.lacks(line.pan), refused=refused)
        self._right.show_pencil(is_for_line=entry.begun)
        self._right.lines.set_selected(entry.was.line_id if entry.was is not None else None)
        self.header_changed.emit()

    @property
    def _closes_only(self) -> bool:
        """Whether lines may be mended but none added."""
        return self._deposit.is_of_another_day and self._line.entry.was is None

    def _say(self, message: Message, undo: Callable[[], None] | None = None) -> None:
        """Say it; what has no button of its own also proposes to write again what is not written."""
        if undo is None and self._unwritten:
            detail = f"{message.detail} {unwritten_words(len(self._unwritten))}".strip()
            message = replace(message, detail=detail, button=tr("Réessayer"), button_icon="refresh-cw")
            undo = self._write_again
        self._undo = undo
        self._right.note.say(message)

    def _on_note_over(self) -> None:
        """What was said goes; what waited behind it is said: weighings that are not written, then the scale."""
        self._undo = None
        self._right.note.clear()
        if self._unwritten:
            self._say(Message(MessageKind.LOOK, tr("Rien n’est perdu, mais tout n’est pas enregistré.")))
        elif self._is_trouble_untold:
            self._tell_trouble(self._line.status)

    def _write_again(self) -> None:
        lines, self._unwritten = self._unwritten, []
        for line in lines:
            self._deposit.add(line)

    def _hush(self) -> None:
        """A weighing begins: what was said of the deposit before goes."""
        told = self._right.note.message
        if told is not None and told.kind is MessageKind.GOOD:
            self._on_note_over()

    def _on_scale(self, status: ScaleStatus) -> None:
        is_news = status.code != self._line.status.code
        self._line.hear(status)
        if is_news:
            self._tell_trouble(status)

    def _tell_trouble(self, status: ScaleStatus) -> None:
        """Say once what is the matter with the scale, after what still waits for an answer; it goes with its cause."""
        told, self._is_trouble_untold = self._right.note.message, False
        if not status.code:
            if told is not None and told is self._trouble:
                self._on_note_over()
            return
        if told is not None and told is not self._trouble and self._undo is not None:
            self._is_trouble_untold = True
            return
        happened, advice = in_two(sentence(status.code))
        scale = self.context.scale
        message = Message(MessageKind.LOOK, happened, advice, tr("Réessayer"), button_icon="refresh-cw", closable=True)
        self._trouble = message
        self._say(message, scale.retry if scale is not None else None)

    def _on_weighed(self, line: LineView) -> None:
        if self._closes_only:
            self._line.take_back(line)  # midnight went by: it stays where it was made, and is told why
        else:
            self._last = line
            self._deposit.add(line)

    def _repeat(self) -> None:
        """Key *: category, destination, sense and container of the last line; the weight is made anew."""
        if self._last is not None:
            self._line.repeat(self._last)

    def _look_up(self) -> None:
        """Key ?: where does this go?"""
        if self._desk is not None:
            dialog = LookupDialog(self._desk.lists.known, self.window())
            dialog.chosen.connect(self._line.take)
            dialog.ask()

    def _on_line_picked(self, line_id: object) -> None:
        was = self._line.entry.was
        if was is not None and was.line_id == line_id:
            self._line.leave_line()
            return
        found = next((line for line in self._deposit.lines if line.line_id == line_id), None)
        if found is not None:
            self._line.mend(found)

    def _pick_before(self) -> None:
        """Key ↑: take up the newest line, then the one above, then none."""
        lines, was = self._deposit.lines, self._line.entry.was
        ids = [line.line_id for line in lines]
        place = (ids.index(was.line_id) if was is not None and was.line_id in ids else len(ids)) - 1
        if place >= 0:
            self._line.mend(lines[place])
        else:
            self._line.leave_line()

    def _undo_last(self) -> None:
        """One key: the line taken up goes, else the newest; of another day only the one taken up, none comes back."""
        was, lines = self._line.entry.was, self._deposit.lines
        if lines and not self._closes_only:
            self._remove(lines[-1].line_id if was is None else was.line_id)

    def _remove(self, line_id: object) -> None:
        line = next((one for one in self._deposit.lines if one.line_id == line_id), None)
        if line is None:
            return
        self._line.forget(line)
        self._deposit.remove(line)
        told = tr("Retiré : {told}", told=joined(line.label, tr("{weight:kilos}", weight=line.net)))
        undo = Message(MessageKind.NOTE, told, button=tr("Annuler"), button_icon="undo-2", lasts_ms=UNDO_MS)
        self._say(undo, None if self._closes_only else partial(self._deposit.put_back, line))

    def _on_undo(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()
        self._on_note_over()

    def _on_not_added(self, line: LineView, error: UserError) -> None:
        """The line goes back where it was made; if the next one was begun, it waits for « Réessayer »."""
        told = refusal(error)
        if not self._line.take_back(line):
            self._unwritten.append(line)
        self._say(told)

    def _on_refused(self, error: UserError) -> None:
        self._say(refusal(error))

    def _describe(self) -> None:
        """The pencil: free words about the weighing that was begun or taken up, else where the deposit comes from."""
        entry = self._line.entry
        if entry.begun:
            ask_note(entry.label, entry.notes, self._line.note, self.window())
        elif self._desk is not None:
            ask_description(self._deposit, self._desk.origin, self.window())

    def _finish(self) -> None:
        if self._deposit.number:
            is_begun = self._line.entry.begun
            count, window = len(self._unwritten), self.window()
            ask_to_finish(self._deposit, self._on_finish_confirmed, is_begun=is_begun, unwritten=count, parent=window)

    def _on_finish_confirmed(self) -> None:
        """The next weighing begins at once: what is typed while the end is being written belongs to it."""
        self._line.start_over()
        self._deposit.finish()

    def _on_finished(self, closed: TicketClosed) -> None:
        self._before = self._before.plus(closed.totals)
        self._on_deposit()
        told = tr("Dépôt {number} terminé", number=closed.number[-4:])
        self._say(Message(MessageKind.GOOD, told, sums(closed.totals), closable=True))
