//! The rule behind a table's last transition, as text: `CET-1CEST,M3.5.0,M10.5.0/3`.
//! Source: POSIX.1-2024, section 8.3, and RFC 8536, section 3.3.1.

use crate::_datetime::calendar::{Clock, Day, days_in_month, is_leap, since_epoch};

/// A text that was read.
#[derive(Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) standard: Named,
    pub(super) summer: Option<Summer>,
}

/// A name and its offset in seconds.
#[derive(Debug, PartialEq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) offset: i64,
}

/// Summer time, and when it begins and ends.
#[derive(Debug, PartialEq)]
pub(super) struct Summer {
    pub(super) time: Named,
    pub(super) start: Change,
    pub(super) end: Change,
}

/// A moment of every year.
#[derive(Debug, PartialEq)]
pub(super) struct Change {
    date: Date,
    /// From midnight, in seconds.
    time: i64,
}

#[derive(Debug, PartialEq)]
enum Date {
    /// That day of the week, from Sunday on, of the week of a month; the fifth week is the last.
    Week { month: i32, week: i32, day: i32 },
    /// A day of the year, where 1 is the first.
    Day(i64),
    /// A day of the year from 1 on, where February 29th does not count.
    CommonDay(i64),
}

impl Change {
    /// Seconds from 1970 to the moment in a year, both by the same clock.
    pub(super) fn in_year(&self, year: i32) -> i64 {
        let midnight = |month, day| {
            let day = Day { year, month, day };
            since_epoch(day, Clock::default())
        };
        let start = match self.date {
            Date::Week { month, week, day } => {
                let first = Day {
                    year,
                    month,
                    day: 1,
                };
                // The first day is a Monday if this is 0.
                let first = first.week_day() as i32;
                let found = (day - (first + 1)).rem_euclid(7) + 1 + (week - 1) * 7;
                let is_over = found > days_in_month(year, month);
                midnight(month, if is_over { found - 7 } else { found })
            }
            // POSIX counts these from 0 on; CPython does not, and what it says is what programs know.
            Date::Day(day) => midnight(1, 1) + (day - 1) * 86_400,
            Date::CommonDay(day) => {
                let leap = i64::from(day >= 60 && is_leap(year));
                midnight(1, 1) + (day - 1 + leap) * 86_400
            }
        };
        start + self.time
    }
}

/// What is wrong with a text: the words before it in the message.
type Fault = &'static str;

/// Reads a text, which a NUL ends.
///
/// Source of the messages: CPython `Modules/_zoneinfo.c`.
pub(super) fn parse(text: &[u8]) -> Result<Rule, Fault> {
    let end = memchr::memchr(0, text).unwrap_or(text.len());
    let mut reader = Reader { rest: &text[..end] };
    let name = reader.name().ok_or("Invalid STD format in")?;
    let offset = reader.offset().ok_or("Invalid STD offset in")?;
    let standard = Named { name, offset };
    if reader.rest.is_empty() {
        let summer = None;
        return Ok(Rule { standard, summer });
    }
    let name = reader.name().ok_or("Invalid DST format in")?;
    let offset = match reader.rest.first() {
        Some(b',') => offset + 3600,
        _ => reader.offset().ok_or("Invalid DST offset in")?,
    };
    let time = Named { name, offset };
    let [start, end] = [reader.next_change()?, reader.next_change()?];
    if !reader.rest.is_empty() {
        return Err("Extraneous characters at end of TZ string:");
    }
    let summer = Some(Summer { time, start, end });
    Ok(Rule { standard, summer })
}

