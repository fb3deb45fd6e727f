"""time: dates in parts, their texts, zones, and what is known of clocks.

https://docs.python.org/3.14/library/time.html
"""
import os
import time
from time import asctime, ctime, get_clock_info, gmtime, localtime, mktime, strftime, strptime, struct_time


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


# UTC.
assert gmtime(0) == (1970, 1, 1, 0, 0, 0, 3, 1, 0) and gmtime(-1.5)[:6] == (1969, 12, 31, 23, 59, 58)
assert gmtime(1.9999) == gmtime(1) and gmtime(10**9) == (2001, 9, 9, 1, 46, 40, 6, 252, 0)
g = gmtime(10**9)
assert (g.tm_zone, g.tm_gmtoff, g.n_fields, len(g), type(g)) == ("GMT", 0, 11, 9, struct_time)
assert repr(g) == ("time.struct_time(tm_year=2001, tm_mon=9, tm_mday=9, tm_hour=1, tm_min=46, tm_sec=40, "
                   "tm_wday=6, tm_yday=252, tm_isdst=0)")
assert abs(mktime(localtime()) - time.time()) < 5 and gmtime(None)[0] >= 2024
raises(OverflowError, "timestamp out of range for platform time_t", gmtime, 1e20)
raises(OverflowError, "timestamp out of range for platform time_t", gmtime, 2**70)
raises(ValueError, "Invalid value NaN (not a number)", gmtime, float("nan"))
raises(TypeError, "'str' object cannot be interpreted as an integer", gmtime, "a")
raises(OSError, "[Errno 75] Value too large for defined data type", gmtime, 2**60)

# Texts.
assert asctime(g) == "Sun Sep  9 01:46:40 2001" and asctime((12345, 1, 1, 0, 0, 0, 0, 1, 0)).endswith(" 12345")
assert asctime((2020, 0, 0, 0, 0, 0, 0, 0, 0)) == "Mon Jan  1 00:00:00 2020"
assert len(asctime()) == len(ctime()) == 24
start = [2020, 1, 1, 0, 0, 0, 0, 1, 0]
for index, number, message in [(1, 13, "month"), (2, 32, "day of month"), (3, 24, "hour"), (4, 60, "minute"),
                               (5, 62, "seconds"), (6, -2, "day of week"), (7, 367, "day of year")]:
    wrong = start[:]
    wrong[index] = number
    for function, args in (asctime, ()), (strftime, ("%Y",)):
        raises(ValueError, message + " out of range", function, *args, tuple(wrong))
raises(TypeError, "Tuple or struct_time argument required", asctime, 5)
raises(TypeError, "asctime(): illegal time tuple argument", asctime, (1, 2))
raises(OverflowError, "signed integer is greater than maximum", asctime, (2**40, 1, 1, 0, 0, 0, 0, 1, 0))
assert strftime("%Y-%m-%d %H:%M:%S %a %A %b %B %j %U %w %W %y %% %p %F %T %D", g) == (
    "2001-09-09 01:46:40 Sun Sunday Sep September 252 36 0 36 01 % AM 2001-09-09 01:46:40 09/09/01")
assert strftime("", g) == "" and strftime("\xe9%Y\0%m\ud800", g) == "\xe92001\x0009\ud800"
assert strftime("%Y" * 500, g) == "2001" * 500 and strftime("%Z %z", g) == "GMT +0000"
raises(TypeError, "strftime() argument 1 must be str, not bytes", strftime, b"%Y")
raises(TypeError, "strftime(): illegal time tuple argument", strftime, "%Y", (1, 2))
assert strptime("2001-09-09 01:46:40", "%Y-%m-%d %H:%M:%S")[:8] == g[:8]
assert strptime("Sun Sep  9 01:46:40 2001") == strptime("9 Sep 2001 014640", "%d %b %Y %H%M%S")
raises(ValueError, "time data 'x' does not match format '%Y'", strptime, "x", "%Y")

# Zones.
for zone, timezone, altzone, names, summer, text in [
        ("EST+05EDT,M4.1.0,M10.5.0", 18000, 14400, ("EST", "EDT"), 1593576000, "EDT -0400"),
        ("AEST-10AEDT-11,M10.5.0,M3.5.0", -36000, -39600, ("AEST", "AEDT"), 1593525600, "AEST +1000"),
        ("UTC0", 0, 0, ("UTC", "UTC"), 1593561600, "UTC +0000")]:
    os.environ["TZ"] = zone
    time.tzset()
    assert (time.timezone, time.altzone, time.tzname) == (timezone, altzone, names)
    assert time.daylight == (timezone != altzone)
    assert mktime((2020, 7, 1, 0, 0, 0, 0, 0, -1)) == summer
    local = localtime(summer)
    assert local[:6] == (2020, 7, 1, 0, 0, 0) and strftime("%Z %z", local) == text
    assert (local.tm_zone, local.tm_gmtoff) == (text[:-6], int(text[-5:]) * 36)
    assert ctime(summer) == "Wed Jul  1 00:00:00 2020" == asctime(local)
raises(TypeError, "mktime(): illegal time tuple argument", mktime, (2000, 1, 1))
raises(OverflowError, "signed integer is greater than maximum", mktime, (2**33, 1, 1, 0, 0, 0, 0, 1, 0))
assert mktime((1969, 12, 31, 23, 59, 59, 0, 1, -1)) == -1.0

# Clocks.
for name, clock, settable in [("time", "REALTIME", True), ("monotonic", "MONOTONIC", False),
                              ("perf_counter", "MONOTONIC", False),
                              ("process_time", "PROCESS_CPUTIME_ID", False),
                              ("thread_time", "THREAD_CPUTIME_ID", False)]:
    info = get_clock_info(name)
    assert info.implementation == f"clock_gettime(CLOCK_{clock})"
    assert (info.adjustable, info.monotonic) == (settable, not settable)
    number = getattr(time, "CLOCK_" + clock)
    assert info.resolution == time.clock_getres(number) > 0
    assert abs(time.clock_gettime(number) - getattr(time, name)()) < 1
    assert type(time.clock_gettime_ns(number)) is int
raises(ValueError, "unknown clock", get_clock_info, "sundial")
raises(TypeError, "clk_id should be integer, not str", time.clock_gettime, "a")
raises(OSError, "[Errno 22] Invalid argument", time.clock_gettime, 999)
raises(OSError, "[Errno 22] Invalid argument", time.clock_settime_ns, 999, 1)
raises(OverflowError, "timestamp out of range for C PyTime_t", time.sleep, 1e300)
