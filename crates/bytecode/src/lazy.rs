//! Code objects that are decoded when first used.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::code::CodeObject;
use crate::marshal::{self, MarshalError, Unit};

/// A nested code object: decoded, or still in its marshalled form.
#[derive(Clone, Debug)]
pub struct LazyCode {
    decoded: OnceLock<Arc<CodeObject>>,
    /// The marshalled file and the range of the code in it; `None` if it came from the compiler.
    encoded: Option<(Arc<Unit>, Range<usize>)>,
}

impl LazyCode {
    /// Wraps a code object that the compiler made.
    pub fn from_code(code: Arc<CodeObject>) -> LazyCode {
        LazyCode {
            decoded: OnceLock::from(code),
            encoded: None,
        }
    }

    /// Wraps `unit.bytes[range]`, one marshalled code object.
    pub(crate) fn from_unit(unit: Arc<Unit>, range: Range<usize>) -> LazyCode {
        LazyCode {
            decoded: OnceLock::new(),
            encoded: Some((unit, range)),
        }
    }

    /// The code object, decoded and verified at the first call.
    pub fn get(&self) -> Result<&Arc<CodeObject>, MarshalError> {
        if let Some(code) = self.decoded.get() {
            return Ok(code);
        }
        let (unit, range) = self
            .encoded
            .as_ref()
            .expect("code is either decoded or encoded");
        let code = Arc::new(marshal::decode_code(unit, range.clone())?);
        Ok(self.decoded.get_or_init(|| code))
    }

    /// Whether [`get`](LazyCode::get) has no work left to do.
    pub fn is_decoded(&self) -> bool {
        self.decoded.get().is_some()
    }
}
