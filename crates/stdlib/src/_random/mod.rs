//! `_random`: the generator below `random`.
//! Reference: <https://docs.python.org/3.14/library/random.html>

mod twister;

use std::cell::RefCell;

use num_bigint::{BigInt, Sign};
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use crate::arguments::unsigned;
use twister::{Twister, WORDS};

pub use _random::MODULE;

/// The Mersenne twister, a generator of pseudo-random numbers.
#[rpy_macros::native_module(name = "_random", classes(super::Random))]
mod _random {}

/// Random() -> a generator of random numbers with a state of its own.
#[derive(Payload)]
pub(crate) struct Random {
    #[payload(skip)]
    twister: RefCell<Twister>,
}

#[native_class(name = "_random.Random", flags(base))]
impl Random {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Random> {
        let payload = Random {
            twister: RefCell::new(Twister::from_word(0)),
        };
        Ref::with_class(payload, class, vm)
    }

    #[init(signature = "(n=None, /)", hidden)]
    fn init(this: &Ref<Random>, n: &Value, vm: &mut Vm) -> PyResult<()> {
        this.seed_with(n, vm)
    }

    /// Returns an int of k random bits.
    #[method(signature = "($self, k, /)")]
    fn getrandbits(this: &Ref<Random>, k: &Value, vm: &mut Vm) -> PyResult {
        let bits = match k.as_small_int() {
            Some(bits @ 0..) => bits as u64,
            _ => unsigned(k, "uint64_t", vm)?,
        };
        let mut twister = this.twister.borrow_mut();
        if bits <= 32 {
            let word = match bits {
                0 => 0,
                _ => twister.next_word() >> (32 - bits),
            };
            return Ok(Value::from_usize(word as usize));
        }
        let words = bits.div_ceil(32);
        match usize::try_from(words) {
            Ok(words) if words <= isize::MAX as usize / 4 => vm.check_allocation(words * 4)?,
            _ => return Err(vm.memory_error()),
        }
        let mut digits: Vec<u32> = (0..words).map(|_| twister.next_word()).collect();
        if !bits.is_multiple_of(32)
            && let Some(last) = digits.last_mut()
        {
            *last >>= 32 - bits % 32;
        }
        Ok(vm.new_big_int(BigInt::from_slice(Sign::Plus, &digits)))
    }

    /// Returns a tuple that holds the state, for setstate().
    #[method(signature = "($self, /)")]
    fn getstate(this: &Ref<Random>, vm: &mut Vm) -> Ref<Tuple> {
        let twister = this.twister.borrow();
        let words = twister.state.iter().map(|&word| word as usize);
        let items = words
            .chain([twister.index])
            .map(Value::from_usize)
            .collect();
        Tuple::new(items, vm)
    }

    /// Returns a float that is at least 0 and below 1.
    #[method(signature = "($self, /)")]
    fn random(this: &Ref<Random>) -> f64 {
        this.twister.borrow_mut().next_float()
    }

    /// Sets the state by an int, by the hash of another object, or, without one, by random bits of
    /// the system.
    #[method(signature = "($self, n=None, /)")]
    fn seed(this: &Ref<Random>, n: &Value, vm: &mut Vm) -> PyResult<()> {
        this.seed_with(n, vm)
    }

    /// Sets the state to what getstate() gave.
    #[method(signature = "($self, state, /)")]
    fn setstate(this: &Ref<Random>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(items) = state.downcast::<Tuple>() else {
            return Err(vm.type_error("state vector must be a tuple"));
        };
        let [words @ .., index] = items.as_slice() else {
            return Err(vm.value_error("state vector is the wrong size"));
        };
        if words.len() != WORDS {
            return Err(vm.value_error("state vector is the wrong size"));
        }
        let mut state = Box::new([0; WORDS]);
        for (target, word) in state.iter_mut().zip(words) {
            if word.as_int().is_none() {
                return Err(vm.type_error("an integer is required"));
            }
            // As an unsigned long, of which the lower half counts.
            *target = match word.as_small_int() {
                Some(number) if number < 0 => {
                    let message = "can't convert negative value to unsigned int";
                    return Err(vm.overflow_error(message));
                }
                _ => u64::from_argument(word, vm)? as u32,
            };
        }
        if index.as_int().is_none() {
            return Err(vm.type_error("an integer is required"));
        }
        let index = i64::from_argument(index, vm)?;
        let Some(index) = usize::try_from(index).ok().filter(|&it| it <= WORDS) else {
            return Err(vm.value_error("invalid state"));
        };
        *this.twister.borrow_mut() = Twister { state, index };
        Ok(())
    }
}

impl Random {
    fn seed_with(&self, seed: &Value, vm: &mut Vm) -> PyResult<()> {
        let twister = if seed.is_none() {
            let mut bytes = [0; WORDS * 4];
            crate::posix::fill_random(&mut bytes, vm)?;
            let words: Vec<u32> = bytes
                .chunks_exact(4)
                .map(|word| u32::from_ne_bytes(word.try_into().expect("chunks of four")))
                .collect();
            Twister::from_words(&words)
        } else {
            let digits = match seed.as_int() {
                Some(int) => int.to_big().magnitude().to_u32_digits(),
                None => BigInt::from(seed.hash(vm)? as u64)
                    .magnitude()
                    .to_u32_digits(),
            };
            let digits = if digits.is_empty() { vec![0] } else { digits };
            Twister::from_words(&digits)
        };
        *self.twister.borrow_mut() = twister;
        Ok(())
    }
}
