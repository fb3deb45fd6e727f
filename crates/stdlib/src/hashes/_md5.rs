//! `_md5`: the hash function MD5.

use super::fixed::fixed_hash;

pub use _md5::MODULE;

fixed_hash! {
    /// A hash object of MD5.
    MD5Type, "_md5.md5", "md5", 64, 16, md5::Md5, "($self, obj, /)"
}

/// The hash function MD5.
#[rpy_macros::native_module(name = "_md5", classes(super::MD5Type as "MD5Type"))]
mod _md5 {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::MD5Type;

    /// Data longer than this are hashed while other threads run.
    #[constant]
    const _GIL_MINSIZE: usize = super::super::LONG;

    /// Returns a hash object of MD5.
    #[function(signature = "(data=b'', *, usedforsecurity=True, string=None)")]
    fn md5(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<MD5Type>> {
        let _ = usedforsecurity;
        let hash = MD5Type::make(data, string, vm)?;
        Ok(Ref::new(hash, vm))
    }
}
