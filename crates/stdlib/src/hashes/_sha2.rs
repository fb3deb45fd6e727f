//! `_sha2`: the hash functions of the family SHA-2.

use super::fixed::fixed_hash;

pub use _sha2::MODULE;

fixed_hash! {
    /// A hash object of SHA-224.
    SHA224Type, "_sha2.SHA224Type", "sha224", 64, 28, sha2::Sha224, "($self, obj, /)"
}

fixed_hash! {
    /// A hash object of SHA-256.
    SHA256Type, "_sha2.SHA256Type", "sha256", 64, 32, sha2::Sha256, "($self, obj, /)"
}

fixed_hash! {
    /// A hash object of SHA-384.
    SHA384Type, "_sha2.SHA384Type", "sha384", 128, 48, sha2::Sha384, "($self, obj, /)"
}

fixed_hash! {
    /// A hash object of SHA-512.
    SHA512Type, "_sha2.SHA512Type", "sha512", 128, 64, sha2::Sha512, "($self, obj, /)"
}

/// The hash functions of the family SHA-2.
#[rpy_macros::native_module(
    name = "_sha2",
    classes(
        super::SHA224Type,
        super::SHA256Type,
        super::SHA384Type,
        super::SHA512Type
    )
)]
mod _sha2 {
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{SHA224Type, SHA256Type, SHA384Type, SHA512Type};

    /// Data longer than this are hashed while other threads run.
    #[constant]
    const _GIL_MINSIZE: usize = super::super::LONG;

    /// Returns a hash object of SHA-224.
    #[function(signature = "(data=b'', *, usedforsecurity=True, string=None)")]
    fn sha224(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<SHA224Type>> {
        let _ = usedforsecurity;
        let hash = SHA224Type::make(data, string, vm)?;
        Ok(Ref::new(hash, vm))
    }

    /// Returns a hash object of SHA-256.
    #[function(signature = "(data=b'', *, usedforsecurity=True, string=None)")]
    fn sha256(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<SHA256Type>> {
        let _ = usedforsecurity;
        let hash = SHA256Type::make(data, string, vm)?;
        Ok(Ref::new(hash, vm))
    }

    /// Returns a hash object of SHA-384.
    #[function(signature = "(data=b'', *, usedforsecurity=True, string=None)")]
    fn sha384(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<SHA384Type>> {
        let _ = usedforsecurity;
        let hash = SHA384Type::make(data, string, vm)?;
        Ok(Ref::new(hash, vm))
    }

    /// Returns a hash object of SHA-512.
    #[function(signature = "(data=b'', *, usedforsecurity=True, string=None)")]
    fn sha512(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<SHA512Type>> {
        let _ = usedforsecurity;
        let hash = SHA512Type::make(data, string, vm)?;
        Ok(Ref::new(hash, vm))
    }
}
