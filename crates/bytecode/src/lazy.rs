//! Code objects that are decoded when first used.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::code::{CodeHead, CodeObject};
use crate::marshal::{self, MarshalError, Unit};

/// A nested code object: decoded, or still in its marshalled form. What a function is made of, its
/// names and numbers, is known in both.
#[derive(Debug)]
pub struct LazyCode {
    head: CodeHead,
    decoded: OnceLock<Arc<CodeObject>>,
    /// `None` if it came from the compiler.
    encoded: Option<Encoded>,
}

/// Where code lies that has not been decoded, and its names.
#[derive(Debug)]
pub(crate) struct Encoded {
    pub(crate) unit: Arc<Unit>,
    /// The code, in the bytes of the unit; likewise the names.
    pub(crate) range: Range<usize>,
    pub(crate) name: Range<usize>,
    pub(crate) qualname: Range<usize>,
}

impl LazyCode {
    /// Wraps a code object that the compiler made.
    pub fn from_code(code: Arc<CodeObject>) -> Arc<LazyCode> {
        Arc::new(LazyCode {
            head: code.head(),
            decoded: OnceLock::from(code),
            encoded: None,
        })
    }

    /// Wraps a marshalled code object, of which the head has been read.
    pub(crate) fn from_unit(head: CodeHead, encoded: Encoded) -> Arc<LazyCode> {
        Arc::new(LazyCode {
            head,
            decoded: OnceLock::new(),
            encoded: Some(encoded),
        })
    }

    /// The code object, decoded and verified at the first call.
    pub fn get(&self) -> Result<&Arc<CodeObject>, MarshalError> {
        if let Some(code) = self.decoded.get() {
            return Ok(code);
        }
        let encoded = self
            .encoded
            .as_ref()
            .expect("code is either decoded or encoded");
        let code = Arc::new(marshal::decode_code(&encoded.unit, encoded.range.clone())?);
        Ok(self.decoded.get_or_init(|| code))
    }

    /// Whether [`get`](LazyCode::get) has no work left to do.
    pub fn is_decoded(&self) -> bool {
        self.decoded.get().is_some()
    }

    /// Its numbers, which are those of the decoded code.
    pub fn head(&self) -> &CodeHead {
        &self.head
    }

    /// `co_name`
    pub fn name(&self) -> &str {
        match (self.decoded.get(), &self.encoded) {
            (None, Some(encoded)) => encoded.unit.text(&encoded.name),
            (code, _) => code.map_or("", |code| &code.name),
        }
    }

    /// `co_qualname`
    pub fn qualname(&self) -> &str {
        match (self.decoded.get(), &self.encoded) {
            (None, Some(encoded)) => encoded.unit.text(&encoded.qualname),
            (code, _) => code.map_or("", |code| &code.qualname),
        }
    }
}
