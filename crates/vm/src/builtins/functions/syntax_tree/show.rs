//! Syntax trees of the compiler as objects.

use rpy_bytecode::Location;
use rpy_compiler::{TreeNode, TreeValue};

use crate::builtins::code::link_constant;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The object of a tree.
///
/// Raises what making instances of the classes raises, and `RecursionError` where the native stack is
/// too small for the tree.
pub(in crate::builtins::functions) fn to_object(tree: &TreeNode, vm: &mut Vm) -> PyResult {
    let name = vm.intern("_ast");
    let module = vm.import_name(&name)?;
    node(tree, &module, vm)
}

fn node(tree: &TreeNode, module: &Value, vm: &mut Vm) -> PyResult {
    vm.check_native_stack(" during ast construction")?;
    let class = vm.intern(tree.class);
    let class = module.get_attribute(&class, vm)?;
    // Without `__init__`, which misses the fields.
    let new = vm.intern("__new__");
    let made = class
        .get_attribute(&new, vm)?
        .call_positional(&[class], vm)?;
    for (field, content) in &tree.fields {
        let content = value(content, module, vm)?;
        let field = vm.intern(field);
        made.set_attribute(&field, content, vm)?;
    }
    if let Some(location) = &tree.location {
        set_location(&made, location, vm)?;
    }
    Ok(made)
}

fn set_location(made: &Value, location: &Location, vm: &mut Vm) -> PyResult<()> {
    for (name, number) in [
        ("lineno", location.line),
        ("col_offset", location.column),
        ("end_lineno", location.end_line),
        ("end_col_offset", location.end_column),
    ] {
        let name = vm.intern(name);
        // Positions that a program gave may be negative.
        let number = vm.new_int((number as i32).into());
        made.set_attribute(&name, number, vm)?;
    }
    Ok(())
}

fn value(content: &TreeValue, module: &Value, vm: &mut Vm) -> PyResult {
    Ok(match content {
        TreeValue::None => Value::NONE,
        TreeValue::Int(number) => vm.new_int(*number),
        TreeValue::Name(name) => vm.intern(name).into_value(),
        TreeValue::Constant(constant) => link_constant(constant, vm)?,
        TreeValue::List(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items {
                values.push(value(item, module, vm)?);
            }
            vm.new_list(values)
        }
        TreeValue::Node(tree) => node(tree, module, vm)?,
    })
}
