//! Frames and the value stack. See docs/frames.md.

mod current;
pub(crate) mod layout;
pub(crate) mod stack;
