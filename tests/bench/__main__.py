"""`python -m tests.bench [--sizes 1000,100000] [--only delivery]`: measure the parts, print the tables on stdout.

Exit status 1 where a row failed, answers differed or a search missed what a plain scan finds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from . import parts, tables
from .rows import Row, decode


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench and return its exit status."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure ours against its peers.")
    parser.add_argument("--sizes", default="1000,100000,1000000", help="events in the corpora, with commas between")
    parser.add_argument("--only", default="all", help="all, delivery, or names of parts with commas between")
    arguments = parser.parse_args(argv)
    begun = time.monotonic()
    rows: list[Row] = []
    for name in parts.ONLY.get(arguments.only, arguments.only.split(",")):
        for size in arguments.sizes.split(",") if name == "by_size" else ("",):
            rows += measured(name, size)
    print(tables.document(rows, (time.monotonic() - begun) / 60))  # noqa: T201  # what it is for
    return int(any(row.wrong for row in rows))


def measured(name: str, size: str) -> Iterator[Row]:
    """Yield the rows of one part, and one more if its process did not come to its end."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "tests.bench.parts", name, *filter(None, (size,))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            row = decode(line)
            sys.stderr.write(f"{time.monotonic() - begun:6.0f} s  {name} {size}  {row.question}\n")
            yield row
    if process.returncode:
        failed = f"its process ended with {process.returncode}; what it said is on stderr"
        yield Row(f"the part {name}", "its peers", int(size) if size else None, failed=failed)


if __name__ == "__main__":
    sys.exit(main())
