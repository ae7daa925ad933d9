"""What two workplaces share."""
