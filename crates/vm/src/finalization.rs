//! The end of a program: what is alive is finalised, module by module, in CPython's order.
//! Source: CPython `Python/pylifecycle.c`, "finalize_modules"; `Objects/moduleobject.c`,
//! "_PyModule_ClearDict".

use std::collections::{HashMap, HashSet, VecDeque};
use std::ptr::NonNull;

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::TypeFlags;
use crate::builtins::weakref::new_weak_reference;
use crate::object::header::Header;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Objects whose end a program can notice.
const NOTICEABLE: TypeFlags = TypeFlags::FINALIZE
    .union(TypeFlags::CLOSE)
    .union(TypeFlags::RELEASE)
    .union(TypeFlags::AWAITED);

/// Attributes of `sys` that are given up before the modules, in this order.
const OF_SYS: [&str; 11] = [
    "path",
    "argv",
    "ps1",
    "ps2",
    "last_exc",
    "last_type",
    "last_value",
    "last_traceback",
    "path_hooks",
    "path_importer_cache",
    "meta_path",
];

/// The standard streams, and what holds the process's own.
const STREAMS: [(&str, &str); 3] = [
    ("stdin", "__stdin__"),
    ("stdout", "__stdout__"),
    ("stderr", "__stderr__"),
];

impl Vm {
    /// Finalises what is alive when the program has ended: unreachable cycles; what `sys` holds of the
    /// program; the modules, by giving them up, collecting, and emptying those that are left; last
    /// `sys` and `builtins`. No Python code can run in a useful way after this.
    ///
    /// Where nothing alive has a finaliser all this could not be noticed, and is left out.
    pub fn finalize_modules(&mut self) {
        self.run_pending();
        if !self.has_finalizers() {
            return;
        }
        self.collect_garbage();
        self.run_pending();
        self.keep_warning_filters();
        self.clear_special_names();
        let order = self.finalization_order();
        let modules = self.remove_modules();
        self.clear_builtins();
        self.collect_in_order(&order);
        self.run_pending();
        for weak in modules.iter().rev() {
            let Some(module) = weak.target(self) else {
                continue;
            };
            if let Some(module) = module.downcast::<Module>()
                && let dict = module.dict().clone()
                && !dict.is(&self.builtins)
                && !self.dict_of_sys().is_some_and(|sys| sys.is(&dict))
            {
                self.clear_namespace(&dict);
            }
            drop(module);
            self.run_pending();
        }
        if let Some(sys) = self.dict_of_sys() {
            // What comes after the streams is silent. They are flushed when all is over.
            let names = STREAMS.map(|(name, own)| [name, own]).concat();
            let mut streams = Vec::new();
            for name in names {
                let name = self.intern(name);
                streams.push((self.sys_attribute(&name), name));
            }
            self.clear_namespace(&sys);
            for (stream, name) in streams {
                self.set_sys_attribute(&name, stream.unwrap_or(Value::NONE));
            }
        }
        self.collect_garbage();
        self.run_pending();
        self.last_filters = None;
    }

    /// Gives up the instances of Python classes that the program has put among the builtins.
    fn clear_builtins(&mut self) {
        let builtins = self.builtins.clone();
        for (name, value) in builtins.items_vec(self) {
            if value.class(self).is_heap_type() {
                drop(value);
                let _ = builtins.remove_item(&name, self);
                self.run_pending();
            }
        }
    }

    /// The order in which objects with finalisers are reached from the modules, by address: near ones
    /// first, and what lists and tuples hold from the end. The last collection of CPython calls
    /// finalisers so, as its list of objects is in that order after the one before.
    fn finalization_order(&mut self) -> HashMap<usize, usize> {
        let mut order = HashMap::new();
        let mut seen = HashSet::new();
        let mut pending = VecDeque::from([self.modules.to_value()]);
        while let Some(object) = pending.pop_front() {
            let mut next = self.referents(&object);
            if object.has_payload::<List>() || object.has_payload::<Tuple>() {
                next.reverse();
            }
            for object in next {
                if !object.is_object() || !seen.insert(object.bits()) {
                    continue;
                }
                if object.class(self).flags().intersects(NOTICEABLE) {
                    order.insert(object.object_pointer() as usize, order.len());
                }
                if self.is_tracked(&object) {
                    pending.push_back(object);
                }
            }
        }
        order
    }

