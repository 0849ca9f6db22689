"""Clean shards on a Ray cluster: the same function as on one machine, and the same bytes.

Every machine needs the toolkit installed, and input and output under the same addresses: a shared folder, or an object
store.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from chengwen.corpus.engines.workers import warm_up
from chengwen.corpus.shards.plan import Shard
from chengwen.corpus.shards.shard import Settings, clean_shard
from chengwen.corpus.shards.state import ShardRecord
from chengwen.errors import InputError, MissingExtraError, first_line
from chengwen.message import at, foreign, of_error, say

RETRIES = 3
"""How often a shard is restarted if its worker or machine is lost."""
AHEAD = 2
"""How many shards wait for each processor, so that none is idle and the queue stays short."""


def need() -> None:
    """Raise `MissingExtraError` if Ray is not installed."""
    if find_spec("ray") is None:
        raise MissingExtraError("--engine ray", "ray", "ray")


def run(shards: Sequence[Shard], settings: Settings, address: str | None, jobs: int) -> Iterator[ShardRecord]:
    """Clean shards on the cluster at `address`, or on a temporary local one of `jobs` processors."""
    try:
        import ray
    except ImportError as error:
        raise MissingExtraError("--engine ray", "ray", error.name) from error
    began = not ray.is_initialized()
    if began:
        _connect(ray, address, jobs)
    try:
        task = ray.remote(max_retries=RETRIES)(clean_there).remote
        shared, here = ray.put(settings), str(Path.cwd())
        resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        waiting = iter(shards)
        most = AHEAD * max(1, int(resources.get("CPU", 1)))
        pending = [task(shard, shared, here) for _, shard in zip(range(most), waiting, strict=False)]
        while pending:
            (ready,), pending = ray.wait(pending, num_returns=1)
            pending += [task(shard, shared, here) for _, shard in zip(range(1), waiting, strict=False)]
            yield _result(ray, ready)
    finally:
        if began:
            ray.shutdown()


def clean_there(shard: Shard, settings: Settings, here: str) -> ShardRecord:
    """Clean a shard in a worker of the cluster; relative paths mean what they mean to the caller."""
    with suppress(FileNotFoundError):  # a machine without that folder can still work from store to store
        os.chdir(here)
    if not gc.get_freeze_count():  # the first shard of this worker
        warm_up()
    return clean_shard(shard, settings, lambda *_: None)


def _connect(ray: Any, address: str | None, jobs: int) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # a tool for private texts sends no usage statistics
    ours: dict[str, Any] = {} if address else {"num_cpus": jobs, "include_dashboard": False}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level="WARNING", **ours)
    except Exception as error:  # Ray raises anything, even Exception itself if /dev/shm cannot be written to
        tried = (
            at(f"--ray-address {address}", say("no cluster could be reached"))
            if address
            else say("Ray did not start here")
        )
        raise InputError(
            at(
                tried,
                say("{reason}; --engine local does the same without a cluster", reason=foreign(first_line(error))),
            )
        ) from error


def _result(ray: Any, ready: Any) -> ShardRecord:
    try:
        record: ShardRecord = ray.get(ready)
    except ray.exceptions.RayTaskError as error:
        raise InputError(say("a shard could not be cleaned: {reason}", reason=str(error.cause))) from error
    except ray.exceptions.RayError as error:
        raise InputError(
            say(
                "a shard was begun {times} times, and its worker was lost each time: {reason}",
                times=RETRIES + 1,
                reason=of_error(error),
            )
        ) from error
    return record
