"""Time zones of TZif files: transitions, the rule after them, caches, pickles, errors.

https://docs.python.org/3.14/library/zoneinfo.html
"""
import copy
import gc
import io
import os
import pickle
import struct
import sysconfig
import weakref
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


def file(rule, transitions=(), periods=((0, 0, 0),), names=b"LMT\0", version=b"2"):
    """A TZif file: transitions are pairs of time and period, periods are (offset, is summer, name)."""

    def part(letter):
        counts = struct.pack(">6l", 0, 0, 0, len(transitions), len(periods), len(names))
        data = b"TZif" + version + bytes(15) + counts
        data += b"".join(struct.pack(">" + letter, when) for when, _ in transitions)
        data += bytes(period for _, period in transitions)
        return data + b"".join(struct.pack(">lbb", *period) for period in periods) + names

    if version == b"\0":
        return io.BytesIO(part("l"))
    return io.BytesIO(part("l") + part("q") + b"\n" + rule + b"\n")


def raises(kind, message, function, *args, **keywords):
    try:
        function(*args, **keywords)
    except kind as error:
        assert type(error) is kind and str(error) == message, (type(error), str(error))
    else:
        raise AssertionError(f"no {kind.__name__}")


HOUR = timedelta(hours=1)
BERLIN = b"CET-1CEST,M3.5.0,M10.5.0/3"
zone = ZoneInfo.from_file(file(BERLIN), key="Somewhere")

# The rule applies where there are no transitions.
for moment, offset, summer, name in [
    (datetime(2024, 1, 1), 1, 0, "CET"),
    (datetime(2024, 3, 31, 1, 59, 59), 1, 0, "CET"),
    (datetime(2024, 3, 31, 3), 2, 1, "CEST"),
    (datetime(2024, 10, 27, 2, 30), 2, 1, "CEST"),
    (datetime(2024, 10, 27, 2, 30, fold=1), 1, 0, "CET"),
    (datetime(2024, 10, 27, 3), 1, 0, "CET"),
    # In the gap, the first of two equal times goes by the offset before it.
    (datetime(2024, 3, 31, 2, 30), 1, 0, "CET"),
    (datetime(2024, 3, 31, 2, 30, fold=1), 2, 1, "CEST"),
]:
    moment = moment.replace(tzinfo=zone)
    assert moment.utcoffset() == zone.utcoffset(moment) == offset * HOUR, moment
    assert moment.dst() == zone.dst(moment) == summer * HOUR, moment
    assert moment.tzname() == zone.tzname(moment) == name, moment

# Every hour there and back.
moment = datetime(2024, 10, 26, tzinfo=timezone.utc)
for _ in range(60):
    local = moment.astimezone(zone)
    assert local.astimezone(timezone.utc) == moment
    assert local.fold == (moment == datetime(2024, 10, 27, 1, tzinfo=timezone.utc))
    moment += HOUR

# Days of the year: J60 is March 1st in every year, 59 is the 59th day, and 0 the day before the year.
days = ZoneInfo.from_file(file(b"AAA0BBB-2,J60/0,59/-24"))
for year in (2023, 2024):
    for month, day, offset in [(2, 26, 2), (2, 27, 0), (2, 28, 0), (3, 1, 2)]:
        assert datetime(year, month, day, 12, tzinfo=days).utcoffset() == offset * HOUR
assert datetime(2024, 2, 29, 12, tzinfo=days).utcoffset() == 0 * HOUR
always = ZoneInfo.from_file(file(b"EST5EDT,0/0,J365/25"))
for moment in (datetime(2020, 1, 1), datetime(2020, 12, 31, 23)):
    assert moment.replace(tzinfo=always).tzname() == "EDT"

