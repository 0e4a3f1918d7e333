"""How a request is refused: Telegram's answer as a value, and whether the bot is to blame for it."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`.

    `violation` is true when the bot itself broke a rule; a refusal by the world (blocked, kicked, migrated,
    a wrong token) or by the script of a test is false.
    """

    def __init__(
        self, status: int, description: str, *, parameters: dict[str, Any] | None = None, violation: bool
    ) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.parameters = parameters
        self.violation = violation

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}", violation=True)


def cannot(reason: str) -> ApiError:
    """A refusal by the world as it has become, which the bot could not know."""
    return ApiError(400, f"Bad Request: {reason}", violation=False)


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"Forbidden: {reason}", violation=False)


def cannot_parse(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
