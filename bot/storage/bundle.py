"""The file of a backup: a zip archive of the store's files, with a manifest that has the size and SHA-256 of each."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, StoreDamaged, StoreError, StoreNewer

FORMAT, VERSION = "kawaraban-backup", 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_ANOTHER = "restore another backup"
# What zipfile and the reading of a manifest raise for bytes that make no sense.
_NONSENSE = (
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    KeyError,
    TypeError,
    ValueError,
    RuntimeError,
)


@dataclass(frozen=True)
class Counts:
    """What a backup holds: subscriptions, deliveries of the journal, those of the archive."""

    subscriptions: int
    deliveries: int
    archived: int


@dataclass(frozen=True)
class Member:
    """A file in a backup."""

    size: int
    sha256: str


def _member(path: Path) -> Member:
    with path.open("rb") as file:
        return Member(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def pack(folder: Path, names: tuple[str, ...], whole: Path, counts: Counts) -> None:
    """Pack those files of a folder that are there. Raises OSError."""
    members = {name: asdict(_member(folder / name)) for name in names if (folder / name).exists()}
    manifest = {"format": FORMAT, "version": VERSION, "counts": asdict(counts), "members": members}
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST, json.dumps(manifest, indent=2))
        for name in members:
            packed.write(folder / name, name)


def unpack(file: Path, names: tuple[str, ...], folder: Path) -> Counts:
    """Unpack a backup, and compare each sum. Raises OSError where `folder` takes no more.

    Raises InputError, StoreDamaged or StoreNewer for what is not as it should be, StoreError for what cannot be read.
    """
    try:
        opened = file.open("rb")
    except OSError as error:
        raise StoreError(f"cannot read {file}: {error.strerror or error}") from error
    try:
        with opened, zipfile.ZipFile(opened) as packed:
            manifest = json.loads(packed.read(_packed(packed, MANIFEST)))
            _check(file, manifest)
            if set(manifest["members"]) - set(names):
                raise StoreDamaged(file, None, "it holds what no backup of ours does", _ANOTHER)
            for name, member in manifest["members"].items():
                _extract(packed, name, folder, file, Member(**member))
            return Counts(**manifest["counts"])
    except _NONSENSE as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise  # a disk that is full, or fails
        if not zipfile.is_zipfile(file):
            raise InputError(f"{file} is no backup, or only a part of one; nothing was changed") from error
        raise StoreDamaged(file, None, f"it is damaged, or no backup of ours ({error})", _ANOTHER) from error


def _check(file: Path, manifest: Any) -> None:
    if not isinstance(manifest, Mapping) or manifest.get("format") != FORMAT:
        raise InputError(f"{file} is no backup of a Kawaraban; nothing was changed")
    if manifest["version"] > VERSION:
        raise StoreNewer(file, manifest["version"], VERSION)


def _packed(packed: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """Return what a name stands for, packed in a way that we do."""
    found = packed.getinfo(name)
    if found.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError(f"{name} is packed in a way that is not ours")
    return found


def _extract(packed: zipfile.ZipFile, name: str, folder: Path, file: Path, member: Member) -> None:
    found = _packed(packed, name)
    if found.file_size != member.size:  # before a small file could fill the disk
        raise StoreDamaged(file, None, f"{name} is not of the size that it should be", _ANOTHER)
    with packed.open(found) as source, (folder / name).open("xb") as target:
        shutil.copyfileobj(source, target, _CHUNK)
    if _member(folder / name) != member:
        raise StoreDamaged(file, None, f"{name} is not as its checksum says", _ANOTHER)
