"""``recyclique central adopt``: taking over a database of RecyClique 1.4.4, and saying what was found and done."""

from __future__ import annotations

import sys
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from recyclique_desktop.central.adoption import AdoptionReport
    from recyclique_desktop.central.adoption.report import Change, Explicit
    from recyclique_desktop.cli.parser import Parser

WHY = {
    "rounded": mark("arrondi au plus proche"),
    "number": mark("nombre impossible"),
    "empty": mark("rien d’écrit"),
    "moment": mark("date impossible"),
    "label": mark("mot inconnu"),
    "json": mark("texte illisible"),
    "length": mark("texte trop long"),
    "limit": mark("prix hors limites"),
    "dangling": mark("référence à une ligne disparue"),
    "circle": mark("catégorie qui tourne en rond"),
    "twin": mark("doublon"),
    "garbled": mark("accents réparés"),
}
WHAT = {
    "session": mark("Sessions de caisse"),
    "post-site": mark("Magasin des postes de réception"),
    "post": mark("Postes de réception"),
    "category": mark("Catégorie des lignes"),
    "preset": mark("Bouton des lignes"),
    "payment": mark("Moyens de paiement"),
    "sale": mark("Tickets"),
    "regime": mark("Régime de TVA des magasins"),
}
VALUES = {
    "deferred typed-later": mark("différée, tickets tapés un autre jour"),
    "deferred one-date": mark("différée, tous les tickets datés de l’ouverture"),
    "deferred closed-later": mark("différée, ouverte à minuit et fermée un autre jour"),
    "deferred midnight": mark("différée, ouverte à minuit pile"),
    "deferred late-tickets": mark("différée sans doute, premier ticket un jour après l’ouverture"),
    "legacy empty-and-long": mark("indécise, vide et restée ouverte"),
    "legacy no-end": mark("indécise, vide et sans heure de fin"),
    "real left-open": mark("réelle, restée ouverte plus d’un jour"),
    "real same-day": mark("réelle"),
    "real": mark("réel"),
    "deferred": mark("différé"),
    "only-site": mark("le seul magasin"),
    "site-of-opener": mark("celui de la personne qui a ouvert"),
    "busiest-site": mark("celui qui a le plus de sessions, faute de mieux"),
    "id": mark("identifiant"),
    "id-unknown": mark("identifiant d’une catégorie disparue"),
    "name": mark("nom"),
    "official-name": mark("nom officiel"),
    "remembered": mark("mémoire des imports"),
    "old-code": mark("ancien code, catégorie trouvée"),
    "old-code-unknown": mark("ancien code, sans catégorie"),
    "unknown": mark("texte libre, sans catégorie"),
    "cash": mark("espèces"),
    "check": mark("chèque"),
    "card": mark("carte"),
    "transfer": mark("virement"),
    "free": mark("gratuit"),
    "disposal": mark("sorties de matière"),
    "global": mark("prix global, lignes gardées"),
    "waived": mark("articles offerts"),
}
ODDITIES = {
    "posts-open": mark("Postes de réception jamais fermés : {count}"),
    "tickets-open": mark("Tickets de réception jamais fermés : {count}"),
    "tickets-at-opening": mark("Tickets de réception datés de l’ouverture du poste : {count}"),
    "sessions-open": mark("Sessions de caisse ouvertes : {count}"),
    "sessions-empty": mark("Sessions de caisse fermées sans ticket : {count}"),
    "registers-twice-open": mark("Caisses avec deux sessions ouvertes : {count}"),
    "sales-without-lines": mark("Tickets sans ligne : {count}"),
    "sales-without-payment": mark("Tickets sans paiement : {count}"),
    "sales-without-method": mark("Tickets sans moyen de paiement : {count}"),
    "sales-negative": mark("Tickets négatifs : {count}"),
    "sales-overpaid": mark("Tickets payés plus que leur total : {count}"),
    "dates-far": mark("Tickets datés d’avant 2000 ou du futur : {count}"),
    "sessions-far": mark("Sessions datées d’avant 2000 ou du futur : {count}"),
    "people-without-hash": mark("Personnes actives sans mot de passe lisible : {count}"),
    "names-alike": mark("Noms de catégories qui ne diffèrent que par la casse ou les espaces : {count}"),
    "people-alike": mark("Identifiants qui ne diffèrent que par la casse ou les espaces : {count}"),
    "categories-deep": mark("Catégories au-delà du cinquième niveau : {count}"),
    "texts-garbled": mark("Notes aux accents abîmés, laissées telles quelles : {count}"),
    "names-garbled": mark("Catégories aux accents abîmés, laissées telles quelles : {count}"),
    "audit-nobody": mark("Lignes d’historique sans auteur : {count}"),
}
REASONS = {
    **WHY,
    "midnight": mark("ouverture à minuit pile"),
    "late-tickets": mark("premier ticket un jour après l’ouverture"),
    "empty-and-long": mark("vide et restée ouverte"),
    "no-end": mark("vide et sans heure de fin"),
    "left-open": mark("restée ouverte plus d’un jour"),
    "id-unknown": mark("identifiant d’une catégorie disparue"),
    "remembered": mark("mémoire des imports"),
    "old-code": mark("ancien code, catégorie trouvée"),
    "old-code-unknown": mark("ancien code, sans catégorie"),
    "unknown": mark("texte libre, sans catégorie"),
    "busiest-site": mark("celui qui a le plus de sessions, faute de mieux"),
    "chosen": mark("choisi à la reprise"),
    "stub": mark("ligne inactive créée, 1.4.4 la nomme sans la décrire"),
}
"""Why somebody should look at a point of the list."""
_TINY = Decimal("0.000001")
_REVIEW = "recyclique central review --dsn …"


