"""Every action that has a key, page by page: what F1 shows, and what the tests hold the pages to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from recyclique_desktop.system.messages import mark

_ENTER: Final = mark("Entrée")
_ESCAPE: Final = mark("Échap")
_SPACE: Final = mark("Espace")
_BACKSPACE: Final = mark("Retour arrière")
_DELETE: Final = mark("Suppr")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One action and the keys that do it.

    Attributes:
        keys: What is printed on them, in French (a message of its own where it is a word).
        what: What they do, in French; each is a message of the catalogue.
    """

    keys: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The keys of one page.

    Attributes:
        title: What is done there.
        shortcuts: The most used first.
    """

    title: str
    shortcuts: tuple[Shortcut, ...]


EVERYWHERE: Final = Sheet(
    mark("Partout"),
    (
        Shortcut((_ENTER,), mark("Faire ce que dit le bouton plein")),
        Shortcut((_ESCAPE,), mark("Quitter le champ, puis la page")),
        Shortcut(("Tab",), mark("Aller au bouton suivant")),
        Shortcut(("F1",), mark("Montrer cette page")),
        Shortcut(("F9",), mark("Passer la main à une autre personne")),
    ),
)
_DIGITS: Final = Shortcut(("0–9", ","), mark("Taper un nombre, avec ou sans Maj, point ou virgule"))
_ERASE: Final = Shortcut((_BACKSPACE,), mark("Effacer le dernier chiffre"))
_COUNTED: Final = (_DIGITS, _ERASE)

SHEETS: Final[dict[str, Sheet]] = {
    "sign_in": Sheet(
        mark("Entrer"),
        (
            Shortcut(("A–Z",), mark("Choisir une personne par sa première lettre")),
            Shortcut(("↑", "↓", "←", "→"), mark("Aller d’une personne à l’autre")),
            Shortcut(("0–9",), mark("Taper son code, avec ou sans Maj")),
            _ERASE,
            Shortcut((_SPACE,), mark("Montrer la suite des personnes")),
        ),
    ),
    "home": Sheet(mark("Accueil"), (Shortcut((_ENTER,), mark("Ouvrir la caisse, ou reprendre la vente")),)),
    "opening": Sheet(
        mark("Ouvrir la caisse"),
        (
            *_COUNTED,
            Shortcut((_ENTER,), mark("Passer à la case suivante")),
            Shortcut(("↑", "↓"), mark("Aller d’une case à l’autre")),
            Shortcut(("P", "T"), mark("Compter par pièces, ou taper le total")),
            Shortcut(("F12",), mark("Ouvrir la caisse")),
        ),
    ),
    "notebook": Sheet(
        mark("Saisir un cahier"),
        (
            *_COUNTED,
            Shortcut((_ENTER,), mark("Passer à la case suivante")),
            Shortcut(("↑", "↓"), mark("Aller d’une case à l’autre")),
            Shortcut(("F12",), mark("Ouvrir le cahier")),
        ),
    ),
    "sale": Sheet(
        mark("Vendre"),
        (
            Shortcut(("A–Z",), mark("Choisir une catégorie, une sous-catégorie ou un bouton")),
            Shortcut(("/",), mark("Chercher une catégorie par son nom")),
            Shortcut((_SPACE,), mark("Montrer la suite des catégories")),
            _DIGITS,
            _ERASE,
            Shortcut(("+",), mark("Ajouter une pesée")),
            Shortcut(("B",), mark("Prendre le poids de la balance")),
            Shortcut(("*",), mark("Changer la quantité")),
            Shortcut(("N",), mark("Écrire une note sur la ligne")),
            Shortcut(("→",), mark("Changer de contenant, quand la balance est là")),
            Shortcut(("O", "G"), mark("Répondre à une question : corriger, ou garder")),
            Shortcut((_ENTER,), mark("Valider l’étape, puis encaisser")),
            Shortcut(("↑", "↓"), mark("Choisir une ligne du ticket")),
            Shortcut(("F2",), mark("Modifier la ligne choisie")),
            Shortcut((_DELETE,), mark("Retirer la ligne choisie, ou la dernière")),
            Shortcut(("Ctrl+Z",), mark("Annuler le dernier geste")),
            Shortcut(("F6",), mark("Écrire une note sur le ticket")),
            Shortcut(("F7",), mark("Voir les tickets mis de côté")),
            Shortcut(("F8",), mark("Mettre le ticket de côté, ou reprendre le seul qui l’est")),
            Shortcut((_ESCAPE,), mark("Revenir d’une étape")),
        ),
    ),
    "payment": Sheet(
        mark("Encaisser"),
        (
            Shortcut((_ENTER,), mark("Valider le paiement")),
            _DIGITS,
            _ERASE,
            Shortcut(("E", "C"), mark("Choisir le moyen de paiement par sa lettre")),
            Shortcut(("+",), mark("Ajouter un autre paiement")),
            Shortcut(("D",), mark("Ajouter un don de 0,50 €")),
            Shortcut(("A",), mark("Taper un autre don")),
            Shortcut(("M",), mark("Laisser la monnaie en don")),
            Shortcut(("N",), mark("Taper le numéro du chèque")),
            Shortcut(("P",), mark("Changer le total")),
            Shortcut(("L",), mark("Voir le prix de chaque ligne")),
            Shortcut(("G",), mark("Donner gratuitement")),
            Shortcut(("T",), mark("Écrire une note sur le ticket")),
            Shortcut(("R",), mark("Dire que la carte est refusée")),
            Shortcut((_ESCAPE,), mark("Effacer, puis revenir au ticket")),
        ),
    ),
    "closing": Sheet(
        mark("Fermer la caisse"),
        (
            *_COUNTED,
            Shortcut((_ENTER,), mark("Passer à la case suivante")),
            Shortcut(("↑", "↓"), mark("Aller d’une case à l’autre")),
            Shortcut(("P",), mark("Compter par pièces, ou taper le total")),
            Shortcut(("F12",), mark("Passer à l’étape suivante")),
        ),
    ),
    "drawer": Sheet(mark("Entrée ou sortie d’argent"), (*_COUNTED, Shortcut((_ENTER, "F12"), mark("Enregistrer")))),
    "sessions": Sheet(mark("Sessions"), (Shortcut(("↑", "↓"), mark("Aller d’une session à l’autre")),)),
    "tickets": Sheet(mark("Tickets"), (Shortcut(("↑", "↓"), mark("Aller d’un ticket à l’autre")),)),
}
"""What each page listens to, beside what is the same everywhere."""

WORDS: Final = frozenset({_ENTER, _ESCAPE, _SPACE, _BACKSPACE, _DELETE})
"""Keys whose name is a word: they are translated."""


def sheet_of(page: str) -> Sheet | None:
    """Return the keys of a page, or ``None`` where only those of everywhere are heard."""
    return SHEETS.get(page)


_GUIDE: Final = """# Les touches du clavier

