"""Schedules from seeds, and what must hold after each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from recyclique_desktop.sync import protocol
from recyclique_desktop.sync.vocabulary import Cause, Event, State
from tests.sync.model import CALM_MS, BrokenError, Device, World
from tests.sync.model_centre import Chain, digest

Step = Callable[[State, Event], protocol.Step]
LASTING_MS = 150_000
ODDS = {
    "sale": 60,
    "price": 10,
    "cut": 4,
    "restart": 5,
    "late": 8,
    "version": 2,
    "stuck": 1,
    "copy": 3,
    "put back": 2,
    "clone": 1,
}
"""What happens, and how often against the rest."""


def simulate(seed: int, step: Step = protocol.step, faults: Sequence[str] | None = None) -> str | None:
    """Play one schedule, let it calm down, and return the first promise that was broken.

    Args:
        seed: Decides everything that ``faults`` does not.
        step: The core under test, or a mutant of it.
        faults: What happens, in order; drawn from the seed when not given.
    """
    world = World(seed, step)
    wanted = faults if faults is not None else _drawn(world)
    try:
        for name in wanted:
            world.advance(world.now + world.chance.randint(0, 2 * LASTING_MS // max(len(wanted), 1)))
            world.fault(name)
        world.calm()
        world.advance(world.now + CALM_MS)
        _check_everything(world)
        return _after_calm(world)
    except BrokenError as broken:
        return str(broken)


def _drawn(world: World) -> list[str]:
    odds = {name: share * world.chance.random() for name, share in ODDS.items()}
    return world.chance.choices(list(odds), list(odds.values()), k=world.chance.randint(5, 60))


def _check_everything(world: World) -> None:
    for chain in world.centre.chains.values():
        _check_chain(chain)
    _check_once(world)
    for device in world.devices:
        _check_sent(world, device)
        _check_received(world, device)


def _check_chain(chain: Chain) -> None:
    before = chain.root
    for place, entry in enumerate(chain.entries, start=chain.fork + 1):
        if entry.seq != place:
            raise BrokenError(f"a hole at the centre before {entry.seq}")
        if digest(before, entry.header) != entry.hash:
            raise BrokenError("a chain at the centre that does not verify")
        before = entry.hash


def _check_once(world: World) -> None:
    found = Counter(entry.header for chain in world.centre.chains.values() for entry in chain.entries)
    doubled = [body for body, times in found.items() if times > 1]
    if doubled:
        raise BrokenError(f"doubled at the centre: {doubled}")


def _check_sent(world: World, device: Device) -> None:
    disk = device.disk
    there = {entry.hash for chain in world.centre.chains.values() for entry in chain.entries}
    missing = [entry.header for entry in disk.journal if entry.hash not in there]
    if missing:
        raise BrokenError(f"missing at the centre: {missing}")
    if disk.acked > len(disk.journal):
        raise BrokenError("acknowledged more than there is")
    if disk.acked < len(disk.journal) and not _is_put_back(world, device):
        raise BrokenError(f"still waiting to be sent: {len(disk.journal) - disk.acked}")


def _is_put_back(world: World, device: Device) -> bool:
    """Whether the centre has more of this stream than the disk: an old copy, which a later round only names."""
    return world.centre.chains.get(device.disk.outlet.stream, Chain()).last > len(device.disk.journal)


def _check_received(world: World, device: Device) -> None:
    disk = device.disk
    wanted = {
        (stream, entry.seq, entry.header)
        for stream, chain in world.centre.chains.items()
        for entry in chain.entries
        if stream not in disk.own
    }
    if len(disk.applied) != len(set(disk.applied)):
        raise BrokenError("applied twice here")
    if wanted != set(disk.applied):
        raise BrokenError(f"not applied here: {len(wanted - set(disk.applied))}")
    if device.causes[Cause.BUG]:
        raise BrokenError("the worker thought its own disk wrong")


def _after_calm(world: World) -> str | None:
    """A quiet shop stays quiet, and its next sale leaves at once."""
    calls, writes = world.calls, sum(device.disk.writes for device in world.devices)
    world.advance(world.now + 60_000)
    if world.calls - calls > 8 * len(world.devices):
        return "does not rest"
    if sum(device.disk.writes for device in world.devices) != writes:
        return "an idle round writes to the disk"
    device = world.devices[-1]
    if _is_put_back(world, device):
        return None
    device.sell()
    world.advance(world.now + 500)
    if device.disk.acked != len(device.disk.journal):
        return "a sale did not leave at once"
    return _in_the_dark(world)


def _in_the_dark(world: World) -> str | None:
    """Ten minutes without a network cost few calls, however much is sold meanwhile."""
    calls = world.calls
    world.cut = True
    for _ in range(60):
        world.devices[0].sell()
        world.advance(world.now + 10_000)
    return "hammers a dead centre" if world.calls - calls > 60 * len(world.devices) else None
