"""Random networks with branches."""
