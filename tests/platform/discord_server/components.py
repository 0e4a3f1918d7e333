"""Discord's limits on the components of a message and of a modal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .errors import Json, Problem

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
V2_ONLY = {SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
LINK, PREMIUM = 5, 6
IN_LABEL = {STRING_SELECT, TEXT_INPUT, 5, 6, 7, 8, 19, 21, 22, 23}

V2_TOTAL, V2_TEXT, DESCRIPTION = 40, 4000, 1024

At = tuple[str | int, ...]

_SELECT_FIELDS = {"custom_id", "placeholder", "min_values", "max_values", "disabled", "required", "default_values"}
_FIELDS: dict[int, set[str]] = {
    ROW: {"components"},
    BUTTON: {"custom_id", "style", "label", "disabled", "url", "sku_id", "emoji"},
    STRING_SELECT: _SELECT_FIELDS | {"options"},
    TEXT_INPUT: {"custom_id", "style", "label", "value", "placeholder", "required", "min_length", "max_length"},
    5: _SELECT_FIELDS,
    6: _SELECT_FIELDS,
    7: _SELECT_FIELDS,
    8: _SELECT_FIELDS | {"channel_types"},
    SECTION: {"components", "accessory"},
    TEXT_DISPLAY: {"content"},
    THUMBNAIL: {"media", "description", "spoiler"},
    GALLERY: {"items"},
    FILE: {"file", "spoiler"},
    SEPARATOR: {"spacing", "divider"},
    CONTAINER: {"components", "accent_color", "spoiler"},
    LABEL: {"label", "description", "component"},
    19: {"custom_id", "min_values", "max_values", "required"},
    21: {"custom_id", "required", "options"},
    22: {"custom_id", "required", "options", "min_values", "max_values"},
    23: {"custom_id", "default"},
}


def text_problems(at: At, value: Any, least: int, most: int, *, required: bool = False) -> Iterator[Problem]:
    if value is None:
        if required:
            yield Problem(at, "BASE_TYPE_REQUIRED", "This field is required")
    elif not isinstance(value, str):
        yield Problem(at, "STRING_TYPE_CONVERT", "Could not interpret as string.")
    elif len(value) > most:
        yield Problem(at, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    elif len(value) < least or (least and not value.strip()):
        yield Problem(at, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def walk(components: list[Json], at: At = ("components",)) -> Iterator[tuple[At, Json]]:
    """Every component, outer before inner, with its place."""
    for index, component in enumerate(components):
        here = (*at, index)
        yield here, component
        yield from walk(component.get("components") or [], (*here, "components"))
        for name in ("accessory", "component"):
            if isinstance(component.get(name), dict):
                yield (*here, name), component[name]


def number(components: list[Json]) -> list[Json]:
    """Copies with an `id` for each that has none, as Discord gives them."""
    taken = {component["id"] for _, component in walk(components) if component.get("id")}
    counter = (number for number in range(1, 1 << 31) if number not in taken)

    def numbered(component: Json) -> Json:
        copy = {key: value for key, value in component.items() if value is not None}
        copy["id"] = component.get("id") or next(counter)
        if "components" in copy:
            copy["components"] = [numbered(child) for child in copy["components"]]
        for name in ("accessory", "component"):
            if name in copy:
                copy[name] = numbered(copy[name])
        return copy

    return [numbered(component) for component in components]


def _common(found: list[tuple[At, Json]]) -> Iterator[Problem]:
    ids = Counter(component["custom_id"] for _, component in found if component.get("custom_id"))
    for at, component in found:
        kind = component.get("type")
        if not isinstance(kind, int) or kind not in _FIELDS:
            yield Problem((*at, "type"), "UNION_TYPE_CHOICES", f"{kind!r} is no component type.")
            continue
        for name in component.keys() - _FIELDS[kind] - {"type", "id"}:
            yield Problem((*at, name), "UNKNOWN_FIELD", "This field is not known here.")
        if "custom_id" in _FIELDS[kind]:
            yield from text_problems((*at, "custom_id"), component.get("custom_id"), 1, 100)
        if ids[component.get("custom_id")] > 1:
            yield Problem(
                (*at, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        if kind in SELECTS:
            yield from _select(at, component)
        elif kind == BUTTON:
            yield from _button(at, component)


def _button(at: At, button: Json) -> Iterator[Problem]:
    yield from text_problems((*at, "label"), button.get("label"), 0, 80)
    style = button.get("style")
    if not isinstance(style, int) or not 1 <= style <= PREMIUM:
        yield Problem((*at, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
    elif style == LINK and (not button.get("url") or button.get("custom_id")):
        yield Problem((*at, "url"), "BUTTON_COMPONENT_LINK", "A link button has a url and no custom_id.")
    elif style < LINK and (button.get("url") or not button.get("custom_id")):
        yield Problem((*at, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        yield Problem((*at, "label"), "BUTTON_COMPONENT_LABEL_REQUIRED", "A label or an emoji is required")


def _select(at: At, select: Json) -> Iterator[Problem]:
    yield from text_problems((*at, "custom_id"), select.get("custom_id"), 1, 100, required=True)
    yield from text_problems((*at, "placeholder"), select.get("placeholder"), 0, 150)
    least = 1 if select.get("min_values") is None else select["min_values"]
    most = 1 if select.get("max_values") is None else select["max_values"]
    if not 0 <= least <= 25 or not 1 <= most <= 25 or least > most:
        yield Problem((*at, "max_values"), "BASE_TYPE_CHOICES", "min_values 0-25, max_values 1-25 and not below it.")
    if select["type"] == STRING_SELECT:
        yield from _options((*at, "options"), select.get("options") or [], most)


def _options(at: At, options: list[Json], most: int) -> Iterator[Problem]:
    if not 1 <= len(options) <= 25:
        yield Problem(at, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
    if most > len(options) > 0:
        yield Problem(at, "SELECT_COMPONENT_MAX_VALUES", f"max_values is {most}, but there are {len(options)} options.")
    values = Counter(option.get("value") for option in options)
    for index, option in enumerate(options):
        for name in option.keys() - {"label", "value", "description", "emoji", "default"}:
            yield Problem((*at, index, name), "UNKNOWN_FIELD", "This field is not known here.")
        yield from text_problems((*at, index, "label"), option.get("label"), 1, 100, required=True)
        yield from text_problems((*at, index, "value"), option.get("value"), 1, 100, required=True)
        yield from text_problems((*at, index, "description"), option.get("description"), 0, 100)
        if values[option.get("value")] > 1:
            yield Problem((*at, index, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique.")
    if sum(1 for option in options if option.get("default")) > most:
        yield Problem(at, "SELECT_COMPONENT_TOO_MANY_DEFAULTS", "More options are chosen than may be.")


def _row(at: At, row: Json) -> Iterator[Problem]:
    children = row.get("components") or []
    kinds = [child.get("type") for child in children]
    if not 1 <= len(children) <= 5:
        yield Problem((*at, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    elif any(kind in SELECTS for kind in kinds) and len(children) > 1:
        yield Problem((*at, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select takes a whole row.")
    if not all(kind == BUTTON or kind in SELECTS for kind in kinds):
        yield Problem((*at, "components"), "UNION_TYPE_CHOICES", "A row holds buttons or a select.")


def component_problems(components: list[Json], *, v2: bool, files: set[str]) -> Iterator[Problem]:
    """Of a message. `v2` says whether it has the flag IS_COMPONENTS_V2, `files` what attachment:// may name."""
    found = list(walk(components))
    yield from _common(found)
    for at, component in found:
        if component.get("type") == ROW:
            yield from _row(at, component)
    if v2:
        yield from _layout(components, found, files)
        return
    if len(components) > 5:
        yield Problem(("components",), "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
    for index, component in enumerate(components):
        if component.get("type") != ROW:
            wanted = "needs the flag IS_COMPONENTS_V2" if component.get("type") in V2_ONLY else "goes into a row"
            yield Problem(("components", index, "type"), "UNION_TYPE_CHOICES", f"This component {wanted}.")


def _layout(components: list[Json], found: list[tuple[At, Json]], files: set[str]) -> Iterator[Problem]:
    if len(found) > V2_TOTAL:
        yield Problem(("components",), "COMPONENT_MAX_COUNT", f"The total number of components exceeds {V2_TOTAL}.")
    texts = [component.get("content") or "" for _, component in found if component.get("type") == TEXT_DISPLAY]
    if sum(map(len, texts)) > V2_TEXT:
        yield Problem(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Text exceeds {V2_TEXT}.")
    top = {ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER}
    allowed = {None: top, CONTAINER: top - {CONTAINER}, SECTION: {TEXT_DISPLAY}}
    yield from _placed(("components",), components, None, allowed)
    for at, component in found:
        yield from _layout_item(at, component, files)


def _placed(at: At, children: list[Json], parent: int | None, allowed: dict[int | None, set[int]]) -> Iterator[Problem]:
    for index, child in enumerate(children):
        kind = child.get("type")
        if parent in allowed and kind not in allowed[parent]:
            yield Problem((*at, index, "type"), "UNION_TYPE_CHOICES", "This component cannot stand here.")
        if kind in (CONTAINER, SECTION):
            yield from _placed((*at, index, "components"), child.get("components") or [], kind, allowed)


def _layout_item(at: At, component: Json, files: set[str]) -> Iterator[Problem]:
    kind = component.get("type")
    if kind == TEXT_DISPLAY:
        yield from text_problems((*at, "content"), component.get("content"), 1, V2_TEXT, required=True)
    elif kind == SECTION:
        accessory = (component.get("accessory") or {}).get("type")
        if not 1 <= len(component.get("components") or []) <= 3 or accessory not in (BUTTON, THUMBNAIL):
            yield Problem(at, "BASE_TYPE_BAD_LENGTH", "A section has 1 to 3 texts and a button or thumbnail.")
    elif kind == CONTAINER and not component.get("components"):
        yield Problem((*at, "components"), "BASE_TYPE_BAD_LENGTH", "A container is not empty.")
    elif kind == GALLERY and not 1 <= len(component.get("items") or []) <= 10:
        yield Problem((*at, "items"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    for index, item in enumerate(component.get("items") or []):
        here = (*at, "items", index)
        for name in item.keys() - {"media", "description", "spoiler"}:
            yield Problem((*here, name), "UNKNOWN_FIELD", "This field is not known here.")
        yield from text_problems((*here, "description"), item.get("description"), 1, DESCRIPTION)
    for url in _urls(component):
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in files:
            yield Problem(at, "ATTACHMENT_NOT_FOUND", f"No uploaded file is called {url!r}.")
        elif not url.startswith(("attachment://", "https://", "http://")):
            yield Problem(at, "URL_TYPE_INVALID_URL", f"Not a well formed URL: {url!r}.")


def _urls(component: Json) -> list[str]:
    media = [item.get("media") for item in component.get("items") or []]
    if component.get("type") in (THUMBNAIL, FILE):
        media += [component.get("media") or component.get("file")]
    return [(found or {}).get("url", "") for found in media]


def media_urls(components: list[Json]) -> Iterator[str]:
    """Every picture or file that the components show."""
    for _, component in walk(components):
        yield from _urls(component)


def modal_problems(modal: Json) -> Iterator[Problem]:
    yield from text_problems(("title",), modal.get("title"), 1, 45, required=True)
    yield from text_problems(("custom_id",), modal.get("custom_id"), 1, 100, required=True)
    components = modal.get("components") or []
    if not 1 <= len(components) <= 5:
        yield Problem(("components",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    found = list(walk(components))
    yield from _common(found)
    for index, component in enumerate(components):
        yield from _modal_part(("components", index), component)
    for at, component in found:
        if component.get("type") == TEXT_INPUT:
            yield from _text_input(at, component)


def _modal_part(at: At, component: Json) -> Iterator[Problem]:
    kind = component.get("type")
    if kind == ROW:
        children = component.get("components") or []
        if len(children) != 1 or children[0].get("type") != TEXT_INPUT:
            yield Problem((*at, "components"), "UNION_TYPE_CHOICES", "A row of a modal holds one text input.")
        elif not children[0].get("label"):
            yield Problem((*at, "components", 0, "label"), "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == LABEL:
        yield from text_problems((*at, "label"), component.get("label"), 1, 45, required=True)
        yield from text_problems((*at, "description"), component.get("description"), 1, 100)
        if (component.get("component") or {}).get("type") not in IN_LABEL:
            yield Problem((*at, "component"), "UNION_TYPE_CHOICES", "A label holds an input or a select.")
    elif kind != TEXT_DISPLAY:
        yield Problem((*at, "type"), "UNION_TYPE_CHOICES", "A modal holds labels, texts and rows.")


def _text_input(at: At, part: Json) -> Iterator[Problem]:
    yield from text_problems((*at, "custom_id"), part.get("custom_id"), 1, 100, required=True)
    yield from text_problems((*at, "label"), part.get("label"), 1, 45)
    yield from text_problems((*at, "placeholder"), part.get("placeholder"), 0, 100)
    yield from text_problems((*at, "value"), part.get("value"), 0, part.get("max_length") or 4000)
    least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    if not 0 <= least <= most <= 4000:
        yield Problem((*at, "max_length"), "BASE_TYPE_CHOICES", "0 <= min_length <= max_length <= 4000.")
