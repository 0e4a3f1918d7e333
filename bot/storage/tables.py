"""TinyDB over the journal, through TinyDB's own extension points: a `Storage` and a `Table` that touch only what they change.

What differs from plain TinyDB, and why:

- A change belongs inside `with database.transaction():`, and raises RuntimeError elsewhere: without one nobody would know which
  changes are one record. Reads inside see what was changed so far; memory changes at the end, all or nothing, and
  `await database.durable()` ends when it is on disk. Nothing may be awaited inside: other tasks would read what is not yet so.
- `table(name, key="id")` makes that field of a document its id: unique, never changed, found by `by_key` without a scan.
- What a table hands out is the caller's own copy, nested values too. Hence no query cache, whose answers are shared.
- A table is there while it has documents, and a `Table` object stays good when its table is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any, NoReturn, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from .journal import Journal
from .replay import Change, Id, Row

Updater = Callable[[MutableMapping[Id, Row]], object]


class Overlay(MutableMapping[Id, Row]):
    """A table with changes laid over it (None: removed); what is under it is never touched."""

    def __init__(self, under: Mapping[Id, Row]) -> None:
        self.under = under
        self.changes: dict[Id, Row | None] = {}

    def __getitem__(self, doc_id: Id) -> Row:
        row = self.changes[doc_id] if doc_id in self.changes else self.under[doc_id]
        if row is None:
            raise KeyError(doc_id)
        return row

    def __contains__(self, doc_id: object) -> bool:
        return self.changes[doc_id] is not None if doc_id in self.changes else doc_id in self.under

    def __setitem__(self, doc_id: Id, row: Row) -> None:
        self.changes[doc_id] = row

    def __delitem__(self, doc_id: Id) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self.changes[doc_id] = None

    def __iter__(self) -> Iterator[Id]:
        yield from (doc_id for doc_id in self.under if doc_id in self)
        yield from (doc_id for doc_id, row in self.changes.items() if row is not None and doc_id not in self.under)

    def __len__(self) -> int:
        return len(self.under) + sum((row is not None) - (key in self.under) for key, row in self.changes.items())

    def clear(self) -> None:
        """Remove all; the inherited way looks for the first one again each time."""
        self.changes = dict.fromkeys(list(self))

    def changed(self) -> Iterator[tuple[Id, Row | None]]:
        """What is really different from what is under it."""
        for doc_id, row in self.changes.items():
            before = self.under.get(doc_id)
            if row != before or repr(row) != repr(before):  # 1 == True == 1.0, but they are not the same JSON
                yield doc_id, row


class Statement(Overlay):
    """What TinyDB's updaters work on: they change documents in place, so each one that they look up is a copy."""

    def __getitem__(self, doc_id: Id) -> Row:
        if doc_id not in self.changes:
            self.changes[doc_id] = _copy(self.under[doc_id])
        return super().__getitem__(doc_id)


class JournalStorage(Storage):
    """The journal's state as TinyDB's storage, with the changes of the open transaction over it."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._open: dict[str, Overlay] | None = None

    def rows(self, name: str) -> Mapping[Id, Row]:
        """A table as the caller sees it now; its documents are not the caller's to change."""
        if self._open is not None and name in self._open:
            return self._open[name]
        return self.journal.state.get(name, {})

    def change(self, name: str, updater: Updater, check: Callable[[Id, Row], None]) -> None:
        """Take what `updater` changes in a table into the transaction; nothing of it when it, or a `check` of a row, raises."""
        if self._open is None:
            raise RuntimeError(f"a change of {name} belongs inside `with database.transaction():`")
        table = self._open.setdefault(name, Overlay(self.journal.state.get(name, {})))
        statement = Statement(table)
        updater(statement)
        changed = dict(statement.changed())
        for doc_id, row in changed.items():
            if row is not None:
                check(doc_id, row)
        table.changes.update(changed)

    @contextmanager
    def transaction(self) -> Generator[None]:
        """See the module; an exception inside, or a document that JSON cannot say, leaves everything as it was."""
        if self._open is not None:
            raise RuntimeError("a transaction is open already: they do not nest, and nothing may be awaited inside one")
        self._open = {}
        try:
            yield
            changes: list[Change] = [
                (name, doc_id, row) for name, table in self._open.items() for doc_id, row in table.changed()
            ]
        finally:
            self._open = None
        self.journal.append(changes)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables that have documents."""
        names = dict.fromkeys([*self.journal.state, *(self._open or ())])
        tables = {name: rows for name in names if (rows := self.rows(name))}
        return cast("dict[str, dict[str, Any]]", tables)

    def write(self, data: dict[str, dict[str, Any]]) -> NoReturn:
        """TinyDB's way to save, everything at once, is the one that this storage is here to avoid."""
        raise NotImplementedError("change documents through their table")

    def close(self) -> None:
        """See `Journal.close`."""
        self.journal.close()


