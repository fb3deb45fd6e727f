use super::VerifyErrorKind as Kind;
use super::*;
use crate::code::{CodeFlags, CodeObject, ExceptionHandler, Local, LocalKind};
use crate::instruction::Instruction;
use crate::opcode::Opcode::{self, *};
use crate::opcode::OperandKind;
use crate::operator::BinaryOperator;
use crate::testing::{function, handler, module, op};

/// Operand bytes of a jump over `words`.
fn jump(opcode: Opcode, words: i32) -> Instruction {
    op(opcode, words * 4)
}

fn end() -> Instruction {
    op(ReturnConst, 0)
}

/// A function: `RESUME`, then these.
fn body(words: &[Instruction]) -> CodeObject {
    function(&[&[op(Resume, 0)], words].concat())
}

#[track_caller]
fn accept(code: &CodeObject) {
    assert_eq!(verify(code), Ok(()));
}

#[track_caller]
fn refuse(code: &CodeObject, offset: u32, kind: Kind) {
    assert_eq!(verify(code), Err(VerifyError { offset, kind }));
}

#[track_caller]
fn refuse_body(words: &[Instruction], offset: u32, kind: Kind) {
    refuse(&body(words), offset, kind);
}

#[test]
fn ordinary_code_passes() {
    accept(&body(&[end()]));
    accept(&body(&[op(LoadFast, 0), op(ReturnValue, 0)]));
    // for y in x: y
    accept(&body(&[
        op(LoadFast, 0),
        op(GetIter, 0),
        jump(ForIter, 4),
        op(StoreFast, 1),
        op(LoadFast, 1),
        op(PopTop, 0),
        jump(Jump, -5),
        end(),
    ]));
    accept(&module(&[
        op(Resume, 0),
        op(LoadName, 0),
        op(StoreName, 1),
        end(),
    ]));
}

#[test]
fn words_are_checked_on_their_own() {
    refuse(&function(&[]), 0, Kind::EndOfCode);
    refuse_body(&[Instruction(0xff), end()], 1, Kind::UnknownOpcode);
    refuse_body(&[op(AddIntSS, 0), end()], 1, Kind::SpecializedOpcode);
    refuse_body(&[op(Nop, 1), end()], 1, Kind::Operand);
    refuse_body(&[op(LoadFast, 3), end()], 1, Kind::Index);
    refuse_body(&[op(LoadConst, 2), end()], 1, Kind::Index);
    refuse_body(&[op(LoadGlobal, 2), end()], 1, Kind::Index);
    refuse_body(
        &[Instruction::pair(LoadAttrFast, 0, 2), end()],
        1,
        Kind::Index,
    );
    refuse_body(
        &[Instruction::pair(LoadAttrFast, 3, 0), end()],
        1,
        Kind::Index,
    );
    for (opcode, bad) in [
        (Copy, 0),
        (Swap, 0),
        (ListAppend, 0),
        (Resume, 4),
        (BuildSlice, 4),
        (BuildSlice, 1),
        (IsOp, 2),
        (ConvertValue, 0),
        (BuildInterpolation, 2),
        (SetFunctionAttribute, 4),
        (CallIntrinsic1, 5),
        (CallIntrinsic2, 6),
        (RaiseVarargs, 3),
        (Reraise, 3),
        (GetAwaitable, 3),
        (LoadSpecial, 4),
        (LoadCommonConstant, 7),
        (YieldValue, 2),
        (CopyFreeVars, 1),
    ] {
        refuse_body(&[op(opcode, bad), end()], 1, Kind::Operand);
    }
}

#[test]
fn operators_are_known_and_their_upper_bits_zero() {
    let binary = |a, b, c| [Instruction::triple(BinaryOpLL, a, b, c), op(ReturnValue, 0)];
    accept(&body(&binary(0, 0, BinaryOperator::Subscript as u8)));
    refuse_body(&binary(0, 0, 13), 1, Kind::Operand);
    refuse_body(&binary(0, 0, 32), 1, Kind::Operand);
    refuse_body(&binary(0, 3, 0), 1, Kind::Index);
    refuse_body(
        &[Instruction::triple(BinaryOpSS, 1, 0, 0), end()],
        1,
        Kind::Operand,
    );
    refuse_body(
        &[Instruction::triple(CompareOpSI, 1, 0, 1), end()],
        1,
        Kind::Operand,
    );
    refuse_body(
        &[Instruction::triple(CompareOpSS, 0, 0, 5), end()],
        1,
        Kind::Operand,
    );
}

