//! The classes of importlib, which modules show before importlib itself is loaded.
//!
//! `sys.meta_path` and the `__spec__` and `__loader__` of every module refer to classes that CPython
//! writes in Python. Here they are made at start without methods, which costs little; the methods
//! come from the same Python code once somebody looks for one (see `complete.rs`). Until then, and
//! afterwards as long as nobody has put anything in their place, modules are imported by Rust code.

use crate::builtins::dict::Dict;
use crate::builtins::native_function::MethodDescriptor;
use crate::builtins::object::Instance;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::{NativeDefinition, NativeSignature};
use crate::object::attributes::set_instance_attribute;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Which Python code completes a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// `importlib._bootstrap` and `importlib._bootstrap_external`
    Importlib,
    /// `zipimport`
    Zip,
}

/// How far a part has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Its classes have no methods.
    #[default]
    Pending,
    /// Its code runs.
    Running,
    /// Its classes are complete.
    Complete,
}

/// The classes, and what is known of them.
pub(crate) struct Standard {
    /// Name, class, and the part that completes it.
    pub(super) classes: Vec<(&'static str, Ref<Type>, Part)>,
    pub(super) importlib: Progress,
    pub(super) zip: Progress,
    /// The namespace of the module whose code completes classes right now.
    pub(super) completing: Option<Ref<Dict>>,
    /// Attributes of classes as they were when complete: where one has changed, imports go by way
    /// of Python.
    pub(super) finders: Vec<(Ref<Type>, Ref<Str>, Value)>,
    /// The same, of loaders.
    pub(super) loaders: Vec<(Ref<Type>, Ref<Str>, Value)>,
    /// What `sys.path_hooks` holds at first.
    pub(super) hooks: Vec<Value>,
}

const CORE: &str = "_frozen_importlib";
const EXTERNAL: &str = "_frozen_importlib_external";

/// Name, module, bases, attributes of instances, and special methods of each class.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static NativeDefinition],
);

const ROWS: &[Row] = &[
    (
        "ModuleSpec",
        CORE,
        &[],
        SPEC_ATTRIBUTES,
        &[&INIT, &REPR, &EQ],
    ),
    ("BuiltinImporter", CORE, &[], &[], &[]),
    ("FrozenImporter", CORE, &[], &[], &[]),
    ("_LoaderBasics", EXTERNAL, &[], &[], &[]),
    ("SourceLoader", EXTERNAL, &["_LoaderBasics"], &[], &[]),
    (
        "FileLoader",
        EXTERNAL,
        &[],
        &["name", "path"],
        &[&INIT, &EQ, &HASH],
    ),
    (
        "SourceFileLoader",
        EXTERNAL,
        &["FileLoader", "SourceLoader"],
        &[],
        &[],
    ),
    (
        "SourcelessFileLoader",
        EXTERNAL,
        &["FileLoader", "_LoaderBasics"],
        &[],
        &[],
    ),
    ("NamespaceLoader", EXTERNAL, &[], &[], &[&INIT]),
    ("PathFinder", EXTERNAL, &[], &[], &[]),
    (
        "zipimporter",
        "zipimport",
        &["_LoaderBasics"],
        &[],
        &[&INIT, &REPR],
    ),
];

const SPEC_ATTRIBUTES: &[&str] = &[
    "name",
    "loader",
    "origin",
    "loader_state",
    "submodule_search_locations",
    "_uninitialized_submodules",
    "_set_fileattr",
    "_cached",
    "_initializing",
];

impl Standard {
    /// The class of this name.
    pub(super) fn class(&self, name: &str) -> &Ref<Type> {
        let found = self.classes.iter().find(|row| row.0 == name);
        &found.expect("the table has the class").1
    }

    fn progress(&self, part: Part) -> Progress {
        match part {
            Part::Importlib => self.importlib,
            Part::Zip => self.zip,
        }
    }
}

