//! The instruction set, declared once.
//!
//! An instruction is one 32-bit word, little-endian: the opcode in the lowest byte, 24 bits of
//! operand above it. [`OperandKind`] says how an opcode reads them. Words that follow an
//! instruction as its inline cache are counted in its row and are zero in a code object.
//!
//! Stack effects are written `popped => pushed`. Where taking a jump has another effect, the row
//! has `jump popped => pushed`. A call's callee is followed by [`CALL_WORDS`] words in which the
//! frame is built, so that arguments become locals without being copied.

/// Words between a callee and its first argument: return address, caller's frame, code, flags.
pub const CALL_WORDS: u32 = 4;

/// Stack slots of a callee together with the words behind it.
pub const CALL_HEADER: u32 = CALL_WORDS + 1;

/// How an opcode reads its 24 operand bits.
///
/// `a` is the byte above the opcode, `b` the byte above `a`, `c` the topmost byte and `bc` the
/// upper half-word. `n` is all 24 bits, unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandKind {
    /// Not used; zero.
    None,
    /// `n`: a number (a count, depth or flag) that the opcode's row explains.
    Count,
    /// `n`, signed: a small int.
    Int,
    /// `n`: a fast local, cell or free variable.
    Local,
    /// `n`: an index into the constants.
    Const,
    /// `n`: an index into the names.
    Name,
    /// `n`, signed: bytes from the end of this instruction (its cache included) to the target.
    Jump,
    /// `a`, `bc`: two locals.
    LocalLocal,
    /// `a`: a local; `bc`: a name.
    LocalName,
    /// `a`: a local; `bc`: a small int, 0..=65535.
    LocalInt,
    /// `c`: an operator; `a`, `b` unused (both operands on the stack).
    Operator,
    /// `c`: an operator; `a`, `b`: locals.
    OperatorLocalLocal,
    /// `c`: an operator; `a`: a local; `b`: a constant.
    OperatorLocalConst,
    /// `c`: an operator; `a`: a local; `b`: a small int, 0..=255.
    OperatorLocalInt,
    /// `c`: an operator; `b`: a local, the right operand.
    OperatorStackLocal,
    /// `c`: an operator; `b`: a constant, the right operand.
    OperatorStackConst,
    /// `c`: an operator; `b`: a small int, 0..=255, the right operand.
    OperatorStackInt,
    /// `c`: an operator; `a`: a local, the left operand.
    OperatorLocalStack,
}

