//! Hash tables of the compiler. Their hash is quick, and seeded anew in each process, so that nobody can write
//! a program whose names collide.

pub(crate) use rapidhash::fast::GlobalState as Hashing;

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, Hashing>;
pub(crate) type HashSet<K> = std::collections::HashSet<K, Hashing>;
pub(crate) type IndexMap<K, V> = indexmap::IndexMap<K, V, Hashing>;
pub(crate) type IndexSet<K> = indexmap::IndexSet<K, Hashing>;
