"""A database of `dbm.ndbm` keeps what was stored, through splits of its pages and after it is opened anew.

https://docs.python.org/3.14/library/dbm.html#module-dbm.ndbm
"""

import os
import random
import tempfile

import dbm
from dbm import ndbm


def raised(call):
    try:
        call()
    except ndbm.error as error:
        return str(error)
    raise AssertionError("nothing was raised")


with tempfile.TemporaryDirectory() as directory:
    name = os.path.join(directory, "numbers")
    chosen = random.Random(5)
    expected = {}
    with ndbm.open(name, "c") as database:
        assert not database and len(database) == 0
        for step in range(3000):
            key = b"key%d" % chosen.randrange(400)
            if key in expected and chosen.random() < 0.4:
                del database[key], expected[key]
            else:
                database[key] = expected[key] = bytes(chosen.randrange(1, 200))
        assert sorted(database.keys()) == sorted(expected)
    assert raised(database.keys) == "DBM object has already been closed"
    assert dbm.whichdb(name) in ("dbm.ndbm", None)
    with ndbm.open(name) as database:
        assert all(database[key] == value for key, value in expected.items())
        assert database.get("missing") is None and "missing" not in database
        for change in (lambda: database.__setitem__("a", "b"), lambda: database.__delitem__("a")):
            assert raised(change).startswith(("cannot", "[Errno"))
    with ndbm.open(name, "w") as database:
        assert database.setdefault("é", "ü") == "ü" and database["é".encode()] == "ü".encode()
        database.clear()
        assert database.keys() == []
    missing = os.path.join(directory, "missing")
    assert missing in raised(lambda: ndbm.open(missing))
    raised(lambda: ndbm.open(name, "x"))
