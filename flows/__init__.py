"""The doing: Prefect flows, the memory, publishing, mail and the command line."""

import gc
import os

# Prefect reads these when it is imported. Its analytics call out unless told not to; with its default batches the
# bundled server on SQLite stalls each next flow by two seconds and more (measured with Prefect 3.8).
PREFECT_DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # On a machine that has much else to do, the server that `run` brings along takes longer to start than 20 s.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "50",
}
for _name, _value in PREFECT_DEFAULTS.items():
    os.environ.setdefault(_name, _value)

# A third of a million objects are loaded once and stay. With Python's own thresholds, looking through them again and
# again takes a tenth of a pass.
gc.set_threshold(20_000, 10, 10)
