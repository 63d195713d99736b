"""The flows of the service, each deployed with a schedule and, but for the watch, started by events of the one before.

What there is to do stands in the memory, so that a run may be lost, come twice or be killed. Settings come from the
worker's environment; INSPECTION_WATCH_SETTINGS names their file. The flows are synchronous, as Prefect cuts no other
short at its time limit, and each has a module of its own, as a run begins by importing it.
"""
