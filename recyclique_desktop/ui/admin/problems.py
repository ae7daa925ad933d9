"""What somebody should look at when there is time, each in two sentences: what it is, and what is safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.sync.status import AWAY
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.ui.admin.sync_words import cause_words
from recyclique_desktop.ui.admin.values import column_words, value_words
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from recyclique_desktop.data.queries.admin_sync import LostWish
    from recyclique_desktop.data.queries.doubtful import CountedTwice, Crossed, Doubts, OverGift, OverRefund
    from recyclique_desktop.flows.office import Conflict, Parked, PutBack
    from recyclique_desktop.sync.crosscheck import Difference
    from recyclique_desktop.sync.status import Status


@dataclass(frozen=True, slots=True)
class Rival:
    """The two values of a conflict in words, and who wished the one that lost.

    Attributes:
        conflict_id: Nothing where only an office may choose.
    """

    table: str
    column: str
    centre: str
    here: str
    who: str
    workstation: str
    conflict_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at.

    Attributes:
        key: Tells it from the others.
        detail: What is safe, what to do.
        rival: For a conflict.
        parked: Where a parked entry lies, for one that an office may try again.
    """

    key: str
    title: str
    detail: str
    at: datetime | None = None
    rival: Rival | None = None
    parked: tuple[UUID, int] | None = None


def first_problems(status: Status, lost: Sequence[LostWish], *, is_office: bool = False) -> list[Problem]:
    """Return what is known here without asking the centre; an office may choose, the others may not."""
    found = [of_lost(wish) for wish in lost[: status.conflicts]]
    missing = status.conflicts - len(found)
    if missing > 0:
        found.append(_conflicts_elsewhere(missing, is_office=is_office))
    if status.parked:
        found.append(_parked_count(status.parked, is_office=is_office))
    return [*found, *of_status(status)]


def of_status(status: Status) -> list[Problem]:
    """Return what the exchange itself met."""
    found = [of_difference(one) for one in status.differences]
    if status.aside:
        title = trn("{n} nouveauté reste à appliquer ici", "{n} nouveautés restent à appliquer ici", status.aside)
        found.append(Problem("aside", title, tr("Elles sont gardées et seront réessayées toutes seules.")))
    if status.branched:
        detail = tr("Les ventes des deux copies sont au centre, en deux suites. Prévenez un responsable.")
        found.append(Problem("branched", tr("Une autre copie de ce poste avait déjà envoyé"), detail))
    if status.clock_off_s:
        title, detail = in_two(sentence("sync.clock"))
        found.append(Problem("clock", title, detail))
    if status.cause is not None and status.cause not in AWAY and status.cause is not Cause.DIFFERENT:
        found.append(Problem("cause", cause_words(status.cause), in_two(sentence(f"sync.{status.cause}"))[1]))
    return found


def of_doubts(found: Doubts) -> list[Problem]:
    """Return what machines that were apart both did, each rightly as far as it knew."""
    gifts = map(of_over_gift, found.gifts)
    counted = map(of_counted_twice, found.counted)
    return [*map(of_over_refund, found.refunds), *gifts, *map(of_crossed, found.crossed), *counted]


def of_over_refund(found: OverRefund) -> Problem:
    """Return an article that came back more often than it was sold."""
    title = tr("Ticket {number} : remboursé plus que vendu", number=found.number)
    said = tr(
        "« {name} » : vendu {sold:number}, rendu {back:number} ({numbers}).",
        name=found.label, sold=found.sold, back=found.returned, numbers=", ".join(found.reversals),
    )  # fmt: skip
    safe = tr("Rien n’est effacé. Voyez avec les caisses qui a rendu l’argent.")
    return Problem(f"refund:{found.sale_id}/{found.line_no}", title, f"{said} {safe}", found.at)


def of_over_gift(found: OverGift) -> Problem:
    """Return a donation that was given back more than once."""
    title = tr("Ticket {number} : don rendu plusieurs fois", number=found.number)
    said = tr(
        "Donné {gift:euros}, rendu {back:euros} ({numbers}).", gift=found.donation, back=found.returned,
        numbers=", ".join(found.reversals),
    )  # fmt: skip
    safe = tr("Rien n’est effacé. Voyez avec les caisses qui a rendu l’argent.")
    return Problem(f"gift:{found.sale_id}", title, f"{said} {safe}", found.at)


def of_crossed(found: Crossed) -> Problem:
    """Return a line that was put right here and given back there."""
    title = tr("Ticket {number} : corrigé et rendu en même temps", number=found.number)
    said = tr(
        "« {name} » : {weight:kilos} d’après la correction, rendu {back:kilos} ({numbers}).",
        name=found.label, weight=found.weight, back=found.returned, numbers=", ".join(found.reversals),
    )  # fmt: skip
    safe = tr("L’argent est juste. Corrigez encore cette ligne : ce qui est revenu suivra.")
    return Problem(f"crossed:{found.sale_id}/{found.line_no}", title, f"{said} {safe}", found.at)


