//! What is known about files: `stat` and its relatives.

use rpy_macros::struct_sequence;
use rpy_vm::{PyResult, Value, Vm};

use super::path::{PathArgument, call, failed};
use super::system;

/// What is known about a file.
#[struct_sequence(name = "os.stat_result")]
pub(super) struct StatResult {
    /// Kind and permissions.
    pub(super) st_mode: u32,
    /// Number of the inode.
    pub(super) st_ino: u64,
    /// The device.
    pub(super) st_dev: u64,
    /// How many names the file has.
    pub(super) st_nlink: u64,
    /// The owner.
    pub(super) st_uid: u32,
    /// The owner's group.
    pub(super) st_gid: u32,
    /// Size in bytes.
    pub(super) st_size: i64,
    /// Last access, in whole seconds.
    #[field(unnamed)]
    pub(super) atime: i64,
    /// Last change of the content, in whole seconds.
    #[field(unnamed)]
    pub(super) mtime: i64,
    /// Last change of the metadata, in whole seconds.
    #[field(unnamed)]
    pub(super) ctime: i64,
    /// Last access, in seconds since 1970.
    #[hidden]
    pub(super) st_atime: f64,
    /// Last change of the content, in seconds since 1970.
    #[hidden]
    pub(super) st_mtime: f64,
    /// Last change of the metadata, in seconds since 1970.
    #[hidden]
    pub(super) st_ctime: f64,
    /// Last access, in nanoseconds since 1970.
    #[hidden]
    pub(super) st_atime_ns: num_bigint::BigInt,
    /// Last change of the content, in nanoseconds since 1970.
    #[hidden]
    pub(super) st_mtime_ns: num_bigint::BigInt,
    /// Last change of the metadata, in nanoseconds since 1970.
    #[hidden]
    pub(super) st_ctime_ns: num_bigint::BigInt,
    /// Size of blocks for input and output.
    #[hidden]
    pub(super) st_blksize: i64,
    /// Number of blocks of 512 bytes.
    #[hidden]
    pub(super) st_blocks: i64,
    /// The device that the file is.
    #[hidden]
    pub(super) st_rdev: u64,
}

/// What is known about a file system.
#[struct_sequence(name = "os.statvfs_result")]
pub(super) struct StatvfsResult {
    /// Size of blocks.
    pub(super) f_bsize: u64,
    /// Size of fragments.
    pub(super) f_frsize: u64,
    /// Size in fragments.
    pub(super) f_blocks: u64,
    /// Free blocks.
    pub(super) f_bfree: u64,
    /// Free blocks for users.
    pub(super) f_bavail: u64,
    /// Number of inodes.
    pub(super) f_files: u64,
    /// Free inodes.
    pub(super) f_ffree: u64,
    /// Free inodes for users.
    pub(super) f_favail: u64,
    /// Flags of the mount.
    pub(super) f_flag: u64,
    /// Longest name.
    pub(super) f_namemax: u64,
    /// Number of the file system.
    #[hidden]
    pub(super) f_fsid: u64,
}

/// The result as Python sees it.
pub(super) fn stat_result(stat: &system::Stat) -> StatResult {
    let seconds = |seconds: i64, nanoseconds: i64| seconds as f64 + 1e-9 * nanoseconds as f64;
    let exact = |seconds: i64, nanoseconds: i64| {
        (i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds)).into()
    };
    StatResult {
        st_mode: stat.st_mode,
        st_ino: stat.st_ino,
        st_dev: stat.st_dev,
        st_nlink: stat.st_nlink,
        st_uid: stat.st_uid,
        st_gid: stat.st_gid,
        st_size: stat.st_size,
        atime: stat.st_atime,
        mtime: stat.st_mtime,
        ctime: stat.st_ctime,
        st_atime: seconds(stat.st_atime, stat.st_atime_nsec),
        st_mtime: seconds(stat.st_mtime, stat.st_mtime_nsec),
        st_ctime: seconds(stat.st_ctime, stat.st_ctime_nsec),
        st_atime_ns: exact(stat.st_atime, stat.st_atime_nsec),
        st_mtime_ns: exact(stat.st_mtime, stat.st_mtime_nsec),
        st_ctime_ns: exact(stat.st_ctime, stat.st_ctime_nsec),
        st_blksize: stat.st_blksize,
        st_blocks: stat.st_blocks,
        st_rdev: stat.st_rdev,
    }
}

