//! `Number`: a decimal number with sign, digits and exponent, or an infinity, or a NaN; and how it is
//! made to fit a context.
//! Source: General Decimal Arithmetic specification, "The arithmetic model".

use rpy_vm::{PyResult, Vm};

use super::coefficient::Coefficient;
use super::limbs::Rest;
use super::settings::{Rounding, Settings, status};

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Finite,
    Infinite,
    /// A NaN that passes quietly.
    Quiet,
    /// A NaN that signals.
    Signalling,
}

/// A number.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// The digits, or those that a NaN carries.
    pub(super) digits: Coefficient,
    /// Of the last digit; zero unless the number is finite. Its magnitude is below 2^62.
    pub(super) exponent: i64,
    pub(super) kind: Kind,
    pub(super) negative: bool,
}

impl Number {
    #[inline(always)]
    pub(super) fn finite(negative: bool, digits: Coefficient, exponent: i64) -> Number {
        Number {
            digits,
            exponent,
            kind: Kind::Finite,
            negative,
        }
    }

    pub(super) fn small(negative: bool, digits: u32, exponent: i64) -> Number {
        Number::finite(negative, Coefficient::small(u128::from(digits)), exponent)
    }

    pub(super) const fn special(negative: bool, kind: Kind) -> Number {
        Number {
            digits: Coefficient::ZERO,
            exponent: 0,
            kind,
            negative,
        }
    }

    pub(super) const fn infinity(negative: bool) -> Number {
        Number::special(negative, Kind::Infinite)
    }

    pub(super) const NAN: Number = Number::special(false, Kind::Quiet);

    #[inline(always)]
    pub(super) fn is_finite(&self) -> bool {
        self.kind == Kind::Finite
    }

    #[inline(always)]
    pub(super) fn is_special(&self) -> bool {
        self.kind != Kind::Finite
    }

    #[inline(always)]
    pub(super) fn is_infinite(&self) -> bool {
        self.kind == Kind::Infinite
    }

