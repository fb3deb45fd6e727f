//! The rows of the instruction set.
//!
//! A row of an opcode is
//!
//! ```text
//! /// What it does.
//! NAME = Variant(operand kind) { popped => pushed [, jump popped => pushed] [, caches words]
//!     [, consumes values] [, is [FLAGS]] [, specializes Base] }
//! ```
//!
//! where effects may use `n`, the operand. `consumes` is how many of the topmost values may be gone
//! when the instruction raises, where that is not what it pops; the flags are those of
//! [`OpcodeFlags`](super::OpcodeFlags). Numbers follow from the order. Rows with `specializes` never
//! occur in a code object: the eval loop rewrites an instruction in place to its specialized form and
//! back (PEP 659). They keep operand and cache layout of their base.
//!
//! The forms of operators are not written out: a row names an operator, or what a specialized form of
//! it does, and the shapes of operands that it exists for (see [`Shape`](super::Shape)).

/// Hands the instruction set to the macro `$with`: `[n] primary { rows } extended { rows }`, and what
/// [`for_each_operator_form`](crate::for_each_operator_form) gives. The macro binds the name `n`.
#[macro_export]
macro_rules! for_each_opcode { ($with:ident) => { $crate::with_operator_forms! { $with [n]
    primary {
        // ---- conditional jumps: the first numbers, so that a jump and its counterpart differ in the lowest bit
        /// Pops a value; jumps if it is false.
        POP_JUMP_IF_FALSE = PopJumpIfFalse(Jump) { 1 => 0, jump 1 => 0 }
        /// Pops a value; jumps if it is true.
        POP_JUMP_IF_TRUE = PopJumpIfTrue(Jump) { 1 => 0, jump 1 => 0 }
        /// Pops a value; jumps if it is not None.
        POP_JUMP_IF_NOT_NONE = PopJumpIfNotNone(Jump) { 1 => 0, jump 1 => 0, is [SILENT] }
        /// Pops a value; jumps if it is None.
        POP_JUMP_IF_NONE = PopJumpIfNone(Jump) { 1 => 0, jump 1 => 0, is [SILENT] }

        // ---- stack and locals
        /// Does nothing.
        NOP = Nop(None) { 0 => 0, is [SILENT] }
        /// Drops the top of the stack.
        POP_TOP = PopTop(None) { 1 => 0, is [SILENT] }
        /// Pushes the value that lies `n` deep (1 is the top).
        COPY = Copy(Count) { n => n + 1, consumes 0, is [SILENT] }
        /// Exchanges the top with the value that lies `n` deep (1 is the top).
        SWAP = Swap(Count) { n => n, consumes 0, is [SILENT] }
        /// Pushes the mark "unbound".
        PUSH_UNBOUND = PushUnbound(None) { 0 => 1, is [SILENT] }
        /// Entry of a function body (0), or the point after `yield` (1), `yield from` (2), `await` (3).
        RESUME = Resume(Count) { 0 => 0 }
        /// Pushes a local that is known to be bound.
        LOAD_FAST = LoadFast(Local) { 0 => 1, is [SILENT] }
        /// Pushes a local; raises `UnboundLocalError` if it is unbound.
        LOAD_FAST_CHECK = LoadFastCheck(Local) { 0 => 1 }
        /// Pushes a local, bound or not, and unbinds it (inlined comprehensions).
        LOAD_FAST_AND_CLEAR = LoadFastAndClear(Local) { 0 => 1, is [SILENT] }
        /// Pops into a local (the popped value may be "unbound").
        STORE_FAST = StoreFast(Local) { 1 => 0, is [SILENT] }
        /// Unbinds a local; raises `UnboundLocalError` if it is unbound.
        DELETE_FAST = DeleteFast(Local) { 0 => 0 }
        /// Pushes locals `a` and then `bc`, both known to be bound.
        LOAD_FAST_LOAD_FAST = LoadFastLoadFast(LocalLocal) { 0 => 2, is [SILENT] }
        /// Pops into local `a`, then pushes local `bc`, known to be bound.
        STORE_FAST_LOAD_FAST = StoreFastLoadFast(LocalLocal) { 1 => 1, is [SILENT] }
        /// Pops into local `a`, then into local `bc`.
        STORE_FAST_STORE_FAST = StoreFastStoreFast(LocalLocal) { 2 => 0, is [SILENT] }
        /// Pushes a constant.
        LOAD_CONST = LoadConst(Const) { 0 => 1, is [SILENT] }
        /// Pushes a small int.
        LOAD_SMALL_INT = LoadSmallInt(Int) { 0 => 1, is [SILENT] }
        /// Returns the top of the stack.
        RETURN_VALUE = ReturnValue(None) { 1 => 0, is [ENDS SILENT] }
        /// Returns a local that is known to be bound.
        RETURN_FAST = ReturnFast(Local) { 0 => 0, is [ENDS SILENT] }
        /// Returns a constant.
        RETURN_CONST = ReturnConst(Const) { 0 => 0, is [ENDS SILENT] }

        // ---- cells
        /// Turns a local, bound or not, into a cell that holds its value (function prologue).
        MAKE_CELL = MakeCell(Local) { 0 => 0 }
        /// Copies the `n` cells of the closure into the last `n` locals (function prologue).
        COPY_FREE_VARS = CopyFreeVars(Count) { 0 => 0 }
        /// Pushes the content of a cell; raises `UnboundLocalError` or `NameError` if it is empty.
        LOAD_DEREF = LoadDeref(Local) { 0 => 1 }
        /// Pops into a cell.
        STORE_DEREF = StoreDeref(Local) { 1 => 0 }
        /// Empties a cell; raises as `LOAD_DEREF` if it is empty.
        DELETE_DEREF = DeleteDeref(Local) { 0 => 0 }
        /// Pops a mapping; pushes its item named as the cell's variable, else the cell's content.
        LOAD_FROM_DICT_OR_DEREF = LoadFromDictOrDeref(Local) { 1 => 1 }

        // ---- names
        /// Pushes a name from the namespace (local 0), globals or builtins.
        LOAD_NAME = LoadName(Name) { 0 => 1 }
        /// Pops into the namespace (local 0).
        STORE_NAME = StoreName(Name) { 1 => 0 }
        /// Deletes from the namespace (local 0).
        DELETE_NAME = DeleteName(Name) { 0 => 0 }
        /// Pushes a name from globals or builtins. Cache: globals version, builtins version, index.
        LOAD_GLOBAL = LoadGlobal(Name) { 0 => 1, caches 3 }
        /// `LOAD_GLOBAL` and `PREPARE_CALL` in one.
        LOAD_GLOBAL_CALL = LoadGlobalCall(Name) { 0 => 5, caches 3 }
        /// Pops into globals. Cache: globals version, unused, index.
        STORE_GLOBAL = StoreGlobal(Name) { 1 => 0, caches 3 }
        /// Deletes from globals.
        DELETE_GLOBAL = DeleteGlobal(Name) { 0 => 0 }
        /// Pops a mapping; pushes its item, else the global or builtin of that name.
        LOAD_FROM_DICT_OR_GLOBALS = LoadFromDictOrGlobals(Name) { 1 => 1 }
        /// Pushes AssertionError (0), NotImplementedError (1), tuple (2), all (3), any (4), list (5) or
        /// set (6), whatever the names mean now.
        LOAD_COMMON_CONSTANT = LoadCommonConstant(Count) { 0 => 1 }

        // ---- attributes. Cache: shape, type version, offset or pointer (2 words)
        /// Replaces an object by one of its attributes.
        LOAD_ATTR = LoadAttr(Name) { 1 => 1, caches 4 }
        /// Pushes attribute `bc` of local `a`, known to be bound.
        LOAD_ATTR_FAST = LoadAttrFast(LocalName) { 0 => 1, caches 4 }
        /// Pops an object, then a value to store as its attribute.
        STORE_ATTR = StoreAttr(Name) { 2 => 0, caches 4 }
        /// Pops a value and stores it as attribute `bc` of local `a`, known to be bound.
        STORE_ATTR_FAST = StoreAttrFast(LocalName) { 1 => 0, caches 4 }
        /// Pops an object and deletes its attribute.
        DELETE_ATTR = DeleteAttr(Name) { 1 => 0 }
        /// Looks an attribute up to call it: pops the object, pushes callee, call words, and the
        /// object as first argument, or "unbound" if the callee is bound or not a method.
        LOAD_METHOD = LoadMethod(Name) { 1 => 6, caches 4 }
        /// `LOAD_METHOD` of name `bc` on local `a`, known to be bound.
        LOAD_METHOD_FAST = LoadMethodFast(LocalName) { 0 => 6, caches 4 }
        /// Pops `super`, class and object; pushes the attribute of `super(class, object)`.
        LOAD_SUPER_ATTR = LoadSuperAttr(Name) { 3 => 1 }
        /// Pops `super`, class and object; pushes the attribute as `LOAD_METHOD` does.
        LOAD_SUPER_METHOD = LoadSuperMethod(Name) { 3 => 6, caches 4 }
        /// Pops an object; pushes a special method as `LOAD_METHOD` does: `__enter__` (0),
        /// `__exit__` (1), `__aenter__` (2), `__aexit__` (3). Raises `TypeError` if it is missing.
        LOAD_SPECIAL = LoadSpecial(Count) { 1 => 6, caches 4 }

        // ---- operators
        /// Pops container and item: `in` (0), `not in` (1).
        CONTAINS_OP = ContainsOp(Count) { 2 => 1 }
        /// Tests identity: `is` (0), `is not` (1).
        IS_OP = IsOp(Count) { 2 => 1, is [SILENT] }
        /// Replaces the top by its negative.
        UNARY_NEGATIVE = UnaryNegative(None) { 1 => 1 }
        /// Replaces the top by the negation of its truth value.
        UNARY_NOT = UnaryNot(None) { 1 => 1, is [SILENT] }
        /// Replaces the top by its truth value.
        TO_BOOL = ToBool(None) { 1 => 1 }
        /// Pops stop, start and container; pushes `container[start:stop]`.
        BINARY_SLICE = BinarySlice(None) { 3 => 1 }
        /// Pops key, container and value; `container[key] = value`.
        STORE_SUBSCR = StoreSubscr(None) { 3 => 0 }
        /// Pops a value; `a[bc] = value` for two locals, known to be bound.
        STORE_SUBSCR_FAST = StoreSubscrFast(LocalLocal) { 1 => 0 }
        /// Pops a value; `a[bc] = value` for a local, known to be bound, and a small int.
        STORE_SUBSCR_FAST_INT = StoreSubscrFastInt(LocalInt) { 1 => 0 }

        // ---- collections
        /// Collects the `n` topmost values into a tuple.
        BUILD_TUPLE = BuildTuple(Count) { n => 1 }
        /// Collects the `n` topmost values into a list.
        BUILD_LIST = BuildList(Count) { n => 1 }
        /// Collects the `n` topmost values into a set.
        BUILD_SET = BuildSet(Count) { n => 1 }
        /// Collects `n` pairs of key and value into a dict.
        BUILD_MAP = BuildMap(Count) { 2 * n => 1 }
        /// Joins the `n` topmost strings.
        BUILD_STRING = BuildString(Count) { n => 1 }
        /// Pops a value and appends it to the list that then lies `n` deep.
        LIST_APPEND = ListAppend(Count) { n + 1 => n, consumes 1 }
        /// Pops a value and adds it to the set that then lies `n` deep.
        SET_ADD = SetAdd(Count) { n + 1 => n, consumes 1 }
        /// Pops value and key and adds them to the dict that then lies `n` deep.
        MAP_ADD = MapAdd(Count) { n + 2 => n, consumes 2 }
        /// Pops an iterable and extends the list that then lies `n` deep.
        LIST_EXTEND = ListExtend(Count) { n + 1 => n, consumes 1 }
        /// Replaces an iterable by its `n` items, the first on top.
        UNPACK_SEQUENCE = UnpackSequence(Count) { 1 => n }
        /// As `UNPACK_SEQUENCE` with a starred target: `n & 0xff` items before it, `n >> 8` after it.
        UNPACK_EX = UnpackEx(Count) { 1 => (n & 0xff) + 1 + (n >> 8) }
        /// Replaces a value by `format(value, "")`.
        FORMAT_SIMPLE = FormatSimple(None) { 1 => 1 }
        /// Pops a format specification and a value; pushes `format(value, spec)`.
        FORMAT_WITH_SPEC = FormatWithSpec(None) { 2 => 1 }

        // ---- calls
        /// Adds the call words behind a callee on top of the stack.
        PREPARE_CALL = PrepareCall(None) { 1 => 5 }
        /// Calls with `n` positional arguments: callee, call words, arguments. Cache: see the VM.
        CALL = Call(Count) { n + 5 => 1, caches 4, is [DELIVERS] }
        /// Calls what `LOAD_METHOD` pushed, with `n` further positional arguments.
        CALL_METHOD = CallMethod(Count) { n + 6 => 1, caches 4, is [DELIVERS] }
        /// Pops a tuple of keyword names, then calls with `n` arguments, of which the last are the
        /// keywords'.
        CALL_KW = CallKw(Count) { n + 6 => 1, caches 6, is [DELIVERS] }
        /// As `CALL_KW`, on what `LOAD_METHOD` pushed.
        CALL_METHOD_KW = CallMethodKw(Count) { n + 7 => 1, caches 6, is [DELIVERS] }
        /// Calls callee, call words, iterable of positional arguments, and mapping of keywords or "unbound".
        CALL_FUNCTION_EX = CallFunctionEx(None) { 7 => 1, is [DELIVERS] }
        /// Replaces a code object by a function of it.
        MAKE_FUNCTION = MakeFunction(None) { 1 => 1 }

        // ---- jumps
        /// Jumps. Checks the eval breaker if it goes back.
        JUMP = Jump(Jump) { 0 => 0, jump 0 => 0, is [ENDS] }
        /// Jumps and keeps the top if it is false, else pops it.
        JUMP_IF_FALSE_OR_POP = JumpIfFalseOrPop(Jump) { 1 => 0, jump 1 => 1 }
        /// Jumps and keeps the top if it is true, else pops it.
        JUMP_IF_TRUE_OR_POP = JumpIfTrueOrPop(Jump) { 1 => 0, jump 1 => 1 }

        // ---- iteration
        /// Replaces an iterable by an iterator over it.
        GET_ITER = GetIter(None) { 1 => 1 }
        /// Head of a loop: pushes the iterator's next item, or pops the iterator and jumps.
        FOR_ITER = ForIter(Jump) { 1 => 2, jump 1 => 0, is [DELIVERS] }
        /// Foot of a loop: pushes the iterator's next item and jumps back to the body, or pops the
        /// iterator. Checks the eval breaker.
        FOR_ITER_BACK = ForIterBack(Jump) { 1 => 0, jump 1 => 2, is [DELIVERS] }

        // ---- exceptions
        /// Makes the exception on top the handled one; pushes the formerly handled one below it.
        PUSH_EXC_INFO = PushExcInfo(None) { 1 => 2, is [SILENT] }
        /// Pops the formerly handled exception and restores it.
        POP_EXCEPT = PopExcept(None) { 1 => 0, is [SILENT] }
        /// Pops an exception type or a tuple of them; pushes whether the exception below matches.
        CHECK_EXC_MATCH = CheckExcMatch(None) { 2 => 2 }

        // ---- imports
        /// Pops `fromlist` and `level`; pushes the module.
        IMPORT_NAME = ImportName(Name) { 2 => 1 }
        /// Pushes a name imported from the module on top, which stays.
        IMPORT_FROM = ImportFrom(Name) { 1 => 2, consumes 0 }

        // ---- generators and coroutines
        /// Makes a generator of the running frame and returns it (function prologue).
        RETURN_GENERATOR = ReturnGenerator(None) { 0 => 0 }
        /// Yields the top; what is sent in becomes the top. `n` is 1 in `yield from` and `await`.
        YIELD_VALUE = YieldValue(Count) { 1 => 1, consumes 0 }
        /// Sends the top to the iterator below: replaces it by what that yields, or jumps with its
        /// return value in place of it.
        SEND = Send(Jump) { 2 => 2, jump 2 => 2 }
        /// Drops the iterator below the top.
        END_SEND = EndSend(None) { 2 => 1, is [SILENT] }
        /// Replaces an awaitable by its iterator. `n`: plain (0), `__aenter__` (1), `__aexit__` (2).
        GET_AWAITABLE = GetAwaitable(Count) { 1 => 1 }

        // ---- specialized forms: written by the eval loop, never in a code object
        /// Reads a module's global.
        LOAD_GLOBAL_MODULE = LoadGlobalModule(Name) { 0 => 1, caches 3, specializes LoadGlobal }
        /// Reads a builtin.
        LOAD_GLOBAL_BUILTIN = LoadGlobalBuiltin(Name) { 0 => 1, caches 3, specializes LoadGlobal }
        /// Reads a module's global to call it.
        LOAD_GLOBAL_CALL_MODULE = LoadGlobalCallModule(Name) { 0 => 5, caches 3, specializes LoadGlobalCall }
        /// Reads a builtin to call it.
        LOAD_GLOBAL_CALL_BUILTIN = LoadGlobalCallBuiltin(Name) { 0 => 5, caches 3, specializes LoadGlobalCall }
        /// Overwrites a module's global that exists.
        STORE_GLOBAL_MODULE = StoreGlobalModule(Name) { 1 => 0, caches 3, specializes StoreGlobal }
        /// Reads an instance slot.
        LOAD_ATTR_SLOT = LoadAttrSlot(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Reads an instance slot.
        LOAD_ATTR_FAST_SLOT = LoadAttrFastSlot(LocalName) { 0 => 1, caches 4, specializes LoadAttrFast }
        /// Reads a plain class attribute through an instance.
        LOAD_ATTR_CLASS_VALUE = LoadAttrClassValue(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Reads a plain class attribute through an instance.
        LOAD_ATTR_FAST_CLASS_VALUE = LoadAttrFastClassValue(LocalName) { 0 => 1, caches 4, specializes LoadAttrFast }
        /// Reads an attribute of a class.
        LOAD_ATTR_TYPE = LoadAttrType(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Reads a global of a module object.
        LOAD_ATTR_MODULE = LoadAttrModule(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Reads an entry of an instance's dict.
        LOAD_ATTR_DICT = LoadAttrDict(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Reads an entry of an instance's dict.
        LOAD_ATTR_FAST_DICT = LoadAttrFastDict(LocalName) { 0 => 1, caches 4, specializes LoadAttrFast }
        /// Overwrites an entry of an instance's dict.
        STORE_ATTR_DICT = StoreAttrDict(Name) { 2 => 0, caches 4, specializes StoreAttr }
        /// Overwrites an entry of an instance's dict.
        STORE_ATTR_FAST_DICT = StoreAttrFastDict(LocalName) { 1 => 0, caches 4, specializes StoreAttrFast }
        /// Calls the getter of a property written in Python.
        LOAD_ATTR_PROPERTY = LoadAttrProperty(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Calls the getter of a property written in Python.
        LOAD_ATTR_FAST_PROPERTY = LoadAttrFastProperty(LocalName) { 0 => 1, caches 4, specializes LoadAttrFast }
        /// Calls the getter of a descriptor written in Rust.
        LOAD_ATTR_NATIVE = LoadAttrNative(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Calls the getter of a descriptor written in Rust.
        LOAD_ATTR_FAST_NATIVE = LoadAttrFastNative(LocalName) { 0 => 1, caches 4, specializes LoadAttrFast }
        /// Overwrites an instance slot.
        STORE_ATTR_SLOT = StoreAttrSlot(Name) { 2 => 0, caches 4, specializes StoreAttr }
        /// Overwrites an instance slot.
        STORE_ATTR_FAST_SLOT = StoreAttrFastSlot(LocalName) { 1 => 0, caches 4, specializes StoreAttrFast }
        /// Adds an instance slot: the shape changes to the cached one.
        STORE_ATTR_FAST_ADD = StoreAttrFastAdd(LocalName) { 1 => 0, caches 4, specializes StoreAttrFast }
        /// Looks a method up on the class of an instance.
        LOAD_METHOD_CACHED = LoadMethodCached(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Looks a method up on the class of an instance.
        LOAD_METHOD_FAST_CACHED = LoadMethodFastCached(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// Class or static method of a class.
        LOAD_METHOD_CLASS = LoadMethodClass(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Class or static method of a class.
        LOAD_METHOD_FAST_CLASS = LoadMethodFastClass(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// Class or static method, of an instance.
        LOAD_METHOD_OF_CLASS = LoadMethodOfClass(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Class or static method, of an instance.
        LOAD_METHOD_FAST_OF_CLASS = LoadMethodFastOfClass(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// Function of a module.
        LOAD_METHOD_MODULE = LoadMethodModule(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Function of a module.
        LOAD_METHOD_FAST_MODULE = LoadMethodFastModule(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// Callee in an instance slot.
        LOAD_METHOD_SLOT = LoadMethodSlot(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Callee in an instance slot.
        LOAD_METHOD_FAST_SLOT = LoadMethodFastSlot(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// As `LOAD_METHOD`, of an instance with a dict that has no such attribute. Cache: as for
        /// methods of the class.
        LOAD_METHOD_DICT = LoadMethodDict(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// As `LOAD_METHOD_DICT`, of a local.
        LOAD_METHOD_FAST_DICT = LoadMethodFastDict(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// Calls a method in a local or the like that is bound. Cache: code id.
        CALL_BOUND_METHOD = CallBoundMethod(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a method that was read as an attribute and is bound. Cache: code id.
        CALL_METHOD_BOUND = CallMethodBound(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// Callee that is an attribute of a class.
        LOAD_METHOD_TYPE = LoadMethodType(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Looks a method up on the class of a value that is no heap object: an int, a float, a bool.
        LOAD_METHOD_IMMEDIATE = LoadMethodImmediate(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Looks a method up on the class of a value that is no heap object.
        LOAD_METHOD_FAST_IMMEDIATE = LoadMethodFastImmediate(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// Method that follows in the MRO of an instance's class.
        LOAD_SUPER_METHOD_CACHED = LoadSuperMethodCached(Name) { 3 => 6, caches 4, specializes LoadSuperMethod }
        /// Reads an attribute of instances of several shapes.
        LOAD_ATTR_POLYMORPHIC = LoadAttrPolymorphic(Name) { 1 => 1, caches 4, specializes LoadAttr }
        /// Reads an attribute of instances of several shapes.
        LOAD_ATTR_FAST_POLYMORPHIC = LoadAttrFastPolymorphic(LocalName) { 0 => 1, caches 4, specializes LoadAttrFast }
        /// Looks a method up on instances of several shapes.
        LOAD_METHOD_POLYMORPHIC = LoadMethodPolymorphic(Name) { 1 => 6, caches 4, specializes LoadMethod }
        /// Looks a method up on instances of several shapes.
        LOAD_METHOD_FAST_POLYMORPHIC = LoadMethodFastPolymorphic(LocalName) { 0 => 6, caches 4, specializes LoadMethodFast }
        /// Overwrites an attribute of instances of several shapes.
        STORE_ATTR_POLYMORPHIC = StoreAttrPolymorphic(Name) { 2 => 0, caches 4, specializes StoreAttr }
        /// Overwrites an attribute of instances of several shapes.
        STORE_ATTR_FAST_POLYMORPHIC = StoreAttrFastPolymorphic(LocalName) { 1 => 0, caches 4, specializes StoreAttrFast }
        /// As `LOAD_SPECIAL`, of a class that has the method. Cache: shape, type version, method.
        LOAD_SPECIAL_CACHED = LoadSpecialCached(Count) { 1 => 6, caches 4, specializes LoadSpecial }
        /// Calls a Python function with exactly its positional parameters. Cache: code id.
        CALL_PYTHON = CallPython(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a Python method with exactly its positional parameters. Cache: code id.
        CALL_METHOD_PYTHON = CallMethodPython(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// Calls a Python function of which the last positional parameters have defaults. Cache: code id.
        CALL_PYTHON_DEFAULTS = CallPythonDefaults(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a Python method of which the last positional parameters have defaults. Cache: code id.
        CALL_METHOD_PYTHON_DEFAULTS = CallMethodPythonDefaults(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// Calls a Python function that takes `*args`. Cache: code id.
        CALL_PYTHON_STAR = CallPythonStar(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a Python method that takes `*args`. Cache: code id.
        CALL_METHOD_PYTHON_STAR = CallMethodPythonStar(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// Calls a Python function with a tuple of positional arguments and no keywords.
        CALL_FUNCTION_EX_PYTHON = CallFunctionExPython(None) { 7 => 1, specializes CallFunctionEx }
        /// Calls a Python function that was read as an attribute and takes no `self`. Cache: code id.
        CALL_METHOD_FUNCTION = CallMethodFunction(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// Calls a native function that was read as an attribute.
        CALL_METHOD_FUNCTION_NATIVE = CallMethodFunctionNative(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// Calls a Python function by keywords. Cache: code id, unused, tuple of names, where each
        /// parameter is.
        CALL_KW_PYTHON = CallKwPython(Count) { n + 6 => 1, caches 6, specializes CallKw }
        /// Calls a Python method by keywords. Cache: as for functions.
        CALL_METHOD_KW_PYTHON = CallMethodKwPython(Count) { n + 7 => 1, caches 6, specializes CallMethodKw }
        /// Calls a class of ours, whose instances Rust code makes.
        CALL_CLASS_NATIVE = CallClassNative(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a class whose `__init__` is a Python function. Cache: type version, offset, function.
        CALL_CLASS_PYTHON = CallClassPython(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a class whose `__init__` is a Python function of which the last positional parameters
        /// have defaults. Cache: as for `CALL_CLASS_PYTHON`.
        CALL_CLASS_PYTHON_DEFAULTS = CallClassPythonDefaults(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a class without an `__init__` of its own. Cache: type version.
        CALL_CLASS_PLAIN = CallClassPlain(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a native function.
        CALL_NATIVE = CallNative(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Calls a native method.
        CALL_METHOD_NATIVE = CallMethodNative(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// `list.append(item)`.
        CALL_METHOD_LIST_APPEND = CallMethodListAppend(Count) { n + 6 => 1, caches 4, specializes CallMethod }
        /// `len(x)` of a built-in container.
        CALL_LEN = CallLen(Count) { n + 5 => 1, caches 4, specializes Call }
        /// `isinstance(x, class)`.
        CALL_ISINSTANCE = CallIsinstance(Count) { n + 5 => 1, caches 4, specializes Call }
        /// `type(x)`.
        CALL_TYPE = CallType(Count) { n + 5 => 1, caches 4, specializes Call }
        /// Next item of a range.
        FOR_ITER_BACK_RANGE = ForIterBackRange(Jump) { 1 => 0, jump 1 => 2, specializes ForIterBack }
        /// Next item of a list.
        FOR_ITER_BACK_LIST = ForIterBackList(Jump) { 1 => 0, jump 1 => 2, specializes ForIterBack }
        /// Next item of a tuple.
        FOR_ITER_BACK_TUPLE = ForIterBackTuple(Jump) { 1 => 0, jump 1 => 2, specializes ForIterBack }
        /// Resumes a generator.
        FOR_ITER_BACK_GENERATOR = ForIterBackGenerator(Jump) { 1 => 0, jump 1 => 2, specializes ForIterBack }
        /// Overwrites an item of a list.
        STORE_SUBSCR_LIST = StoreSubscrList(None) { 3 => 0, specializes StoreSubscr }
        /// Overwrites an item of a list.
        STORE_SUBSCR_FAST_LIST = StoreSubscrFastList(LocalLocal) { 1 => 0, specializes StoreSubscrFast }
        /// Unpacks a tuple of length `n`.
        UNPACK_SEQUENCE_TUPLE = UnpackSequenceTuple(Count) { 1 => n, specializes UnpackSequence }
        /// Unpacks a list of length `n`.
        UNPACK_SEQUENCE_LIST = UnpackSequenceList(Count) { 1 => n, specializes UnpackSequence }
    }

    // Opcodes that are rare, or so slow that a second dispatch does not count.
    extended {
        /// Pushes the namespace of a class or module body (local 0).
        LOAD_LOCALS = LoadLocals(None) { 0 => 1 }
        /// Pushes `builtins.__build_class__`.
        LOAD_BUILD_CLASS = LoadBuildClass(None) { 0 => 1 }
        /// Replaces the top by its positive.
        UNARY_POSITIVE = UnaryPositive(None) { 1 => 1 }
        /// Replaces the top by its bitwise inverse.
        UNARY_INVERT = UnaryInvert(None) { 1 => 1 }
        /// Makes a slice of the 2 or 3 topmost values.
        BUILD_SLICE = BuildSlice(Count) { n => 1 }
        /// Pops an iterable and updates the set that then lies `n` deep.
        SET_UPDATE = SetUpdate(Count) { n + 1 => n, consumes 1 }
        /// Pops a mapping and updates the dict that then lies `n` deep.
        DICT_UPDATE = DictUpdate(Count) { n + 1 => n, consumes 1 }
        /// As `DICT_UPDATE` for `**` in calls: raises `TypeError` on a key that is there already.
        /// The callee then lies `n + 6` deep; the message names it.
        DICT_MERGE = DictMerge(Count) { n + 1 => n, consumes 1 }
        /// Replaces a value by `str` (1), `repr` (2) or `ascii` (3) of it.
        CONVERT_VALUE = ConvertValue(Count) { 1 => 1 }
        /// Pops stop, start, container and value; `container[start:stop] = value`.
        STORE_SLICE = StoreSlice(None) { 4 => 0 }
        /// Pops key and container; `del container[key]`.
        DELETE_SUBSCR = DeleteSubscr(None) { 2 => 0 }
        /// Pops a function and a value to set on it, pushes the function. `n`: defaults (1), keyword
        /// defaults (2), closure (8), annotate function (16).
        SET_FUNCTION_ATTRIBUTE = SetFunctionAttribute(Count) { 2 => 1 }
        /// Replaces a list by a tuple of its items.
        LIST_TO_TUPLE = ListToTuple(None) { 1 => 1 }
        /// Pops [value, text] and, if bit 0 of `n` is set, a format specification on top of them;
        /// pushes an Interpolation. `n >> 2` is the conversion as in `CONVERT_VALUE` (PEP 750).
        BUILD_INTERPOLATION = BuildInterpolation(Count) { 2 + (n & 1) => 1 }
        /// Pops tuples of interpolations and of strings; pushes a Template (PEP 750).
        BUILD_TEMPLATE = BuildTemplate(None) { 2 => 1 }
        /// Replaces the top by the result of intrinsic `n`: see `Intrinsic1`.
        CALL_INTRINSIC_1 = CallIntrinsic1(Count) { 1 => 1 }
        /// Replaces the two topmost values by the result of intrinsic `n`: see `Intrinsic2`.
        CALL_INTRINSIC_2 = CallIntrinsic2(Count) { 2 => 1 }
        /// As `GET_ITER`, for `yield from`: coroutines pass where the caller may await them.
        GET_YIELD_FROM_ITER = GetYieldFromIter(None) { 1 => 1 }
        /// Pops a type; splits the exception group below into rest and match (None if none).
        CHECK_EG_MATCH = CheckEgMatch(None) { 2 => 2 }
        /// Raises the top again. With `n` > 0, the saved instruction offset lies `n` below it and
        /// becomes the one the traceback shows; it stays on the stack.
        RERAISE = Reraise(Count) { 1 => 0, is [ENDS] }
        /// `raise` (0), `raise value` (1), `raise value from cause` (2).
        RAISE_VARARGS = RaiseVarargs(Count) { n => 0, is [ENDS] }
        /// Calls `exit(type, value, traceback)`. Stack before: exit callee, call words, exit's self
        /// or "unbound", saved offset, formerly handled exception, exception. Pushes the result.
        WITH_EXCEPT_START = WithExceptStart(None) { 9 => 10, consumes 0 }
        /// Ends a generator that has been thrown into while delegating: sub-iterator, last sent
        /// value, exception. `StopIteration` gives None and its value, others are raised again.
        CLEANUP_THROW = CleanupThrow(None) { 3 => 2 }
        /// Replaces an asynchronous iterable by its iterator.
        GET_AITER = GetAiter(None) { 1 => 1 }
        /// Pushes the awaitable for the next item of the asynchronous iterator on top.
        GET_ANEXT = GetAnext(None) { 1 => 2, consumes 0 }
        /// Ends `async for`: pops exception and iterator if it is `StopAsyncIteration`, else raises.
        END_ASYNC_FOR = EndAsyncFor(None) { 2 => 0 }
        /// Pushes the length of the top.
        GET_LEN = GetLen(None) { 1 => 2, consumes 0 }
        /// Pushes whether the top is a mapping.
        MATCH_MAPPING = MatchMapping(None) { 1 => 2, consumes 0, is [SILENT] }
        /// Pushes whether the top is a sequence, but no str, bytes or bytearray.
        MATCH_SEQUENCE = MatchSequence(None) { 1 => 2, consumes 0, is [SILENT] }
        /// Subject, tuple of keys: pushes a tuple of the values, or None.
        MATCH_KEYS = MatchKeys(None) { 2 => 3, consumes 0 }
        /// Subject, class, names of keyword patterns: replaces them by a tuple of the attributes, or
        /// None. `n` is the number of positional patterns.
        MATCH_CLASS = MatchClass(Count) { 3 => 1 }
        /// Creates `__annotations__` in the namespace if it is missing.
        SETUP_ANNOTATIONS = SetupAnnotations(None) { 0 => 0 }
    }
}}}

/// Hands the forms of operators to the macro `$with`: `forms { rows } families { names }`. A row is
/// `NAME = Variant SHAPE { generic Operator }` or
/// `NAME = Variant SHAPE { specializes Base, family Family }`.
#[macro_export]
macro_rules! for_each_operator_form {
    ($with:ident) => {
        $crate::with_operator_forms! { $with }
    };
}

/// Appends the forms of operators to the tokens for a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! with_operator_forms { ($($call:tt)*) => { $crate::expand_operator_forms! { [$($call)*]
    generic {
        "Applies a binary operator" BINARY_OP = BinaryOp: SS LL LC LI SL SC SI LS;
        "Compares" COMPARE_OP = CompareOp: SS LL LC LI SL SC SI;
    }
    specialized {
        "Adds two ints" ADD_INT = AddInt of BinaryOp: SS LL LI SL SI LS;
        "Subtracts two ints" SUB_INT = SubInt of BinaryOp: SS LL LI SL SI;
        "Multiplies two ints" MUL_INT = MulInt of BinaryOp: SS LL LI SL;
        "Applies any other operator to two small ints" OTHER_INT = OtherInt of BinaryOp: SS LL LC LI SC SI;
        "Adds two floats" ADD_FLOAT = AddFloat of BinaryOp: SS LL LC SL SC LS;
        "Subtracts two floats" SUB_FLOAT = SubFloat of BinaryOp: SS LL LC SL SC LS;
        "Multiplies two floats" MUL_FLOAT = MulFloat of BinaryOp: SS LL LC SL SC LS;
        "Divides two floats" DIV_FLOAT = DivFloat of BinaryOp: SS LL LC SL SC;
        "Indexes a list or tuple" SUBSCR_SEQUENCE = SubscrSequence of BinaryOp: SS LL LI SL SI LS;
        "Compares two ints" COMPARE_INT = CompareInt of CompareOp: SS LL LC LI SL SI;
        "Compares two floats" COMPARE_FLOAT = CompareFloat of CompareOp: SS LL LC SL;
        "Compares two strings for (in)equality" COMPARE_STR = CompareStr of CompareOp: SS LC;
    }
}}}

/// Makes one row of each operator and shape.
#[doc(hidden)]
#[macro_export]
macro_rules! expand_operator_forms {
    ([$with:ident $($before:tt)*]
        generic { $($doc:literal $name:ident = $operator:ident: $($shape:ident)*;)* }
        specialized { $($what:literal $form:ident = $family:ident of $base:ident: $($operands:ident)*;)* }) => {
        $crate::pastey::paste! { $with! { $($before)*
            forms {
                $($(
                    #[doc = concat!($doc, " (operands: `", stringify!($shape), "`).")]
                    [<$name _ $shape>] = [<$operator $shape>] $shape { generic $operator }
                )*)*
                $($(
                    #[doc = concat!($what, " (operands: `", stringify!($operands), "`).")]
                    [<$form _ $operands>] = [<$family $operands>] $operands {
                        specializes [<$base $operands>], family $family
                    }
                )*)*
            }
            families { $($family)* }
        } }
    };
}