    /// Whether an object is alive that has a finaliser, apart from the standard streams.
    fn has_finalizers(&mut self) -> bool {
        let streams = self.standard_streams();
        // SAFETY: the heap lives as long as the interpreter; walking it changes nothing.
        let heap = unsafe { self.heap().as_ref() };
        let mut found = false;
        heap.for_each_object(|object| {
            // SAFETY: the heap shows live objects.
            let flags = unsafe { object.as_ref() }.class().flags();
            found |= flags.intersects(NOTICEABLE) && !streams.contains(&object);
        });
        found
    }

    /// The process's own streams, and the streams that they consist of.
    fn standard_streams(&mut self) -> Vec<NonNull<Header>> {
        let mut streams: Vec<NonNull<Header>> = Vec::new();
        let mut pending = Vec::new();
        for (_, name) in STREAMS {
            let name = self.intern(name);
            pending.extend(self.sys_attribute(&name));
        }
        while let Some(stream) = pending.pop() {
            let Some(header) = stream.as_object() else {
                continue;
            };
            let is_native = !header.class().is_heap_type();
            let header = NonNull::from(header);
            if is_native
                && stream.class(self).flags().contains(TypeFlags::FINALIZE)
                && !streams.contains(&header)
            {
                streams.push(header);
                pending.extend(self.referents(&stream));
            }
        }
        streams
    }

    fn dict_of_sys(&self) -> Option<Ref<Dict>> {
        let sys = self.modules.get_str(&self.names.sys, self)?;
        Some(sys.downcast::<Module>()?.dict().clone())
    }

    /// Gives up what `sys` and `builtins` hold of the program, and puts the standard streams back.
    fn clear_special_names(&mut self) {
        let last_result = self.intern("_");
        let builtins = self.builtins.clone();
        if builtins.get_str(&last_result, self).is_some() {
            builtins.set_str(&last_result, Value::NONE, self);
        }
        for name in OF_SYS {
            let name = self.intern(name);
            if self.sys_attribute(&name).is_some() {
                self.set_sys_attribute(&name, Value::NONE);
                self.run_pending();
            }
        }
        for (name, own) in STREAMS {
            let (name, own) = (self.intern(name), self.intern(own));
            let stream = self.sys_attribute(&own).unwrap_or(Value::NONE);
            self.set_sys_attribute(&name, stream);
            self.run_pending();
        }
    }

    /// Takes all modules but `sys` and `builtins` out of `sys.modules`. Gives weak references to them.
    fn remove_modules(&mut self) -> Vec<Ref<crate::builtins::weakref::WeakReference>> {
        let modules = self.modules.clone();
        let mut known = Vec::new();
        for (name, module) in modules.items_vec(self) {
            if module.has_payload::<Module>()
                && let Ok(weak) = new_weak_reference(&module, self)
            {
                known.push(weak);
            }
            let is_needed = name.downcast::<Str>().is_some_and(|name| {
                [&self.names.sys, &self.names.builtins]
                    .iter()
                    .any(|needed| needed.as_bytes() == name.as_bytes())
            });
            if !is_needed {
                drop(module);
                let _ = modules.remove_item(&name, self);
                self.run_pending();
            }
        }
        known
    }

    /// Sets all names of a module to None: first those with one underscore in front.
    fn clear_namespace(&mut self, dict: &Ref<Dict>) {
        for private in [true, false] {
            for key in dict.keys_vec(self) {
                let Some(name) = key.downcast::<Str>() else {
                    continue;
                };
                let bytes = name.as_bytes();
                let is_private = bytes.starts_with(b"_") && !bytes.starts_with(b"__");
                if is_private != private || bytes == b"__builtins__" {
                    continue;
                }
                if let Some(value) = dict.get_str(name, self).cloned()
                    && !value.is_none()
                {
                    dict.set_str(name, Value::NONE, self);
                    drop(value);
                    self.run_pending();
                }
            }
        }
    }
}
