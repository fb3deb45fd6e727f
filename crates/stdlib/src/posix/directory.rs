//! The content of directories: `listdir`, `scandir`.

use std::cell::Cell;
use std::ffi::CString;

use rpy_macros::{Payload, native_class};
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::path::{PathArgument, call, failed};
use super::stat::{StatResult, stat_result};
use super::system::{self, HERE};

/// An entry of a directory, as `os.scandir` gives it.
#[derive(Payload)]
pub(super) struct DirEntry {
    name: Value,
    path: Value,
    /// The path for the system, or the name, if `directory` is a descriptor.
    #[payload(skip)]
    text: CString,
    #[payload(skip)]
    directory: Option<i32>,
    #[payload(skip)]
    kind: u8,
    #[payload(skip)]
    inode: u64,
}

impl DirEntry {
    fn status(&self, follow: bool) -> std::io::Result<system::Stat> {
        let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
        system::stat(&self.text, self.directory.unwrap_or(HERE), flags)
    }

    /// Whether the entry is of this kind; one that is gone is of none.
    fn is_kind(&self, kind: u8, mode: u32, follow: bool, vm: &mut Vm) -> PyResult<bool> {
        let is_link = self.kind == libc::DT_LNK;
        if self.kind != libc::DT_UNKNOWN && !(follow && is_link) {
            return Ok(self.kind == kind);
        }
        match self.status(follow) {
            Ok(stat) => Ok(stat.st_mode & libc::S_IFMT == mode),
            Err(error) if error.raw_os_error() == Some(libc::ENOENT) => Ok(false),
            Err(error) => Err(failed(&error, &[&self.path.clone()], vm)),
        }
    }
}

#[native_class(name = "posix.DirEntry", generic)]
impl DirEntry {
    /// The entry's name, relative to the directory.
    #[getter(member)]
    fn name(this: &Ref<DirEntry>) -> Value {
        this.name.clone()
    }

    /// The entry's path: that of the directory, and the name.
    #[getter(member)]
    fn path(this: &Ref<DirEntry>) -> Value {
        this.path.clone()
    }

    /// Returns whether it is a directory.
    #[method(signature = "($self, /, *, follow_symlinks=True)")]
    fn is_dir(this: &Ref<DirEntry>, follow_symlinks: bool, vm: &mut Vm) -> PyResult<bool> {
        this.is_kind(libc::DT_DIR, libc::S_IFDIR, follow_symlinks, vm)
    }

    /// Returns whether it is a regular file.
    #[method(signature = "($self, /, *, follow_symlinks=True)")]
    fn is_file(this: &Ref<DirEntry>, follow_symlinks: bool, vm: &mut Vm) -> PyResult<bool> {
        this.is_kind(libc::DT_REG, libc::S_IFREG, follow_symlinks, vm)
    }

    /// Returns whether it is a symbolic link.
    #[method(signature = "($self, /)")]
    fn is_symlink(this: &Ref<DirEntry>, vm: &mut Vm) -> PyResult<bool> {
        this.is_kind(libc::DT_LNK, libc::S_IFLNK, false, vm)
    }

    /// Returns whether it is a junction, which other systems have.
    #[method(signature = "($self, /)")]
    fn is_junction(_this: &Ref<DirEntry>) -> bool {
        false
    }

    /// Returns the number of its inode.
    #[method(signature = "($self, /)")]
    fn inode(this: &Ref<DirEntry>) -> u64 {
        this.inode
    }

    /// Returns what is known about the file.
    #[method(signature = "($self, /, *, follow_symlinks=True)")]
    fn stat(this: &Ref<DirEntry>, follow_symlinks: bool, vm: &mut Vm) -> PyResult<StatResult> {
        match this.status(follow_symlinks) {
            Ok(stat) => Ok(stat_result(&stat)),
            Err(error) => Err(failed(&error, &[&this.path], vm)),
        }
    }

    /// Returns the attribute path.
    #[method(signature = "($self, /)")]
    fn __fspath__(this: &Ref<DirEntry>) -> Value {
        this.path.clone()
    }

    #[slot]
    fn repr(this: &Ref<DirEntry>, vm: &mut Vm) -> PyResult {
        let name = this.name.repr(vm)?.to_string_lossy().into_owned();
        Ok(vm.new_str(&format!("<DirEntry {name}>")))
    }
}

