"""The workers: some of this machine's own, for as long as a batch takes, or those of a scheduler."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

from voicemock.errors import MissingError
from voicemock.i18n import _

if TYPE_CHECKING:
    from distributed import Client

HOST = "127.0.0.1"
WORKER_BYTES = 2_000_000_000
"""Of memory, at which a worker is stopped and another started; the samples of two hours take 0.5 GB."""
_REACH_S = 60
"""Time in which a scheduler has to answer, and a worker to be there."""
_QUIET = {
    # nothing is to be seen at the addresses that a scheduler and a worker open for a browser
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.allowed-failures": 0,  # a batch counts itself
    "distributed.worker.memory.terminate": 0.95,
    "distributed.logging": {"distributed": "critical"},
    "distributed.comm.timeouts.connect": f"{_REACH_S}s",
    "distributed.worker.multiprocessing-method": "spawn",  # onnxruntime hangs behind a fork
    "distributed.admin.tick.limit": "1h",  # an event loop that waited for the disk is no fault
}


@contextlib.contextmanager
def opened(scheduler: str | None, count: int | None) -> Iterator[Client]:
    """The workers of a batch.

    Args:
        scheduler: the address of one that runs, as ``tcp://host:8786``; None starts workers here,
            which nobody beyond this machine can reach.
        count: how many to start; None: one a core.

    Raises:
        MissingError: the scheduler does not answer, or no worker starts.
    """
    import dask
    from distributed import Client, LocalCluster

    for name in ("distributed", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as open_now, dask.config.set(_QUIET):
        try:
            if scheduler is not None:
                client = open_now.enter_context(
                    Client(scheduler, timeout=_REACH_S, set_as_default=False)
                )
            else:
                cluster = open_now.enter_context(
                    LocalCluster(
                        n_workers=count or cores(),
                        threads_per_worker=1,
                        processes=True,
                        host=HOST,
                        protocol="tcp",
                        memory_limit=WORKER_BYTES,
                        preload=[__name__, *dask.config.get("distributed.worker.preload")],
                        silence_logs=logging.CRITICAL,
                        worker_dashboard_address=None,
                        dashboard_address=None,
                        scheduler_kwargs={"dashboard": False, "dashboard_address": f"{HOST}:0"},
                    )
                )
                client = open_now.enter_context(Client(cluster, set_as_default=False))
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            told = (
                _("The scheduler at {address} does not answer ({reason}); check the address.")
                if scheduler
                else _("No workers could be started on this machine ({reason}).")
            )
            reason = " ".join(str(error).splitlines()) or type(error).__name__
            raise MissingError(told.format(address=scheduler, reason=reason)) from error
        yield client


def dask_setup(_worker: object) -> None:
    """What Dask calls in a worker's process: Ctrl-C, which a terminal sends to all, is not for it.

    It ends when the batch tells it to, or is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
