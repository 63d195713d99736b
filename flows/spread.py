"""Extraction of a large backlog, spread by Prefect's Dask task runner over processes or a cluster.

Each task claims pages until there are none, so that tasks, workers and machines share the work as they come free.
"""

import os
from typing import Any

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE

from flows.extract import Extracted, extract_pages
from flows.memory.crawl import count_to_extract
from flows.open_workshop import open_for
from flows.settings import Settings
from flows.workshop import Workshop

# Fewer pages are read before a cluster has started.
SPREAD_FROM = 1_000


def is_worth_spreading(workshop: Workshop) -> bool:
    """Whether the settings ask for Dask and so much is to be read that its start pays off."""
    return workshop.settings.task_runner == "dask" and count_to_extract(workshop.memory) >= SPREAD_FROM


def extract_spread(workshop: Workshop) -> Extracted:
    """Make articles and facts of all kept pages that none were made of, on as many processes as there are."""
    processes = _processes(workshop.settings)
    runner = _dask(workshop.settings, processes)
    return _extract_spread.with_options(task_runner=runner)(processes, workshop.run_id)


@task(name="extract a share", retries=2, retry_delay_seconds=5, cache_policy=NO_CACHE, persist_result=False)
def _extract_share(number: int, run_id: str) -> Extracted:
    with open_for(run_id=run_id) as workshop:
        return extract_pages(workshop)


@flow(name="extract, spread", validate_parameters=False)
def _extract_spread(processes: int, run_id: str) -> Extracted:
    return sum(_extract_share.map(range(processes), run_id=unmapped(run_id)).result(), Extracted())


def _processes(settings: Settings) -> int:
    if settings.dask_scheduler is None:
        return os.cpu_count() or 1
    from distributed import Client

    connect: Any = Client
    with connect(settings.dask_scheduler) as client:
        return sum(client.nthreads().values())


def _dask(settings: Settings, processes: int) -> Any:
    # Dask takes a second to import, which only who uses it should wait for.
    from prefect_dask.task_runners import DaskTaskRunner

    if settings.dask_scheduler is not None:
        return DaskTaskRunner(address=settings.dask_scheduler)
    cluster = {"n_workers": processes, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    return DaskTaskRunner(cluster_kwargs=cluster)
