"""Which pages there are, by who needs them; each is loaded when it is first wanted, and never before the window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from recyclique_desktop.devices.sound import Sounds
    from recyclique_desktop.flows.thresholds import ThresholdKeys
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.ui.centre_link import CentreLink
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.copies import Copies
    from recyclique_desktop.ui.main_window import MainWindow
    from recyclique_desktop.ui.page import Page
    from recyclique_desktop.ui.scale_link import ScaleLink
    from recyclique_desktop.ui.training_page import TrainingPage

_log = logging.getLogger(__name__)


def sign_in_page(context: AppContext, demo_hint: str = "") -> Page:
    """Make the page that people see first."""
    from recyclique_desktop.ui.login.sign_in_page import SignInPage  # noqa: PLC0415  heavy: after the window

    return SignInPage(context, demo_hint)


def begin_till(window: MainWindow, context: AppContext) -> None:
    """Make the pages that sales want, after the code; those of an earlier beginning go."""
    from recyclique_desktop.ui.caisse.home_page import HomePage  # noqa: PLC0415  heavy: after the first page
    from recyclique_desktop.ui.caisse.payment_page import PaymentPage  # noqa: PLC0415
    from recyclique_desktop.ui.caisse.sale_page import SalePage  # noqa: PLC0415

    for name in _SELDOM:
        window.forget(name)
    window.replace(HomePage(context), SalePage(context), PaymentPage(context))


def make_seldom(window: MainWindow, name: str, context: AppContext) -> None:
    """Make a page that is wanted once or twice a day, when it is: kept unseen they would weigh 20 MiB all day."""
    if name in _SELDOM and not window.knows(name):
        window.add(_SELDOM[name](context))


def training_page(context: AppContext) -> TrainingPage:
    """Make the page that leads into the training, and out of it."""
    from recyclique_desktop.ui.training_page import TrainingPage  # noqa: PLC0415  heavy: after the first page

    return TrainingPage(context)


def _opening(context: AppContext) -> Page:
    from recyclique_desktop.ui.caisse.opening_page import OpeningPage  # noqa: PLC0415  when somebody goes there

    return OpeningPage(context)


def _notebook(context: AppContext) -> Page:
    from recyclique_desktop.ui.caisse.notebook_page import NotebookPage  # noqa: PLC0415  when somebody goes there

    return NotebookPage(context)


def _closing(context: AppContext) -> Page:
    from recyclique_desktop.ui.caisse.closing_page import ClosingPage  # noqa: PLC0415  when somebody goes there

    return ClosingPage(context)


def _tickets(context: AppContext) -> Page:
    from recyclique_desktop.ui.caisse.tickets_page import TicketsPage  # noqa: PLC0415  when somebody goes there

    return TicketsPage(context)


def _drawer(context: AppContext) -> Page:
    from recyclique_desktop.ui.caisse.drawer_page import DrawerPage  # noqa: PLC0415  when somebody goes there

    return DrawerPage(context)


def _sessions(context: AppContext) -> Page:
    from recyclique_desktop.ui.caisse.session_page import SessionPage  # noqa: PLC0415  when somebody goes there

    return SessionPage(context)


_SELDOM: Final[dict[str, Callable[[AppContext], Page]]] = {
    "opening": _opening,
    "notebook": _notebook,
    "closing": _closing,
    "tickets": _tickets,
    "drawer": _drawer,
    "sessions": _sessions,
}


def weighing_pages(context: AppContext) -> tuple[Page, ...]:
    """Make the pages of reception."""
    from recyclique_desktop.ui.reception.pages import reception_pages  # noqa: PLC0415  heavy: after the first page

    return reception_pages(context)


def office_pages(context: AppContext, link: CentreLink, copies: Copies, keys: ThresholdKeys) -> tuple[Page, ...]:
    """Make the pages that few people open: administration, and one's own account."""
    from recyclique_desktop.ui.admin.entry import admin_pages  # noqa: PLC0415  heavy: when somebody goes there
    from recyclique_desktop.ui.login.account_page import AccountPage  # noqa: PLC0415

    return (*admin_pages(context, link.exchange, link.hand_over, copies, keys), AccountPage(context))


def scale_link(opened: OpenWorkstation, data: Path) -> ScaleLink | None:
    """Make the link to the scale that the configuration names, not started; most workstations have none."""
    if opened.config.scale is None:
        return None
    from recyclique_desktop.devices.choose import scale_of  # noqa: PLC0415  rare
    from recyclique_desktop.ui.scale_link import ScaleLink  # noqa: PLC0415

    return ScaleLink(scale_of(opened.config.scale, data))


def sounds(opened: OpenWorkstation, data: Path) -> Sounds:
    """Make the three cues of this workstation, as loud as it was last set."""
    from recyclique_desktop.devices.player import sounds_of  # noqa: PLC0415  after the window
    from recyclique_desktop.devices.sound import FOLDER  # noqa: PLC0415
    from recyclique_desktop.system import config  # noqa: PLC0415
    from recyclique_desktop.system.paths import resource  # noqa: PLC0415

    def keep(volume: int) -> None:
        config.save(data, config.load(data).changed(sound=config.SoundConfig(volume=volume)))

    set_here = opened.config.sound or config.SoundConfig()
    return sounds_of(resource(FOLDER), set_here.volume, keep)


def stop_work(window: MainWindow, context: AppContext) -> None:
    """Let the page write what was being typed while the file is still open, then stop the devices."""
    if window.current is not None:
        window.current.leave()
    stop_devices(context)


def stop_devices(context: AppContext) -> None:
    """Give sounds and scale back."""
    context.sounds.stop()
    if context.scale is not None:
        context.scale.stop()


def note_start(context: AppContext) -> None:
    """Let history say that the program was started, before anybody can act; who was at work then is so no more."""
    from recyclique_desktop.domain.station import SYSTEM  # noqa: PLC0415  heavy: after the window
    from recyclique_desktop.services import sign_ins, starts  # noqa: PLC0415

    context.tasks.write(
        lambda session: sign_ins.end_left_behind(session, SYSTEM, context.station),
        lambda _result: None,
        lambda error: _log.warning("sign-ins left open were not ended: %s", error.code),
    )
    context.tasks.write(
        lambda session: starts.note_start(session, SYSTEM, context.station),
        lambda _result: None,
        lambda error: _log.warning("the start was not written down: %s", error.code),
    )
