"""REST: what the bot answers to an interaction, at once or later by the interaction's token."""

from __future__ import annotations

from typing import Any

from .calls import Call
from .command_limits import STRING, choice_problems
from .components import modal_problems, number
from .errors import MISSING_PERMISSIONS, ApiError, Json, Problem, invalid_form, misuse, unknown
from .interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMPONENT,
    DEFER_REPLY,
    DEFER_UPDATE,
    MODAL,
    MODAL_SUBMIT,
    REPLY,
    UPDATE,
    Interaction,
    Interactions,
    deferred_flags,
)
from .limits import unknown_fields
from .messages import Messages
from .rights import Permission
from .waiting import Bell
from .world import EPHEMERAL, LOADING, Message, World

# Of an app that is installed for the user alone.
MOST_FOLLOWUPS = 5


class Responses:
    def __init__(self, world: World, messages: Messages, interactions: Interactions, bell: Bell) -> None:
        self._world, self._messages, self._interactions, self._bell = world, messages, interactions, bell

    def note_refusal(self, call: Call, error: ApiError) -> None:
        """So that a wait for an answer can say why none came."""
        token = call.params.get("interaction_token") or call.params.get("webhook_token", "")
        if found := self._interactions.by_token.get(token):
            found.refusals.append("; ".join(map(str, error.problems)) or error.message)

    async def callback(self, call: Call) -> Json | None:
        found = self._interactions.by_token.get(call.params["interaction_token"])
        body = call.mapping()
        if found is None or found.id != call.number("interaction_id") or found.expired:
            raise unknown("interaction")
        if found.callback is not None:
            raise misuse(400, 40060, "Interaction has already been acknowledged.")
        kind = body.get("type")
        self._check_kind(found, kind)
        problems = list(unknown_fields(body, {"type", "data"}))
        if problems:
            raise invalid_form(problems)
        self._apply(found, kind, body, call)
        found.callback = kind
        self._bell.ring()
        return self._described(found) if call.query.get("with_response") in ("1", "true") else None

    def _check_kind(self, found: Interaction, kind: Any) -> None:
        allowed = {REPLY, DEFER_REPLY, MODAL}
        if found.kind == AUTOCOMPLETE:
            allowed = {CHOICES}
        elif found.kind == COMPONENT or (found.kind == MODAL_SUBMIT and found.source is not None):
            allowed |= {DEFER_UPDATE, UPDATE}
        if found.kind == MODAL_SUBMIT:
            allowed -= {MODAL}
        if kind not in allowed:
            message = f"Value must be one of {sorted(allowed)} for an interaction of type {found.kind}."
            raise invalid_form([Problem(("type",), "BASE_TYPE_CHOICES", message)])

    def _apply(self, found: Interaction, kind: Any, body: Json, call: Call) -> None:
        data = body.get("data") or {}
        if kind == REPLY:
            self._messages.check(data, "response", call.files)
            found.original = self._create(found, data, call.files)
            found.settled = True
        elif kind == DEFER_REPLY:
            found.original = self._create(found, {"flags": LOADING | deferred_flags(body)}, {})
        elif kind in (UPDATE, DEFER_UPDATE):
            found.original = found.source
            if kind == UPDATE and found.source is not None:
                self._messages.check(data, "edit", call.files, found.source)
                self._messages.edit(found.source, data, call.files)
                found.settled = True
        elif kind == CHOICES:
            self._choices(found, data)
        else:
            problems = list(modal_problems(data))
            if problems:
                raise invalid_form(problems)
            found.shown_modal = data | {"components": number(data["components"])}

    def _choices(self, found: Interaction, data: Json) -> None:
        focused = next(_focused(found.data.get("options") or []), STRING)
        problems = list(choice_problems(("data", "choices"), data.get("choices") or [], focused))
        if problems:
            raise invalid_form(problems)
        found.choices = data.get("choices") or []

    def _create(self, found: Interaction, data: Json, files: dict[str, bytes]) -> Message:
        if files and Permission.ATTACH_FILES not in found.app_may():
            raise ApiError(*MISSING_PERMISSIONS)
        message = self._world.add_message(found.channel, self._world.bot, asked=found.metadata())
        self._messages.fill(message, data, files)
        if not found.has_bot and Permission.USE_EXTERNAL_APPS not in found.channel.may(found.user):
            message.flags |= EPHEMERAL
        if message.flags & EPHEMERAL:
            message.seen_by = found.user
        self._messages.tell("MESSAGE_CREATE", message)
        return message

    def _described(self, found: Interaction) -> Json:
        told: Json = {"id": str(found.id), "type": found.kind}
        resource: Json = {"type": found.callback}
        if found.original is not None:
            told["response_message_id"] = str(found.original.id)
            told["response_message_loading"] = found.original.loading
            told["response_message_ephemeral"] = found.original.seen_by is not None
            resource["message"] = found.original.payload()
        return {"interaction": told, "resource": resource}

    # by token

    def _by_token(self, call: Call) -> Interaction:
        found = self._interactions.by_token.get(call.params["webhook_token"])
        if found is None or call.number("webhook_id") != self._world.bot.id:
            raise unknown("Webhook")
        if found.token_expired:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        if found.callback is None:
            raise misuse(404, 10015, "Unknown Webhook")
        return found

    def _message(self, call: Call) -> tuple[Interaction, Message]:
        found = self._by_token(call)
        wanted = call.params.get("message_id", "@original")
        message = found.original
        if wanted != "@original":
            own = [*found.followups, *([found.original] if found.original else [])]
            message = next((each for each in own if str(each.id) == wanted), None)
        if message is None or message.deleted:
            raise unknown("Message")
        return found, message

    async def get(self, call: Call) -> Json:
        return self._message(call)[1].payload()

    async def patch(self, call: Call) -> Json:
        found, message = self._message(call)
        self._messages.check(call.mapping(), "edit", call.files, message)
        self._messages.edit(message, call.mapping(), call.files)
        if message is found.original:
            found.settled = True
        self._bell.ring()
        return message.payload()

    async def delete(self, call: Call) -> None:
        self._messages.remove(self._message(call)[1])
        self._bell.ring()

    async def followup(self, call: Call) -> Json:
        """The first after a deferred reply takes the place of "thinking", as on Discord."""
        found, body = self._by_token(call), call.mapping()
        original = found.original
        if original is not None and original.loading and not original.deleted:
            self._messages.check(body, "response", call.files)
            self._messages.edit(original, {k: v for k, v in body.items() if k != "flags"} | _layout(body), call.files)
            found.settled, message = True, original
        else:
            self._messages.check(body, "response", call.files)
            if not found.has_bot and len(found.followups) >= MOST_FOLLOWUPS:
                raise misuse(400, 40094, "This interaction has reached the maximum number of follow up messages")
            message = self._create(found, body, call.files)
            found.followups.append(message)
        self._bell.ring()
        return message.payload()


def _layout(body: Json) -> Json:
    """A deferred reply was ephemeral or not from the start; the rest of the flags is the follow-up's."""
    flags = (body.get("flags") or 0) & ~EPHEMERAL
    return {"flags": flags} if flags else {}


def _focused(options: list[Json]) -> Any:
    for option in options:
        if option.get("focused"):
            yield option["type"]
        yield from _focused(option.get("options") or [])
