//! Files and directories by their paths.

use rpy_vm::{PyResult, Value, Vm};

use crate::descriptor::Descriptor;

use super::path::{PathArgument, call};
use super::system::{self, HERE};

/// A time as the system takes it, of seconds and nanoseconds since 1970.
fn time_of(value: &Value, in_nanoseconds: bool, vm: &mut Vm) -> PyResult<libc::timespec> {
    use rpy_vm::function::convert::FromArgument;
    const SECOND: i128 = 1_000_000_000;
    let nanoseconds = if in_nanoseconds || value.class(vm).slots(vm).index.is_some() {
        let whole = num_bigint::BigInt::from_argument(value, vm)?;
        let factor = if in_nanoseconds { 1 } else { SECOND };
        i128::try_from(whole)
            .ok()
            .and_then(|whole| whole.checked_mul(factor))
    } else {
        let seconds = f64::from_argument(value, vm)?;
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let whole = seconds.floor();
        let rest = ((seconds - whole) * 1e9).floor();
        (whole.abs() < 1e18).then(|| whole as i128 * SECOND + rest as i128)
    };
    let parts = nanoseconds.and_then(|it| {
        let seconds = i64::try_from(it.div_euclid(SECOND)).ok()?;
        Some((seconds, it.rem_euclid(SECOND) as i64))
    });
    match parts {
        Some((tv_sec, tv_nsec)) => Ok(libc::timespec { tv_sec, tv_nsec }),
        None => Err(vm.overflow_error("timestamp out of range for platform time_t")),
    }
}

/// The two times that `utime` is given as a tuple.
fn times_of(
    value: &Value,
    in_nanoseconds: bool,
    message: &str,
    vm: &mut Vm,
) -> PyResult<[libc::timespec; 2]> {
    use rpy_vm::builtins::tuple::Tuple;
    match value.downcast::<Tuple>().map(|it| it.as_slice()) {
        Some([access, change]) => {
            let (access, change) = (access.clone(), change.clone());
            Ok([
                time_of(&access, in_nanoseconds, vm)?,
                time_of(&change, in_nanoseconds, vm)?,
            ])
        }
        _ => Err(vm.type_error(message)),
    }
}

/// Renames a file, for `rename` and `replace`, which are the same on this system.
fn rename_as(
    function: &str,
    src: &Value,
    dst: &Value,
    src_dir_fd: Option<i32>,
    dst_dir_fd: Option<i32>,
    vm: &mut Vm,
) -> PyResult<()> {
    let src = PathArgument::new(src, function, "src", false, vm)?;
    let dst = PathArgument::new(dst, function, "dst", false, vm)?;
    let (old, new) = (src.c_str(), dst.c_str());
    let (from, to) = (src_dir_fd.unwrap_or(HERE), dst_dir_fd.unwrap_or(HERE));
    vm.audit("os.rename", |_| {
        [
            src.value.clone(),
            dst.value.clone(),
            descriptor_value(src_dir_fd),
            descriptor_value(dst_dir_fd),
        ]
    })?;
    call(&[&src.value, &dst.value], vm, || {
        system::rename(old, from, new, to)
    })?;
    Ok(())
}

fn remove_as(
    function: &str,
    path: &Value,
    dir_fd: Option<i32>,
    flags: i32,
    vm: &mut Vm,
) -> PyResult<()> {
    let path = PathArgument::new(path, function, "path", false, vm)?;
    let text = path.c_str();
    let directory = dir_fd.unwrap_or(HERE);
    let event = match flags {
        libc::AT_REMOVEDIR => "os.rmdir",
        _ => "os.remove",
    };
    vm.audit(event, |_| [path.value.clone(), descriptor_value(dir_fd)])?;
    call(&[&path.value], vm, || {
        system::unlink(text, directory, flags)
    })?;
    Ok(())
}

/// A descriptor of a directory as audit hooks see it: -1 for none.
fn descriptor_value(dir_fd: Option<i32>) -> Value {
    Value::from_i32(dir_fd.unwrap_or(-1))
}

