"""Every entity, one module per family of the data dictionary."""
