"""« Where does this go? »: what people call a thing finds its category, accents, slips and synonyms aside."""

from __future__ import annotations

import csv
import io
from uuid import UUID

import pytest

from recyclique_desktop.domain.lookup import Known, look_up, words_of
from recyclique_desktop.flows.lookup import families
from recyclique_desktop.system.paths import resource


def price_list() -> tuple[Known, ...]:
    """The shop's real price list: 14 roots and 65 categories."""
    rows = list(csv.reader(io.StringIO(resource("demo/categories.csv").read_bytes().decode("cp1252"))))[1:]
    roots = dict.fromkeys(row[0] for row in rows)
    known = [Known(UUID(int=place), name) for place, name in enumerate(roots, start=1)]
    known += [Known(UUID(int=place), row[1], (row[0],)) for place, row in enumerate(rows, start=100)]
    return tuple(known)


KNOWN = price_list()
SIXTY = """
grille pain=Électroménager|cafetiere=Électroménager|frigo=Réfrigérateur|machine à laver=Électroménager
aspirateur=Électroménager|bouiloire=Bouilloire|mixeur=Mixer main|micro-onde=Électroménager
télé=Télévision|ecran plat=Télévision|ordi portable=Ordinateur|imprimante=Ordinateur|radio réveil=Réveil
canape=Canapé|clic clac=Canapé|matelas=Literie|sommier=Literie|étagère=Ameublement|commode=Ameublement
chaise=Ameublement|armoire=Ameublement|planche à repasser=Table à repasser|marteau=Quincaillerie
perceuse=Quincaillerie|tourne-vis=Quincaillerie|tondeuse=Jardin|brouette=Jardin|parasole=Parasol
chaise longue=Transat|poupée=Jouets|playmobile=Jouets|doudou=Jouets|jeu de societe=Jouets|casse tête=Puzzle
roman=Livre|bd=Livre|vinyle=CD|film=DVD|abat jour=Lampe|lustre=Lampe|vase=Décoration|miroir=Décoration
tableau=Cadre|velo=Vélo|trotinette=Trottinette|landau=Poussette|cosy=Siège auto|lit bébé=Lit parapluie
guitare=Instrument de musique|ballon de foot=Ballon|baskets=Chaussures|manteau=Manteaux|pantalon=pantalon
tee shirt=T-shirt|torchon=Linge de maison|rideaux=Linge de maison|sac à main=Sac|poele=Casserole
fourchettes=Couvert|assiette=Plat|tasse=Verre|pichet=Carafe
""".strip().replace("\n", "|")
CASES = [case.split("=") for case in SIXTY.split("|")]


def test_sixty_words_are_tried() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("typed", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_what_people_call_a_thing_finds_its_category_first(typed: str, wanted: str) -> None:
    first, *_ = look_up(typed, KNOWN, families())
    assert wanted in " > ".join((*first.known.above, first.known.name))


@pytest.mark.parametrize(
    "typed", ["Réfrigérateur", "refrigerateur", "REFRIGERATEURS", "réfrigerateur", "refrigirateur"]
)
def test_accents_case_plural_and_slips_mean_nothing(typed: str) -> None:
    assert look_up(typed, KNOWN)[0].known.name == "Réfrigérateur"


@pytest.mark.parametrize("typed", ["", "   ", "le la les", "zzzz", "qwxk vbnp"])
def test_what_is_no_thing_finds_nothing(typed: str) -> None:
    assert look_up(typed, KNOWN, families()) == ()


def test_the_official_name_is_known_too() -> None:
    known = (Known(UUID(int=1), "PAM", official_name="Petits appareils en mélange"), Known(UUID(int=2), "Livre"))
    assert look_up("petits appareils", known)[0].known.name == "PAM"


def test_a_category_of_that_very_name_stands_before_any_synonym() -> None:
    known = (Known(UUID(int=1), "Casserole"), Known(UUID(int=2), "Poêle", ("Chauffage",)))
    assert look_up("poele", known, families())[0].known.name == "Poêle"


def test_why_a_category_was_found_is_told() -> None:
    assert look_up("grille pain", KNOWN, families())[0].because == "grille-pain"
    assert look_up("livre", KNOWN, families())[0].because == ""


def test_a_root_is_the_answer_where_nothing_below_it_is_nearer() -> None:
    assert look_up("textile", KNOWN, families())[0].known.above == ()


def test_words_are_taken_without_articles() -> None:
    assert words_of("la boîte à œufs de l’été") == ("boite", "oeuf", "ete")