    #[inline(always)]
    pub(super) fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::Quiet | Kind::Signalling)
    }

    /// Whether it is a zero.
    #[inline(always)]
    pub(super) fn is_zero(&self) -> bool {
        self.is_finite() && self.digits.is_zero()
    }

    /// Number of digits.
    #[inline(always)]
    pub(super) fn length(&self) -> i64 {
        self.digits.digits() as i64
    }

    /// The exponent of the first digit.
    #[inline(always)]
    pub(super) fn adjusted(&self) -> i64 {
        self.exponent + self.length() - 1
    }

    /// Whether it is finite and has no fraction that is not zero.
    pub(super) fn is_integer(&self) -> bool {
        if !self.is_finite() {
            return false;
        }
        self.exponent >= 0
            || self.digits.is_zero()
            || self.digits.trailing_zeros() as i64 >= -self.exponent
    }

    /// Whether it is an odd integer.
    pub(super) fn is_odd_integer(&self, vm: &mut Vm) -> PyResult<bool> {
        if !self.is_integer() || self.exponent > 0 {
            return Ok(false);
        }
        if self.exponent == 0 {
            return Ok(self.digits.is_odd());
        }
        let (whole, _) = self.digits.shift_right(count(-self.exponent), vm)?;
        Ok(whole.is_odd())
    }

    /// Whether it is normal under these settings.
    pub(super) fn is_normal(&self, settings: &Settings) -> bool {
        self.is_finite() && !self.digits.is_zero() && self.adjusted() >= settings.emin
    }

    /// Whether it is subnormal under these settings.
    pub(super) fn is_subnormal(&self, settings: &Settings) -> bool {
        self.is_finite() && !self.digits.is_zero() && self.adjusted() < settings.emin
    }

    /// A copy; for large ones with a question for memory.
    pub(super) fn copied(&self, vm: &mut Vm) -> PyResult<Number> {
        vm.check_allocation(self.digits.buffer_bytes())?;
        Ok(self.clone())
    }

    /// A copy that is made to fit.
    pub(super) fn fitted(
        &self,
        settings: &Settings,
        noted: &mut u32,
        vm: &mut Vm,
    ) -> PyResult<Number> {
        self.copied(vm)?.fit(settings, noted, vm)
    }

    /// Makes a number fit: rounds it, and deals with exponents that are out of bounds.
    #[inline]
    pub(super) fn fit(
        mut self,
        settings: &Settings,
        noted: &mut u32,
        vm: &mut Vm,
    ) -> PyResult<Number> {
        let length = self.length();
        let adjusted = self.exponent + length - 1;
        let is_ordinary = self.is_finite()
            && length <= settings.precision
            && adjusted <= settings.emax
            && self.exponent >= settings.etiny()
            && adjusted >= settings.emin
            && !(settings.clamp && self.exponent > settings.etop());
        if is_ordinary {
            return Ok(self);
        }
        match self.kind {
            Kind::Finite => {}
            Kind::Infinite => return Ok(self),
            Kind::Quiet | Kind::Signalling => {
                self.shorten_payload(settings, vm)?;
                return Ok(self);
            }
        }
        self.fit_exponent(settings, noted, vm)?;
        if self.is_finite() {
            self.fit_precision(settings, noted, vm)?;
        }
        Ok(self)
    }

    /// Drops the first digits of a NaN's payload that is too long.
    pub(super) fn shorten_payload(&mut self, settings: &Settings, vm: &mut Vm) -> PyResult<()> {
        let most = settings.precision - i64::from(settings.clamp);
        if self.length() > most && !self.digits.is_zero() {
            self.digits = self.digits.last_digits(count(most), vm)?;
        }
        Ok(())
    }

    #[inline(never)]
    fn fit_exponent(&mut self, settings: &Settings, noted: &mut u32, vm: &mut Vm) -> PyResult<()> {
        let adjusted = self.adjusted();
        let is_zero = self.digits.is_zero();
        if adjusted > settings.emax {
            if is_zero {
                let most = if settings.clamp {
                    settings.etop()
                } else {
                    settings.emax
                };
                if self.exponent > most {
                    self.exponent = most;
                    *noted |= status::CLAMPED;
                }
                return Ok(());
            }
            *noted |= status::OVERFLOW | status::INEXACT | status::ROUNDED;
            let is_largest = match settings.rounding {
                Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven | Rounding::Up => false,
                Rounding::Down | Rounding::ZeroFiveUp => true,
                Rounding::Ceiling => self.negative,
                Rounding::Floor => !self.negative,
            };
            *self = if is_largest {
                let nines = Coefficient::nines(count(settings.precision), vm)?;
                Number::finite(self.negative, nines, settings.etop())
            } else {
                Number::infinity(self.negative)
            };
        } else if settings.clamp && self.exponent > settings.etop() {
            let shift = self.exponent - settings.etop();
            if !is_zero {
                self.digits = self.digits.shift_left(count(shift), vm)?;
            }
            self.exponent = settings.etop();
            *noted |= status::CLAMPED;
            if !is_zero && adjusted < settings.emin {
                *noted |= status::SUBNORMAL;
            }
        } else if adjusted < settings.emin {
            let etiny = settings.etiny();
            if is_zero {
                if self.exponent < etiny {
                    self.exponent = etiny;
                    *noted |= status::CLAMPED;
                }
                return Ok(());
            }
            *noted |= status::SUBNORMAL;
            if self.exponent < etiny {
                let (digits, rest) = self.digits.shift_right(count(etiny - self.exponent), vm)?;
                self.exponent = etiny;
                self.digits = digits;
                self.round_by(rest, settings.rounding, vm)?;
                *noted |= status::ROUNDED;
                if rest != Rest::Zero {
                    *noted |= status::INEXACT | status::UNDERFLOW;
                    if self.digits.is_zero() {
                        *noted |= status::CLAMPED;
                    }
                }
            }
        }
        Ok(())
    }

    fn fit_precision(&mut self, settings: &Settings, noted: &mut u32, vm: &mut Vm) -> PyResult<()> {
        let length = self.length();
        if length <= settings.precision {
            return Ok(());
        }
        let shift = length - settings.precision;
        let (digits, rest) = self.digits.shift_right(count(shift), vm)?;
        self.digits = digits;
        self.exponent += shift;
        *noted |= status::ROUNDED;
        if rest != Rest::Zero {
            *noted |= status::INEXACT;
            self.round_by(rest, settings.rounding, vm)?;
            if self.length() > settings.precision {
                // It was all nines, and is a power of ten now.
                self.digits = self.digits.shift_right(1, vm)?.0;
                self.exponent += 1;
                return self.fit_exponent(settings, noted, vm);
            }
        }
        Ok(())
    }

    /// Rounds the digits after others were cut off.
    #[inline]
    pub(super) fn round_by(&mut self, rest: Rest, rounding: Rounding, vm: &mut Vm) -> PyResult<()> {
        if rest == Rest::Zero {
            return Ok(());
        }
        let is_away = match rounding {
            Rounding::Down => false,
            Rounding::Up => true,
            Rounding::Ceiling => !self.negative,
            Rounding::Floor => self.negative,
            Rounding::HalfUp => rest >= Rest::Half,
            Rounding::HalfDown => rest > Rest::Half,
            Rounding::HalfEven => rest > Rest::Half || rest == Rest::Half && self.digits.is_odd(),
            Rounding::ZeroFiveUp => self.digits.last_digit().is_multiple_of(5),
        };
        if is_away {
            let digits = std::mem::replace(&mut self.digits, Coefficient::ZERO);
            self.digits = digits.increment(vm)?;
        }
        Ok(())
    }
}

/// What comes of operands that are NaN: the first that signals, else the first.
pub(super) fn nan_of(
    operands: &[&Number],
    settings: &Settings,
    noted: &mut u32,
    vm: &mut Vm,
) -> PyResult<Option<Number>> {
    let signalling = operands
        .iter()
        .find(|operand| operand.kind == Kind::Signalling);
    if signalling.is_some() {
        *noted |= status::INVALID_OPERATION;
    }
    let quiet = || operands.iter().find(|operand| operand.is_nan());
    let Some(found) = signalling.or_else(quiet) else {
        return Ok(None);
    };
    let mut result = found.copied(vm)?;
    result.kind = Kind::Quiet;
    result.shorten_payload(settings, vm)?;
    Ok(Some(result))
}

/// Notes a condition; the result is a NaN.
#[cold]
pub(super) fn invalid(condition: u32, noted: &mut u32) -> PyResult<Number> {
    *noted |= condition;
    Ok(Number::NAN)
}

/// A number of digits that is not negative.
#[inline(always)]
pub(super) fn count(digits: i64) -> usize {
    usize::try_from(digits).unwrap_or(0)
}
