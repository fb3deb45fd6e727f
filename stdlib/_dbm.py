"""Databases of the kind that Unix has had as ndbm, in two files: `NAME.dir` and `NAME.pag`.

The format is that of sdbm, a public-domain library: pages of 1,024 bytes are split when they are full, and bits in the
first file tell which have been. A key and its value have 1,008 bytes at most.
"""

import os as _os

__all__ = ["error", "library", "open"]

library = "sdbm"

_PAGE = 1024
_PAIR = 1008
_SPLITS = 10


class error(OSError):
    """What goes wrong with a database."""

    __module__ = "_dbm"


def _hash(key):
    value = 0
    for byte in key:
        value = byte + 65599 * value & 0xFFFF_FFFF
    return value


def _bytes(value, what):
    if isinstance(value, str):
        return value.encode()
    try:
        return bytes(memoryview(value))
    except TypeError:
        raise TypeError(f"dbm mappings have bytes or string {what} only") from None


def _pairs(page):
    """The pairs of a page: numbers of two bytes at its start tell where keys and values, stored backward, begin."""
    count = int.from_bytes(page[:2], "little")
    ends = [int.from_bytes(page[2 * i : 2 * i + 2], "little") for i in range(1, count + 1)]
    found, end = [], _PAGE
    for key, value in zip(ends[::2], ends[1::2]):
        if not 2 * count < value <= key <= end:
            raise error("the database is damaged")
        found.append((page[key:end], page[value:key]))
        end = value
    return found


def _page(pairs):
    head, body = bytearray((2 * len(pairs)).to_bytes(2, "little")), b""
    for key, value in pairs:
        for part in (key, value):
            body = part + body
            head += (_PAGE - len(body)).to_bytes(2, "little")
    return bytes(head).ljust(_PAGE - len(body), b"\0") + body


def _fits(pairs):
    return 2 + sum(4 + len(key) + len(value) for key, value in pairs) <= _PAGE


class dbm:
    """An open database; open() makes them."""

    __module__ = "_dbm"
    __slots__ = ("_directory", "_pages", "_writable")
    __iter__ = None

    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create '_dbm.dbm' instances")

    # Access to the files.

    def _check(self):
        if self._pages is None:
            raise error("DBM object has already been closed")

    def _read(self, number):
        return _pairs(_os.pread(self._pages, _PAGE, number * _PAGE).ljust(_PAGE, b"\0"))

    def _write(self, number, pairs):
        _os.pwrite(self._pages, _page(pairs), number * _PAGE)

    def _is_split(self, bit):
        byte = _os.pread(self._directory, 1, bit // 8)
        return bool(byte) and bool(byte[0] >> bit % 8 & 1)

    def _mark_split(self, bit):
        byte = _os.pread(self._directory, 1, bit // 8) or b"\0"
        _os.pwrite(self._directory, bytes([byte[0] | 1 << bit % 8]), bit // 8)

    def _find(self, hash):
        """The bit of the page where a key of this hash belongs, and the mask that gives its number."""
        bit = depth = 0
        while self._is_split(bit):
            bit = 2 * bit + (2 if hash >> depth & 1 else 1)
            depth += 1
        return bit, (1 << depth) - 1

    def _lookup(self, key):
        hash = _hash(key)
        for known, value in self._read(hash & self._find(hash)[1]):
            if known == key:
                return value
        return None

    def _store(self, key, value):
        if len(key) + len(value) > _PAIR:
            return False
        hash = _hash(key)
        bit, mask = self._find(hash)
        pairs = [pair for pair in self._read(hash & mask) if pair[0] != key]
        for _ in range(_SPLITS):
            if _fits([*pairs, (key, value)]):
                self._write(hash & mask, [*pairs, (key, value)])
                return True
            high = mask + 1
            halves = [], []
            for pair in pairs:
                halves[_hash(pair[0]) & high != 0].append(pair)
            self._write(hash & mask | high, halves[1])
            self._write(hash & mask, halves[0])
            self._mark_split(bit)
            upper = hash & high != 0
            bit = 2 * bit + 1 + upper
            mask |= high
            pairs = halves[upper]
        return False

    # The mapping.

    def keys(self):
        """Return a list of all keys."""
        self._check()
        count = -(-_os.fstat(self._pages).st_size // _PAGE)
        return [key for number in range(count) for key, _ in self._read(number)]

    def __len__(self):
        return len(self.keys())

    def __bool__(self):
        return bool(self.keys())

    def __contains__(self, key):
        self._check()
        if not isinstance(key, (str, bytes)):
            raise TypeError(f"dbm key must be bytes or string, not {type(key).__name__}")
        return self._lookup(_bytes(key, "keys")) is not None

    def __getitem__(self, key):
        self._check()
        value = self._lookup(_bytes(key, "keys"))
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key, value):
        raw = _bytes(key, "keys")
        self._check()
        value = _bytes(value, "elements")
        if not self._writable or not self._store(raw, value):
            raise error("cannot add item to database")

    def __delitem__(self, key):
        raw = _bytes(key, "keys")
        self._check()
        if not self._writable:
            raise error("cannot delete item from database")
        hash = _hash(raw)
        number = hash & self._find(hash)[1]
        pairs = self._read(number)
        left = [pair for pair in pairs if pair[0] != raw]
        if len(left) == len(pairs):
            raise KeyError(key)
        self._write(number, left)

    def get(self, key, default=None, /):
        """Return the value of a key, or the default."""
        self._check()
        value = self._lookup(_bytes(key, "keys"))
        return default if value is None else value

    def setdefault(self, key, default=b"", /):
        """Return the value of a key; if there is none, store the default and return that."""
        self._check()
        value = self._lookup(_bytes(key, "keys"))
        if value is None:
            self[key] = value = default
        return value

    def clear(self):
        """Remove all items."""
        self._check()
        if not self._writable:
            raise error("cannot delete item from database")
        _os.ftruncate(self._pages, 0)
        _os.ftruncate(self._directory, 0)

    # The life of the object.

    def close(self):
        """Close the files."""
        pages, self._pages = self._pages, None
        if pages is not None:
            _os.close(pages)
            _os.close(self._directory)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __del__(self):
        if getattr(self, "_pages", None) is not None:
            self.close()


_FLAGS = {
    "r": _os.O_RDONLY,
    "w": _os.O_RDWR,
    "rw": _os.O_RDWR | _os.O_CREAT,
    "c": _os.O_RDWR | _os.O_CREAT,
    "n": _os.O_RDWR | _os.O_CREAT | _os.O_TRUNC,
}


def open(filename, flags="r", mode=0o666, /):
    """Open a database: for reading ("r"), for writing ("w"), to be made if it is missing ("c"), or new ("n")."""
    if flags not in _FLAGS:
        raise error("arg 2 to open should be 'r', 'w', 'c', or 'n'")
    flag = _FLAGS[flags] | _os.O_CLOEXEC
    name = _os.fsencode(filename)
    opened = []
    try:
        for suffix in (b".pag", b".dir"):
            opened.append(_os.open(name + suffix, flag, mode))
    except OSError as cause:
        for number in opened:
            _os.close(number)
        raise error(cause.errno, cause.strerror, filename) from None
    database = object.__new__(dbm)
    database._pages, database._directory = opened
    database._writable = flags != "r"
    return database
