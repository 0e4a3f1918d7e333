"""The types of the values in corpus files, each with what an editor's JSON Schema says of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from ..domain.check.texts import SHORT, SUMMARY, TITLE, Limit

EDTF_COMPONENT = r"\d{2}[0-9X]{2}(-(\d{2}|XX)){0,2}[?~%]?"
EDTF_PATTERN = rf"^(\.\.|{EDTF_COMPONENT})?(/(\.\.|{EDTF_COMPONENT})?)?$"
BOUND_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$"
ID_PATTERN = "^[a-z0-9-]{1,24}$"


class Table(BaseModel):
    """A table of a corpus file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Localised(Table):
    """The same text in Japanese and in English."""

    # A language left out is found by the check, which also finds one that is there but empty.
    ja: str = ""
    en: str = ""


class Aliases(Table):
    """Other names, by the language that they are used in."""

    ja: list[str] = Field(default=[], description="Other names in Japanese.")
    en: list[str] = Field(default=[], description="Other names in English.")


def localised_schema(limit: Limit | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a text in both languages."""
    languages: dict[str, dict[str, Any]] = {
        "ja": {"description": "In Japanese.", "type": "string", "minLength": 1},
        "en": {"description": "In English.", "type": "string", "minLength": 1},
    }
    if limit:
        languages["ja"]["maxLength"] = limit.ja
        languages["en"]["maxLength"] = limit.en
    return {"type": "object", "properties": languages, "required": ["ja", "en"], "additionalProperties": False}


def _iso(value: object) -> object:
    """Take a TOML date for the text that it was written as."""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _day(value: object) -> object:
    """Take an ISO day that is text: JSON has no dates."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value) if len(value) == len("2025-06-05") else value
    except ValueError:
        return value


def _none_form(value: object) -> str:
    return "code" if isinstance(value, str) else "words"


Text = Annotated[Localised, WithJsonSchema(localised_schema())]
TitleText = Annotated[Localised, WithJsonSchema(localised_schema(TITLE))]
SummaryText = Annotated[Localised, WithJsonSchema(localised_schema(SUMMARY))]
ShortText = Annotated[Localised, WithJsonSchema(localised_schema(SHORT))]
Id = Annotated[str, WithJsonSchema({"type": "string", "pattern": ID_PATTERN})]
Edtf = Annotated[str, BeforeValidator(_iso), WithJsonSchema({"type": "string", "pattern": EDTF_PATTERN})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Bound = Annotated[str, BeforeValidator(_iso), WithJsonSchema({"type": "string", "pattern": BOUND_PATTERN})]
Sources = Annotated[
    list[str], WithJsonSchema({"type": "array", "items": {"type": "string", "pattern": ID_PATTERN}, "minItems": 1})
]
WhyNone = Annotated[
    Annotated[str, Tag("code")] | Annotated[Localised, Tag("words")],
    Discriminator(_none_form),
    WithJsonSchema({"anyOf": [{"type": "string"}, localised_schema()]}),
]
