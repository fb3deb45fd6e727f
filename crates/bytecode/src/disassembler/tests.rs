use std::sync::Arc;

use super::*;
use crate::lazy::LazyCode;
use crate::opcode::Opcode::*;
use crate::operator::{BinaryOperator, CompareOperator};
use crate::testing::{function, handler, module, op};

#[test]
fn code_is_written_as_dis_does() {
    let mut inner = function(&[
        op(Resume, 0),
        op(LoadGlobalCall, 1),
        op(LoadFast, 0),
        op(Call, 1),
        op(PopTop, 0),
        Instruction::triple(CompareOpLI, 0, 5, CompareOperator::Less as u8),
        op(PopJumpIfFalse, 4),
        Instruction::triple(BinaryOpSC, 0, 1, BinaryOperator::Subscript as u8),
        op(ReturnConst, 0),
        op(PushExcInfo, 0),
        op(Reraise, 0),
    ]);
    inner.exception_table = Box::new([handler(1, 14, 16, 0)]);
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
    ]);
    let expected = "  1           RESUME                   0
              LOAD_CONST               0 (<code object f, file \"test.py\", line 1>)
              MAKE_FUNCTION
              STORE_NAME               0 (name)

  2           RETURN_CONST             1 (None)

Disassembly of <code object f, file \"test.py\", line 1>:
  1           RESUME                   0
      L1:     LOAD_GLOBAL_CALL         1 (print)

  2           LOAD_FAST                0 (x)
              CALL                     1

  3           POP_TOP

  4           COMPARE_OP_LI          0,5 (x < 5)
              POP_JUMP_IF_FALSE        4 (to L3)
      L2:     BINARY_OP_SC             1 (_[7])
      L3:     RETURN_CONST             0 (None)

  5   L4:     PUSH_EXC_INFO
              RERAISE                  0
ExceptionTable:
  L1 to L2 -> L4 [0]
";
    assert_eq!(disassemble(&outer), expected);
}

#[test]
fn broken_code_is_shown() {
    let mut code = function(&[op(LoadFast, 9), op(Jump, 4000), Instruction(0xff)]);
    code.names = Box::new([]);
    let text = disassemble(&code);
    assert!(text.contains("LOAD_FAST                9 (?)"), "{text}");
    assert!(text.contains("<0x000000ff>"), "{text}");
}

#[test]
fn constants_are_written_as_repr_does() {
    let text = |bytes: &[u8]| constant_repr(&Constant::Str(bytes.into()));
    assert_eq!(text(b"it's"), "\"it's\"");
    assert_eq!(text(b"'\"\n\x01"), r#"'\'"\n\x01'"#);
    assert_eq!(text(b"\xed\xa0\x80"), r"'\ud800'");
    assert_eq!(
        constant_repr(&Constant::Bytes(b"a'\xff\0"[..].into())),
        r#"b"a'\xff\x00""#
    );
    let float = |value| constant_repr(&Constant::Float(value));
    for (value, expected) in [
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (0.1, "0.1"),
        (1e16, "1e+16"),
        (1e15, "1000000000000000.0"),
        (1.5e-5, "1.5e-05"),
        (0.0001, "0.0001"),
        (f64::INFINITY, "inf"),
        (f64::NAN, "nan"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
    ] {
        assert_eq!(float(value), expected);
    }
    assert_eq!(constant_repr(&Constant::Complex(0.0, 2.0)), "2j");
    assert_eq!(constant_repr(&Constant::Complex(-0.0, -1.5)), "(-0-1.5j)");
    assert_eq!(
        constant_repr(&Constant::Tuple(Box::new([Constant::None]))),
        "(None,)"
    );
    assert_eq!(
        constant_repr(&Constant::FrozenSet(Box::new([]))),
        "frozenset()"
    );
}
