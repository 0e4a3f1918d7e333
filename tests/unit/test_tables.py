from __future__ import annotations

import copy
import itertools
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.operations import add, delete
from tinydb.storages import Storage
from tinydb.table import Document

from bot.errors import StoreClosed
from bot.storage.journal import Journal
from bot.storage.tables import Database


def opened(path: Path) -> Database:
    return Database(Journal.open(path, sync=lambda _: None, compact_from=20))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.journal"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with closing(opened(path)) as database:
        yield database


def state(database: TinyDB) -> dict[str, dict[int, Any]]:
    return {
        name: {row.doc_id: dict(row) for row in database.table(name)}
        for name in database.tables()
        if database.table(name)
    }


# The same operations on our tables and on plain TinyDB: the same answers, the same state.

numbers = st.integers(0, 3)
ids = st.integers(1, 6)
rows = st.fixed_dictionaries(
    {"n": numbers}, optional={"tags": st.lists(st.sampled_from("あb"), max_size=2), "on": st.booleans()}
)
conditions = st.one_of(
    numbers.map(lambda n: where("n") == n), numbers.map(lambda n: where("n") > n), st.just(where("tags").any(["あ"]))
)
fields = st.one_of(
    rows, numbers.map(lambda n: add("n", n)), st.just(lambda row: row.setdefault("tags", []).append("c"))
)
documents = st.one_of(rows, st.builds(Document, rows, ids))
operations = st.one_of(
    st.tuples(st.just("insert"), documents),
    st.tuples(st.just("insert_multiple"), st.lists(rows, max_size=3)),
    st.tuples(st.just("insert_multiple"), st.lists(st.builds(Document, rows, ids), max_size=3)),
    st.tuples(st.just("update"), fields),
    st.tuples(st.just("update"), fields, conditions),
    st.tuples(st.just("update"), fields, st.none(), st.lists(ids, max_size=3)),
    st.tuples(st.just("update_multiple"), st.lists(st.tuples(fields, conditions), max_size=2)),
    st.tuples(st.just("upsert"), documents, conditions),
    st.tuples(st.just("remove"), conditions),
    st.tuples(st.just("remove"), st.none(), st.lists(ids, max_size=3)),
    st.tuples(st.just("remove")),
    st.tuples(st.just("truncate")),
    st.tuples(st.just("search"), conditions),
    st.tuples(st.just("count"), conditions),
    st.tuples(st.just("contains"), conditions),
    st.tuples(st.just("contains"), st.none(), ids),
    st.tuples(st.just("get"), st.none(), ids),
    st.tuples(st.just("get"), st.none(), st.none(), st.lists(ids, max_size=3)),
    st.tuples(st.just("all")),
    st.tuples(st.just("__len__")),
    st.tuples(st.just("drop_table")),
    st.tuples(st.just("drop_tables")),
)
transactions = st.tuples(st.booleans(), st.lists(st.tuples(st.sampled_from("AB"), operations), max_size=5))


class GivenUp(Exception):
    pass


class PlainStorage(Storage):
    """TinyDB's JSONStorage without the file; its MemoryStorage lets documents share lists."""

    def __init__(self, text: str = "{}") -> None:
        self.text = text

    def read(self) -> Any:
        return json.loads(self.text)

    def write(self, data: Any) -> None:
        self.text = json.dumps(data)


def answer(database: TinyDB, name: str, operation: tuple[Any, ...]) -> Any:
    verb, *arguments = copy.deepcopy(operation)
    try:
        if verb == "drop_tables":
            return database.drop_tables()
        if verb == "drop_table":
            return database.drop_table(name)
        found = getattr(database.table(name), verb)(*arguments)
    except (ValueError, KeyError, RuntimeError) as error:
        return type(error)
    if isinstance(found, list):
        return sorted(found, key=lambda each: each.doc_id if isinstance(each, Document) else each)
    return found


