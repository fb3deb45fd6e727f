//! `make_encoder`: writes values.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::float::float_repr;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::native_function::NativeFunction;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::escape;

/// How strings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strings {
    /// As `encode_basestring` does.
    Unicode,
    /// As `encode_basestring_ascii` does.
    Ascii,
    /// As the function of the encoder does.
    Own,
}

/// Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys,
/// allow_nan): writes values as JSON.
#[derive(Payload)]
pub(crate) struct Encoder {
    /// The containers that are being written, by their identity, or None.
    markers: Value,
    default: Value,
    encoder: Value,
    #[payload(skip)]
    strings: Strings,
    indent: Value,
    key_separator: Ref<Str>,
    item_separator: Ref<Str>,
    sort_keys: bool,
    skip_keys: bool,
    allow_nan: bool,
}

#[native_class(name = "_json.Encoder")]
impl Encoder {
    #[new(
        signature = "(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
        hidden,
        name = "make_encoder"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the options of an encoder"
    )]
    fn new(
        class: &Ref<Type>,
        markers: Value,
        default: Value,
        encoder: Value,
        indent: Value,
        key_separator: Ref<Str>,
        item_separator: Ref<Str>,
        sort_keys: bool,
        skipkeys: bool,
        allow_nan: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Encoder>> {
        if !markers.is_none() && !markers.has_payload::<Dict>() {
            let found = markers.type_name(vm);
            return Err(vm.type_error(format!(
                "make_encoder() argument 1 must be dict or None, not {found}"
            )));
        }
        let native = encoder.downcast::<NativeFunction>();
        let strings = match native.map(|function| function.definition().signature.name) {
            Some("encode_basestring") => Strings::Unicode,
            Some("encode_basestring_ascii") => Strings::Ascii,
            _ => Strings::Own,
        };
        let encoder = Encoder {
            markers,
            default,
            encoder,
            strings,
            indent,
            key_separator,
            item_separator,
            sort_keys,
            skip_keys: skipkeys,
            allow_nan,
        };
        Ok(Ref::with_class(encoder, class, vm))
    }

    #[slot(call, signature = "(obj, _current_indent_level)", name = "_iterencode")]
    fn call(
        this: &Ref<Encoder>,
        obj: &Value,
        _current_indent_level: usize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let indent = match this.indent.is_none() {
            true => None,
            false => match this.indent.downcast::<Str>() {
                Some(indent) => Some(indent.clone()),
                None => {
                    let found = this.indent.type_name(vm);
                    return Err(vm.type_error(format!(
                        "can't multiply sequence by non-int of type '{found}'"
                    )));
                }
            },
        };
        let mut writer = Writer {
            encoder: this,
            indent,
            result: StrBuilder::new(),
        };
        writer.value(obj, _current_indent_level, vm)?;
        let result = writer.result.finish(vm).into_value();
        Ok(Tuple::from_array([result], vm))
    }

    /// The containers that are being written.
    #[getter(member)]
    fn markers(this: &Ref<Encoder>) -> Value {
        this.markers.clone()
    }

    /// What is called with values that are none of JSON.
    #[getter(member)]
    fn default(this: &Ref<Encoder>) -> Value {
        this.default.clone()
    }

    /// What is called with strings.
    #[getter(member)]
    fn encoder(this: &Ref<Encoder>) -> Value {
        this.encoder.clone()
    }

    /// What each level is indented by, or None.
    #[getter(member)]
    fn indent(this: &Ref<Encoder>) -> Value {
        this.indent.clone()
    }

    /// What stands between keys and values.
    #[getter(member)]
    fn key_separator(this: &Ref<Encoder>) -> Ref<Str> {
        this.key_separator.clone()
    }

    /// What stands between items.
    #[getter(member)]
    fn item_separator(this: &Ref<Encoder>) -> Ref<Str> {
        this.item_separator.clone()
    }

    /// Whether objects are sorted.
    #[getter(member)]
    fn sort_keys(this: &Ref<Encoder>) -> bool {
        this.sort_keys
    }

    /// Whether keys are passed over that are none of JSON.
    #[getter(member)]
    fn skipkeys(this: &Ref<Encoder>) -> bool {
        this.skip_keys
    }
}

