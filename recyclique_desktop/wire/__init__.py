"""The line to the centre: one connection, calls that end in time, and failures that have a name."""

from recyclique_desktop.wire.failures import Kind, WireError
from recyclique_desktop.wire.line import Line
from recyclique_desktop.wire.packing import pack
from recyclique_desktop.wire.place import Place
from recyclique_desktop.wire.verifier import scram_verifier

__all__ = ["Kind", "Line", "Place", "WireError", "pack", "scram_verifier"]
