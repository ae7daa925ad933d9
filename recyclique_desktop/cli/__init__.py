"""The command line ``recyclique``: scripts and managers, the same services, no Qt."""
