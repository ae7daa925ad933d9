"""Into the training and back to the shop, in one window: the other one's file is closed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.training_frame import TrainingFrame

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.flows.training import Ground
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.main_window import MainWindow
    from recyclique_desktop.ui.means import Means
    from recyclique_desktop.ui.training_page import TrainingPage


class Training(QObject):
    """Knows both ways of opening the workstation.

    Args:
        means: Of the shop.
        reopen: Closes what is open, and opens with other means.
        stop: Closes what is open.
        fail: Shows why it cannot be done.
    """

    def __init__(
        self,
        window: MainWindow,
        means: Means,
        reopen: Callable[[Means], None],
        stop: Callable[[], None],
        fail: Callable[[UserError], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._shop = means
        self._reopen = reopen
        self._stop = stop
        self._fail = fail
        self._frame: TrainingFrame | None = None

    @property
    def is_on(self) -> bool:
        """Whether people practise in this window now."""
        return self._frame is not None

    def follow(self, page: TrainingPage, context: AppContext, opened: OpenWorkstation) -> None:
        """Do what its page asks for."""
        page.begun.connect(partial(self._begin, page, context, opened))
        page.left.connect(self.leave)
        page.emptied.connect(self._start_again)

    def throttled_as(self, opened: OpenWorkstation) -> UUID:
        """Return under which name wrong codes are counted: once for the shop and its training together."""
        if not self.is_on:
            return opened.config.installation_id
        from recyclique_desktop.system import config  # noqa: PLC0415  heavy: after the window

        return config.load(self._shop.folders.data).installation_id

    def begin_alone(self) -> None:
        """Open the training at once: the shop's file is only read for it (``--training``)."""
        from recyclique_desktop.flows import training  # noqa: PLC0415  heavy: on the thread that opens the file

        ground = self._ground()
        self._enter(lambda: training.prepare_alone(ground))

    def leave(self) -> None:
        """Open the shop again, as it was."""
        self._undress()
        self._reopen(self._shop)

    def remember(self, hint: str) -> None:
        """A demonstration was prepared: coming back must not do it again."""
        if not self.is_on:
            self._shop = replace(self._shop, prepare=None, demo_hint=hint)

    def _begin(self, page: TrainingPage, context: AppContext, opened: OpenWorkstation) -> None:
        from recyclique_desktop.flows import training  # noqa: PLC0415  rare
        from recyclique_desktop.services.practice import enter_training  # noqa: PLC0415

        ground, actor = self._ground(), context.presence.actor
        context.tasks.write(
            lambda session: enter_training(session, actor, context.station),
            lambda _done: context.tasks.aside(
                lambda: training.prepare(ground, opened),
                lambda _ready: self._enter_from(page, context, actor),
                page.show_refusal,
            ),
            page.show_refusal,
        )

    def _enter_from(self, page: TrainingPage, context: AppContext, actor: Actor) -> None:
        """Open it where it was asked for: nobody who went back to selling, or was locked out, is taken there."""
        person = context.presence.person
        is_there = person is not None and person.actor == actor and not context.presence.is_locked
        if is_there and self._window.current is page:
            self._enter(None)

    def _enter(self, prepare: Callable[[], None] | None) -> None:
        """Open the training; ``prepare`` makes it ready on the way."""
        hint = tr("Entraînement : le code est celui de la caisse. Rien de ce que vous faites ici ne compte.")

        def made(say: Callable[[str], None]) -> str:
            if self._shop.prepare is not None:  # a demonstration is made first, once
                self._shop = replace(self._shop, prepare=None, demo_hint=self._shop.prepare(say))
            if prepare is not None:
                say(tr("Préparation de l’entraînement"))
                prepare()
            return hint

        if self._frame is None:
            self._frame = TrainingFrame(self._window)
        self._reopen(replace(self._shop, folders=self._ground().own, prepare=made, demo_hint=hint))

    def _start_again(self) -> None:
        from recyclique_desktop.flows import training  # noqa: PLC0415  rare

        self._stop()
        try:
            training.start_again(self._ground())
        except UserError as error:
            self._fail(error)
            return
        self.begin_alone()

    def _undress(self) -> None:
        if self._frame is not None:
            self._frame.take_off()
            self._frame = None

    def _ground(self) -> Ground:
        from recyclique_desktop.flows.training import Ground  # noqa: PLC0415  heavy: after the window

        means = self._shop
        return Ground(means.folders, means.store, means.clock, means.random_bytes)