/// Hands every row of the instruction set to the macro `$with`.
///
/// A row is `NUMBER NAME = Variant(operand kind) : popped => pushed [, jump popped => pushed]
/// [, caches words] [, specializes Base];` where stack effects may use `n`, the operand.
/// The table starts with `[n]`, so that the macro can bind that name. Rows with `specializes` never occur in a code object: the eval loop rewrites an instruction
/// in place to its specialized form and back (PEP 659). They keep operand and cache layout of
/// their base.
#[macro_export]
macro_rules! for_each_opcode { ($with:ident) => { $with! { [n]
    // ---- stack and locals
    /// Does nothing.
    1 NOP = Nop(None) : 0 => 0;
    /// Drops the top of the stack.
    2 POP_TOP = PopTop(None) : 1 => 0;
    /// Pushes the value that lies `n` deep (1 is the top).
    3 COPY = Copy(Count) : n => n + 1;
    /// Exchanges the top with the value that lies `n` deep (1 is the top).
    4 SWAP = Swap(Count) : n => n;
    /// Pushes the mark "unbound".
    5 PUSH_UNBOUND = PushUnbound(None) : 0 => 1;
    /// Entry of a function body (0), or the point after `yield` (1), `yield from` (2), `await` (3).
    6 RESUME = Resume(Count) : 0 => 0;
    /// Pushes a local that is known to be bound.
    7 LOAD_FAST = LoadFast(Local) : 0 => 1;
    /// Pushes a local; raises `UnboundLocalError` if it is unbound.
    8 LOAD_FAST_CHECK = LoadFastCheck(Local) : 0 => 1;
    /// Pushes a local, bound or not, and unbinds it (inlined comprehensions).
    9 LOAD_FAST_AND_CLEAR = LoadFastAndClear(Local) : 0 => 1;
    /// Pops into a local (the popped value may be "unbound").
    10 STORE_FAST = StoreFast(Local) : 1 => 0;
    /// Unbinds a local; raises `UnboundLocalError` if it is unbound.
    11 DELETE_FAST = DeleteFast(Local) : 0 => 0;
    /// Pushes locals `a` and then `bc`, both known to be bound.
    12 LOAD_FAST_LOAD_FAST = LoadFastLoadFast(LocalLocal) : 0 => 2;
    /// Pops into local `a`, then pushes local `bc`, known to be bound.
    13 STORE_FAST_LOAD_FAST = StoreFastLoadFast(LocalLocal) : 1 => 1;
    /// Pops into local `a`, then into local `bc`.
    14 STORE_FAST_STORE_FAST = StoreFastStoreFast(LocalLocal) : 2 => 0;
    /// Pushes a constant.
    15 LOAD_CONST = LoadConst(Const) : 0 => 1;
    /// Pushes a small int.
    16 LOAD_SMALL_INT = LoadSmallInt(Int) : 0 => 1;
    /// Returns the top of the stack.
    17 RETURN_VALUE = ReturnValue(None) : 1 => 0;
    /// Returns a local that is known to be bound.
    18 RETURN_FAST = ReturnFast(Local) : 0 => 0;
    /// Returns a constant.
    19 RETURN_CONST = ReturnConst(Const) : 0 => 0;

    // ---- cells
    /// Turns a local, bound or not, into a cell that holds its value (function prologue).
    20 MAKE_CELL = MakeCell(Local) : 0 => 0;
    /// Copies the `n` cells of the closure into the last `n` locals (function prologue).
    21 COPY_FREE_VARS = CopyFreeVars(Count) : 0 => 0;
    /// Pushes the content of a cell; raises `UnboundLocalError` or `NameError` if it is empty.
    22 LOAD_DEREF = LoadDeref(Local) : 0 => 1;
    /// Pops into a cell.
    23 STORE_DEREF = StoreDeref(Local) : 1 => 0;
    /// Empties a cell; raises as `LOAD_DEREF` if it is empty.
    24 DELETE_DEREF = DeleteDeref(Local) : 0 => 0;
    /// Pops a mapping; pushes its item named as the cell's variable, else the cell's content.
    25 LOAD_FROM_DICT_OR_DEREF = LoadFromDictOrDeref(Local) : 1 => 1;

    // ---- names
    /// Pushes a name from the namespace (local 0), globals or builtins.
    26 LOAD_NAME = LoadName(Name) : 0 => 1;
    /// Pops into the namespace (local 0).
    27 STORE_NAME = StoreName(Name) : 1 => 0;
    /// Deletes from the namespace (local 0).
    28 DELETE_NAME = DeleteName(Name) : 0 => 0;
    /// Pushes a name from globals or builtins. Cache: globals version, builtins version, index.
    29 LOAD_GLOBAL = LoadGlobal(Name) : 0 => 1, caches 3;
    /// `LOAD_GLOBAL` and `PREPARE_CALL` in one.
    30 LOAD_GLOBAL_CALL = LoadGlobalCall(Name) : 0 => 5, caches 3;
    /// Pops into globals. Cache: globals version, unused, index.
    31 STORE_GLOBAL = StoreGlobal(Name) : 1 => 0, caches 3;
    /// Deletes from globals.
    32 DELETE_GLOBAL = DeleteGlobal(Name) : 0 => 0;
    /// Pushes the namespace of a class or module body (local 0).
    33 LOAD_LOCALS = LoadLocals(None) : 0 => 1;
    /// Pops a mapping; pushes its item, else the global or builtin of that name.
    34 LOAD_FROM_DICT_OR_GLOBALS = LoadFromDictOrGlobals(Name) : 1 => 1;
    /// Pushes `builtins.__build_class__`.
    35 LOAD_BUILD_CLASS = LoadBuildClass(None) : 0 => 1;
    /// Pushes AssertionError (0), NotImplementedError (1), tuple (2), all (3), any (4), list (5) or
    /// set (6), whatever the names mean now.
    36 LOAD_COMMON_CONSTANT = LoadCommonConstant(Count) : 0 => 1;

    // ---- attributes. Cache: shape, type version, offset or pointer (2 words)
    /// Replaces an object by one of its attributes.
    37 LOAD_ATTR = LoadAttr(Name) : 1 => 1, caches 4;
    /// Pushes attribute `bc` of local `a`, known to be bound.
    38 LOAD_ATTR_FAST = LoadAttrFast(LocalName) : 0 => 1, caches 4;
    /// Pops an object, then a value to store as its attribute.
    39 STORE_ATTR = StoreAttr(Name) : 2 => 0, caches 4;
    /// Pops a value and stores it as attribute `bc` of local `a`, known to be bound.
    40 STORE_ATTR_FAST = StoreAttrFast(LocalName) : 1 => 0, caches 4;
    /// Pops an object and deletes its attribute.
    41 DELETE_ATTR = DeleteAttr(Name) : 1 => 0;
    /// Looks an attribute up to call it: pops the object, pushes callee, call words, and the
    /// object as first argument, or "unbound" if the callee is bound or not a method.
    42 LOAD_METHOD = LoadMethod(Name) : 1 => 6, caches 4;
    /// `LOAD_METHOD` of name `bc` on local `a`, known to be bound.
    43 LOAD_METHOD_FAST = LoadMethodFast(LocalName) : 0 => 6, caches 4;
    /// Pops `super`, class and object; pushes the attribute of `super(class, object)`.
    44 LOAD_SUPER_ATTR = LoadSuperAttr(Name) : 3 => 1;
    /// Pops `super`, class and object; pushes the attribute as `LOAD_METHOD` does.
    45 LOAD_SUPER_METHOD = LoadSuperMethod(Name) : 3 => 6, caches 4;
    /// Pops an object; pushes a special method as `LOAD_METHOD` does: `__enter__` (0),
    /// `__exit__` (1), `__aenter__` (2), `__aexit__` (3). Raises `TypeError` if it is missing.
    46 LOAD_SPECIAL = LoadSpecial(Count) : 1 => 6;

    // ---- operators
    /// Applies a binary operator to the two topmost values.
    47 BINARY_OP = BinaryOp(Operator) : 2 => 1;
    /// Applies a binary operator to two locals, known to be bound.
    48 BINARY_OP_LL = BinaryOpLL(OperatorLocalLocal) : 0 => 1;
    /// Applies a binary operator to a local, known to be bound, and a constant.
    49 BINARY_OP_LC = BinaryOpLC(OperatorLocalConst) : 0 => 1;
    /// Applies a binary operator to a local, known to be bound, and a small int.
    50 BINARY_OP_LI = BinaryOpLI(OperatorLocalInt) : 0 => 1;
    /// Applies a binary operator to the top and a local, known to be bound.
    51 BINARY_OP_SL = BinaryOpSL(OperatorStackLocal) : 1 => 1;
    /// Applies a binary operator to the top and a constant.
    52 BINARY_OP_SC = BinaryOpSC(OperatorStackConst) : 1 => 1;
    /// Applies a binary operator to the top and a small int.
    53 BINARY_OP_SI = BinaryOpSI(OperatorStackInt) : 1 => 1;
    /// Applies a binary operator to a local, known to be bound, and the top.
    54 BINARY_OP_LS = BinaryOpLS(OperatorLocalStack) : 1 => 1;
    /// Compares the two topmost values.
    55 COMPARE_OP = CompareOp(Operator) : 2 => 1;
    /// Compares two locals, known to be bound.
    56 COMPARE_OP_LL = CompareOpLL(OperatorLocalLocal) : 0 => 1;
    /// Compares a local, known to be bound, and a constant.
    57 COMPARE_OP_LC = CompareOpLC(OperatorLocalConst) : 0 => 1;
    /// Compares a local, known to be bound, and a small int.
    58 COMPARE_OP_LI = CompareOpLI(OperatorLocalInt) : 0 => 1;
    /// Compares the top and a local, known to be bound.
    59 COMPARE_OP_SL = CompareOpSL(OperatorStackLocal) : 1 => 1;
    /// Compares the top and a constant.
    60 COMPARE_OP_SC = CompareOpSC(OperatorStackConst) : 1 => 1;
    /// Compares the top and a small int.
    61 COMPARE_OP_SI = CompareOpSI(OperatorStackInt) : 1 => 1;
    /// Pops container and item: `in` (0), `not in` (1).
    62 CONTAINS_OP = ContainsOp(Count) : 2 => 1;
    /// Tests identity: `is` (0), `is not` (1).
    63 IS_OP = IsOp(Count) : 2 => 1;
    /// Replaces the top by its negative.
    64 UNARY_NEGATIVE = UnaryNegative(None) : 1 => 1;
    /// Replaces the top by its positive.
    65 UNARY_POSITIVE = UnaryPositive(None) : 1 => 1;
    /// Replaces the top by its bitwise inverse.
    66 UNARY_INVERT = UnaryInvert(None) : 1 => 1;
    /// Replaces the top by the negation of its truth value.
    67 UNARY_NOT = UnaryNot(None) : 1 => 1;
    /// Replaces the top by its truth value.
    68 TO_BOOL = ToBool(None) : 1 => 1;
    /// Pops stop, start and container; pushes `container[start:stop]`.
    69 BINARY_SLICE = BinarySlice(None) : 3 => 1;
    /// Pops stop, start, container and value; `container[start:stop] = value`.
    70 STORE_SLICE = StoreSlice(None) : 4 => 0;
    /// Pops key, container and value; `container[key] = value`.
    71 STORE_SUBSCR = StoreSubscr(None) : 3 => 0;
    /// Pops a value; `a[bc] = value` for two locals, known to be bound.
    72 STORE_SUBSCR_FAST = StoreSubscrFast(LocalLocal) : 1 => 0;
    /// Pops a value; `a[bc] = value` for a local, known to be bound, and a small int.
    248 STORE_SUBSCR_FAST_INT = StoreSubscrFastInt(LocalInt) : 1 => 0;
    /// Pops key and container; `del container[key]`.
    73 DELETE_SUBSCR = DeleteSubscr(None) : 2 => 0;

    // ---- collections
    /// Collects the `n` topmost values into a tuple.
    74 BUILD_TUPLE = BuildTuple(Count) : n => 1;
    /// Collects the `n` topmost values into a list.
    75 BUILD_LIST = BuildList(Count) : n => 1;
    /// Collects the `n` topmost values into a set.
    76 BUILD_SET = BuildSet(Count) : n => 1;
    /// Collects `n` pairs of key and value into a dict.
    77 BUILD_MAP = BuildMap(Count) : 2 * n => 1;
    /// Joins the `n` topmost strings.
    78 BUILD_STRING = BuildString(Count) : n => 1;
    /// Makes a slice of the 2 or 3 topmost values.
    79 BUILD_SLICE = BuildSlice(Count) : n => 1;
    /// Pops a value and appends it to the list that then lies `n` deep.
    80 LIST_APPEND = ListAppend(Count) : n + 1 => n;
    /// Pops a value and adds it to the set that then lies `n` deep.
    81 SET_ADD = SetAdd(Count) : n + 1 => n;
    /// Pops value and key and adds them to the dict that then lies `n` deep.
    82 MAP_ADD = MapAdd(Count) : n + 2 => n;
    /// Pops an iterable and extends the list that then lies `n` deep.
    83 LIST_EXTEND = ListExtend(Count) : n + 1 => n;
    /// Pops an iterable and updates the set that then lies `n` deep.
    84 SET_UPDATE = SetUpdate(Count) : n + 1 => n;
    /// Pops a mapping and updates the dict that then lies `n` deep.
    85 DICT_UPDATE = DictUpdate(Count) : n + 1 => n;
    /// As `DICT_UPDATE` for `**` in calls: raises `TypeError` on a key that is there already.
    /// The callee then lies `n + 6` deep; the message names it.
    86 DICT_MERGE = DictMerge(Count) : n + 1 => n;
    /// Replaces a list by a tuple of its items.
    87 LIST_TO_TUPLE = ListToTuple(None) : 1 => 1;
    /// Replaces an iterable by its `n` items, the first on top.
    88 UNPACK_SEQUENCE = UnpackSequence(Count) : 1 => n;
    /// As `UNPACK_SEQUENCE` with a starred target: `n & 0xff` items before it, `n >> 8` after it.
    89 UNPACK_EX = UnpackEx(Count) : 1 => (n & 0xff) + 1 + (n >> 8);
    /// Replaces a value by `str` (1), `repr` (2) or `ascii` (3) of it.
    90 CONVERT_VALUE = ConvertValue(Count) : 1 => 1;
    /// Replaces a value by `format(value, "")`.
    91 FORMAT_SIMPLE = FormatSimple(None) : 1 => 1;
    /// Pops a format specification and a value; pushes `format(value, spec)`.
    92 FORMAT_WITH_SPEC = FormatWithSpec(None) : 2 => 1;
    /// Pops [value, text] and, if bit 0 of `n` is set, a format specification on top of them;
    /// pushes an Interpolation. `n >> 2` is the conversion as in `CONVERT_VALUE` (PEP 750).
    93 BUILD_INTERPOLATION = BuildInterpolation(Count) : 2 + (n & 1) => 1;
    /// Pops tuples of interpolations and of strings; pushes a Template (PEP 750).
    94 BUILD_TEMPLATE = BuildTemplate(None) : 2 => 1;

    // ---- calls
    /// Adds the call words behind a callee on top of the stack.
    95 PREPARE_CALL = PrepareCall(None) : 1 => 5;
    /// Calls with `n` positional arguments: callee, call words, arguments. Cache: see the VM.
    96 CALL = Call(Count) : n + 5 => 1, caches 4;
    /// Calls what `LOAD_METHOD` pushed, with `n` further positional arguments.
    97 CALL_METHOD = CallMethod(Count) : n + 6 => 1, caches 4;
    /// Pops a tuple of keyword names, then calls with `n` arguments, of which the last are the
    /// keywords'.
    98 CALL_KW = CallKw(Count) : n + 6 => 1;
    /// As `CALL_KW`, on what `LOAD_METHOD` pushed.
    99 CALL_METHOD_KW = CallMethodKw(Count) : n + 7 => 1;
    /// Calls callee, call words, iterable of positional arguments, and dict of keywords or "unbound".
    100 CALL_FUNCTION_EX = CallFunctionEx(None) : 7 => 1;
    /// Replaces a code object by a function of it.
    101 MAKE_FUNCTION = MakeFunction(None) : 1 => 1;
    /// Pops a function and a value to set on it, pushes the function. `n`: defaults (1), keyword
    /// defaults (2), closure (8), annotate function (16).
    102 SET_FUNCTION_ATTRIBUTE = SetFunctionAttribute(Count) : 2 => 1;
    /// Replaces the top by the result of intrinsic `n`: see `Intrinsic1`.
    103 CALL_INTRINSIC_1 = CallIntrinsic1(Count) : 1 => 1;
    /// Replaces the two topmost values by the result of intrinsic `n`: see `Intrinsic2`.
    104 CALL_INTRINSIC_2 = CallIntrinsic2(Count) : 2 => 1;

    // ---- jumps
    /// Jumps. Checks the eval breaker if it goes back.
    105 JUMP = Jump(Jump) : 0 => 0, jump 0 => 0;
    /// Pops a value; jumps if it is false. The next opcode number is its counterpart.
    106 POP_JUMP_IF_FALSE = PopJumpIfFalse(Jump) : 1 => 0, jump 1 => 0;
    /// Pops a value; jumps if it is true.
    107 POP_JUMP_IF_TRUE = PopJumpIfTrue(Jump) : 1 => 0, jump 1 => 0;
    /// Pops a value; jumps if it is not None. The next opcode number is its counterpart.
    108 POP_JUMP_IF_NOT_NONE = PopJumpIfNotNone(Jump) : 1 => 0, jump 1 => 0;
    /// Pops a value; jumps if it is None.
    109 POP_JUMP_IF_NONE = PopJumpIfNone(Jump) : 1 => 0, jump 1 => 0;
    /// Jumps and keeps the top if it is false, else pops it.
    110 JUMP_IF_FALSE_OR_POP = JumpIfFalseOrPop(Jump) : 1 => 0, jump 1 => 1;
    /// Jumps and keeps the top if it is true, else pops it.
    111 JUMP_IF_TRUE_OR_POP = JumpIfTrueOrPop(Jump) : 1 => 0, jump 1 => 1;

    // ---- iteration
    /// Replaces an iterable by an iterator over it.
    112 GET_ITER = GetIter(None) : 1 => 1;
    /// As `GET_ITER`, for `yield from`: coroutines pass where the caller may await them.
    113 GET_YIELD_FROM_ITER = GetYieldFromIter(None) : 1 => 1;
    /// Head of a loop: pushes the iterator's next item, or pops the iterator and jumps.
    114 FOR_ITER = ForIter(Jump) : 1 => 2, jump 1 => 0;
    /// Foot of a loop: pushes the iterator's next item and jumps back to the body, or pops the
    /// iterator. Checks the eval breaker.
    115 FOR_ITER_BACK = ForIterBack(Jump) : 1 => 0, jump 1 => 2;

    // ---- exceptions
    /// Makes the exception on top the handled one; pushes the formerly handled one below it.
    116 PUSH_EXC_INFO = PushExcInfo(None) : 1 => 2;
    /// Pops the formerly handled exception and restores it.
    117 POP_EXCEPT = PopExcept(None) : 1 => 0;
    /// Pops an exception type or a tuple of them; pushes whether the exception below matches.
    118 CHECK_EXC_MATCH = CheckExcMatch(None) : 2 => 2;
    /// Pops a type; splits the exception group below into rest and match (None if none).
    119 CHECK_EG_MATCH = CheckEgMatch(None) : 2 => 2;
    /// Raises the top again. With `n` > 0, the saved instruction offset lies `n` below it and
    /// becomes the one the traceback shows; it stays on the stack.
    120 RERAISE = Reraise(Count) : 1 => 0;
    /// `raise` (0), `raise value` (1), `raise value from cause` (2).
    121 RAISE_VARARGS = RaiseVarargs(Count) : n => 0;
    /// Calls `exit(type, value, traceback)`. Stack before: exit callee, call words, exit's self
    /// or "unbound", saved offset, formerly handled exception, exception. Pushes the result.
    122 WITH_EXCEPT_START = WithExceptStart(None) : 9 => 10;
    /// Ends a generator that has been thrown into while delegating: sub-iterator, last sent
    /// value, exception. `StopIteration` gives None and its value, others are raised again.
    123 CLEANUP_THROW = CleanupThrow(None) : 3 => 2;

    // ---- imports
    /// Pops `fromlist` and `level`; pushes the module.
    124 IMPORT_NAME = ImportName(Name) : 2 => 1;
    /// Pushes a name imported from the module on top, which stays.
    125 IMPORT_FROM = ImportFrom(Name) : 1 => 2;

    // ---- generators and coroutines
    /// Makes a generator of the running frame and returns it (function prologue).
    126 RETURN_GENERATOR = ReturnGenerator(None) : 0 => 0;
    /// Yields the top; what is sent in becomes the top. `n` is 1 in `yield from` and `await`.
    127 YIELD_VALUE = YieldValue(Count) : 1 => 1;
    /// Sends the top to the iterator below: replaces it by what that yields, or jumps with its
    /// return value in place of it.
    128 SEND = Send(Jump) : 2 => 2, jump 2 => 2;
    /// Drops the iterator below the top.
    129 END_SEND = EndSend(None) : 2 => 1;
    /// Replaces an awaitable by its iterator. `n`: plain (0), `__aenter__` (1), `__aexit__` (2).
    130 GET_AWAITABLE = GetAwaitable(Count) : 1 => 1;
    /// Replaces an asynchronous iterable by its iterator.
    131 GET_AITER = GetAiter(None) : 1 => 1;
    /// Pushes the awaitable for the next item of the asynchronous iterator on top.
    132 GET_ANEXT = GetAnext(None) : 1 => 2;
    /// Ends `async for`: pops exception and iterator if it is `StopAsyncIteration`, else raises.
    133 END_ASYNC_FOR = EndAsyncFor(None) : 2 => 0;

    // ---- pattern matching
    /// Pushes the length of the top.
    134 GET_LEN = GetLen(None) : 1 => 2;
    /// Pushes whether the top is a mapping.
    135 MATCH_MAPPING = MatchMapping(None) : 1 => 2;
    /// Pushes whether the top is a sequence, but no str, bytes or bytearray.
    136 MATCH_SEQUENCE = MatchSequence(None) : 1 => 2;
    /// Subject, tuple of keys: pushes a tuple of the values, or None.
    137 MATCH_KEYS = MatchKeys(None) : 2 => 3;
    /// Subject, class, names of keyword patterns: replaces them by a tuple of the attributes, or
    /// None. `n` is the number of positional patterns.
    138 MATCH_CLASS = MatchClass(Count) : 3 => 1;

    // ---- rest
    /// Creates `__annotations__` in the namespace if it is missing.
    139 SETUP_ANNOTATIONS = SetupAnnotations(None) : 0 => 0;

    // ---- specialized forms: written by the eval loop, never in a code object
    /// Adds two ints.
    140 ADD_INT = AddInt(Operator) : 2 => 1, specializes BinaryOp;
    /// Adds two ints.
    141 ADD_INT_LL = AddIntLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Adds two ints.
    142 ADD_INT_LI = AddIntLI(OperatorLocalInt) : 0 => 1, specializes BinaryOpLI;
    /// Adds two ints.
    143 ADD_INT_SL = AddIntSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Adds two ints.
    144 ADD_INT_SI = AddIntSI(OperatorStackInt) : 1 => 1, specializes BinaryOpSI;
    /// Adds two ints.
    145 ADD_INT_LS = AddIntLS(OperatorLocalStack) : 1 => 1, specializes BinaryOpLS;
    /// Subtracts two ints.
    146 SUB_INT = SubInt(Operator) : 2 => 1, specializes BinaryOp;
    /// Subtracts two ints.
    147 SUB_INT_LL = SubIntLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Subtracts two ints.
    148 SUB_INT_LI = SubIntLI(OperatorLocalInt) : 0 => 1, specializes BinaryOpLI;
    /// Subtracts two ints.
    149 SUB_INT_SL = SubIntSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Subtracts two ints.
    150 SUB_INT_SI = SubIntSI(OperatorStackInt) : 1 => 1, specializes BinaryOpSI;
    /// Multiplies two ints.
    151 MUL_INT = MulInt(Operator) : 2 => 1, specializes BinaryOp;
    /// Multiplies two ints.
    152 MUL_INT_LL = MulIntLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Multiplies two ints.
    153 MUL_INT_LI = MulIntLI(OperatorLocalInt) : 0 => 1, specializes BinaryOpLI;
    /// Multiplies two ints.
    154 MUL_INT_SL = MulIntSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Any other operator on two small ints.
    155 OTHER_INT = OtherInt(Operator) : 2 => 1, specializes BinaryOp;
    /// Any other operator on two small ints.
    156 OTHER_INT_LL = OtherIntLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Any other operator on two small ints.
    157 OTHER_INT_LI = OtherIntLI(OperatorLocalInt) : 0 => 1, specializes BinaryOpLI;
    /// Any other operator on two small ints.
    158 OTHER_INT_SI = OtherIntSI(OperatorStackInt) : 1 => 1, specializes BinaryOpSI;
    /// Any operator on two small ints.
    240 OTHER_INT_LC = OtherIntLC(OperatorLocalConst) : 0 => 1, specializes BinaryOpLC;
    /// Any operator on two small ints.
    241 OTHER_INT_SC = OtherIntSC(OperatorStackConst) : 1 => 1, specializes BinaryOpSC;
    /// Adds two floats.
    159 ADD_FLOAT = AddFloat(Operator) : 2 => 1, specializes BinaryOp;
    /// Adds two floats.
    160 ADD_FLOAT_LL = AddFloatLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Adds two floats.
    161 ADD_FLOAT_LC = AddFloatLC(OperatorLocalConst) : 0 => 1, specializes BinaryOpLC;
    /// Adds two floats.
    162 ADD_FLOAT_SL = AddFloatSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Adds two floats.
    163 ADD_FLOAT_SC = AddFloatSC(OperatorStackConst) : 1 => 1, specializes BinaryOpSC;
    /// Adds two floats.
    164 ADD_FLOAT_LS = AddFloatLS(OperatorLocalStack) : 1 => 1, specializes BinaryOpLS;
    /// Subtracts two floats.
    165 SUB_FLOAT = SubFloat(Operator) : 2 => 1, specializes BinaryOp;
    /// Subtracts two floats.
    166 SUB_FLOAT_LL = SubFloatLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Subtracts two floats.
    167 SUB_FLOAT_LC = SubFloatLC(OperatorLocalConst) : 0 => 1, specializes BinaryOpLC;
    /// Subtracts two floats.
    168 SUB_FLOAT_SL = SubFloatSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Subtracts two floats.
    169 SUB_FLOAT_SC = SubFloatSC(OperatorStackConst) : 1 => 1, specializes BinaryOpSC;
    /// Subtracts two floats.
    170 SUB_FLOAT_LS = SubFloatLS(OperatorLocalStack) : 1 => 1, specializes BinaryOpLS;
    /// Multiplies two floats.
    171 MUL_FLOAT = MulFloat(Operator) : 2 => 1, specializes BinaryOp;
    /// Multiplies two floats.
    172 MUL_FLOAT_LL = MulFloatLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Multiplies two floats.
    173 MUL_FLOAT_LC = MulFloatLC(OperatorLocalConst) : 0 => 1, specializes BinaryOpLC;
    /// Multiplies two floats.
    174 MUL_FLOAT_SL = MulFloatSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Multiplies two floats.
    175 MUL_FLOAT_SC = MulFloatSC(OperatorStackConst) : 1 => 1, specializes BinaryOpSC;
    /// Multiplies two floats.
    176 MUL_FLOAT_LS = MulFloatLS(OperatorLocalStack) : 1 => 1, specializes BinaryOpLS;
    /// Divides two floats.
    177 DIV_FLOAT = DivFloat(Operator) : 2 => 1, specializes BinaryOp;
    /// Divides two floats.
    178 DIV_FLOAT_LL = DivFloatLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Divides two floats.
    179 DIV_FLOAT_LC = DivFloatLC(OperatorLocalConst) : 0 => 1, specializes BinaryOpLC;
    /// Divides two floats.
    180 DIV_FLOAT_SL = DivFloatSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Divides two floats.
    181 DIV_FLOAT_SC = DivFloatSC(OperatorStackConst) : 1 => 1, specializes BinaryOpSC;
    /// Indexes a list or tuple.
    182 SUBSCR_SEQUENCE = SubscrSequence(Operator) : 2 => 1, specializes BinaryOp;
    /// Indexes a list or tuple.
    183 SUBSCR_SEQUENCE_LL = SubscrSequenceLL(OperatorLocalLocal) : 0 => 1, specializes BinaryOpLL;
    /// Indexes a list or tuple.
    184 SUBSCR_SEQUENCE_LI = SubscrSequenceLI(OperatorLocalInt) : 0 => 1, specializes BinaryOpLI;
    /// Indexes a list or tuple.
    185 SUBSCR_SEQUENCE_SL = SubscrSequenceSL(OperatorStackLocal) : 1 => 1, specializes BinaryOpSL;
    /// Indexes a list or tuple.
    186 SUBSCR_SEQUENCE_SI = SubscrSequenceSI(OperatorStackInt) : 1 => 1, specializes BinaryOpSI;
    /// Indexes a list or tuple.
    187 SUBSCR_SEQUENCE_LS = SubscrSequenceLS(OperatorLocalStack) : 1 => 1, specializes BinaryOpLS;
    /// Compares two ints.
    188 COMPARE_INT = CompareInt(Operator) : 2 => 1, specializes CompareOp;
    /// Compares two ints.
    189 COMPARE_INT_LL = CompareIntLL(OperatorLocalLocal) : 0 => 1, specializes CompareOpLL;
    /// Compares two ints.
    190 COMPARE_INT_LI = CompareIntLI(OperatorLocalInt) : 0 => 1, specializes CompareOpLI;
    /// Compares two ints.
    191 COMPARE_INT_SL = CompareIntSL(OperatorStackLocal) : 1 => 1, specializes CompareOpSL;
    /// Compares two ints.
    192 COMPARE_INT_SI = CompareIntSI(OperatorStackInt) : 1 => 1, specializes CompareOpSI;
    /// Compares an int with an int constant.
    193 COMPARE_INT_LC = CompareIntLC(OperatorLocalConst) : 0 => 1, specializes CompareOpLC;
    /// Compares two floats.
    194 COMPARE_FLOAT = CompareFloat(Operator) : 2 => 1, specializes CompareOp;
    /// Compares two floats.
    195 COMPARE_FLOAT_LL = CompareFloatLL(OperatorLocalLocal) : 0 => 1, specializes CompareOpLL;
    /// Compares two floats.
    196 COMPARE_FLOAT_LC = CompareFloatLC(OperatorLocalConst) : 0 => 1, specializes CompareOpLC;
    /// Compares two floats.
    197 COMPARE_FLOAT_SL = CompareFloatSL(OperatorStackLocal) : 1 => 1, specializes CompareOpSL;
    /// Compares two strings for (in)equality.
    198 COMPARE_STR = CompareStr(Operator) : 2 => 1, specializes CompareOp;
    /// Compares two strings for (in)equality.
    199 COMPARE_STR_LC = CompareStrLC(OperatorLocalConst) : 0 => 1, specializes CompareOpLC;
    /// Reads a module's global.
    200 LOAD_GLOBAL_MODULE = LoadGlobalModule(Name) : 0 => 1, caches 3, specializes LoadGlobal;
    /// Reads a builtin.
    201 LOAD_GLOBAL_BUILTIN = LoadGlobalBuiltin(Name) : 0 => 1, caches 3, specializes LoadGlobal;
    /// Reads a module's global to call it.
    202 LOAD_GLOBAL_CALL_MODULE = LoadGlobalCallModule(Name) : 0 => 5, caches 3, specializes LoadGlobalCall;
    /// Reads a builtin to call it.
    203 LOAD_GLOBAL_CALL_BUILTIN = LoadGlobalCallBuiltin(Name) : 0 => 5, caches 3, specializes LoadGlobalCall;
    /// Overwrites a module's global that exists.
    204 STORE_GLOBAL_MODULE = StoreGlobalModule(Name) : 1 => 0, caches 3, specializes StoreGlobal;
    /// Reads an instance slot.
    205 LOAD_ATTR_SLOT = LoadAttrSlot(Name) : 1 => 1, caches 4, specializes LoadAttr;
    /// Reads an instance slot.
    206 LOAD_ATTR_FAST_SLOT = LoadAttrFastSlot(LocalName) : 0 => 1, caches 4, specializes LoadAttrFast;
    /// Reads a plain class attribute through an instance.
    207 LOAD_ATTR_CLASS_VALUE = LoadAttrClassValue(Name) : 1 => 1, caches 4, specializes LoadAttr;
    /// Reads a plain class attribute through an instance.
    208 LOAD_ATTR_FAST_CLASS_VALUE = LoadAttrFastClassValue(LocalName) : 0 => 1, caches 4, specializes LoadAttrFast;
    /// Reads an attribute of a class.
    209 LOAD_ATTR_TYPE = LoadAttrType(Name) : 1 => 1, caches 4, specializes LoadAttr;
    /// Reads a global of a module object.
    210 LOAD_ATTR_MODULE = LoadAttrModule(Name) : 1 => 1, caches 4, specializes LoadAttr;
    /// Calls the getter of a property written in Python.
    211 LOAD_ATTR_PROPERTY = LoadAttrProperty(Name) : 1 => 1, caches 4, specializes LoadAttr;
    /// Calls the getter of a property written in Python.
    212 LOAD_ATTR_FAST_PROPERTY = LoadAttrFastProperty(LocalName) : 0 => 1, caches 4, specializes LoadAttrFast;
    /// Overwrites an instance slot.
    213 STORE_ATTR_SLOT = StoreAttrSlot(Name) : 2 => 0, caches 4, specializes StoreAttr;
    /// Overwrites an instance slot.
    214 STORE_ATTR_FAST_SLOT = StoreAttrFastSlot(LocalName) : 1 => 0, caches 4, specializes StoreAttrFast;
    /// Adds an instance slot: the shape changes to the cached one.
    215 STORE_ATTR_FAST_ADD = StoreAttrFastAdd(LocalName) : 1 => 0, caches 4, specializes StoreAttrFast;
    /// Looks a method up on the class of an instance.
    216 LOAD_METHOD_CACHED = LoadMethodCached(Name) : 1 => 6, caches 4, specializes LoadMethod;
    /// Looks a method up on the class of an instance.
    217 LOAD_METHOD_FAST_CACHED = LoadMethodFastCached(LocalName) : 0 => 6, caches 4, specializes LoadMethodFast;
    /// Class method of a class, or a function read through a class.
    249 LOAD_METHOD_CLASS = LoadMethodClass(Name) : 1 => 6, caches 4, specializes LoadMethod;
    /// Class method of a class, or a function read through a class.
    250 LOAD_METHOD_FAST_CLASS = LoadMethodFastClass(LocalName) : 0 => 6, caches 4, specializes LoadMethodFast;
    /// Method that follows in the MRO of an instance's class.
    251 LOAD_SUPER_METHOD_CACHED = LoadSuperMethodCached(Name) : 3 => 6, caches 4, specializes LoadSuperMethod;
    /// Reads an attribute of instances of several shapes.
    242 LOAD_ATTR_POLYMORPHIC = LoadAttrPolymorphic(Name) : 1 => 1, caches 4, specializes LoadAttr;
    /// Reads an attribute of instances of several shapes.
    243 LOAD_ATTR_FAST_POLYMORPHIC = LoadAttrFastPolymorphic(LocalName) : 0 => 1, caches 4, specializes LoadAttrFast;
    /// Looks a method up on instances of several shapes.
    244 LOAD_METHOD_POLYMORPHIC = LoadMethodPolymorphic(Name) : 1 => 6, caches 4, specializes LoadMethod;
    /// Looks a method up on instances of several shapes.
    245 LOAD_METHOD_FAST_POLYMORPHIC = LoadMethodFastPolymorphic(LocalName) : 0 => 6, caches 4, specializes LoadMethodFast;
    /// Overwrites an attribute of instances of several shapes.
    246 STORE_ATTR_POLYMORPHIC = StoreAttrPolymorphic(Name) : 2 => 0, caches 4, specializes StoreAttr;
    /// Overwrites an attribute of instances of several shapes.
    247 STORE_ATTR_FAST_POLYMORPHIC = StoreAttrFastPolymorphic(LocalName) : 1 => 0, caches 4, specializes StoreAttrFast;
    /// Calls a Python function with exactly its positional parameters. Cache: code id.
    218 CALL_PYTHON = CallPython(Count) : n + 5 => 1, caches 4, specializes Call;
    /// Calls a Python method with exactly its positional parameters. Cache: code id.
    219 CALL_METHOD_PYTHON = CallMethodPython(Count) : n + 6 => 1, caches 4, specializes CallMethod;
    /// Calls a class of ours, whose instances Rust code makes.
    220 CALL_CLASS_NATIVE = CallClassNative(Count) : n + 5 => 1, caches 4, specializes Call;
    /// Calls a class whose `__init__` is a Python function. Cache: type version, offset, function.
    221 CALL_CLASS_PYTHON = CallClassPython(Count) : n + 5 => 1, caches 4, specializes Call;
    /// Calls a native function.
    222 CALL_NATIVE = CallNative(Count) : n + 5 => 1, caches 4, specializes Call;
    /// Calls a native method.
    223 CALL_METHOD_NATIVE = CallMethodNative(Count) : n + 6 => 1, caches 4, specializes CallMethod;
    /// `list.append(item)`.
    224 CALL_METHOD_LIST_APPEND = CallMethodListAppend(Count) : n + 6 => 1, caches 4, specializes CallMethod;
    /// `len(x)` of a built-in container.
    225 CALL_LEN = CallLen(Count) : n + 5 => 1, caches 4, specializes Call;
    /// `isinstance(x, class)`.
    226 CALL_ISINSTANCE = CallIsinstance(Count) : n + 5 => 1, caches 4, specializes Call;
    /// `type(x)`.
    227 CALL_TYPE = CallType(Count) : n + 5 => 1, caches 4, specializes Call;
    /// Next item of a range.
    228 FOR_ITER_RANGE = ForIterRange(Jump) : 1 => 2, jump 1 => 0, specializes ForIter;
    /// Next item of a list.
    229 FOR_ITER_LIST = ForIterList(Jump) : 1 => 2, jump 1 => 0, specializes ForIter;
    /// Next item of a tuple.
    230 FOR_ITER_TUPLE = ForIterTuple(Jump) : 1 => 2, jump 1 => 0, specializes ForIter;
    /// Resumes a generator.
    231 FOR_ITER_GENERATOR = ForIterGenerator(Jump) : 1 => 2, jump 1 => 0, specializes ForIter;
    /// Next item of a range.
    232 FOR_ITER_BACK_RANGE = ForIterBackRange(Jump) : 1 => 0, jump 1 => 2, specializes ForIterBack;
    /// Next item of a list.
    233 FOR_ITER_BACK_LIST = ForIterBackList(Jump) : 1 => 0, jump 1 => 2, specializes ForIterBack;
    /// Next item of a tuple.
    234 FOR_ITER_BACK_TUPLE = ForIterBackTuple(Jump) : 1 => 0, jump 1 => 2, specializes ForIterBack;
    /// Resumes a generator.
    235 FOR_ITER_BACK_GENERATOR = ForIterBackGenerator(Jump) : 1 => 0, jump 1 => 2, specializes ForIterBack;
    /// Overwrites an item of a list.
    236 STORE_SUBSCR_LIST = StoreSubscrList(None) : 3 => 0, specializes StoreSubscr;
    /// Overwrites an item of a list.
    237 STORE_SUBSCR_FAST_LIST = StoreSubscrFastList(LocalLocal) : 1 => 0, specializes StoreSubscrFast;
    /// Unpacks a tuple of length `n`.
    238 UNPACK_SEQUENCE_TUPLE = UnpackSequenceTuple(Count) : 1 => n, specializes UnpackSequence;
    /// Unpacks a list of length `n`.
    239 UNPACK_SEQUENCE_LIST = UnpackSequenceList(Count) : 1 => n, specializes UnpackSequence;
}}}

