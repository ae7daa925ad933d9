"""How late a call comes back from a centre that fell silent and still acknowledges every byte.

``python -m tests.wire.silence --calls 20``: a real server behind a proxy that takes everything and passes nothing on; a
call may return 100 ms after its deadline, no later (``sync.md`` §6).
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from pathlib import Path

from recyclique_desktop.central import admission
from recyclique_desktop.demo.rehearsal.furniture import MACHINES
from recyclique_desktop.demo.rehearsal.postgres import Template, stage
from recyclique_desktop.sync.simulate.proxy import Proxy
from recyclique_desktop.wire import Line, WireError

DEADLINE_S, LATE_S = 0.3, 0.1


def lateness(template: Template, calls: int) -> list[float]:
    """Return by how much each call missed its deadline, in seconds."""
    address = admission.address_of(template.server.at(template.database))
    machine, found = MACHINES[0], []
    with Proxy(address.host, address.port) as proxy:
        place = template.place(template.database, machine, proxy.port)
        line = Line(place, template.logins[machine].password)
        for _ in range(calls):
            line.call("bootstrap_begin")
            proxy.faults.is_black = True
            begun = time.monotonic()
            with contextlib.suppress(WireError):
                line.call("bootstrap_begin", deadline_s=DEADLINE_S)
                raise AssertionError("an answer came through the silence")
            found.append(time.monotonic() - begun - DEADLINE_S)
            proxy.heal()
        line.close()
    return sorted(found)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--calls", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, stage(Path(name), None) as make:
        late = lateness(make.args[0], asked.calls)  # type: ignore[attr-defined]
    middle = late[len(late) // 2]
    print(f"{asked.calls} calls to a silent peer, deadline {DEADLINE_S * 1000:.0f} ms:"
          f" late by {middle * 1000:.1f} ms (median), {late[-1] * 1000:.1f} ms (most)")  # fmt: skip
    return int(late[-1] > LATE_S)


if __name__ == "__main__":
    sys.exit(main())
