"""The centre, seen by who administers it: making it, and telling what a database is."""

from recyclique_desktop.central.making import CentreReport, found, init
from recyclique_desktop.central.state import CentreKind, CentreState, check

__all__ = ["CentreKind", "CentreReport", "CentreState", "check", "found", "init"]
