"""sqlite3: a small program's database, what it lets SQLite call, and what must not go wrong.

https://docs.python.org/3.14/library/sqlite3.html
"""
import sys

try:
    import sqlite3
except ImportError:
    print("this build has no _sqlite3")
    sys.exit()

import contextlib
import gc
import os
import tempfile
import threading
import weakref


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert message in str(e), str(e)
        return e
    raise AssertionError(f"{kind.__name__} expected: {message}")


# A file of invoices: constraints, transactions, rows by name.
folder = tempfile.TemporaryDirectory()
path = os.path.join(folder.name, "shop.db")
with contextlib.closing(sqlite3.connect(path)) as shop:
    shop.executescript("""
        create table customer (id integer primary key, name text not null unique);
        create table invoice (customer references customer, cents integer, note text);
    """)
    with shop:
        people = [("Ada",), ("Grace",), ("Edsger",)]
        assert shop.executemany("insert into customer (name) values (?)", people).rowcount == 3
        added = shop.execute("insert into invoice values (:who, :cents, :note)",
                             {"who": 1, "cents": 1250, "note": "für Bücher\0!"})
        assert (added.lastrowid, added.rowcount) == (1, 1)
    failed = raises(sqlite3.IntegrityError, "UNIQUE constraint failed: customer.name",
                    shop.execute, "insert into customer (name) values ('Ada')")
    assert failed.sqlite_errorname == "SQLITE_CONSTRAINT_UNIQUE"
    assert shop.in_transaction
    shop.rollback()
    try:
        with shop:
            shop.execute("delete from customer")
            raise KeyError
    except KeyError:
        pass
    assert shop.execute("select count(*) from customer").fetchone() == (3,)
    shop.row_factory = sqlite3.Row
    row = shop.execute("select name, cents, note from customer join invoice on customer = id").fetchone()
    assert row["NAME"] == "Ada" and row[1] == 1250 and row["note"] == "für Bücher\0!"
    assert row.keys() == ["name", "cents", "note"] and tuple(row)[:2] == ("Ada", 1250)
    raises(IndexError, "No item with that key", lambda: row["price"])

    # Another connection waits for the lock, and gives up.
    with contextlib.closing(sqlite3.connect(path, timeout=0.01, isolation_level="IMMEDIATE")) as other:
        shop.execute("insert into customer (name) values ('Tony')")
        raises(sqlite3.OperationalError, "database is locked",
               other.execute, "insert into customer (name) values ('John')")
        shop.commit()
        assert other.execute("select count(*) from customer").fetchone() == (4,)

with contextlib.closing(sqlite3.connect(path, autocommit=False)) as shop:
    assert shop.in_transaction
    shop.execute("delete from invoice")
with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as shop:
    assert shop.execute("select count(*) from invoice").fetchall() == [(1,)]
    raises(sqlite3.OperationalError, "readonly database", shop.execute, "delete from invoice")
    copy = sqlite3.connect(":memory:")
    steps = []
    shop.backup(copy, pages=1, progress=lambda *numbers: steps.append(numbers))
    assert steps[-1][0] == sqlite3.SQLITE_DONE and len(steps) == steps[-1][2]
    assert "\n".join(copy.iterdump()).count("INSERT INTO") == 5
    again = sqlite3.connect(":memory:")
    again.deserialize(copy.serialize())
    assert again.execute("select name from customer where id = 4").fetchall() == [("Tony",)]
    again.close()
    copy.close()

# Values go in and come out as they are.
memory = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_COLNAMES | sqlite3.PARSE_DECLTYPES)
for value in [None, 0, -1, 2**63 - 1, -2**63, 1.5, float("inf"), "", "naïve 🐍", b"", b"\0\xff"]:
    got, = memory.execute("select ?", (value,)).fetchone()
    assert got == value and type(got) is type(value), (got, value)
raises(OverflowError, "too large to convert to SQLite INTEGER", memory.execute, "select ?", (2**63,))
raises(sqlite3.ProgrammingError, "type 'object' is not supported", memory.execute, "select ?", [object()])
raises(sqlite3.ProgrammingError, "uses 2, and there are 1 supplied", memory.execute, "select ?, ?", "a")
raises(sqlite3.ProgrammingError, "one statement at a time", memory.execute, "select 1; select 2")


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __conform__(self, protocol):
        assert protocol is sqlite3.PrepareProtocol
        return f"{self.x};{self.y}"


