//! `resource`: limits and use of the system's means.
//! Reference: <https://docs.python.org/3.14/library/resource.html>

mod system;

use rpy_macros::struct_sequence;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Raised, Value, Vm};

/// What processes or threads have used: the result of getrusage(), a tuple with names.
#[struct_sequence(name = "resource.struct_rusage")]
pub(crate) struct StructRusage {
    /// seconds in the program itself
    pub(crate) ru_utime: f64,
    /// seconds in the kernel for it
    pub(crate) ru_stime: f64,
    /// the most memory it had at a time
    pub(crate) ru_maxrss: i64,
    /// always zero on Linux: shared memory
    pub(crate) ru_ixrss: i64,
    /// always zero on Linux: its own data
    pub(crate) ru_idrss: i64,
    /// always zero on Linux: its own stack
    pub(crate) ru_isrss: i64,
    /// pages that were in memory already
    pub(crate) ru_minflt: i64,
    /// pages that had to be read
    pub(crate) ru_majflt: i64,
    /// always zero on Linux: times it was swapped out
    pub(crate) ru_nswap: i64,
    /// times that it read from a disk
    pub(crate) ru_inblock: i64,
    /// times that it wrote to a disk
    pub(crate) ru_oublock: i64,
    /// always zero on Linux: messages it sent
    pub(crate) ru_msgsnd: i64,
    /// always zero on Linux: messages it got
    pub(crate) ru_msgrcv: i64,
    /// always zero on Linux: signals it got
    pub(crate) ru_nsignals: i64,
    /// times that it waited and left the processor to others
    pub(crate) ru_nvcsw: i64,
    /// times that the processor was taken from it
    pub(crate) ru_nivcsw: i64,
}

impl StructRusage {
    /// The system's record as Python sees it.
    pub(crate) fn new(usage: &libc::rusage) -> StructRusage {
        let seconds = |time: libc::timeval| time.tv_sec as f64 + 1e-6 * time.tv_usec as f64;
        StructRusage {
            ru_utime: seconds(usage.ru_utime),
            ru_stime: seconds(usage.ru_stime),
            ru_maxrss: usage.ru_maxrss,
            ru_ixrss: usage.ru_ixrss,
            ru_idrss: usage.ru_idrss,
            ru_isrss: usage.ru_isrss,
            ru_minflt: usage.ru_minflt,
            ru_majflt: usage.ru_majflt,
            ru_nswap: usage.ru_nswap,
            ru_inblock: usage.ru_inblock,
            ru_oublock: usage.ru_oublock,
            ru_msgsnd: usage.ru_msgsnd,
            ru_msgrcv: usage.ru_msgrcv,
            ru_nsignals: usage.ru_nsignals,
            ru_nvcsw: usage.ru_nvcsw,
            ru_nivcsw: usage.ru_nivcsw,
        }
    }
}

/// How many limits there are.
const LIMITS: i32 = 16;

/// Soft and hard limit; the highest number stands for no limit.
type Limits = (u64, u64);

/// A limit; -1 stands for none.
fn limit_of(value: &Value, vm: &mut Vm) -> PyResult<u64> {
    let big = num_bigint::BigInt::from_argument(value, vm)?;
    if let Ok(limit) = u64::try_from(&big) {
        return Ok(limit);
    }
    match i64::try_from(&big) {
        Ok(-1) => Ok(u64::MAX),
        Ok(_) => Err(vm.value_error("Cannot convert negative int")),
        Err(_) if big.sign() == num_bigint::Sign::Minus => {
            Err(vm.value_error("Cannot convert negative int"))
        }
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C rlim_t")),
    }
}

fn limits_of(limits: &Value, vm: &mut Vm) -> PyResult<Limits> {
    let items = match limits.downcast::<Tuple>() {
        Some(tuple) => tuple.as_slice().to_vec(),
        None => vm.collect(limits)?,
    };
    match items.as_slice() {
        [soft, hard] => Ok((limit_of(soft, vm)?, limit_of(hard, vm)?)),
        _ => Err(vm.value_error("expected a tuple of 2 integers")),
    }
}

fn value_of((soft, hard): Limits, vm: &mut Vm) -> (Value, Value) {
    let mut value = |limit: u64| match i64::try_from(limit) {
        Ok(limit) => vm.new_int(limit),
        Err(_) if limit == u64::MAX => vm.new_int(-1),
        Err(_) => vm.new_big_int(limit.into()),
    };
    (value(soft), value(hard))
}