# Transitions; summer time is told apart from the periods around it, and is an hour where they do not tell.
periods = ((-3600, 0, 0), (0, 1, 4), (7200, 1, 8), (0, 0, 4))
seconds = int(datetime(2000, 1, 1, tzinfo=timezone.utc).timestamp())
for version in (b"\0", b"2", b"3"):
    table = ZoneInfo.from_file(
        file(
            b"ZZZ0",
            [(seconds, 1), (seconds + 86400, 3), (seconds + 2 * 86400, 2)],
            periods,
            b"LMT\0AAA\0BBB\0",
            version,
        )
    )
    parts = []
    for day in (datetime(1999, 1, 1), datetime(2000, 1, 1, 12), datetime(2000, 1, 2, 12)):
        day = day.replace(tzinfo=table)
        parts.append((day.utcoffset() / HOUR, day.dst() / HOUR, day.tzname()))
    assert parts == [(-1, 0, "LMT"), (0, 1, "AAA"), (0, 0, "AAA")], parts
    last = datetime(2001, 1, 1, tzinfo=table)
    expected = ("BBB", 2 * HOUR) if version == b"\0" else ("ZZZ", 0 * HOUR)
    assert (last.tzname(), last.utcoffset()) == expected

# A time without a day has an offset where there is but one.
assert zone.utcoffset(None) is zone.dst(None) is zone.tzname(None) is None
assert time(1, tzinfo=zone).utcoffset() is None
fixed = ZoneInfo.from_file(file(b"LMT0"))
assert fixed.utcoffset(None) == 0 * HOUR and time(1, tzinfo=fixed).tzname() == "LMT"
only_rule = ZoneInfo.from_file(file(b"<+0330>-3:30", (), (), b""))
assert only_rule.utcoffset(None) == 3.5 * HOUR and only_rule.tzname(None) == "+0330"


# Subclasses of datetime tell the time by their methods, and stay what they are.
class Moment(datetime):
    @property
    def hour(self):
        return 12


assert zone.utcoffset(Moment(2024, 3, 31, 1)) == 2 * HOUR
class Plain(datetime):
    pass


second = zone.fromutc(Plain(2024, 10, 27, 1, 30, tzinfo=zone))
assert type(second) is Plain and second.fold == 1 and second.hour == 2
raises(TypeError, "fromutc: argument must be a datetime", zone.fromutc, None)
raises(ValueError, "fromutc: dt.tzinfo is not self", zone.fromutc, datetime(2024, 1, 1))
raises(AttributeError, "'datetime.date' object has no attribute 'hour'", zone.utcoffset, date(2024, 1, 1))
raises(AttributeError, "'int' object has no attribute 'toordinal'", zone.dst, 1)

# What is no file or no rule.
for rule, message in [
    (b"<>0", "Invalid STD format in b'<>0'"),
    (b"\xff0", "Invalid STD format in b'\\xff0'"),
    (b"AAA", "Invalid STD offset in b'AAA'"),
    (b"AAA25", "Invalid STD offset in b'AAA25'"),
    (b"AAA0<B B>,1,2", "Invalid DST format in b'AAA0<B B>,1,2'"),
    (b"AAA0BBB", "Invalid DST offset in b'AAA0BBB'"),
    (b"AAA0BBB,1", "Missing transition rules in TZ string: b'AAA0BBB,1'"),
    (b"AAA0BBB,J0,2", "Malformed transition rule in TZ string: b'AAA0BBB,J0,2'"),
    (b"AAA0BBB,1,2x", "Extraneous characters at end of TZ string: b'AAA0BBB,1,2x'"),
]:
    raises(ValueError, message, ZoneInfo.from_file, file(rule))
raises(ValueError, "Invalid TZif file: magic not found", ZoneInfo.from_file, io.BytesIO(b"x" * 100))
raises(
    ValueError,
    "Invalid transition index found while reading TZif: 7",
    ZoneInfo.from_file,
    file(b"", [(0, 7)]),
)
raises(ValueError, "No time zone information found.", ZoneInfo.from_file, file(b"", (), (), b""))

