"""One request a line, one answer a line, both JSON.

    {"verb": "resolve", "key": "sub/slot:2026-01-15T09:00", "verdict": "there", "by": "mika"}
    {"ok": true, "result": {"key": "…", "state": "sent"}}
    {"ok": false, "error": "there is no delivery …", "status": 2}

`status` is the exit status that the error stands for: 2 for what was typed wrong, 1 for anything else.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import InputError, KawarabanError

Json = dict[str, Any]

SOCKET = "control.sock"
LONGEST = 64 * 1024
"""Bytes of a request."""
_SUN_PATH = 107  # bytes of an address that the kernel takes


class Unanswered(KawarabanError):
    """The running bot was asked, and what it answers is no answer."""


class Failed(KawarabanError):
    """The running bot could not do what it was asked."""


def request(line: bytes) -> Json:
    """Read a request. Raises InputError for what is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("verb"), str):
        raise InputError("this is no request: a line of JSON with a verb is")
    return found


def result(line: bytes) -> Any:
    """Read an answer. Raises InputError or Failed with what it says went wrong, Unanswered for what is none."""
    try:
        found = json.loads(line)
        if found["ok"]:
            return found["result"]
        said, kind = str(found["error"]), InputError if found["status"] == 2 else Failed
    except (ValueError, RecursionError, TypeError, KeyError):
        raise Unanswered("the running bot has not answered; look at its log") from None
    raise kind(said)


def failed(error: KawarabanError) -> Json:
    """Return the answer that something went wrong."""
    return {"ok": False, "error": str(error), "status": 2 if isinstance(error, InputError) else 1}


def line(document: Mapping[str, Any]) -> bytes:
    """Write a request or an answer."""
    return json.dumps(document).encode() + b"\n"


@contextmanager
def address(directory: Path) -> Iterator[str]:
    """Yield the socket's path in a form that the kernel takes, however long the directory's is.

    A longer one is reached through the open directory, where the system shows it under /proc. Raises OSError.
    """
    path = str(directory / SOCKET)
    if len(os.fsencode(path)) <= _SUN_PATH:
        yield path
        return
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        short = f"/proc/self/fd/{folder}"
        if not os.path.isdir(short):  # noqa: PTH112  # a name of the kernel's, no path of ours
            raise OSError(f"the path of {directory} is too long for a socket; name a shorter folder in data.dir")
        yield f"{short}/{SOCKET}"
    finally:
        os.close(folder)


def new_socket() -> socket.socket:
    """Return a Unix socket, not bound yet."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