#[cold]
fn raised(error: &std::io::Error, vm: &mut Vm) -> Raised {
    match error.raw_os_error() {
        Some(libc::EINVAL) => vm.value_error("current limit exceeds maximum limit"),
        Some(libc::EPERM) => vm.value_error("not allowed to raise maximum limit"),
        _ => vm.io_error(error, None),
    }
}

/// Limits and use of the system's means.
#[rpy_macros::native_module(
    name = "resource",
    classes(super::StructRusage as "struct_rusage")
)]
pub mod resource {
    use super::*;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("RLIMIT_AS", libc::RLIMIT_AS as i64),
        ("RLIMIT_CORE", libc::RLIMIT_CORE as i64),
        ("RLIMIT_CPU", libc::RLIMIT_CPU as i64),
        ("RLIMIT_DATA", libc::RLIMIT_DATA as i64),
        ("RLIMIT_FSIZE", libc::RLIMIT_FSIZE as i64),
        ("RLIMIT_MEMLOCK", libc::RLIMIT_MEMLOCK as i64),
        ("RLIMIT_MSGQUEUE", libc::RLIMIT_MSGQUEUE as i64),
        ("RLIMIT_NICE", libc::RLIMIT_NICE as i64),
        ("RLIMIT_NOFILE", libc::RLIMIT_NOFILE as i64),
        ("RLIMIT_NPROC", libc::RLIMIT_NPROC as i64),
        ("RLIMIT_OFILE", 7),
        ("RLIMIT_RSS", libc::RLIMIT_RSS as i64),
        ("RLIMIT_RTPRIO", libc::RLIMIT_RTPRIO as i64),
        ("RLIMIT_RTTIME", libc::RLIMIT_RTTIME as i64),
        ("RLIMIT_SIGPENDING", libc::RLIMIT_SIGPENDING as i64),
        ("RLIMIT_STACK", libc::RLIMIT_STACK as i64),
        ("RLIM_INFINITY", -1),
        ("RUSAGE_CHILDREN", libc::RUSAGE_CHILDREN as i64),
        ("RUSAGE_SELF", libc::RUSAGE_SELF as i64),
        ("RUSAGE_THREAD", libc::RUSAGE_THREAD as i64),
    ];

    /// The class of all errors of the system.
    #[constant]
    fn error(vm: &mut Vm) -> Value {
        vm.types.exceptions.os_error.to_value()
    }

    fn check(resource: i32, vm: &mut Vm) -> PyResult<()> {
        if (0..LIMITS).contains(&resource) {
            Ok(())
        } else {
            Err(vm.value_error("invalid resource specified"))
        }
    }

    /// Returns what has been used, by the process, its children or the thread.
    #[function(signature = "(who, /)")]
    fn getrusage(who: i32, vm: &mut Vm) -> PyResult<StructRusage> {
        match system::usage(who) {
            Ok(usage) => Ok(StructRusage::new(&usage)),
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => {
                Err(vm.value_error("invalid who parameter"))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns soft and hard limit of a resource.
    #[function(signature = "(resource, /)")]
    fn getrlimit(resource: i32, vm: &mut Vm) -> PyResult<(Value, Value)> {
        check(resource, vm)?;
        match system::exchange_limits(0, resource, None) {
            Ok(limits) => Ok(value_of(limits, vm)),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Sets soft and hard limit of a resource.
    #[function(signature = "(resource, limits, /)")]
    fn setrlimit(resource: i32, limits: &Value, vm: &mut Vm) -> PyResult<()> {
        vm.audit("resource.setrlimit", |_| {
            [Value::from_i32(resource), limits.clone()]
        })?;
        check(resource, vm)?;
        let limits = limits_of(limits, vm)?;
        match system::exchange_limits(0, resource, Some(limits)) {
            Ok(_) => Ok(()),
            Err(error) => Err(raised(&error, vm)),
        }
    }

    /// Returns the limits of a process, and sets them if new ones are given.
    #[function(signature = "(pid, resource, limits=None, /)")]
    fn prlimit(
        pid: i32,
        resource: i32,
        limits: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<(Value, Value)> {
        check(resource, vm)?;
        vm.audit("resource.prlimit", |_| {
            let limits = limits.cloned().unwrap_or(Value::NONE);
            [Value::from_i32(pid), Value::from_i32(resource), limits]
        })?;
        let limits = match limits {
            Some(limits) => Some(limits_of(limits, vm)?),
            None => None,
        };
        match system::exchange_limits(pid, resource, limits) {
            Ok(limits) => Ok(value_of(limits, vm)),
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => {
                Err(vm.value_error("current limit exceeds maximum limit"))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns the size of a page of memory in bytes.
    #[function(signature = "()")]
    fn getpagesize() -> usize {
        system::page_size()
    }
}
