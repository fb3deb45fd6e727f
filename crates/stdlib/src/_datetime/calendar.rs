//! The proleptic Gregorian calendar, in numbers.

/// The first year.
pub(super) const MIN_YEAR: i32 = 1;
/// The last year.
pub(super) const MAX_YEAR: i32 = 9999;
/// The ordinal of the last day.
pub(super) const MAX_ORDINAL: i64 = 3_652_059;
/// The ordinal of the first day of 1970.
const EPOCH_ORDINAL: i64 = 719_163;
/// Microseconds of a second.
pub(crate) const SECOND: i128 = 1_000_000;
/// Microseconds of a day.
pub(super) const DAY: i128 = 86_400 * SECOND;

/// Days of the months of a year that is no leap year.
const MONTHS: [i32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

pub(super) const MONTH_NAMES: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// From Monday on.
pub(super) const DAY_NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(crate) fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month, 1 to 12.
pub(crate) fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        month => MONTHS[(month - 1) as usize],
    }
}

/// Days of all years before this one.
fn days_before_year(year: i32) -> i64 {
    let last = i64::from(year - 1);
    last * 365 + last.div_euclid(4) - last.div_euclid(100) + last.div_euclid(400)
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    pub(crate) year: i32,
    pub(crate) month: i32,
    pub(crate) day: i32,
}

impl Day {
    /// Number of the day in its year, from 1 on.
    pub(super) fn in_year(self) -> i64 {
        let before: i32 = (1..self.month)
            .map(|month| days_in_month(self.year, month))
            .sum();
        i64::from(before + self.day)
    }

    /// Number of the day, from 1 on.
    pub(crate) fn ordinal(self) -> i64 {
        days_before_year(self.year) + self.in_year()
    }

    /// The day of a number, which is from 1 to `MAX_ORDINAL`.
    pub(super) fn from_ordinal(ordinal: i64) -> Day {
        // A guess that is never too late, and at most a year too early.
        let mut year = ((ordinal - 1) * 400 / 146_097 + 1) as i32;
        if days_before_year(year) >= ordinal {
            year -= 1;
        }
        if days_before_year(year + 1) < ordinal {
            year += 1;
        }
        let mut day = (ordinal - days_before_year(year)) as i32;
        let mut month = 1;
        while day > days_in_month(year, month) {
            day -= days_in_month(year, month);
            month += 1;
        }
        Day { year, month, day }
    }

    /// 0 is Monday.
    pub(crate) fn week_day(self) -> i64 {
        (self.ordinal() + 6).rem_euclid(7)
    }

    /// Year, week and day of the week as in ISO 8601.
    pub(super) fn iso(self) -> (i32, i64, i64) {
        let mut year = self.year;
        let mut first = iso_first_monday(year);
        let ordinal = self.ordinal();
        if ordinal < first {
            year -= 1;
            first = iso_first_monday(year);
        } else if ordinal >= iso_first_monday(year + 1) {
            year += 1;
            first = iso_first_monday(year);
        }
        let days = ordinal - first;
        (year, days / 7 + 1, days % 7 + 1)
    }
}

/// The ordinal of the first day of the first week of a year as in ISO 8601.
pub(super) fn iso_first_monday(year: i32) -> i64 {
    let first = days_before_year(year) + 1;
    let week_day = (first + 6).rem_euclid(7);
    let monday = first - week_day;
    // The first week has the year's first Thursday.
    if week_day > 3 { monday + 7 } else { monday }
}

/// Whether a year has this week as in ISO 8601.
pub(super) fn has_iso_week(year: i32, week: i64) -> bool {
    match week {
        1..=52 => true,
        53 => iso_first_monday(year + 1) - iso_first_monday(year) == 53 * 7,
        _ => false,
    }
}

/// A time of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clock {
    pub(crate) hour: i32,
    pub(crate) minute: i32,
    pub(crate) second: i32,
    pub(crate) microsecond: i32,
}

impl Clock {
    /// Seconds since midnight.
    pub(super) fn seconds(self) -> i64 {
        i64::from(self.hour * 3600 + self.minute * 60 + self.second)
    }

    /// Microseconds since midnight.
    pub(super) fn microseconds(self) -> i128 {
        i128::from(self.seconds()) * SECOND + i128::from(self.microsecond)
    }

    /// The time so many microseconds after midnight, which are less than a day.
    pub(super) fn from_microseconds(microseconds: i128) -> Clock {
        let seconds = (microseconds / SECOND) as i32;
        Clock {
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            microsecond: (microseconds % SECOND) as i32,
        }
    }
}

/// Microseconds of a moment since the day before the first.
pub(super) fn total(day: Day, clock: Clock) -> i128 {
    i128::from(day.ordinal()) * DAY + clock.microseconds()
}

/// The moment so many microseconds after the day before the first, if the calendar has it.
pub(super) fn from_total(total: i128) -> Option<(Day, Clock)> {
    let ordinal = i64::try_from(total.div_euclid(DAY)).ok()?;
    if !(1..=MAX_ORDINAL).contains(&ordinal) {
        return None;
    }
    let clock = Clock::from_microseconds(total.rem_euclid(DAY));
    Some((Day::from_ordinal(ordinal), clock))
}

/// Seconds from 1970 to a moment, if both are in UTC.
pub(crate) fn since_epoch(day: Day, clock: Clock) -> i64 {
    (day.ordinal() - EPOCH_ORDINAL) * 86_400 + clock.seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_ordinals_are_inverse() {
        for ordinal in (1..=MAX_ORDINAL)
            .step_by(97)
            .chain([1, 365, 366, 146_097, MAX_ORDINAL])
        {
            let day = Day::from_ordinal(ordinal);
            assert_eq!(day.ordinal(), ordinal, "{day:?}");
        }
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        let day = |year, month, day| Day { year, month, day };
        assert_eq!(day(2020, 2, 29).iso(), (2020, 9, 6));
        assert_eq!(day(2021, 1, 3).iso(), (2020, 53, 7));
        assert!(has_iso_week(2020, 53) && !has_iso_week(2021, 53));
    }
}
