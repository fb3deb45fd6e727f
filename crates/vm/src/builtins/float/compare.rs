//! Order of floats and ints, which is exact.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use crate::builtins::int::IntView;

/// Orders a float and an int by their exact values; `None` if the float is NaN.
pub fn order_float_int(float: f64, int: IntView<'_>) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return float.partial_cmp(&0.0);
    }
    let whole = float.trunc();
    let order = match int {
        // Every small int is below 2**63 in magnitude, and so is the float here.
        IntView::Small(small) if whole.abs() < 9_223_372_036_854_775_808.0 => {
            (whole as i64).cmp(&small)
        }
        // A float of that magnitude decides by its sign against a small int, but for -2**63.
        IntView::Small(small) => (whole as i128).cmp(&i128::from(small)),
        IntView::Wide(wide) => {
            // The conversion saturates; a float beyond decides by its sign.
            let limit = -(i128::MIN as f64);
            let beyond = if whole >= limit {
                Ordering::Greater
            } else if whole < -limit {
                Ordering::Less
            } else {
                Ordering::Equal
            };
            beyond.then((whole as i128).cmp(&wide))
        }
        IntView::Big(big) => BigInt::from_f64(whole)
            .expect("the float is finite")
            .cmp(big),
    };
    // With equal integral parts the fraction decides; it has the sign of the float.
    let fraction = float - whole;
    Some(order.then(fraction.partial_cmp(&0.0).expect("not NaN")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparison_is_exact() {
        let order = |float, int| order_float_int(float, IntView::Small(int)).expect("not NaN");
        assert_eq!(order(9007199254740992.0, 9007199254740993), Ordering::Less);
        assert_eq!(order(9007199254740992.0, 9007199254740992), Ordering::Equal);
        assert_eq!(order(9223372036854775808.0, i64::MAX), Ordering::Greater);
        assert_eq!(order(-9223372036854775808.0, i64::MIN), Ordering::Equal);
        assert_eq!(order(1.5, 1), Ordering::Greater);
        assert_eq!(order(-1.5, -1), Ordering::Less);
        assert_eq!(order(1e300, 5), Ordering::Greater);
        assert_eq!(order(-1e300, 5), Ordering::Less);
        let big = BigInt::from(1) << 5000u32;
        let big = IntView::of(&big);
        assert_eq!(order_float_int(f64::MAX, big), Some(Ordering::Less));
        assert_eq!(order_float_int(f64::INFINITY, big), Some(Ordering::Greater));
        assert_eq!(order_float_int(f64::NAN, big), None);
    }
}
