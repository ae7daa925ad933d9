"""The scale at the weighing page: what it says is shown, and nothing it says is weighed twice or by mistake."""

from __future__ import annotations

from recyclique_desktop.ui.reception.weighing_foot import NetCard
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.display import Display
from tests.ui.reception_post import ReceptionPost, depot, opened, post, weighing

__all__ = ["depot", "opened", "post", "weighing"]


def can_add(post: ReceptionPost) -> bool:
    return post.find(PrimaryButton, "weigh_add").isEnabled()


def test_a_stable_weight_is_framed_in_the_accent(weighing: ReceptionPost) -> None:
    weighing.put(13_900)
    assert "Balance stable" in weighing.said()
    assert weighing.find(Display, "weigh_display").state == "active"
    assert weighing.display == "13,900"


def test_a_swinging_weight_is_not_taken(weighing: ReceptionPost) -> None:
    weighing.type(weighing.letters("Livre"))
    weighing.put(8000, stable=False)
    weighing.key("enter")
    assert weighing.lines() == []
    assert "Attendez que la balance soit stable." in weighing.said()
    weighing.put(8250)
    weighing.key("enter")
    assert [line[1] for line in weighing.lines()] == [8250]


def test_a_swinging_scale_shows_no_net_weight_rather_than_zero(weighing: ReceptionPost) -> None:
    net = weighing.find(NetCard, "weigh_net")
    assert net.value == "0,000"
    weighing.put(8000, stable=False)
    assert (weighing.display, net.value) == ("8,000", "—")
    weighing.type("4,2")
    assert net.value == "4,200"
    weighing.key("escape")
    weighing.put(8250)
    assert net.value == "8,250"


def test_goods_left_on_the_scale_are_not_weighed_twice(weighing: ReceptionPost) -> None:
    weighing.put(8250)
    weighing.type(weighing.letters("Livre"))
    weighing.key("enter")
    weighing.type(weighing.letters("CD"))
    assert not can_add(weighing)
    assert "videz la balance" in weighing.said()
    weighing.key("enter")
    weighing.put(0)
    weighing.put(8250)
    weighing.key("enter")
    assert [line[0] for line in weighing.lines()] == ["Livre", "CD"]


def test_a_line_taken_off_by_mistake_is_weighed_again_without_emptying_the_scale(weighing: ReceptionPost) -> None:
    weighing.put(8250)
    weighing.type(weighing.letters("Livre"))
    weighing.key("enter", "delete")
    weighing.type(weighing.letters("CD"))
    weighing.key("enter")
    assert [line[:2] for line in weighing.lines()] == [("CD", 8250)]


def test_taking_another_line_off_does_not_count_the_goods_on_the_scale_again(weighing: ReceptionPost) -> None:
    weighing.weigh("CD", "1")
    weighing.put(8250)
    weighing.type(weighing.letters("Livre"))
    weighing.key("enter")
    weighing.tap("deposit_line_0")
    weighing.tap("deposit_line_0_bin")
    weighing.type(weighing.letters("DVD"))
    weighing.key("enter")
    assert [line[0] for line in weighing.lines()] == ["Livre"]


def test_a_typed_weight_stands_before_the_scales(weighing: ReceptionPost) -> None:
    weighing.put(8250)
    weighing.type(weighing.letters("Livre") + "3")
    weighing.key("enter")
    assert [(line[1], line[5]) for line in weighing.lines()] == [(3000, "typed")]


def test_escape_gives_the_scale_back(weighing: ReceptionPost) -> None:
    weighing.put(8250)
    weighing.type(weighing.letters("Livre") + "3")
    weighing.key("escape", "enter")
    assert [(line[1], line[5]) for line in weighing.lines()] == [(8250, "scale")]


def test_an_unplugged_scale_is_told_once_and_the_weight_can_be_typed(weighing: ReceptionPost) -> None:
    assert weighing.scale is not None
    weighing.put(8250)
    weighing.scale.unplug()
    weighing.settle()
    assert "Balance débranchée" in weighing.said()
    assert "pas branchée" in weighing.note
    weighing.weigh("Livre", "3")
    assert [(line[1], line[5]) for line in weighing.lines()] == [(3000, "typed")]
    weighing.scale.plug()
    weighing.settle()
    assert weighing.note == ""
    assert weighing.display == "8,250"


def test_a_replugged_scale_does_not_count_the_same_goods_again(weighing: ReceptionPost) -> None:
    assert weighing.scale is not None
    weighing.put(8250)
    weighing.type(weighing.letters("Livre"))
    weighing.key("enter")
    weighing.scale.unplug()
    weighing.settle()
    weighing.scale.plug()
    weighing.settle()
    weighing.type(weighing.letters("CD"))
    weighing.key("enter")
    assert [line[0] for line in weighing.lines()] == ["Livre"]


def test_a_scale_below_zero_weighs_nothing(weighing: ReceptionPost) -> None:
    weighing.type(weighing.letters("Livre"))
    weighing.put(-500)
    weighing.key("enter")
    assert weighing.lines() == []
    assert "La balance est sous zéro." in weighing.said()


def test_an_overloaded_scale_lacks_a_weight_and_is_not_waited_for(weighing: ReceptionPost) -> None:
    assert weighing.scale is not None
    weighing.type(weighing.letters("Livre"))
    weighing.scale.overload()
    weighing.settle()
    assert "Il manque le poids." in weighing.said()
    assert "Attendez que la balance soit stable." not in weighing.said()
    weighing.type("3")
    weighing.key("enter")
    assert [line[:2] for line in weighing.lines()] == [("Livre", 3000)]


def test_an_unusual_weight_of_the_scale_is_asked_about_too(weighing: ReceptionPost) -> None:
    weighing.put(250_000)
    weighing.type(weighing.letters("Livre"))
    weighing.key("enter")
    assert "est-ce bien ce poids" in weighing.said()
    weighing.type("g")
    assert [(line[1], line[5]) for line in weighing.lines()] == [(250_000, "scale")]


def test_without_a_scale_the_display_asks_for_the_weight(post: ReceptionPost) -> None:
    post.type(post.letters("Livre"))
    assert "Tapez le poids" in post.said()
    assert "Balance" not in post.said()
