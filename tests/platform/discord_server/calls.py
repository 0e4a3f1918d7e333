"""One request to the REST API, read and kept for the test to look at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from .errors import Json, Problem, invalid_form


@dataclass(eq=False)
class Call:
    """`path` is relative to the API's base; `template` is its form, `params` what stands in its places; `status` is
    None while it is served and for a connection that was cut."""

    method: str
    path: str
    template: str
    params: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    files: dict[str, bytes] = field(default_factory=dict)
    status: int | None = None
    answer: Any = None

    @property
    def route(self) -> str:
        return f"{self.method} {self.path}"

    def number(self, name: str) -> int:
        """A path parameter that is an id."""
        text = self.params[name]
        if not text.isdecimal():
            raise invalid_form([Problem((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')])
        return int(text)

    def mapping(self) -> Json:
        if not isinstance(self.body, dict):
            raise invalid_form([Problem((), "DICT_TYPE_CONVERT", "Only dictionaries may be used")])
        return self.body


async def read_call(request: web.Request, call: Call) -> None:
    """Fill in the body and the files; a body that cannot be read is a violation."""
    try:
        if request.content_type == "multipart/form-data":
            await _read_parts(request, call)
        elif request.can_read_body:
            call.body = json.loads(await request.text())
    except ValueError:
        raise invalid_form([Problem((), "JSON_INVALID", "The request body contains invalid JSON.")]) from None


async def _read_parts(request: web.Request, call: Call) -> None:
    """Of our own program more is asked than by Discord: files are numbered in order and named apart."""
    problems = []
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "payload_json":
            call.body = json.loads(await part.text())
        elif not isinstance(part, BodyPartReader) or part.name != f"files[{len(call.files)}]" or not part.filename:
            problems.append(Problem((), "PART_UNKNOWN", f"Neither payload_json nor files[{len(call.files)}]: {part}"))
        elif part.filename in call.files:
            problems.append(Problem((part.filename,), "FILE_TWICE", "Two files have one name."))
        else:
            call.files[part.filename] = bytes(await part.read())
    if call.body is None:
        problems.append(Problem(("payload_json",), "BASE_TYPE_REQUIRED", "This field is required"))
    if problems:
        raise invalid_form(problems)
