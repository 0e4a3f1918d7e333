"""The side of the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from . import wire

SECONDS = 75.0  # longer than the other side works on anything
LONGEST = 64 * 1024 * 1024


async def ask(directory: Path, request: wire.Json, *, seconds: float = SECONDS) -> Any | None:
    """Ask the bot that runs on a data directory, and return the result; None where none runs there.

    Raises InputError or Failed with the bot's own words, Unanswered where it gives no answer in `seconds`.
    """
    ear = wire.new_socket()
    ear.setblocking(False)
    try:
        async with asyncio.timeout(seconds):
            try:
                with wire.address(directory) as path:
                    await asyncio.get_running_loop().sock_connect(ear, path)
            except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
                return None
            reader, writer = await asyncio.open_unix_connection(sock=ear, limit=LONGEST)
            try:
                writer.write(wire.line(request))
                await writer.drain()
                return wire.result(await reader.readline())
            finally:
                writer.close()
    except TimeoutError:
        raise wire.Unanswered(f"the running bot has not answered in {seconds:.0f} s; look at its log") from None
    except PermissionError:
        raise wire.Unanswered(
            f"{directory / wire.SOCKET} is another user's: ask as the user who runs the bot"
        ) from None
    except (BrokenPipeError, ConnectionResetError):
        raise wire.Unanswered("the running bot has hung up; look at its log") from None
    except OSError as error:
        raise wire.Unanswered(
            f"the running bot cannot be asked through {directory / wire.SOCKET}: {error.strerror or error}"
        ) from None
    finally:
        ear.close()