def add_options(parser: Parser) -> None:
    """Add what the command takes beside the administrator's access."""
    parser.add_argument("--dry-run", action="store_true", help=tr("tout faire et tout vérifier, puis ne rien garder"))
    parser.add_argument(
        "--dump", type=Path, metavar=tr("FICHIER"),
        help=tr("où mettre la sauvegarde, fichier ou dossier (par défaut, le dossier de travail)"),
    )  # fmt: skip
    parser.add_argument(
        "--regime", choices=[one.value for one in FiscalRegime], default=FiscalRegime.EXEMPT_261_7_1.value,
        help=tr("régime de TVA des magasins, que 1.4.4 ne connaît pas"),
    )  # fmt: skip
    parser.add_argument(
        "--undo", action="store_true", help=tr("rendre la base à 1.4.4, tant qu’aucun poste ne s’est joint au centre")
    )


def run_adopt(arguments: argparse.Namespace) -> Outcome:
    """Adopt, or give back."""
    from recyclique_desktop.central import adoption  # noqa: PLC0415  heavy

    if arguments.undo:
        adoption.undo(arguments.dsn)
        return Outcome(tr("La base est rendue à RecyClique 1.4.4, telle qu’elle était."), {"undone": True})
    wish = adoption.Wish(
        SystemClock().now(), arguments.dump, dry_run=arguments.dry_run, regime=FiscalRegime(arguments.regime)
    )
    report = adoption.adopt(arguments.dsn, wish, (lambda _step: None) if arguments.json else _show_step)
    return Outcome("\n".join(lines(report)), {**report.data(), "again": report.again})


def run_review(arguments: argparse.Namespace) -> Outcome:
    """Show what was guessed, least sure first."""
    from recyclique_desktop.central import adoption  # noqa: PLC0415  heavy

    found = adoption.guesses(arguments.dsn)
    text = [tr("À relire : {count} points, les moins sûrs d’abord.", count=len(found))]
    for one in found:
        value = f"{one.row_id} → {one.value}" if one.value else one.row_id
        reason = tr(REASONS[one.why])
        text.append(f"{int(one.confidence * 100):>4} %  {one.table}.{one.column} : {value} ({reason})")
    return Outcome("\n".join(text), {"points": [{**asdict(one), "confidence": str(one.confidence)} for one in found]})


