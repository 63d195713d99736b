"""The one memory: a transactional database that remembers everything small.

SQLite by default, PostgreSQL by URL, through SQLAlchemy Core. Every function is one short transaction.
"""
