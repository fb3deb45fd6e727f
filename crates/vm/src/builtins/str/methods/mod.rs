//! The methods of `str`, by what they are for.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#string-methods>

mod case;
mod classes;
mod coding;
mod layout;
mod search;
mod split;
mod strip;
mod translate;

pub(super) use layout::pad;

use crate::function::native::NativeMember;

/// All of them.
pub(super) const MEMBERS: &[&[NativeMember]] = &[
    case::Methods::MEMBERS,
    classes::Methods::MEMBERS,
    coding::Methods::MEMBERS,
    layout::Methods::MEMBERS,
    search::Methods::MEMBERS,
    split::Methods::MEMBERS,
    strip::Methods::MEMBERS,
    translate::Methods::MEMBERS,
];