/// An iterator over the entries of a directory.
#[derive(Payload)]
pub(super) struct ScandirIterator {
    entries: HeapCell<Vec<Value>>,
    index: Cell<usize>,
}

#[native_class(name = "posix.ScandirIterator")]
impl ScandirIterator {
    #[slot]
    fn iternext(this: &Ref<ScandirIterator>, vm: &mut Vm) -> Option<Value> {
        let index = this.index.get();
        let entry = this.entries.get(vm).get(index)?.clone();
        this.index.set(index + 1);
        Some(entry)
    }

    /// Ends the iteration.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<ScandirIterator>, vm: &mut Vm) {
        this.entries.get_mut(vm).clear();
    }

    /// Returns itself.
    #[method(signature = "($self, /)")]
    fn __enter__(this: &Ref<ScandirIterator>) -> Ref<ScandirIterator> {
        this.clone()
    }

    /// Ends the iteration.
    #[method(signature = "($self, /, *args)")]
    fn __exit__(this: &Ref<ScandirIterator>, args: &[Value], vm: &mut Vm) {
        let _ = args;
        this.entries.get_mut(vm).clear();
    }
}

type RawEntries = Vec<(Vec<u8>, u8, u64)>;

/// The path of a directory and what is in it.
fn read(function: &str, path: Option<&Value>, vm: &mut Vm) -> PyResult<(PathArgument, RawEntries)> {
    let here = vm.new_str(".");
    let given = path;
    let path = PathArgument::new(path.unwrap_or(&here), function, "path", true, vm)?;
    let event = match function {
        "listdir" => "os.listdir",
        _ => "os.scandir",
    };
    vm.audit(event, |_| {
        [given.map_or(Value::NONE, |_| path.value.clone())]
    })?;
    let (text, fd) = (path.c_str(), path.fd);
    // A descriptor is not named in errors.
    let named: &[&Value] = if fd.is_some() { &[] } else { &[&path.value] };
    let entries = call(named, vm, || match fd {
        Some(fd) => system::entries(None, fd),
        None => system::entries(Some(text), 0),
    });
    match entries {
        Ok(entries) => Ok((path, entries)),
        Err(raised) => match library_entries(&path, vm) {
            Some(entries) => Ok((path, entries)),
            None => Err(raised),
        },
    }
}

/// What is in a directory of the library inside the binary. Only files have a dot in their names.
#[cold]
fn library_entries(path: &PathArgument, vm: &Vm) -> Option<RawEntries> {
    if path.fd.is_some() {
        return None;
    }
    let names = vm.library_entries(path.c_str().to_str().ok()?)?;
    let entry = |name: String| {
        let kind = match name.contains('.') {
            true => libc::DT_REG,
            false => libc::DT_DIR,
        };
        (name.into_bytes(), kind, 0)
    };
    Some(names.into_iter().map(entry).collect())
}

#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod directory {
    use super::*;

    /// Returns the names in a directory, in no order, without '.' and '..'.
    #[function(signature = "(path=None)")]
    fn listdir(path: Option<&Value>, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let (path, entries) = read("listdir", path, vm)?;
        let names = entries.iter().map(|(name, ..)| path.name(name, vm));
        Ok(names.collect())
    }

    /// Returns an iterator over the entries of a directory, in no order, without '.' and '..'.
    #[function(signature = "(path=None)")]
    fn scandir(path: Option<&Value>, vm: &mut Vm) -> PyResult<Ref<ScandirIterator>> {
        let (path, raw) = read("scandir", path, vm)?;
        let mut entries = Vec::with_capacity(raw.len());
        for (bytes, kind, inode) in raw {
            let name = path.name(&bytes, vm);
            let mut full = Vec::new();
            if path.fd.is_none() {
                full.extend_from_slice(path.c_str().to_bytes());
                if !full.ends_with(b"/") {
                    full.push(b'/');
                }
            }
            full.extend_from_slice(&bytes);
            let entry = DirEntry {
                path: path.name(&full, vm),
                name,
                text: system::c_string(full).expect("names have no zero bytes"),
                directory: path.fd,
                kind,
                inode,
            };
            entries.push(Ref::new(entry, vm).into_value());
        }
        let iterator = ScandirIterator {
            entries: HeapCell::new(entries),
            index: Cell::new(0),
        };
        Ok(Ref::new(iterator, vm))
    }
}
