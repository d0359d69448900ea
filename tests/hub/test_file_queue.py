"""The queue of files: whatever lies in its folder, the worker goes on and gets what is whole."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Producer, Queue

from hub import file_queue

QUEUE = Queue("celery", exchange=Exchange("celery", type="direct"), routing_key="celery")


@pytest.fixture
def folders(tmp_path) -> Path:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


def open_queue(folders: Path) -> Connection:
    return Connection(
        "filesystem://",
        transport_options={
            "data_folder_in": str(folders / "queue"),
            "data_folder_out": str(folders / "queue"),
            "control_folder": str(folders / "control"),
            "unreadable_folder": str(folders / "unreadable"),
        },
    )


@pytest.fixture
def connection(folders) -> Iterator[Connection]:
    with open_queue(folders) as connection:
        yield connection


def send(connection: Connection, *numbers: int) -> None:
    for number in numbers:
        Producer(connection.default_channel).publish(
            {"number": number},
            exchange=QUEUE.exchange,
            routing_key="celery",
            declare=[QUEUE],
        )


def receive_all(connection: Connection) -> list[int]:
    """Everything that is got from the queue until it is empty."""
    queue = QUEUE(connection.default_channel)
    got: list[int] = []
    while (message := queue.get()) is not None:
        got.append(message.payload["number"])
        message.ack()
    return got


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_celery_uses_it_where_there_is_no_redis(connection):
    assert type(connection.transport) is file_queue.Transport


def test_two_hundred_half_written_messages_stop_nobody(connection, folders, caplog):
    file_queue.logger.propagate = True
    caplog.set_level(logging.WARNING, "hub.file_queue")
    send(connection, 0)
    [whole] = (folders / "queue").iterdir()
    text = whole.read_text()
    for number in range(200):
        half = folders / "queue" / f"{time.time_ns()}_{number}.celery.msg"
        half.write_text(text[: number * (len(text) - 1) // 199])
        if number % 40 == 0:
            send(connection, number + 1)
    assert receive_all(connection) == [0, 1, 41, 81, 121, 161]
    assert names(folders / "queue") == []
    assert len(names(folders / "unreadable")) == 200
    assert caplog.text.count("Set aside as unreadable") == 200
    send(connection, 7)
    assert receive_all(connection) == [7]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b'{"properties": {}}', b"\xff\xfe", b'{"properties": 3}'],
)
def test_what_is_no_message_is_set_aside(connection, folders, content):
    (folders / "queue" / "1_a.celery.msg").write_bytes(content)
    send(connection, 5)
    assert receive_all(connection) == [5]
    assert (folders / "unreadable" / "1_a.celery.msg").read_bytes() == content


def test_a_folder_in_the_place_of_a_message_is_set_aside(connection, folders):
    (folders / "queue" / "1_a.celery.msg").mkdir()
    send(connection, 5)
    assert receive_all(connection) == [5]
    assert names(folders / "unreadable") == ["1_a.celery.msg"]


def test_nobody_reads_what_another_is_writing(folders):
    """Four write while two read: each message is got once, and none is found unreadable."""
    wanted = list(range(400))
    got: list[int] = []
    done = threading.Event()

    def write(numbers):
        with open_queue(folders) as connection:
            send(connection, *numbers)

    def read():
        with open_queue(folders) as connection:
            while not done.is_set():
                got.extend(receive_all(connection))
            got.extend(receive_all(connection))

    writers = [threading.Thread(target=write, args=(wanted[start::4],)) for start in range(4)]
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in [*readers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert sorted(got) == wanted
    assert names(folders / "unreadable") == []


def test_messages_of_an_earlier_version_come_first_and_then_the_order_of_the_clock(
    connection, folders
):
    """Its names begin with the milliseconds since the machine was started."""
    send(connection, 1, 2, 3)
    first = names(folders / "queue")
    send(connection, 4)
    [last] = set(names(folders / "queue")) - set(first)
    (folders / "queue" / last).rename(folders / "queue" / "7234567_b.celery.msg")
    assert receive_all(connection) == [4, 1, 2, 3]


def test_what_a_killed_process_left_half_done_is_deleted_after_an_hour(connection, folders):
    now = time.time_ns()
    hours = 3600 * 10**9
    for age, ending in ((0, "part"), (0, "taken"), (2, "part"), (2, "taken")):
        name = f"{now - age * hours}_{age}.celery.msg.{ending}"
        (folders / "queue" / name).write_text("{")
    assert receive_all(connection) == []
    assert names(folders / "queue") == [
        f"{now}_0.celery.msg.part",
        f"{now}_0.celery.msg.taken",
    ]


def test_a_damaged_table_of_queues_is_made_anew(connection, folders):
    (folders / "control" / "celery.exchange").write_text("")
    send(connection, 5)
    assert receive_all(connection) == [5]
    assert [binding.queue for binding in connection.default_channel.get_table("celery")] == [
        "celery"
    ]


def test_a_queue_that_is_deleted_leaves_the_table(connection):
    send(connection, 5)
    channel = connection.default_channel
    assert [binding.queue for binding in channel.get_table("celery")] == ["celery"]
    QUEUE(channel).delete()
    assert channel.get_table("celery") == []


def test_a_full_or_lost_folder_is_a_broker_that_does_not_take_it(connection, folders):
    send(connection, 1)
    receive_all(connection)
    os.rename(folders / "queue", folders / "elsewhere")
    with pytest.raises(connection.channel_errors):
        send(connection, 2)
    os.rename(folders / "elsewhere", folders / "queue")
    send(connection, 3)
    assert receive_all(connection) == [3]
