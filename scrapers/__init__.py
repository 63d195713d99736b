"""The web, in: which sources there are, what is new on them, and fetching it politely."""
