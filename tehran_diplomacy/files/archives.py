"""ZIP files whose every byte is known before the first is sent: exact size, any part on demand, no temporary file.

Members are stored as they are (photographs and PDFs do not get smaller), so size and place of everything follow
from sizes and CRC-32 alone, which are noted when a file is taken in. Source: PKWARE's APPNOTE 6.3.10.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from struct import pack
from typing import Self
from zlib import crc32

from tehran_diplomacy.files.storage import read_stored

LIMIT = 0xFFFF_FFFF  # from here on a size or place stands in a ZIP64 field
MOST_WITHOUT_ZIP64 = 0xFFFF  # members
STORED_VERSION, ZIP64_VERSION = 20, 45  # what an unpacker has to know, APPNOTE 4.4.3
ON_UNIX = 3 << 8
UTF8_NAMES = 1 << 11
REGULAR_FILE = 0o100644 << 16
ZIP64_FIELD = 0x0001
EARLIEST = datetime(1980, 1, 1)  # noqa: DTZ001 - what ZIP can say, in no time zone
LAYOUT = b"1"  # counted up when the same members would be laid out otherwise


@dataclass(frozen=True)
class Member:
    """A file of an archive: bytes at hand (`content`), or a file in the storage (`stored`).

    `size` in bytes; `digest` names the content for the entity tag; `changed` is a wall-clock time.
    """

    name: str
    size: int
    crc32: int
    digest: str
    changed: datetime
    content: bytes = b""
    stored: str = ""

    @classmethod
    def of_bytes(cls, name: str, content: bytes, changed: datetime) -> Self:
        """Return a member made of bytes at hand."""
        return cls(name, len(content), crc32(content), sha256(content).hexdigest(), changed, content)

    @classmethod
    def of_text(cls, name: str, text: str, changed: datetime) -> Self:
        """Return a member made of a text, in UTF-8 with the mark by which Windows knows it."""
        return cls.of_bytes(name, text.encode("utf-8-sig"), changed)


@dataclass(frozen=True)
class Part:
    """A stretch of the archive: bytes at hand or a file of the storage, which is opened when it is read."""

    size: int
    content: bytes = b""
    stored: str = ""

    def read(self, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from `start`; raise OSError if the file has become shorter."""
        if not self.stored:
            yield self.content[start : start + length]
            return
        with closing(read_stored(self.stored, start, length)) as pieces:
            for piece in pieces:
                length -= len(piece)
                yield piece
        if length:
            raise OSError(f"{self.stored} is shorter than noted")


class Archive:
    """A ZIP file of `members`, in their order. `limit` is lowered only to try ZIP64 on small files."""

    def __init__(self, members: list[Member], limit: int = LIMIT) -> None:
        self.members, self.limit = members, limit
        self.parts: list[Part] = []
        directory, place = [], 0
        for member in members:
            header = self._local_header(member)
            directory.append(self._directory_entry(member, place))
            self.parts += [Part(len(header), header), Part(member.size, member.content, member.stored)]
            place += len(header) + member.size
        self._directory = b"".join(directory)
        ending = self._directory + self._end(place, len(self._directory))
        self.parts.append(Part(len(ending), ending))
        self._ends = list(accumulate(part.size for part in self.parts))

    def __len__(self) -> int:
        """The size of the whole in bytes."""
        return self._ends[-1]

    @cached_property
    def etag(self) -> str:
        """Names these very bytes: the directory holds names, sizes, times and places; the digests say the rest."""
        digests = "".join(member.digest for member in self.members)
        return sha256(LAYOUT + self._directory + digests.encode()).hexdigest()[:32]

    def read(self, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from `start`, opening only the files they touch."""
        at = bisect_right(self._ends, start)
        start -= self._ends[at - 1] if at else 0
        while length > 0:
            part = self.parts[at]
            taken = min(part.size - start, length)
            if taken:
                with closing(part.read(start, taken)) as pieces:
                    yield from pieces
            length, start, at = length - taken, 0, at + 1

    def _local_header(self, member: Member) -> bytes:
        name = member.name.encode()
        large = member.size >= self.limit
        extra = pack("<HHQQ", ZIP64_FIELD, 16, member.size, member.size) if large else b""
        size = LIMIT if large else member.size
        return (
            pack("<4sHHH", b"PK\x03\x04", ZIP64_VERSION if large else STORED_VERSION, UTF8_NAMES, 0)
            + _dos_time(member.changed)
            + pack("<LLLHH", member.crc32, size, size, len(name), len(extra))
            + name
            + extra
        )

    def _directory_entry(self, member: Member, place: int) -> bytes:
        name = member.name.encode()
        large, far = member.size >= self.limit, place >= self.limit
        values = [member.size] * 2 * large + [place] * far
        extra = pack(f"<HH{len(values)}Q", ZIP64_FIELD, 8 * len(values), *values) if values else b""
        version = ZIP64_VERSION if values else STORED_VERSION
        size = LIMIT if large else member.size
        return (
            pack("<4sHHHH", b"PK\x01\x02", ON_UNIX | version, version, UTF8_NAMES, 0)
            + _dos_time(member.changed)
            + pack("<LLLHH", member.crc32, size, size, len(name), len(extra))
            + pack("<HHHLL", 0, 0, 0, REGULAR_FILE, LIMIT if far else place)
            + name
            + extra
        )

    def _end(self, place: int, size: int) -> bytes:
        """What closes the archive; `place` and `size` are those of the directory."""
        count = len(self.members)
        zip64 = b""
        if count >= MOST_WITHOUT_ZIP64 or place >= self.limit or size >= self.limit:
            zip64 = (
                pack("<4sQHHLL", b"PK\x06\x06", 44, ON_UNIX | ZIP64_VERSION, ZIP64_VERSION, 0, 0)
                + pack("<QQQQ", count, count, size, place)
                + pack("<4sLQL", b"PK\x06\x07", 0, place + size, 1)
            )
            count = min(count, MOST_WITHOUT_ZIP64)
            place, size = (LIMIT if value >= self.limit else value for value in (place, size))
        return zip64 + pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, size, place, 0)


def _dos_time(moment: datetime) -> bytes:
    """Time and day as ZIP writes them, exact to two seconds; from 1980 on."""
    moment = max(moment, EARLIEST)
    return pack(
        "<HH",
        moment.hour << 11 | moment.minute << 5 | moment.second // 2,
        (moment.year - 1980) << 9 | moment.month << 5 | moment.day,
    )
