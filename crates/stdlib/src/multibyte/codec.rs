//! `MultibyteCodec`: an encoding, as functions that encode and decode whole texts.

use std::rc::Rc;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::convert::{self, Errors};
use super::encoding::SharedEncoding;
use super::hz::Hz;
use super::iso2022::{Designation, Iso2022, Set};
use super::plain::Plain;
use super::tables::Tables;

/// A multi-byte encoding.
#[derive(Payload)]
pub(crate) struct MultibyteCodec {
    #[payload(skip)]
    pub(super) encoding: SharedEncoding,
}

/// What is encoded, as a str.
pub(super) fn text_of(input: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
    match input.downcast::<Str>() {
        Some(text) => Ok(text.clone()),
        None => input.str(vm),
    }
}

#[native_class(name = "_multibytecodec.MultibyteCodec", undocumented)]
impl MultibyteCodec {
    /// Encodes a text. Returns the bytes, and how many characters that were.
    #[method(signature = "($self, /, input, errors=None)")]
    fn encode(
        this: &Ref<MultibyteCodec>,
        input: &Value,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let (text, errors) = (text_of(input, vm)?, Errors::of(errors));
        let encoding = &*this.encoding;
        let (mut state, mut out) = (encoding.initial(), Vec::new());
        convert::encode(encoding, &mut state, &text, &errors, true, &mut out, vm)?;
        encoding.reset(&mut state, &mut out);
        let length = vm.new_int(text.length() as i64);
        let bytes = Bytes::from_vec(out, vm).into_value();
        Ok(Tuple::from_array([bytes, length], vm))
    }

    /// Decodes bytes. Returns the text, and how many bytes that were.
    #[method(signature = "($self, /, input, errors=None)")]
    fn decode(
        this: &Ref<MultibyteCodec>,
        input: BytesLike<'_>,
        errors: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let (bytes, errors) = (input.as_bytes(vm).to_vec(), Errors::of(errors));
        let encoding = &*this.encoding;
        let (mut state, mut out) = (encoding.initial_decoding(), StrBuilder::new());
        convert::decode(encoding, &mut state, &bytes, &errors, true, &mut out, vm)?;
        let length = vm.new_int(bytes.len() as i64);
        let text = out.finish(vm).into_value();
        Ok(Tuple::from_array([text, length], vm))
    }
}

/// The encoding of a class: its attribute `codec`.
///
/// Raises `TypeError` if that is none.
pub(super) fn encoding_of(class: &Ref<Type>, vm: &mut Vm) -> PyResult<SharedEncoding> {
    let name = vm.intern("codec");
    let codec = class.as_value().get_attribute(&name, vm)?;
    match codec.downcast::<MultibyteCodec>() {
        Some(codec) => Ok(codec.encoding.clone()),
        None => Err(vm.type_error("codec is unexpected type")),
    }
}

/// The codec of a name, if it is one of these.
///
/// Raises `TypeError` if the name is no str, `LookupError` if there is no such codec.
pub(super) fn find(
    name: &Value,
    names: &[&'static str],
    vm: &mut Vm,
) -> PyResult<Ref<MultibyteCodec>> {
    let Some(text) = name.downcast::<Str>() else {
        return Err(vm.type_error("encoding name must be a string."));
    };
    let text = text.to_string_lossy();
    let Some(name) = names.iter().find(|name| ***name == *text) else {
        return Err(vm.lookup_error("no such codec is supported."));
    };
    let encoding = make(name, vm.module_state::<Tables>());
    Ok(Ref::new(MultibyteCodec { encoding }, vm))
}

fn make(name: &'static str, tables: &mut Tables) -> SharedEncoding {
    if name == "hz" {
        let table = tables.get("gb2312");
        return Rc::new(Hz { table });
    }
    if !name.starts_with("iso2022") {
        let table = tables.get(name);
        return Rc::new(Plain {
            name,
            table,
            spells: name == "euc_kr",
        });
    }
    let sets: &[SetRow] = match name {
        "iso2022_kr" => &[KSX1001_G1],
        "iso2022_jp" => &[JISX0208, ROMAN, JISX0208_OLD],
        "iso2022_jp_1" => &[JISX0208, JISX0212, ROMAN, JISX0208_OLD],
        "iso2022_jp_2" => &[
            JISX0208,
            JISX0212,
            KSX1001,
            GB2312,
            ROMAN,
            JISX0208_OLD,
            LATIN_1,
            GREEK,
        ],
        "iso2022_jp_2004" => &[JISX0213_PAIRS, JISX0208, JISX0213_1, JISX0213_2],
        "iso2022_jp_3" => &[OLD_JISX0213_PAIRS, JISX0208, OLD_JISX0213_1, OLD_JISX0213_2],
        _ => &[JISX0208, JISX0212, ROMAN, KATAKANA, JISX0208_OLD],
    };
    let sets = sets.iter().map(|&(mark, place, set, table)| Designation {
        mark,
        place,
        set,
        table: table.map(|table| tables.get(table)),
    });
    let sets = sets.collect();
    Rc::new(Iso2022 {
        name,
        sets,
        shifts: name == "iso2022_kr",
        uses_g2: name == "iso2022_jp_2",
        greek: tables.get("iso8859_7"),
    })
}

/// Mark, place, kind, and the encoding whose table has the characters.
type SetRow = (u8, usize, Set, Option<&'static str>);

const KSX1001_G1: SetRow = (b'C' | 0x80, 1, Set::Doubles, Some("euc_kr"));
const KSX1001: SetRow = (b'C' | 0x80, 0, Set::Doubles, Some("euc_kr"));
const GB2312: SetRow = (b'A' | 0x80, 0, Set::Doubles, Some("gb2312"));
const JISX0208: SetRow = (b'B' | 0x80, 0, Set::Doubles, Some("euc_jp"));
const JISX0208_OLD: SetRow = (b'@' | 0x80, 0, Set::Doubles, Some("euc_jp"));
const JISX0212: SetRow = (b'D' | 0x80, 0, Set::Triples, Some("euc_jp"));
const ROMAN: SetRow = (b'J', 0, Set::Roman, None);
const KATAKANA: SetRow = (b'I', 0, Set::Katakana, None);
const LATIN_1: SetRow = (b'A', 2, Set::Upper, None);
const GREEK: SetRow = (b'F', 2, Set::Upper, None);
const JISX0213_PAIRS: SetRow = (b'Q' | 0x80, 0, Set::Pairs, Some("euc_jis_2004"));
const JISX0213_1: SetRow = (b'Q' | 0x80, 0, Set::Doubles, Some("euc_jis_2004"));
const JISX0213_2: SetRow = (b'P' | 0x80, 0, Set::Triples, Some("euc_jis_2004"));
const OLD_JISX0213_PAIRS: SetRow = (b'O' | 0x80, 0, Set::Pairs, Some("euc_jisx0213"));
const OLD_JISX0213_1: SetRow = (b'O' | 0x80, 0, Set::Doubles, Some("euc_jisx0213"));
const OLD_JISX0213_2: SetRow = (b'P' | 0x80, 0, Set::Triples, Some("euc_jisx0213"));
