//! What a `function` holds.

use std::cell::OnceCell;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::Garbage;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// A function. What the eval loop reads; the rest is made when first needed.
#[repr(C)]
pub struct Function {
    /// `__code__`
    pub(crate) code: HeapCell<Ref<Code>>,
    /// `__globals__`
    pub(crate) globals: Ref<Dict>,
    /// `__builtins__`
    pub(crate) builtins: Ref<Dict>,
    /// `__closure__`: a tuple of cells, or None.
    pub(crate) closure: HeapCell<Value>,
    /// `__defaults__`: a tuple, or None.
    pub(crate) defaults: HeapCell<Value>,
    details: OnceCell<Box<Details>>,
}

/// What few functions have, or are asked for.
pub(crate) struct Details {
    /// `__kwdefaults__`: a dict, or None.
    pub(crate) keyword_defaults: HeapCell<Value>,
    /// `__annotate__`: a function, or None.
    pub(crate) annotate: HeapCell<Value>,
    /// `__name__`; the following are "unbound" until set or needed.
    pub(crate) name: HeapCell<Value>,
    /// `__qualname__`
    pub(crate) qualname: HeapCell<Value>,
    /// `__doc__`
    pub(crate) doc: HeapCell<Value>,
    /// `__module__`
    pub(crate) module: HeapCell<Value>,
    /// `__annotations__`
    pub(crate) annotations: HeapCell<Value>,
    /// `__type_params__`
    pub(crate) type_params: HeapCell<Value>,
    /// `__dict__`
    pub(crate) dict: HeapCell<Value>,
}

impl Details {
    const fn new() -> Details {
        Details {
            keyword_defaults: HeapCell::new(Value::NONE),
            annotate: HeapCell::new(Value::NONE),
            name: HeapCell::new(Value::UNBOUND),
            qualname: HeapCell::new(Value::UNBOUND),
            doc: HeapCell::new(Value::UNBOUND),
            module: HeapCell::new(Value::UNBOUND),
            annotations: HeapCell::new(Value::UNBOUND),
            type_params: HeapCell::new(Value::UNBOUND),
            dict: HeapCell::new(Value::UNBOUND),
        }
    }

    fn cells(&self) -> [&HeapCell<Value>; 9] {
        [
            &self.keyword_defaults,
            &self.annotate,
            &self.name,
            &self.qualname,
            &self.doc,
            &self.module,
            &self.annotations,
            &self.type_params,
            &self.dict,
        ]
    }
}

impl Function {
    /// All cells of the function that exist.
    fn cells(&self) -> impl Iterator<Item = &HeapCell<Value>> {
        let details = self.details.get();
        [&self.closure, &self.defaults]
            .into_iter()
            .chain(details.into_iter().flat_map(|details| details.cells()))
    }

    /// What is made when first needed.
    pub(crate) fn details(&self) -> &Details {
        self.details.get_or_init(|| Box::new(Details::new()))
    }

    /// `__kwdefaults__`: a dict, or None.
    pub(crate) fn keyword_defaults(&self, vm: &Vm) -> Value {
        let details = self.details.get();
        details.map_or(Value::NONE, |details| details.keyword_defaults.cloned(vm))
    }

    /// `__dict__`, if the function has one.
    pub(crate) fn existing_dict<'a>(&'a self, vm: &'a Vm) -> Option<&'a Ref<Dict>> {
        self.details.get()?.dict.get(vm).downcast::<Dict>()
    }

    /// The payload of a function that has been given nothing but its code.
    #[inline(always)]
    pub(crate) fn plain(code: Ref<Code>, globals: Ref<Dict>, builtins: Ref<Dict>) -> Function {
        Function {
            code: HeapCell::new(code),
            globals,
            builtins,
            closure: HeapCell::new(Value::NONE),
            defaults: HeapCell::new(Value::NONE),
            details: OnceCell::new(),
        }
    }
}

impl Payload for Function {
    const NAME: &'static str = "function";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cells.
        unsafe {
            visit((*self.code.as_ptr()).as_value());
            visit(self.globals.as_value());
            visit(self.builtins.as_value());
            for cell in self.cells() {
                visit(&*cell.as_ptr());
            }
        }
    }

    fn clear(&self, garbage: &mut Garbage) {
        for cell in self.cells() {
            // SAFETY: as in `traverse`.
            garbage.push(std::mem::replace(
                unsafe { &mut *cell.as_ptr() },
                Value::NONE,
            ));
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.function
    }
}

impl Function {
    /// Makes a function of a code object.
    pub fn new(code: Ref<Code>, globals: Ref<Dict>, vm: &mut Vm) -> Ref<Function> {
        let builtins = vm.builtins_of(&globals);
        Function::with_builtins(code, globals, builtins, vm)
    }

    /// Makes a function whose builtins are known. Name, documentation and module are looked up
    /// when first asked for.
    pub(crate) fn with_builtins(
        code: Ref<Code>,
        globals: Ref<Dict>,
        builtins: Ref<Dict>,
        vm: &mut Vm,
    ) -> Ref<Function> {
        let payload = Function::plain(code, globals, builtins);
        let class = &vm.types.function;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// `__name__`
    pub(crate) fn name(&self, vm: &mut Vm) -> Value {
        let make = |vm: &mut Vm| {
            let code = self.code.get(vm).clone();
            vm.intern(code.code_name()).into_value()
        };
        known(&self.details().name, make, vm)
    }

    /// `__qualname__`
    pub(crate) fn qualname(&self, vm: &mut Vm) -> Value {
        let make = |vm: &mut Vm| {
            let code = self.code.get(vm).clone();
            vm.intern(code.qualname()).into_value()
        };
        known(&self.details().qualname, make, vm)
    }

    /// `__doc__`
    pub(crate) fn doc(&self, vm: &mut Vm) -> Value {
        let make = |vm: &mut Vm| {
            let code = self.code.get(vm).clone();
            code.documentation(vm)
        };
        known(&self.details().doc, make, vm)
    }

    /// `__module__`: the `__name__` of the globals.
    pub(crate) fn module(&self, vm: &mut Vm) -> Value {
        let make = |vm: &mut Vm| {
            let name = self.globals.get_str(&vm.names.__name__, vm);
            name.cloned().unwrap_or(Value::NONE)
        };
        known(&self.details().module, make, vm)
    }

    /// `__code__`
    pub fn code<'a>(&'a self, vm: &'a Vm) -> &'a Ref<Code> {
        self.code.get(vm)
    }

    /// `__globals__`
    pub fn globals(&self) -> &Ref<Dict> {
        &self.globals
    }

    /// `__closure__` as a tuple of cells.
    pub fn closure<'a>(&'a self, vm: &'a Vm) -> Option<&'a Ref<Tuple>> {
        self.closure.get(vm).downcast::<Tuple>()
    }

    /// `__qualname__` for messages.
    pub fn display_name(&self, vm: &Vm) -> String {
        let details = self.details.get();
        match details.and_then(|details| details.qualname.get(vm).downcast::<Str>()) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => self.code.get(vm).qualname().to_owned(),
        }
    }
}

/// The content of a field that is made when first asked for.
fn known(field: &HeapCell<Value>, make: impl FnOnce(&mut Vm) -> Value, vm: &mut Vm) -> Value {
    let value = field.cloned(vm);
    if !value.is_unbound() {
        return value;
    }
    let value = make(vm);
    drop(field.replace(value.clone(), vm));
    value
}
