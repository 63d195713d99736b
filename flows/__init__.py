"""The doing: Prefect flows, the memory, publishing, mail and the command line."""

import os

# Prefect reads these when it is imported; its analytics call out unless told not to.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", "inspection_watch")
