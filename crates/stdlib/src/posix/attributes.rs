//! Extended attributes of files.

use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{PyResult, Value, Vm};

use super::path::{PathArgument, blocking, call, failed, text_of};
use super::system;

/// A file and whether a link is followed.
struct File {
    path: PathArgument,
    follow: bool,
}

impl File {
    fn new(path: &Value, function: &str, follow: bool, vm: &mut Vm) -> PyResult<File> {
        let path = PathArgument::new(path, function, "path", true, vm)?;
        if path.fd.is_some() && !follow {
            let message = format!("{function}: cannot use fd and follow_symlinks together");
            return Err(vm.value_error(message));
        }
        Ok(File { path, follow })
    }

    /// Reads something whose length the system tells only by refusing.
    fn read(
        &self,
        sizes: [usize; 2],
        read: impl Fn(&mut [u8]) -> std::io::Result<i64> + Sync,
        vm: &mut Vm,
    ) -> PyResult<Vec<u8>> {
        for size in sizes {
            let mut buffer = vec![0; size];
            match blocking(vm, || read(&mut buffer))? {
                Ok(length) => {
                    buffer.truncate(length as usize);
                    return Ok(buffer);
                }
                Err(error) if error.raw_os_error() == Some(libc::ERANGE) => {}
                Err(error) => return Err(failed(&error, &[&self.path.value], vm)),
            }
        }
        let error = std::io::Error::from_raw_os_error(libc::ERANGE);
        Err(failed(&error, &[&self.path.value], vm))
    }
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod attributes {
    use super::*;

    /// Returns what an extended attribute of a file holds, as bytes.
    #[function(signature = "(path, attribute, *, follow_symlinks=True)")]
    fn getxattr(path: &Value, attribute: &Value, follow_symlinks: bool, vm: &mut Vm) -> PyResult {
        let file = File::new(path, "getxattr", follow_symlinks, vm)?;
        let name = PathArgument::new(attribute, "getxattr", "attribute", false, vm)?;
        vm.audit("os.getxattr", |_| {
            [file.path.value.clone(), name.value.clone()]
        })?;
        let (text, name) = (file.path.c_str(), name.c_str());
        let (fd, follow) = (file.path.fd, file.follow);
        let value = file.read(
            [128, 65536],
            |buffer| system::get_attribute(text, fd, follow, name, buffer),
            vm,
        )?;
        Ok(vm.new_bytes(&value))
    }

    /// Sets an extended attribute.
    #[function(signature = "(path, attribute, value, flags=0, *, follow_symlinks=True)")]
    fn setxattr(
        path: &Value,
        attribute: &Value,
        value: &Value,
        flags: i32,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let file = File::new(path, "setxattr", follow_symlinks, vm)?;
        let name = PathArgument::new(attribute, "setxattr", "attribute", false, vm)?;
        let shown = value;
        let value = PinnedBytes::new(value, vm)?;
        vm.audit("os.setxattr", |_| {
            let (path, name) = (file.path.value.clone(), name.value.clone());
            [path, name, shown.clone(), Value::from_i32(flags)]
        })?;
        let (text, name, bytes) = (file.path.c_str(), name.c_str(), value.as_slice());
        let (fd, follow) = (file.path.fd, file.follow);
        call(&[&file.path.value], vm, || {
            system::set_attribute(text, fd, follow, name, bytes, flags)
        })
        .map(drop)
    }

    /// Removes an extended attribute.
    #[function(signature = "(path, attribute, *, follow_symlinks=True)")]
    fn removexattr(
        path: &Value,
        attribute: &Value,
        follow_symlinks: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let file = File::new(path, "removexattr", follow_symlinks, vm)?;
        let name = PathArgument::new(attribute, "removexattr", "attribute", false, vm)?;
        vm.audit("os.removexattr", |_| {
            [file.path.value.clone(), name.value.clone()]
        })?;
        let (text, name) = (file.path.c_str(), name.c_str());
        let (fd, follow) = (file.path.fd, file.follow);
        call(&[&file.path.value], vm, || {
            system::remove_attribute(text, fd, follow, name)
        })
        .map(drop)
    }

    /// Returns the names of the extended attributes of a file.
    #[function(signature = "(path=None, *, follow_symlinks=True)")]
    fn listxattr(path: Option<&Value>, follow_symlinks: bool, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let here = vm.new_str(".");
        let file = File::new(path.unwrap_or(&here), "listxattr", follow_symlinks, vm)?;
        vm.audit("os.listxattr", |_| [path.cloned().unwrap_or(Value::NONE)])?;
        let text = file.path.c_str();
        let (fd, follow) = (file.path.fd, file.follow);
        let list = file.read(
            [256, 65536],
            |buffer| system::list_attributes(text, fd, follow, buffer),
            vm,
        )?;
        let names = list
            .split(|&byte| byte == 0)
            .filter(|name| !name.is_empty());
        Ok(names.map(|name| text_of(name, vm)).collect())
    }
}