def of_counted_twice(found: CountedTwice) -> Problem:
    """Return an announced deposit that two places weighed."""
    title = tr("Dépôt annoncé compté plusieurs fois : {numbers}", numbers=", ".join(found.numbers))
    said = tr(
        "Ensemble {weight:kilos}. Corrigez à 0 les pesées en trop : elles ne compteront plus.", weight=found.weight
    )
    return Problem(f"counted:{found.deposit_id}", title, said, found.at)


def of_lost(wish: LostWish) -> Problem:
    """Return a wish of this workstation that the centre did not take."""
    centre, here = value_words(wish.column, wish.centre), value_words(wish.column, wish.here)
    rival = Rival(wish.table, wish.column, centre, here, wish.who, "")
    key = f"lost:{wish.table}/{wish.row_id}/{wish.column}"
    return Problem(key, _two_values(wish.name, rival), _both(rival), wish.at, rival)


def of_conflict(conflict: Conflict, name: str, who: str) -> Problem:
    """Return a conflict that an office may settle."""
    rival = Rival(
        conflict.table, conflict.column, value_words(conflict.column, conflict.centre),
        value_words(conflict.column, conflict.here), who, conflict.workstation, conflict.id,
    )  # fmt: skip
    return Problem(f"conflict:{conflict.id}", _two_values(name, rival), _both(rival), conflict.at, rival)


def of_parked(parked: Parked) -> Problem:
    """Return an entry that is safe at the centre but could not be applied."""
    title = " ".join(part for part in (parked.workstation, ":", tr(parked.label), parked.number) if part)
    detail = tr("C’est gardé au centre, rien n’est perdu. Cause : {cause}.", cause=parked.cause)
    return Problem(f"parked:{parked.stream_id}/{parked.seq}", title, detail, parked.at,
                   parked=(parked.stream_id, parked.seq))  # fmt: skip


def of_life(life: PutBack) -> Problem:
    """Return that the centre was put back, and by whose word: any machine may say so."""
    title = tr("Le centre a été remis d’une sauvegarde")
    safe = tr("Les postes lui renvoient ce qui manquait. Voyez les prix et les noms à choisir, s’il y en a.")
    if not life.found_by:
        return Problem(f"life:{life.began_at}", title, safe, life.began_at)
    said = trn(
        "C’est {code} qui l’a vu : {n} entrée manquait.",
        "C’est {code} qui l’a vu : {n} entrées manquaient.",
        life.lost, code=life.found_by,
    )  # fmt: skip
    doubt = tr("Si personne n’a remis de sauvegarde, faites examiner {code}.", code=life.found_by)
    return Problem(f"life:{life.began_at}", title, f"{said} {safe} {doubt}", life.began_at)


def of_difference(found: Difference) -> Problem:
    """Return a session that both sides see otherwise."""
    here = tr("ici {n:number} tickets, {amount:euros}", n=found.here[0], amount=found.here[1])
    there = tr("le centre ne la connaît pas")
    if found.there is not None:
        there = tr("au centre {n:number} tickets, {amount:euros}", n=found.there[0], amount=found.there[1])
    detail = tr("{here} ; {there}. Rien n’est perdu ici. Prévenez un responsable.", here=here, there=there)
    title = tr("Session {number} : deux chiffres", number=found.number)
    return Problem(f"difference:{found.number}", title, detail[:1].upper() + detail[1:])


def _two_values(name: str, rival: Rival) -> str:
    column = column_words(rival.column)
    return (
        tr("{column} de « {name} » : deux valeurs", column=column, name=name)
        if name
        else tr("{column} : deux valeurs", column=column)
    )


def _both(rival: Rival) -> str:
    place = rival.workstation or tr("ce poste")
    said = tr("{place} dit {here}, le centre dit {centre}.", place=place, here=rival.here, centre=rival.centre)
    safe = tr("Les ventes déjà faites ne changent pas. La valeur du centre s’applique en attendant.")
    return f"{said[:1].upper()}{said[1:]} {safe}"


def _conflicts_elsewhere(count: int, *, is_office: bool) -> Problem:
    title = trn(
        "{n} changement n’a pas été pris par le centre", "{n} changements n’ont pas été pris par le centre", count
    )
    elsewhere = tr("La valeur du centre s’applique. Un poste de bureau peut choisir.")
    here = tr("La valeur du centre s’applique. « Voir le détail » montre les deux, et permet de choisir.")
    return Problem("conflicts", title, here if is_office else elsewhere)


def _parked_count(count: int, *, is_office: bool) -> Problem:
    title = trn("{n} envoi à examiner au centre", "{n} envois à examiner au centre", count)
    elsewhere = tr("Il est gardé là-bas, rien n’est perdu. Un poste de bureau peut le réessayer.")
    here = tr("Il est gardé là-bas, rien n’est perdu. « Voir le détail » permet de le réessayer.")
    return Problem("parked", title, here if is_office else elsewhere)