fn statvfs_result(stat: &libc::statvfs) -> StatvfsResult {
    StatvfsResult {
        f_bsize: stat.f_bsize,
        f_frsize: stat.f_frsize,
        f_blocks: stat.f_blocks,
        f_bfree: stat.f_bfree,
        f_bavail: stat.f_bavail,
        f_files: stat.f_files,
        f_ffree: stat.f_ffree,
        f_favail: stat.f_favail,
        f_flag: stat.f_flag,
        f_namemax: stat.f_namemax,
        f_fsid: stat.f_fsid,
    }
}

fn stat_path(
    function: &str,
    path: &Value,
    dir_fd: Option<i32>,
    follow_symlinks: bool,
    vm: &mut Vm,
) -> PyResult<StatResult> {
    let with_fd = function == "stat";
    let path = PathArgument::new(path, function, "path", with_fd, vm)?;
    let result = match path.fd {
        Some(_) if dir_fd.is_some() => {
            return Err(vm.value_error("stat: can't specify dir_fd without matching path"));
        }
        Some(_) if !follow_symlinks => {
            return Err(vm.value_error("stat: cannot use fd and follow_symlinks together"));
        }
        // A call without allow_threads: files' metadata is nearly always at hand.
        Some(fd) => system::fstat(fd),
        None => {
            let flags = if follow_symlinks {
                0
            } else {
                libc::AT_SYMLINK_NOFOLLOW
            };
            system::stat(path.c_str(), dir_fd.unwrap_or(system::HERE), flags)
        }
    };
    match result {
        Ok(stat) => Ok(stat_result(&stat)),
        Err(error) => match stat_in_library(&path, vm) {
            Some(stat) => Ok(stat_result(&stat)),
            None => Err(failed(&error, &[&path.value], vm)),
        },
    }
}

/// What is known about a file or directory of the library inside the binary: it is as old as the
/// binary and belongs to whom that belongs.
#[cold]
fn stat_in_library(path: &PathArgument, vm: &Vm) -> Option<system::Stat> {
    if path.fd.is_some() {
        return None;
    }
    let text = path.c_str().to_str().ok()?;
    let (mode, size) = match vm.library_data(text) {
        Some(content) => (libc::S_IFREG | 0o444, content.len()),
        None => {
            vm.library_entries(text)?;
            (libc::S_IFDIR | 0o555, 0)
        }
    };
    let mut stat = system::stat(c"/proc/self/exe", system::HERE, 0).ok()?;
    stat.st_mode = mode;
    stat.st_size = size as i64;
    stat.st_nlink = 1;
    Some(stat)
}

#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod stat {
    use super::*;

    /// Returns what is known about a file, given by its path or as an open descriptor.
    #[function(signature = "(path, *, dir_fd=None, follow_symlinks=True)")]
    fn stat(
        path: &Value,
        dir_fd: Option<i32>,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<StatResult> {
        stat_path("stat", path, dir_fd, follow_symlinks, vm)
    }

    /// Returns what is known about a file, not following symbolic links.
    #[function(signature = "(path, *, dir_fd=None)")]
    fn lstat(path: &Value, dir_fd: Option<i32>, vm: &mut Vm) -> PyResult<StatResult> {
        stat_path("lstat", path, dir_fd, false, vm)
    }

    /// Returns what is known about the file of a descriptor.
    #[function(signature = "(fd)")]
    fn fstat(fd: i32, vm: &mut Vm) -> PyResult<StatResult> {
        let stat = call(&[], vm, move || system::fstat(fd))?;
        Ok(stat_result(&stat))
    }

    /// Returns what is known about the file system of a path or descriptor.
    #[function(signature = "(path)")]
    fn statvfs(path: &Value, vm: &mut Vm) -> PyResult<StatvfsResult> {
        let path = PathArgument::new(path, "statvfs", "path", true, vm)?;
        let (text, fd) = (path.c_str(), path.fd);
        let stat = call(&[&path.value], vm, || match fd {
            Some(fd) => system::fstatvfs(fd),
            None => system::statvfs(text),
        })?;
        Ok(statvfs_result(&stat))
    }

    /// Returns what is known about the file system of a descriptor.
    #[function(signature = "(fd, /)")]
    fn fstatvfs(fd: i32, vm: &mut Vm) -> PyResult<StatvfsResult> {
        let stat = call(&[], vm, move || system::fstatvfs(fd))?;
        Ok(statvfs_result(&stat))
    }
}
