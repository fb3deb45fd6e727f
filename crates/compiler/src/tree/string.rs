//! F-strings and t-strings.

use rpy_bytecode::Constant;
use rustpython_ast::{
    ExprFString, ExprTString, FStringPart, InterpolatedElement, InterpolatedStringElement,
    InterpolatedStringElements,
};
use rustpython_text_size::{Ranged, TextRange};

use super::expression::constant;
use super::{Builder, TreeValue};
use crate::constant::{string_literal, unescape};
use crate::error::Result;
use crate::expression::{debug_text, implies_repr};

/// The conversion `!r`, which `=` asks for where there is no format specification.
const REPR: i64 = b'r' as i64;

/// Text and interpolations, the texts that follow each other joined.
#[derive(Default)]
struct Values {
    values: Vec<TreeValue>,
    /// Text since the last interpolation, and where it lies.
    text: Vec<u8>,
    range: Option<TextRange>,
}

impl Values {
    fn text(&mut self, text: &[u8], range: TextRange) {
        if !text.is_empty() {
            self.text.extend_from_slice(text);
            self.range = Some(self.range.map_or(range, |known| known.cover(range)));
        }
    }

    fn settle(&mut self, builder: &Builder<'_>) {
        if let Some(range) = self.range.take() {
            let text = Constant::Str(std::mem::take(&mut self.text).into());
            let (class, fields) = constant(text, TreeValue::None);
            self.values.push(builder.node(class, fields, range));
        }
    }

    fn finish(mut self, builder: &Builder<'_>) -> TreeValue {
        self.settle(builder);
        TreeValue::List(self.values)
    }
}

impl Builder<'_> {
    pub(super) fn format_string(&mut self, node: &ExprFString) -> Result<TreeValue> {
        let mut values = Values::default();
        for part in &node.value {
            match part {
                FStringPart::Literal(literal) => {
                    let text = string_literal(&self.source.text, literal);
                    values.text(&text, literal.range);
                }
                FStringPart::FString(part) => {
                    let is_raw = part.flags.prefix().is_raw();
                    self.elements(&part.elements, is_raw, false, &mut values)?;
                }
            }
        }
        Ok(values.finish(self))
    }

    pub(super) fn template(&mut self, node: &ExprTString) -> Result<TreeValue> {
        let mut values = Values::default();
        for part in &node.value {
            let is_raw = part.flags.prefix().is_raw();
            self.elements(&part.elements, is_raw, true, &mut values)?;
        }
        Ok(values.finish(self))
    }

    fn elements(
        &mut self,
        elements: &InterpolatedStringElements,
        is_raw: bool,
        in_template: bool,
        values: &mut Values,
    ) -> Result<()> {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(element) => {
                    if is_raw || !element.value.contains(char::REPLACEMENT_CHARACTER) {
                        values.text(element.value.as_bytes(), element.range);
                    } else {
                        let source = &self.source.text[element.range];
                        let text = unescape(&source.replace("{{", "{").replace("}}", "}"));
                        values.text(&text, element.range);
                    }
                }
                InterpolatedStringElement::Interpolation(element) => {
                    if let Some(debug) = &element.debug_text {
                        let text = debug_text(debug, element, &self.source.text);
                        values.text(text.as_bytes(), element.range);
                    }
                    values.settle(self);
                    let value = self.interpolation(element, is_raw, in_template)?;
                    values.values.push(value);
                }
            }
        }
        Ok(())
    }

    fn interpolation(
        &mut self,
        element: &InterpolatedElement,
        is_raw: bool,
        in_template: bool,
    ) -> Result<TreeValue> {
        let spec = match &element.format_spec {
            Some(spec) => {
                let mut values = Values::default();
                self.elements(&spec.elements, is_raw, false, &mut values)?;
                let fields = vec![("values", values.finish(self))];
                // The colon belongs to it.
                let start = spec.range.start() - rustpython_text_size::TextSize::new(1);
                self.node("JoinedStr", fields, TextRange::new(start, spec.range.end()))
            }
            None => TreeValue::None,
        };
        let conversion = match element.conversion.to_byte() {
            Some(byte) => byte.into(),
            None if implies_repr(element) => REPR,
            None => -1,
        };
        let value = self.expression(&element.expression)?;
        let mut fields = vec![("value", value)];
        if in_template {
            let text = &self.source.text[element.expression.range()];
            let text = Constant::Str(text.as_bytes().into());
            fields.push(("str", TreeValue::Constant(text)));
        }
        fields.push(("conversion", TreeValue::Int(conversion)));
        fields.push(("format_spec", spec));
        let class = if in_template {
            "Interpolation"
        } else {
            "FormattedValue"
        };
        Ok(self.node(class, fields, element.range))
    }
}
