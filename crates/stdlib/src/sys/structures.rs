//! The named tuples of `sys`.

use rpy_macros::struct_sequence;
use rpy_vm::Value;

/// The version of the language.
#[struct_sequence(name = "sys.version_info", flags(disallow_instantiation))]
pub(super) struct VersionInfo {
    /// Changes with incompatible changes of the language.
    pub(super) major: i32,
    /// Changes with new features.
    pub(super) minor: i32,
    /// Changes with corrections.
    pub(super) micro: i32,
    /// 'alpha', 'beta', 'candidate', or 'final'
    pub(super) releaselevel: &'static str,
    /// Counts the releases of a level.
    pub(super) serial: i32,
}

/// The flags of the command line.
#[struct_sequence(name = "sys.flags", flags(disallow_instantiation))]
pub(super) struct FlagsTuple {
    /// -d
    pub(super) debug: i32,
    /// -i
    pub(super) inspect: i32,
    /// -i
    pub(super) interactive: i32,
    /// -O or -OO
    pub(super) optimize: i32,
    /// -B
    pub(super) dont_write_bytecode: i32,
    /// -s
    pub(super) no_user_site: i32,
    /// -S
    pub(super) no_site: i32,
    /// -E
    pub(super) ignore_environment: i32,
    /// -v
    pub(super) verbose: i32,
    /// -b
    pub(super) bytes_warning: i32,
    /// -q
    pub(super) quiet: i32,
    /// -R
    pub(super) hash_randomization: i32,
    /// -I
    pub(super) isolated: i32,
    /// -X dev
    pub(super) dev_mode: bool,
    /// -X utf8
    pub(super) utf8_mode: i32,
    /// -X warn_default_encoding
    pub(super) warn_default_encoding: i32,
    /// -P
    pub(super) safe_path: bool,
    /// -X int_max_str_digits
    pub(super) int_max_str_digits: i32,
    /// -X gil
    #[hidden]
    pub(super) gil: i32,
    /// -X thread_inherit_context
    #[hidden]
    pub(super) thread_inherit_context: i32,
    /// -X context_aware_warnings
    #[hidden]
    pub(super) context_aware_warnings: i32,
}

/// The limits of float.
#[struct_sequence(name = "sys.float_info")]
pub(super) struct FloatInfo {
    /// The largest finite float.
    pub(super) max: f64,
    /// The largest e for which radix**(e-1) is finite.
    pub(super) max_exp: i32,
    /// The largest e for which 10**e is finite.
    pub(super) max_10_exp: i32,
    /// The smallest positive normalized float.
    pub(super) min: f64,
    /// The smallest e for which radix**(e-1) is a normalized float.
    pub(super) min_exp: i32,
    /// The smallest e for which 10**e is a normalized float.
    pub(super) min_10_exp: i32,
    /// Decimal digits that a float keeps.
    pub(super) dig: i32,
    /// Digits of the significand.
    pub(super) mant_dig: i32,
    /// Distance of 1 to the next larger float.
    pub(super) epsilon: f64,
    /// Radix of the exponent.
    pub(super) radix: i32,
    /// How sums are rounded.
    pub(super) rounds: i32,
}

/// How ints are represented.
#[struct_sequence(name = "sys.int_info")]
pub(super) struct IntInfo {
    /// Bits of a digit.
    pub(super) bits_per_digit: i32,
    /// Bytes of a digit.
    pub(super) sizeof_digit: i32,
    /// Decimal digits that conversions allow, by default.
    pub(super) default_max_str_digits: i32,
    /// Decimal digits that conversions always allow.
    pub(super) str_digits_check_threshold: i32,
}

/// How hashes are computed.
#[struct_sequence(name = "sys.hash_info")]
pub(super) struct HashInfo {
    /// Bits of a hash.
    pub(super) width: i32,
    /// The prime that hashes of numbers are reduced by.
    pub(super) modulus: i64,
    /// The hash of infinity.
    pub(super) inf: i32,
    /// Not used any more.
    pub(super) nan: i32,
    /// What the imaginary part of a complex number is multiplied with.
    pub(super) imag: i32,
    /// How str and bytes are hashed.
    pub(super) algorithm: &'static str,
    /// Bits inside the algorithm.
    pub(super) hash_bits: i32,
    /// Bits of the algorithm's seed.
    pub(super) seed_bits: i32,
    /// Below which length another algorithm is used.
    pub(super) cutoff: i32,
}

/// What is called with asynchronous generators.
#[struct_sequence(name = "asyncgen_hooks", flags(disallow_instantiation))]
pub(super) struct AsyncgenHooks {
    /// When one is first iterated over.
    pub(super) firstiter: Value,
    /// When one is dropped before its end.
    pub(super) finalizer: Value,
}

/// How threads are made.
#[struct_sequence(name = "sys.thread_info", flags(disallow_instantiation))]
pub(super) struct ThreadInfo {
    /// What threads are made with.
    pub(super) name: Value,
    /// What locks are made with.
    pub(super) lock: Value,
    /// The version of what threads are made with.
    pub(super) version: Value,
}
