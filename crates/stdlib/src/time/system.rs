//! The calendar and the clocks of the C library, made safe. The only unsafe code of the module stands
//! here.

use std::ffi::{CStr, CString, c_char};
use std::io::{Error, Result};
use std::mem::MaybeUninit;

use rustix::time::Timespec;

/// A moment in the calendar, with the zone that it is told in.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// Years, as the calendar counts them, not from 1900.
    pub(crate) year: i64,
    /// 0 to 11.
    pub(crate) month: i32,
    /// 1 to 31.
    pub(crate) day: i32,
    pub(crate) hour: i32,
    pub(crate) minute: i32,
    pub(crate) second: i32,
    /// 0 is Sunday.
    pub(crate) week_day: i32,
    /// 0 to 365.
    pub(crate) year_day: i32,
    /// Positive in summer time, negative where that is not known.
    pub(crate) summer: i32,
    /// Name of the zone.
    pub(crate) zone: CString,
    /// Seconds east of Greenwich.
    pub(crate) offset: i64,
}

impl Moment {
    fn from_tm(tm: &libc::tm) -> Moment {
        let zone = if tm.tm_zone.is_null() {
            CString::default()
        } else {
            // SAFETY: the C library's string, which ends with a zero byte, copied at once.
            unsafe { CStr::from_ptr(tm.tm_zone) }.to_owned()
        };
        Moment {
            year: i64::from(tm.tm_year) + 1900,
            month: tm.tm_mon,
            day: tm.tm_mday,
            hour: tm.tm_hour,
            minute: tm.tm_min,
            second: tm.tm_sec,
            week_day: tm.tm_wday,
            year_day: tm.tm_yday,
            summer: tm.tm_isdst,
            zone,
            offset: tm.tm_gmtoff,
        }
    }

    /// What the C library takes; the name of the zone is borrowed from the moment. None if the year
    /// is out of range.
    fn to_tm(&self) -> Option<libc::tm> {
        Some(libc::tm {
            tm_year: i32::try_from(self.year - 1900).ok()?,
            tm_mon: self.month,
            tm_mday: self.day,
            tm_hour: self.hour,
            tm_min: self.minute,
            tm_sec: self.second,
            tm_wday: self.week_day,
            tm_yday: self.year_day,
            tm_isdst: self.summer,
            tm_gmtoff: self.offset,
            tm_zone: self.zone.as_ptr().cast::<c_char>(),
        })
    }
}

/// `time` seconds after 1970 in the local zone.
pub(crate) fn local(time: i64) -> Result<Moment> {
    let mut tm = MaybeUninit::<libc::tm>::zeroed();
    // SAFETY: both pointers are to valid memory; zeros are a valid `tm`.
    unsafe {
        if libc::localtime_r(&time, tm.as_mut_ptr()).is_null() {
            return Err(Error::last_os_error());
        }
        Ok(Moment::from_tm(&tm.assume_init()))
    }
}

/// `time` seconds after 1970 in UTC.
pub(crate) fn universal(time: i64) -> Result<Moment> {
    let mut tm = MaybeUninit::<libc::tm>::zeroed();
    // SAFETY: as in `local`.
    unsafe {
        if libc::gmtime_r(&time, tm.as_mut_ptr()).is_null() {
            return Err(Error::last_os_error());
        }
        Ok(Moment::from_tm(&tm.assume_init()))
    }
}

/// Seconds after 1970 of a moment in the local zone, if they can be counted.
pub(super) fn seconds(moment: &Moment) -> Option<i64> {
    let mut tm = moment.to_tm()?;
    // A failure is told from one second before 1970 by this field, which stays as it is.
    tm.tm_wday = -1;
    // SAFETY: a valid `tm`, whose name of the zone lives as long as `moment`.
    let time = unsafe { libc::mktime(&mut tm) };
    (time != -1 || tm.tm_wday != -1).then_some(time)
}

/// A moment, written by the C library in the format; None if the year is out of range.
pub(super) fn format(format: &CStr, moment: &Moment) -> Option<Vec<u8>> {
    let tm = moment.to_tm()?;
    let most = 256 * format.count_bytes();
    let mut buffer = vec![0_u8; 1024];
    loop {
        // SAFETY: the buffer has the length given, the format ends with a zero byte.
        let length = unsafe {
            libc::strftime(
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                format.as_ptr(),
                &tm,
            )
        };
        // Zero is a text without bytes, or one that does not fit: the latter is told by its length.
        if length > 0 || buffer.len() >= most {
            buffer.truncate(length);
            return Some(buffer);
        }
        buffer.resize(buffer.len() * 2, 0);
    }
}

/// Reads the zone anew from the environment.
pub(super) fn reset_zone() {
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: it reads the environment, which is changed by the interpreter's thread alone.
    unsafe { tzset() }
}

/// The time of a clock.
pub(super) fn clock_gettime(clock: i32) -> Result<Timespec> {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: a pointer to valid memory; the system checks the number.
    let result = unsafe { libc::clock_gettime(clock, time.as_mut_ptr()) };
    finish(result, time)
}

/// The smallest step of a clock.
pub(super) fn clock_getres(clock: i32) -> Result<Timespec> {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: as in `clock_gettime`.
    let result = unsafe { libc::clock_getres(clock, time.as_mut_ptr()) };
    finish(result, time)
}

fn finish(result: i32, time: MaybeUninit<libc::timespec>) -> Result<Timespec> {
    if result == -1 {
        return Err(Error::last_os_error());
    }
    // SAFETY: zeros are a valid time, and the system has written over them.
    let time = unsafe { time.assume_init() };
    Ok(Timespec {
        tv_sec: time.tv_sec,
        tv_nsec: time.tv_nsec,
    })
}

/// Sets a clock.
pub(super) fn clock_settime(clock: i32, time: Timespec) -> Result<()> {
    let time = libc::timespec {
        tv_sec: time.tv_sec,
        tv_nsec: time.tv_nsec,
    };
    // SAFETY: a pointer to a valid time; the system checks the number.
    match unsafe { libc::clock_settime(clock, &time) } {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}
