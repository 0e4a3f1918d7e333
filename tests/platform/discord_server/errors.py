"""How Discord says no: an HTTP status, a numeric code, and for a bad body a tree of what is wrong where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a body: where (keys and indices from the root), Discord's word for it, a sentence."""

    path: tuple[str | int, ...]
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message} ({self.code})"


@dataclass(frozen=True)
class Violation:
    """A request that a correct program never makes; each one fails the test that does not take it."""

    route: str
    problems: tuple[Problem, ...]
    body: Any

    def __str__(self) -> str:
        return f"{self.route}: " + "; ".join(map(str, self.problems))


class ApiError(Exception):
    """An answer with an error status. `problems` makes it a violation; without them it is a fact of the world."""

    def __init__(self, status: int, code: int, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.problems = tuple(problems)

    def body(self) -> Json:
        answer: Json = {"message": self.message, "code": self.code}
        if self.problems:
            answer["errors"] = _tree(self.problems)
        return answer


def _tree(problems: Sequence[Problem]) -> Json:
    root: Json = {}
    for problem in problems:
        node = root
        for key in problem.path:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return root


def invalid_form(problems: Sequence[Problem]) -> ApiError:
    return ApiError(400, 50035, "Invalid Form Body", problems)


def misuse(status: int, code: int, message: str) -> ApiError:
    """An error that only a programming mistake brings about, such as answering an interaction twice."""
    return ApiError(status, code, message, [Problem((), str(code), message)])


def unknown(what: str) -> ApiError:
    codes = {"Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "User": 10013, "Webhook": 10015}
    codes |= {"interaction": 10062, "application command": 10063}
    return ApiError(404, codes[what], f"Unknown {what}")


MISSING_ACCESS = (403, 50001, "Missing Access")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
ARCHIVED = (400, 50083, "Thread is archived")
LOCKED = (403, 160005, "Thread is locked")
CLOSED_DM = (403, 50007, "Cannot send messages to this user")
OUTAGE = (503, 0, "503: Service Unavailable")