/// A text that is being written.
struct Writer<'a> {
    encoder: &'a Encoder,
    indent: Option<Ref<Str>>,
    result: StrBuilder,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, level: usize, vm: &mut Vm) -> PyResult<()> {
        if value.is_none() {
            self.result.push_ascii(b"null");
        } else if let Some(truth) = value.as_bool() {
            self.result
                .push_ascii(if truth { b"true" } else { b"false" });
        } else if let Some(text) = value.downcast::<Str>() {
            self.string(text, vm)?;
        } else if let Some(int) = value.as_int() {
            let text = vm.int_to_string(int)?;
            self.result.push_ascii(text.as_bytes());
        } else if let Some(float) = value.as_float() {
            let text = self.float(float, vm)?;
            self.result.push_ascii(text.as_bytes());
        } else if value.has_payload::<List>() || value.has_payload::<Tuple>() {
            vm.check_native_stack(" while encoding a JSON object")?;
            self.array(value, level, vm)?;
        } else if let Some(dict) = value.downcast::<Dict>() {
            vm.check_native_stack(" while encoding a JSON object")?;
            self.object(value, dict, level, vm)?;
        } else {
            vm.check_native_stack(" while encoding a JSON object")?;
            let key = self.enter(value, vm)?;
            let stand_in = self
                .encoder
                .default
                .call_positional(std::slice::from_ref(value), vm)?;
            if let Err(raised) = self.value(&stand_in, level, vm) {
                let class = value.type_name(vm);
                let note = vm.new_str(&format!("when serializing {class} object"));
                return Err(noted(raised, note, vm));
            }
            self.leave(key, vm)?;
        }
        Ok(())
    }

    fn string(&mut self, text: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        match self.encoder.strings {
            Strings::Unicode => escape::push(text, false, &mut self.result),
            Strings::Ascii => escape::push(text, true, &mut self.result),
            Strings::Own => {
                let written = self
                    .encoder
                    .encoder
                    .call_positional(&[text.to_value()], vm)?;
                match written.downcast::<Str>() {
                    Some(written) => self.result.push_text(written),
                    None => {
                        let found = written.type_name(vm);
                        return Err(
                            vm.type_error(format!("encoder() must return a string, not {found}"))
                        );
                    }
                }
            }
        }
        Ok(())
    }

    fn float(&self, float: f64, vm: &mut Vm) -> PyResult<String> {
        if float.is_finite() {
            return Ok(float_repr(float));
        }
        if !self.encoder.allow_nan {
            let text = float_repr(float);
            return Err(vm.value_error(format!(
                "Out of range float values are not JSON compliant: {text}"
            )));
        }
        Ok(if float.is_nan() {
            "NaN"
        } else if float > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned())
    }

    /// Notes that a container is being written; gives the key of the note.
    ///
    /// Raises `ValueError` if it already is.
    fn enter(&self, container: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(markers) = self.encoder.markers.downcast::<Dict>() else {
            return Ok(None);
        };
        let key = vm.new_big_int(container.bits().into());
        if markers.contains_key(&key, vm)? {
            return Err(vm.value_error("Circular reference detected"));
        }
        markers.set_item(key.clone(), container.clone(), vm)?;
        Ok(Some(key))
    }

    fn leave(&self, key: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        if let Some(markers) = self.encoder.markers.downcast::<Dict>()
            && let Some(key) = key
        {
            markers.remove_item(&key, vm)?;
        }
        Ok(())
    }

    /// Begins a line, if there are lines.
    fn line(&mut self, level: usize) {
        if let Some(indent) = &self.indent {
            self.result.push_ascii(b"\n");
            for _ in 0..level {
                self.result.push_text(indent);
            }
        }
    }

    fn array(&mut self, array: &Value, level: usize, vm: &mut Vm) -> PyResult<()> {
        let class = array.class(vm);
        let is_plain = class.is(&vm.types.list) || class.is(&vm.types.tuple);
        // Subclasses may iterate in another way.
        let items = match is_plain {
            true => array.clone(),
            false => {
                let items = vm.collect(array)?;
                vm.new_list(items)
            }
        };
        let mut index = 0;
        let mut key = None;
        loop {
            let item = match (items.downcast::<List>(), items.downcast::<Tuple>()) {
                (Some(list), _) => list.get(index, vm),
                (_, Some(tuple)) => tuple.as_slice().get(index).cloned(),
                _ => unreachable!("the caller has told them apart"),
            };
            let Some(item) = item else {
                break;
            };
            self.result.check(vm)?;
            if index == 0 {
                key = self.enter(array, vm)?;
                self.result.push_ascii(b"[");
            } else {
                self.result.push_text(&self.encoder.item_separator);
            }
            self.line(level + 1);
            if let Err(raised) = self.value(&item, level + 1, vm) {
                let class = array.type_name(vm);
                let note = vm.new_str(&format!("when serializing {class} item {index}"));
                return Err(noted(raised, note, vm));
            }
            index += 1;
        }
        if index == 0 {
            self.result.push_ascii(b"[]");
            return Ok(());
        }
        self.leave(key, vm)?;
        self.line(level);
        self.result.push_ascii(b"]");
        Ok(())
    }

    fn object(
        &mut self,
        value: &Value,
        dict: &Ref<Dict>,
        level: usize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if dict.length(vm) == 0 {
            self.result.push_ascii(b"{}");
            return Ok(());
        }
        let marker = self.enter(value, vm)?;
        self.result.push_ascii(b"{");
        let is_exact = value.class(vm).is(&vm.types.dict);
        let mut is_first = true;
        if !self.encoder.sort_keys && is_exact {
            let mut position = 0;
            while let Some((next, key, item)) = dict.next_entry(position, vm) {
                position = next;
                self.entry(value, &key, &item, &mut is_first, level, vm)?;
            }
        } else {
            for (key, item) in self.items(value, vm)? {
                self.entry(value, &key, &item, &mut is_first, level, vm)?;
            }
        }
        self.leave(marker, vm)?;
        if !is_first {
            self.line(level);
        }
        self.result.push_ascii(b"}");
        Ok(())
    }

    /// What `items()` gives, sorted if that is asked for.
    fn items(&self, value: &Value, vm: &mut Vm) -> PyResult<Vec<(Value, Value)>> {
        let name = vm.intern("items");
        let items = value.call_method(&name, &[], vm)?;
        let items = vm.collect(&items)?;
        let list = List::new(items, vm);
        if self.encoder.sort_keys {
            list.sort(None, false, vm)?;
        }
        let mut pairs = Vec::new();
        for item in list.items(vm).clone() {
            match item.downcast::<Tuple>().map(|pair| pair.as_slice()) {
                Some([key, value]) => pairs.push((key.clone(), value.clone())),
                _ => return Err(vm.value_error("items must return 2-tuples")),
            }
        }
        Ok(pairs)
    }

    fn entry(
        &mut self,
        dict: &Value,
        key: &Value,
        item: &Value,
        is_first: &mut bool,
        level: usize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        self.result.check(vm)?;
        let Some(name) = self.key(key, vm)? else {
            return Ok(());
        };
        if !std::mem::take(is_first) {
            self.result.push_text(&self.encoder.item_separator);
        }
        self.line(level + 1);
        self.string(&name, vm)?;
        self.result.push_text(&self.encoder.key_separator);
        if let Err(raised) = self.value(item, level + 1, vm) {
            let class = dict.type_name(vm);
            let shown = key.repr(vm)?;
            let mut note = StrBuilder::new();
            note.push_str(&format!("when serializing {class} item "));
            note.push_text(&shown);
            let note = note.finish(vm).into_value();
            return Err(noted(raised, note, vm));
        }
        Ok(())
    }

    /// The text of a key; `None` if it is to be passed over.
    fn key(&self, key: &Value, vm: &mut Vm) -> PyResult<Option<Ref<Str>>> {
        if let Some(text) = key.downcast::<Str>() {
            return Ok(Some(text.clone()));
        }
        let text = if let Some(truth) = key.as_bool() {
            truth.to_string()
        } else if key.is_none() {
            "null".to_owned()
        } else if let Some(float) = key.as_float() {
            self.float(float, vm)?
        } else if let Some(int) = key.as_int() {
            vm.int_to_string(int)?
        } else if self.encoder.skip_keys {
            return Ok(None);
        } else {
            let class = key.type_name(vm);
            return Err(vm.type_error(format!(
                "keys must be str, int, float, bool or None, not {class}"
            )));
        };
        Ok(Some(Str::new(&text, vm)))
    }
}

/// Adds a note to an exception that goes on.
fn noted(raised: Raised, note: Value, vm: &mut Vm) -> Raised {
    let name = vm.intern("add_note");
    let exception = raised.exception().to_value();
    match exception.call_method(&name, &[note], vm) {
        Ok(_) => raised,
        Err(other) => other,
    }
}
