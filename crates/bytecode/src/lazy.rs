//! Code objects that are decoded when first used.

use std::sync::{Arc, OnceLock};

use crate::code::CodeObject;
use crate::marshal::MarshalError;

/// A nested code object: decoded, or still in its marshalled form.
#[derive(Clone, Debug)]
pub struct LazyCode {
    decoded: OnceLock<Arc<CodeObject>>,
    /// The marshalled bytes and the range in them; `None` if it came from the compiler.
    encoded: Option<(Arc<[u8]>, std::ops::Range<usize>)>,
}

impl LazyCode {
    /// Wraps a code object that the compiler made.
    pub fn from_code(code: Arc<CodeObject>) -> LazyCode {
        let decoded = OnceLock::new();
        decoded.get_or_init(|| code);
        LazyCode {
            decoded,
            encoded: None,
        }
    }

    /// Wraps `bytes[range]`, one marshalled code object.
    pub fn from_bytes(bytes: Arc<[u8]>, range: std::ops::Range<usize>) -> LazyCode {
        LazyCode {
            decoded: OnceLock::new(),
            encoded: Some((bytes, range)),
        }
    }

    /// The code object, decoded and verified at the first call.
    pub fn get(&self) -> Result<&Arc<CodeObject>, MarshalError> {
        if let Some(code) = self.decoded.get() {
            return Ok(code);
        }
        let (bytes, range) = self
            .encoded
            .as_ref()
            .expect("code is either decoded or encoded");
        let code = Arc::new(crate::marshal::decode_code(bytes, range.clone())?);
        Ok(self.decoded.get_or_init(|| code))
    }
}