@given(st.lists(transactions, max_size=8))
@settings(deadline=None)
def test_does_what_tinydb_does(transactions: list[tuple[bool, list[tuple[str, tuple[Any, ...]]]]]) -> None:
    plain = TinyDB(storage=PlainStorage)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal")
        ours = opened(path)
        for given_up, steps in transactions:
            before = json.dumps(plain.storage.read())
            with suppress(GivenUp), ours.transaction():
                for name, operation in steps:
                    assert answer(ours, name, operation) == answer(plain, name, operation)
                    assert state(ours) == state(plain)
                    if operation[0] == "insert_multiple":  # TinyDB does not see here that it was given ids, ours does
                        for each in (plain, ours):
                            each.table(name)._next_id = None
                if given_up:
                    raise GivenUp
            if given_up:  # TinyDB knows no transaction: its counters of ids are ahead now, so both start anew
                plain = TinyDB(before, storage=PlainStorage)
                ours.close()
                ours = opened(path)
            assert state(ours) == state(plain)
        with closing(Database(Journal.read(path.with_name("none")))) as nothing:
            assert nothing.tables() == set()
        ours.close()
        with closing(Database(Journal.read(path))) as read:
            assert state(read) == state(plain)
            assert [list(read.table(name)) for name in "AB"] == [list(ours.table(name)) for name in "AB"]


# Transactions


def test_a_change_outside_a_transaction_is_refused(database: Database) -> None:
    table = database.table("people")
    for change in (
        lambda: table.insert({"n": 1}),
        lambda: table.update({"n": 1}),
        lambda: table.remove(doc_ids=[1]),
        table.truncate,
    ):
        with pytest.raises(RuntimeError, match="transaction"):
            change()
    assert table.all() == []


def test_an_exception_leaves_every_table_as_it_was(database: Database, path: Path) -> None:
    with database.transaction():
        database.table("A").insert_multiple([{"n": 1, "tags": ["x"]}, {"n": 2}])
    before = state(database)
    with pytest.raises(GivenUp), database.transaction():
        database.table("A").update(lambda row: row["tags"].append("y"), where("n") == 1)
        database.table("A").remove(where("n") == 2)
        database.table("A").truncate()
        assert database.table("A").insert({"n": 9}) == 1
        database.table("B").insert({"n": 3})
        raise GivenUp
    assert state(database) == before
    with database.transaction():
        assert database.table("A").insert_multiple([{"n": 4}]) == [
            3
        ]  # the number given up is not taken from a living row
    assert len(database.table("A")) == 3


def test_a_statement_that_raises_is_undone_alone(database: Database) -> None:
    table = database.table("A")
    with database.transaction():
        table.insert_multiple([{"n": 1}, {}])
        with pytest.raises(KeyError):
            table.update(delete("n"))
    assert table.all() == [{"n": 1}, {}]


def test_what_json_cannot_say_changes_nothing(database: Database) -> None:
    table = database.table("A")
    for value in (object(), {1, 2}, float("nan")):
        with pytest.raises((TypeError, ValueError)), database.transaction():
            table.insert({"n": 1})
            table.insert({"n": value})
        assert table.all() == []


def test_reads_see_the_open_transaction(database: Database) -> None:
    table = database.table("A", key="id")
    with database.transaction():
        table.insert({"id": "a", "n": 1})
        table.update({"n": 2}, doc_ids=["a"])
        assert table.by_key("a") == {"id": "a", "n": 2}
        assert database.tables() == {"A"}
        table.remove(doc_ids=["a"])
        assert table.by_key("a") is None
        assert len(table) == 0
    assert database.journal.state == {}


def test_transactions_do_not_nest(database: Database) -> None:
    with database.transaction():
        database.table("A").insert({"n": 1})
        with pytest.raises(RuntimeError, match="nest"), database.transaction():
            pass
    assert len(database.table("A")) == 1


def test_a_closed_database_changes_nothing(database: Database) -> None:
    database.close()
    with pytest.raises(StoreClosed), database.transaction():
        database.table("A").insert({"n": 1})
    assert database.table("A").all() == []


# Keys