macro_rules! define_opcode {
    ([$n:ident] $($(#[$doc:meta])* $number:literal $name:ident = $variant:ident($kind:ident)
        : $popped:expr => $pushed:expr
        $(, jump $jump_popped:literal => $jump_pushed:literal)?
        $(, caches $caches:literal)?
        $(, specializes $base:ident)? ;)*) => {
        /// What an instruction does. The numbers are private to this version of the format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the rows carry the documentation")]
        pub enum Opcode { $($(#[$doc])* $variant = $number,)* }

        impl Opcode {
            /// Every opcode, in the order of the table.
            pub const ALL: &'static [Opcode] = &[$(Opcode::$variant,)*];

            /// The opcode with this number, or `None` if there is none.
            pub const fn from_number(number: u8) -> Option<Opcode> {
                match number { $($number => Some(Opcode::$variant),)* _ => None }
            }

            /// The name that the disassembler prints, such as `LOAD_FAST`.
            pub const fn name(self) -> &'static str {
                match self { $(Opcode::$variant => stringify!($name),)* }
            }

            /// How the operand bits are read.
            pub const fn operand_kind(self) -> OperandKind {
                match self { $(Opcode::$variant => OperandKind::$kind,)* }
            }

            /// Words of inline cache that follow the instruction.
            pub const fn cache_words(self) -> u32 {
                match self { $(Opcode::$variant => 0 $(+ $caches)?,)* }
            }

            /// The opcode that this one is a specialized form of.
            pub const fn base(self) -> Option<Opcode> {
                match self { $(Opcode::$variant => define_opcode!(@base $($base)?),)* }
            }

            /// Values popped and pushed when control goes on to the next instruction. `n` is the
            /// 24-bit operand.
            #[allow(unused_variables, reason = "most effects do not depend on the operand")]
            pub const fn stack_effect(self, $n: u32) -> StackEffect {
                match self { $(Opcode::$variant => StackEffect { popped: $popped, pushed: $pushed },)* }
            }

            /// Values popped and pushed when a jump is taken, or `None` if this is no jump.
            pub const fn jump_effect(self) -> Option<StackEffect> {
                match self { $(Opcode::$variant =>
                    define_opcode!(@jump $($jump_popped => $jump_pushed)?),)* }
            }
        }
    };
    (@base) => { None };
    (@base $base:ident) => { Some(Opcode::$base) };
    (@jump) => { None };
    (@jump $popped:literal => $pushed:literal) => {
        Some(StackEffect { popped: $popped, pushed: $pushed })
    };
}

for_each_opcode!(define_opcode);

/// Values that an instruction takes from the stack and puts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackEffect {
    /// How many values must lie on the stack; they are taken off it.
    pub popped: u32,
    /// How many values lie there afterwards in their place.
    pub pushed: u32,
}
