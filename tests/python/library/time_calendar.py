"""Moments as tuples and as text.

https://docs.python.org/3.14/library/time.html
"""
import os
import time

os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
time.tzset()
assert time.tzname == ("CET", "CEST") and time.daylight == 1
assert time.timezone == -3600 and time.altzone == -7200

epoch = time.gmtime(0)
assert epoch == (1970, 1, 1, 0, 0, 0, 3, 1, 0) and epoch.tm_zone == "GMT", epoch
assert epoch.tm_gmtoff == 0
summer = time.localtime(1_000_000_000.9)
assert summer == (2001, 9, 9, 3, 46, 40, 6, 252, 1), summer
assert summer.tm_zone == "CEST" and summer.tm_gmtoff == 7200
assert time.mktime(summer) == 1e9
assert time.asctime(summer) == "Sun Sep  9 03:46:40 2001"
assert time.ctime(1_000_000_000) == time.asctime(summer)
assert time.strftime("%Y-%m-%d %H:%M:%S %Z %j %a", summer) == "2001-09-09 03:46:40 CEST 252 Sun"
assert time.strftime("%d\0é%m", summer) == "09\0é09"
assert time.strftime("", summer) == ""
assert time.strptime("2001-09-09", "%Y-%m-%d")[:3] == (2001, 9, 9)


def raised(function, *arguments):
    try:
        function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError("nothing raised")


for numbers, message in [
    ((2000, 13, 1, 0, 0, 0, 0, 0, 0), "month out of range"),
    ((2000, 1, 32, 0, 0, 0, 0, 0, 0), "day of month out of range"),
    ((2000, 1, 1, 24, 0, 0, 0, 0, 0), "hour out of range"),
    ((2000, 1, 1, 0, 60, 0, 0, 0, 0), "minute out of range"),
    ((2000, 1, 1, 0, 0, 62, 0, 0, 0), "seconds out of range"),
    ((2000, 1, 1, 0, 0, 0, -2, 0, 0), "day of week out of range"),
    ((2000, 1, 1, 0, 0, 0, 0, 367, 0), "day of year out of range"),
]:
    assert raised(time.strftime, "%Y", numbers) == f"ValueError: {message}"
    assert raised(time.asctime, numbers) == f"ValueError: {message}"
assert raised(time.mktime, 1) == "TypeError: Tuple or struct_time argument required"
assert raised(time.mktime, (1, 2)) == "TypeError: mktime(): illegal time tuple argument"
assert raised(time.localtime, 1e30) == "OverflowError: timestamp out of range for platform time_t"
assert raised(time.gmtime, float("nan")) == "ValueError: Invalid value NaN (not a number)"
assert raised(time.gmtime, 1 << 60) == "OSError: [Errno 75] Value too large for defined data type"
assert raised(time.get_clock_info, "x") == "ValueError: unknown clock"
assert raised(time.clock_gettime, 99) == "OSError: [Errno 22] Invalid argument"
assert time.get_clock_info("monotonic").implementation == "clock_gettime(CLOCK_MONOTONIC)"
assert isinstance(time.clock_gettime_ns(time.CLOCK_REALTIME), int)

# Seconds are integers or floats: what can only be made a float is neither.
class Float:
    def __float__(self):
        return 0.0


class Index:
    def __index__(self):
        return 0


neither = "TypeError: 'Float' object cannot be interpreted as an integer or float"
assert raised(time.sleep, Float()) == raised(time.clock_settime, 99, Float()) == neither
assert time.sleep(Index()) is None
assert raised(time.clock_settime_ns, 99, "x") == "TypeError: expect int, got str"
assert raised(time.strftime) == "TypeError: strftime() takes at least 1 argument (0 given)"
assert raised(time.strftime, "", (), 1) == "TypeError: strftime() takes at most 2 arguments (3 given)"
assert raised(time.clock_settime, 1) == "TypeError: clock_settime() takes exactly 2 arguments (1 given)"
