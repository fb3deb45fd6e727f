//! Objects of the classes of `ast` as syntax trees of the compiler.

use rpy_bytecode::{Constant, Location};
use rpy_compiler::{FieldCount, FieldKind, TreeClass, TreeField, TreeNode, TreeValue, tree_class};

use crate::builtins::bytes::Bytes;
use crate::builtins::complex::Complex;
use crate::builtins::int::IntView;
use crate::builtins::list::List;
use crate::builtins::set::FrozenSet;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Fields whose text is no name, by their own name.
const TEXTS: [&str; 3] = ["type_comment", "kind", "tag"];

/// Abstract classes whose nodes have positions, which are read first.
const HAVE_LOCATIONS: [&str; 5] = ["stmt", "expr", "excepthandler", "pattern", "type_param"];

/// The module `_ast`, if a program can have a node of a tree by now.
fn loaded_module(vm: &mut Vm) -> PyResult<Option<Value>> {
    let modules = vm.intern("modules");
    let Some(modules) = vm.sys_attribute(&modules) else {
        return Ok(None);
    };
    let get = vm.intern("get");
    let name = vm.intern("_ast").into_value();
    let module = modules
        .get_attribute(&get, vm)?
        .call_positional(&[name], vm)?;
    Ok((!module.is_none()).then_some(module))
}

/// Whether an object is a node of a syntax tree.
pub(in crate::builtins::functions) fn is_tree(object: &Value, vm: &mut Vm) -> PyResult<bool> {
    let Some(module) = loaded_module(vm)? else {
        return Ok(false);
    };
    let name = vm.intern("AST");
    let class = module.get_attribute(&name, vm)?;
    object.is_instance(&class, vm)
}

/// The tree that an object stands for, which has to be one of the class `expected`.
///
/// Raises `TypeError` and `ValueError` where fields are missing or hold what they must not.
pub(in crate::builtins::functions) fn from_object(
    object: &Value,
    expected: &'static str,
    vm: &mut Vm,
) -> PyResult<TreeNode> {
    let name = vm.intern("_ast");
    let module = vm.import_name(&name)?;
    let name = vm.intern(expected);
    let class = module.get_attribute(&name, vm)?;
    if !object.is_instance(&class, vm)? {
        let found = object.type_name(vm);
        return Err(vm.type_error(format!("expected {expected} node, got {found}")));
    }
    let mut reader = Reader { module, vm };
    reader.node(object, "mod")
}

struct Reader<'a> {
    /// The module `_ast`.
    module: Value,
    vm: &'a mut Vm,
}

