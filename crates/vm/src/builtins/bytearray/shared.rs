//! The methods that `bytearray` has in common with `bytes`.

use crate::builtins::bytearray::ByteArray;

crate::builtins::bytes::methods::shared_methods!(ByteArray);
