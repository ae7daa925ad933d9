"""The centre, seen by who administers it: making it, and telling what a database is."""

from recyclique_desktop.central.making import CentreReport, declare_restored, found, init
from recyclique_desktop.central.state import CentreKind, CentreState, check

__all__ = ["CentreKind", "CentreReport", "CentreState", "check", "declare_restored", "found", "init"]
