"""The layouts that the memory has had, each made from the one before, by Alembic."""
