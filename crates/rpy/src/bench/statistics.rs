//! Statistics of repeated measurements.

use serde_json::{Value, json};

/// What a list of measurements comes to. All in the unit of the measurements.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Summary {
    /// Measurements.
    pub(super) count: usize,
    pub(super) median: f64,
    pub(super) mean: f64,
    /// Standard deviation of the sample.
    pub(super) deviation: f64,
    pub(super) min: f64,
    pub(super) max: f64,
    /// Bounds of a confidence interval of 95 % for the median, by ranks. With fewer than six
    /// measurements it is all of them, which is less than 95 %.
    pub(super) low: f64,
    pub(super) high: f64,
    /// Indices of measurements that lie more than one and a half times the interquartile range beyond
    /// the quartiles.
    pub(super) outliers: Vec<usize>,
}

impl Summary {
    /// Sums up measurements, of which there is at least one.
    pub(super) fn of(values: &[f64]) -> Summary {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let mean = sorted.iter().sum::<f64>() / count as f64;
        let squares = sorted
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>();
        let deviation = match count {
            0 | 1 => 0.0,
            _ => (squares / (count - 1) as f64).sqrt(),
        };
        let (first, third) = (quantile(&sorted, 0.25), quantile(&sorted, 0.75));
        let reach = 1.5 * (third - first);
        let is_far = |value: f64| value < first - reach || value > third + reach;
        let outliers = (0..values.len()).filter(|&index| is_far(values[index]));
        let (low, high) = ranks(count);
        Summary {
            count,
            median: quantile(&sorted, 0.5),
            mean,
            deviation,
            min: sorted[0],
            max: sorted[count - 1],
            low: sorted[low],
            high: sorted[high],
            outliers: outliers.collect(),
        }
    }

    /// The summary as in the JSON file.
    pub(super) fn json(&self) -> Value {
        json!({
            "count": self.count, "median": self.median, "mean": self.mean,
            "deviation": self.deviation, "min": self.min, "max": self.max,
            "low": self.low, "high": self.high, "outliers": self.outliers,
        })
    }
}

/// The ranks, from 0, between which the median of the whole lies with 95 %: the binomial distribution
/// tells how likely so many of the measurements lie on one side of it.
fn ranks(count: usize) -> (usize, usize) {
    // P(at most k of n below the median), for growing k, until it exceeds 2.5 %.
    let mut term = 0.5_f64.powi(i32::try_from(count).unwrap_or(i32::MAX));
    let mut sum = 0.0;
    let mut low = 0;
    for k in 0..count / 2 {
        sum += term;
        if sum > 0.025 {
            break;
        }
        low = k + 1;
        term *= (count - k) as f64 / (k + 1) as f64;
    }
    // Of the measurements, the one of rank `low` is the smallest that is within.
    let low = low.saturating_sub(1);
    (low, count - 1 - low)
}

/// A quantile of sorted values, with values between two in proportion.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let below = sorted[place.floor() as usize];
    let above = sorted[place.ceil() as usize];
    below + (above - below) * place.fract()
}

/// The probability that two lists of measurements differ as much as they do, or more, if they are of
/// the same thing (the rank test of Mann and Whitney, approximated by the normal distribution, with
/// the correction for ties).
pub(super) fn same_probability(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len() as f64, b.len() as f64);
    let mut all: Vec<(f64, bool)> = a.iter().map(|&it| (it, true)).collect();
    all.extend(b.iter().map(|&it| (it, false)));
    all.sort_by(|x, y| x.0.total_cmp(&y.0));
    let (mut ranks, mut ties, mut index) = (0.0, 0.0, 0);
    while index < all.len() {
        let equal = all[index..].iter().take_while(|it| it.0 == all[index].0);
        let equal = equal.count();
        let rank = index as f64 + (equal as f64 + 1.0) / 2.0;
        let own = all[index..index + equal].iter().filter(|it| it.1).count();
        ranks += rank * own as f64;
        ties += (equal as f64).powi(3) - equal as f64;
        index += equal;
    }
    let total = n + m;
    let u = ranks - n * (n + 1.0) / 2.0;
    let spread = n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    if spread <= 0.0 {
        return 1.0;
    }
    let distance = ((u - n * m / 2.0).abs() - 0.5).max(0.0);
    2.0 * upper_tail(distance / spread.sqrt())
}

/// The part of the normal distribution above a value ≥ 0 (Abramowitz and Stegun, 26.2.17; the error
/// is below 1e-7).
fn upper_tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let factors = [
        1.330_274_429,
        -1.821_255_978,
        1.781_477_937,
        -0.356_563_782,
        0.319_381_530,
    ];
    let sum = factors.iter().fold(0.0, |sum, factor| (sum + factor) * t);
    (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outliers_are_found_and_do_not_move_the_median() {
        let summary = Summary::of(&[5.0, 1.0, 2.0, 100.0, 3.0, 4.0, 3.0]);
        assert_eq!(
            (summary.median, summary.min, summary.max),
            (3.0, 1.0, 100.0)
        );
        assert_eq!(summary.outliers, [3]);
        assert_eq!(Summary::of(&[7.0]).deviation, 0.0);
    }

    #[test]
    fn the_interval_of_the_median_has_the_ranks_of_the_binomial_distribution() {
        // From tables: n = 6 has ranks 1 and 6, n = 10 has 2 and 9, n = 20 has 6 and 15.
        assert_eq!(ranks(1), (0, 0));
        assert_eq!(ranks(6), (0, 5));
        assert_eq!(ranks(10), (1, 8));
        assert_eq!(ranks(20), (5, 14));
    }

    #[test]
    fn differences_are_told_from_noise() {
        let a: Vec<f64> = (0..20).map(f64::from).collect();
        let b: Vec<f64> = (0..20).map(|it| f64::from(it) + 0.1).collect();
        let c: Vec<f64> = (0..20).map(|it| f64::from(it) + 15.0).collect();
        assert!(same_probability(&a, &b) > 0.5);
        assert!(same_probability(&a, &c) < 0.001);
        assert_eq!(same_probability(&[1.0, 1.0], &[1.0, 1.0]), 1.0);
        assert!((upper_tail(1.96) - 0.025).abs() < 1e-4);
    }
}
