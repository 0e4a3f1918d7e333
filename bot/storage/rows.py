"""The domain's rows as documents, and back."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from ..domain.ledger import Delivery, Subscription
from ..domain.ports import Draft, Offer
from .lines import encode, to_bytes
from .replay import Kind, Row
from .tallies import Tally

T = TypeVar("T", Subscription, Delivery, Draft, Offer, Tally)


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    """Return the (de)serialiser of a kind of row, made when it is first needed: that takes milliseconds."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def load(kind: type[T], document: Any) -> T:
    """Make a row of its document. Raises ValueError, with the field and what is wrong with it."""
    try:
        row: T = _adapter(kind).validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return row


def document(row: Subscription | Delivery | Draft | Offer | Tally) -> Row:
    """Return a row's document."""
    made: Row = _adapter(type(row)).dump_python(row, mode="json")
    return made


def dump(row: Subscription | Delivery) -> bytes:
    """Return the JSON of a row's document."""
    try:
        return _adapter(type(row)).dump_json(row)
    except PydanticSerializationError:
        return to_bytes(encode(document(row)))  # half a surrogate pair, or what JSON cannot say at all


KINDS = {
    "deliveries": Kind(lambda found: load(Delivery, found), dump),
    "subscriptions": Kind(lambda found: load(Subscription, found), dump),
}
"""What is kept in memory as it is, and not as documents: it is looked at again and again."""
