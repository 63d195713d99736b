"""The meaning: pure functions from a page as fetched to articles, facts, table rows and changes.

Nothing here touches a network, a clock or the memory; time and what is known come in as arguments.
"""
