"""What must hold when a schedule is over (``sync.md`` §6.5)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from recyclique_desktop.sync.vocabulary import Cause

if TYPE_CHECKING:
    from recyclique_desktop.sync.simulate.accounts import Accounts, Act
    from recyclique_desktop.sync.simulate.scene import Chain, Held, Kept
    from recyclique_desktop.sync.simulate.world import Post, World


def check_all(world: World) -> None:
    """Look for a broken promise once everything is calm.

    Raises:
        BrokenError: There is one.
    """
    held = world.centre.held()
    for name, chain in held.chains.items():
        _check_chain(world, chain, is_centre=name == held.centre_stream)
    _check_sales(world, held)
    for device in world.devices:
        kept = device.disk.kept()
        _check_sent(world, device, kept, held)
        if device.disk.machine not in world.revoked:
            _check_received(world, device, kept, held)


def _check_chain(world: World, chain: Chain, *, is_centre: bool) -> None:
    before, hlc = chain.root, -1
    for place, entry in enumerate(chain.entries, start=chain.fork + 1):
        world.never(entry.seq != place, f"a hole at the centre before {entry.seq}")
        world.never(not world.scene.links(before, entry), "a chain at the centre that does not verify")
        here = world.scene.read(entry).hlc
        world.never(here <= hlc and not is_centre, "order lost to a clock")
        before, hlc = entry.hash, here


def _check_sales(world: World, held: Held) -> None:
    """Each promised sale once; payments equal totals and donations; expected cash is what was paid."""
    entries = [entry for chain in held.chains.values() for entry in chain.entries]
    doubled = [entry for entry, times in Counter(entry.hash for entry in entries).items() if times > 1]
    restores = world.done["centre put back"]
    world.never(held.lives > 1 + restores, "a new life of a centre that was never put back")
    world.never(doubled and not restores, f"doubled at the centre: {doubled}")
    missing = world.promised - world.gone - set(held.accounts.sales)
    world.never(missing, f"promised and missing: {sorted(missing)}")
    world.never(held.parked, f"still parked: {held.parked}")
    acts = [world.scene.read(entry) for entry in entries]
    owed = {act.name: act.cents for act in acts if act.kind == "sale"}
    for name, (_session, paid) in held.accounts.sales.items():
        world.never(paid != owed[name], "payments are not totals and donations")
    _check_cash(world, held.accounts, acts)


def _check_cash(world: World, accounts: Accounts, acts: list[Act]) -> None:
    """What a session should hold is its float and all that was paid in it, once."""
    expected = Counter({act.key: act.cents for act in acts if act.kind == "open" and act.key in accounts.cash})
    for session, paid in accounts.sales.values():
        expected[session] += paid
    opened = {act.key for act in acts if act.kind == "open"}
    known = {session: cents for session, cents in accounts.cash.items() if session in opened or not world.gone}
    world.never(
        any(cents != expected[session] for session, cents in known.items()), "expected cash is not what was paid"
    )


def _check_sent(world: World, device: Post, kept: Kept, held: Held) -> None:
    there = {entry.hash for chain in held.chains.values() for entry in chain.entries}
    missing = [entry.seq for entry in kept.journal if entry.hash not in there]
    world.never(missing, f"missing at the centre: {missing}")
    world.never(
        kept.acked < len(kept.journal) and device.disk.machine not in world.revoked,
        f"still waiting to be sent: {len(kept.journal) - kept.acked}",
    )


def _check_received(world: World, device: Post, kept: Kept, held: Held) -> None:
    """Everything of others is here, once, and says the same as there."""
    entries = [entry for chain in held.chains.values() for entry in chain.entries]
    known = {digest for _stream, _seq, digest in kept.applied} | {entry.hash for entry in kept.journal} | kept.given
    world.never(len(kept.applied) != len(set(kept.applied)), "applied twice here")
    missing = [(str(entry.stream), entry.seq) for entry in entries if entry.hash not in known]
    world.never(missing, f"not applied here: {missing}")
    world.never(kept.aside > kept.numbered_twice, "still set aside here")
    world.never(kept.accounts.shared != held.accounts.shared, "shared values differ")
    world.never(kept.wishes, "a wish without an answer")
    left = {name: sale for name, sale in kept.accounts.sales.items() if not _is_remnant(world, held, name)}
    world.never(not kept.numbered_twice and left != held.accounts.sales, "sales differ from the centre's")
    _check_cash(world, kept.accounts, [world.scene.read(entry) for entry in entries])
    world.never(kept.flaws, "; ".join(kept.flaws))
    world.never(device.causes[Cause.BUG], "the worker thought its own disk wrong")


def _is_remnant(world: World, held: Held, sale: bytes) -> bool:
    """Whether a sale stands here in rows only: centre and owner were put back, nobody has its signed bytes any more."""
    return sale in world.gone and sale not in held.accounts.sales


def check_after(world: World) -> None:
    """A quiet shop stays quiet, its next sale leaves at once, and a dead centre is not hammered.

    Raises:
        BrokenError: Not so.
    """
    calls, writes = world.calls, sum(device.disk.writes for device in world.devices)
    world.advance(world.now + 60_000)
    world.never(world.calls - calls > 8 * len(world.devices), "does not rest")
    world.never(sum(device.disk.writes for device in world.devices) != writes, "an idle round writes to the disk")
    free = [device for device in world.devices if device.disk.machine not in world.revoked]
    for device in free[-1:]:
        device.sell()
        world.advance(world.now + 500)
        kept = device.disk.kept()
        world.never(kept.acked != len(kept.journal), "a sale did not leave at once")
    _check_dark(world)


def _check_dark(world: World) -> None:
    """Ten minutes without a network cost few calls, however much is sold meanwhile."""
    calls = world.calls
    world.cut = True
    for minute in range(60):
        if minute % 10 == 0 or world.make is None:
            world.devices[0].sell()
        world.advance(world.now + 10_000)
    world.never(world.calls - calls > 60 * len(world.devices), "hammers a dead centre")
