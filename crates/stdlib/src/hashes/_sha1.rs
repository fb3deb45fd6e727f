//! `_sha1`: the hash function SHA-1.

use super::fixed::fixed_hash;

pub use _sha1::MODULE;

fixed_hash! {
    /// A hash object of SHA-1.
    SHA1Type, "_sha1.sha1", "sha1", 64, 20, sha1::Sha1, "($self, obj, /)"
}

/// The hash function SHA-1.
#[rpy_macros::native_module(name = "_sha1", classes(super::SHA1Type as "SHA1Type"))]
mod _sha1 {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::SHA1Type;

    /// Data longer than this are hashed while other threads run.
    #[constant]
    const _GIL_MINSIZE: usize = super::super::LONG;

    /// Returns a hash object of SHA-1.
    #[function(signature = "(data=b'', *, usedforsecurity=True, string=None)")]
    fn sha1(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<SHA1Type>> {
        let _ = usedforsecurity;
        let hash = SHA1Type::make(data, string, vm)?;
        Ok(Ref::new(hash, vm))
    }
}
