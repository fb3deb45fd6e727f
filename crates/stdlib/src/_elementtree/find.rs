//! `find`, `findtext`, `findall`, `iterfind`: children by their tags; all other paths are a matter of
//! `xml.etree.ElementPath`.

use rpy_macros::methods;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::element::{Element, TextCell, element};

/// Whether a path may be more than a tag.
fn is_path(path: &Value) -> bool {
    let text = match (path.downcast::<Str>(), path.downcast::<Bytes>()) {
        (Some(text), _) => text.as_bytes(),
        (_, Some(bytes)) => bytes.as_slice(),
        _ => return true,
    };
    if text.len() >= 3 && (text.starts_with(b"{}") || text.starts_with(b"{*}")) {
        return true;
    }
    let mut is_namespace = false;
    for byte in text {
        match byte {
            b'{' => is_namespace = true,
            b'}' => is_namespace = false,
            b'/' | b'*' | b'[' | b'@' | b'.' if !is_namespace => return true,
            _ => {}
        }
    }
    false
}

/// Calls a function of `xml.etree.ElementPath`.
fn by_path(function: &str, arguments: &[Value], vm: &mut Vm) -> PyResult {
    let name = vm.intern("xml.etree.ElementPath");
    let module = vm.import_name(&name)?;
    let function = vm.intern(function);
    module
        .get_attribute(&function, vm)?
        .call_positional(arguments, vm)
}

/// The first child from an index on whose tag equals the path, and the index behind it. Comparing may change
/// the children.
fn next_child(
    parent: &Element,
    path: &Value,
    mut index: usize,
    vm: &mut Vm,
) -> PyResult<Option<(Value, usize)>> {
    while let Some(child) = parent.child(index, vm) {
        vm.poll()?;
        index += 1;
        let tag = element(&child).tag.cloned(vm);
        if tag.equals(path, vm)? {
            return Ok(Some((child, index)));
        }
    }
    Ok(None)
}

#[methods(FIND)]
impl Element {
    /// Returns the first element that the path leads to, or None.
    #[method(signature = "($self, /, path, namespaces=None)")]
    fn find(this: &Ref<Element>, path: &Value, namespaces: &Value, vm: &mut Vm) -> PyResult<Value> {
        if is_path(path) || !namespaces.is_none() {
            let arguments = [this.to_value(), path.clone(), namespaces.clone()];
            return by_path("find", &arguments, vm);
        }
        let found = next_child(this, path, 0, vm)?;
        Ok(found.map_or(Value::NONE, |(child, _)| child))
    }

    /// Returns the text of the first element that the path leads to: '' if it has none, and default if there
    /// is no such element.
    #[method(signature = "($self, /, path, default=None, namespaces=None)")]
    fn findtext(
        this: &Ref<Element>,
        path: &Value,
        default: &Value,
        namespaces: &Value,
        vm: &mut Vm,
    ) -> PyResult<Value> {
        if is_path(path) || !namespaces.is_none() {
            let arguments = [
                this.to_value(),
                path.clone(),
                default.clone(),
                namespaces.clone(),
            ];
            return by_path("findtext", &arguments, vm);
        }
        let Some((child, _)) = next_child(this, path, 0, vm)? else {
            return Ok(default.clone());
        };
        let text = element(&child).text.joined(vm)?;
        match text.is_none() {
            true => Ok(vm.new_str("")),
            false => Ok(text),
        }
    }

    /// Returns a list of all elements that the path leads to.
    #[method(signature = "($self, /, path, namespaces=None)")]
    fn findall(
        this: &Ref<Element>,
        path: &Value,
        namespaces: &Value,
        vm: &mut Vm,
    ) -> PyResult<Value> {
        if is_path(path) || !namespaces.is_none() {
            let arguments = [this.to_value(), path.clone(), namespaces.clone()];
            return by_path("findall", &arguments, vm);
        }
        let (mut found, mut index) = (Vec::new(), 0);
        while let Some((child, next)) = next_child(this, path, index, vm)? {
            vm.push_to(&mut found, child)?;
            index = next;
        }
        Ok(vm.new_list(found))
    }

    /// Returns an iterator over all elements that the path leads to.
    #[method(signature = "($self, /, path, namespaces=None)")]
    fn iterfind(
        this: &Ref<Element>,
        path: &Value,
        namespaces: &Value,
        vm: &mut Vm,
    ) -> PyResult<Value> {
        let arguments = [this.to_value(), path.clone(), namespaces.clone()];
        by_path("iterfind", &arguments, vm)
    }
}
