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
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "payload_json":
            call.body = json.loads(await part.text())
        elif part.filename:
            call.files[part.filename] = bytes(await part.read())
