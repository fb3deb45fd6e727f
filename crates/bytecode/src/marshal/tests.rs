use std::sync::Arc;

use num_bigint::BigInt;

use super::*;
use crate::code::{CodeFlags, CodeObject, Constant};
use crate::lazy::LazyCode;
use crate::opcode::Opcode::*;
use crate::testing::{function, handler, module, op};

fn decode_all(bytes: &[u8]) -> Result<CodeObject, MarshalError> {
    decode(bytes.to_vec(), 0..bytes.len())
}

/// What was said of nested code before it was decoded is what it turned out to be.
fn expect_true_head(code: &CodeObject) {
    for constant in &code.constants {
        if let Constant::Code(nested) = constant {
            let head = nested.head();
            assert!(head.parameter_count() <= head.local_count);
            if let Ok(decoded) = nested.get() {
                assert_eq!(&decoded.head(), head);
                assert_eq!(&*decoded.name, nested.name());
            }
        }
    }
}

/// Decodes all nested code too.
fn force(code: &CodeObject) -> Result<(), MarshalError> {
    code.constants
        .iter()
        .try_for_each(|constant| match constant {
            Constant::Code(nested) => force(nested.get()?),
            _ => Ok(()),
        })
}

fn text(text: &str) -> Constant {
    Constant::Str(text.as_bytes().into())
}

fn sample() -> CodeObject {
    let mut inner = function(&[
        op(Resume, 0),
        op(LoadGlobalCall, 0),
        op(LoadFast, 0),
        op(Call, 1),
        op(ReturnValue, 0),
        op(PushExcInfo, 0),
        op(Reraise, 0),
    ]);
    inner.exception_table = Box::new([handler(1, 12, 12, 0)]);
    let mut outer = module(&[
        op(Resume, 0),
        op(LoadConst, 0),
        op(MakeFunction, 0),
        op(StoreName, 0),
        op(ReturnConst, 1),
    ]);
    outer.constants = Box::new([
        Constant::Code(LazyCode::from_code(Arc::new(inner))),
        Constant::None,
        Constant::Bool(true),
        Constant::Bool(false),
        Constant::Ellipsis,
        Constant::Int(i64::MIN),
        Constant::BigInt(Box::new(BigInt::from(i64::MAX) + 1)),
        Constant::BigInt(Box::new(-(BigInt::from(1) << 200_u32))),
        Constant::Float(-0.0),
        Constant::Float(f64::from_bits(0x7ff0_0000_dead_beef)),
        Constant::Complex(0.0, -0.0),
        text("name"),
        text(&"long ".repeat(40)),
        Constant::Str(
            [b"a\xed\xa0\x80\xed\xb0\x80b", "é".as_bytes()]
                .concat()
                .into(),
        ),
        Constant::Bytes([0, 255, 10].into()),
        Constant::Tuple(Box::new([Constant::Int(1), Constant::Tuple(Box::new([]))])),
        Constant::FrozenSet(Box::new([Constant::Int(-1)])),
        Constant::Slice(Box::new([Constant::None, Constant::Int(2), Constant::None])),
    ]);
    outer
}

#[test]
fn everything_survives() {
    let code = sample();
    let bytes = encode(&code).unwrap();
    let decoded = decode_all(&bytes).unwrap();
    let Constant::Code(nested) = &decoded.constants[0] else {
        panic!("the first constant is code")
    };
    let Constant::Code(original) = &code.constants[0] else {
        panic!("the first constant is code")
    };
    assert_eq!(nested.head(), &original.get().unwrap().head());
    assert_eq!(
        (nested.name(), nested.qualname()),
        (original.name(), original.qualname())
    );
    assert!(!nested.is_decoded(), "nested code waits for its first use");
    assert_eq!(
        format!("{:?}", nested.get().unwrap()),
        format!("{:?}", original.get().unwrap())
    );
    assert!(Arc::ptr_eq(
        &nested.get().unwrap().filename,
        &decoded.filename
    ));
    for (decoded, original) in decoded.constants.iter().zip(&code.constants).skip(1) {
        assert_eq!(format!("{decoded:?}"), format!("{original:?}"));
        if let (Constant::Float(decoded), Constant::Float(original)) = (decoded, original) {
            assert_eq!(decoded.to_bits(), original.to_bits());
        }
    }
    assert_eq!(decoded.flags, CodeFlags::empty());
    assert_eq!(decoded.locations, code.locations);
    assert_eq!(
        encode(&decoded).unwrap(),
        bytes,
        "what was decoded is encoded to the same bytes"
    );
}

#[test]
fn filename_can_be_replaced() {
    let bytes = encode(&sample()).unwrap();
    let length = bytes.len();
    let code = decode_as(bytes, 0..length, "moved.py".into()).unwrap();
    let Constant::Code(nested) = &code.constants[0] else {
        panic!("the first constant is code")
    };
    assert_eq!(
        (&*code.filename, &*nested.get().unwrap().filename),
        ("moved.py", "moved.py")
    );
}

#[test]
fn every_prefix_is_refused() {
    let bytes = encode(&sample()).unwrap();
    for length in 0..bytes.len() {
        assert!(
            decode_all(&bytes[..length]).is_err(),
            "prefix of {length} bytes"
        );
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(
        decode_all(&longer).unwrap_err(),
        MarshalError::TrailingBytes {
            offset: bytes.len()
        }
    );
}

#[test]
fn every_mutation_is_refused_or_verified() {
    let bytes = encode(&sample()).unwrap();
    let mut accepted = 0;
    for index in 0..bytes.len() {
        for byte in (0..=255).filter(|&byte| byte != bytes[index]) {
            let mut mutated = bytes.clone();
            mutated[index] = byte;
            // Decoding verifies, so what remains to see is that it comes back.
            if let Ok(code) = decode_all(&mutated) {
                accepted += usize::from(force(&code).is_ok());
                expect_true_head(&code);
            }
        }
    }
    assert!(accepted > 0, "a changed constant is still a constant");
}

#[test]
fn lengths_are_checked_before_anything_is_allocated() {
    let bytes = encode(&function(&[op(Resume, 0), op(ReturnConst, 0)])).unwrap();
    for index in 0..bytes.len() - 4 {
        let mut mutated = bytes.clone();
        mutated[index..index + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]);
        let _ = decode_all(&mutated).map(|code| force(&code));
    }
}

#[test]
fn constants_nest_only_so_deep() {
    let nested = |depth: u32| {
        let mut constant = Constant::None;
        for _ in 0..depth {
            constant = Constant::Tuple(Box::new([constant]));
        }
        let mut code = function(&[op(Resume, 0), op(ReturnConst, 0)]);
        code.constants = Box::new([constant]);
        decode_all(&encode(&code).unwrap())
    };
    assert!(nested(MAX_CONSTANT_DEPTH).is_ok());
    assert!(matches!(
        nested(MAX_CONSTANT_DEPTH + 1),
        Err(MarshalError::TooDeep { .. })
    ));
}

#[test]
fn broken_nested_code_is_found_when_used() {
    let mut code = sample();
    let broken = function(&[op(Resume, 0), op(PopTop, 0), op(ReturnConst, 0)]);
    code.constants[0] = Constant::Code(LazyCode::from_code(Arc::new(broken)));
    let decoded = decode_all(&encode(&code).unwrap()).unwrap();
    assert!(matches!(
        force(&decoded),
        Err(MarshalError::Unverifiable(_))
    ));
}
