"""Example sites, served on loopback by the program itself: real paths, markup, feeds and noise, our own prose."""

from pathlib import Path

FOLDER = Path(__file__).parent
REGISTER = FOLDER / "sources.yaml"
