"""A network that can be made bad on purpose: the simulator's own."""

from __future__ import annotations

from recyclique_desktop.sync.simulate.proxy import Faults, Proxy

__all__ = ["Faults", "Proxy"]
