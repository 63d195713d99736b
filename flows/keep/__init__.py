"""Keeping what was gathered: backups, putting them back, and looking for damage."""
