//! The first 16 bytes of a cache file (PEP 552).

use super::magic::MAGIC;

use crate::error::BytecodeError;
use crate::source::SourceStamp;

/// Size of a header in bytes.
pub const HEADER_SIZE: usize = 16;

const HASH_BASED: u32 = 0b01;
const CHECK_SOURCE: u32 = 0b10;

/// How a cache file says which source it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// By modification time, in seconds, and size, in bytes, of the source; both modulo 2³².
    Timestamp {
        /// Seconds since 1970.
        seconds: u32,
        /// Size in bytes.
        size: u32,
    },
    /// By hash.
    Hash {
        /// Hash of the source.
        hash: u64,
        /// Whether the source is to be compared with it on import.
        check_source: bool,
    },
}

impl Validation {
    /// The validation by time and size for a source.
    pub fn timestamp(stamp: SourceStamp) -> Validation {
        let seconds = stamp.modified.div_euclid(1_000_000_000) as u32;
        Validation::Timestamp {
            seconds,
            size: stamp.size as u32,
        }
    }
}

/// The header of a cache file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which source the file belongs to.
    pub validation: Validation,
}

impl Header {
    /// Reads the header at the start of a cache file.
    pub fn parse(file: &[u8]) -> Result<Header, BytecodeError> {
        let Some((magic, rest)) = file.split_first_chunk::<4>() else {
            return Err(BytecodeError::Magic(file.to_vec()));
        };
        if *magic != MAGIC {
            return Err(BytecodeError::Magic(magic.to_vec()));
        }
        let [Some(flags), Some(first), Some(second)] = [0, 4, 8].map(|at| {
            rest.get(at..at + 4)
                .and_then(|word| word.try_into().ok())
                .map(u32::from_le_bytes)
        }) else {
            return Err(BytecodeError::TooShort);
        };
        let validation = match flags {
            0 => Validation::Timestamp {
                seconds: first,
                size: second,
            },
            _ if flags & !(HASH_BASED | CHECK_SOURCE) == 0 && flags & HASH_BASED != 0 => {
                let hash = u64::from(first) | u64::from(second) << 32;
                Validation::Hash {
                    hash,
                    check_source: flags & CHECK_SOURCE != 0,
                }
            }
            _ => return Err(BytecodeError::Flags(flags)),
        };
        Ok(Header { validation })
    }

    /// The bytes of the header.
    pub fn to_bytes(self) -> [u8; HEADER_SIZE] {
        let (flags, fields) = match self.validation {
            Validation::Timestamp { seconds, size } => {
                (0, u64::from(seconds) | u64::from(size) << 32)
            }
            Validation::Hash {
                hash,
                check_source: true,
            } => (HASH_BASED | CHECK_SOURCE, hash),
            Validation::Hash {
                hash,
                check_source: false,
            } => (HASH_BASED, hash),
        };
        let mut bytes = [0; HEADER_SIZE];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..8].copy_from_slice(&u32::to_le_bytes(flags));
        bytes[8..].copy_from_slice(&fields.to_le_bytes());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_survive() {
        for validation in [
            Validation::Timestamp {
                seconds: 0x0102_0304,
                size: 7,
            },
            Validation::Hash {
                hash: 0x0102_0304_0506_0708,
                check_source: true,
            },
            Validation::Hash {
                hash: u64::MAX,
                check_source: false,
            },
        ] {
            let bytes = Header { validation }.to_bytes();
            assert_eq!(Header::parse(&bytes), Ok(Header { validation }));
        }
        let bytes = Header {
            validation: Validation::Timestamp {
                seconds: 0x0102_0304,
                size: 7,
            },
        };
        assert_eq!(bytes.to_bytes()[4..], [0, 0, 0, 0, 4, 3, 2, 1, 7, 0, 0, 0]);
    }

    #[test]
    fn foreign_headers_are_refused() {
        let mut bytes = Header {
            validation: Validation::Hash {
                hash: 1,
                check_source: true,
            },
        }
        .to_bytes();
        assert_eq!(
            Header::parse(&bytes[..3]),
            Err(BytecodeError::Magic(bytes[..3].to_vec()))
        );
        assert_eq!(Header::parse(&bytes[..15]), Err(BytecodeError::TooShort));
        for flags in [2, 4, 0x101] {
            bytes[4..8].copy_from_slice(&u32::to_le_bytes(flags));
            assert_eq!(Header::parse(&bytes), Err(BytecodeError::Flags(flags)));
        }
        bytes[..4].copy_from_slice(b"\x2b\x0e\r\n");
        assert_eq!(
            Header::parse(&bytes),
            Err(BytecodeError::Magic(b"\x2b\x0e\r\n".to_vec()))
        );
    }

    #[test]
    fn times_are_cut_to_seconds() {
        let stamp = SourceStamp {
            modified: -1,
            size: (1 << 32) + 5,
        };
        assert_eq!(
            Validation::timestamp(stamp),
            Validation::Timestamp {
                seconds: u32::MAX,
                size: 5
            }
        );
    }
}
