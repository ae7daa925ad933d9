"""Disks and a centre in memory: quick enough for thousands of schedules a minute."""