impl Vm {
    /// Makes the classes, unless they are there.
    pub(crate) fn make_standard_classes(&mut self) {
        if self.imports.standard.is_some() {
            return;
        }
        let mut classes: Vec<(&'static str, Ref<Type>, Part)> = Vec::with_capacity(ROWS.len());
        for (name, module, bases, attributes, methods) in ROWS {
            let bases = bases.iter().map(|base| {
                let found = classes.iter().find(|row| row.0 == *base);
                found.expect("bases stand first").1.clone()
            });
            let bases: Vec<Value> = bases.map(Ref::into_value).collect();
            let class = self.empty_class(name, module, bases, attributes, methods);
            let part = match *module {
                "zipimport" => Part::Zip,
                _ => Part::Importlib,
            };
            classes.push((name, class, part));
        }
        self.imports.standard = Some(Standard {
            classes,
            importlib: Progress::Pending,
            zip: Progress::Pending,
            completing: None,
            finders: Vec::new(),
            loaders: Vec::new(),
            hooks: Vec::new(),
        });
    }

    fn empty_class(
        &mut self,
        name: &str,
        module: &str,
        bases: Vec<Value>,
        attributes: &[&str],
        methods: &[&'static NativeDefinition],
    ) -> Ref<Type> {
        let namespace = Dict::new(self);
        let (key, module) = (self.names.__module__.clone(), self.intern(module));
        namespace.set_str(&key, module.into_value(), self);
        if !attributes.is_empty() {
            let names = attributes.iter().map(|name| self.intern(name).into_value());
            let names = names.collect();
            let names = Tuple::new(names, self).into_value();
            let key = self.names.__static_attributes__.clone();
            namespace.set_str(&key, names, self);
        }
        let name = self.intern(name).into_value();
        let bases = Tuple::new(bases, self).into_value();
        let type_ = self.types.type_.to_value();
        let class = type_
            .call_positional(&[name, bases, namespace.into_value()], self)
            .expect("a class of plain classes can be made");
        let class = class.downcast_into::<Type>().ok();
        let class = class.expect("type makes classes");
        class.set_flags(TypeFlags::PENDING, true);
        for method in methods {
            let descriptor = MethodDescriptor::new(method, &class, self).into_value();
            let name = self.intern(method.signature.name);
            class
                .as_value()
                .set_attribute(&name, descriptor, self)
                .expect("attributes of classes can be set");
        }
        class
    }

    /// A class of importlib.
    pub(super) fn standard_class(&mut self, name: &str) -> Ref<Type> {
        self.make_standard_classes();
        let standard = self.imports.standard.as_ref();
        standard.expect("they were just made").class(name).clone()
    }

    /// The finders that `sys.meta_path` holds at first.
    pub fn standard_finders(&mut self) -> Vec<Value> {
        ["BuiltinImporter", "FrozenImporter", "PathFinder"]
            .map(|name| self.standard_class(name).into_value())
            .to_vec()
    }

    /// The loader of native modules, as they show it.
    pub fn built_in_importer(&mut self) -> Value {
        self.standard_class("BuiltinImporter").into_value()
    }

    /// The part that completes a class, if it is one of those without methods.
    #[inline]
    pub(crate) fn pending_class(&self, class: &Ref<Type>) -> Option<Part> {
        if !class.flags().contains(TypeFlags::PENDING) {
            return None;
        }
        self.pending_part(class)
    }

    #[cold]
    fn pending_part(&self, class: &Ref<Type>) -> Option<Part> {
        let standard = self.imports.standard.as_ref()?;
        if standard.importlib == Progress::Complete && standard.zip == Progress::Complete {
            return None;
        }
        let mro = class.mro.get(self).iter();
        let rows = &standard.classes;
        mro.filter_map(|class| rows.iter().find(|row| row.1.is(class)))
            .map(|row| row.2)
            .find(|part| standard.progress(*part) == Progress::Pending)
    }

    /// Makes an instance of a class of importlib, with these attributes.
    pub(super) fn standard_instance(
        &mut self,
        class: &Ref<Type>,
        attributes: &[(&str, Value)],
    ) -> Value {
        let object = heap::new_instance(self.heap(), class, Instance).into_value();
        for (name, value) in attributes {
            let name = self.intern(name);
            let set = set_instance_attribute(&object, &name, value.clone(), self);
            debug_assert!(set.is_ok(), "instances have attributes");
        }
        object
    }
}

/// Makes the `SourceFileLoader`, or `SourcelessFileLoader`, of a module.
pub fn file_loader(name: Ref<Str>, path: Ref<Str>, sourceless: bool, vm: &mut Vm) -> Value {
    let class = vm.standard_class(if sourceless {
        "SourcelessFileLoader"
    } else {
        "SourceFileLoader"
    });
    let attributes = [("name", name.into_value()), ("path", path.into_value())];
    vm.standard_instance(&class, &attributes)
}

macro_rules! stubs {
    ($($constant:ident $name:literal $function:ident;)*) => { $(
        static $constant: NativeDefinition = NativeDefinition {
            signature: NativeSignature::new($name, "", "", &[]),
            function: $function,
        };

        fn $function(args: Args<'_>, vm: &mut Vm) -> PyResult {
            call_completed($name, args, vm)
        }
    )* };
}

stubs! {
    INIT "__init__" init;
    REPR "__repr__" repr;
    EQ "__eq__" eq;
    HASH "__hash__" hash;
}

/// Completes the class of the first argument, and calls its method of this name.
fn call_completed(name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let Some(this) = args.positional().first() else {
        return Err(vm.type_error(format!("{name}() needs an argument")));
    };
    let class = this.class(vm).clone();
    if let Some(part) = vm.pending_class(&class) {
        vm.complete_standard(part)?;
    }
    let name = vm.intern(name);
    match class.lookup(&name, vm).cloned() {
        Some(method) if !method.has_payload::<MethodDescriptor>() => method.call(args, vm),
        _ => Err(vm.no_attribute_error(class.as_value(), &name)),
    }
}
