"""What every page of administration stands in: the list of places at the left, a title, the work at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.list_side import FORM_NARROW, FormCard
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.places import entry_of, places_for
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.geometry import NARROW_BELOW
from recyclique_desktop.ui.widgets.nav import NARROW, NavPlace, NavRail

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

T = TypeVar("T")
HOME: Final = "home"
_LEAST_TITLE: Final = 120


def why_not_here(kind: WorkstationKind, *, is_joined: bool) -> str:
    """Return why people and settings cannot be changed on this workstation, or nothing when they can."""
    if not is_joined or kind is WorkstationKind.OFFICE:
        return ""
    return tr("Cela se change sur un poste de bureau.")


def _places() -> tuple[NavPlace, ...]:
    """The built ones of the nine places; the others stay empty until their issue comes (``decisions.md``)."""
    return (
        NavPlace("reception", tr("Réception"), "scale", 2),
        NavPlace("categories", tr("Catégories et prix"), "tag", 3),
        NavPlace("people", tr("Personnes"), "users", 4),
        NavPlace("sync", tr("Synchronisation"), "cloud-upload", 6),
        NavPlace("journal", tr("Journal"), "history", 7),
        NavPlace("settings", tr("Réglages"), "settings", 8),
    )


class AdminPage(Page):
    """A page of administration; ``title_row`` and ``column`` are filled by the page itself.

    Args:
        title: h1 of the page.
    """

    place = ""
    """Its key in the list of places."""
    above = ""
    """Name of the page that it belongs to; nothing for a place's own page."""

    def __init__(self, context: AppContext, title: str) -> None:
        super().__init__(context)
        self._came_from = HOME
        self._site = ""
        self._form: FormCard | None = None
        self.nav = NavRail("nav", _places())
        self.title = FlexText(title, "h1")
        self.title.setMinimumWidth(_LEAST_TITLE)
        self.title_row = QHBoxLayout()
        self.title_row.setSpacing(Space.GRID)
        self.title_row.addWidget(self.title, 1)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(Space.ADMIN, 14, Space.ADMIN, Space.PAGE)
        self.column.setSpacing(Space.SMALL)
        self.head = QWidget()
        self.head.setMinimumHeight(Height.SMALL_ACTION)
        self.head.setLayout(self.title_row)
        self.title_row.setContentsMargins(0, 0, 0, 0)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.nav)
        whole.addLayout(self.column, 1)
        self.nav.picked.connect(self._on_place)

    def header(self) -> HeaderText:
        back = tr("Accueil") if self._came_from == HOME and not self.above else tr("Revenir")
        return HeaderText(tr("Administration"), self._site, back=back)

    def enter(self, **arrival: object) -> None:
        self._came_from = str(arrival.get("came_from", HOME))
        person = self.context.presence.person
        self.nav.show_only(places_for(person.actor) if person is not None else ())
        self.nav.set_chosen(self.place)

    def on_back(self) -> None:
        if self.above:
            self.context.go(self.above, came_from=self._came_from)
        else:
            self.context.go(self._came_from)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.set_narrow(narrow=self.width() < NARROW_BELOW)

    def set_narrow(self, *, narrow: bool) -> None:
        """Follow the window."""
        self.title.set_role("h2" if narrow else "h1")
        self.nav.set_narrow(narrow=narrow)
        if self._form is not None:
            self._form.set_narrow(narrow=narrow)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A wide window must be able to become a narrow one: count the parts that shrink at their narrow width."""
        least = super().minimumSizeHint()
        shrink = max(0, self.nav.width() - NARROW)
        if self._form is not None:
            shrink += max(0, self._form.width() - FORM_NARROW)
        return QSize(least.width() - shrink, least.height())

    def lay_beside(self, side: QWidget, form: FormCard) -> None:
        """Put a list under the title, and a form of the whole height at the right of both."""
        self._form = form
        left = QVBoxLayout()
        left.setSpacing(Space.SMALL)
        left.addWidget(self.head)
        left.addWidget(side, 1)
        body = QHBoxLayout()
        body.setSpacing(Space.PAGE)
        body.addLayout(left, 1)
        body.addWidget(form)
        self.column.addLayout(body, 1)

    def write(
        self,
        act: Callable[..., T],
        command: object,
        on_done: Callable[[T], None],
        on_refused: Callable[[UserError], None],
    ) -> None:
        """Do one act as the person signed in."""
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(lambda session: act(session, command, actor, station), on_done, on_refused)

    @property
    def is_joined(self) -> bool:
        """Whether a centre holds what is shared."""
        scribe = self.context.tasks.db.scribe
        return scribe is not None and scribe.centre_stream_id is None

    def show_site(self, name: str) -> None:
        """Say in the header which shop this is."""
        self._site = name
        self.header_changed.emit()

    def _on_place(self, place: str) -> None:
        page = entry_of(place, self.context.presence.actor)
        if page != self.name:
            self.context.go(page, came_from=self._came_from)