def test_a_key_is_unique(database: Database, path: Path) -> None:
    table = database.table("deliveries", key="key")
    with database.transaction():
        assert table.insert({"key": "a", "n": 1}) == "a"
        assert table.insert_multiple([{"key": "1", "n": 2}, {"key": "c", "n": 3}]) == ["1", "c"]
    for again in (lambda: table.insert({"key": "a"}), lambda: table.insert_multiple([{"key": "d"}, {"key": "d"}])):
        with pytest.raises(ValueError, match="already exists"), database.transaction():
            again()
    database.close()
    with closing(opened(path)) as again:
        table = again.table("deliveries", key="key")
        assert [table.by_key(key) for key in ("a", "1", "c", "d")] == [
            {"key": "a", "n": 1},
            {"key": "1", "n": 2},
            {"key": "c", "n": 3},
            None,
        ]


def test_a_key_never_changes(database: Database) -> None:
    table = database.table("deliveries", key="key")
    with database.transaction():
        table.insert({"key": "a"})
    for change in ({"key": "b"}, delete("key")):
        with pytest.raises(ValueError, match="never changes"), database.transaction():
            table.update(change, doc_ids=["a"])
    for wrong in ({"n": 1}, {"key": 7}, {"key": None}):
        with pytest.raises(ValueError, match="deliveries"), database.transaction():
            table.insert(wrong)
    assert table.all() == [{"key": "a"}]


def test_put_replaces_and_upsert_merges(database: Database) -> None:
    table = database.table("deliveries", key="key")
    with database.transaction():
        table.put({"key": "a", "n": 1})
        table.put({"key": "a", "m": 1})
        table.upsert({"key": "b", "n": 1})
        table.upsert({"key": "b", "m": 1})
    assert table.get(doc_ids=["b", "a", "b", "c"]) == [{"key": "b", "n": 1, "m": 1}, {"key": "a", "m": 1}]
    with pytest.raises(ValueError, match="no key"), database.transaction():
        database.table("notes").put({"n": 1})


# What is handed out, and what is written


def test_what_is_handed_in_and_out_is_a_copy(database: Database) -> None:
    table = database.table("A")
    mine: dict[str, Any] = {"n": 1, "tags": ["x"]}
    with database.transaction():
        table.insert(mine)
    mine["tags"].append("y")
    for found in (table.get(doc_id=1), table.get(where("n") == 1), table.search(where("n") == 1)[0], table.all()[0]):
        found["tags"].append("z")
    assert table.all() == [{"n": 1, "tags": ["x"]}]


def test_memory_is_what_the_file_says(database: Database) -> None:
    table = database.table("A")
    with database.transaction():
        table.insert({"pair": (1, 2), "of": {3: "three"}, "half": "\ud83d"})
    assert table.all() == [{"pair": [1, 2], "of": {"3": "three"}, "half": "\ud83d"}]


def test_a_transaction_writes_only_what_it_changed(database: Database, path: Path) -> None:
    table = database.table("A")
    with database.transaction():
        table.insert_multiple({"n": n, "on": 1} for n in range(10))
    written = database.journal.written
    with database.transaction():
        table.update({"n": 5}, doc_ids=[6])  # it is 5 already
        table.update_multiple([({"n": 77}, where("n") == 7)])
        table.update({"on": True}, where("n") == 8)  # 1 == True, but not in JSON
        table.insert({"n": 100})
        table.remove(where("n") == 100)
    assert database.journal.written == written + 2
    assert [table.get(doc_id=doc_id) for doc_id in (8, 9)] == [{"n": 77, "on": 1}, {"n": 8, "on": True}]
    assert table.get(doc_id=9)["on"] is True


def test_a_table_stays_good_when_it_is_dropped(database: Database) -> None:
    table = database.table("A")
    with database.transaction():
        table.insert_multiple([{"n": 1}, {"n": 2}])
        table.remove(doc_ids=[1, 2])
        database.drop_tables()
        assert table.insert({"n": 3}) == 1
    assert database.table("A") is table
    assert database.tables() == {"A"}
    assert table.all() == [{"n": 3}]


def test_rows_may_change_while_one_goes_through_them(database: Database) -> None:
    table = database.table("A")
    with database.transaction():
        table.insert_multiple({"n": n} for n in range(5))
        for row, number in zip(table, itertools.count(10), strict=False):
            table.update({"n": number}, doc_ids=[row.doc_id])
            table.insert({"n": -1})
    assert [row["n"] for row in table] == [10, 11, 12, 13, 14, -1, -1, -1, -1, -1]