/// Tells audit hooks that owner and group of a file are about to be changed.
fn audit_chown(path: &Value, uid: i64, gid: i64, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult<()> {
    vm.audit("os.chown", |vm| {
        let [uid, gid] = [uid, gid].map(|id| vm.new_int(i64::from(id as u32)));
        [path.clone(), uid, gid, descriptor_value(dir_fd)]
    })
}

const fn no_follow(follow_symlinks: bool) -> i32 {
    if follow_symlinks {
        0
    } else {
        libc::AT_SYMLINK_NOFOLLOW
    }
}

#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod files {
    use super::*;

    /// Makes a directory.
    #[function(signature = "(path, mode=511, *, dir_fd=None)")]
    fn mkdir(path: &Value, mode: i32, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult<()> {
        let path = PathArgument::new(path, "mkdir", "path", false, vm)?;
        let (text, directory) = (path.c_str(), dir_fd.unwrap_or(HERE));
        vm.audit("os.mkdir", |_| {
            [
                path.value.clone(),
                Value::from_i32(mode),
                descriptor_value(dir_fd),
            ]
        })?;
        call(&[&path.value], vm, || {
            system::mkdir(text, mode as u32, directory)
        })?;
        Ok(())
    }

    /// Makes a named pipe.
    #[function(signature = "(path, mode=438, *, dir_fd=None)")]
    fn mkfifo(path: &Value, mode: i32, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult<()> {
        let path = PathArgument::new(path, "mkfifo", "path", false, vm)?;
        let (text, directory) = (path.c_str(), dir_fd.unwrap_or(HERE));
        call(&[], vm, || system::mkfifo(text, mode as u32, directory))?;
        Ok(())
    }

    /// Removes a directory, which must be empty.
    #[function(signature = "(path, *, dir_fd=None)")]
    fn rmdir(path: &Value, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult<()> {
        remove_as("rmdir", path, dir_fd, libc::AT_REMOVEDIR, vm)
    }

    /// Deletes a file; the same as unlink().
    #[function(signature = "(path, *, dir_fd=None)")]
    fn remove(path: &Value, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult<()> {
        remove_as("remove", path, dir_fd, 0, vm)
    }

    /// Removes a file, as remove() does.
    #[function(signature = "(path, *, dir_fd=None)")]
    fn unlink(path: &Value, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult<()> {
        remove_as("unlink", path, dir_fd, 0, vm)
    }

    /// Gives a file or directory another name or place.
    #[function(signature = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn rename(
        src: &Value,
        dst: &Value,
        src_dir_fd: Option<i32>,
        dst_dir_fd: Option<i32>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        rename_as("rename", src, dst, src_dir_fd, dst_dir_fd, vm)
    }

    /// Renames a file or directory, in place of one that has the name.
    #[function(signature = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn replace(
        src: &Value,
        dst: &Value,
        src_dir_fd: Option<i32>,
        dst_dir_fd: Option<i32>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        rename_as("replace", src, dst, src_dir_fd, dst_dir_fd, vm)
    }

    /// Makes a hard link to a file.
    #[function(signature = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)")]
    fn link(
        src: &Value,
        dst: &Value,
        src_dir_fd: Option<i32>,
        dst_dir_fd: Option<i32>,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let src = PathArgument::new(src, "link", "src", false, vm)?;
        let dst = PathArgument::new(dst, "link", "dst", false, vm)?;
        let (old, new) = (src.c_str(), dst.c_str());
        let (from, to) = (src_dir_fd.unwrap_or(HERE), dst_dir_fd.unwrap_or(HERE));
        let flags = if follow_symlinks {
            libc::AT_SYMLINK_FOLLOW
        } else {
            0
        };
        vm.audit("os.link", |_| {
            [
                src.value.clone(),
                dst.value.clone(),
                descriptor_value(src_dir_fd),
                descriptor_value(dst_dir_fd),
            ]
        })?;
        call(&[&src.value, &dst.value], vm, || {
            system::link(old, from, new, to, flags)
        })?;
        Ok(())
    }

    /// Makes a symbolic link to src, named dst.
    #[function(signature = "(src, dst, target_is_directory=False, *, dir_fd=None)")]
    fn symlink(
        src: &Value,
        dst: &Value,
        target_is_directory: bool,
        dir_fd: Option<i32>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        // Only other systems make a difference.
        let _ = target_is_directory;
        let src = PathArgument::new(src, "symlink", "src", false, vm)?;
        let dst = PathArgument::new(dst, "symlink", "dst", false, vm)?;
        let (target, path) = (src.c_str(), dst.c_str());
        let directory = dir_fd.unwrap_or(HERE);
        vm.audit("os.symlink", |_| {
            [
                src.value.clone(),
                dst.value.clone(),
                descriptor_value(dir_fd),
            ]
        })?;
        call(&[&src.value, &dst.value], vm, || {
            system::symlink(target, path, directory)
        })?;
        Ok(())
    }

    /// Returns what a symbolic link points to.
    #[function(signature = "(path, *, dir_fd=None)")]
    fn readlink(path: &Value, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult {
        let path = PathArgument::new(path, "readlink", "path", false, vm)?;
        let (text, directory) = (path.c_str(), dir_fd.unwrap_or(HERE));
        let target = call(&[&path.value], vm, || system::readlink(text, directory))?;
        Ok(path.name(&target, vm))
    }

    /// Returns whether the real user may use a file in this mode.
    #[function(
        signature = "(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)"
    )]
    fn access(
        path: &Value,
        mode: i32,
        dir_fd: Option<i32>,
        effective_ids: bool,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        let path = PathArgument::new(path, "access", "path", false, vm)?;
        let (text, directory) = (path.c_str(), dir_fd.unwrap_or(HERE));
        let ids = if effective_ids { libc::AT_EACCESS } else { 0 };
        let flags = ids | no_follow(follow_symlinks);
        Ok(vm
            .allow_threads(|| system::access(text, mode, directory, flags))
            .is_ok())
    }

    /// Changes the permissions of a file.
    #[function(signature = "(path, mode, *, dir_fd=None, follow_symlinks=True)")]
    fn chmod(
        path: &Value,
        mode: i32,
        dir_fd: Option<i32>,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let path = PathArgument::new(path, "chmod", "path", true, vm)?;
        let (text, fd) = (path.c_str(), path.fd);
        let (directory, flags) = (dir_fd.unwrap_or(HERE), no_follow(follow_symlinks));
        vm.audit("os.chmod", |_| {
            [
                path.value.clone(),
                Value::from_i32(mode),
                descriptor_value(dir_fd),
            ]
        })?;
        call(&[&path.value], vm, || match fd {
            Some(fd) => system::fchmod(fd, mode as u32),
            None => system::chmod(text, mode as u32, directory, flags),
        })?;
        Ok(())
    }

    /// Changes the permissions of the file of a descriptor.
    #[function(signature = "(fd, mode)")]
    fn fchmod(fd: i32, mode: i32, vm: &mut Vm) -> PyResult<()> {
        vm.audit("os.chmod", |_| {
            [
                Value::from_i32(fd),
                Value::from_i32(mode),
                descriptor_value(None),
            ]
        })?;
        call(&[], vm, move || system::fchmod(fd, mode as u32))?;
        Ok(())
    }

    /// Changes owner and group of a file; -1 leaves one as it is.
    #[function(signature = "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)")]
    fn chown(
        path: &Value,
        uid: i64,
        gid: i64,
        dir_fd: Option<i32>,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let path = PathArgument::new(path, "chown", "path", true, vm)?;
        let (text, fd) = (path.c_str(), path.fd);
        let (directory, flags) = (dir_fd.unwrap_or(HERE), no_follow(follow_symlinks));
        audit_chown(&path.value, uid, gid, dir_fd, vm)?;
        call(&[&path.value], vm, || match fd {
            Some(fd) => system::fchown(fd, uid as u32, gid as u32),
            None => system::chown(text, uid as u32, gid as u32, directory, flags),
        })?;
        Ok(())
    }

    /// Changes owner and group of a file, not following symbolic links.
    #[function(signature = "(path, uid, gid)")]
    fn lchown(path: &Value, uid: i64, gid: i64, vm: &mut Vm) -> PyResult<()> {
        let path = PathArgument::new(path, "lchown", "path", false, vm)?;
        let text = path.c_str();
        audit_chown(&path.value, uid, gid, None, vm)?;
        call(&[&path.value], vm, || {
            system::chown(
                text,
                uid as u32,
                gid as u32,
                HERE,
                libc::AT_SYMLINK_NOFOLLOW,
            )
        })?;
        Ok(())
    }

    /// Changes owner and group of the file of a descriptor.
    #[function(signature = "(fd, uid, gid)")]
    fn fchown(fd: i32, uid: i64, gid: i64, vm: &mut Vm) -> PyResult<()> {
        audit_chown(&Value::from_i32(fd), uid, gid, None, vm)?;
        call(&[], vm, move || system::fchown(fd, uid as u32, gid as u32))?;
        Ok(())
    }

    /// Sets the times of the last access and change of a file: times are seconds, ns nanoseconds.
    #[function(
        signature = "(path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)"
    )]
    fn utime(
        path: &Value,
        times: Option<&Value>,
        ns: Option<&Value>,
        dir_fd: Option<i32>,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let path = PathArgument::new(path, "utime", "path", true, vm)?;
        let now = libc::timespec {
            tv_sec: 0,
            tv_nsec: libc::UTIME_NOW,
        };
        let shown = [times, ns].map(|it| it.cloned().unwrap_or(Value::NONE));
        let times = match (times, ns) {
            (Some(_), Some(_)) => {
                let message = "utime: you may specify either 'times' or 'ns' but not both";
                return Err(vm.value_error(message));
            }
            (Some(times), None) => {
                let message = "utime: 'times' must be either a tuple of two ints or None";
                times_of(times, false, message, vm)?
            }
            (None, Some(ns)) => {
                let message = "utime: 'ns' must be a tuple of two ints";
                times_of(ns, true, message, vm)?
            }
            (None, None) => [now, now],
        };
        let (text, fd) = (path.c_str(), path.fd);
        let (directory, flags) = (dir_fd.unwrap_or(HERE), no_follow(follow_symlinks));
        vm.audit("os.utime", |_| {
            let [times, ns] = shown;
            [path.value.clone(), times, ns, descriptor_value(dir_fd)]
        })?;
        call(&[&path.value], vm, || match fd {
            Some(fd) => system::futimens(fd, &times),
            None => system::utimens(text, &times, directory, flags),
        })?;
        Ok(())
    }

    /// Cuts or extends a file, given by path or descriptor, to a length in bytes.
    #[function(signature = "(path, length)")]
    fn truncate(path: &Value, length: i64, vm: &mut Vm) -> PyResult<()> {
        let path = PathArgument::new(path, "truncate", "path", true, vm)?;
        let (text, fd) = (path.c_str(), path.fd);
        vm.audit("os.truncate", |vm| [path.value.clone(), vm.new_int(length)])?;
        let named: &[&Value] = if fd.is_some() { &[] } else { &[&path.value] };
        call(named, vm, || match fd {
            Some(fd) => system::ftruncate(fd, length),
            None => system::truncate(text, length),
        })?;
        Ok(())
    }

    /// Changes the working directory, to a path or the directory of a descriptor.
    #[function(signature = "(path)")]
    fn chdir(path: &Value, vm: &mut Vm) -> PyResult<()> {
        let path = PathArgument::new(path, "chdir", "path", true, vm)?;
        let (text, fd) = (path.c_str(), path.fd);
        vm.audit("os.chdir", |_| [path.value.clone()])?;
        call(&[&path.value], vm, || match fd {
            Some(fd) => system::fchdir(fd),
            None => system::chdir(text),
        })?;
        Ok(())
    }

    /// Changes the working directory to that of a descriptor.
    #[function(signature = "(fd)")]
    fn fchdir(fd: Descriptor, vm: &mut Vm) -> PyResult<()> {
        vm.audit("os.chdir", |_| [Value::from_i32(fd.0)])?;
        call(&[], vm, move || system::fchdir(fd.0))?;
        Ok(())
    }
}
