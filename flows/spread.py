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


class NoCluster(Exception):
    """The Dask cluster of the settings cannot be used; the message says which and what to do."""


def is_worth_spreading(workshop: Workshop, spread_from: int = SPREAD_FROM) -> bool:
    """Whether the settings ask for Dask and so much is to be read that its start pays off."""
    return workshop.settings.task_runner == "dask" and count_to_extract(workshop.memory) >= spread_from


def extract_spread(workshop: Workshop) -> Extracted:
    """Make articles and facts of all kept pages that none were made of, on as many processes as there are.

    Raises NoCluster.
    """
    processes = _processes(workshop.settings)
    runner = _dask(workshop.settings, processes)
    return _extract_spread.with_options(task_runner=runner)(processes, workshop.run_id)


@task(name="extract a share", retries=2, retry_delay_seconds=5, cache_policy=NO_CACHE, persist_result=False)
def _extract_share(number: int, run_id: str) -> Extracted:
    with open_for(run_id=run_id, whoever_subscribes=True) as workshop:
        return extract_pages(workshop)


@flow(name="extract, spread", flow_run_name="extract, spread over {processes}", validate_parameters=False)
def _extract_spread(processes: int, run_id: str) -> Extracted:
    return sum(_extract_share.map(range(processes), run_id=unmapped(run_id)).result(), Extracted())


def _processes(settings: Settings) -> int:
    address = settings.dask_scheduler
    if address is None:
        return os.cpu_count() or 1
    found = _threads_of(address)
    if not found:
        raise NoCluster(f"the Dask scheduler {address} has no workers; start some: dask worker {address}")
    return found


def _threads_of(address: str) -> int:
    from distributed import Client

    connect: Any = Client
    try:
        with connect(address) as client:
            return sum(client.nthreads().values())
    except OSError as error:
        raise NoCluster(f"no Dask scheduler answers at {address} (setting dask_scheduler): {error}") from error


def _dask(settings: Settings, processes: int) -> Any:
    # Dask takes a second to import, which only who uses it should wait for.
    from prefect_dask.task_runners import DaskTaskRunner

    if settings.dask_scheduler is not None:
        return DaskTaskRunner(address=settings.dask_scheduler)
    cluster = {"n_workers": processes, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    return DaskTaskRunner(cluster_kwargs=cluster)
