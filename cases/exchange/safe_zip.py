"""Read zip files from outside, safely.

Nothing is written to disk, and no more is unpacked than is allowed.
"""

import posixpath
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from io import BytesIO
from urllib.parse import unquote

from .items import TroubleError

MOST_MEMBERS = 6_000
MOST_DIRECTORY = 2_000_000  # bytes of the zip's table of contents
LARGEST_MEMBER = 5_000_000  # bytes, unpacked
HEAD = 2_000  # bytes that tell what a file is
LARGEST_SUM = 60_000_000  # bytes, unpacked, of all that is read of one zip


class Archive:
    """A zip file of which members can be read safely.

    Raises TroubleError for one that is broken or made to do harm.
    """

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            ValueError,
            OSError,
            struct.error,
            UnicodeError,
        ) as error:
            raise TroubleError(f"is not a sound zip file: {error}") from None
        if len(self._zip.infolist()) > MOST_MEMBERS:
            raise TroubleError(f"holds more than {MOST_MEMBERS:,} files: split the package")
        self._members = {
            _path(name): name for name in self._zip.namelist() if not name.endswith(("/", "\\"))
        }
        self._counts = Counter(map(_path, self._zip.namelist()))
        self._anyhow = {path.casefold(): path for path in self._members}
        self._left = LARGEST_SUM

    @property
    def names(self) -> list[str]:
        """Return the paths of all files, with "/" between folders on any system."""
        return list(self._members)

    def holds(self, name: str) -> bool:
        return self.found(name) in self._members

    def named(self, name: str) -> list[str]:
        """Return the paths of the files of this name, the least deep first."""
        paths = [path for path in self._members if path.rpartition("/")[2].lower() == name.lower()]
        return sorted(paths, key=lambda path: (path.count("/"), path))

    def found(self, name: str) -> str:
        """Return the path that a name means, or one that differs in capitals only."""
        path = _path(name)
        return path if path in self._members else self._anyhow.get(path.casefold(), path)

    def head(self, name: str) -> str:
        """Return the first HEAD bytes of a file as text; empty where they cannot be read."""
        try:
            return self.read(name, HEAD)[:HEAD].decode("utf-8-sig", "replace").replace("\0", "")
        except TroubleError:
            return ""

    def read(self, name: str, most: int = LARGEST_MEMBER) -> bytes:
        """Return a member, unpacked; only its start where `most` says so.

        Raises TroubleError if it is missing, broken, encrypted or too large.
        """
        path = self.found(name)
        if path not in self._members:
            raise TroubleError("is not in the package", name)
        info = self._zip.getinfo(self._members[path])
        if self._counts[path] > 1:
            raise TroubleError("stands in the package more than once", name)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise TroubleError("is a link, which is not followed", name)
        if info.flag_bits & 1:
            raise TroubleError("is encrypted", name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise TroubleError("is packed in a way that is not read here: use plain zip", name)
        try:
            with self._zip.open(info) as member:
                data = member.read(min(most, self._left) + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
            struct.error,
        ) as error:
            raise TroubleError(f"cannot be unpacked: {error}", name) from None
        if len(data) > LARGEST_MEMBER:
            raise TroubleError(f"unpacks to more than {LARGEST_MEMBER // 1_000_000} MB", name)
        if len(data) > self._left:
            raise TroubleError(
                f"The package unpacks to more than {LARGEST_SUM // 1_000_000} MB: split it.", name
            )
        self._left -= len(data)
        return data


def _path(name: str) -> str:
    # some systems write "\" between folders, "./" before them, or accents apart
    return (
        unicodedata.normalize("NFC", name.replace("\\", "/")).removeprefix("./").replace("/./", "/")
    )


def inside(folder: str, href: str) -> str:
    """Return the name in the zip of what an address in one of its files means.

    Raises TroubleError if it leads outside.
    """
    path = unquote(href.partition("#")[0].partition("?")[0]).replace("\\", "/")
    name = posixpath.normpath(posixpath.join(folder, path))
    if (
        not path
        or ":" in path
        or "\0" in path
        or path.startswith("/")
        or name.startswith(("/", ".."))
    ):
        raise TroubleError(f"leads outside the package: {path[:100]!r}")
    return name


def _check_directory(data: bytes) -> None:
    """Refuse a table of contents that would take much memory, before it is read.

    Raises TroubleError.
    """
    tail = data[-(1 << 16) - 128 :]
    start = tail.rfind(b"PK\5\6")
    if start < 0 or len(tail) - start < 22:
        raise TroubleError("is not a sound zip file: it has no table of contents")
    if b"PK\6\7" in tail:
        raise TroubleError("is a zip64 file, which no package of this size needs: use plain zip")
    members, size = struct.unpack_from("<HL", tail, start + 10)
    if members > MOST_MEMBERS or size > MOST_DIRECTORY:
        raise TroubleError(f"holds more than {MOST_MEMBERS:,} files: split the package")