class JournalTable(Table):
    """TinyDB's table; with a `key`, a document's id is its field of that name, a string."""

    _storage: JournalStorage

    def __init__(self, storage: JournalStorage, name: str, key: str | None = None) -> None:
        super().__init__(storage, name, cache_size=0)
        self._key = key

    def by_key(self, key: str) -> Document | None:
        """The document with this key, without a scan."""
        return cast("Document | None", self.get(doc_id=key))

    def put(self, document: Mapping[str, Any]) -> None:
        """Insert the document, or replace the whole of the one with its key (`update` and `upsert` merge fields)."""
        row = self._identified(document)
        if not isinstance(row, Document):
            raise ValueError(f"{self.name} has no key: put takes a Document")  # noqa: TRY004 - as TinyDB says it
        self._update_table(lambda rows: rows.__setitem__(row.doc_id, dict(row)))

    def insert(self, document: Mapping[str, Any]) -> Any:
        """The new document's id; ValueError if it is taken."""
        return super().insert(self._identified(document))

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[Any]:
        """The new documents' ids; ValueError, and none inserted, if one is taken."""
        return super().insert_multiple(map(self._identified, documents))

    def get(self, cond: QueryLike | None = None, doc_id: Id | None = None, doc_ids: Iterable[Id] | None = None) -> Any:
        """As TinyDB's, without a scan for ids; with `doc_ids` a list, in the order asked for, each document once."""
        rows = self._read_table()
        if doc_id is not None:
            return _handed_out(rows[doc_id], doc_id) if doc_id in rows else None
        if doc_ids is not None:
            return [_handed_out(rows[each], each) for each in dict.fromkeys(doc_ids) if each in rows]
        if cond is not None:
            return next(self._found(cond), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def search(self, cond: QueryLike) -> list[Document]:
        """A scan of the table; only what is found is copied."""
        return list(self._found(cond))

    def count(self, cond: QueryLike) -> int:
        """How many a search would find."""
        return sum(bool(cond(row)) for row in self._read_table().values())

    def update(
        self,
        fields: Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[Id] | None = None,
    ) -> list[Any]:
        """As TinyDB's, which looks up only the documents that match."""
        return super().update(fields, doc_ids=cast("Iterable[int]", self._ids(cond) if doc_ids is None else doc_ids))

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[Any]:
        """As TinyDB's; with a key and no `cond`, the document with that key is meant."""
        return super().upsert(self._identified(document) if cond is None else document, cond)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[Id] | None = None) -> list[Any]:
        """As TinyDB's, which looks up only the documents that match."""
        if cond is not None and doc_ids is None:
            doc_ids = self._ids(cond)
        return super().remove(doc_ids=cast("Iterable[int] | None", doc_ids))

    def __iter__(self) -> Iterator[Document]:
        return iter([_handed_out(row, doc_id) for doc_id, row in self._read_table().items()])

    def _ids(self, cond: QueryLike | None) -> list[Id]:
        return [doc_id for doc_id, row in self._read_table().items() if cond is None or cond(row)]

    def _found(self, cond: QueryLike) -> Iterator[Document]:
        return (_handed_out(row, doc_id) for doc_id, row in self._read_table().items() if cond(row))

    def _identified(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._key is None or isinstance(document, Document) or not isinstance(document, Mapping):
            return document
        if self._key not in document:
            raise ValueError(f"a document of {self.name} needs its key, {self._key}")
        return Document(document, document[self._key])

    def _check(self, doc_id: Id, row: Row) -> None:
        if type(doc_id) is not (int if self._key is None else str):
            raise ValueError(f"{doc_id!r} cannot be the id of a document of {self.name}")
        if self._key is not None and row.get(self._key) != doc_id:
            raise ValueError(f"the key of a document of {self.name} never changes: {doc_id!r}")

    def _get_next_id(self) -> int:
        # TinyDB's number can be behind the table, after a transaction that was given up.
        if self._next_id in self._read_table():
            self._next_id = None
        return cast(int, super()._get_next_id())  # type: ignore[no-untyped-call]

    def _read_table(self) -> Mapping[Any, Row]:  # type: ignore[override] # TinyDB's storages have strings for ids
        return self._storage.rows(self.name)

    def _update_table(self, updater: Callable[[Any], object]) -> None:
        self._storage.change(self.name, updater, self._check)


class Database(TinyDB):
    """TinyDB on an open journal, which it closes with itself."""

    table_class: type[Table] = JournalTable

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal, storage=JournalStorage)
        self.journal = journal
        self.transaction = cast(JournalStorage, self.storage).transaction
        self.durable = journal.durable

    def table(self, name: str, **kwargs: Any) -> JournalTable:
        """The table, made with `key` on the first call."""
        return cast(JournalTable, super().table(name, **kwargs))

    def drop_table(self, name: str) -> None:
        """Remove all documents of a table."""
        self.table(name).truncate()

    def drop_tables(self) -> None:
        """Remove all documents of all tables."""
        for name in self.tables() | self._tables.keys():
            self.drop_table(name)


def _handed_out(row: Row, doc_id: Id) -> Document:
    return Document(_copy(row), cast(int, doc_id))


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_copy(each) for each in value]
    return value
