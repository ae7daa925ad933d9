"""The core, step by step: what a workstation asks for after each answer."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from recyclique_desktop.sync.lives import Align, Aligned, CallWentBack, Reload, Reloaded, Root, Rooted, WentBack
from recyclique_desktop.sync.protocol import IDLE_MS, LONGEST_MS, back_off, step
from recyclique_desktop.sync.vocabulary import (
    AckSaved,
    Applied,
    Apply,
    Branch,
    Branched,
    CallCheck,
    CallHashAt,
    CallHello,
    CallPull,
    CallPush,
    Cause,
    Checked,
    Cursors,
    Failed,
    Greeted,
    Hello,
    Outcome,
    Outlet,
    Probed,
    Pulled,
    Pushed,
    Receipt,
    SaveAcked,
    Stage,
    State,
    Tick,
    Verdict,
    Wait,
    Wake,
)

OURS, THEIRS, CENTRE, BRANCH = UUID(int=11), UUID(int=12), UUID(int=13), UUID(int=14)
EPOCH, OTHER_EPOCH = UUID(int=20), UUID(int=21)
OTHER_CENTRE = UUID(int=23)
"""The centre's stream in its other life."""
START = State(Outlet(OURS), frozenset({OURS}), head=10, acked=4, pulled={CENTRE: 7}, epoch=EPOCH)


def hello(last_seq: int, hash_at: bytes | None = b"same", epoch: UUID = EPOCH, heads: Cursors | None = None) -> Hello:
    centre = CENTRE if epoch == EPOCH else OTHER_CENTRE
    return Hello(last_seq, hash_at, epoch, centre, {centre: 7, OURS: last_seq} if heads is None else heads)


def greeting(head: int = 10) -> State:
    state, effect = step(START, Tick(head))
    assert effect == CallHello(OURS, head)
    return state


def test_a_lost_acknowledgement_sends_nothing_twice() -> None:
    state, effect = step(greeting(), Greeted(hello(8), b"same"))
    assert effect == SaveAcked(OURS, 8, EPOCH)
    _, effect = step(state, AckSaved(10))
    assert effect == CallPush(Outlet(OURS), 9)


def test_what_was_sold_while_the_acknowledgement_was_written_down_leaves_at_once() -> None:
    state, _ = step(greeting(), Greeted(hello(10), b"same"))
    _, effect = step(state, AckSaved(12))
    assert effect == CallPush(Outlet(OURS), 11)


def test_a_centre_that_lost_entries_is_told_so_and_greeted_in_its_new_life() -> None:
    state, effect = step(greeting(), Greeted(hello(2), b"same"))
    assert effect == CallWentBack({CENTRE: 7, OURS: 4}, EPOCH)
    state, effect = step(state, WentBack(OTHER_EPOCH))
    assert effect == CallHello(OURS, 10)
    state, effect = step(state, Greeted(hello(2, epoch=OTHER_EPOCH), b"same"))
    assert effect == SaveAcked(OURS, 2, EPOCH)
    _, effect = step(state, AckSaved(10))
    assert effect == CallPush(Outlet(OURS), 3)


def test_a_centre_that_sees_nothing_wrong_is_not_asked_every_second() -> None:
    state, _ = step(greeting(), Greeted(hello(2), b"same"))
    _, effect = step(state, WentBack(EPOCH))
    assert effect == Wait(0, 1_000, Cause.EPOCH)


def pushing(there: int = 4) -> State:
    state, effect = step(greeting(), Greeted(hello(there), b"same"))
    if effect == SaveAcked(OURS, there, EPOCH):
        state, effect = step(state, AckSaved(10))
    assert effect == CallPush(Outlet(OURS), there + 1)
    return state


def test_a_hole_at_the_centre_is_filled_from_where_it_begins() -> None:
    _, effect = step(pushing(), Pushed(Receipt(Outcome.GAP, 2), 10))
    assert effect == CallPush(Outlet(OURS), 3)


