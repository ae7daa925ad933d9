"""Cables: scale, later printer and drawer. A device has a state a person can read; none of them knows a screen."""
