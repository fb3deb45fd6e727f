//! The types of C that are no structures, as libffi sees them.

/// A type of C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
    LongDouble,
    ComplexFloat,
    ComplexDouble,
    ComplexLongDouble,
    Pointer,
}

impl Scalar {
    /// Bytes of a value.
    pub(super) const fn size(self) -> usize {
        match self {
            Scalar::U8 | Scalar::I8 => 1,
            Scalar::U16 | Scalar::I16 => 2,
            Scalar::U32 | Scalar::I32 | Scalar::F32 => 4,
            Scalar::U64 | Scalar::I64 | Scalar::F64 | Scalar::ComplexFloat => 8,
            Scalar::LongDouble | Scalar::ComplexDouble => 16,
            Scalar::ComplexLongDouble => 32,
            Scalar::Pointer => size_of::<usize>(),
        }
    }

    /// Alignment in bytes.
    pub(super) const fn align(self) -> usize {
        match self {
            Scalar::ComplexFloat => 4,
            Scalar::ComplexDouble => 8,
            Scalar::ComplexLongDouble => 16,
            _ => self.size(),
        }
    }

    /// Whether values are floats, or pairs of them.
    pub(super) const fn is_float(self) -> bool {
        matches!(
            self,
            Scalar::F32
                | Scalar::F64
                | Scalar::LongDouble
                | Scalar::ComplexFloat
                | Scalar::ComplexDouble
                | Scalar::ComplexLongDouble
        )
    }
}

/// What is passed to a function, or returned by it.
#[derive(Clone, Debug)]
pub(super) enum Passed {
    /// Nothing, as a result.
    Void,
    /// A value.
    Scalar(Scalar),
    /// A structure or union, with what lies in it by offset. Of large ones only the size matters, and
    /// nothing is known of their inside.
    Aggregate {
        size: usize,
        align: usize,
        leaves: Vec<(usize, Scalar)>,
    },
}

/// Bytes up to which it is known what lies in a structure: larger ones are never in registers.
pub(super) const KNOWN_SIZE: usize = 64;

impl Passed {
    /// A pointer.
    pub(super) const POINTER: Passed = Passed::Scalar(Scalar::Pointer);

    /// Bytes of a value.
    pub(super) fn size(&self) -> usize {
        match self {
            Passed::Void => 0,
            Passed::Scalar(scalar) => scalar.size(),
            Passed::Aggregate { size, .. } => *size,
        }
    }
}
