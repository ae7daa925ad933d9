"""Screens. No SQL, no ORM rows."""

from recyclique_desktop.ui import source_scan

source_scan.stop()
