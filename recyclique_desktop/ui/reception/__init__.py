"""The weighing post: its home, and the page where deposits are weighed."""
