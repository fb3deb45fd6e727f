//! `_opcode`: the instruction set, for `opcode` and `dis`. It is our own: see docs/adr/0010-two-pages-of-opcodes.md.

use rpy_bytecode::disassembler::Shown;
use rpy_bytecode::{Intrinsic1, Intrinsic2, Opcode, OperandKind};
use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

/// The opcode with a number.
fn opcode_of(number: i32) -> Option<Opcode> {
    let is_it = |opcode: &&Opcode| **opcode as i32 == number;
    Opcode::ALL.iter().find(is_it).copied()
}

fn kind_of(number: i32) -> Option<OperandKind> {
    opcode_of(number).map(Opcode::operand_kind)
}

/// The instruction set.
#[rpy_macros::native_module(name = "_opcode")]
pub mod _opcode {
    use super::*;

    #[constants]
    const SETTINGS: &[(&str, i64)] = &[
        ("ENABLE_SPECIALIZATION", 1),
        ("ENABLE_SPECIALIZATION_FT", 0),
    ];

    /// Returns name, number, words of cache, and the number of the base of specialized forms or -1, of each opcode.
    #[function(signature = "($module, /)")]
    fn _table(vm: &mut Vm) -> Value {
        let mut rows = Vec::new();
        for &opcode in Opcode::ALL {
            let base = opcode.base().map_or(-1, |base| base as i64);
            let row = vec![
                vm.new_str(opcode.name()),
                vm.new_int(opcode as i64),
                vm.new_int(i64::from(opcode.cache_words())),
                vm.new_int(base),
            ];
            rows.push(Tuple::new(row, vm).into_value());
        }
        vm.new_list(rows)
    }

    /// Returns the instructions of a code object: offset, number of the opcode, argument, what that means or
    /// None, target of the jump or None, and bytes with the cache.
    #[function(signature = "($module, code, adaptive=False, /)")]
    fn _instructions(code: &Ref<Code>, adaptive: bool, vm: &mut Vm) -> PyResult {
        let source = code.source().clone();
        let words = adaptive.then(|| code.adaptive_words(vm));
        let mut all = Vec::new();
        for shown in Shown::of(&source, words.as_deref()) {
            let offset = |vm: &mut Vm, word: Option<usize>| match word {
                Some(word) => vm.new_int(word as i64 * 4),
                None => Value::NONE,
            };
            let row = vec![
                offset(vm, Some(shown.index)),
                vm.new_int(shown.opcode as i64),
                match shown.opcode.operand_kind() {
                    OperandKind::None => Value::NONE,
                    OperandKind::Int | OperandKind::Jump => {
                        vm.new_int(i64::from(shown.word.signed_n()))
                    }
                    _ => vm.new_int(i64::from(shown.word.n())),
                },
                vm.new_str(&shown.number),
                match &shown.meaning {
                    Some(meaning) => vm.new_str(meaning),
                    None => Value::NONE,
                },
                offset(vm, shown.target),
                vm.new_int(i64::from(shown.opcode.words()) * 4),
            ];
            all.push(Tuple::new(row, vm).into_value());
        }
        Ok(vm.new_list(all))
    }

