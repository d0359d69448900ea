"""The queue of files that Celery uses where there is no Redis: kombu's, made safe to share.

kombu's own transport (5.7) writes a message in the place where readers look, and a reader that
meets half of one dies of it (celery/kombu#1551). Here everything is written under another name and
renamed when it is whole, and what cannot be read is set aside.
"""

from __future__ import annotations

import fcntl
import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads

logger = logging.getLogger("hub.file_queue")

# Names with these endings are no messages: one being written, one being read.
WRITING, TAKEN = ".part", ".taken"
# Seconds after which such a file was left behind by a process that was killed.
LEFT_BEHIND = 3600

Binding = tuple[str, str, str]
Table = list[Binding]


class Channel(filesystem.Channel):
    """Messages are files ``<nanoseconds>_<uuid>.<queue>.msg``, read in the order of the clock."""

    # kombu declares it without its arguments.
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        # kombu begins the name with the monotonic clock, which starts again with the machine.
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        try:
            _write_whole(self._folder / name, dumps(payload))
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to the queue: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        """Take the oldest message. Raises ``Empty`` when there is none that can be read."""
        for name in self._waiting(queue):
            taken = self._folder / f"{name}{TAKEN}"
            try:
                (self._folder / name).rename(taken)
            except OSError:
                continue  # another worker has it
            try:
                payload: dict[str, Any] = loads(taken.read_bytes())
                self.Message(payload, channel=self)
            except Exception as error:
                # Whatever is wrong with one message must not end the worker.
                self._set_aside(taken, name, error)
                continue
            taken.unlink(missing_ok=True)
            return payload
        raise Empty

    def get_table(self, exchange: str) -> Table:
        """The queues that are bound to the exchange; none where its file cannot be read."""
        file = self._exchange_file(exchange)
        try:
            return [exchange_queue_t(*binding) for binding in loads(file.read_bytes())]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            # Whoever binds a queue next writes it anew; every process does so when it starts.
            logger.warning("Cannot read %s: %s", file, type(error).__name__)
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change_table(exchange, lambda table: table if binding in table else [binding, *table])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        virtual.Channel._delete(self, queue, exchange, routing_key, pattern, *args, **kwargs)
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change_table(exchange, lambda table: [other for other in table if other != binding])

    @property
    def _folder(self) -> Path:
        return Path(self.data_folder_in)

    def _waiting(self, queue: str) -> list[str]:
        """The names of the messages of this queue, the oldest first; leftovers are deleted."""
        found = []
        for file in self._folder.iterdir():
            if file.name.endswith((WRITING, TAKEN)):
                if _written_at(file.name) < time.time_ns() - LEFT_BEHIND * 10**9:
                    file.unlink(missing_ok=True)
            elif file.name.partition(".")[2] == f"{queue}.msg":
                found.append(file.name)
        # An earlier version's names begin with milliseconds of another clock: they come first.
        return sorted(found, key=lambda name: (_written_at(name), name))

    def _set_aside(self, file: Path, name: str, error: Exception) -> None:
        folder = Path(self.transport_options.get("unreadable_folder", "unreadable"))
        logger.warning("Set aside as unreadable: %s (%s)", folder / name, type(error).__name__)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.rename(folder / name)
        except OSError as problem:
            logger.warning("Could not set %s aside: %s", file, problem)

    def _change_table(self, exchange: str, change: Callable[[Table], Table]) -> None:
        file = self._exchange_file(exchange)
        try:
            self.control_folder.mkdir(parents=True, exist_ok=True)
            with _one_at_a_time(self.control_folder / "lock"):
                before = self.get_table(exchange)
                after = change(before)
                if after != before:
                    _write_whole(file, dumps(after))
        except OSError as error:
            raise ChannelError(f"Cannot change {file}: {error}") from error


class Transport(filesystem.Transport):
    """Registered for ``filesystem://`` in ``hub.celery``."""

    Channel = Channel

    def __init__(self, client: Connection, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        # kombu keeps one for the process, so that a new folder would never learn of its queues.
        self.state = virtual.BrokerState()


def _write_whole(file: Path, text: str) -> None:
    """Write the file so that nobody ever sees a part of it."""
    part = file.with_name(f"{file.name}{WRITING}")
    try:
        part.write_text(text, encoding="utf-8")
        part.rename(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _written_at(name: str) -> int:
    """The nanoseconds that a message's name begins with; 0 where it begins with something else."""
    begins = name.partition("_")[0]
    return int(begins) if begins.isascii() and begins.isdigit() else 0


@contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
