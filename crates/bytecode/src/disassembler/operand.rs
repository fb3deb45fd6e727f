//! What the operand of an instruction means.

use super::constant_repr;
use crate::code::CodeObject;
use crate::instruction::Instruction;
use crate::opcode::{Opcode, OperandKind, OperatorClass};
use crate::operator::{BinaryOperator, CompareOperator, Intrinsic1, Intrinsic2};

/// The operand as a number, or as several.
pub(super) fn number(opcode: Opcode, word: Instruction) -> String {
    let (a, b) = (word.a(), word.b());
    match opcode.operand_kind() {
        OperandKind::Int | OperandKind::Jump => word.signed_n().to_string(),
        OperandKind::LocalLocal | OperandKind::LocalName | OperandKind::LocalInt => {
            format!("{a},{}", word.bc())
        }
        OperandKind::Operator => word.c().to_string(),
        OperandKind::OperatorLocalLocal
        | OperandKind::OperatorLocalConst
        | OperandKind::OperatorLocalInt => format!("{a},{b}"),
        OperandKind::OperatorStackLocal
        | OperandKind::OperatorStackConst
        | OperandKind::OperatorStackInt => b.to_string(),
        OperandKind::OperatorLocalStack => a.to_string(),
        _ => word.n().to_string(),
    }
}

/// The operand in words, or `None` if the number says it all.
pub(super) fn meaning(code: &CodeObject, opcode: Opcode, word: Instruction) -> Option<String> {
    let local = |index: usize| match code.locals.get(index) {
        Some(local) => local.name.to_string(),
        None => "?".to_owned(),
    };
    let name = |index: usize| code.names.get(index).map_or("?", |name| name);
    let constant = |index: usize| {
        code.constants
            .get(index)
            .map_or("?".to_owned(), constant_repr)
    };
    let stack = || "_".to_owned();
    let n = word.n() as usize;
    let (a, b, bc) = (word.a().into(), word.b().into(), word.bc().into());
    let (left, right) = match opcode.operand_kind() {
        OperandKind::Count => return count_meaning(opcode, word.n()).map(str::to_owned),
        OperandKind::Local => return Some(local(n)),
        OperandKind::Const => return Some(constant(n)),
        OperandKind::Name => return Some(name(n).to_owned()),
        OperandKind::LocalLocal => return Some(format!("{}, {}", local(a), local(bc))),
        OperandKind::LocalInt => return Some(format!("{}, {bc}", local(a))),
        OperandKind::LocalName => return Some(format!("{}, {}", local(a), name(bc))),
        OperandKind::Operator => return Some(operator_text(opcode, word.c()).to_owned()),
        OperandKind::None | OperandKind::Int | OperandKind::Jump => return None,
        OperandKind::OperatorLocalLocal => (local(a), local(b)),
        OperandKind::OperatorLocalConst => (local(a), constant(b)),
        OperandKind::OperatorLocalInt => (local(a), b.to_string()),
        OperandKind::OperatorStackLocal => (stack(), local(b)),
        OperandKind::OperatorStackConst => (stack(), constant(b)),
        OperandKind::OperatorStackInt => (stack(), b.to_string()),
        OperandKind::OperatorLocalStack => (local(a), stack()),
    };
    Some(match operator_text(opcode, word.c()) {
        "[]" => format!("{left}[{right}]"),
        operator => format!("{left} {operator} {right}"),
    })
}

fn operator_text(opcode: Opcode, number: u8) -> &'static str {
    let base = opcode.base().unwrap_or(opcode);
    let number = u32::from(number);
    let text = match base.operator_class() {
        Some(OperatorClass::CompareOp) => {
            CompareOperator::from_number(number).map(CompareOperator::text)
        }
        _ => BinaryOperator::from_number(number).map(BinaryOperator::text),
    };
    text.unwrap_or("?")
}

fn count_meaning(opcode: Opcode, n: u32) -> Option<&'static str> {
    let choices: &[&'static str] = match opcode {
        Opcode::CallIntrinsic1 => return Intrinsic1::from_number(n).map(Intrinsic1::text),
        Opcode::CallIntrinsic2 => return Intrinsic2::from_number(n).map(Intrinsic2::text),
        Opcode::SetFunctionAttribute => {
            return match n {
                1 => Some("defaults"),
                2 => Some("kwdefaults"),
                8 => Some("closure"),
                16 => Some("annotate"),
                _ => None,
            };
        }
        Opcode::ContainsOp => &["in", "not in"],
        Opcode::IsOp => &["is", "is not"],
        Opcode::ConvertValue => &["", "str", "repr", "ascii"],
        Opcode::LoadCommonConstant => &[
            "AssertionError",
            "NotImplementedError",
            "tuple",
            "all",
            "any",
            "list",
            "set",
        ],
        Opcode::LoadSpecial => &["__enter__", "__exit__", "__aenter__", "__aexit__"],
        _ => return None,
    };
    choices.get(n as usize).copied()
}
