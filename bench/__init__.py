"""Measurements: F1 on labelled articles and speed against named peers. Nothing a user runs needs this."""
