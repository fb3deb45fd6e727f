"""datetime: what expressions come to, and what they raise.

https://docs.python.org/3.14/library/datetime.html
"""
import os
import pickle
import time as clock
from datetime import *

os.environ["TZ"] = "UTC"
clock.tzset()


class Tz(tzinfo):
    def utcoffset(self, dt): return timedelta(hours=2)
    def dst(self, dt): return timedelta(hours=1)
    def tzname(self, dt): return "XX"


class BadTz(tzinfo):
    def utcoffset(self, dt): return 3
    def dst(self, dt): return 3
    def tzname(self, dt): return 3


class BigTz(tzinfo):
    def utcoffset(self, dt): return timedelta(days=1)
    def dst(self, dt): return None
    def tzname(self, dt): return None


class NoTz(tzinfo): pass
class D(date): pass
class DT(datetime): pass
class TD(timedelta): pass
class T(time): pass


d = date(2020, 2, 29)
dt = datetime(2020, 2, 29, 12, 30, 15, 123456)
ti = time(12, 30, 15, 123456)
td = timedelta(1, 2, 3)
a = dt.replace(tzinfo=timezone.utc)
b = dt.replace(tzinfo=Tz())

results = r"""
date(year=2020,month=1,day=2)  →  datetime.date(2020, 1, 2)
date(b'\x07\xe4\x02\x1d')  →  datetime.date(2020, 2, 29)
date('\x07\xe4\x02\x1d')  →  datetime.date(2020, 2, 29)
timedelta(1,2,3,4,5,6,7)  →  datetime.timedelta(days=50, seconds=21902, microseconds=4003)
timedelta(1.5,1.5,1.5,1.5,1.5,1.5,1.5)  →  datetime.timedelta(days=12, seconds=5491, microseconds=501502)
timedelta(microseconds=0.5)  →  datetime.timedelta(0)
timedelta(microseconds=1.5)  →  datetime.timedelta(microseconds=2)
timedelta(microseconds=2.5)  →  datetime.timedelta(microseconds=2)
timedelta(days=0.1,microseconds=0.5)  →  datetime.timedelta(seconds=8640)
timedelta(seconds=1e-7)  →  datetime.timedelta(0)
timedelta(-1,1)  →  datetime.timedelta(days=-1, seconds=1)
timedelta(True)  →  datetime.timedelta(days=1)
timezone(timedelta(0))  →  datetime.timezone.utc
timezone(timedelta(0),'UTC')  →  datetime.timezone(datetime.timedelta(0), 'UTC')
timezone(timedelta(0)) is timezone.utc  →  True
timezone.utc  →  datetime.timezone.utc
timezone(timedelta(hours=-5,minutes=-30))  →  datetime.timezone(datetime.timedelta(days=-1, seconds=66600))
str(timezone(timedelta(hours=-5,minutes=-30)))  →  'UTC-05:30'
str(timezone(timedelta(seconds=1,microseconds=5)))  →  'UTC+00:00:01.000005'
str(timezone.utc)  →  'UTC'
timezone(timedelta(hours=1),'a').tzname(None)  →  'a'
timezone.utc.fromutc(a)  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, tzinfo=datetime.timezone.utc)
timezone.max, timezone.min  →  (datetime.timezone(datetime.timedelta(seconds=86340)), datetime.timezone(datetime.timedelta(days=-1, seconds=60)))
hash(timezone.utc)==hash(timedelta(0))  →  True
timezone.utc==timezone(timedelta(0),'x')  →  True
timezone.utc.__getinitargs__()  →  (datetime.timedelta(0),)
timezone(timedelta(0),'x').__getinitargs__()  →  (datetime.timedelta(0), 'x')
b.tzinfo.__reduce__()  →  (<class '__main__.Tz'>, (), None)
tzinfo().__reduce__()  →  (<class 'datetime.tzinfo'>, (), None)
dt.replace(tzinfo=BigTz()).dst()  →  None
dt.replace(tzinfo=BigTz()).tzname()  →  None
d  →  datetime.date(2020, 2, 29)
dt  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456)
ti  →  datetime.time(12, 30, 15, 123456)
td  →  datetime.timedelta(days=1, seconds=2, microseconds=3)
D(2020,1,1)  →  D(2020, 1, 1)
DT(2020,1,1,fold=1)  →  DT(2020, 1, 1, 0, 0, fold=1)
TD(1)  →  TD(days=1)
TD(1)+TD(2)  →  datetime.timedelta(days=3)
T(1)  →  T(1, 0)
T(1,tzinfo=Tz()) is None  →  False
a  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, tzinfo=datetime.timezone.utc)
str(a)  →  '2020-02-29 12:30:15.123456+00:00'
str(b)  →  '2020-02-29 12:30:15.123456+02:00'
str(d)  →  '2020-02-29'
str(ti)  →  '12:30:15.123456'
str(td)  →  '1 day, 0:00:02.000003'
str(timedelta(-1))  →  '-1 day, 0:00:00'
str(timedelta(days=2))  →  '2 days, 0:00:00'
str(timedelta(0))  →  '0:00:00'
repr(timedelta(0))  →  'datetime.timedelta(0)'
repr(timedelta(-1,5,7))  →  'datetime.timedelta(days=-1, seconds=5, microseconds=7)'
repr(timedelta(0,0,7))  →  'datetime.timedelta(microseconds=7)'
repr(time(1))  →  'datetime.time(1, 0)'
repr(time(1,2,0,4))  →  'datetime.time(1, 2, 0, 4)'
repr(time(1,2,3,fold=1))  →  'datetime.time(1, 2, 3, fold=1)'
repr(datetime(1,1,1))  →  'datetime.datetime(1, 1, 1, 0, 0)'
repr(datetime(1,1,1,0,0,0,1,timezone.utc,fold=1))  →  'datetime.datetime(1, 1, 1, 0, 0, 0, 1, fold=1, tzinfo=datetime.timezone.utc)'
d.isoformat()  →  '2020-02-29'
dt.isoformat(' ')  →  '2020-02-29 12:30:15.123456'
dt.isoformat('T','hours')  →  '2020-02-29T12'
dt.isoformat('T','minutes')  →  '2020-02-29T12:30'
dt.isoformat('T','seconds')  →  '2020-02-29T12:30:15'
dt.isoformat('T','milliseconds')  →  '2020-02-29T12:30:15.123'
dt.isoformat('T','microseconds')  →  '2020-02-29T12:30:15.123456'
dt.isoformat('T','auto')  →  '2020-02-29T12:30:15.123456'
dt.isoformat(sep='\ud800')  →  '2020-02-29\ud80012:30:15.123456'
ti.isoformat('hours')  →  '12'
ti.isoformat(timespec='milliseconds')  →  '12:30:15.123'
d.ctime()  →  'Sat Feb 29 00:00:00 2020'
dt.ctime()  →  'Sat Feb 29 12:30:15 2020'
d.strftime('%Y-%m-%d %H:%M %%')  →  '2020-02-29 00:00 %'
dt.strftime('%f %z %Z %j %:z|')  →  '123456   060 |'
a.strftime('%f %z %Z %:z')  →  '123456 +0000 UTC +00:00'
b.strftime('%f %z %Z %:z')  →  '123456 +0200 XX +02:00'
ti.strftime('%H %Y %f')  →  '12 1900 123456'
date(1,1,1).strftime('%Y %G %C %F')  →  '0001 0001 00 0001-01-01'
d.strftime('')  →  ''
d.strftime('%')  →  '%'
d.strftime('\ud800 %d')  →  '\ud800 29'
d.strftime('a\0b%d')  →  'a\x00b29'
d.__format__('')  →  '2020-02-29'
d.__format__('%d')  →  '29'
f'{dt:%H}'  →  '12'
d.weekday(),d.isoweekday(),d.toordinal()  →  (5, 6, 737484)
d.isocalendar()  →  datetime.IsoCalendarDate(year=2020, week=9, weekday=6)
d.isocalendar().week  →  9
tuple(d.isocalendar())  →  (2020, 9, 6)
d.isocalendar()[1]  →  9
type(d.isocalendar())  →  <class 'datetime.IsoCalendarDate'>
d.timetuple()  →  time.struct_time(tm_year=2020, tm_mon=2, tm_mday=29, tm_hour=0, tm_min=0, tm_sec=0, tm_wday=5, tm_yday=60, tm_isdst=-1)
dt.timetuple()  →  time.struct_time(tm_year=2020, tm_mon=2, tm_mday=29, tm_hour=12, tm_min=30, tm_sec=15, tm_wday=5, tm_yday=60, tm_isdst=-1)
b.timetuple()  →  time.struct_time(tm_year=2020, tm_mon=2, tm_mday=29, tm_hour=12, tm_min=30, tm_sec=15, tm_wday=5, tm_yday=60, tm_isdst=1)
b.utctimetuple()  →  time.struct_time(tm_year=2020, tm_mon=2, tm_mday=29, tm_hour=10, tm_min=30, tm_sec=15, tm_wday=5, tm_yday=60, tm_isdst=0)
d.replace(2021,3,1)  →  datetime.date(2021, 3, 1)
D(2020,1,1).replace(day=2)  →  D(2020, 1, 2)
dt.replace(hour=1,fold=1)  →  datetime.datetime(2020, 2, 29, 1, 30, 15, 123456, fold=1)
dt.replace(1,2,3,4,5,6,7,None)  →  datetime.datetime(1, 2, 3, 4, 5, 6, 7)
ti.replace(1,fold=1)  →  datetime.time(1, 30, 15, 123456, fold=1)
d.__replace__(day=1)  →  datetime.date(2020, 2, 1)
date.fromordinal(1),date.fromordinal(3652059)  →  (datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
D.fromordinal(5)  →  D(1, 1, 5)
datetime.fromordinal(5)  →  datetime.datetime(1, 1, 5, 0, 0)
DT.fromordinal(5)  →  DT(1, 1, 5, 0, 0)
date.fromtimestamp(0)  →  datetime.date(1970, 1, 1)
date.fromtimestamp(-1)  →  datetime.date(1969, 12, 31)
datetime.fromtimestamp(0)  →  datetime.datetime(1970, 1, 1, 0, 0)
datetime.fromtimestamp(0,timezone.utc)  →  datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
datetime.fromtimestamp(1.5)  →  datetime.datetime(1970, 1, 1, 0, 0, 1, 500000)
datetime.fromtimestamp(-1.5)  →  datetime.datetime(1969, 12, 31, 23, 59, 58, 500000)
datetime.fromtimestamp(0.0000005)  →  datetime.datetime(1970, 1, 1, 0, 0)
datetime.fromtimestamp(0.0000015)  →  datetime.datetime(1970, 1, 1, 0, 0, 0, 2)
DT.fromtimestamp(5)  →  DT(1970, 1, 1, 0, 0, 5)
date.fromisoformat('2020-02-29')  →  datetime.date(2020, 2, 29)
date.fromisoformat('20200229')  →  datetime.date(2020, 2, 29)
date.fromisoformat('2020-W09-6')  →  datetime.date(2020, 2, 29)
date.fromisoformat('2020W096')  →  datetime.date(2020, 2, 29)
date.fromisoformat('2020-W09')  →  datetime.date(2020, 2, 24)
date.fromisocalendar(2020,9,6)  →  datetime.date(2020, 2, 29)
date.fromisocalendar(year=2020,week=53,day=7)  →  datetime.date(2021, 1, 3)
datetime.fromisoformat('2020-02-29T12:30:15.123456+02:00')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))
datetime.fromisoformat('2020-02-29 12:30')  →  datetime.datetime(2020, 2, 29, 12, 30)
datetime.fromisoformat('2020-02-29T12')  →  datetime.datetime(2020, 2, 29, 12, 0)
datetime.fromisoformat('20200229T123015')  →  datetime.datetime(2020, 2, 29, 12, 30, 15)
datetime.fromisoformat('2020-02-29T12:30:15Z')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, tzinfo=datetime.timezone.utc)
datetime.fromisoformat('2020-02-29T12:30:15,5')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 500000)
datetime.fromisoformat('2020-02-29T12:30:15.123')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123000)
datetime.fromisoformat('2020-02-29T12:30:15.1234567')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456)
datetime.fromisoformat('2020-02-29T12:30:15+02:00:15.5')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, tzinfo=datetime.timezone(datetime.timedelta(seconds=7215, microseconds=500000)))
datetime.fromisoformat('2020-02-29T12:30:15-00:00')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, tzinfo=datetime.timezone.utc)
datetime.fromisoformat('2020-02-29T24:00')  →  datetime.datetime(2020, 3, 1, 0, 0)
datetime.fromisoformat('2020-W09T12')  →  datetime.datetime(2020, 2, 24, 12, 0)
datetime.fromisoformat('2020-W09-6T12')  →  datetime.datetime(2020, 2, 29, 12, 0)
datetime.fromisoformat('2020W096T12')  →  datetime.datetime(2020, 2, 29, 12, 0)
datetime.fromisoformat('2020-02-29T12:30+01')  →  datetime.datetime(2020, 2, 29, 12, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))
datetime.fromisoformat('2020-02-29T12:30+0130')  →  datetime.datetime(2020, 2, 29, 12, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=5400)))
datetime.fromisoformat('2020-02-29')  →  datetime.datetime(2020, 2, 29, 0, 0)
DT.fromisoformat('2020-02-29T12:30:15Z')  →  DT(2020, 2, 29, 12, 30, 15, tzinfo=datetime.timezone.utc)
time.fromisoformat('12:30')  →  datetime.time(12, 30)
time.fromisoformat('T12:30')  →  datetime.time(12, 30)
time.fromisoformat('1230')  →  datetime.time(12, 30)
time.fromisoformat('12:30:15.5+01:00')  →  datetime.time(12, 30, 15, 500000, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))
time.fromisoformat('24:00')  →  datetime.time(0, 0)
time.fromisoformat('T12:30Z')  →  datetime.time(12, 30, tzinfo=datetime.timezone.utc)
datetime.combine(d,ti)  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456)
datetime.combine(d,ti,timezone.utc)  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, tzinfo=datetime.timezone.utc)
DT.combine(d,ti)  →  DT(2020, 2, 29, 12, 30, 15, 123456)
datetime.combine(dt,ti,tzinfo=None)  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456)
dt.date(),dt.time(),a.timetz()  →  (datetime.date(2020, 2, 29), datetime.time(12, 30, 15, 123456), datetime.time(12, 30, 15, 123456, tzinfo=datetime.timezone.utc))
dt.timestamp(),a.timestamp(),b.timestamp()  →  (1582979415.123456, 1582979415.123456, 1582972215.123456)
a.astimezone()  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, tzinfo=datetime.timezone(datetime.timedelta(0), 'UTC'))
dt.astimezone()  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, tzinfo=datetime.timezone(datetime.timedelta(0), 'UTC'))
a.astimezone(timezone.utc) is a  →  True
b.utcoffset(),b.dst(),b.tzname()  →  (datetime.timedelta(seconds=7200), datetime.timedelta(seconds=3600), 'XX')
dt.utcoffset(),dt.dst(),dt.tzname()  →  (None, None, None)
ti.utcoffset(),ti.dst(),ti.tzname()  →  (None, None, None)
ti.replace(tzinfo=Tz()).utcoffset()  →  datetime.timedelta(seconds=7200)
d+td  →  datetime.date(2020, 3, 1)
d-td  →  datetime.date(2020, 2, 28)
d-d  →  datetime.timedelta(0)
dt+td  →  datetime.datetime(2020, 3, 1, 12, 30, 17, 123459)
td+dt  →  datetime.datetime(2020, 3, 1, 12, 30, 17, 123459)
dt-dt  →  datetime.timedelta(0)
a-b  →  datetime.timedelta(seconds=7200)
a-a  →  datetime.timedelta(0)
D(2020,1,1)+td  →  D(2020, 1, 2)
DT(2020,1,1)+td  →  DT(2020, 1, 2, 0, 0, 2, 3)
td+td  →  datetime.timedelta(days=2, seconds=4, microseconds=6)
td-td  →  datetime.timedelta(0)
td*2  →  datetime.timedelta(days=2, seconds=4, microseconds=6)
2*td  →  datetime.timedelta(days=2, seconds=4, microseconds=6)
td*1.5  →  datetime.timedelta(days=1, seconds=43203, microseconds=4)
td/2  →  datetime.timedelta(seconds=43201, microseconds=2)
td/td  →  1.0
td/1.5  →  datetime.timedelta(seconds=57601, microseconds=333335)
td//2  →  datetime.timedelta(seconds=43201, microseconds=1)
td//td  →  1
td%td  →  datetime.timedelta(0)
td%timedelta(hours=5)  →  datetime.timedelta(seconds=14402, microseconds=3)
divmod(td,timedelta(hours=5))  →  (4, datetime.timedelta(seconds=14402, microseconds=3))
-td  →  datetime.timedelta(days=-2, seconds=86397, microseconds=999997)
+td  →  datetime.timedelta(days=1, seconds=2, microseconds=3)
abs(-td)  →  datetime.timedelta(days=1, seconds=2, microseconds=3)
bool(timedelta(0)),bool(td)  →  (False, True)
td.total_seconds()  →  86402.000003
td.days,td.seconds,td.microseconds  →  (1, 2, 3)
timedelta.max,timedelta.min,timedelta.resolution  →  (datetime.timedelta(days=999999999, seconds=86399, microseconds=999999), datetime.timedelta(days=-999999999), datetime.timedelta(microseconds=1))
abs(timedelta.min)  →  datetime.timedelta(days=999999999)
hash(td)==hash(timedelta(1,2,3))  →  True
td==1  →  False
td<timedelta(2)  →  True
td!=None  →  True
d==dt  →  False
dt==d  →  False
d==D(2020,2,29)  →  True
d<D(2021,1,1)  →  True
dt==a  →  False
a==b  →  False
a<b  →  False
ti<time(13)  →  True
ti==ti.replace(tzinfo=timezone.utc)  →  False
hash(d)==hash(D(2020,2,29))  →  True
hash(dt)==hash(dt.replace(fold=1))  →  True
hash(a)==hash(a.astimezone(Tz()))  →  True
hash(ti)==hash(ti.replace(fold=1))  →  True
date.min,date.max,date.resolution  →  (datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.timedelta(days=1))
datetime.min,datetime.max,datetime.resolution  →  (datetime.datetime(1, 1, 1, 0, 0), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999), datetime.timedelta(microseconds=1))
time.min,time.max,time.resolution  →  (datetime.time(0, 0), datetime.time(23, 59, 59, 999999), datetime.timedelta(microseconds=1))
pickle.loads(pickle.dumps(d))==d  →  True
d.__reduce__()  →  (<class 'datetime.date'>, (b'\x07\xe4\x02\x1d',))
dt.__reduce__()  →  (<class 'datetime.datetime'>, (b'\x07\xe4\x02\x1d\x0c\x1e\x0f\x01\xe2@',))
dt.__reduce_ex__(2)  →  (<class 'datetime.datetime'>, (b'\x07\xe4\x02\x1d\x0c\x1e\x0f\x01\xe2@',))
dt.replace(fold=1).__reduce_ex__(2)  →  (<class 'datetime.datetime'>, (b'\x07\xe4\x02\x1d\x0c\x1e\x0f\x01\xe2@',))
dt.replace(fold=1).__reduce_ex__(4)  →  (<class 'datetime.datetime'>, (b'\x07\xe4\x82\x1d\x0c\x1e\x0f\x01\xe2@',))
a.__reduce_ex__(4)  →  (<class 'datetime.datetime'>, (b'\x07\xe4\x02\x1d\x0c\x1e\x0f\x01\xe2@', datetime.timezone.utc))
ti.__reduce__()  →  (<class 'datetime.time'>, (b'\x0c\x1e\x0f\x01\xe2@',))
ti.replace(fold=1).__reduce_ex__(4)  →  (<class 'datetime.time'>, (b'\x8c\x1e\x0f\x01\xe2@',))
ti.replace(tzinfo=timezone.utc).__reduce_ex__(4)  →  (<class 'datetime.time'>, (b'\x0c\x1e\x0f\x01\xe2@', datetime.timezone.utc))
td.__reduce__()  →  (<class 'datetime.timedelta'>, (1, 2, 3))
D(2020,1,1).__reduce__()  →  (<class '__main__.D'>, (b'\x07\xe4\x01\x01',))
datetime(b'\x07\xe4\x02\x1d\x0c\x1e\x0f\x01\xe2@')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456)
datetime(b'\x07\xe4\x82\x1d\x0c\x1e\x0f\x01\xe2@')  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, fold=1)
datetime(b'\x07\xe4\x82\x1d\x0c\x1e\x0f\x01\xe2@',timezone.utc)  →  datetime.datetime(2020, 2, 29, 12, 30, 15, 123456, fold=1, tzinfo=datetime.timezone.utc)
time(b'\x0c\x1e\x0f\x01\xe2@')  →  datetime.time(12, 30, 15, 123456)
time(b'\x8c\x1e\x0f\x01\xe2@')  →  datetime.time(12, 30, 15, 123456, fold=1)
date.strptime('2020','%Y')  →  datetime.date(2020, 1, 1)
datetime.strptime('2020 13','%Y %H')  →  datetime.datetime(2020, 1, 1, 13, 0)
time.strptime('13','%H')  →  datetime.time(13, 0)
D.strptime('2020','%Y')  →  D(2020, 1, 1)
datetime.strptime('2020 +0100','%Y %z')  →  datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))
d.year,d.month,d.day  →  (2020, 2, 29)
dt.hour,dt.minute,dt.second,dt.microsecond,dt.tzinfo,dt.fold  →  (12, 30, 15, 123456, None, 0)
isinstance(dt,date)  →  True
d.__add__(1)  →  NotImplemented
d.__radd__(td)  →  datetime.date(2020, 3, 1)
td.__sub__(d)  →  NotImplemented
td.__rsub__(td)  →  datetime.timedelta(0)
dt.__eq__(1)  →  NotImplemented
dt.__lt__(1)  →  NotImplemented
date.__new__(date,2020,1,1)  →  datetime.date(2020, 1, 1)
repr(time(1,2,3,4,tzinfo=timezone.utc))  →  'datetime.time(1, 2, 3, 4, tzinfo=datetime.timezone.utc)'
bool(time(0))  →  True
DT(2020,1,1)-DT(2019,1,1)  →  datetime.timedelta(days=365)
dt.isocalendar()  →  datetime.IsoCalendarDate(year=2020, week=9, weekday=6)
dt.toordinal()  →  737484
dt.__replace__(hour=3)  →  datetime.datetime(2020, 2, 29, 3, 30, 15, 123456)
ti.__replace__(hour=3)  →  datetime.time(3, 30, 15, 123456)
"""
errors = r"""
date(0,1,1)  →  ValueError: year must be in 1..9999, not 0
date(10000,1,1)  →  ValueError: year must be in 1..9999, not 10000
date(2020,13,1)  →  ValueError: month must be in 1..12, not 13
date(2020,2,30)  →  ValueError: day 30 must be in range 1..29 for month 2 in year 2020
date(2021,2,29)  →  ValueError: day 29 must be in range 1..28 for month 2 in year 2021
date(2020,1,0)  →  ValueError: day 0 must be in range 1..31 for month 1 in year 2020
date('a',1,1)  →  TypeError: 'str' object cannot be interpreted as an integer
date(2020,1.0,1)  →  TypeError: 'float' object cannot be interpreted as an integer
date(b'1234')  →  TypeError: 'bytes' object cannot be interpreted as an integer
date(b'\x07\xe4\x0f\x1d')  →  TypeError: 'bytes' object cannot be interpreted as an integer
datetime(2020,1,1,24)  →  ValueError: hour must be in 0..23, not 24
datetime(2020,1,1,0,60)  →  ValueError: minute must be in 0..59, not 60
datetime(2020,1,1,0,0,60)  →  ValueError: second must be in 0..59, not 60
datetime(2020,1,1,0,0,0,10**6)  →  ValueError: microsecond must be in 0..999999, not 1000000
datetime(2020,1,1,fold=2)  →  ValueError: fold must be either 0 or 1, not 2
datetime(2020,1,1,tzinfo=3)  →  TypeError: tzinfo argument must be None or of a tzinfo subclass, not type 'int'
datetime(2020,1,1,-1)  →  ValueError: hour must be in 0..23, not -1
time(24)  →  ValueError: hour must be in 0..23, not 24
time(0,60)  →  ValueError: minute must be in 0..59, not 60
time(0,0,-1)  →  ValueError: second must be in 0..59, not -1
time(0,0,0,-1)  →  ValueError: microsecond must be in 0..999999, not -1
time(fold=3)  →  ValueError: fold must be either 0 or 1, not 3
time(tzinfo=1)  →  TypeError: tzinfo argument must be None or of a tzinfo subclass, not type 'int'
time('a')  →  TypeError: 'str' object cannot be interpreted as an integer
timedelta('a')  →  TypeError: unsupported type for timedelta days component: str
timedelta(days='a')  →  TypeError: unsupported type for timedelta days component: str
timedelta(float('nan'))  →  ValueError: cannot convert float NaN to integer
timedelta(float('inf'))  →  OverflowError: cannot convert float infinity to integer
timezone(1)  →  TypeError: timezone() argument 1 must be datetime.timedelta, not int
timezone(timedelta(1))  →  ValueError: offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1)
timezone(timedelta(hours=1),1)  →  TypeError: timezone() argument 2 must be str, not int
timezone.utc.utcoffset(1)  →  TypeError: utcoffset(dt) argument must be a datetime instance or None, not int
timezone.utc.tzname(1)  →  TypeError: tzname(dt) argument must be a datetime instance or None, not int
timezone.utc.dst(1)  →  TypeError: dst(dt) argument must be a datetime instance or None, not int
timezone.utc.fromutc(1)  →  TypeError: fromutc: argument must be a datetime
timezone.utc.fromutc(dt)  →  ValueError: fromutc: dt.tzinfo is not self
timezone.utc<timezone.utc  →  TypeError: '<' not supported between instances of 'datetime.timezone' and 'datetime.timezone'
tzinfo().utcoffset(None)  →  NotImplementedError: a tzinfo subclass must implement utcoffset()
tzinfo().dst(None)  →  NotImplementedError: a tzinfo subclass must implement dst()
tzinfo().tzname(None)  →  NotImplementedError: a tzinfo subclass must implement tzname()
tzinfo().fromutc(None)  →  TypeError: fromutc: argument must be a datetime
tzinfo().fromutc(dt)  →  ValueError: fromutc: dt.tzinfo is not self
NoTz().fromutc(dt.replace(tzinfo=NoTz()))  →  ValueError: fromutc: dt.tzinfo is not self
dt.replace(tzinfo=NoTz()).utcoffset()  →  NotImplementedError: a tzinfo subclass must implement utcoffset()
dt.replace(tzinfo=BadTz()).utcoffset()  →  TypeError: tzinfo.utcoffset() must return None or timedelta, not 'int'
dt.replace(tzinfo=BadTz()).tzname()  →  TypeError: tzinfo.tzname() must return None or a string, not 'int'
dt.replace(tzinfo=BadTz()).dst()  →  TypeError: tzinfo.dst() must return None or timedelta, not 'int'
dt.replace(tzinfo=BigTz()).utcoffset()  →  ValueError: offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1)
dt.replace(tzinfo=BigTz()).isoformat()  →  ValueError: offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1)
dt.replace(tzinfo=BadTz()).isoformat()  →  TypeError: tzinfo.utcoffset() must return None or timedelta, not 'int'
dt.isoformat('TT')  →  TypeError: isoformat() argument 1 must be a unicode character, not a string of length 2
dt.isoformat(3)  →  TypeError: isoformat() argument 1 must be a unicode character, not int
dt.isoformat(timespec=3)  →  TypeError: isoformat() argument 2 must be str, not int
dt.replace(tzinfo=BadTz()).strftime('%z')  →  TypeError: tzinfo.dst() must return None or timedelta, not 'int'
dt.replace(tzinfo=BadTz()).strftime('%Z')  →  TypeError: tzinfo.dst() must return None or timedelta, not 'int'
d.strftime(3)  →  TypeError: strftime() argument 1 must be str, not int
d.__format__(3)  →  TypeError: __format__() argument 1 must be str, not int
datetime.min.replace(tzinfo=Tz()).utctimetuple()  →  OverflowError: date value out of range
d.replace(year=2021)  →  ValueError: day 29 must be in range 1..28 for month 2 in year 2021
d.replace(foo=1)  →  TypeError: replace() got an unexpected keyword argument 'foo'
d.replace(0)  →  ValueError: year must be in 1..9999, not 0
d.replace(day=30)  →  ValueError: day 30 must be in range 1..29 for month 2 in year 2020
dt.replace(tzinfo=3)  →  TypeError: tzinfo argument must be None or of a tzinfo subclass, not type 'int'
ti.replace(hour=25)  →  ValueError: hour must be in 0..23, not 25
d.__replace__(1)  →  ValueError: day 29 must be in range 1..28 for month 2 in year 1
date.fromordinal(0)  →  ValueError: ordinal must be >= 1
date.fromordinal(3652060)  →  ValueError: year must be in 1..9999, not 10000
date.fromordinal('a')  →  TypeError: 'str' object cannot be interpreted as an integer
date.fromtimestamp('a')  →  TypeError: 'str' object cannot be interpreted as an integer
date.fromtimestamp(1e20)  →  OverflowError: timestamp out of range for platform time_t
datetime.fromtimestamp(0,3)  →  TypeError: tzinfo argument must be None or of a tzinfo subclass, not type 'int'
datetime.fromtimestamp(1e20)  →  OverflowError: timestamp out of range for platform time_t
datetime.fromtimestamp(10**30)  →  OverflowError: timestamp out of range for platform time_t
datetime.fromtimestamp(-10**12)  →  ValueError: year must be in 1..9999, not -29719
datetime.fromtimestamp(None)  →  TypeError: argument must be int or float, not NoneType
date.fromisoformat('2020-W54-1')  →  ValueError: Invalid isoformat string: '2020-W54-1'
date.fromisoformat('2020-W09-8')  →  ValueError: Invalid isoformat string: '2020-W09-8'
date.fromisoformat('2020-02-30')  →  ValueError: day 30 must be in range 1..29 for month 2 in year 2020
date.fromisoformat('2020-2-3')  →  ValueError: Invalid isoformat string: '2020-2-3'
date.fromisoformat('2020-0229')  →  ValueError: Invalid isoformat string: '2020-0229'
date.fromisoformat('')  →  ValueError: Invalid isoformat string: ''
date.fromisoformat(3)  →  TypeError: fromisoformat: argument must be str
date.fromisoformat('2020\ud8002-29')  →  ValueError: Invalid isoformat string: '2020\ud8002-29'
date.fromisocalendar(2020,54,1)  →  ValueError: Invalid week: 54
date.fromisocalendar(2020,0,1)  →  ValueError: Invalid week: 0
date.fromisocalendar(2020,1,8)  →  ValueError: Invalid weekday: 8 (range is [1, 7])
date.fromisocalendar(0,1,1)  →  ValueError: year must be in 1..9999, not 0
date.fromisocalendar(10000,1,1)  →  ValueError: year must be in 1..9999, not 10000
date.fromisocalendar(2020,1)  →  TypeError: fromisocalendar() missing required argument 'day' (pos 3)
date.fromisocalendar(2020,1,'a')  →  TypeError: 'str' object cannot be interpreted as an integer
date.fromisocalendar(2**40,1,1)  →  ValueError: ISO calendar component out of range
date.fromisocalendar(9999,52,7)  →  ValueError: year must be in 1..9999, not 10000
datetime.fromisoformat('2020-02-29T12:30:15+25:00')  →  ValueError: offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1, seconds=3600)
datetime.fromisoformat('2020-02-29T12:30:15+24:00')  →  ValueError: offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1)
datetime.fromisoformat('2020-02-29T24:00:01')  →  ValueError: minute, second, and microsecond must be 0 when hour is 24
datetime.fromisoformat('9999-12-31T24:00')  →  ValueError: year must be in 1..9999, not 10000
datetime.fromisoformat('2020-02-30T24:00')  →  ValueError: day 30 must be in range 1..29 for month 2 in year 2020
datetime.fromisoformat('2020-02-29T12:60')  →  ValueError: minute must be in 0..59, not 60
datetime.fromisoformat('2020-02-29T')  →  ValueError: Invalid isoformat string: '2020-02-29T'
datetime.fromisoformat('2020-02-29T1')  →  ValueError: Invalid isoformat string: '2020-02-29T1'
datetime.fromisoformat('2020-02-29T12:3')  →  ValueError: Invalid isoformat string: '2020-02-29T12:3'
datetime.fromisoformat('2020-02-29T12:30:')  →  ValueError: Invalid isoformat string: '2020-02-29T12:30:'
datetime.fromisoformat('2020-02-29T12:3015')  →  ValueError: Invalid isoformat string: '2020-02-29T12:3015'
datetime.fromisoformat('2020-02-29T12:30+1')  →  ValueError: Invalid isoformat string: '2020-02-29T12:30+1'
datetime.fromisoformat('2020-02-29T12:30+')  →  ValueError: Invalid isoformat string: '2020-02-29T12:30+'
datetime.fromisoformat('2020-02-29T12:30Z1')  →  ValueError: Invalid isoformat string: '2020-02-29T12:30Z1'
datetime.fromisoformat(3)  →  TypeError: fromisoformat: argument must be str
time.fromisoformat('24:01')  →  ValueError: minute, second, and microsecond must be 0 when hour is 24
time.fromisoformat('x')  →  ValueError: Invalid isoformat string: 'x'
time.fromisoformat('')  →  ValueError: Invalid isoformat string: ''
time.fromisoformat(3)  →  TypeError: fromisoformat: argument must be str
time.fromisoformat('12:30:15.')  →  ValueError: Invalid isoformat string: '12:30:15.'
datetime.combine(d,3)  →  TypeError: combine() argument 2 must be datetime.time, not int
datetime.combine(3,ti)  →  TypeError: combine() argument 1 must be datetime.date, not int
datetime.combine(d,ti,3)  →  TypeError: tzinfo argument must be None or of a tzinfo subclass, not type 'int'
datetime.min.timestamp()  →  ValueError: year must be in 1..9999, not 0
a.astimezone(3)  →  TypeError: tzinfo argument must be None or of a tzinfo subclass, not type 'int'
d+timedelta(days=10**7)  →  OverflowError: date value out of range
d-dt  →  TypeError: unsupported operand type(s) for -: 'datetime.date' and 'datetime.datetime'
dt-d  →  TypeError: unsupported operand type(s) for -: 'datetime.datetime' and 'datetime.date'
d+1  →  TypeError: unsupported operand type(s) for +: 'datetime.date' and 'int'
d-1  →  TypeError: unsupported operand type(s) for -: 'datetime.date' and 'int'
d+d  →  TypeError: unsupported operand type(s) for +: 'datetime.date' and 'datetime.date'
dt+dt  →  TypeError: unsupported operand type(s) for +: 'datetime.datetime' and 'datetime.datetime'
dt-a  →  TypeError: can't subtract offset-naive and offset-aware datetimes
datetime.max+timedelta(1)  →  OverflowError: date value out of range
datetime.min-timedelta(1)  →  OverflowError: date value out of range
td+1  →  TypeError: unsupported operand type(s) for +: 'datetime.timedelta' and 'int'
td-1  →  TypeError: unsupported operand type(s) for -: 'datetime.timedelta' and 'int'
td*'a'  →  TypeError: can't multiply sequence by non-int of type 'datetime.timedelta'
td/0  →  ZeroDivisionError: division by zero
td/0.0  →  ZeroDivisionError: division by zero
td/timedelta(0)  →  ZeroDivisionError: division by zero
td/'a'  →  TypeError: unsupported operand type(s) for /: 'datetime.timedelta' and 'str'
td//0  →  ZeroDivisionError: division by zero
td//1.5  →  TypeError: unsupported operand type(s) for //: 'datetime.timedelta' and 'float'
td%2  →  TypeError: unsupported operand type(s) for %: 'datetime.timedelta' and 'int'
divmod(td,2)  →  TypeError: unsupported operand type(s) for divmod(): 'datetime.timedelta' and 'int'
timedelta.max+timedelta(1)  →  OverflowError: days=1000000000; must have magnitude <= 999999999
-timedelta.max  →  OverflowError: days=-1000000000; must have magnitude <= 999999999
timedelta.min-timedelta.resolution  →  OverflowError: days=-1000000000; must have magnitude <= 999999999
td<1  →  TypeError: '<' not supported between instances of 'datetime.timedelta' and 'int'
d<dt  →  TypeError: '<' not supported between instances of 'datetime.date' and 'datetime.datetime'
dt<d  →  TypeError: '<' not supported between instances of 'datetime.datetime' and 'datetime.date'
d<1  →  TypeError: '<' not supported between instances of 'datetime.date' and 'int'
dt<a  →  TypeError: can't compare offset-naive and offset-aware datetimes
ti<ti.replace(tzinfo=timezone.utc)  →  TypeError: can't compare offset-naive and offset-aware times
ti<1  →  TypeError: '<' not supported between instances of 'datetime.time' and 'int'
datetime(b'\x07\xe4\x82\x1d\x0c\x1e\x0f\x01\xe2@',3)  →  TypeError: bad tzinfo state arg
datetime(b'\x07\xe4\x8f\x1d\x0c\x1e\x0f\x01\xe2@')  →  TypeError: 'bytes' object cannot be interpreted as an integer
time(b'\x9c\x1e\x0f\x01\xe2@')  →  TypeError: 'bytes' object cannot be interpreted as an integer
datetime.strptime('x','%Y')  →  ValueError: time data 'x' does not match format '%Y'
datetime.strptime('2020',3)  →  TypeError: strptime() argument 2 must be str, not int
setattr(dt,'x',3)  →  AttributeError: 'datetime.datetime' object has no attribute 'x' and no __dict__ for setting new attributes
timedelta(days=999999999,hours=24)  →  OverflowError: days=1000000000; must have magnitude <= 999999999
timedelta(days=-999999999,microseconds=-1)  →  OverflowError: days=-1000000000; must have magnitude <= 999999999
time(1)+td  →  TypeError: unsupported operand type(s) for +: 'datetime.time' and 'datetime.timedelta'
"""