def _show_step(step: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"… {step}\n")


def lines(report: AdoptionReport) -> Iterator[str]:
    """Yield the report for people, line by line."""
    yield _headline(report)
    yield tr("{rows} lignes : {kept} reprises, {apart} en quarantaine.", rows=report.rows, kept=report.kept,
             apart=report.quarantined)  # fmt: skip
    if report.normalised:
        yield tr("Différences de schéma mises d’accord : {names}.", names=", ".join(report.normalised))
    if report.others:
        yield tr("Autres tables, laissées où elles sont : {names}.", names=", ".join(report.others))
    yield from _figures(report)
    yield from _changes(report)
    yield from _explained(report)
    if report.oddities:
        yield ""
        yield tr("À savoir, rien n’a été changé :")
        yield from (f"  {tr(ODDITIES[one.code], count=one.count)}" for one in report.oddities)
    yield ""
    yield tr("À relire : {count} points, par « {query} ».", count=report.to_review, query=_REVIEW)
    yield from _ending(report)


def _headline(report: AdoptionReport) -> str:
    if report.again:
        return tr("Cette base a déjà été reprise. Rien n’a été changé. Voici le rapport de ce jour-là.")
    if report.dry_run:
        return tr("Essai : la base « {name} » peut être reprise. Rien n’a été gardé.", name=report.database)
    return tr("La base « {name} » est reprise : c’est maintenant un centre.", name=report.database)


def _figures(report: AdoptionReport) -> Iterator[str]:
    yield ""
    yield tr("Lignes par table (avant = reprises + quarantaine ; ajoutées) :")
    for one in report.tables:
        if one.before or one.added:
            yield f"  {one.table:<32}{one.before:>10} = {one.kept} + {one.quarantined} ; {one.added}"
    yield ""
    yield tr("Sommes vérifiées (avant = après + quarantaine) :")
    for total in report.totals:
        name = f"{total.table}.{total.column}"
        yield f"  {name:<40}{total.before:>16} = {total.after} + {total.quarantined}"


def _changes(report: AdoptionReport) -> Iterator[str]:
    if report.changes:
        yield ""
        yield tr("Valeurs changées (règle : 15 chiffres du nombre, demi-centime et demi-gramme à l’opposé de zéro) :")
        yield from map(_change, report.changes)
    if report.removals:
        yield ""
        yield tr("Lignes en quarantaine, avec leur texte d’origine (schéma « quarantine ») :")
        yield from (f"  {one.table} : {one.count}, {tr(WHY[one.why])}" for one in report.removals)


def _change(one: Change) -> str:
    largest = "" if one.largest is None else tr(", écart au plus {most}", most=_size(one.largest))
    example = tr("par exemple {text}", text=one.example or "∅")
    return f"  {one.table}.{one.column} : {one.count}, {tr(WHY[one.why])}{largest} ({example})"


def _size(difference: Decimal) -> str:
    return f"{difference.normalize():f}"[:8] if difference >= _TINY else f"< {_TINY:f}"


def _explained(report: AdoptionReport) -> Iterator[str]:
    yield ""
    yield tr("Ce que 1.4.4 sous-entendait, et à quel point c’est sûr :")
    for one in report.explicit:
        yield f"  {tr(WHAT[one.what])} : {_value(one)}, {one.count} ({int(one.confidence * 100)} %)"


def _value(one: Explicit) -> str:
    known = VALUES.get(one.value)
    return tr(known) if known else one.value


def _ending(report: AdoptionReport) -> Iterator[str]:
    if report.dry_run:
        yield tr("Pour reprendre vraiment : la même commande sans --dry-run, RecyClique 1.4.4 arrêté.")
        return
    if report.dump:
        yield tr("Sauvegarde : {file} (« pg_restore » la remet dans une base vide).", file=report.dump)
    yield tr("Copie exacte de 1.4.4 : schéma « legacy_144 ». Retour : recyclique central adopt --undo --dsn …")
    yield tr("Donnez ensuite un code à un premier poste : recyclique devices code --kind till --dsn …")
