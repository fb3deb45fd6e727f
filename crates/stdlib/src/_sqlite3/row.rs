//! `Row`: a row with names for its columns.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#row-objects>

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::slice::Slice;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::bind::utf8;
use super::cursor::Cursor;

/// A row of a query: a sequence of values, which can be had by the names of their columns too,
/// whatever the case of their letters.
#[derive(Payload)]
pub(crate) struct Row {
    data: Ref<Tuple>,
    /// The description of the cursor, or None.
    description: Value,
}

impl Row {
    /// The names of the columns.
    fn names(&self) -> Vec<Value> {
        let Some(columns) = self.description.downcast::<Tuple>() else {
            return Vec::new();
        };
        let columns = columns.as_slice().iter();
        columns
            .filter_map(|column| column.downcast::<Tuple>()?.as_slice().first().cloned())
            .collect()
    }
}

#[native_class(name = "sqlite3.Row", flags(base), undocumented)]
impl Row {
    #[new]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Row>> {
        if args.has_keywords() && class.is(Row::class(vm)) {
            return Err(vm.type_error("Row() takes no keyword arguments"));
        }
        let [cursor, data] = args.positional() else {
            let count = args.positional().len();
            return Err(vm.type_error(format!("Row expected 2 arguments, got {count}")));
        };
        let Some(cursor) = cursor.downcast::<Cursor>() else {
            let given = cursor.class(vm).clone().shown_name(vm);
            let message = format!("Row() argument 1 must be sqlite3.Cursor, not {given}");
            return Err(vm.type_error(message));
        };
        let Some(data) = data.downcast::<Tuple>() else {
            let given = data.class(vm).clone().shown_name(vm);
            let message = format!("Row() argument 2 must be tuple, not {given}");
            return Err(vm.type_error(message));
        };
        let row = Row {
            data: data.clone(),
            description: cursor.description.cloned(vm),
        };
        Ok(Ref::with_class(row, class, vm))
    }

    #[slot]
    fn length(this: &Ref<Row>) -> usize {
        this.data.length()
    }

    #[slot]
    fn iter(this: &Ref<Row>, vm: &mut Vm) -> PyResult {
        this.data.as_value().iter(vm)
    }

    #[slot]
    fn hash(this: &Ref<Row>, vm: &mut Vm) -> PyResult<i64> {
        let hash = this.description.hash(vm)? ^ this.data.as_value().hash(vm)?;
        Ok(if hash == -1 { -2 } else { hash })
    }

    #[slot]
    fn subscript(this: &Ref<Row>, key: &Value, vm: &mut Vm) -> PyResult {
        if key.as_int().is_some() || key.has_payload::<Slice>() {
            return this.data.as_value().subscript(key, vm);
        }
        let Some(wanted) = key.downcast::<Str>() else {
            return Err(vm.index_error("Index must be int or string"));
        };
        if this.description.is_none() {
            let shown = key.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.index_error(format!("No item with key {shown}")));
        }
        let mut found = None;
        for (index, name) in this.names().iter().enumerate() {
            let Some(name) = name.downcast::<Str>() else {
                continue;
            };
            if name.equals(wanted) {
                found = Some(index);
                break;
            }
            if name.length() != wanted.length() {
                continue;
            }
            // Only letters of ASCII have a case here.
            if name.is_ascii()
                && wanted.is_ascii()
                && utf8(name, vm)?.eq_ignore_ascii_case(utf8(wanted, vm)?)
            {
                found = Some(index);
                break;
            }
        }
        let Some(index) = found else {
            return Err(vm.index_error("No item with that key"));
        };
        match this.data.as_slice().get(index) {
            Some(item) => Ok(item.clone()),
            None => Err(vm.index_error("tuple index out of range")),
        }
    }

    #[slot]
    fn compare(left: &Ref<Row>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let is_equal = op == CompareOperator::Equal;
        let Some(right) = other.downcast::<Row>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !is_equal && op != CompareOperator::NotEqual {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        if !left.description.equals(&right.description, vm)? {
            return Ok(Value::from(!is_equal));
        }
        left.data.as_value().compare(right.data.as_value(), op, vm)
    }

    /// Returns the names of the columns.
    #[method(signature = "($self, /)")]
    fn keys(this: &Ref<Row>) -> Vec<Value> {
        this.names()
    }
}
