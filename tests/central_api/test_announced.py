"""Deposits announced at a till's desk are the centre's: what became of them there is known everywhere, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.domain.enums import Destination, WeightSource
from recyclique_desktop.domain.reception import Weighed
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.announced import (
    AnnounceDeposit,
    RefuseDeposit,
    ValidateDeposit,
    announce_deposit,
    refuse_deposit,
    validate_deposit,
)
from recyclique_desktop.services.corrections import CorrectLine, correct_line
from tests.central_api.compared import there
from tests.central_api.conftest import unsent
from tests.central_api.machines import Machine, admin
from tests.services.selling import write
from tests.services.weighing import category, open_reception, weigher

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Shop

pytestmark = pytest.mark.postgres


def pushed(shop: Shop, till: Machine) -> None:
    receipt = till.push(unsent(shop, till))
    assert (receipt["outcome"], receipt["parked"]) == ("ok", 0), admin(till.base, "SELECT detail FROM sync.parked")


def announce(shop: Shop, words: str) -> UUID:
    found: UUID = write(shop, announce_deposit, AnnounceDeposit(shop.station.ids.new(), words), weigher(shop))
    return found


def validating(shop: Shop, deposit_id: UUID) -> ValidateDeposit:
    ids, weighed = shop.station.ids, Weighed(Grams(2_100), Grams(0), WeightSource.SCALE)
    return ValidateDeposit(deposit_id, ids.new(), ids.new(), category(shop, "Casserole"), weighed, Destination.MAGASIN)


def test_a_reception_announces_weighs_and_refuses_and_the_centre_agrees(joined: Shop, till: Machine) -> None:
    open_reception(joined)
    taken, refused = announce(joined, "une chaise"), announce(joined, "un bidon")
    command = validating(joined, taken)
    write(joined, validate_deposit, command, weigher(joined))
    write(joined, refuse_deposit, RefuseDeposit(refused, "huile"), weigher(joined))
    pushed(joined, till)
    query = "SELECT concat_ws(' ', status, weight, rejected_reason) FROM deposits WHERE id = '{}'"
    assert "COMPLETED 2.100" in str(admin(till.base, query.format(taken)))
    assert "CLASSIFICATION_FAILED huile" in str(admin(till.base, query.format(refused)))
    assert there(till, "ligne_depot")[str(command.line_id)]["deposit_id"] == str(taken)


def test_figures_at_the_centre_follow_a_correction_made_at_a_workstation(joined: Shop, till: Machine) -> None:
    post = open_reception(joined)
    ticket = post.begin()
    line = post.weigh(ticket, "960.000")
    post.finish(ticket)
    pan, shelf = category(joined, "Casserole"), Destination.MAGASIN
    right = CorrectLine(line.line_id, pan, Grams(960), shelf, is_exit=False, notes="relu", reason="g, pas kg")
    write(joined, correct_line, right, joined.admin)
    pushed(joined, till)
    query = f"SELECT poids_kg::text FROM v_ligne_depot WHERE id = '{line.line_id}'"
    assert "0.960" in str(admin(till.base, query))
    assert "960.000" in str(admin(till.base, query.replace("v_ligne_depot", "ligne_depot")))
