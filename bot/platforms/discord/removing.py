"""A message of ours taken away: deleted, or else replaced."""

from __future__ import annotations

from typing import Any, Literal

from discord.http import Route

from ... import errors
from . import calls, failures

Json = dict[str, Any]


async def remove(made: calls.Calls, channel: str, message: str, instead: Json) -> Literal["deleted", "replaced"]:
    """Delete a message, or, where that is refused, edit it to `instead`. One that is gone already counts as deleted.

    Either may be asked twice without harm. Raises DeliveryError.
    """
    address = {"channel_id": channel, "message_id": message}
    try:
        await _awake(made, Route("DELETE", "/channels/{channel_id}/messages/{message_id}", **address))
    except (errors.Refused, errors.ChannelLost) as refusal:
        if calls.is_gone(refusal.__cause__):
            return "deleted"
        try:
            await _awake(made, Route("PATCH", "/channels/{channel_id}/messages/{message_id}", **address), json=instead)
        except (errors.Refused, errors.ChannelLost) as error:
            if calls.is_gone(error.__cause__):
                return "deleted"
            raise refusal from error
        return "replaced"
    return "deleted"


async def _awake(made: calls.Calls, route: Route, **options: Any) -> None:
    """Make a request, and again in a thread that had to be woken for it."""
    try:
        await made.ask(route, **options)
    except errors.ChannelLost as error:
        if failures.code(error.__cause__) != failures.THREAD_ARCHIVED:
            raise
        wake = Route("PATCH", "/channels/{channel_id}", channel_id=route.channel_id)
        await made.ask(wake, json={"archived": False})
        await made.ask(route, **options)
