"""The program as its user starts it: a subprocess with a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECONDS = 60  # after which a program that hangs is given up


@dataclass
class Program:
    """`python -m bot` in `folder`, with its data in `folder/data`; nothing of the caller's environment but the path."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "KAWARABAN_DATA__DIR": str(self.data),
            **self.variables,
        }

    def run(self, *arguments: str, say: str = "") -> subprocess.CompletedProcess[str]:
        """Run to the end, with `say` as standard input."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=say,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=self.environment(),
            timeout=SECONDS,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        """Run a query that must be answered, and return its document."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start and leave running; standard input stays open until the caller closes it."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=self.environment(),
        )


def read_until(process: subprocess.Popen[str], wanted: str) -> str:
    """Return what the program prints up to the line that holds `wanted`; fails if it ends before."""
    assert process.stdout is not None
    seen = ""
    while line := process.stdout.readline():
        seen += line
        if wanted in line:
            return seen
    raise AssertionError(f"the program ended without {wanted!r}:\n{seen}")
