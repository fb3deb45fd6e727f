//! Reading dates and times in the formats of ISO 8601.

use super::calendar::{
    Clock, Day, MAX_ORDINAL, MAX_YEAR, MIN_YEAR, has_iso_week, iso_first_monday,
};

/// A number of so many digits at a place; 0 bytes stand behind the end.
fn digits(text: &[u8], start: usize, count: usize) -> Option<i32> {
    let mut number = 0;
    for index in start..start + count {
        let digit = text.get(index).filter(|digit| digit.is_ascii_digit())?;
        number = number * 10 + i32::from(digit - b'0');
    }
    Some(number)
}

fn at(text: &[u8], index: usize) -> u8 {
    text.get(index).copied().unwrap_or(0)
}

/// A date; the fields may be out of their ranges.
pub(super) fn date(text: &[u8]) -> Option<Day> {
    if !matches!(text.len(), 7 | 8 | 10) {
        return None;
    }
    let year = digits(text, 0, 4)?;
    let has_dashes = at(text, 4) == b'-';
    let mut index = 4 + usize::from(has_dashes);
    if at(text, index) == b'W' {
        let week = digits(text, index + 1, 2)?;
        index += 3;
        let mut week_day = 1;
        if index < text.len() {
            if has_dashes {
                if at(text, index) != b'-' {
                    return None;
                }
                index += 1;
            }
            // What stands behind it, up to the length of another format, is not looked at.
            week_day = digits(text, index, 1)?;
        }
        return from_iso(year, week.into(), week_day.into());
    }
    let month = digits(text, index, 2)?;
    index += 2;
    if has_dashes {
        if at(text, index) != b'-' {
            return None;
        }
        index += 1;
    }
    let day = digits(text, index, 2)?;
    (index + 2 == text.len()).then_some(Day { year, month, day })
}

/// The day of a year, week and day of the week, if there is one.
pub(super) fn from_iso(year: i32, week: i64, week_day: i64) -> Option<Day> {
    let is_fine = (MIN_YEAR..=MAX_YEAR).contains(&year)
        && has_iso_week(year, week)
        && (1..=7).contains(&week_day);
    let ordinal = iso_first_monday(year) + (week - 1) * 7 + week_day - 1;
    (is_fine && (1..=MAX_ORDINAL).contains(&ordinal)).then(|| Day::from_ordinal(ordinal))
}

/// A time, and the offset from UTC in microseconds if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) clock: Clock,
    pub(super) offset: Option<i64>,
}

/// A time; the fields may be out of their ranges.
pub(super) fn time(text: &[u8]) -> Option<Time> {
    let zone = text
        .iter()
        .position(|byte| matches!(byte, b'+' | b'-' | b'Z'));
    let (clock, has_rest) = clock(text, 0, zone.unwrap_or(text.len()))?;
    let Some(zone) = zone else {
        let offset = None;
        return (!has_rest).then_some(Time { clock, offset });
    };
    if text[zone] == b'Z' {
        let offset = Some(0);
        return (zone + 1 == text.len()).then_some(Time { clock, offset });
    }
    let sign = if text[zone] == b'-' { -1 } else { 1 };
    let (offset, has_rest) = self::clock(text, zone + 1, text.len())?;
    let offset = Some(sign * offset.microseconds() as i64);
    (!has_rest).then_some(Time { clock, offset })
}

/// Hours, perhaps minutes, seconds and their fraction; and whether something stands behind them.
fn clock(text: &[u8], start: usize, end: usize) -> Option<(Clock, bool)> {
    let mut values = [0; 3];
    let mut index = start;
    let mut has_colons = true;
    for (number, value) in values.iter_mut().enumerate() {
        if index + 2 > end {
            return None;
        }
        *value = digits(text, index, 2)?;
        let next = at(text, index + 2);
        index += 3;
        if number == 0 {
            has_colons = next == b':';
        }
        if index >= end {
            // What separates parts does not end them; in front of an offset it is not looked at.
            let is_point = index == end && matches!(next, b'.' | b',');
            return (!is_point).then(|| (clock_of(values, 0), next != 0));
        }
        match next {
            b':' if has_colons => {
                if number == 2 {
                    return None;
                }
            }
            b'.' | b',' => {
                if number < 2 {
                    return None;
                }
                break;
            }
            _ if !has_colons => {
                // Behind the seconds this is the fraction.
                index -= 1;
            }
            _ => return None,
        }
    }
    let count = (end - index).min(6);
    let mut fraction = digits(text, index, count)?;
    for _ in count..6 {
        fraction *= 10;
    }
    index += count;
    while at(text, index).is_ascii_digit() {
        index += 1;
    }
    Some((clock_of(values, fraction), at(text, index) != 0))
}

fn clock_of([hour, minute, second]: [i32; 3], microsecond: i32) -> Clock {
    Clock {
        hour,
        minute,
        second,
        microsecond,
    }
}

/// Where the date ends in a text of date and time; `None` if no date ends anywhere.
pub(super) fn separator(text: &[u8]) -> Option<usize> {
    let length = text.len();
    if length < 7 {
        return None;
    }
    if length == 7 {
        return Some(7);
    }
    if text[4] == b'-' {
        if text[5] != b'W' {
            return Some(10);
        }
        if length > 8 && text[8] == b'-' {
            if length == 9 {
                return None;
            }
            // A dash in front of digits is taken for the separator.
            return Some(match length > 10 && text[10].is_ascii_digit() {
                true => 8,
                false => 10,
            });
        }
        return Some(8);
    }
    if text[4] != b'W' {
        return Some(8);
    }
    let run = text[7..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    Some(match 7 + run {
        end @ ..9 => end,
        end if end % 2 == 0 => 7,
        _ => 8,
    })
}

/// Date and time, where there is one.
pub(super) fn date_time(text: &[u8]) -> Option<(Day, Option<Time>)> {
    let end = separator(text)?;
    let day = date(text.get(..end)?)?;
    let Some(&first) = text.get(end) else {
        return Some((day, None));
    };
    // Any character may stand between them.
    let width = match first {
        ..0x80 => 1,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
        _ => 2,
    };
    let rest = text.get(end + width..).filter(|rest| !rest.is_empty())?;
    Some((day, Some(time(rest)?)))
}