# Representations.
assert str(zone) == "Somewhere" and repr(zone) == "zoneinfo.ZoneInfo(key='Somewhere')"
assert zone.key == "Somewhere" and days.key is None
assert repr(days).startswith("zoneinfo.ZoneInfo.from_file(<_io.BytesIO object at 0x")
assert str(days) == repr(days)
raises(AttributeError, "readonly attribute", setattr, zone, "key", "x")
raises(
    AttributeError,
    "'zoneinfo.ZoneInfo' object has no attribute 'x' and no __dict__ for setting new attributes",
    setattr,
    zone,
    "x",
    1,
)


class Named(ZoneInfo):
    pass


named = Named.from_file(file(BERLIN), "K")
assert repr(named) == "Named(key='K')"

# Caches, where there is a database.
if "Europe/Berlin" in zoneinfo.available_timezones():
    ZoneInfo.clear_cache()
    berlin = ZoneInfo("Europe/Berlin")
    assert ZoneInfo(key="Europe/Berlin") is berlin
    assert ZoneInfo.no_cache("Europe/Berlin") is not berlin
    ZoneInfo.clear_cache(only_keys=["Europe/Berlin", "Nowhere"])
    other = ZoneInfo("Europe/Berlin")
    assert other is not berlin and ZoneInfo("Europe/Berlin") is other
    assert Named("Europe/Berlin") is Named("Europe/Berlin")
    assert Named("Europe/Berlin") is not other

    # The last eight are kept; a subclass keeps none.
    keys = ["UTC", "Asia/Tokyo", "Asia/Kolkata", "Europe/Paris", "Europe/Rome"]
    keys += ["America/New_York", "America/Lima", "Africa/Cairo", "Asia/Tehran"]
    ZoneInfo.clear_cache()
    kept = [weakref.ref(ZoneInfo(key)) for key in keys[:8]]
    assert ZoneInfo(keys[0]) is kept[0]()
    ZoneInfo(keys[8])
    gc.collect()
    assert [ref() is None for ref in kept] == [False, True] + [False] * 6
    lost = weakref.ref(Named("Asia/Tokyo"))
    gc.collect()
    assert lost() is None

    # Pickles are by key, and know of the cache.
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(berlin, protocol)) is ZoneInfo("Europe/Berlin")
        single = ZoneInfo.no_cache("Europe/Berlin")
        again = pickle.loads(pickle.dumps(single, protocol))
        assert again is not single and again.key == single.key
        assert again is not ZoneInfo("Europe/Berlin")
    assert copy.copy(other) is ZoneInfo("Europe/Berlin")
    assert berlin.__reduce__()[1] == ("Europe/Berlin", 1)

    moment = datetime(1916, 4, 30, 12, tzinfo=berlin)
    assert (moment.utcoffset(), moment.dst()) == (HOUR, 0 * HOUR)
    assert datetime(1893, 3, 1, tzinfo=berlin).tzname() == "LMT"
    assert datetime(9999, 7, 1, tzinfo=berlin).tzname() == "CEST"

raises(pickle.PicklingError, "Cannot pickle a ZoneInfo file from a file stream.", pickle.dumps, zone)
try:
    ZoneInfo("No/Where")
except zoneinfo.ZoneInfoNotFoundError as error:
    assert error.args == ("No time zone found with key No/Where",)
else:
    raise AssertionError


# What a subclass's cache holds is looked at.
class Odd(ZoneInfo):
    pass


Odd._weak_cache = {"k": 1}
raises(RuntimeError, "Unexpected instance of int in Odd weak cache for key 'k'", Odd, "k")
Odd._weak_cache = {"k": zone}
raises(
    RuntimeError,
    "Unexpected instance of zoneinfo.ZoneInfo in Odd weak cache for key 'k'",
    Odd,
    "k",
)

# Where the zones of a system are looked for is known.
places = sysconfig.get_config_var("TZPATH").split(os.pathsep)
assert "/usr/share/zoneinfo" in places and all(map(os.path.isabs, places))
