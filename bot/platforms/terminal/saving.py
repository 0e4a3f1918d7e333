"""A picture as a file: what was there before stays until the new one is complete."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from ...errors import InputError


def save(path: Path, png: bytes) -> None:
    """Write a file that somebody named. Raises InputError when it cannot be written."""
    try:
        real = path.resolve()
        if real.exists() and not real.is_file():
            raise InputError(f"{path} is no file that can be written: name another one")
        write(real, png)
    except (OSError, ValueError, RuntimeError) as error:  # of a path that is none, and of a link that leads to itself
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path} cannot be written: {reason}") from error


def write(path: Path, png: bytes) -> None:
    """Write a file, all of it or nothing. Raises OSError."""
    fresh = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        fresh.write_bytes(png)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
