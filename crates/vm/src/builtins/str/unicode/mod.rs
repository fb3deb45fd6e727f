//! Properties and case mappings of code points, by Unicode 16.

mod case;
mod properties;

pub(crate) use case::{casefold, lower, title, upper, usual_lower, usual_upper};
pub use case::{simple_lower, simple_upper};
pub(crate) use properties::{
    decimal_value, is_alpha, is_case_ignorable, is_cased, is_digit, is_lower, is_numeric, is_title,
    is_upper,
};
pub use properties::{
    is_alnum, is_decimal, is_identifier_continue, is_identifier_start, is_line_break, is_printable,
    is_space,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn code_points() -> impl Iterator<Item = u32> {
        (0..0x11_0000).filter(|&code_point| char::from_u32(code_point).is_some())
    }

    /// FNV-1a over numbers. The expected digests were computed by CPython 3.14 (Unicode 16).
    fn digest(numbers: impl Iterator<Item = u32>) -> u64 {
        numbers.fold(0xcbf2_9ce4_8422_2325, |hash, number| {
            (hash ^ u64::from(number)).wrapping_mul(0x100_0000_01b3)
        })
    }

    fn check_class(belongs: fn(u32) -> bool, expected: u64) {
        let members = code_points().filter(|&code_point| belongs(code_point));
        assert_eq!(digest(members), expected);
    }

    fn check_mapping<M: Iterator<Item = u32>>(map: fn(u32) -> M, expected: u64) {
        assert_eq!(digest(code_points().flat_map(map)), expected);
    }

    #[test]
    fn classes_are_those_of_cpython() {
        check_class(is_alpha, 0x9abbec5090cdd78d);
        check_class(is_alnum, 0xc9b856ee84d40ba);
        check_class(is_decimal, 0x8ab68431d58920ad);
        check_class(is_digit, 0xd9e4409268e183ad);
        check_class(is_numeric, 0x6c26b68d767834ef);
        check_class(is_space, 0x4386d9a11e7487c9);
        check_class(is_printable, 0x1d8c7c97ab39236f);
        check_class(is_identifier_start, 0x8371a0784eb6042a);
        check_class(is_identifier_continue, 0x8cbf6974ef2222d3);
        check_class(is_lower, 0x2185094a38b193c0);
        check_class(is_upper, 0x2475590b62cab912);
        check_class(is_title, 0x87fd939e4214d25f);
        check_class(is_line_break, 0xbc182d7c12d47df8);
    }

    #[test]
    fn case_mappings_are_those_of_cpython() {
        check_mapping(upper, 0x436fa970611f9587);
        check_mapping(title, 0x57a65f3f091be66b);
        check_mapping(casefold, 0x40966dad6a9cac16);
        check_mapping(lower, 0x9f3a7c11db3ee109);
    }

    #[test]
    fn decimal_digits_have_their_values() {
        let values = code_points()
            .filter_map(|code_point| Some([code_point, decimal_value(code_point)?]))
            .flatten();
        assert_eq!(digest(values), 0x75ce7e8120a5d3cb);
    }
}