impl Reader<'_> {
    fn node(&mut self, object: &Value, kind: &'static str) -> PyResult<TreeNode> {
        self.vm
            .check_native_stack(&format!(" while traversing '{kind}' node"))?;
        // The classes of some parts are not looked at: what has their attributes is one.
        let (class, mut location) = match tree_class(kind) {
            Some(class) => (class, None),
            None => {
                let location = match HAVE_LOCATIONS.contains(&kind) {
                    true => Some(self.location(object, kind)?),
                    false => None,
                };
                (self.class_of(object, kind)?, location)
            }
        };
        let mut fields = Vec::with_capacity(class.fields.len());
        for field in &class.fields {
            fields.push((field.name, self.field(object, class, field)?));
        }
        if class.has_location && location.is_none() {
            location = Some(self.location(object, class.name)?);
        }
        Ok(TreeNode {
            class: class.name,
            fields,
            location,
        })
    }

    /// The class of the grammar that an object's class is, or is derived from.
    fn class_of(&mut self, object: &Value, kind: &str) -> PyResult<&'static TreeClass> {
        let own = object.class(self.vm).clone();
        for class in own.mro.cloned(self.vm) {
            let Some(known) = tree_class(&class.name(self.vm)) else {
                continue;
            };
            let name = self.vm.intern(known.name);
            let declared = self.module.get_attribute_optional(&name, self.vm)?;
            let is_declared = declared.is_some_and(|it| it.is(&class.to_value()));
            if known.base == Some(kind) && is_declared {
                return Ok(known);
            }
        }
        let shown = object.repr(self.vm)?;
        let shown = shown.to_string_lossy();
        let message = format!("expected some sort of {kind}, but got {shown}");
        Err(self.vm.type_error(message))
    }

    /// An attribute, unless it is missing.
    fn attribute(&mut self, object: &Value, name: &str) -> PyResult<Option<Value>> {
        let name = self.vm.intern(name);
        object.get_attribute_optional(&name, self.vm)
    }

    fn missing<T>(&mut self, field: &str, owner: &str) -> PyResult<T> {
        let message = format!("required field \"{field}\" missing from {owner}");
        Err(self.vm.type_error(message))
    }

    fn location(&mut self, object: &Value, owner: &str) -> PyResult<Location> {
        let mut numbers = [0; 4];
        let names = ["lineno", "col_offset", "end_lineno", "end_col_offset"];
        for (index, name) in names.into_iter().enumerate() {
            let found = self.attribute(object, name)?;
            let is_optional = index >= 2 && !matches!(owner, "pattern" | "type_param");
            numbers[index] = match found {
                // Where the end is not known it is the start.
                None if is_optional => numbers[index - 2],
                Some(found) if is_optional && found.is_none() => numbers[index - 2],
                None => return self.missing(name, owner),
                Some(found) => self.int(&found)? as i32,
            };
        }
        let [line, column, end_line, end_column] = numbers.map(|number| number as u32);
        Ok(Location {
            line,
            end_line,
            column,
            end_column,
        })
    }

    fn field(
        &mut self,
        object: &Value,
        class: &TreeClass,
        field: &TreeField,
    ) -> PyResult<TreeValue> {
        let found = self.attribute(object, field.name)?;
        match field.count {
            FieldCount::Many => match found {
                None => Ok(TreeValue::List(Vec::new())),
                Some(found) => self.list(&found, class, field),
            },
            FieldCount::Optional => match found {
                Some(found) if !found.is_none() => self.value(&found, field),
                _ => Ok(TreeValue::None),
            },
            FieldCount::One => {
                let Some(found) = found else {
                    // The context of an expression is `Load` if none is given.
                    if field.kind == FieldKind::Node("expr_context") {
                        return Ok(load());
                    }
                    return self.missing(field.name, class.name);
                };
                let value = self.value(&found, field)?;
                if matches!(value, TreeValue::None) {
                    let (field, class) = (field.name, class.name);
                    let message = format!("field '{field}' is required for {class}");
                    return Err(self.vm.value_error(message));
                }
                Ok(value)
            }
        }
    }

    fn list(&mut self, found: &Value, class: &TreeClass, field: &TreeField) -> PyResult<TreeValue> {
        let Some(list) = found.downcast::<List>().cloned() else {
            let found = found.type_name(self.vm);
            let message = format!(
                "{} field \"{}\" must be a list, not a {found}",
                class.name, field.name
            );
            return Err(self.vm.type_error(message));
        };
        let items = list.items(self.vm).clone();
        let mut values = Vec::with_capacity(items.len());
        for item in &items {
            let value = self.value(item, field)?;
            if matches!(
                (&value, field.kind),
                (TreeValue::None, FieldKind::Identifier)
            ) {
                return Err(self.vm.type_error("AST identifier must be of type str"));
            }
            values.push(value);
            if list.length(self.vm) != items.len() {
                let message = format!(
                    "{} field \"{}\" changed size during iteration",
                    class.name, field.name
                );
                return Err(self.vm.runtime_error(message));
            }
        }
        Ok(TreeValue::List(values))
    }

    /// One value of a field; None for None, where that is no value of its own.
    fn value(&mut self, found: &Value, field: &TreeField) -> PyResult<TreeValue> {
        match field.kind {
            FieldKind::Constant => Ok(TreeValue::Constant(self.constant(found)?)),
            FieldKind::Int => self.int(found).map(TreeValue::Int),
            FieldKind::Identifier if found.is_none() => Ok(TreeValue::None),
            FieldKind::Identifier => match found.downcast::<Str>() {
                Some(text) if found.class(self.vm).is(&self.vm.types.str) => {
                    Ok(TreeValue::Name(text.to_string_lossy().into_owned()))
                }
                _ => {
                    let what = match TEXTS.contains(&field.name) {
                        true => "string",
                        false => "identifier",
                    };
                    let message = format!("AST {what} must be of type str");
                    Err(self.vm.type_error(message))
                }
            },
            // Operators and contexts cannot be None.
            FieldKind::Node(kind) => match kind {
                "operator" | "boolop" | "unaryop" | "cmpop" | "expr_context" => {
                    let class = self.class_of(found, kind)?.name;
                    Ok(TreeValue::Node(Box::new(TreeNode {
                        class,
                        fields: Vec::new(),
                        location: None,
                    })))
                }
                kind if found.is_none() && tree_class(kind).is_none() => Ok(TreeValue::None),
                // What is not looked at has no attributes if it is None.
                kind => Ok(TreeValue::Node(Box::new(self.node(found, kind)?))),
            },
        }
    }

    fn int(&mut self, found: &Value) -> PyResult<i64> {
        match found.as_int() {
            Some(IntView::Small(number)) => match i32::try_from(number) {
                Ok(number) => Ok(number.into()),
                Err(_) => Err(self
                    .vm
                    .overflow_error("Python int too large to convert to C int")),
            },
            Some(IntView::Wide(_) | IntView::Big(_)) => Err(self
                .vm
                .overflow_error("Python int too large to convert to C int")),
            None => {
                let shown = found.repr(self.vm)?;
                let message = format!("invalid integer value: {}", shown.to_string_lossy());
                Err(self.vm.value_error(message))
            }
        }
    }

    /// A value that code can hold as a constant; instances of subclasses are none.
    fn constant(&mut self, found: &Value) -> PyResult<Constant> {
        self.vm.check_native_stack(" during compilation")?;
        if found.is_none() {
            return Ok(Constant::None);
        }
        if found.is(&Value::ELLIPSIS) {
            return Ok(Constant::Ellipsis);
        }
        let class = found.class(self.vm).clone();
        let types = &self.vm.types;
        if class.is(&types.bool) {
            return Ok(Constant::Bool(found.is(&Value::bool(true))));
        }
        if class.is(&types.int) {
            match found.as_int() {
                Some(IntView::Small(number)) => return Ok(Constant::Int(number)),
                Some(number) => {
                    return Ok(Constant::BigInt(Box::new(number.to_big().into_owned())));
                }
                None => {}
            }
        }
        if class.is(&types.float)
            && let Some(number) = found.as_float()
        {
            return Ok(Constant::Float(number));
        }
        if class.is(&types.complex)
            && let Some(number) = found.downcast::<Complex>()
        {
            let number = number.number();
            return Ok(Constant::Complex(number.re, number.im));
        }
        if class.is(&types.str)
            && let Some(text) = found.downcast::<Str>()
        {
            return Ok(Constant::Str(text.as_bytes().into()));
        }
        if class.is(&types.bytes)
            && let Some(bytes) = found.downcast::<Bytes>()
        {
            return Ok(Constant::Bytes(bytes.as_slice().into()));
        }
        if class.is(&types.tuple)
            && let Some(tuple) = found.downcast::<Tuple>()
        {
            let items = tuple.as_slice().to_vec();
            return Ok(Constant::Tuple(self.constants(&items)?));
        }
        if class.is(&types.frozenset)
            && let Some(set) = found.downcast::<FrozenSet>()
        {
            let items = set.items_vec(self.vm);
            return Ok(Constant::FrozenSet(self.constants(&items)?));
        }
        let found = found.type_name(self.vm);
        let message = format!("got an invalid type in Constant: {found}");
        Err(self.vm.type_error(message))
    }

    fn constants(&mut self, items: &[Value]) -> PyResult<Box<[Constant]>> {
        items.iter().map(|item| self.constant(item)).collect()
    }
}

fn load() -> TreeValue {
    TreeValue::Node(Box::new(TreeNode {
        class: "Load",
        fields: Vec::new(),
        location: None,
    }))
}
