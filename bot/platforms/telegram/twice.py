"""Updates that come twice: under their own number, as after a restart, or the same event under another."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator

from telegram import Message, Update

_KEPT = 4000


class Heard:
    """Remembers the latest updates. The library acknowledges each, but hears again what comes again."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, None] = OrderedDict()

    def is_new(self, update: Update) -> bool:
        """Tell whether an update was not heard before; from now on it was."""
        keys = tuple(_keys(update))
        new = not any(key in self._known for key in keys)
        for key in keys:
            self._known[key] = None
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return new


def _keys(update: Update) -> Iterator[Hashable]:
    yield update.update_id
    if update.callback_query:
        yield "press", update.callback_query.id
    elif update.inline_query:
        yield "inline", update.inline_query.id
    elif (change := update.my_chat_member) is not None:
        statuses = (change.old_chat_member.to_json(), change.new_chat_member.to_json())
        yield "member", change.chat.id, change.from_user.id, change.date, *statuses
    elif isinstance(message := update.effective_message, Message):
        yield "message", message.chat.id, message.message_id, message.edit_date, message.text
