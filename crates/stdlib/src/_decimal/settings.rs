//! What arithmetic depends on: precision, limits of exponents, rounding; and what it notes.
//! Source: General Decimal Arithmetic specification, "The context".

/// The greatest precision and exponent.
pub(super) const MAX_PRECISION: i64 = 999_999_999_999_999_999;

/// The conditions that operations note, a bit each.
pub(super) mod status {
    /// An exponent was changed to fit.
    pub(crate) const CLAMPED: u32 = 1;
    /// A text that is no number.
    pub(crate) const CONVERSION_SYNTAX: u32 = 2;
    /// A number that is not zero was divided by zero.
    pub(crate) const DIVISION_BY_ZERO: u32 = 4;
    /// An integer quotient is too long.
    pub(crate) const DIVISION_IMPOSSIBLE: u32 = 8;
    /// Zero was divided by zero.
    pub(crate) const DIVISION_UNDEFINED: u32 = 0x10;
    /// Digits that were not zero were cut off.
    pub(crate) const INEXACT: u32 = 0x40;
    /// The context does not permit the operation.
    pub(crate) const INVALID_CONTEXT: u32 = 0x80;
    /// The operation has no result.
    pub(crate) const INVALID_OPERATION: u32 = 0x100;
    /// The result is too large.
    pub(crate) const OVERFLOW: u32 = 0x800;
    /// Digits were cut off.
    pub(crate) const ROUNDED: u32 = 0x1000;
    /// The result is below the least normal number.
    pub(crate) const SUBNORMAL: u32 = 0x2000;
    /// The result is subnormal and inexact.
    pub(crate) const UNDERFLOW: u32 = 0x4000;
    /// A float was mixed with a number.
    pub(crate) const FLOAT_OPERATION: u32 = 0x8000;
    /// What the signal `InvalidOperation` stands for.
    pub(crate) const INVALID: u32 = CONVERSION_SYNTAX
        | DIVISION_IMPOSSIBLE
        | DIVISION_UNDEFINED
        | INVALID_CONTEXT
        | INVALID_OPERATION;
    /// What leaves no usable result.
    pub(crate) const ERRORS: u32 = INVALID | DIVISION_BY_ZERO;
}

/// The ways of rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    /// Up if the last digit is 0 or 5.
    ZeroFiveUp,
}

impl Rounding {
    /// All, with their names.
    pub(super) const ALL: [(Rounding, &'static str); 8] = [
        (Rounding::Up, "ROUND_UP"),
        (Rounding::Down, "ROUND_DOWN"),
        (Rounding::Ceiling, "ROUND_CEILING"),
        (Rounding::Floor, "ROUND_FLOOR"),
        (Rounding::HalfUp, "ROUND_HALF_UP"),
        (Rounding::HalfDown, "ROUND_HALF_DOWN"),
        (Rounding::HalfEven, "ROUND_HALF_EVEN"),
        (Rounding::ZeroFiveUp, "ROUND_05UP"),
    ];

    /// The constant's name.
    pub(super) fn name(self) -> &'static str {
        Rounding::ALL[self as usize].1
    }

    /// The one of this name.
    pub(super) fn of_name(name: &str) -> Option<Rounding> {
        let found = Rounding::ALL.iter().find(|(_, other)| *other == name);
        found.map(|(rounding, _)| *rounding)
    }
}

/// The numbers of a context.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// Digits of results: 1 to [`MAX_PRECISION`].
    pub(super) precision: i64,
    pub(super) rounding: Rounding,
    /// The least exponent of the first digit of normal numbers.
    pub(super) emin: i64,
    /// The greatest exponent of the first digit.
    pub(super) emax: i64,
    /// Whether exponents are written as `E`.
    pub(super) capitals: bool,
    /// Whether exponents are at most that of the greatest number.
    pub(super) clamp: bool,
}

impl Settings {
    /// Those under which everything that can be represented is.
    pub(super) const LARGEST: Settings = Settings {
        precision: MAX_PRECISION,
        rounding: Rounding::HalfEven,
        emin: -MAX_PRECISION,
        emax: MAX_PRECISION,
        capitals: true,
        clamp: false,
    };

    /// The least exponent of the last digit.
    #[inline(always)]
    pub(super) fn etiny(&self) -> i64 {
        self.emin - (self.precision - 1)
    }

    /// The greatest exponent of the last digit of a number of full precision.
    #[inline(always)]
    pub(super) fn etop(&self) -> i64 {
        self.emax - (self.precision - 1)
    }

    /// The same with another way of rounding.
    pub(super) fn rounding(self, rounding: Rounding) -> Settings {
        Settings { rounding, ..self }
    }

    /// Settings for what comes in between: such a precision, every exponent, and the nearest.
    pub(super) fn between(precision: i64) -> Settings {
        Settings {
            precision: precision.clamp(1, MAX_PRECISION),
            ..Settings::LARGEST
        }
    }
}