/// What is left of a text.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    /// Takes this byte, if it is the next.
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.rest.first() == Some(&byte);
        if is_next {
            self.rest = &self.rest[1..];
        }
        is_next
    }

    /// Takes so many bytes as are of a kind, at least one.
    fn run(&mut self, is_part: impl Fn(u8) -> bool) -> Option<String> {
        let length = self.rest.iter().take_while(|&&byte| is_part(byte)).count();
        let (run, rest) = self.rest.split_at(length);
        self.rest = rest;
        (length > 0).then(|| String::from_utf8_lossy(run).into_owned())
    }

    fn name(&mut self) -> Option<String> {
        if !self.take(b'<') {
            return self.run(|byte| byte.is_ascii_alphabetic());
        }
        let name = self.run(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-'));
        self.take(b'>').then_some(name).flatten()
    }

    /// A number of so many digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<i32> {
        let digits = self.rest.iter().take(most);
        let length = digits.take_while(|byte| byte.is_ascii_digit()).count();
        if length < least {
            return None;
        }
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        let number = digits
            .iter()
            .fold(0, |number, digit| number * 10 + i32::from(digit - b'0'));
        Some(number)
    }

    /// Hours, and all of it in seconds.
    fn time(&mut self) -> Option<(i32, i64)> {
        let sign = match self.take(b'-') {
            true => -1,
            false => {
                self.take(b'+');
                1
            }
        };
        let hours = self.digits(1, 3)?;
        let mut seconds = hours * 3600;
        if self.take(b':') {
            seconds += self.digits(2, 2)? * 60;
            if self.take(b':') {
                seconds += self.digits(2, 2)?;
            }
        }
        Some((hours, (sign * seconds).into()))
    }

    /// How far a clock is ahead of UTC: what the text has the other way round.
    fn offset(&mut self) -> Option<i64> {
        let (hours, seconds) = self.time()?;
        (hours <= 24).then_some(-seconds)
    }

    fn next_change(&mut self) -> Result<Change, Fault> {
        if !self.take(b',') {
            return Err("Missing transition rules in TZ string:");
        }
        self.change()
            .ok_or("Malformed transition rule in TZ string:")
    }

    fn change(&mut self) -> Option<Change> {
        let date = if self.take(b'M') {
            let month = self.digits(1, 2).filter(|month| (1..=12).contains(month))?;
            let week = self.part().filter(|week| (1..=5).contains(week))?;
            let day = self.part().filter(|day| *day <= 6)?;
            Date::Week { month, week, day }
        } else if self.take(b'J') {
            Date::CommonDay(i64::from(self.digits(1, 3)?))
        } else {
            Date::Day(i64::from(self.digits(1, 3)?))
        };
        if let Date::CommonDay(0 | 366..) | Date::Day(366..) = date {
            return None;
        }
        let time = match self.take(b'/') {
            true => {
                let (hours, seconds) = self.time()?;
                (hours <= 167).then_some(seconds)?
            }
            false => 2 * 3600,
        };
        Some(Change { date, time })
    }

    /// A point and a digit.
    fn part(&mut self) -> Option<i32> {
        match self.take(b'.') {
            true => self.digits(1, 1),
            false => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, offset: i64) -> Named {
        let name = name.to_owned();
        Named { name, offset }
    }

    #[test]
    fn names_and_offsets() {
        let rule = parse(b"<+0330>-3:30").expect("it is a rule");
        assert_eq!(rule.standard, named("+0330", 12_600));
        assert_eq!(rule.summer, None);
        let rule = parse(b"CET-1CEST,M3.5.0,M10.5.0/3").expect("it is a rule");
        assert_eq!(rule.standard, named("CET", 3600));
        let summer = rule.summer.expect("it has summer time");
        assert_eq!(summer.time, named("CEST", 7200));
        // 2024-03-31 02:00 and 2024-10-27 03:00
        assert_eq!(summer.start.in_year(2024), 1_711_850_400);
        assert_eq!(summer.end.in_year(2024), 1_729_998_000);
    }

    #[test]
    fn days_of_the_year() {
        let rule = parse(b"A0B,J60/0,59/-167").expect("it is a rule");
        let summer = rule.summer.expect("it has summer time");
        let day = |year, month, day| since_epoch(Day { year, month, day }, Clock::default());
        for year in [2023, 2024] {
            assert_eq!(summer.start.in_year(year), day(year, 3, 1));
        }
        let end = summer.end.in_year(2024);
        assert_eq!(end, day(2024, 2, 28) - 167 * 3600);
    }

    #[test]
    fn what_is_no_rule_is_told() {
        let faults: &[(&[u8], &str)] = &[
            (b"", "Invalid STD format in"),
            (b"<>0", "Invalid STD format in"),
            (b"<A 0", "Invalid STD format in"),
            (b"AAA", "Invalid STD offset in"),
            (b"AAA25", "Invalid STD offset in"),
            (b"AAA1:5", "Invalid STD offset in"),
            (b"AAA0+", "Invalid DST format in"),
            (b"AAA0BBB", "Invalid DST offset in"),
            (b"AAA0BBB,1", "Missing transition rules in TZ string:"),
            (b"AAA0BBB,J0,2", "Malformed transition rule in TZ string:"),
            (b"AAA0BBB,366,2", "Malformed transition rule in TZ string:"),
            (
                b"AAA0BBB,M1.6.0,2",
                "Malformed transition rule in TZ string:",
            ),
            (
                b"AAA0BBB,1/168,2",
                "Malformed transition rule in TZ string:",
            ),
            (
                b"AAA0BBB,1,2x",
                "Extraneous characters at end of TZ string:",
            ),
        ];
        for (text, fault) in faults {
            assert_eq!(parse(text), Err(*fault), "{text:?}");
        }
    }
}
