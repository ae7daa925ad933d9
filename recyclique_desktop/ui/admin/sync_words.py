"""How the exchange stands, in people's words: the pill, the card of the page, a round, what is to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain import acts
from recyclique_desktop.sync.status import AWAY, Light, Status
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.messages import mark, sentence, tr, trn
from recyclique_desktop.ui.widgets.message import MessageKind
from recyclique_desktop.ui.widgets.pill import PillState
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.admin_sync import Outgoing, RoundLine

CAUSES: Final = {
    Cause.ABSENT: mark("Le centre n’a pas répondu"),
    Cause.SLOW: mark("Le centre a mis trop longtemps à répondre"),
    Cause.BUSY: mark("Le centre était occupé"),
    Cause.REFUSED: mark("Le centre a refusé"),
    Cause.AUTH: mark("Le centre refuse le mot de passe de ce poste"),
    Cause.TLS: mark("Le certificat du centre n’est pas reconnu"),
    Cause.REVOKED: mark("Ce poste n’a plus accès au centre"),
    Cause.FULL: mark("Le disque du centre est plein"),
    Cause.PROTOCOL: mark("Ce programme et le centre ne sont pas de la même version"),
    Cause.BUG: mark("Une erreur imprévue s’est produite"),
    Cause.DISK: mark("Le disque de ce poste n’a pas suivi"),
    Cause.BAD: mark("Le centre ne reconnaît pas un envoi"),
    Cause.BEHIND: mark("Ce poste est en retard sur ses propres envois"),
    Cause.FORK: mark("Une autre copie de ce poste a envoyé ses ventes"),
    Cause.EPOCH: mark("Le centre a été restauré"),
    Cause.NEWER: mark("Le centre envoie des nouveautés d’une version plus récente"),
    Cause.DIFFERENT: mark("Une session n’a pas les mêmes chiffres ici et au centre"),
}
"""What a failed round is called, in a few words."""
_MENDS_ITSELF: Final = AWAY | {Cause.BUG, Cause.DIFFERENT}
"""Nobody has to do anything for what waits to go."""
_MINUTE: Final = 600
"""In tenths of a second."""
_ICONS: Final = {
    acts.SALE_COMPLETED.name: "receipt-text",
    acts.SESSION_OPENED.name: "store",
    acts.SESSION_CLOSED.name: "lock",
}


def pill_of(status: Status, *, short: bool = False) -> tuple[PillState, str]:
    """Return what the pill of the header shows; ``short`` on a narrow window, where the page says since when."""
    waiting = trn("{n} à envoyer", "{n} à envoyer", status.waiting)
    if status.light is Light.ALONE:
        return PillState.ALONE, tr("Poste seul")
    if status.light is Light.STOPPED:
        return PillState.STOPPED, tr("Synchronisation arrêtée")
    if status.light is Light.OFFLINE:
        since = tr("Hors ligne")
        if status.away_since is not None and not short:
            since = tr("Hors ligne depuis {at:time}", at=status.away_since)
        return PillState.OFFLINE, f"{since} · {waiting}" if status.waiting else since
    if status.light is Light.ATTENTION:
        return PillState.LOOK, trn("{n} à regarder", "{n} à regarder", to_look_at(status))
    return (PillState.TO_SEND, waiting) if status.light is Light.WAITING else (PillState.UP_TO_DATE, tr("À jour"))


def to_look_at(status: Status) -> int:
    """Return how many things somebody should look at; at least one where the light says so."""
    trouble = int(status.cause is not None and status.cause not in AWAY and status.cause is not Cause.DIFFERENT)
    trouble += int(status.branched) + int(status.clock_off_s != 0)
    found = status.parked + status.conflicts + status.aside + trouble + len(status.differences)
    return max(found, 1) if status.light is Light.ATTENTION else found


def card_of(status: Status) -> tuple[MessageKind, str, str]:
    """Return how the card of the page is to be taken, what it says, and what is safe."""
    safe = tr("Tout est enregistré sur ce poste. La vente continue normalement.")
    if status.light is Light.ALONE:
        detail = tr("Tout est enregistré ici. Vous pouvez le relier à un centre, sans rien ressaisir.")
        return MessageKind.NOTE, tr("Ce poste travaille seul"), detail
    if status.light is Light.STOPPED:
        advice = tr("Tout est enregistré sur ce poste. Relancez le programme.")
        return MessageKind.FAILED, tr("La synchronisation est arrêtée"), advice
    if status.light is Light.OFFLINE:
        return MessageKind.CARD, _away_since(status), _waiting(status)
    if status.light is Light.ATTENTION:
        count = to_look_at(status)
        said = trn("Une chose à regarder, rien n’est perdu", "{n} choses à regarder, rien n’est perdu", count)
        return MessageKind.LOOK, said, safe
    if status.light is Light.WAITING:
        return MessageKind.CARD, trn("{n} envoi part tout seul", "{n} envois partent tout seuls", status.waiting), safe
    return MessageKind.GOOD, tr("Tout est au centre"), seen_words(status)


def seen_words(status: Status) -> str:
    """Return « centre vu à 11:15 », or nothing before the first time."""
    return tr("centre vu à {at:time}", at=status.last_contact) if status.last_contact is not None else ""


def round_words(line: RoundLine) -> tuple[str, str]:
    """Return what a round carried, or why it failed, and the smaller line below."""
    if line.cause is not None:
        return cause_words(line.cause), _tries(line)
    parts = []
    if line.pushed:
        parts.append(trn("{n} envoi", "{n} envois", line.pushed))
    if line.pulled:
        parts.append(trn("{n} nouveauté reçue", "{n} nouveautés reçues", line.pulled))
    said = ", ".join(parts) or tr("Rien à envoyer, rien de nouveau")
    took = _took(line.tenths)
    left = trn("{n} à examiner", "{n} à examiner", line.parked) if line.parked else tr("rien de refusé")
    return said, f"{took} · {left}" if line.pushed else took


def cause_words(cause: str) -> str:
    """Return why a round failed, in a few words."""
    known = {member.value: words for member, words in CAUSES.items()}
    return tr(known.get(cause, CAUSES[Cause.BUG]))


def why_words(cause: Cause) -> str:
    """Return why what waits has not gone: by itself soon, or once somebody looked at it."""
    why = cause_words(cause)
    if cause in _MENDS_ITSELF:
        return tr("{cause} : nouvel essai tout seul.", cause=why)
    return tr("{cause} : voir « À regarder ».", cause=why)


def outgoing_words(one: Outgoing) -> str:
    """Return « Ticket 0125 · 12,00 € », or « Catégorie modifiée · Canapé »."""
    if one.act == acts.SALE_COMPLETED.name and one.amount is not None:
        return tr("Ticket {number} · {amount:euros}", number=one.number[-4:], amount=one.amount)
    detail = one.name or one.number
    return f"{tr(one.label)} · {detail}" if detail else tr(one.label)


def outgoing_icon(one: Outgoing) -> str:
    """Return the icon of what waits."""
    return _ICONS.get(one.act, "cloud-upload")


def away_words(status: Status) -> str:
    """Return what keeps the centre away, in one short sentence."""
    return in_two(sentence(f"sync.{status.cause or Cause.ABSENT}"))[0]


def _away_since(status: Status) -> str:
    said = away_words(status).removesuffix(".")
    return tr("{said} depuis {at:time}", said=said, at=status.away_since) if status.away_since is not None else said


def _waiting(status: Status) -> str:
    if not status.waiting:
        return tr("Tout est enregistré sur ce poste. La vente continue normalement.")
    return trn(
        "Continuez à vendre : {n} envoi est gardé ici et partira tout seul.",
        "Continuez à vendre : {n} envois sont gardés ici et partiront tout seuls.",
        status.waiting,
    )


def _took(tenths: int) -> str:
    if tenths >= _MINUTE:
        return trn("{n} minute", "{n} minutes", tenths // _MINUTE)
    seconds = f"{tenths // 10},{tenths % 10}"
    return trn("{seconds} seconde", "{seconds} secondes", tenths // 10, seconds=seconds)


def _tries(line: RoundLine) -> str:
    tries = trn("{n} essai", "{n} essais", line.repeats)
    if line.mended_at is not None:
        return tr("{tries} ; réussi à {at:time}", tries=tries, at=line.mended_at)
    return tr("{tries}, le dernier à {at:time}", tries=tries, at=line.at)
