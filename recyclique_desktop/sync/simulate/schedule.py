"""A schedule from a seed: what happens, in which order, and the calm after it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recyclique_desktop.sync import protocol
from recyclique_desktop.sync.round import SyncError
from recyclique_desktop.sync.simulate.promises import check_after, check_all
from recyclique_desktop.sync.simulate.world import BrokenError, Post, World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recyclique_desktop.sync.simulate.scene import Scene
    from recyclique_desktop.sync.vocabulary import Event, State

LASTING_MS = 300_000
CALM_MS = 2 * protocol.LONGEST_MS + 15_000
"""Twice the longest back-off after the last fault, and one idle wait."""
MOST_DEVICES = 5


@dataclass(frozen=True, slots=True)
class Played:
    """How one schedule went.

    Attributes:
        broken: The first promise that was broken.
        faults: What struck, and how often.
    """

    seed: int
    broken: str | None
    faults: Counter[str] = field(default_factory=Counter)
    calls: int = 0


def play(
    seed: int,
    step: Callable[[State, Event], protocol.Step] = protocol.step,
    faults: Sequence[str] | None = None,
    make: Callable[[World], Scene] | None = None,
) -> Played:
    """Play one schedule, let it calm down, and look for a broken promise.

    Args:
        seed: Decides everything that ``faults`` does not.
        step: The core under test, or a mutant of it.
        faults: What happens, in order; drawn from the seed when not given.
        make: Of a scene with real disks; in memory without one.
    """
    world = World(seed, step, make)
    try:
        _play(world, _drawn(world) if faults is None else faults)
    except BrokenError as broken:
        return Played(seed, str(broken), world.done, world.calls)
    except Exception as error:  # noqa: BLE001  whatever a seed brings to light is a finding
        return Played(seed, f"a bug: {error!r}", world.done, world.calls)
    finally:
        world.scene.close()
    return Played(seed, None, world.done, world.calls)


def _play(world: World, faults: Sequence[str]) -> None:
    for name in faults:
        world.advance(world.now + world.chance.randint(0, LASTING_MS // max(len(faults), 1)))
        FAULTS[name][1](world, world.chance.choice(world.devices))
        world.done[name] += 1
    world.calm()
    world.advance(world.now + CALM_MS)
    _office_mends(world)
    world.advance(world.now + CALM_MS)
    check_all(world)
    check_after(world)


def _drawn(world: World) -> list[str]:
    odds = {name: share * world.chance.random() for name, (share, _act) in FAULTS.items()}
    return world.chance.choices(list(odds), list(odds.values()), k=world.chance.randint(5, world.longest))


def _office_mends(world: World) -> None:
    """Let a person see to what waits for one: journals of machines that may not come, entries that were parked."""
    revoked = [device.disk for device in world.devices if device.disk.machine in world.revoked]
    world.centre.mend(revoked)
    for device in world.devices:
        device.disk.retry()


def _clone(world: World, device: Post) -> None:
    if len(world.devices) < MOST_DEVICES:
        world.twins.add(device.disk.machine)
        world.devices.append(Post(world, device.disk.copy()))


def _put_back(world: World, _device: Post) -> None:
    """Restore an old copy over its own workstation; what only it had sold since is gone with its disk."""
    if not world.copies:
        return
    kept = world.chance.choice(world.copies)
    device = next(one for one in world.devices if one.disk.machine == kept.machine)
    world.twins.add(kept.machine)
    device.disk, device.woken_at = kept.copy(), None
    device.start()
    _count_the_dead(world)


def _centre_put_back(world: World, _device: Post) -> None:
    if world.backups:
        world.centre.put_back(world.chance.choice(world.backups))
        _count_the_dead(world)


def _count_the_dead(world: World) -> None:
    """Note the sales of which no copy is left: not in any journal, not at the centre."""
    alive = [entry for device in world.devices for entry in device.disk.journal()]
    alive += [entry for chain in world.centre.held().chains.values() for entry in chain.entries]
    world.gone |= world.promised - {world.scene.read(entry).name for entry in alive}


def _revoke(world: World, device: Post) -> None:
    if len(world.devices) > 1 and not world.revoked:
        world.revoked.add(device.disk.machine)
        world.centre.revoke(device.disk.machine)


def _deliver_late(world: World, _device: Post) -> None:
    if world.late:
        with suppress(SyncError):
            world.late.pop(world.chance.randrange(len(world.late)))()


def _jump(world: World, device: Post) -> None:
    device.disk.jump(world.chance.choice((-1, 1)) * world.chance.choice((3_600_000, 10 * 31_536_000_000)))


def _toggle(name: str) -> Callable[[World, Post], None]:
    return lambda world, _device: setattr(world, name, not getattr(world, name))


FAULTS: dict[str, tuple[float, Callable[[World, Post], object]]] = {
    "sale": (60, lambda _world, device: device.sell()),
    "wish": (10, lambda _world, device: device.wish()),
    "price": (10, lambda world, _device: world.centre.change(world.chance)),
    "cut": (4, _toggle("cut")),
    "restart": (5, lambda _world, device: device.start()),
    "late delivery": (8, _deliver_late),
    "other version": (2, _toggle("is_foreign")),
    "stuck centre": (1, _toggle("is_stuck")),
    "copy": (3, lambda world, device: world.copies.append(device.disk.copy())),
    "disk put back": (2, _put_back),
    "clone": (1, _clone),
    "clock jump": (2, _jump),
    "revocation": (0.5, _revoke),
    "backup": (2, lambda world, _device: world.backups.append(world.centre.backup())),
    "centre put back": (1.5, _centre_put_back),
}
"""What happens, how often against the rest, and how."""
