"""Text signatures of CPython 3.14, each with what has it. Made by `_signatures_of.py`."""
SIGNATURES = {
    '($cls, name, bases, /, **kwds)': '''
        builtins.type.__prepare__''',
    '($module, /)': '''
        builtins.globals builtins.locals gc.disable gc.enable gc.freeze gc.get_count gc.get_debug
        gc.get_freeze_count gc.get_stats gc.get_threshold gc.isenabled gc.unfreeze sys._baserepl
        sys._clear_internal_caches sys._clear_type_cache sys._current_exceptions
        sys._current_frames sys._debugmallocstats sys._get_cpu_count_config sys._is_gil_enabled
        sys.deactivate_stack_trampoline sys.exc_info sys.exception sys.get_asyncgen_hooks
        sys.get_coroutine_origin_tracking_depth sys.get_int_max_str_digits sys.getallocatedblocks
        sys.getdefaultencoding sys.getdlopenflags sys.getfilesystemencodeerrors
        sys.getfilesystemencoding sys.getprofile sys.getrecursionlimit sys.getswitchinterval
        sys.gettrace sys.is_finalizing sys.is_remote_debug_enabled sys.is_stack_trampoline_active''',
    '($module, /, *, _only_immortal=False)': '''
        sys.getunicodeinternedsize''',
    '($module, /, *args, **kwargs)': '''
        sys.__breakpointhook__ sys.breakpointhook''',
    '($module, /, *args, **kws)': '''
        builtins.breakpoint''',
    "($module, /, *args, sep=' ', end='\\n', file=None, flush=False)": '''
        builtins.print''',
    '($module, /, *coordinates)': '''
        math.hypot''',
    '($module, /, *integers)': '''
        math.gcd math.lcm''',
    '($module, /, *objs)': '''
        gc.get_referents gc.get_referrers''',
    '($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)': '''
        math.isclose''',
    '($module, /, base, exp, mod=None)': '''
        builtins.pow''',
    '($module, /, depth)': '''
        sys.set_coroutine_origin_tracking_depth''',
    '($module, /, depth=0)': '''
        sys._getframemodulename''',
    "($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)": '''
        builtins.open''',
    '($module, /, generation=2)': '''
        gc.collect''',
    '($module, /, generation=None)': '''
        gc.get_objects''',
    '($module, /, hook)': '''
        sys.addaudithook''',
    '($module, /, maxdigits)': '''
        sys.set_int_max_str_digits''',
    '($module, /, mycmp)': '''
        _functools.cmp_to_key''',
    '($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)': '''
        builtins.__import__''',
    '($module, /, number, ndigits=None)': '''
        builtins.round''',
    '($module, /, outpath)': '''
        sys._dump_tracelets''',
    '($module, /, pid, script)': '''
        sys.remote_exec''',
    '($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)': '''
        builtins.compile''',
    '($module, a, /)': '''
        _operator.abs _operator.index _operator.inv _operator.invert _operator.is_none
        _operator.is_not_none _operator.neg _operator.not_ _operator.pos _operator.truth''',
    '($module, a, b, /)': '''
        _operator._compare_digest _operator.add _operator.and_ _operator.concat _operator.contains
        _operator.countOf _operator.delitem _operator.eq _operator.floordiv _operator.ge
        _operator.getitem _operator.gt _operator.iadd _operator.iand _operator.iconcat
        _operator.ifloordiv _operator.ilshift _operator.imatmul _operator.imod _operator.imul
        _operator.indexOf _operator.ior _operator.ipow _operator.irshift _operator.is_
        _operator.is_not _operator.isub _operator.itruediv _operator.ixor _operator.le
        _operator.lshift _operator.lt _operator.matmul _operator.mod _operator.mul _operator.ne
        _operator.or_ _operator.pow _operator.rshift _operator.sub _operator.truediv _operator.xor''',
    '($module, a, b, c, /)': '''
        _operator.setitem''',
    '($module, aiterator, default=<unrepresentable>, /)': '''
        builtins.anext''',
    '($module, async_iterable, /)': '''
        builtins.aiter''',
    '($module, backend, /)': '''
        sys.activate_stack_trampoline''',
    '($module, character, /)': '''
        builtins.ord''',
    '($module, clk_id, /)': '''
        time.clock_gettime time.clock_gettime_ns''',
    '($module, cls, class_or_tuple, /)': '''
        builtins.issubclass''',
    '($module, dct, key, /)': '''
        _weakref._remove_dead_weakref''',
    '($module, depth=0, /)': '''
        sys._getframe''',
    '($module, event, /, *args)': '''
        sys.audit''',
    '($module, exctype, value, traceback, /)': '''
        sys.__excepthook__ sys.excepthook''',
    '($module, flags, /)': '''
        gc.set_debug sys.setdlopenflags''',
    '($module, func, args, /)': '''
        sys.call_tracing''',
    '($module, function, /)': '''
        sys._setprofileallthreads sys._settraceallthreads sys.setprofile sys.settrace''',
    '($module, function, iterable, /, initial=<unrepresentable>)': '''
        _functools.reduce''',
    '($module, i, /)': '''
        builtins.chr''',
    '($module, interval, /)': '''
        sys.setswitchinterval''',
    '($module, iterable, /)': '''
        builtins.all builtins.any''',
    '($module, iterable, /, *, key=None, reverse=False)': '''
        builtins.sorted''',
    '($module, iterable, /, *, start=1)': '''
        math.prod''',
    '($module, iterable, /, start=0)': '''
        builtins.sum''',
    '($module, iterable, n=2, /)': '''
        itertools.tee''',
    '($module, limit, /)': '''
        sys.setrecursionlimit''',
    '($module, mapping, iterable, /)': '''
        _collections._count_elements''',
    '($module, n, /)': '''
        math.factorial math.isqrt''',
    '($module, n, k, /)': '''
        math.comb''',
    '($module, n, k=None, /)': '''
        math.perm''',
    '($module, number, /)': '''
        builtins.bin builtins.hex builtins.oct''',
    '($module, obj, /)': '''
        builtins.ascii builtins.callable builtins.hash builtins.id builtins.len builtins.repr
        gc.is_finalized gc.is_tracked''',
    '($module, obj, /, *args, **kwargs)': '''
        _operator.call''',
    '($module, obj, class_or_tuple, /)': '''
        builtins.isinstance''',
    '($module, obj, default=0, /)': '''
        _operator.length_hint''',
    '($module, obj, name, /)': '''
        builtins.delattr builtins.hasattr''',
    '($module, obj, name, value, /)': '''
        builtins.setattr''',
    '($module, object, /)': '''
        _weakref.getweakrefcount _weakref.getweakrefs sys.__displayhook__ sys.displayhook
        sys.getrefcount''',
    '($module, object, callback=None, /)': '''
        _weakref.proxy''',
    '($module, op, /)': '''
        sys._is_immortal''',
    '($module, p, q, /)': '''
        math.dist math.sumprod''',
    "($module, prompt='', /)": '''
        builtins.input''',
    '($module, seq, /)': '''
        math.fsum''',
    '($module, source, /, globals=None, locals=None)': '''
        builtins.eval''',
    '($module, source, /, globals=None, locals=None, *, closure=None)': '''
        builtins.exec''',
    '($module, status=None, /)': '''
        sys.exit''',
    '($module, string, /)': '''
        sys._is_interned sys.intern''',
    '($module, type, /)': '''
        sys._clear_type_descriptors''',
    '($module, unraisable, /)': '''
        sys.__unraisablehook__ sys.unraisablehook''',
    "($module, value, format_spec='', /)": '''
        builtins.format''',
    '($module, x, /)': '''
        builtins.abs math.acos math.acosh math.asin math.asinh math.atan math.atanh math.cbrt
        math.ceil math.cos math.cosh math.degrees math.erf math.erfc math.exp math.exp2 math.expm1
        math.fabs math.floor math.frexp math.gamma math.isfinite math.isinf math.isnan math.lgamma
        math.log10 math.log1p math.log2 math.modf math.radians math.sin math.sinh math.sqrt
        math.tan math.tanh math.trunc math.ulp''',
    '($module, x, i, /)': '''
        math.ldexp''',
    '($module, x, y, /)': '''
        builtins.divmod math.copysign math.fmod math.pow math.remainder''',
    '($module, x, y, /, *, steps=None)': '''
        math.nextafter''',
    '($module, x, y, z, /)': '''
        math.fma''',
    '($module, y, x, /)': '''
        math.atan2''',
    '($self, /)': '''
        _collections.OrderedDict.__iter__ _collections.OrderedDict.__reduce__
        _collections.OrderedDict.__repr__ _collections.OrderedDict.__reversed__
        _collections.OrderedDict.__sizeof__ _collections.OrderedDict.clear
        _collections.OrderedDict.copy _collections.OrderedDict.items _collections.OrderedDict.keys
        _collections.OrderedDict.values _collections._deque_iterator.__iter__
        _collections._deque_iterator.__length_hint__ _collections._deque_iterator.__next__
        _collections._deque_iterator.__reduce__ _collections._deque_reverse_iterator.__iter__
        _collections._deque_reverse_iterator.__length_hint__
        _collections._deque_reverse_iterator.__next__
        _collections._deque_reverse_iterator.__reduce__ _collections._tuplegetter.__reduce__
        _collections._tuplegetter.__repr__ _collections.defaultdict.__copy__
        _collections.defaultdict.__reduce__ _collections.defaultdict.__repr__
        _collections.defaultdict.copy _collections.deque.__copy__ _collections.deque.__iter__
        _collections.deque.__len__ _collections.deque.__reduce__ _collections.deque.__repr__
        _collections.deque.__reversed__ _collections.deque.__sizeof__ _collections.deque.clear
        _collections.deque.copy _collections.deque.pop _collections.deque.popleft
        _collections.deque.reverse _functools._PlaceholderType.__reduce__
        _functools._PlaceholderType.__repr__ _functools._lru_cache_wrapper.__reduce__
        _functools._lru_cache_wrapper.cache_clear _functools._lru_cache_wrapper.cache_info
        _functools.partial.__reduce__ _functools.partial.__repr__ _operator.attrgetter.__reduce__
        _operator.attrgetter.__repr__ _operator.itemgetter.__reduce__ _operator.itemgetter.__repr__
        _operator.methodcaller.__reduce__ _operator.methodcaller.__repr__
        _weakref.CallableProxyType.__abs__ _weakref.CallableProxyType.__bool__
        _weakref.CallableProxyType.__float__ _weakref.CallableProxyType.__index__
        _weakref.CallableProxyType.__int__ _weakref.CallableProxyType.__invert__
        _weakref.CallableProxyType.__iter__ _weakref.CallableProxyType.__len__
        _weakref.CallableProxyType.__neg__ _weakref.CallableProxyType.__next__
        _weakref.CallableProxyType.__pos__ _weakref.CallableProxyType.__repr__
        _weakref.CallableProxyType.__str__ _weakref.ProxyType.__abs__ _weakref.ProxyType.__bool__
        _weakref.ProxyType.__bytes__ _weakref.ProxyType.__float__ _weakref.ProxyType.__index__
        _weakref.ProxyType.__int__ _weakref.ProxyType.__invert__ _weakref.ProxyType.__iter__
        _weakref.ProxyType.__len__ _weakref.ProxyType.__neg__ _weakref.ProxyType.__next__
        _weakref.ProxyType.__pos__ _weakref.ProxyType.__repr__ _weakref.ProxyType.__reversed__
        _weakref.ProxyType.__str__ _weakref.ReferenceType.__hash__ _weakref.ReferenceType.__repr__
        builtins.AttributeError.__getstate__ builtins.AttributeError.__reduce__
        builtins.BaseException.__reduce__ builtins.BaseException.__repr__
        builtins.BaseException.__str__ builtins.BaseExceptionGroup.__repr__
        builtins.BaseExceptionGroup.__str__ builtins.ImportError.__reduce__
        builtins.ImportError.__str__ builtins.KeyError.__str__ builtins.OSError.__reduce__
        builtins.OSError.__str__ builtins.SyntaxError.__str__ builtins.UnicodeDecodeError.__str__
        builtins.UnicodeEncodeError.__str__ builtins.UnicodeTranslateError.__str__
        builtins.bool.__invert__ builtins.bool.__repr__ builtins.bytearray.__alloc__
        builtins.bytearray.__iter__ builtins.bytearray.__len__ builtins.bytearray.__reduce__
        builtins.bytearray.__repr__ builtins.bytearray.__sizeof__ builtins.bytearray.__str__
        builtins.bytearray.capitalize builtins.bytearray.clear builtins.bytearray.copy
        builtins.bytearray.isalnum builtins.bytearray.isalpha builtins.bytearray.isascii
        builtins.bytearray.isdigit builtins.bytearray.islower builtins.bytearray.isspace
        builtins.bytearray.istitle builtins.bytearray.isupper builtins.bytearray.lower
        builtins.bytearray.reverse builtins.bytearray.swapcase builtins.bytearray.title
        builtins.bytearray.upper builtins.bytes.__bytes__ builtins.bytes.__getnewargs__
        builtins.bytes.__hash__ builtins.bytes.__iter__ builtins.bytes.__len__
        builtins.bytes.__repr__ builtins.bytes.__str__ builtins.bytes.capitalize
        builtins.bytes.isalnum builtins.bytes.isalpha builtins.bytes.isascii builtins.bytes.isdigit
        builtins.bytes.islower builtins.bytes.isspace builtins.bytes.istitle builtins.bytes.isupper
        builtins.bytes.lower builtins.bytes.swapcase builtins.bytes.title builtins.bytes.upper
        builtins.classmethod.__repr__ builtins.complex.__abs__ builtins.complex.__bool__
        builtins.complex.__complex__ builtins.complex.__getnewargs__ builtins.complex.__hash__
        builtins.complex.__neg__ builtins.complex.__pos__ builtins.complex.__repr__
        builtins.complex.conjugate builtins.dict.__iter__ builtins.dict.__len__
        builtins.dict.__repr__ builtins.dict.__reversed__ builtins.dict.__sizeof__
        builtins.dict.clear builtins.dict.copy builtins.dict.items builtins.dict.keys
        builtins.dict.popitem builtins.dict.values builtins.enumerate.__iter__
        builtins.enumerate.__next__ builtins.enumerate.__reduce__ builtins.filter.__iter__
        builtins.filter.__next__ builtins.filter.__reduce__ builtins.float.__abs__
        builtins.float.__bool__ builtins.float.__ceil__ builtins.float.__float__
        builtins.float.__floor__ builtins.float.__getnewargs__ builtins.float.__hash__
        builtins.float.__int__ builtins.float.__neg__ builtins.float.__pos__
        builtins.float.__repr__ builtins.float.__trunc__ builtins.float.as_integer_ratio
        builtins.float.conjugate builtins.float.hex builtins.float.is_integer
        builtins.frozenset.__hash__ builtins.frozenset.__iter__ builtins.frozenset.__len__
        builtins.frozenset.__reduce__ builtins.frozenset.__repr__ builtins.frozenset.__sizeof__
        builtins.frozenset.copy builtins.int.__abs__ builtins.int.__bool__ builtins.int.__ceil__
        builtins.int.__float__ builtins.int.__floor__ builtins.int.__getnewargs__
        builtins.int.__hash__ builtins.int.__index__ builtins.int.__int__ builtins.int.__invert__
        builtins.int.__neg__ builtins.int.__pos__ builtins.int.__repr__ builtins.int.__sizeof__
        builtins.int.__trunc__ builtins.int.as_integer_ratio builtins.int.bit_count
        builtins.int.bit_length builtins.int.conjugate builtins.int.is_integer
        builtins.list.__iter__ builtins.list.__len__ builtins.list.__repr__
        builtins.list.__reversed__ builtins.list.__sizeof__ builtins.list.clear builtins.list.copy
        builtins.list.reverse builtins.map.__iter__ builtins.map.__next__ builtins.map.__reduce__
        builtins.memoryview.__enter__ builtins.memoryview.__hash__ builtins.memoryview.__iter__
        builtins.memoryview.__len__ builtins.memoryview.__repr__ builtins.memoryview.release
        builtins.memoryview.tolist builtins.memoryview.toreadonly builtins.object.__dir__
        builtins.object.__getstate__ builtins.object.__hash__ builtins.object.__reduce__
        builtins.object.__repr__ builtins.object.__sizeof__ builtins.object.__str__
        builtins.range.__bool__ builtins.range.__hash__ builtins.range.__iter__
        builtins.range.__len__ builtins.range.__reduce__ builtins.range.__repr__
        builtins.range.__reversed__ builtins.reversed.__iter__ builtins.reversed.__length_hint__
        builtins.reversed.__next__ builtins.reversed.__reduce__ builtins.set.__iter__
        builtins.set.__len__ builtins.set.__reduce__ builtins.set.__repr__ builtins.set.__sizeof__
        builtins.set.clear builtins.set.copy builtins.set.pop builtins.slice.__hash__
        builtins.slice.__reduce__ builtins.slice.__repr__ builtins.staticmethod.__repr__
        builtins.str.__getnewargs__ builtins.str.__hash__ builtins.str.__iter__
        builtins.str.__len__ builtins.str.__repr__ builtins.str.__sizeof__ builtins.str.__str__
        builtins.str.capitalize builtins.str.casefold builtins.str.isalnum builtins.str.isalpha
        builtins.str.isascii builtins.str.isdecimal builtins.str.isdigit builtins.str.isidentifier
        builtins.str.islower builtins.str.isnumeric builtins.str.isprintable builtins.str.isspace
        builtins.str.istitle builtins.str.isupper builtins.str.lower builtins.str.swapcase
        builtins.str.title builtins.str.upper builtins.super.__repr__ builtins.tuple.__getnewargs__
        builtins.tuple.__hash__ builtins.tuple.__iter__ builtins.tuple.__len__
        builtins.tuple.__repr__ builtins.type.__dir__ builtins.type.__repr__
        builtins.type.__sizeof__ builtins.type.__subclasses__ builtins.type.mro
        builtins.zip.__iter__ builtins.zip.__next__ builtins.zip.__reduce__
        itertools._grouper.__iter__ itertools._grouper.__next__ itertools._tee.__copy__
        itertools._tee.__iter__ itertools._tee.__next__ itertools.accumulate.__iter__
        itertools.accumulate.__next__ itertools.batched.__iter__ itertools.batched.__next__
        itertools.chain.__iter__ itertools.chain.__next__ itertools.combinations.__iter__
        itertools.combinations.__next__ itertools.combinations.__sizeof__
        itertools.combinations_with_replacement.__iter__
        itertools.combinations_with_replacement.__next__
        itertools.combinations_with_replacement.__sizeof__ itertools.compress.__iter__
        itertools.compress.__next__ itertools.count.__iter__ itertools.count.__next__
        itertools.count.__repr__ itertools.cycle.__iter__ itertools.cycle.__next__
        itertools.dropwhile.__iter__ itertools.dropwhile.__next__ itertools.filterfalse.__iter__
        itertools.filterfalse.__next__ itertools.groupby.__iter__ itertools.groupby.__next__
        itertools.islice.__iter__ itertools.islice.__next__ itertools.pairwise.__iter__
        itertools.pairwise.__next__ itertools.permutations.__iter__ itertools.permutations.__next__
        itertools.permutations.__sizeof__ itertools.product.__iter__ itertools.product.__next__
        itertools.product.__sizeof__ itertools.repeat.__iter__ itertools.repeat.__length_hint__
        itertools.repeat.__next__ itertools.repeat.__repr__ itertools.starmap.__iter__
        itertools.starmap.__next__ itertools.takewhile.__iter__ itertools.takewhile.__next__
        itertools.zip_longest.__iter__ itertools.zip_longest.__next__ time.monotonic
        time.monotonic_ns time.perf_counter time.perf_counter_ns time.process_time
        time.process_time_ns time.struct_time.__reduce__ time.struct_time.__repr__ time.thread_time
        time.thread_time_ns time.time time.time_ns time.tzset types.GenericAlias.__dir__
        types.GenericAlias.__hash__ types.GenericAlias.__iter__ types.GenericAlias.__reduce__
        types.GenericAlias.__repr__ types.NoneType.__bool__ types.NoneType.__hash__
        types.NoneType.__repr__ types.NotImplementedType.__bool__
        types.NotImplementedType.__reduce__ types.NotImplementedType.__repr__
        types.SimpleNamespace.__reduce__ types.SimpleNamespace.__repr__ types.Union.__hash__
        types.Union.__repr__ types.builtin_function_or_method.__hash__
        types.builtin_function_or_method.__reduce__ types.builtin_function_or_method.__repr__
        types.bytearray_iterator.__iter__ types.bytearray_iterator.__length_hint__
        types.bytearray_iterator.__next__ types.bytearray_iterator.__reduce__
        types.bytes_iterator.__iter__ types.bytes_iterator.__length_hint__
        types.bytes_iterator.__next__ types.bytes_iterator.__reduce__
        types.callable_iterator.__iter__ types.callable_iterator.__next__
        types.callable_iterator.__reduce__ types.classmethod_descriptor.__repr__
        types.code.__hash__ types.code.__repr__ types.code.__sizeof__ types.code.co_branches
        types.code.co_lines types.code.co_positions types.coroutine.__await__
        types.coroutine.__del__ types.coroutine.__repr__ types.coroutine.__sizeof__
        types.coroutine.close types.dict_itemiterator.__iter__
        types.dict_itemiterator.__length_hint__ types.dict_itemiterator.__next__
        types.dict_itemiterator.__reduce__ types.dict_items.__iter__ types.dict_items.__len__
        types.dict_items.__repr__ types.dict_items.__reversed__ types.dict_keyiterator.__iter__
        types.dict_keyiterator.__length_hint__ types.dict_keyiterator.__next__
        types.dict_keyiterator.__reduce__ types.dict_keys.__iter__ types.dict_keys.__len__
        types.dict_keys.__repr__ types.dict_keys.__reversed__
        types.dict_reversekeyiterator.__iter__ types.dict_reversekeyiterator.__length_hint__
        types.dict_reversekeyiterator.__next__ types.dict_reversekeyiterator.__reduce__
        types.dict_valueiterator.__iter__ types.dict_valueiterator.__length_hint__
        types.dict_valueiterator.__next__ types.dict_valueiterator.__reduce__
        types.dict_values.__iter__ types.dict_values.__len__ types.dict_values.__repr__
        types.dict_values.__reversed__ types.ellipsis.__reduce__ types.ellipsis.__repr__
        types.function.__repr__ types.generator.__del__ types.generator.__iter__
        types.generator.__next__ types.generator.__repr__ types.generator.__sizeof__
        types.generator.close types.getset_descriptor.__repr__ types.list_iterator.__iter__
        types.list_iterator.__length_hint__ types.list_iterator.__next__
        types.list_iterator.__reduce__ types.list_reverseiterator.__iter__
        types.list_reverseiterator.__length_hint__ types.list_reverseiterator.__next__
        types.list_reverseiterator.__reduce__ types.longrange_iterator.__iter__
        types.longrange_iterator.__length_hint__ types.longrange_iterator.__next__
        types.longrange_iterator.__reduce__ types.mappingproxy.__hash__ types.mappingproxy.__iter__
        types.mappingproxy.__len__ types.mappingproxy.__repr__ types.mappingproxy.__reversed__
        types.mappingproxy.__str__ types.mappingproxy.copy types.mappingproxy.items
        types.mappingproxy.keys types.mappingproxy.values types.method-wrapper.__hash__
        types.method-wrapper.__reduce__ types.method-wrapper.__repr__ types.method.__hash__
        types.method.__reduce__ types.method.__repr__ types.method_descriptor.__reduce__
        types.method_descriptor.__repr__ types.module.__dir__ types.module.__repr__
        types.range_iterator.__iter__ types.range_iterator.__length_hint__
        types.range_iterator.__next__ types.range_iterator.__reduce__ types.set_iterator.__iter__
        types.set_iterator.__length_hint__ types.set_iterator.__next__
        types.set_iterator.__reduce__ types.str_ascii_iterator.__iter__
        types.str_ascii_iterator.__length_hint__ types.str_ascii_iterator.__next__
        types.str_ascii_iterator.__reduce__ types.tuple_iterator.__iter__
        types.tuple_iterator.__length_hint__ types.tuple_iterator.__next__
        types.tuple_iterator.__reduce__ types.wrapper_descriptor.__reduce__
        types.wrapper_descriptor.__repr__''',
    '($self, /, **changes)': '''
        time.struct_time.__replace__ types.SimpleNamespace.__replace__ types.code.__replace__
        types.code.replace''',
    '($self, /, *, key=None, reverse=False)': '''
        builtins.list.sort''',
    '($self, /, *args, **kwargs)': '''
        _collections.OrderedDict.__init__ _collections.defaultdict.__init__
        _collections.deque.__init__ _functools._lru_cache_wrapper.__call__
        _functools.partial.__call__ _operator.attrgetter.__call__ _operator.itemgetter.__call__
        _operator.methodcaller.__call__ _weakref.CallableProxyType.__call__
        _weakref.ReferenceType.__call__ _weakref.ReferenceType.__init__
        builtins.AttributeError.__init__ builtins.BaseException.__init__
        builtins.BaseExceptionGroup.__init__ builtins.ImportError.__init__
        builtins.NameError.__init__ builtins.OSError.__init__ builtins.StopIteration.__init__
        builtins.SyntaxError.__init__ builtins.SystemExit.__init__
        builtins.UnicodeDecodeError.__init__ builtins.UnicodeEncodeError.__init__
        builtins.UnicodeTranslateError.__init__ builtins.bytearray.__init__
        builtins.classmethod.__init__ builtins.dict.__init__ builtins.list.__init__
        builtins.object.__init__ builtins.property.__init__ builtins.set.__init__
        builtins.staticmethod.__call__ builtins.staticmethod.__init__ builtins.str.format
        builtins.super.__init__ builtins.type.__call__ builtins.type.__init__
        types.GenericAlias.__call__ types.SimpleNamespace.__init__
        types.builtin_function_or_method.__call__ types.classmethod_descriptor.__call__
        types.function.__call__ types.method-wrapper.__call__ types.method.__call__
        types.method_descriptor.__call__ types.module.__init__ types.wrapper_descriptor.__call__''',
    '($self, /, *exc_info)': '''
        builtins.memoryview.__exit__''',
    '($self, /, *others)': '''
        builtins.frozenset.difference builtins.frozenset.intersection builtins.frozenset.union
        builtins.set.difference builtins.set.difference_update builtins.set.intersection
        builtins.set.intersection_update builtins.set.union builtins.set.update''',
    "($self, /, encoding='utf-8', errors='strict')": '''
        builtins.bytearray.decode builtins.bytes.decode builtins.str.encode''',
    '($self, /, format, shape=<unrepresentable>)': '''
        builtins.memoryview.cast''',
    '($self, /, keepends=False)': '''
        builtins.bytearray.splitlines builtins.bytes.splitlines builtins.str.splitlines''',
    '($self, /, key, default=<unrepresentable>)': '''
        _collections.OrderedDict.pop''',
    '($self, /, key, default=None)': '''
        _collections.OrderedDict.setdefault''',
    '($self, /, key, last=True)': '''
        _collections.OrderedDict.move_to_end''',
    '($self, /, last=True)': '''
        _collections.OrderedDict.popitem''',
    "($self, /, length=1, byteorder='big', *, signed=False)": '''
        builtins.int.to_bytes''',
    '($self, /, oparg)': '''
        types.code._varname_from_oparg''',
    "($self, /, order='C')": '''
        builtins.memoryview.tobytes''',
    '($self, /, sep=<unrepresentable>, bytes_per_sep=1)': '''
        builtins.bytearray.hex builtins.bytes.hex builtins.memoryview.hex''',
    '($self, /, sep=None, maxsplit=-1)': '''
        builtins.bytearray.rsplit builtins.bytearray.split builtins.bytes.rsplit
        builtins.bytes.split builtins.str.rsplit builtins.str.split''',
    '($self, /, tabsize=8)': '''
        builtins.bytearray.expandtabs builtins.bytes.expandtabs builtins.str.expandtabs''',
    '($self, buffer, /)': '''
        builtins.bytearray.__release_buffer__ builtins.memoryview.__release_buffer__''',
    '($self, bytes=None, /)': '''
        builtins.bytearray.lstrip builtins.bytearray.rstrip builtins.bytearray.strip
        builtins.bytes.lstrip builtins.bytes.rstrip builtins.bytes.strip''',
    '($self, chars=None, /)': '''
        builtins.str.lstrip builtins.str.rstrip builtins.str.strip''',
    '($self, excs, /)': '''
        builtins.BaseExceptionGroup.derive''',
    '($self, flags, /)': '''
        builtins.bytearray.__buffer__ builtins.bytes.__buffer__ builtins.memoryview.__buffer__''',
    '($self, format_spec, /)': '''
        builtins.complex.__format__ builtins.float.__format__ builtins.int.__format__
        builtins.object.__format__ builtins.str.__format__''',
    '($self, index, /)': '''
        builtins.list.__getitem__''',
    '($self, index, item, /)': '''
        builtins.bytearray.insert''',
    '($self, index, object, /)': '''
        builtins.list.insert''',
    '($self, index, value, /)': '''
        _collections.deque.insert''',
    '($self, index=-1, /)': '''
        builtins.bytearray.pop builtins.list.pop''',
    '($self, instance, /)': '''
        _collections._tuplegetter.__delete__ builtins.property.__delete__
        builtins.type.__instancecheck__ types.getset_descriptor.__delete__''',
    '($self, instance, owner=None, /)': '''
        _collections._tuplegetter.__get__ _functools._lru_cache_wrapper.__get__
        _functools.partial.__get__ builtins.classmethod.__get__ builtins.property.__get__
        builtins.staticmethod.__get__ builtins.super.__get__ types.classmethod_descriptor.__get__
        types.function.__get__ types.getset_descriptor.__get__ types.method.__get__
        types.method_descriptor.__get__ types.wrapper_descriptor.__get__''',
    '($self, instance, value, /)': '''
        _collections._tuplegetter.__set__ builtins.property.__set__ types.getset_descriptor.__set__''',
    '($self, item, /)': '''
        _collections.deque.append _collections.deque.appendleft builtins.bytearray.append''',
    '($self, iterable, /)': '''
        _collections.deque.extend _collections.deque.extendleft builtins.list.extend
        builtins.str.join''',
    '($self, iterable_of_bytes, /)': '''
        builtins.bytearray.join builtins.bytes.join''',
    '($self, iterable_of_ints, /)': '''
        builtins.bytearray.extend''',
    '($self, key, /)': '''
        _collections.OrderedDict.__delitem__ _collections.deque.__contains__
        _collections.deque.__delitem__ _collections.deque.__getitem__
        _weakref.CallableProxyType.__contains__ _weakref.CallableProxyType.__delitem__
        _weakref.CallableProxyType.__getitem__ _weakref.ProxyType.__contains__
        _weakref.ProxyType.__delitem__ _weakref.ProxyType.__getitem__
        builtins.bytearray.__contains__ builtins.bytearray.__delitem__
        builtins.bytearray.__getitem__ builtins.bytes.__contains__ builtins.bytes.__getitem__
        builtins.dict.__contains__ builtins.dict.__delitem__ builtins.dict.__getitem__
        builtins.list.__contains__ builtins.list.__delitem__ builtins.memoryview.__delitem__
        builtins.memoryview.__getitem__ builtins.range.__contains__ builtins.range.__getitem__
        builtins.str.__contains__ builtins.str.__getitem__ builtins.tuple.__contains__
        builtins.tuple.__getitem__ types.GenericAlias.__getitem__ types.Union.__getitem__
        types.dict_items.__contains__ types.dict_keys.__contains__ types.mappingproxy.__contains__
        types.mappingproxy.__getitem__''',
    '($self, key, default=<unrepresentable>, /)': '''
        builtins.dict.pop''',
    '($self, key, default=None, /)': '''
        builtins.dict.get builtins.dict.setdefault types.mappingproxy.get''',
    '($self, key, value, /)': '''
        _collections.OrderedDict.__setitem__ _collections.deque.__setitem__
        _weakref.CallableProxyType.__setitem__ _weakref.ProxyType.__setitem__
        builtins.bytearray.__setitem__ builtins.dict.__setitem__ builtins.list.__setitem__
        builtins.memoryview.__setitem__''',
    '($self, mapping, /)': '''
        builtins.str.format_map''',
    '($self, matcher_value, /)': '''
        builtins.BaseExceptionGroup.split builtins.BaseExceptionGroup.subgroup''',
    '($self, n=1, /)': '''
        _collections.deque.rotate''',
    '($self, name, /)': '''
        _collections._deque_iterator.__getattribute__
        _collections._deque_reverse_iterator.__getattribute__
        _collections.defaultdict.__getattribute__ _collections.deque.__getattribute__
        _functools.partial.__delattr__ _functools.partial.__getattribute__
        _operator.attrgetter.__getattribute__ _operator.itemgetter.__getattribute__
        _operator.methodcaller.__getattribute__ _weakref.CallableProxyType.__delattr__
        _weakref.CallableProxyType.__getattribute__ _weakref.ProxyType.__delattr__
        _weakref.ProxyType.__getattribute__ builtins.object.__delattr__
        builtins.object.__getattribute__ builtins.super.__getattribute__ builtins.type.__delattr__
        builtins.type.__getattribute__ itertools._grouper.__getattribute__
        itertools._tee_dataobject.__getattribute__ itertools.accumulate.__getattribute__
        itertools.batched.__getattribute__ itertools.chain.__getattribute__
        itertools.combinations.__getattribute__
        itertools.combinations_with_replacement.__getattribute__
        itertools.compress.__getattribute__ itertools.count.__getattribute__
        itertools.cycle.__getattribute__ itertools.dropwhile.__getattribute__
        itertools.filterfalse.__getattribute__ itertools.groupby.__getattribute__
        itertools.islice.__getattribute__ itertools.pairwise.__getattribute__
        itertools.permutations.__getattribute__ itertools.product.__getattribute__
        itertools.repeat.__getattribute__ itertools.starmap.__getattribute__
        itertools.takewhile.__getattribute__ itertools.zip_longest.__getattribute__
        types.GenericAlias.__getattribute__ types.Union.__getattribute__
        types.method.__getattribute__ types.module.__getattribute__''',
    '($self, name, value, /)': '''
        _functools.partial.__setattr__ _weakref.CallableProxyType.__setattr__
        _weakref.ProxyType.__setattr__ builtins.object.__setattr__ builtins.type.__setattr__''',
    '($self, ndigits=None, /)': '''
        builtins.float.__round__ builtins.int.__round__''',
    '($self, note, /)': '''
        builtins.BaseException.add_note''',
    '($self, object, /)': '''
        _collections.defaultdict.__missing__ _functools.partial.__setstate__
        builtins.frozenset.__contains__ builtins.list.append builtins.map.__setstate__
        builtins.property.deleter builtins.property.getter builtins.property.setter
        builtins.range.count builtins.range.index builtins.reversed.__setstate__
        builtins.set.__contains__ builtins.set.add builtins.set.discard builtins.set.remove
        builtins.slice.indices builtins.zip.__setstate__ time.mktime time.sleep
        types.GenericAlias.__instancecheck__ types.GenericAlias.__mro_entries__
        types.GenericAlias.__subclasscheck__ types.Union.__mro_entries__
        types.bytearray_iterator.__setstate__ types.bytes_iterator.__setstate__
        types.coroutine.send types.dict_items.isdisjoint types.dict_keys.isdisjoint
        types.generator.send types.list_iterator.__setstate__
        types.list_reverseiterator.__setstate__ types.longrange_iterator.__setstate__
        types.range_iterator.__setstate__ types.str_ascii_iterator.__setstate__
        types.tuple_iterator.__setstate__''',
    '($self, old, new, /, count=-1)': '''
        builtins.str.replace''',
    '($self, old, new, count=-1, /)': '''
        builtins.bytearray.replace builtins.bytes.replace''',
    '($self, other, /)': '''
        builtins.frozenset.isdisjoint builtins.frozenset.issubset builtins.frozenset.issuperset
        builtins.frozenset.symmetric_difference builtins.set.isdisjoint builtins.set.issubset
        builtins.set.issuperset builtins.set.symmetric_difference
        builtins.set.symmetric_difference_update''',
    '($self, owner, name, /)': '''
        builtins.property.__set_name__''',
    '($self, prefix, /)': '''
        builtins.bytearray.removeprefix builtins.bytes.removeprefix builtins.str.removeprefix''',
    '($self, prefix[, start[, end]], /)': '''
        builtins.bytearray.startswith builtins.bytes.startswith builtins.str.startswith''',
    '($self, proto=0, /)': '''
        builtins.bytearray.__reduce_ex__''',
    '($self, protocol, /)': '''
        builtins.object.__reduce_ex__''',
    '($self, sep, /)': '''
        builtins.bytearray.partition builtins.bytearray.rpartition builtins.bytes.partition
        builtins.bytes.rpartition builtins.str.partition builtins.str.rpartition''',
    '($self, size, /)': '''
        builtins.bytearray.resize''',
    '($self, state, /)': '''
        builtins.BaseException.__setstate__''',
    '($self, sub[, start[, end]], /)': '''
        builtins.bytearray.count builtins.bytearray.find builtins.bytearray.index
        builtins.bytearray.rfind builtins.bytearray.rindex builtins.bytes.count builtins.bytes.find
        builtins.bytes.index builtins.bytes.rfind builtins.bytes.rindex builtins.str.count
        builtins.str.find builtins.str.index builtins.str.rfind builtins.str.rindex''',
    '($self, subclass, /)': '''
        builtins.type.__subclasscheck__''',
    '($self, suffix, /)': '''
        builtins.bytearray.removesuffix builtins.bytes.removesuffix builtins.str.removesuffix''',
    '($self, suffix[, start[, end]], /)': '''
        builtins.bytearray.endswith builtins.bytes.endswith builtins.str.endswith''',
    '($self, table, /)': '''
        builtins.str.translate''',
    "($self, table, /, delete=b'')": '''
        builtins.bytearray.translate builtins.bytes.translate''',
    '($self, tb, /)': '''
        builtins.BaseException.with_traceback''',
    '($self, value, /)': '''
        _collections.OrderedDict.__eq__ _collections.OrderedDict.__ge__
        _collections.OrderedDict.__gt__ _collections.OrderedDict.__ior__
        _collections.OrderedDict.__le__ _collections.OrderedDict.__lt__
        _collections.OrderedDict.__ne__ _collections.OrderedDict.__or__
        _collections.OrderedDict.__ror__ _collections.defaultdict.__or__
        _collections.defaultdict.__ror__ _collections.deque.__add__ _collections.deque.__eq__
        _collections.deque.__ge__ _collections.deque.__gt__ _collections.deque.__iadd__
        _collections.deque.__imul__ _collections.deque.__le__ _collections.deque.__lt__
        _collections.deque.__mul__ _collections.deque.__ne__ _collections.deque.__rmul__
        _collections.deque.count _collections.deque.remove _weakref.CallableProxyType.__add__
        _weakref.CallableProxyType.__and__ _weakref.CallableProxyType.__divmod__
        _weakref.CallableProxyType.__eq__ _weakref.CallableProxyType.__floordiv__
        _weakref.CallableProxyType.__ge__ _weakref.CallableProxyType.__gt__
        _weakref.CallableProxyType.__iadd__ _weakref.CallableProxyType.__iand__
        _weakref.CallableProxyType.__ifloordiv__ _weakref.CallableProxyType.__ilshift__
        _weakref.CallableProxyType.__imatmul__ _weakref.CallableProxyType.__imod__
        _weakref.CallableProxyType.__imul__ _weakref.CallableProxyType.__ior__
        _weakref.CallableProxyType.__ipow__ _weakref.CallableProxyType.__irshift__
        _weakref.CallableProxyType.__isub__ _weakref.CallableProxyType.__itruediv__
        _weakref.CallableProxyType.__ixor__ _weakref.CallableProxyType.__le__
        _weakref.CallableProxyType.__lshift__ _weakref.CallableProxyType.__lt__
        _weakref.CallableProxyType.__matmul__ _weakref.CallableProxyType.__mod__
        _weakref.CallableProxyType.__mul__ _weakref.CallableProxyType.__ne__
        _weakref.CallableProxyType.__or__ _weakref.CallableProxyType.__radd__
        _weakref.CallableProxyType.__rand__ _weakref.CallableProxyType.__rdivmod__
        _weakref.CallableProxyType.__rfloordiv__ _weakref.CallableProxyType.__rlshift__
        _weakref.CallableProxyType.__rmatmul__ _weakref.CallableProxyType.__rmod__
        _weakref.CallableProxyType.__rmul__ _weakref.CallableProxyType.__ror__
        _weakref.CallableProxyType.__rrshift__ _weakref.CallableProxyType.__rshift__
        _weakref.CallableProxyType.__rsub__ _weakref.CallableProxyType.__rtruediv__
        _weakref.CallableProxyType.__rxor__ _weakref.CallableProxyType.__sub__
        _weakref.CallableProxyType.__truediv__ _weakref.CallableProxyType.__xor__
        _weakref.ProxyType.__add__ _weakref.ProxyType.__and__ _weakref.ProxyType.__divmod__
        _weakref.ProxyType.__eq__ _weakref.ProxyType.__floordiv__ _weakref.ProxyType.__ge__
        _weakref.ProxyType.__gt__ _weakref.ProxyType.__iadd__ _weakref.ProxyType.__iand__
        _weakref.ProxyType.__ifloordiv__ _weakref.ProxyType.__ilshift__
        _weakref.ProxyType.__imatmul__ _weakref.ProxyType.__imod__ _weakref.ProxyType.__imul__
        _weakref.ProxyType.__ior__ _weakref.ProxyType.__ipow__ _weakref.ProxyType.__irshift__
        _weakref.ProxyType.__isub__ _weakref.ProxyType.__itruediv__ _weakref.ProxyType.__ixor__
        _weakref.ProxyType.__le__ _weakref.ProxyType.__lshift__ _weakref.ProxyType.__lt__
        _weakref.ProxyType.__matmul__ _weakref.ProxyType.__mod__ _weakref.ProxyType.__mul__
        _weakref.ProxyType.__ne__ _weakref.ProxyType.__or__ _weakref.ProxyType.__radd__
        _weakref.ProxyType.__rand__ _weakref.ProxyType.__rdivmod__ _weakref.ProxyType.__rfloordiv__
        _weakref.ProxyType.__rlshift__ _weakref.ProxyType.__rmatmul__ _weakref.ProxyType.__rmod__
        _weakref.ProxyType.__rmul__ _weakref.ProxyType.__ror__ _weakref.ProxyType.__rrshift__
        _weakref.ProxyType.__rshift__ _weakref.ProxyType.__rsub__ _weakref.ProxyType.__rtruediv__
        _weakref.ProxyType.__rxor__ _weakref.ProxyType.__sub__ _weakref.ProxyType.__truediv__
        _weakref.ProxyType.__xor__ _weakref.ReferenceType.__eq__ _weakref.ReferenceType.__ge__
        _weakref.ReferenceType.__gt__ _weakref.ReferenceType.__le__ _weakref.ReferenceType.__lt__
        _weakref.ReferenceType.__ne__ builtins.bool.__and__ builtins.bool.__or__
        builtins.bool.__rand__ builtins.bool.__ror__ builtins.bool.__rxor__ builtins.bool.__xor__
        builtins.bytearray.__add__ builtins.bytearray.__eq__ builtins.bytearray.__ge__
        builtins.bytearray.__gt__ builtins.bytearray.__iadd__ builtins.bytearray.__imul__
        builtins.bytearray.__le__ builtins.bytearray.__lt__ builtins.bytearray.__mod__
        builtins.bytearray.__mul__ builtins.bytearray.__ne__ builtins.bytearray.__rmod__
        builtins.bytearray.__rmul__ builtins.bytearray.remove builtins.bytes.__add__
        builtins.bytes.__eq__ builtins.bytes.__ge__ builtins.bytes.__gt__ builtins.bytes.__le__
        builtins.bytes.__lt__ builtins.bytes.__mod__ builtins.bytes.__mul__ builtins.bytes.__ne__
        builtins.bytes.__rmod__ builtins.bytes.__rmul__ builtins.complex.__add__
        builtins.complex.__eq__ builtins.complex.__ge__ builtins.complex.__gt__
        builtins.complex.__le__ builtins.complex.__lt__ builtins.complex.__mul__
        builtins.complex.__ne__ builtins.complex.__radd__ builtins.complex.__rmul__
        builtins.complex.__rsub__ builtins.complex.__rtruediv__ builtins.complex.__sub__
        builtins.complex.__truediv__ builtins.dict.__eq__ builtins.dict.__ge__ builtins.dict.__gt__
        builtins.dict.__ior__ builtins.dict.__le__ builtins.dict.__lt__ builtins.dict.__ne__
        builtins.dict.__or__ builtins.dict.__ror__ builtins.float.__add__ builtins.float.__divmod__
        builtins.float.__eq__ builtins.float.__floordiv__ builtins.float.__ge__
        builtins.float.__gt__ builtins.float.__le__ builtins.float.__lt__ builtins.float.__mod__
        builtins.float.__mul__ builtins.float.__ne__ builtins.float.__radd__
        builtins.float.__rdivmod__ builtins.float.__rfloordiv__ builtins.float.__rmod__
        builtins.float.__rmul__ builtins.float.__rsub__ builtins.float.__rtruediv__
        builtins.float.__sub__ builtins.float.__truediv__ builtins.frozenset.__and__
        builtins.frozenset.__eq__ builtins.frozenset.__ge__ builtins.frozenset.__gt__
        builtins.frozenset.__le__ builtins.frozenset.__lt__ builtins.frozenset.__ne__
        builtins.frozenset.__or__ builtins.frozenset.__rand__ builtins.frozenset.__ror__
        builtins.frozenset.__rsub__ builtins.frozenset.__rxor__ builtins.frozenset.__sub__
        builtins.frozenset.__xor__ builtins.int.__add__ builtins.int.__and__
        builtins.int.__divmod__ builtins.int.__eq__ builtins.int.__floordiv__ builtins.int.__ge__
        builtins.int.__gt__ builtins.int.__le__ builtins.int.__lshift__ builtins.int.__lt__
        builtins.int.__mod__ builtins.int.__mul__ builtins.int.__ne__ builtins.int.__or__
        builtins.int.__radd__ builtins.int.__rand__ builtins.int.__rdivmod__
        builtins.int.__rfloordiv__ builtins.int.__rlshift__ builtins.int.__rmod__
        builtins.int.__rmul__ builtins.int.__ror__ builtins.int.__rrshift__ builtins.int.__rshift__
        builtins.int.__rsub__ builtins.int.__rtruediv__ builtins.int.__rxor__ builtins.int.__sub__
        builtins.int.__truediv__ builtins.int.__xor__ builtins.list.__add__ builtins.list.__eq__
        builtins.list.__ge__ builtins.list.__gt__ builtins.list.__iadd__ builtins.list.__imul__
        builtins.list.__le__ builtins.list.__lt__ builtins.list.__mul__ builtins.list.__ne__
        builtins.list.__rmul__ builtins.list.count builtins.list.remove builtins.memoryview.__eq__
        builtins.memoryview.__ge__ builtins.memoryview.__gt__ builtins.memoryview.__le__
        builtins.memoryview.__lt__ builtins.memoryview.__ne__ builtins.memoryview.count
        builtins.object.__eq__ builtins.object.__ge__ builtins.object.__gt__ builtins.object.__le__
        builtins.object.__lt__ builtins.object.__ne__ builtins.range.__eq__ builtins.range.__ge__
        builtins.range.__gt__ builtins.range.__le__ builtins.range.__lt__ builtins.range.__ne__
        builtins.set.__and__ builtins.set.__eq__ builtins.set.__ge__ builtins.set.__gt__
        builtins.set.__iand__ builtins.set.__ior__ builtins.set.__isub__ builtins.set.__ixor__
        builtins.set.__le__ builtins.set.__lt__ builtins.set.__ne__ builtins.set.__or__
        builtins.set.__rand__ builtins.set.__ror__ builtins.set.__rsub__ builtins.set.__rxor__
        builtins.set.__sub__ builtins.set.__xor__ builtins.slice.__eq__ builtins.slice.__ge__
        builtins.slice.__gt__ builtins.slice.__le__ builtins.slice.__lt__ builtins.slice.__ne__
        builtins.str.__add__ builtins.str.__eq__ builtins.str.__ge__ builtins.str.__gt__
        builtins.str.__le__ builtins.str.__lt__ builtins.str.__mod__ builtins.str.__mul__
        builtins.str.__ne__ builtins.str.__rmod__ builtins.str.__rmul__ builtins.tuple.__add__
        builtins.tuple.__eq__ builtins.tuple.__ge__ builtins.tuple.__gt__ builtins.tuple.__le__
        builtins.tuple.__lt__ builtins.tuple.__mul__ builtins.tuple.__ne__ builtins.tuple.__rmul__
        builtins.tuple.count builtins.type.__or__ builtins.type.__ror__ types.GenericAlias.__eq__
        types.GenericAlias.__ge__ types.GenericAlias.__gt__ types.GenericAlias.__le__
        types.GenericAlias.__lt__ types.GenericAlias.__ne__ types.GenericAlias.__or__
        types.GenericAlias.__ror__ types.NoneType.__eq__ types.NoneType.__ge__
        types.NoneType.__gt__ types.NoneType.__le__ types.NoneType.__lt__ types.NoneType.__ne__
        types.SimpleNamespace.__eq__ types.SimpleNamespace.__ge__ types.SimpleNamespace.__gt__
        types.SimpleNamespace.__le__ types.SimpleNamespace.__lt__ types.SimpleNamespace.__ne__
        types.Union.__eq__ types.Union.__ge__ types.Union.__gt__ types.Union.__le__
        types.Union.__lt__ types.Union.__ne__ types.Union.__or__ types.Union.__ror__
        types.builtin_function_or_method.__eq__ types.builtin_function_or_method.__ge__
        types.builtin_function_or_method.__gt__ types.builtin_function_or_method.__le__
        types.builtin_function_or_method.__lt__ types.builtin_function_or_method.__ne__
        types.code.__eq__ types.code.__ge__ types.code.__gt__ types.code.__le__ types.code.__lt__
        types.code.__ne__ types.dict_items.__and__ types.dict_items.__eq__ types.dict_items.__ge__
        types.dict_items.__gt__ types.dict_items.__le__ types.dict_items.__lt__
        types.dict_items.__ne__ types.dict_items.__or__ types.dict_items.__rand__
        types.dict_items.__ror__ types.dict_items.__rsub__ types.dict_items.__rxor__
        types.dict_items.__sub__ types.dict_items.__xor__ types.dict_keys.__and__
        types.dict_keys.__eq__ types.dict_keys.__ge__ types.dict_keys.__gt__ types.dict_keys.__le__
        types.dict_keys.__lt__ types.dict_keys.__ne__ types.dict_keys.__or__
        types.dict_keys.__rand__ types.dict_keys.__ror__ types.dict_keys.__rsub__
        types.dict_keys.__rxor__ types.dict_keys.__sub__ types.dict_keys.__xor__
        types.mappingproxy.__eq__ types.mappingproxy.__ge__ types.mappingproxy.__gt__
        types.mappingproxy.__ior__ types.mappingproxy.__le__ types.mappingproxy.__lt__
        types.mappingproxy.__ne__ types.mappingproxy.__or__ types.mappingproxy.__ror__
        types.method-wrapper.__eq__ types.method-wrapper.__ge__ types.method-wrapper.__gt__
        types.method-wrapper.__le__ types.method-wrapper.__lt__ types.method-wrapper.__ne__
        types.method.__eq__ types.method.__ge__ types.method.__gt__ types.method.__le__
        types.method.__lt__ types.method.__ne__''',
    '($self, value, [start, [stop]])': '''
        _collections.deque.index''',
    '($self, value, mod=None, /)': '''
        _weakref.CallableProxyType.__pow__ _weakref.CallableProxyType.__rpow__
        _weakref.ProxyType.__pow__ _weakref.ProxyType.__rpow__ builtins.complex.__pow__
        builtins.complex.__rpow__ builtins.float.__pow__ builtins.float.__rpow__
        builtins.int.__pow__ builtins.int.__rpow__''',
    '($self, value, start=0, stop=sys.maxsize, /)': '''
        builtins.list.index builtins.memoryview.index builtins.tuple.index''',
    '($self, width, /)': '''
        builtins.bytearray.zfill builtins.bytes.zfill builtins.str.zfill''',
    "($self, width, fillchar=' ', /)": '''
        builtins.str.center builtins.str.ljust builtins.str.rjust''',
    "($self, width, fillchar=b' ', /)": '''
        builtins.bytearray.center builtins.bytearray.ljust builtins.bytearray.rjust
        builtins.bytes.center builtins.bytes.ljust builtins.bytes.rjust''',
    '($type, *args, **kwargs)': '''
        _collections._deque_iterator.__new__ _collections._deque_reverse_iterator.__new__
        _collections._tuplegetter.__new__ _collections.deque.__new__
        _functools._PlaceholderType.__new__ _functools._lru_cache_wrapper.__new__
        _functools.partial.__new__ _operator.attrgetter.__new__ _operator.itemgetter.__new__
        _operator.methodcaller.__new__ _weakref.ReferenceType.__new__
        builtins.ArithmeticError.__new__ builtins.AssertionError.__new__
        builtins.BaseException.__new__ builtins.BaseExceptionGroup.__new__
        builtins.BufferError.__new__ builtins.BytesWarning.__new__
        builtins.DeprecationWarning.__new__ builtins.EOFError.__new__
        builtins.EncodingWarning.__new__ builtins.Exception.__new__
        builtins.FloatingPointError.__new__ builtins.FutureWarning.__new__
        builtins.GeneratorExit.__new__ builtins.ImportWarning.__new__ builtins.IndexError.__new__
        builtins.KeyboardInterrupt.__new__ builtins.LookupError.__new__
        builtins.MemoryError.__new__ builtins.NotImplementedError.__new__ builtins.OSError.__new__
        builtins.OverflowError.__new__ builtins.PendingDeprecationWarning.__new__
        builtins.PythonFinalizationError.__new__ builtins.RecursionError.__new__
        builtins.ReferenceError.__new__ builtins.ResourceWarning.__new__
        builtins.RuntimeError.__new__ builtins.RuntimeWarning.__new__
        builtins.StopAsyncIteration.__new__ builtins.SyntaxWarning.__new__
        builtins.SystemError.__new__ builtins.TypeError.__new__ builtins.UnicodeDecodeError.__new__
        builtins.UnicodeEncodeError.__new__ builtins.UnicodeError.__new__
        builtins.UnicodeTranslateError.__new__ builtins.UnicodeWarning.__new__
        builtins.UserWarning.__new__ builtins.ValueError.__new__ builtins.Warning.__new__
        builtins.ZeroDivisionError.__new__ builtins.bool.__new__ builtins.bytearray.__new__
        builtins.bytes.__new__ builtins.classmethod.__new__ builtins.complex.__new__
        builtins.dict.__new__ builtins.enumerate.__new__ builtins.filter.__new__
        builtins.float.__new__ builtins.frozenset.__new__ builtins.int.__new__
        builtins.list.__new__ builtins.map.__new__ builtins.memoryview.__new__
        builtins.object.__new__ builtins.property.__new__ builtins.range.__new__
        builtins.reversed.__new__ builtins.set.__new__ builtins.slice.__new__
        builtins.staticmethod.__new__ builtins.str.__new__ builtins.super.__new__
        builtins.tuple.__new__ builtins.type.__new__ builtins.zip.__new__
        itertools._grouper.__new__ itertools._tee.__new__ itertools._tee_dataobject.__new__
        itertools.accumulate.__new__ itertools.batched.__new__ itertools.chain.__new__
        itertools.combinations.__new__ itertools.combinations_with_replacement.__new__
        itertools.compress.__new__ itertools.count.__new__ itertools.cycle.__new__
        itertools.dropwhile.__new__ itertools.filterfalse.__new__ itertools.groupby.__new__
        itertools.islice.__new__ itertools.pairwise.__new__ itertools.permutations.__new__
        itertools.product.__new__ itertools.repeat.__new__ itertools.starmap.__new__
        itertools.takewhile.__new__ itertools.zip_longest.__new__ time.struct_time.__new__
        types.GenericAlias.__new__ types.NoneType.__new__ types.NotImplementedType.__new__
        types.SimpleNamespace.__new__ types.code.__new__ types.ellipsis.__new__
        types.function.__new__ types.mappingproxy.__new__ types.method.__new__ types.module.__new__''',
    '($type, /)': '''
        builtins.object.__init_subclass__''',
    "($type, /, bytes, byteorder='big', *, signed=False)": '''
        builtins.int.from_bytes''',
    '($type, /, iterable, value=None)': '''
        _collections.OrderedDict.fromkeys''',
    '($type, /, object, flags)': '''
        builtins.memoryview._from_flags''',
    '($type, iterable, /)': '''
        itertools.chain.from_iterable''',
    '($type, iterable, value=None, /)': '''
        builtins.dict.fromkeys''',
    '($type, number, /)': '''
        builtins.complex.from_number builtins.float.from_number''',
    '($type, object, /)': '''
        _collections.defaultdict.__class_getitem__ _collections.deque.__class_getitem__
        _functools.partial.__class_getitem__ _weakref.ReferenceType.__class_getitem__
        builtins.BaseExceptionGroup.__class_getitem__ builtins.classmethod.__class_getitem__
        builtins.dict.__class_getitem__ builtins.enumerate.__class_getitem__
        builtins.frozenset.__class_getitem__ builtins.list.__class_getitem__
        builtins.memoryview.__class_getitem__ builtins.object.__subclasshook__
        builtins.set.__class_getitem__ builtins.staticmethod.__class_getitem__
        builtins.tuple.__class_getitem__ itertools.chain.__class_getitem__
        types.Union.__class_getitem__ types.coroutine.__class_getitem__
        types.generator.__class_getitem__ types.mappingproxy.__class_getitem__''',
    '($type, string, /)': '''
        builtins.bytearray.fromhex builtins.bytes.fromhex builtins.float.fromhex''',
    '($type, typestr, /)': '''
        builtins.float.__getformat__''',
    '()': '''
        builtins.object types.NoneType types.NotImplementedType types.ellipsis''',
    '(*iterables)': '''
        itertools.chain''',
    '(*iterables, fillvalue=None)': '''
        itertools.zip_longest''',
    '(*iterables, repeat=1)': '''
        itertools.product''',
    '(*iterables, strict=False)': '''
        builtins.zip''',
    '([iterable[, maxlen]])': '''
        _collections.deque''',
    '(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize,\n     flags, codestring, constants, names, varnames, filename, name,\n     qualname, firstlineno, linetable, exceptiontable, freevars=(),\n     cellvars=(), /)': '''
        types.code''',
    '(attr, /, *attrs)': '''
        _operator.attrgetter''',
    '(code, globals, name=None, argdefs=None, closure=None,\n         kwdefaults=None)': '''
        types.function''',
    '(data, selectors)': '''
        itertools.compress''',
    '(fget=None, fset=None, fdel=None, doc=None)': '''
        builtins.property''',
    '(frm, to, /)': '''
        builtins.bytearray.maketrans builtins.bytes.maketrans''',
    '(func, /, *args, **keywords)': '''
        _functools.partial''',
    '(function, /)': '''
        builtins.classmethod builtins.staticmethod''',
    '(function, instance, /)': '''
        types.method''',
    '(function, iterable, /)': '''
        builtins.filter itertools.filterfalse itertools.starmap''',
    '(function, iterable, /, *iterables, strict=False)': '''
        builtins.map''',
    '(item, /, *items)': '''
        _operator.itemgetter''',
    '(iterable, /)': '''
        itertools._tee itertools.cycle itertools.pairwise''',
    '(iterable, func=None, *, initial=None)': '''
        itertools.accumulate''',
    '(iterable, key=None)': '''
        itertools.groupby''',
    '(iterable, n, *, strict=False)': '''
        itertools.batched''',
    '(iterable, r)': '''
        itertools.combinations itertools.combinations_with_replacement''',
    '(iterable, r=None)': '''
        itertools.permutations''',
    '(iterable, start=0)': '''
        builtins.enumerate''',
    '(iterable=(), /)': '''
        builtins.frozenset builtins.list builtins.set builtins.tuple''',
    '(mapping)': '''
        types.mappingproxy''',
    '(mapping_or_iterable=(), /, **kwargs)': '''
        types.SimpleNamespace''',
    '(name, /, *args, **kwargs)': '''
        _operator.methodcaller''',
    '(name, doc=None)': '''
        types.module''',
    '(object)': '''
        builtins.memoryview''',
    '(object=False, /)': '''
        builtins.bool''',
    '(origin, args, /)': '''
        types.GenericAlias''',
    '(predicate, iterable, /)': '''
        itertools.dropwhile itertools.takewhile''',
    '(real=0, imag=0)': '''
        builtins.complex''',
    '(sequence, /)': '''
        builtins.reversed''',
    '(start=0, step=1)': '''
        itertools.count''',
    '(x, y=<unrepresentable>, z=<unrepresentable>, /)': '''
        builtins.str.maketrans''',
    '(x=0, /)': '''
        builtins.float''',
    None: '''
        _collections.OrderedDict _collections.OrderedDict.update _collections._deque_iterator
        _collections._deque_reverse_iterator _collections._tuplegetter _collections.defaultdict
        _functools._PlaceholderType _functools._lru_cache_wrapper
        _functools._lru_cache_wrapper.__copy__ _functools._lru_cache_wrapper.__deepcopy__
        _weakref.CallableProxyType _weakref.ProxyType _weakref.ReferenceType
        builtins.ArithmeticError builtins.AssertionError builtins.AttributeError
        builtins.BaseException builtins.BaseExceptionGroup builtins.BlockingIOError
        builtins.BrokenPipeError builtins.BufferError builtins.BytesWarning
        builtins.ChildProcessError builtins.ConnectionAbortedError builtins.ConnectionError
        builtins.ConnectionRefusedError builtins.ConnectionResetError builtins.DeprecationWarning
        builtins.EOFError builtins.EncodingWarning builtins.Exception builtins.ExceptionGroup
        builtins.FileExistsError builtins.FileNotFoundError builtins.FloatingPointError
        builtins.FutureWarning builtins.GeneratorExit builtins.ImportError builtins.ImportWarning
        builtins.IndentationError builtins.IndexError builtins.InterruptedError
        builtins.IsADirectoryError builtins.KeyError builtins.KeyboardInterrupt
        builtins.LookupError builtins.MemoryError builtins.ModuleNotFoundError builtins.NameError
        builtins.NotADirectoryError builtins.NotImplementedError builtins.OSError
        builtins.OverflowError builtins.PendingDeprecationWarning builtins.PermissionError
        builtins.ProcessLookupError builtins.PythonFinalizationError builtins.RecursionError
        builtins.ReferenceError builtins.ResourceWarning builtins.RuntimeError
        builtins.RuntimeWarning builtins.StopAsyncIteration builtins.StopIteration
        builtins.SyntaxError builtins.SyntaxWarning builtins.SystemError builtins.SystemExit
        builtins.TabError builtins.TimeoutError builtins.TypeError builtins.UnboundLocalError
        builtins.UnicodeDecodeError builtins.UnicodeEncodeError builtins.UnicodeError
        builtins.UnicodeTranslateError builtins.UnicodeWarning builtins.UserWarning
        builtins.ValueError builtins.Warning builtins.ZeroDivisionError
        builtins._IncompleteInputError builtins.__build_class__ builtins.bytearray builtins.bytes
        builtins.dict builtins.dict.update builtins.dir builtins.getattr builtins.int builtins.iter
        builtins.max builtins.min builtins.next builtins.range builtins.slice builtins.str
        builtins.super builtins.type builtins.vars gc.set_threshold itertools._grouper
        itertools._tee_dataobject itertools.islice itertools.repeat math.log sys.getsizeof
        sys.set_asyncgen_hooks time.asctime time.clock_getres time.clock_settime
        time.clock_settime_ns time.ctime time.get_clock_info time.gmtime time.localtime
        time.pthread_getcpuclockid time.strftime time.strptime time.struct_time types.Union
        types.builtin_function_or_method types.bytearray_iterator types.bytes_iterator
        types.callable_iterator types.classmethod_descriptor types.coroutine types.coroutine.throw
        types.dict_itemiterator types.dict_items types.dict_keyiterator types.dict_keys
        types.dict_reversekeyiterator types.dict_valueiterator types.dict_values types.generator
        types.generator.throw types.getset_descriptor types.list_iterator
        types.list_reverseiterator types.longrange_iterator types.method-wrapper
        types.method_descriptor types.range_iterator types.set_iterator types.str_ascii_iterator
        types.tuple_iterator types.wrapper_descriptor''',
}