sqlite3.register_adapter(complex, lambda z: f"{z.real:g};{z.imag:g}")
sqlite3.register_converter("point", lambda text: Point(*map(float, text.split(b";"))))
memory.execute("create table place (at point)")
memory.executemany("insert into place values (?)", [(Point(1, 2),), (3 + 4j,), (None,)])
places = [at for at, in memory.execute("select at from place")]
assert [(at.x, at.y) for at in places[:2]] == [(1, 2), (3, 4)] and places[2] is None
assert memory.execute('select "5;6" as "p [point]"').fetchone()[0].y == 6

# What SQLite calls.
memory.create_function("title", 1, str.title, deterministic=True)
assert memory.execute("select title('la mer')").fetchone() == ("La Mer",)


class Median:
    def __init__(self):
        self.items = []

    def step(self, item):
        self.items.append(item)

    def inverse(self, item):
        self.items.remove(item)

    def value(self):
        return sorted(self.items)[len(self.items) // 2] if self.items else None

    finalize = value


numbers = "(select 5 as n union select 1 union select 9 union select 3)"
memory.create_aggregate("median", 1, Median)
assert memory.execute(f"select median(n) from {numbers}").fetchone() == (5,)
assert memory.execute(f"select median(n) from {numbers} where n > 9").fetchone() == (None,)
memory.create_window_function("running", 1, Median)
running = memory.execute(f"""select running(n) over (order by n rows between 1 preceding and current row)
                             from {numbers}""").fetchall()
assert running == [(1,), (3,), (5,), (9,)]
memory.create_collation("backwards", lambda a, b: (a < b) - (a > b))
words = "(select 'a' as w union select 'c' union select 'b')"
assert memory.execute(f"select w from {words} order by w collate backwards").fetchall() == [("c",), ("b",), ("a",)]
asked = []
memory.set_authorizer(lambda action, *names: asked.append(action) or
                      (sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_DELETE else sqlite3.SQLITE_OK))
raises(sqlite3.DatabaseError, "not authorized", memory.execute, "delete from place")
assert sqlite3.SQLITE_DELETE in asked
memory.set_authorizer(None)
told = []
memory.set_trace_callback(told.append)
memory.execute("select ?", ("it's",))
memory.set_trace_callback(None)
assert told == ["select 'it''s'"]
memory.set_progress_handler(lambda: True, 10)
endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
raises(sqlite3.OperationalError, "interrupted", memory.execute, endless)
memory.set_progress_handler(None, 0)

# Exceptions of callbacks: the statement fails, and the hook is told if that is wanted.
memory.create_function("fail", -1, lambda *args: 1 / len(args))
reports = []
hook, sys.unraisablehook = sys.unraisablehook, lambda report: reports.append(report.exc_type)
for wanted in (False, True):
    sqlite3.enable_callback_tracebacks(wanted)
    raises(sqlite3.OperationalError, "user-defined function raised exception", memory.execute, "select fail()")
    assert reports == [ZeroDivisionError] * wanted
sqlite3.enable_callback_tracebacks(False)
sys.unraisablehook = hook
memory.create_collation("broken", lambda a, b: 1 / 0)
raises(ZeroDivisionError, "division by zero", memory.execute, f"select w from {words} order by w collate broken")

# Blobs are read and written in place.
memory.execute("create table picture (pixels blob)")
memory.execute("insert into picture values (zeroblob(8))")
with memory.blobopen("picture", "pixels", 1) as pixels:
    pixels.write(b"abc")
    pixels[-1] = 255
    pixels[4:7:2] = b"xy"
    pixels.seek(-4, os.SEEK_END)
    assert pixels.read() == b"x\0y\xff" and pixels.tell() == len(pixels) == 8 and pixels[0] == 97
    raises(ValueError, "data longer than blob length", pixels.write, b"more")
raises(sqlite3.ProgrammingError, "Cannot operate on a closed blob.", pixels.read)
assert memory.execute("select pixels from picture").fetchone() == (b"abc\0x\0y\xff",)

# A cursor is not used from within its own callbacks.
cursor = memory.cursor()
seen = []


def again():
    for use in (cursor.fetchone, cursor.fetchmany, cursor.fetchall):
        seen.append(raises(sqlite3.ProgrammingError, "Recursive use of cursors not allowed.", use))
    return memory.execute("select 7").fetchone()[0]


memory.create_function("again", 0, again)
assert cursor.execute("select again()").fetchone() == (7,) and len(seen) == 3

# Statements that are used again while they have rows left do not disturb each other.
pairs = [(a, b) for a, in memory.execute(f"select n from {numbers}")
         for b, in memory.execute(f"select n from {numbers}")]
assert len(pairs) == len(set(pairs)) == 16

# Other threads: refused, unless they are wanted; they wait for each other.
errors = []
thread = threading.Thread(target=lambda: errors.append(raises(
    sqlite3.ProgrammingError, "can only be used in that same thread", memory.execute, "select 1")))
thread.start()
thread.join()
assert len(errors) == 1
shared = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
shared.execute("create table tally (n)")
shared.create_function("next", 1, lambda n: n + 1)


def add(count):
    for n in range(count):
        shared.execute("insert into tally values (next(?))", (n,))
        sum(n for n, in shared.execute("select n from tally limit 5"))


threads = [threading.Thread(target=add, args=(50,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert shared.execute("select count(*), sum(n) from tally").fetchone() == (200, 4 * sum(range(1, 51)))
thread = threading.Timer(0.1, shared.interrupt)
thread.start()
raises(sqlite3.OperationalError, "interrupted", shared.execute, endless)
thread.join()
shared.close()


# Closed and half-made objects say so.
class Half(sqlite3.Connection):
    def __init__(self):
        pass


raises(sqlite3.ProgrammingError, "Base Connection.__init__ not called.", Half().execute, "select 1")
rows = memory.execute(f"select n from {numbers}")
memory.close()
memory.close()
raises(sqlite3.ProgrammingError, "Cannot operate on a closed database.", rows.fetchone)
raises(sqlite3.ProgrammingError, "Cannot operate on a closed database.", memory.execute, "select 1")

# What ends CPython 3.14.10 with a segmentation fault.
if sys.implementation.name == "rpy":
    def busy():
        for use in (lambda: own.execute("select 2"), lambda: own.executescript("select 2"), own.close,
                    lambda: own.executemany("insert into t values (?)", []), lambda: own.__init__(inner)):
            raises(sqlite3.ProgrammingError, "Recursive use of cursors not allowed.", use)
        return 3

    inner = sqlite3.connect(":memory:")
    own = inner.cursor()
    inner.create_function("busy", 0, busy)
    assert own.execute("select busy() union all select busy()").fetchall() == [(3,), (3,)]

    def deeper():
        return inner.execute("select deeper()").fetchone()[0]

    inner.create_function("deeper", 0, deeper)
    raises(sqlite3.OperationalError, "user-defined function raised exception", inner.execute, "select deeper()")
    inner.close()

    closers = {
        "function": lambda c, close: c.create_function("call", -1, close),
        "trace": lambda c, close: c.set_trace_callback(close),
        "progress": lambda c, close: c.set_progress_handler(close, 1),
        "authorizer": lambda c, close: c.set_authorizer(close),
        "collation": lambda c, close: c.create_collation("by", close),
        "aggregate": lambda c, close: c.create_aggregate("call", 1, type("A", (), {"step": close, "finalize": len})),
    }
    for kind, register in closers.items():
        closed = sqlite3.connect(":memory:")
        closed.executescript("create table t (x text); insert into t values ('b'), ('a');")
        register(closed, lambda *args: closed.close() or 0)
        call = "call(x)" if kind in ("function", "aggregate") else "x"
        try:
            closed.execute(f"select {call} from t order by x" + " collate by" * (kind == "collation")).fetchall()
        except sqlite3.Error:
            pass
        raises(sqlite3.ProgrammingError, "Cannot operate on a closed database.", closed.execute, "select 1")

# Connections, their functions and what these refer to are not kept alive by each other.
lost = sqlite3.connect(":memory:")
lost.set_trace_callback(lambda text, lost=lost: None)
gone = weakref.ref(lost.execute("select 1"))
lost.close()
del lost
gc.collect()
assert gone() is None
folder.cleanup()
print("ok")

# Rows of RETURNING are fetched; until then the statement takes no further parameters.
returning = sqlite3.connect(":memory:")
returning.execute("create table numbers (number)")
cursor = returning.cursor()
cursor.executemany("insert into numbers values (?) returning number", [(1,)])
assert cursor.fetchall() == [(1,)] and cursor.rowcount == 1
try:
    cursor.executemany("insert into numbers values (?) returning number", [(2,), (3,)])
except sqlite3.InterfaceError as error:
    assert str(error) == "bad parameter or other API misuse"
else:
    raise AssertionError
assert cursor.rowcount == -1
assert cursor.executemany("insert into numbers values (?) returning number", []).fetchall() == []
returning.close()