#[test]
fn caches_are_zero_and_whole() {
    let mut code = body(&[op(LoadGlobal, 0), op(ReturnValue, 0)]);
    accept(&code);
    code.instructions[3] = Instruction(1);
    refuse(&code, 1, Kind::CacheNotZero);
    code.instructions = code.instructions[..4].into();
    code.instructions[3] = Instruction(0);
    refuse(&code, 1, Kind::EndOfCode);
}

#[test]
fn jumps_land_on_instructions() {
    accept(&body(&[jump(Jump, 0), end()]));
    accept(&body(&[jump(Jump, -2), end()]));
    refuse_body(&[jump(Jump, -3), end()], 1, Kind::Target);
    refuse_body(&[jump(Jump, 1), end()], 1, Kind::Target);
    refuse_body(&[op(Jump, 2), op(Nop, 0), end()], 1, Kind::Target);
    // Into a cache.
    refuse_body(
        &[jump(Jump, 1), op(LoadGlobal, 0), op(ReturnValue, 0)],
        1,
        Kind::Target,
    );
}

#[test]
fn control_stays_in_the_code() {
    refuse_body(&[op(Nop, 0)], 2, Kind::EndOfCode);
    refuse_body(
        &[op(LoadFast, 0), jump(PopJumpIfTrue, 1), end(), op(Nop, 0)],
        5,
        Kind::EndOfCode,
    );
    for length in 1..200 {
        refuse_body(
            &vec![op(Nop, 0); length],
            length as u32 + 1,
            Kind::EndOfCode,
        );
    }
}

#[test]
fn stack_stays_in_its_bounds() {
    refuse_body(&[op(PopTop, 0), end()], 1, Kind::StackUnderflow);
    refuse_body(
        &[op(LoadFast, 0), op(Swap, 2), end()],
        2,
        Kind::StackUnderflow,
    );
    refuse_body(&[op(Copy, 1), end()], 1, Kind::StackUnderflow);
    refuse_body(
        &[op(LoadFast, 0), op(UnpackSequence, 13), end()],
        2,
        Kind::StackOverflow,
    );
    refuse_body(
        &[op(LoadFast, 0), op(UnpackEx, 0xff_ffff), end()],
        2,
        Kind::StackOverflow,
    );
    refuse_body(&[op(LoadFast, 0), end()], 2, Kind::ValuesLeft);
    let mut code = body(&[op(LoadFast, 0), op(ReturnValue, 0)]);
    code.max_stack = 0;
    refuse(&code, 1, Kind::StackOverflow);
    code.max_stack = MAX_STACK_DEPTH;
    accept(&code);
    code.max_stack = MAX_STACK_DEPTH + 1;
    refuse(&code, 0, Kind::MaxStack);
    // A loop that grows the stack.
    refuse_body(
        &[op(LoadFast, 0), jump(Jump, -2), end()],
        2,
        Kind::StackMismatch,
    );
}

