"""The write gate: a screen never waits behind the synchronisation's queue, and nobody is forgotten."""

from __future__ import annotations

import threading
import time

from recyclique_desktop.data.gate import WriteGate


def test_a_waiting_screen_passes_before_waiting_background_work() -> None:
    gate, order = WriteGate(), []
    ready = threading.Barrier(4)

    def work(name: str, *, background: bool) -> None:
        ready.wait()
        if not background:
            time.sleep(0.05)
        with gate.held(background=background):
            order.append(name)

    with gate.held():
        threads = [threading.Thread(target=work, args=(f"sync{n}",), kwargs={"background": True}) for n in (1, 2)]
        threads.append(threading.Thread(target=work, args=("screen",), kwargs={"background": False}))
        for thread in threads:
            thread.start()
        ready.wait()
        time.sleep(0.2)
    for thread in threads:
        thread.join(5)
    assert order[0] == "screen"
    assert sorted(order[1:]) == ["sync1", "sync2"]


def test_an_error_inside_gives_the_gate_back() -> None:
    gate = WriteGate()
    try:
        with gate.held():
            raise RuntimeError
    except RuntimeError:
        pass
    with gate.held(background=True):
        pass
    assert (gate._busy, gate._screens) == (False, 0)


def test_whoever_computes_in_the_background_waits_while_a_screen_writes() -> None:
    gate, order = WriteGate(), []

    def compute() -> None:
        gate.give_way()
        order.append("background")

    gate.give_way()
    with gate.held(background=True):
        gate.give_way()
    with gate.held():
        thread = threading.Thread(target=compute)
        thread.start()
        time.sleep(0.1)
        order.append("screen")
    thread.join(5)
    assert order == ["screen", "background"]