def test_a_hole_that_makes_no_sense_is_not_guessed_at() -> None:
    _, effect = step(pushing(), Pushed(Receipt(Outcome.GAP, 9), 10))
    assert effect == Wait(LONGEST_MS // 2, LONGEST_MS, Cause.PROTOCOL)


def test_only_what_was_sent_is_acknowledged() -> None:
    _, effect = step(pushing(), Pushed(Receipt(Outcome.OK, 12), 10))
    assert effect == SaveAcked(OURS, 10, EPOCH)


def test_a_part_taken_is_a_part_acknowledged() -> None:
    state, effect = step(pushing(), Pushed(Receipt(Outcome.OK, 6), 10))
    assert effect == SaveAcked(OURS, 6, EPOCH)
    _, effect = step(state, AckSaved(10))
    assert effect == CallPush(Outlet(OURS), 7)


def test_a_journal_that_the_centre_finds_damaged_is_shown_and_not_sent_for_ever() -> None:
    state, effect = step(pushing(), Pushed(Receipt(Outcome.BAD, 4), 10))
    assert effect == Wait(LONGEST_MS // 2, LONGEST_MS, Cause.BAD)
    assert state.stage is Stage.RESTING


def test_a_fork_found_while_sending_makes_a_branch_that_is_written_down_before_it_is_sent() -> None:
    state, effect = step(pushing(), Pushed(Receipt(Outcome.FORK, 9, common=6), 10))
    assert effect == Branch(OURS, 6)
    branch = Outlet(BRANCH, OURS, 6)
    state, effect = step(state, Branched(branch))
    assert effect == CallHello(BRANCH, 10)
    state, effect = step(state, Greeted(hello(0, None, heads={CENTRE: 7, OURS: 9}), b"mine"))
    assert effect == Root(branch), "the centre may have lost what it leaves"
    state, effect = step(state, Rooted(branch))
    if effect == SaveAcked(BRANCH, 6, EPOCH):
        state, effect = step(state, AckSaved(10))
    assert effect == CallPush(branch, 7)
    assert state.own == {BRANCH}
    assert state.pulled == {CENTRE: 7, OURS: 6}, "what the other copy sent is pulled like anybody's"


def test_a_fork_found_at_greeting_is_looked_for_by_halves() -> None:
    state, effect = step(greeting(), Greeted(hello(9, b"theirs"), b"mine"))
    asked = []
    while isinstance(effect, CallHashAt):
        asked.append(effect.seq)
        state, effect = step(state, Probed(effect.seq, same=effect.seq <= 3))
    assert asked == [4, 2, 3]
    assert effect == Branch(OURS, 3)


def fetching() -> State:
    state, effect = step(greeting(), Greeted(hello(14), b"same"))
    assert effect == SaveAcked(OURS, 10, EPOCH), "all that is here is there, too"
    state, effect = step(state, AckSaved(10))
    assert effect == CallPull({CENTRE: 7, OURS: 10}, EPOCH)
    state, effect = step(state, Pulled({OURS: 12}))
    assert effect == Apply()
    return state


def test_a_file_put_back_fetches_its_own_past_and_says_so() -> None:
    state, effect = step(fetching(), Applied({CENTRE: 7}, head=12))
    assert effect == CallPull({CENTRE: 7, OURS: 12}, EPOCH)
    state, _ = step(state, Pulled({OURS: 14}))
    state, effect = step(state, Applied({CENTRE: 7}, head=14))
    assert effect == Wait(*IDLE_MS, Cause.BEHIND)
    assert state.acked == 14


def test_a_sale_made_before_the_past_came_back_makes_a_branch() -> None:
    state, effect = step(fetching(), Applied({CENTRE: 7}, head=11, blocked=Cause.FORK))
    assert effect == CallHello(OURS, 11)
    _, effect = step(state, Greeted(hello(14, b"theirs"), b"mine"))
    assert effect == CallHashAt(OURS, 5)


def pulling(heads: Cursors) -> State:
    at_rest = replace(START, acked=10)
    state, _ = step(at_rest, Tick(10))
    state, effect = step(state, Greeted(hello(10, heads=heads), b"same"))
    assert isinstance(effect, CallPull)
    return state


def test_only_streams_of_others_are_pulled() -> None:
    at_rest = replace(START, acked=10)
    state, _ = step(at_rest, Tick(10))
    _, effect = step(state, Greeted(hello(10, heads={CENTRE: 9, THEIRS: 3, OURS: 10}), b"same"))
    assert effect == CallPull({CENTRE: 7, THEIRS: 0}, EPOCH)


def test_a_sale_made_during_a_long_pull_is_sent_before_the_rest_is_pulled() -> None:
    state, effect = step(pulling({CENTRE: 9}), Pulled({CENTRE: 8}))
    assert effect == Apply()
    _, effect = step(state, Applied({CENTRE: 8}, head=11))
    assert effect == CallPush(Outlet(OURS), 11)


def test_pulling_goes_on_until_nothing_is_lacking_then_both_sides_are_compared() -> None:
    state, _ = step(pulling({CENTRE: 9}), Pulled({CENTRE: 8}))
    state, effect = step(state, Applied({CENTRE: 8}, head=10))
    assert effect == CallPull({CENTRE: 8}, EPOCH)
    state, _ = step(state, Pulled({CENTRE: 9}))
    state, effect = step(state, Applied({CENTRE: 9}, head=10))
    assert effect == CallCheck()
    _, effect = step(state, Checked(Verdict.DIFFERENT, head=10))
    assert effect == Wait(*IDLE_MS, Cause.DIFFERENT)


def test_a_doubt_is_looked_at_again_in_the_next_round_even_if_nothing_moved() -> None:
    state, _ = step(pulling({CENTRE: 8}), Pulled({CENTRE: 8}))
    state, _ = step(state, Applied({CENTRE: 8}, head=10))
    state, effect = step(state, Checked(Verdict.DOUBT, head=10))
    assert effect == Wait(*IDLE_MS)
    state, _ = step(state, Tick(10))
    state, effect = step(state, Greeted(hello(10, heads={CENTRE: 8}), b"same"))
    assert effect == CallCheck()
    state, _ = step(state, Checked(Verdict.SAME, head=10))
    assert not state.doubt


def test_an_empty_pull_ends_the_round_instead_of_asking_for_ever() -> None:
    _, effect = step(pulling({CENTRE: 9}), Pulled({}))
    assert effect == Wait(*IDLE_MS)


def test_entries_of_a_newer_program_wait_and_are_shown() -> None:
    state, _ = step(pulling({CENTRE: 9}), Pulled({CENTRE: 9}))
    state, effect = step(state, Applied({CENTRE: 8}, head=10, blocked=Cause.NEWER))
    assert effect == Wait(*IDLE_MS, Cause.NEWER)
    assert state.pulled == {CENTRE: 8}


def test_a_restored_centre_gets_our_entries_but_our_cursors_mean_nothing_to_it() -> None:
    state, effect = step(greeting(), Greeted(hello(2, epoch=OTHER_EPOCH, heads={OTHER_CENTRE: 99}), b"same"))
    assert effect == SaveAcked(OURS, 2, EPOCH)
    state, effect = step(state, AckSaved(10))
    assert effect == CallPush(Outlet(OURS), 3)
    state, _ = step(state, Pushed(Receipt(Outcome.OK, 10), 10))
    state, effect = step(state, AckSaved(10))
    assert effect == Reload(), "facts first"
    state, effect = step(state, Reloaded({OTHER_CENTRE: 99}, OTHER_EPOCH, 10))
    assert effect == CallHello(OURS, 10)
    state, effect = step(state, Greeted(hello(10, epoch=OTHER_EPOCH, heads={OTHER_CENTRE: 99}), b"same"))
    assert effect == CallPull({OTHER_CENTRE: 99}, OTHER_EPOCH), "what was sent again may have been answered"
    _, effect = step(state, Pulled({}))
    assert effect == Wait(*IDLE_MS, Cause.EPOCH)


def test_streams_known_from_a_lost_life_prove_nothing_of_the_new_one() -> None:
    known = replace(START, acked=10, pulled={CENTRE: 7, THEIRS: 80}, stale=frozenset({THEIRS}))
    state, _ = step(known, Tick(10))
    met = Greeted(hello(10, heads={CENTRE: 7, THEIRS: 70, OURS: 10}), b"same")
    state, effect = step(state, met)
    assert effect == Align({THEIRS: 70})
    state, effect = step(state, Aligned({CENTRE: 7, THEIRS: 80}, frozenset({THEIRS}), {THEIRS: 70}))
    assert effect == Wait(*IDLE_MS)
    state, _ = step(state, Tick(10))
    assert step(state, met)[1] == Wait(*IDLE_MS), "compared once, as long as nothing moves there"


def test_a_centre_put_back_that_is_as_long_again_is_told_so() -> None:
    known = replace(START, acked=10, pulled={CENTRE: 7, THEIRS: 80})
    state, _ = step(known, Tick(10))
    met = Greeted(hello(10, heads={CENTRE: 7, THEIRS: 80, OURS: 10}), b"same", frozenset({CENTRE}))
    assert step(state, met)[1] == CallWentBack({CENTRE: 7, THEIRS: 80, OURS: 10}, EPOCH)
    stale, _ = step(replace(known, stale=frozenset({CENTRE})), Tick(10))
    assert not isinstance(step(stale, met)[1], CallWentBack), "known from a lost life"


def returned() -> tuple[State, Greeted]:
    """Return a greeting by a centre that is back in a life this file left: it had said nine things in it."""
    left = replace(START, acked=10, pulled={CENTRE: 7, OTHER_CENTRE: 9})
    state, _ = step(left, Tick(10))
    return state, Greeted(hello(10, epoch=OTHER_EPOCH), b"same")


def test_a_centre_put_back_into_a_life_we_left_does_not_say_other_things_in_the_place_of_those_it_said() -> None:
    state, met = returned()
    state, effect = step(state, met)
    assert effect == CallWentBack({OTHER_CENTRE: 9}, OTHER_EPOCH)
    _, effect = step(state, WentBack(UUID(int=22)))
    assert effect == CallHello(OURS, 10)


def test_a_centre_put_back_into_a_life_we_left_that_lost_nothing_of_it_is_believed() -> None:
    state, met = returned()
    state, _ = step(state, met)
    state, effect = step(state, WentBack(OTHER_EPOCH))
    assert effect == CallHello(OURS, 10)
    assert step(state, met)[1] == Reload()


def test_what_a_lost_life_had_otherwise_is_pulled_from_where_both_are_the_same() -> None:
    known = replace(START, acked=10, pulled={CENTRE: 7, THEIRS: 80}, stale=frozenset({THEIRS}))
    state, _ = step(known, Tick(10))
    state, _ = step(state, Greeted(hello(10, heads={CENTRE: 7, THEIRS: 90, OURS: 10}), b"same"))
    _, effect = step(state, Aligned({CENTRE: 7, THEIRS: 60}, frozenset(), {THEIRS: 90}))
    assert effect == CallPull({CENTRE: 7, THEIRS: 60}, EPOCH)


def test_a_branch_that_must_leave_its_parent_earlier_is_greeted_under_its_new_name() -> None:
    old, new = Outlet(BRANCH, OURS, 6), Outlet(UUID(int=15), OURS, 5)
    known = replace(START, outlet=old, own=frozenset({BRANCH}), acked=6, pulled={CENTRE: 7, OURS: 6})
    state, _ = step(known, Tick(10))
    state, effect = step(state, Greeted(hello(0, None, heads={CENTRE: 7, OURS: 6}), b"mine"))
    assert effect == Root(old)
    state, effect = step(state, Rooted(new))
    assert effect == CallHello(new.stream, 10)
    assert (state.acked, state.pulled[OURS], state.own) == (5, 5, frozenset({new.stream}))


def test_the_answer_to_a_wish_is_asked_for_in_the_round_that_sent_it() -> None:
    state, _ = step(pushing(), Pushed(Receipt(Outcome.OK, 10), 10))
    state, effect = step(state, AckSaved(10))
    assert effect == CallPull({CENTRE: 7}, EPOCH)
    _, effect = step(state, Pulled({}))
    assert effect == CallCheck()


def test_a_centre_that_went_back_without_saying_so_is_shown() -> None:
    _, effect = step(greeting(4), Greeted(hello(4, heads={CENTRE: 5}), b"same"))
    assert effect == CallWentBack({CENTRE: 7, OURS: 4}, EPOCH)


def test_a_centre_whose_stream_does_not_follow_what_it_told_went_back() -> None:
    state, _ = step(pulling({CENTRE: 9}), Pulled({CENTRE: 9}))
    _, effect = step(state, Applied({CENTRE: 7}, head=10, blocked=Cause.EPOCH))
    assert effect == CallWentBack({CENTRE: 7, OURS: 10}, EPOCH)


@pytest.mark.parametrize(("least", "most"), [(2, 3), (0, 0)])
def test_a_centre_of_another_age_is_left_alone(least: int, most: int) -> None:
    strange = replace(hello(4), min_protocol=least, max_protocol=most)
    _, effect = step(greeting(), Greeted(strange, b"same"))
    assert effect == Wait(LONGEST_MS // 2, LONGEST_MS, Cause.PROTOCOL)


def test_each_failure_doubles_the_longest_wait_up_to_a_minute() -> None:
    assert [back_off(n) for n in range(1, 9)] == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]
    assert back_off(10_000) == LONGEST_MS


def test_sales_do_not_shorten_a_back_off_but_a_person_does() -> None:
    tired, effect = step(greeting(), Failed(Cause.ABSENT))
    assert effect == Wait(0, 1_000, Cause.ABSENT)
    state, effect = step(tired, Wake(11))
    assert effect is None
    assert state.head == 11
    _, effect = step(tired, Wake(11, urgent=True))
    assert effect == CallHello(OURS, 11)


def test_a_sale_ends_an_idle_wait() -> None:
    _, effect = step(START, Wake(11))
    assert effect == CallHello(OURS, 11)


@pytest.mark.parametrize("cause", [Cause.REVOKED, Cause.AUTH, Cause.TLS])
def test_what_only_a_person_can_cure_is_not_tried_every_second(cause: Cause) -> None:
    _, effect = step(greeting(), Failed(cause))
    assert effect == Wait(LONGEST_MS // 2, LONGEST_MS, cause)


def test_an_answer_nobody_waits_for_changes_nothing() -> None:
    for event in (AckSaved(99), Pushed(Receipt(Outcome.OK, 99), 99), Applied({CENTRE: 99}, 99), Pulled({CENTRE: 99})):
        assert step(START, event) == (START, None)