<!-- Écrit par `python -m recyclique_desktop.ui.shortcuts` : à refaire quand une touche change. -->

**F1** montre, sur chaque page, les touches de cette page. Tout se fait aussi au doigt ou à la souris : un bouton qui
a une touche la montre.

- Les **chiffres** se tapent avec ou sans Maj (`&` vaut 1, `é` vaut 2…), Verr. Maj allumée ou non, et sur le pavé
  numérique avec ou sans Verr. Num. La **virgule** est `,`, `.` ou `;`.
- Une touche **tenue** n’agit qu’une fois ; seuls l’effacement et les flèches se répètent.
- Ajouter une ligne, valider un paiement ou mettre de côté (`F8`) deux fois en moins d’un quart de seconde ne compte
  qu’une fois.
- Un **code-barres** lu ne tape rien et ne répond à aucune question ; il ne s’écrit que dans un texte (note, recherche).
- **Échap** fait toujours pareil : quitter le champ, effacer ce qui est tapé, revenir d’une étape, quitter la page.
- Sur un petit écran, ou à 200 %, une zone est montrée à la fois : les boutons du pied montrent le ticket ou le
  clavier, Échap en revient ; le total et le bouton plein restent au pied.
"""


def guide() -> str:
    """Return the page of the guide that lists every key."""
    parts = [_GUIDE]
    for sheet in (*SHEETS.values(), EVERYWHERE):
        rows = [f"| {' '.join(f'`{key}`' for key in one.keys)} | {one.what} |" for one in sheet.shortcuts]
        parts.append("\n".join((f"## {sheet.title}", "", "| Touche | Ce qu’elle fait |", "|---|---|", *rows)) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(guide(), end="")  # noqa: T201  a command
