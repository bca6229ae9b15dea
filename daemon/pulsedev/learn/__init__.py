"""Models: how they are kept and read."""