    /// Returns by how much an instruction changes the depth of the stack.
    #[function(signature = "($module, opcode, oparg=None, /, *, jump=None)")]
    fn stack_effect(
        opcode: i32,
        oparg: Option<Value>,
        jump: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<i64> {
        let Some(opcode) = opcode_of(opcode) else {
            return Err(vm.value_error("invalid opcode or oparg"));
        };
        let has_argument = opcode.operand_kind() != OperandKind::None;
        let n = match &oparg {
            Some(value) => rpy_vm::function::convert::FromArgument::from_argument(value, vm)?,
            None => 0_u32,
        };
        if has_argument != oparg.is_some() && (has_argument || n != 0) {
            return Err(vm.value_error("invalid opcode or oparg"));
        }
        let jump = match jump {
            None => None,
            Some(value) => match value.as_bool() {
                Some(truth) => Some(truth),
                None => {
                    return Err(vm.value_error("stack_effect: jump must be False, True or None"));
                }
            },
        };
        let net =
            |effect: rpy_bytecode::StackEffect| i64::from(effect.pushed) - i64::from(effect.popped);
        let stays = net(opcode.stack_effect(n.min(0xff_ffff)));
        let jumps = opcode.jump_effect().map(net);
        Ok(match (jump, jumps) {
            (Some(true), Some(jumps)) => jumps,
            (None, Some(jumps)) => stays.max(jumps),
            _ => stays,
        })
    }

    /// Returns whether there is an instruction with this number.
    #[function(signature = "($module, /, opcode)")]
    fn is_valid(opcode: i32) -> bool {
        opcode_of(opcode).is_some()
    }

    /// Returns whether the instruction has an argument.
    #[function(signature = "($module, /, opcode)")]
    fn has_arg(opcode: i32) -> bool {
        kind_of(opcode).is_some_and(|kind| kind != OperandKind::None)
    }

    /// Returns whether the argument is an index into co_consts.
    #[function(signature = "($module, /, opcode)")]
    fn has_const(opcode: i32) -> bool {
        use OperandKind::{Const, OperatorLocalConst, OperatorStackConst};
        matches!(
            kind_of(opcode),
            Some(Const | OperatorLocalConst | OperatorStackConst)
        )
    }

    /// Returns whether the argument is an index into co_names.
    #[function(signature = "($module, /, opcode)")]
    fn has_name(opcode: i32) -> bool {
        matches!(
            kind_of(opcode),
            Some(OperandKind::Name | OperandKind::LocalName)
        )
    }

    /// Returns whether the argument is where to jump.
    #[function(signature = "($module, /, opcode)")]
    fn has_jump(opcode: i32) -> bool {
        kind_of(opcode) == Some(OperandKind::Jump)
    }

    /// Returns whether the argument is a cell: a variable that functions share.
    #[function(signature = "($module, /, opcode)")]
    fn has_free(opcode: i32) -> bool {
        opcode_of(opcode)
            .is_some_and(|opcode| opcode.name().ends_with("_DEREF") || opcode == Opcode::MakeCell)
    }

    /// Returns whether the argument is a local variable.
    #[function(signature = "($module, /, opcode)")]
    fn has_local(opcode: i32) -> bool {
        use OperandKind as Kind;
        let is_local = matches!(
            kind_of(opcode),
            Some(
                Kind::Local
                    | Kind::LocalLocal
                    | Kind::LocalName
                    | Kind::LocalInt
                    | Kind::OperatorLocalLocal
                    | Kind::OperatorLocalConst
                    | Kind::OperatorLocalInt
                    | Kind::OperatorStackLocal
                    | Kind::OperatorLocalStack
            )
        );
        is_local && !has_free(opcode)
    }

    /// Returns whether the instruction begins what is protected by a handler.
    #[function(signature = "($module, /, opcode)")]
    fn has_exc(opcode: i32) -> bool {
        let _ = opcode;
        false
    }

    /// Returns None: how instructions were specialised is not counted.
    #[function(signature = "($module, /)")]
    fn get_specialization_stats() {}

    /// Returns what the numbers of CALL_INTRINSIC_1 are called.
    #[function(signature = "($module, /)")]
    fn get_intrinsic1_descs(vm: &mut Vm) -> Value {
        let names = (0..).map_while(|n| Intrinsic1::from_number(n).map(Intrinsic1::text));
        let names = names.map(|name| vm.new_str(name)).collect();
        vm.new_list(names)
    }

    /// Returns what the numbers of CALL_INTRINSIC_2 are called.
    #[function(signature = "($module, /)")]
    fn get_intrinsic2_descs(vm: &mut Vm) -> Value {
        let names = (0..).map_while(|n| Intrinsic2::from_number(n).map(Intrinsic2::text));
        let names = names.map(|name| vm.new_str(name)).collect();
        vm.new_list(names)
    }

    /// Returns what the numbers of LOAD_SPECIAL are called.
    #[function(signature = "($module, /)")]
    fn get_special_method_names(vm: &mut Vm) -> Value {
        let names = ["__enter__", "__exit__", "__aenter__", "__aexit__"];
        let names = names.iter().map(|name| vm.new_str(name)).collect();
        vm.new_list(names)
    }

    /// Returns the names of the binary operators with their signs.
    #[function(signature = "($module, /)")]
    fn get_nb_ops(vm: &mut Vm) -> Value {
        let operators = (0..).map_while(rpy_bytecode::BinaryOperator::from_number);
        let mut all = Vec::new();
        for operator in operators {
            let name = format!("NB_{}", upper(&format!("{operator:?}")));
            let pair = [vm.new_str(&name), vm.new_str(operator.text())];
            all.push(Tuple::from_array(pair, vm).into_value());
        }
        vm.new_list(all)
    }

    /// `TrueDivide` as `TRUE_DIVIDE`.
    fn upper(name: &str) -> String {
        let mut text = String::new();
        for (index, character) in name.chars().enumerate() {
            if index > 0 && character.is_uppercase() {
                text.push('_');
            }
            text.extend(character.to_uppercase());
        }
        text
    }

    /// Returns None or raises: code is not compiled further.
    #[function(signature = "($module, /, code, offset)")]
    fn get_executor(code: &Ref<Code>, offset: i64, vm: &mut Vm) -> PyResult<()> {
        let _ = (code, offset);
        Err(vm.runtime_error("Executors are not available in this build"))
    }
}
