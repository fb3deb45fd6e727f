//! The methods that `bytes` has in common with `bytearray`.

use crate::builtins::bytes::Bytes;

crate::builtins::bytes::methods::shared_methods!(Bytes);