for line in results.strip().splitlines():
    expression, _, expected = line.partition("  →  ")
    found = repr(eval(expression))
    assert found == expected, (expression, found, expected)
for line in errors.strip().splitlines():
    expression, _, expected = line.partition("  →  ")
    try:
        eval(expression)
    except Exception as e:
        found = f"{type(e).__name__}: {e}"
        assert found == expected, (expression, found, expected)
    else:
        raise AssertionError(f"{expression} should raise {expected}")

# Zones whose clocks go back: the second of two equal times has fold=1 (PEP 495).
os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
clock.tzset()
first, second = datetime(2020, 10, 25, 2, 30), datetime(2020, 10, 25, 2, 30, fold=1)
assert second.timestamp() - first.timestamp() == 3600
assert [datetime.fromtimestamp(moment.timestamp()).fold for moment in (first, second)] == [0, 1]
assert first.astimezone().tzname() == "CEST" and second.astimezone().tzname() == "CET"
assert first == second and hash(first) == hash(second)
assert datetime(2020, 3, 29, 2, 30).timestamp() - datetime(2020, 3, 29, 1, 59).timestamp() == 31 * 60
for protocol in range(6):
    for value in d, dt, ti, td, a, timezone(td % timedelta(hours=3), "name"), D(1, 2, 3), DT(1, 2, 3, 4), second:
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value and type(again) is type(value)
    assert pickle.loads(pickle.dumps(second, protocol)).fold == (protocol > 3)
for ordinal in range(1, 3652060, 9973):
    day = date.fromordinal(ordinal)
    assert day.toordinal() == ordinal and date.fromisocalendar(*day.isocalendar()) == day
    assert date.fromisoformat(day.isoformat()) == day
