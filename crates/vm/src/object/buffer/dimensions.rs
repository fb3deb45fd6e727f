//! How the elements of a view lie in memory: how many along each dimension, and how far apart.

/// Most dimensions that a view can have.
pub const MAX_DIMENSIONS: usize = 64;

/// One dimension of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Number of elements (or of rows, planes …).
    pub length: usize,
    /// Distance of neighbours, in bytes.
    pub stride: isize,
}

/// The dimensions of a view, the outermost first.
#[derive(Clone, Debug)]
pub enum Dimensions {
    /// One dimension.
    One(Dimension),
    /// Any number: none is a single element.
    Many(Box<[Dimension]>),
}

impl Dimensions {
    /// One dimension of elements side by side.
    pub const fn contiguous(length: usize, item_size: usize) -> Dimensions {
        Dimensions::One(Dimension {
            length,
            stride: item_size as isize,
        })
    }

    /// Elements side by side in the order of C.
    pub fn of_shape(shape: &[usize], item_size: usize) -> Dimensions {
        let mut stride = item_size as isize;
        let mut dimensions: Vec<Dimension> = Vec::with_capacity(shape.len());
        for &length in shape.iter().rev() {
            dimensions.push(Dimension { length, stride });
            stride = stride.saturating_mul(length as isize);
        }
        dimensions.reverse();
        match dimensions[..] {
            [only] => Dimensions::One(only),
            _ => Dimensions::Many(dimensions.into()),
        }
    }

    /// The dimensions, the outermost first.
    #[inline]
    pub fn as_slice(&self) -> &[Dimension] {
        match self {
            Dimensions::One(one) => std::slice::from_ref(one),
            Dimensions::Many(many) => many,
        }
    }

    pub(super) fn first_mut(&mut self) -> Option<&mut Dimension> {
        match self {
            Dimensions::One(one) => Some(one),
            Dimensions::Many(many) => many.first_mut(),
        }
    }

    /// Number of elements.
    pub fn count(&self) -> usize {
        let lengths = self.as_slice().iter().map(|dimension| dimension.length);
        lengths.product()
    }

    /// Whether the elements lie side by side, the last index changing fastest.
    pub fn is_c_contiguous(&self, item_size: usize) -> bool {
        self.is_contiguous(self.as_slice().iter().rev(), item_size)
    }

    /// Whether the elements lie side by side, the first index changing fastest.
    pub fn is_f_contiguous(&self, item_size: usize) -> bool {
        self.is_contiguous(self.as_slice().iter(), item_size)
    }

    fn is_contiguous<'a>(
        &self,
        mut fastest_first: impl Iterator<Item = &'a Dimension>,
        item_size: usize,
    ) -> bool {
        let mut expected = item_size as isize;
        if let Dimensions::One(one) = self {
            return one.length == 1 || one.stride == expected;
        }
        self.count() == 0
            || fastest_first.all(|dimension| {
                let fits = dimension.length == 1 || dimension.stride == expected;
                expected = expected.saturating_mul(dimension.length as isize);
                fits
            })
    }

    /// Calls `visit` with the offset of each element from the first, in bytes, in the order in
    /// which the last index (or with `first_fastest` the first) changes fastest.
    pub(super) fn for_each_offset(&self, first_fastest: bool, mut visit: impl FnMut(isize)) {
        if self.count() == 0 {
            return;
        }
        let mut slowest_first = self.as_slice().to_vec();
        if first_fastest {
            slowest_first.reverse();
        }
        let mut indices = vec![0; slowest_first.len()];
        let mut offset: isize = 0;
        loop {
            visit(offset);
            // As an odometer: the fastest index goes on; one that is at its end starts again.
            let mut position = slowest_first.len();
            loop {
                if position == 0 {
                    return;
                }
                position -= 1;
                let dimension = slowest_first[position];
                indices[position] += 1;
                // A stride that is never taken may be as large as can be.
                offset = offset.wrapping_add(dimension.stride);
                if indices[position] < dimension.length {
                    break;
                }
                let span = dimension.stride.wrapping_mul(dimension.length as isize);
                offset = offset.wrapping_sub(span);
                indices[position] = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets(dimensions: &Dimensions, first_fastest: bool) -> Vec<isize> {
        let mut offsets = Vec::new();
        dimensions.for_each_offset(first_fastest, |offset| offsets.push(offset));
        offsets
    }

    #[test]
    fn offsets_follow_the_order_of_the_indices() {
        let dimensions = Dimensions::of_shape(&[2, 3], 2);
        assert_eq!(offsets(&dimensions, false), [0, 2, 4, 6, 8, 10]);
        assert_eq!(offsets(&dimensions, true), [0, 6, 2, 8, 4, 10]);
        assert_eq!(offsets(&Dimensions::of_shape(&[], 4), false), [0]);
        assert_eq!(offsets(&Dimensions::of_shape(&[2, 0], 4), false), []);
    }

    #[test]
    fn a_matrix_is_contiguous_in_one_order() {
        let rows = Dimensions::of_shape(&[2, 3], 1);
        assert!(rows.is_c_contiguous(1) && !rows.is_f_contiguous(1));
        let line = Dimensions::of_shape(&[1, 3], 1);
        assert!(line.is_c_contiguous(1) && line.is_f_contiguous(1));
        let spread = Dimensions::One(Dimension {
            length: 2,
            stride: 2,
        });
        assert!(!spread.is_c_contiguous(1));
    }
}