#[test]
fn call_words_reach_only_calls() {
    accept(&body(&[
        op(LoadGlobalCall, 0),
        op(LoadFast, 0),
        op(Call, 1),
        op(ReturnValue, 0),
    ]));
    accept(&body(&[
        op(LoadFast, 0),
        op(PrepareCall, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(ReturnValue, 0),
    ]));
    accept(&body(&[
        op(LoadFast, 0),
        op(LoadMethod, 0),
        op(LoadFast, 0),
        op(LoadConst, 0),
        op(CallMethodKw, 1),
        op(ReturnValue, 0),
    ]));
    accept(&body(&[
        op(LoadGlobalCall, 0),
        op(BuildTuple, 0),
        op(PushUnbound, 0),
        op(CallFunctionEx, 0),
        op(ReturnValue, 0),
    ]));
    refuse_body(
        &[op(LoadGlobalCall, 0), op(Call, 1), end()],
        5,
        Kind::SlotKind,
    );
    refuse_body(
        &[op(LoadGlobalCall, 0), op(CallMethod, 0), end()],
        5,
        Kind::SlotKind,
    );
    refuse_body(
        &[op(LoadFast, 0), op(LoadMethod, 0), op(Call, 0), end()],
        7,
        Kind::SlotKind,
    );
    refuse_body(
        &[op(LoadFast, 0), op(PrepareCall, 0), op(StoreFast, 1), end()],
        3,
        Kind::SlotKind,
    );
    refuse_body(
        &[op(LoadFast, 0), op(PrepareCall, 0), op(Copy, 1), end()],
        3,
        Kind::SlotKind,
    );
    refuse_body(
        &[
            op(LoadFast, 0),
            op(PrepareCall, 0),
            op(Swap, 5),
            op(Call, 0),
            end(),
        ],
        4,
        Kind::SlotKind,
    );
    refuse_body(
        &[
            op(LoadFast, 0),
            op(LoadFast, 0),
            op(LoadFast, 0),
            op(LoadFast, 0),
            op(LoadFast, 0),
            op(Call, 0),
            end(),
        ],
        6,
        Kind::SlotKind,
    );
    refuse_body(&[op(PushUnbound, 0), op(ReturnValue, 0)], 2, Kind::SlotKind);
    refuse_body(
        &[op(PushUnbound, 0), op(Copy, 1), op(IsOp, 0), end()],
        3,
        Kind::SlotKind,
    );
    // On one path call words, on the other values.
    refuse_body(
        &[
            op(LoadFast, 0),
            op(LoadFast, 0),
            jump(PopJumpIfTrue, 2),
            op(PrepareCall, 0),
            jump(Jump, 4),
            op(LoadFast, 0),
            op(LoadFast, 0),
            op(LoadFast, 0),
            op(LoadFast, 0),
            op(Call, 0),
            op(ReturnValue, 0),
        ],
        10,
        Kind::StackMismatch,
    );
}

#[test]
fn locals_are_bound_where_that_is_taken_for_granted() {
    refuse_body(&[op(LoadFast, 1), op(ReturnValue, 0)], 1, Kind::Unbound);
    refuse_body(&[op(ReturnFast, 1)], 1, Kind::Unbound);
    refuse_body(
        &[Instruction::pair(LoadAttrFast, 1, 0), op(ReturnValue, 0)],
        1,
        Kind::Unbound,
    );
    refuse_body(
        &[Instruction::triple(BinaryOpLL, 0, 1, 0), op(ReturnValue, 0)],
        1,
        Kind::Unbound,
    );
    refuse_body(&[op(DeleteFast, 0), op(ReturnFast, 0)], 2, Kind::Unbound);
    refuse_body(
        &[op(PushUnbound, 0), op(StoreFast, 0), op(ReturnFast, 0)],
        3,
        Kind::Unbound,
    );
    accept(&body(&[
        op(LoadFastCheck, 1),
        op(PopTop, 0),
        op(ReturnFast, 1),
    ]));
    accept(&body(&[
        op(LoadFastAndClear, 0),
        op(StoreFast, 0),
        op(ReturnFast, 0),
    ]));
    accept(&body(&[
        op(LoadFast, 0),
        Instruction::pair(StoreFastLoadFast, 1, 1),
        op(ReturnValue, 0),
    ]));
    // Bound on one path only.
    refuse_body(
        &[
            op(LoadFast, 0),
            jump(PopJumpIfTrue, 2),
            op(LoadFast, 0),
            op(StoreFast, 1),
            op(ReturnFast, 1),
        ],
        5,
        Kind::Unbound,
    );
    // Unbound by the second round of a loop.
    refuse_body(
        &[
            op(LoadFast, 0),
            op(PopTop, 0),
            op(DeleteFast, 0),
            jump(Jump, -4),
        ],
        1,
        Kind::Unbound,
    );
}

#[test]
fn cells_are_made_before_they_are_used() {
    refuse_body(&[op(LoadDeref, 2), op(ReturnValue, 0)], 1, Kind::NotACell);
    refuse_body(&[op(LoadDeref, 0), op(ReturnValue, 0)], 1, Kind::NotACell);
    refuse_body(&[op(MakeCell, 0), end()], 1, Kind::NotACell);
    accept(&function(&[
        op(MakeCell, 2),
        op(Resume, 0),
        op(LoadDeref, 2),
        op(ReturnValue, 0),
    ]));
    // An inlined comprehension saves and restores the outer cell.
    accept(&function(&[
        op(MakeCell, 2),
        op(Resume, 0),
        op(LoadFastAndClear, 2),
        op(MakeCell, 2),
        op(LoadFast, 0),
        op(StoreDeref, 2),
        op(StoreFast, 2),
        op(LoadDeref, 2),
        op(ReturnValue, 0),
    ]));
    refuse(
        &function(&[
            op(MakeCell, 2),
            op(Resume, 0),
            op(LoadFast, 0),
            op(StoreFast, 2),
            op(DeleteDeref, 2),
            end(),
        ]),
        4,
        Kind::NotACell,
    );
}

#[test]
fn free_variables_come_last_and_are_copied_first() {
    let mut code = function(&[
        op(CopyFreeVars, 1),
        op(Resume, 0),
        op(LoadDeref, 2),
        op(ReturnValue, 0),
    ]);
    code.locals[2].kind = LocalKind::FREE;
    accept(&code);
    code.locals.swap(1, 2);
    refuse(&code, 0, Kind::LocalKinds);
    code.locals.swap(1, 2);
    code.instructions[0] = op(Nop, 0);
    refuse(&code, 0, Kind::Prologue);
    code.instructions[0] = op(CopyFreeVars, 2);
    refuse(&code, 0, Kind::Operand);
    refuse(&function(&[op(Nop, 0), end()]), 0, Kind::Prologue);
}

#[test]
fn counts_fit() {
    let mut code = body(&[end()]);
    code.argument_count = 4;
    refuse(&code, 0, Kind::ParameterCounts);
    code.argument_count = u32::MAX;
    code.keyword_only_count = u32::MAX;
    refuse(&code, 0, Kind::ParameterCounts);
    (code.argument_count, code.keyword_only_count) = (2, 0);
    code.flags |= CodeFlags::VARARGS;
    accept(&code);
    code.flags |= CodeFlags::VARKEYWORDS;
    refuse(&code, 0, Kind::ParameterCounts);
    code.flags -= CodeFlags::VARKEYWORDS;
    code.positional_only_count = 3;
    refuse(&code, 0, Kind::ParameterCounts);
}

#[test]
fn the_namespace_is_kept() {
    refuse_body(&[op(LoadName, 0), op(ReturnValue, 0)], 1, Kind::Namespace);
    refuse_body(&[op(LoadLocals, 0), op(ReturnValue, 0)], 1, Kind::Namespace);
    refuse_body(
        &[op(LoadFast, 0), op(CallIntrinsic1, 2), op(ReturnValue, 0)],
        2,
        Kind::Namespace,
    );
    let module = |words: &[Instruction]| module(&[&[op(Resume, 0)], words].concat());
    accept(&module(&[op(LoadFast, 0), op(ReturnValue, 0)]));
    refuse(
        &module(&[op(LoadSmallInt, 0), op(StoreFast, 0), end()]),
        2,
        Kind::Namespace,
    );
    refuse(&module(&[op(DeleteFast, 0), end()]), 1, Kind::Namespace);
    refuse(
        &module(&[op(LoadFastAndClear, 0), op(PopTop, 0), end()]),
        1,
        Kind::Namespace,
    );
    let mut code = module(&[end()]);
    code.locals = Box::new([]);
    refuse(&code, 0, Kind::LocalKinds);
    code.locals = Box::new([Local {
        name: "x".into(),
        kind: LocalKind::LOCAL,
    }]);
    refuse(&code, 0, Kind::LocalKinds);
}

#[test]
fn generators_have_their_prologue() {
    let mut code = function(&[
        op(ReturnGenerator, 0),
        op(Resume, 0),
        op(LoadFast, 0),
        op(YieldValue, 0),
        op(Resume, 1),
        op(PopTop, 0),
        end(),
    ]);
    refuse(&code, 0, Kind::Prologue);
    code.flags |= CodeFlags::GENERATOR;
    accept(&code);
    code.instructions = code.instructions[1..].into();
    refuse(&code, 0, Kind::Prologue);
    refuse_body(
        &[op(LoadFast, 0), op(YieldValue, 0), op(ReturnValue, 0)],
        2,
        Kind::NotAGenerator,
    );
}

fn with_handlers(words: &[Instruction], handlers: &[ExceptionHandler]) -> CodeObject {
    let mut code = body(words);
    code.exception_table = handlers.into();
    code
}

#[test]
fn handlers_are_followed() {
    // try: x.name except: return None
    let words = [
        Instruction::pair(LoadAttrFast, 0, 0),
        op(ReturnValue, 0),
        op(PushExcInfo, 0),
        op(PopTop, 0),
        op(PopExcept, 0),
        end(),
    ];
    accept(&with_handlers(&words, &[handler(1, 6, 7, 0)]));
    // The handler forgets the exception.
    refuse(
        &with_handlers(&[op(Nop, 0), end(), end()], &[handler(1, 2, 3, 0)]),
        3,
        Kind::ValuesLeft,
    );
    // With the offset there is one value more.
    let mut push_offset = handler(1, 2, 3, 0);
    push_offset.push_offset = true;
    accept(&with_handlers(
        &[op(Nop, 0), end(), op(Reraise, 1)],
        &[push_offset],
    ));
    refuse(
        &with_handlers(&[op(Nop, 0), end(), op(Reraise, 1)], &[handler(1, 2, 3, 0)]),
        3,
        Kind::StackUnderflow,
    );
}

#[test]
fn handlers_keep_their_part_of_the_stack() {
    // Entered with less than the handler's depth.
    refuse(
        &with_handlers(&[op(Nop, 0), end(), op(Reraise, 0)], &[handler(1, 2, 3, 1)]),
        1,
        Kind::HandlerDepth,
    );
    let words = |word| [op(LoadFast, 0), word, op(ReturnValue, 0), op(Reraise, 0)];
    accept(&with_handlers(&words(op(Nop, 0)), &[handler(2, 3, 4, 1)]));
    // The only value is gone when the operator raises.
    refuse(
        &with_handlers(&words(op(UnaryNegative, 0)), &[handler(2, 3, 4, 1)]),
        2,
        Kind::HandlerDepth,
    );
    // In a comprehension the list lies in the handler's part and stays there.
    accept(&with_handlers(
        &[
            op(BuildList, 0),
            op(LoadFast, 0),
            op(ListAppend, 1),
            op(ReturnValue, 0),
            op(Reraise, 0),
        ],
        &[handler(3, 4, 5, 1)],
    ));
}

#[test]
fn what_is_bound_in_a_try_is_unsure_in_its_handler() {
    let words = [
        op(LoadFast, 0),
        op(StoreFast, 1),
        end(),
        op(PopTop, 0),
        op(ReturnFast, 1),
    ];
    refuse(
        &with_handlers(&words, &[handler(1, 4, 4, 0)]),
        5,
        Kind::Unbound,
    );
    accept(&with_handlers(&words, &[handler(3, 4, 4, 0)]));
}

#[test]
fn exception_table_is_in_order() {
    let words = [op(Nop, 0), end(), op(LoadGlobal, 0), op(RaiseVarargs, 1)];
    let check = |handlers: &[ExceptionHandler], offset, kind| {
        refuse(&with_handlers(&words, handlers), offset, kind);
    };
    accept(&with_handlers(
        &words,
        &[handler(1, 2, 7, 0), handler(2, 8, 7, 0)],
    ));
    check(
        &[handler(1, 3, 7, 0), handler(2, 8, 7, 0)],
        2,
        Kind::ExceptionTable,
    );
    check(
        &[handler(2, 3, 7, 0), handler(1, 2, 7, 0)],
        1,
        Kind::ExceptionTable,
    );
    check(&[handler(1, 1, 7, 0)], 1, Kind::ExceptionTable);
    check(&[handler(1, 9, 7, 0)], 1, Kind::ExceptionTable);
    check(&[handler(4, 8, 7, 0)], 4, Kind::ExceptionTable);
    check(&[handler(1, 5, 7, 0)], 1, Kind::ExceptionTable);
    check(&[handler(1, 2, 5, 0)], 1, Kind::Target);
    check(&[handler(1, 2, 8, 0)], 1, Kind::Target);
    check(&[handler(1, 2, 7, u32::MAX)], 1, Kind::StackOverflow);
}

#[test]
fn tangled_code_is_refused_in_bounded_time() {
    // A deep stack kept at a hundred thousand targets.
    let mut words = vec![op(LoadFast, 0), op(UnpackSequence, 100_000)];
    for _ in 0..100_000 {
        words.extend([op(LoadFast, 0), jump(PopJumpIfTrue, 0)]);
    }
    words.push(op(LoadConst, 0));
    words.push(op(RaiseVarargs, 1));
    let mut code = body(&words);
    code.max_stack = 200_000;
    assert_eq!(
        verify(&code).map_err(|error| error.kind),
        Err(Kind::TooComplex)
    );
}

#[test]
fn work_is_bounded_where_memory_is_not_used() {
    // A deep stack that comes to one place a hundred thousand times.
    const TIMES: i32 = 100_000;
    let mut words = vec![op(LoadFast, 0), op(UnpackSequence, TIMES)];
    for left in (1..=TIMES).rev() {
        words.extend([op(LoadFast, 0), jump(PopJumpIfTrue, 2 * (left - 1))]);
    }
    words.extend([op(LoadConst, 0), op(RaiseVarargs, 1)]);
    let mut code = body(&words);
    code.max_stack = 2 * TIMES as u32;
    assert_eq!(
        verify(&code).map_err(|error| error.kind),
        Err(Kind::TooComplex)
    );
}

#[test]
fn memory_is_bounded_where_there_is_little_work() {
    // A deep stack that is kept at a few hundred places.
    let tangled = |places: usize| {
        let mut words = vec![op(LoadFast, 0), op(UnpackSequence, 100_000)];
        for _ in 0..places {
            words.extend([op(LoadFast, 0), jump(PopJumpIfTrue, 0)]);
        }
        words.extend([op(LoadConst, 0), op(RaiseVarargs, 1)]);
        let mut code = body(&words);
        code.max_stack = 200_000;
        verify(&code).map_err(|error| error.kind)
    };
    assert_eq!(tangled(30), Ok(()));
    assert_eq!(tangled(400), Err(Kind::TooComplex));
}

#[test]
fn the_exit_of_a_with_statement_has_a_header_of_its_own() {
    let check = |words: &[Instruction], expected| {
        let ending = [op(WithExceptStart, 0), op(RaiseVarargs, 1)];
        let words = [words, &ending].concat();
        let mut code = body(&words);
        code.max_stack = 20;
        assert_eq!(verify(&code).map_err(|error| error.kind), expected);
    };
    let value = op(LoadFast, 0);
    let header = [value, op(PrepareCall, 0)];
    check(&[&header[..], &[value; 4]].concat(), Ok(()));
    // No header.
    check(&[value; 9], Err(Kind::SlotKind));
    // A word of another header where the object itself should be.
    let words = [
        &header[..],
        &header,
        &[op(Swap, 5), value, value, value, op(Swap, 9), op(Swap, 4)],
    ];
    check(&words.concat(), Err(Kind::SlotKind));
}

/// The index of the first `nth` instruction with this opcode.
fn find(code: &CodeObject, opcode: Opcode, nth: usize) -> u32 {
    let mut index = 0;
    let mut left = nth;
    while let Some(found) = code.instructions[index].opcode() {
        if found == opcode && left == 0 {
            return index as u32;
        }
        left -= usize::from(found == opcode);
        index += found.words() as usize;
    }
    panic!("no such instruction")
}

#[test]
fn with_statement() {
    let mut code = body(&[
        op(LoadFast, 0),
        op(Copy, 1),
        op(LoadSpecial, 1),
        // The manager goes to the top.
        op(Swap, 2),
        op(Swap, 6),
        op(Swap, 7),
        op(LoadSpecial, 0),
        op(CallMethod, 0),
        // The body starts here.
        op(StoreFast, 1),
        op(LoadConst, 0),
        op(LoadConst, 0),
        op(LoadConst, 0),
        op(CallMethod, 3),
        op(PopTop, 0),
        end(),
        op(PushExcInfo, 0),
        op(WithExceptStart, 0),
        jump(PopJumpIfTrue, 1),
        op(Reraise, 2),
        op(PopTop, 0),
        op(PopExcept, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        op(PopTop, 0),
        end(),
        // Whatever is raised in the handler itself.
        op(Copy, 3),
        op(PopExcept, 0),
        op(Reraise, 1),
    ]);
    code.max_stack = 13;
    let start = find(&code, StoreFast, 0);
    let end = find(&code, LoadConst, 0);
    let handler_start = find(&code, PushExcInfo, 0);
    let suppressed = find(&code, PopExcept, 0);
    let cleanup = find(&code, Copy, 1);
    code.exception_table = Box::new([
        ExceptionHandler {
            start,
            end,
            target: handler_start,
            depth: 6,
            push_offset: true,
        },
        ExceptionHandler {
            start: handler_start,
            end: suppressed,
            target: cleanup,
            depth: 8,
            push_offset: true,
        },
    ]);
    accept(&code);
    // A call word in the place of a value, because the handler's depth is one too small.
    code.exception_table[0].depth = 5;
    assert!(verify(&code).is_err());
}

#[test]
fn inlined_comprehension() {
    // [y for y in x], with the outer y saved and restored, whatever happens.
    let mut code = body(&[
        op(LoadFast, 0),
        op(GetIter, 0),
        op(LoadFastAndClear, 1),
        op(Swap, 2),
        op(BuildList, 0),
        op(Swap, 2),
        jump(ForIter, 4),
        op(StoreFast, 1),
        op(LoadFast, 1),
        op(ListAppend, 2),
        jump(ForIterBack, -4),
        op(Swap, 2),
        op(StoreFast, 1),
        op(ReturnValue, 0),
        op(Swap, 2),
        op(PopTop, 0),
        op(Swap, 2),
        op(StoreFast, 1),
        op(Reraise, 0),
    ]);
    code.exception_table = Box::new([handler(5, 12, 15, 2)]);
    accept(&code);
    // The item is no longer bound behind the comprehension.
    code.instructions[14] = op(ReturnFast, 1);
    assert!(verify(&code).is_err());
}

#[test]
fn asynchronous_iteration() {
    let mut code = function(&[
        op(ReturnGenerator, 0),
        op(Resume, 0),
        op(LoadFast, 0),
        op(GetAiter, 0),
        op(GetAnext, 0),
        op(LoadConst, 0),
        jump(Send, 3),
        op(YieldValue, 1),
        op(Resume, 3),
        jump(Jump, -4),
        op(EndSend, 0),
        op(PopTop, 0),
        jump(Jump, -9),
        op(CleanupThrow, 0),
        jump(Jump, -5),
        op(EndAsyncFor, 0),
        end(),
    ]);
    code.flags |= CodeFlags::COROUTINE;
    code.exception_table = Box::new([
        handler(4, 7, 15, 1),
        // Thrown into while suspended: the value that was yielded is None then.
        handler(7, 8, 13, 3),
        handler(8, 10, 15, 1),
        handler(13, 15, 15, 1),
    ]);
    accept(&code);
}

/// A small generator of numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u32 % bound
    }
}

