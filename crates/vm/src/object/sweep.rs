//! What only tables hold: names that nobody uses any more, and shapes of classes that are gone.
//!
//! A name is interned whenever it is asked for, which a program may do with names without end. The table of
//! names holds a reference to each; a name that has no other is taken out. Shapes belong to a class, and no
//! object has one after its class is freed. Both are looked for after a collection, when there are twice as many
//! as were left the last time.

use std::collections::HashSet;

use crate::builtins::type_::Type;
use crate::object::reference::Object;
use crate::object::shape::ShapeId;
use crate::vm::Vm;

/// Names, or shapes, below which nothing is looked for.
const FEW: usize = 16 * 1024;

/// When the tables are looked at next.
#[derive(Debug)]
pub(crate) struct Sweeps {
    /// Names in the table.
    names: usize,
    /// Shapes that there are.
    shapes: usize,
}

impl Default for Sweeps {
    fn default() -> Sweeps {
        Sweeps {
            names: FEW,
            shapes: FEW,
        }
    }
}

impl Vm {
    /// Frees what only tables hold, if that may be much. Called at instruction boundaries only: nobody
    /// holds a name without a reference there, other than the caches of look-ups, which are emptied.
    pub(crate) fn sweep_tables(&mut self) {
        if self.shapes.living() >= self.sweeps.shapes {
            self.sweep_shapes();
            self.sweeps.shapes = FEW.max(2 * self.shapes.living());
        }
        if self.interned.len() >= self.sweeps.names {
            self.sweep_names();
            self.sweeps.names = FEW.max(2 * self.interned.len());
        }
    }

    fn sweep_names(&mut self) {
        // These know names by their addresses, which others may get.
        self.method_cache.clear();
        self.attribute_cache.clear();
        self.interned.retain(FEW, |name| {
            let name = name.as_value().as_object();
            name.is_none_or(|it| it.refcount() > 1)
        });
    }

    fn sweep_shapes(&mut self) {
        let mut roots = HashSet::new();
        let shapes = &self.shapes;
        let mut keep = |shape: ShapeId| roots.extend(shapes.root(shape));
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        unsafe { self.heap().as_ref() }.for_each_object(|object| {
            // SAFETY: the heap shows live objects.
            let header = unsafe { object.as_ref() };
            keep(header.shape());
            if header.has_payload::<Type>() {
                // SAFETY: the payload is that of a class.
                let class = unsafe { &object.cast::<Object<Type>>().as_ref().payload };
                keep(class.root_shape());
                keep(class.dict_shape());
            }
        });
        self.shapes.retain(&roots);
    }
}
