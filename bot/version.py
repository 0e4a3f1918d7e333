"""Which version this is."""

from __future__ import annotations

import tomllib
from pathlib import Path


def version() -> str:
    """Return the version of the checkout that this is run from, or of the installed package."""
    project = Path(__file__).parent.parent / "pyproject.toml"
    if project.is_file():
        found: str = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
        return found
    from importlib import metadata  # noqa: PLC0415  # only where it is installed

    return metadata.version("kawaraban")
