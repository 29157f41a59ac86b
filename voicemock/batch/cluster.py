"""The workers: some of this machine's own, for as long as a batch takes, or those of a scheduler."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing import resource_tracker
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
    "distributed.worker.profile.enabled": False,  # a look every 10 ms: 0.4 MB a recording, kept for hours
    "distributed.logging": {"distributed": "critical"},
    "distributed.comm.timeouts.connect": f"{_REACH_S}s",
    "distributed.worker.multiprocessing-method": "spawn",  # onnxruntime hangs behind a fork
    "distributed.admin.tick.limit": "1h",  # an event loop that waited for the disk is no fault
    "distributed.admin.large-graph-warning-threshold": "1TB",  # a file that is sent is as large as it is
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
    from distributed import Client

    # Dask gives its client's logger a level of its own
    for name in ("distributed", "distributed.client", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as open_now, dask.config.set(_QUIET):
        try:
            client = open_now.enter_context(
                Client(scheduler, timeout=_REACH_S, set_as_default=False)
                if scheduler is not None
                else _own(count or cores())
            )
        except (
            Exception
        ) as error:  # those of connections have no base; TLS without keys is a TypeError
            told = (
                _("The scheduler at {address} does not answer ({reason}); check the address.")
                if scheduler
                else _("No workers could be started on this machine ({reason}).")
            )
            reason = " ".join(str(error).splitlines()) or type(error).__name__
            raise MissingError(told.format(address=scheduler, reason=reason)) from error
        yield client


@contextlib.contextmanager
def _own(count: int) -> Iterator[Client]:
    """Workers of this machine's own.

    They are started and ended by a thread of their own, from outside of which only waiting can be
    interrupted: Dask leaves a cluster behind that it can neither use nor close where Ctrl-C comes
    while it is made.
    """
    from distributed import Client
    from distributed.utils import LoopRunner

    runner = LoopRunner()
    with _deaf():
        runner.start()
    begun = asyncio.run_coroutine_threadsafe(_started(count), runner.loop.asyncio_loop)
    try:
        address, _close = begun.result()
        with Client(address, loop=runner.loop, set_as_default=False) as client:
            yield client
    finally:
        asyncio.run_coroutine_threadsafe(_ended(begun), runner.loop.asyncio_loop).result()
        runner.stop()


async def _started(count: int) -> tuple[str, contextlib.AsyncExitStack]:
    """The address of a scheduler that has its workers, and what closes both."""
    import dask
    from distributed import LocalCluster

    cluster = LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        processes=True,
        host=HOST,
        protocol="tls" if dask.config.get("distributed.comm.require-encryption") else "tcp",
        memory_limit=WORKER_BYTES,
        preload=[__name__, *dask.config.get("distributed.worker.preload")],
        silence_logs=logging.CRITICAL,
        worker_dashboard_address=None,
        dashboard_address=None,
        scheduler_kwargs={"dashboard": False, "dashboard_address": f"{HOST}:0"},
        asynchronous=True,
    )
    cluster.shutdown_on_close = False  # Dask need not do so at exit, where its loop may be gone
    async with contextlib.AsyncExitStack() as open_now:
        await open_now.enter_async_context(cluster)
        return cluster.scheduler_address, open_now.pop_all()


async def _ended(begun: concurrent.futures.Future[tuple[str, contextlib.AsyncExitStack]]) -> None:
    """Close what was started, also where nobody waited for it to the end."""
    with contextlib.suppress(Exception):
        _address, open_now = await asyncio.wrap_future(begun)
        await open_now.aclose()


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """No thread or process that is started inside gets a terminal's Ctrl-C, nor do their own.

    A worker's process would print a traceback if it came before `dask_setup`.
    """
    if sys.platform == "win32":
        yield
        return
    # started later, by the first worker, it would let the signal through again
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def dask_setup(_worker: object) -> None:
    """What Dask calls in a worker's process: Ctrl-C, which a terminal sends to all, is not for it.

    Where signals cannot be kept from it (`_deaf`), that is from now on. It ends when the batch tells
    it to, or is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
