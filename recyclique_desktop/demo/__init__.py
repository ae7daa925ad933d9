"""A seeded generator of believable shop days."""