#[test]
fn random_code_is_accepted_or_refused() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut accepted = 0;
    for round in 0..200_000 {
        let mut words = vec![op(Resume, 0)];
        for _ in 0..numbers.below(6) {
            let opcode = loop {
                let opcode = Opcode::ALL[numbers.below(Opcode::ALL.len() as u32) as usize];
                if opcode.base().is_none() {
                    break opcode;
                }
            };
            let operand = match opcode.operand_kind() {
                OperandKind::None => 0,
                OperandKind::Jump => (numbers.below(11) as i32 - 5) * 4,
                OperandKind::LocalLocal | OperandKind::LocalName | OperandKind::LocalInt => {
                    (numbers.below(3) | numbers.below(2) << 8) as i32
                }
                _ => numbers.below(4) as i32,
            };
            words.push(op(opcode, operand));
        }
        words.extend([op(LoadFast, 0), op(ReturnValue, 0)]);
        let mut code = if round % 4 == 0 {
            module(&words)
        } else {
            function(&words)
        };
        if round % 3 == 0 {
            let length = code.instructions.len() as u32;
            let start = numbers.below(length);
            let end = start + numbers.below(length);
            let (target, depth) = (numbers.below(length), numbers.below(3));
            code.exception_table = Box::new([ExceptionHandler {
                push_offset: round % 2 == 0,
                start,
                end,
                target,
                depth,
            }]);
        }
        let needed = crate::max_stack(&code.instructions, &code.exception_table);
        crate::disassemble(&code);
        if verify(&code).is_ok() {
            accepted += 1;
            assert!(needed <= code.max_stack, "{}", crate::disassemble(&code));
        }
    }
    assert!(accepted > 1000, "{accepted} of the samples were accepted");
}
