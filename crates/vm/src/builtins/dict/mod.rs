//! `dict`: mappings in insertion order.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#mapping-types-dict>

pub(crate) mod iter;
pub(crate) mod key;
mod merge;
mod methods;
mod slots;
pub(crate) mod table;
mod value;
pub(crate) mod views;

#[cfg(test)]
mod tests;

pub use iter::DictIterator;
pub(crate) use iter::EntryPart;
pub use merge::Duplicate;
pub(crate) use merge::plain_dict;
pub use value::Dict;
pub use views::DictView;
