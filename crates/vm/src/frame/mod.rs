//! Frames and the value stack. See docs/frames.md.

pub(crate) mod current;
pub(crate) mod layout;
pub(crate) mod show;
pub(crate) mod stack;
