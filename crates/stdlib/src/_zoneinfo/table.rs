//! What a zone knows: its transitions, what applies between them, and the rule for the years after.

use rpy_macros::Traverse;
use rpy_vm::builtins::str::Str;
use rpy_vm::{Ref, Value};

use super::rule::Change;
use crate::_datetime::delta::Delta;

/// Where a zone comes from, which says how it is pickled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    NoCache,
    Cache,
    File,
}

/// What applies for some time.
#[derive(Clone, Traverse)]
pub(crate) struct Period {
    pub(crate) offset: Ref<Delta>,
    pub(crate) summer: Ref<Delta>,
    pub(crate) name: Value,
    /// The offset in seconds.
    #[payload(skip)]
    pub(super) seconds: i64,
}

/// What applies after the last transition.
#[derive(Traverse)]
pub(super) struct After {
    pub(super) standard: Period,
    pub(super) summer: Option<AfterSummer>,
}

#[derive(Traverse)]
pub(super) struct AfterSummer {
    pub(super) period: Period,
    #[payload(skip)]
    pub(super) start: Change,
    #[payload(skip)]
    pub(super) end: Change,
}

/// What an object of `zoneinfo.ZoneInfo` holds.
#[derive(Traverse)]
pub(crate) struct Table {
    pub(super) key: Value,
    /// The file as the repr shows it, if it was given.
    pub(super) file: Option<Ref<Str>>,
    #[payload(skip)]
    pub(super) source: Source,
    #[payload(skip)]
    pub(super) transitions: Transitions,
    pub(super) periods: Vec<Period>,
    /// The one before the first transition.
    #[payload(skip)]
    pub(super) before: usize,
    pub(super) after: After,
    /// Whether there is but one offset.
    pub(super) is_fixed: bool,
}

/// When what applies changes, in seconds since 1970.
#[derive(Default)]
pub(super) struct Transitions {
    pub(super) utc: Vec<i64>,
    /// By the local clock, for the first and the second of two equal times.
    pub(super) local: [Vec<i64>; 2],
    /// The periods that begin.
    pub(super) periods: Vec<usize>,
}

/// A moment as tables are asked for it.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    /// Since 1970.
    pub(super) seconds: i64,
    pub(super) year: i32,
    /// Whether it is the second of two equal times.
    pub(super) fold: bool,
}

/// How many of the numbers, which ascend, are at most this one.
fn up_to(numbers: &[i64], number: i64) -> usize {
    numbers.partition_point(|&other| other <= number)
}

/// Whether a moment is from one moment of the year to another, which may be the earlier.
fn is_between(seconds: i64, start: i64, end: i64) -> bool {
    match start < end {
        true => start <= seconds && seconds < end,
        false => seconds < end || start <= seconds,
    }
}

impl Table {
    /// What applies at a time of the local clock; `None` if that depends on the day, which is not known.
    pub(super) fn at_local(&self, moment: Option<Moment>) -> Option<&Period> {
        let Some(moment) = moment else {
            return self.is_fixed.then_some(&self.after.standard);
        };
        let transitions = &self.transitions.local[usize::from(moment.fold)];
        let (first, last) = (transitions.first(), transitions.last());
        if first.is_some_and(|&first| moment.seconds < first) {
            Some(&self.periods[self.before])
        } else if last.is_none_or(|&last| moment.seconds > last) {
            Some(self.after.at_local(moment))
        } else {
            let index = up_to(transitions, moment.seconds).saturating_sub(1);
            Some(&self.periods[self.transitions.periods[index]])
        }
    }

    /// What applies at a time in UTC, and whether the local time is then the second of two equal ones.
    pub(super) fn at_utc(&self, seconds: i64, year: i32) -> (&Period, bool) {
        let transitions = &self.transitions.utc;
        let count = up_to(transitions, seconds);
        let is_past = transitions.last().is_none_or(|&last| seconds > last);
        if !is_past && count == 0 {
            return (&self.periods[self.before], false);
        }
        let (period, mut is_second) = match is_past {
            true => self.after.at_utc(seconds, year),
            false => (&self.periods[self.transitions.periods[count - 1]], false),
        };
        if let Some(&last) = count.checked_sub(1).and_then(|last| transitions.get(last)) {
            let before = match count {
                1 => self.before,
                count => self.transitions.periods[count - 2],
            };
            let shift = self.periods[before].seconds - period.seconds;
            is_second |= shift > seconds.wrapping_sub(last);
        }
        (period, is_second)
    }
}

impl After {
    fn at_local(&self, moment: Moment) -> &Period {
        let Some(summer) = &self.summer else {
            return &self.standard;
        };
        let shift = summer.period.seconds - self.standard.seconds;
        let mut start = summer.start.in_year(moment.year);
        let mut end = summer.end.in_year(moment.year);
        // The period with the smaller offset begins after the gap and ends with the second of two equal
        // times, for the first of those; for the second it begins with the gap and ends before it.
        if moment.fold == (shift >= 0) {
            end -= shift;
        } else {
            start += shift;
        }
        match is_between(moment.seconds, start, end) {
            true => &summer.period,
            false => &self.standard,
        }
    }

    fn at_utc(&self, seconds: i64, year: i32) -> (&Period, bool) {
        let Some(summer) = &self.summer else {
            return (&self.standard, false);
        };
        let shift = summer.period.seconds - self.standard.seconds;
        let start = summer.start.in_year(year) - self.standard.seconds;
        let end = summer.end.in_year(year) - summer.period.seconds;
        let first = if shift > 0 { end } else { start };
        let is_second = first <= seconds && seconds < first + shift.abs();
        match is_between(seconds, start, end) {
            true => (&summer.period, is_second),
            false => (&self.standard, is_second),
        }
    }
}
