//! Bytes that several code objects keep alive together.

use std::ops::Deref;
use std::sync::Arc;

/// The bytes of a marshalled file: part of the binary, or read from somewhere and shared.
#[derive(Clone, Debug)]
pub enum SharedBytes {
    /// Embedded in the binary.
    Static(&'static [u8]),
    /// Read from a file.
    Shared(Arc<Vec<u8>>),
}

impl Deref for SharedBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            SharedBytes::Static(bytes) => bytes,
            SharedBytes::Shared(bytes) => bytes,
        }
    }
}

impl From<&'static [u8]> for SharedBytes {
    fn from(bytes: &'static [u8]) -> SharedBytes {
        SharedBytes::Static(bytes)
    }
}

impl From<Arc<Vec<u8>>> for SharedBytes {
    fn from(bytes: Arc<Vec<u8>>) -> SharedBytes {
        SharedBytes::Shared(bytes)
    }
}

impl From<Vec<u8>> for SharedBytes {
    fn from(bytes: Vec<u8>) -> SharedBytes {
        SharedBytes::Shared(Arc::new(bytes))
    }
}
