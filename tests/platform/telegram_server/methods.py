"""What each method of the Bot API does to the world. A method is a function of `Methods` of the same name."""

# ruff: noqa: N802  # the methods are named as the Bot API names them

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from . import limits
from .built_in import METHODS
from .description import Upload
from .entities import Formatted
from .errors import ApiError, bad_request
from .places import Places
from .updates import Updates
from .world import CHANNEL, Json, Message, World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"

CommandsKey = tuple[str, str]  # a scope as JSON with sorted keys, and a language code


def scope_key(scope: Json | None) -> str:
    return json.dumps(scope or {"type": "default"}, sort_keys=True)


class Methods(Places):
    def __init__(self, world: World, updates: Updates, *, inline: bool) -> None:
        super().__init__(world)
        self._updates = updates
        self.inline = inline
        self.commands: dict[CommandsKey, list[Json]] = {}
        self.open_queries: set[str] = set()
        self.expired_queries: set[str] = set()
        self.answers: dict[str, Json] = {}

    def find(self, name: str) -> Callable[..., Awaitable[Any]] | None:
        """The method of this name; none where the server does not speak it."""
        return getattr(self, name) if name in METHODS else None

    async def getMe(self) -> Json:
        return {
            **self._world.bot.as_json(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def getUpdates(self, **parameters: Any) -> list[Json]:
        return await self._updates.poll(patience=parameters.pop("timeout", 0), **parameters)

    async def deleteWebhook(self, *, drop_pending_updates: bool = False) -> bool:
        if drop_pending_updates:
            self._updates.drop()
        return True

    # the command menu

    async def getMyCommands(self, *, scope: Json | None = None, language_code: str = "") -> list[Json]:
        return self.commands.get((scope_key(scope), language_code), [])

    async def setMyCommands(self, *, commands: list[Json], scope: Json | None = None, language_code: str = "") -> bool:
        limits.commands(commands)
        limits.language(language_code)
        self._check_scope(scope)
        self.commands[scope_key(scope), language_code] = commands
        return True

    async def deleteMyCommands(self, *, scope: Json | None = None, language_code: str = "") -> bool:
        limits.language(language_code)
        self._check_scope(scope)
        self.commands.pop((scope_key(scope), language_code), None)
        return True

    def _check_scope(self, scope: Json | None) -> None:
        if scope is not None and "chat_id" in scope and self._world.find(scope["chat_id"]).type == CHANNEL:
            raise bad_request("can't change commands in channel chats")

    # messages

    async def sendMessage(
        self,
        *,
        chat_id: int | str,
        text: str,
        parse_mode: str | None = None,
        entities: list[Json] | None = None,
        link_preview_options: Json | None = None,
        **how: Any,
    ) -> Json:
        shown = limits.text(text, parse_mode, entities)
        message = self._send(chat_id, text, shown, how)
        message.link_preview = link_preview_options
        return message.as_json()

    async def sendPhoto(
        self,
        *,
        chat_id: int | str,
        photo: Upload | str,
        caption: str = "",
        parse_mode: str | None = None,
        caption_entities: list[Json] | None = None,
        **how: Any,
    ) -> Json:
        shown = limits.caption(caption, parse_mode, caption_entities)
        picture = self._known_photo(photo) if isinstance(photo, str) else photo
        limits.photo(picture)
        return self._send(chat_id, caption, shown, how, photo=picture).as_json()

    def _known_photo(self, file_id: str) -> Upload:
        for chat in self._world.chats.values():
            for message in chat.messages.values():
                if message.photo is not None and file_id == f"photo-{chat.id}-{message.id}":
                    return message.photo
        raise bad_request("wrong file identifier/HTTP URL specified")

    def _send(
        self, chat_id: int | str, source: str, shown: Formatted, how: Json, *, photo: Upload | None = None
    ) -> Message:
        limits.markup(how.get("reply_markup"))
        chat = self._world.writable(chat_id)
        return self._world.post(
            chat,
            self._world.bot,
            thread=self._world.thread(chat, how.get("message_thread_id")),
            reply_to=self._world.reply(chat, how.get("reply_parameters")),
            text=shown.text,
            entities=shown.entities,
            source=source,
            reply_markup=how.get("reply_markup"),
            silent=how.get("disable_notification", False),
            photo=photo,
        )

    async def sendChatAction(
        self, *, chat_id: int | str, action: str, message_thread_id: int | None = None, **_how: Any
    ) -> bool:
        if action not in limits.CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._world.thread(self._world.writable(chat_id), message_thread_id)
        return True

    async def editMessageText(
        self,
        *,
        text: str = "",
        parse_mode: str | None = None,
        entities: list[Json] | None = None,
        link_preview_options: Json | None = None,
        reply_markup: Json | None = None,
        **which: Any,
    ) -> Json:
        shown = limits.text(text, parse_mode, entities)
        limits.markup(reply_markup)
        message = self._editable(which)
        if message.photo is not None:
            raise bad_request("there is no text in the message to edit")
        as_it_is = (message.text, message.entities, message.keyboard)
        if (shown.text, shown.entities, (reply_markup or {}).get("inline_keyboard", [])) == as_it_is:
            raise bad_request(_NOT_MODIFIED)
        message.text, message.entities, message.source = shown.text, shown.entities, text
        message.link_preview = link_preview_options
        return self._edited(message, reply_markup)

    async def editMessageCaption(
        self,
        *,
        caption: str = "",
        parse_mode: str | None = None,
        caption_entities: list[Json] | None = None,
        reply_markup: Json | None = None,
        show_caption_above_media: bool = False,  # where it stands makes no difference here
        **which: Any,
    ) -> Json:
        shown = limits.caption(caption, parse_mode, caption_entities)
        limits.markup(reply_markup)
        message = self._editable(which)
        if message.photo is None:
            raise bad_request("there is no caption in the message to edit")
        as_it_is = (message.text, message.entities, message.keyboard)
        if (shown.text, shown.entities, (reply_markup or {}).get("inline_keyboard", [])) == as_it_is:
            raise bad_request(_NOT_MODIFIED)
        message.text, message.entities, message.source = shown.text, shown.entities, caption
        return self._edited(message, reply_markup)

    async def editMessageMedia(self, *, media: Json, reply_markup: Json | None = None, **which: Any) -> Json:
        """A photo takes the place of a photo or of a text; nothing turns it into a text again."""
        if media["type"] != "photo":
            raise bad_request(f"media of type {media['type']} is not supported by the test server")
        caption = media.get("caption", "")
        shown = limits.caption(caption, media.get("parse_mode"), media.get("caption_entities"))
        limits.markup(reply_markup)
        message = self._editable(which)
        given = media["media"]
        picture = self._known_photo(given) if isinstance(given, str) else given
        limits.photo(picture)
        content = (picture, shown.text, shown.entities, (reply_markup or {}).get("inline_keyboard", []))
        if content == (message.photo, message.text, message.entities, message.keyboard):
            raise bad_request(_NOT_MODIFIED)
        message.text, message.entities, message.source, message.photo = shown.text, shown.entities, caption, picture
        message.link_preview = None
        return self._edited(message, reply_markup)

    async def editMessageReplyMarkup(self, *, reply_markup: Json | None = None, **which: Any) -> Json:
        limits.markup(reply_markup)
        message = self._editable(which)
        if (reply_markup or {}).get("inline_keyboard", []) == message.keyboard:
            raise bad_request(_NOT_MODIFIED)
        return self._edited(message, reply_markup)

    def _editable(self, which: Json) -> Message:
        if "inline_message_id" in which or "business_connection_id" in which:
            raise bad_request("MESSAGE_ID_INVALID")
        if "chat_id" not in which:
            raise bad_request("chat_id is empty")
        if "message_id" not in which:
            raise bad_request("message identifier is not specified")
        return self._world.own(self._world.writable(which["chat_id"]), which["message_id"])

    def _edited(self, message: Message, reply_markup: Json | None) -> Json:
        message.reply_markup = reply_markup
        message.edit_date = self._world.now()
        return message.as_json()

    async def answerCallbackQuery(self, *, callback_query_id: str, text: str = "", **how: Any) -> bool:
        if len(text) > limits.MAX_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        address, _, payload = how.get("url", "").partition("?start=")
        if "url" in how:
            if address != f"https://t.me/{self._world.bot.username}":
                raise bad_request("URL_INVALID")
            limits.start_parameter(payload)
        if callback_query_id in self.expired_queries:
            raise ApiError(400, f"Bad Request: {_TOO_OLD}", violation=False)
        if callback_query_id not in self.open_queries:
            raise bad_request(_TOO_OLD)
        self.open_queries.remove(callback_query_id)
        self.answers[callback_query_id] = {"text": text, **how}
        return True

    async def answerInlineQuery(
        self,
        *,
        inline_query_id: str,
        results: list[Json],
        next_offset: str = "",
        button: Json | None = None,
        cache_time: int = 300,
        **how: Any,
    ) -> bool:
        limits.results(results)
        limits.results_button(button)
        if len(next_offset.encode()) > limits.MAX_OFFSET:
            raise bad_request("NEXT_OFFSET_INVALID")
        if cache_time < 0:
            raise bad_request("CACHE_TIME_INVALID")
        if inline_query_id in self.expired_queries:
            raise ApiError(400, f"Bad Request: {_TOO_OLD}", violation=False)
        if inline_query_id not in self.open_queries:
            raise bad_request(_TOO_OLD)
        self.open_queries.remove(inline_query_id)
        answer = {"results": results, "next_offset": next_offset, "button": button, "cache_time": cache_time}
        self.answers[inline_query_id] = {**answer, **how}
        return True
