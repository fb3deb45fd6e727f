"""What can follow at the prompt.

`complete` looks at names, attributes, imports, keys, files and parameters. It runs no code of the
program but `__dir__`: attributes are looked up where they lie, so that properties, `__getattr__`
and `__getattribute__` are left alone. `isinstance` would ask an object for its `__class__`, so the
type itself is looked at.
"""

import builtins
import collections
import keyword
import os
import re
import sys
import types

_NAME = r"[^\W\d]\w*"
_TRAIL = rf"(?:{_NAME})(?:\s*\.\s*{_NAME}|\[[^\[\]]*\])*"
_LITERAL = r"\b[rR]?[bB][rR]?(?:\"[^\"]*\"|'[^']*')|[\"'\]\)\}]"
_ATTRIBUTE = re.compile(rf"(?P<object>{_TRAIL}|{_LITERAL})\s*\.\s*(?P<prefix>\w*)$")
_SUBSCRIPT = re.compile(rf"(?P<object>{_TRAIL})\[\s*(?P<prefix>[\w.+-]*)$")
_CALLEE = re.compile(rf"(?P<object>{_TRAIL})\s*$")
_WORD = re.compile(r"\w*$")
_FROM = re.compile(r"\s*from\s+(?P<module>[\w.]+)\s+import\s+(?P<names>.*)$", re.DOTALL)
_STEP = re.compile(rf"\s*\.\s*(?P<name>{_NAME})|\[(?P<key>[^\[\]]*)\]")
_LITERALS = {'"': str, "'": str, "]": list, "}": dict, ")": tuple}
_MISSING = object()
# What has keys beside dicts, and is no code of the program.
_MAPPINGS = collections.OrderedDict, type(os.environ)


def complete(text, cursor, namespace):
    """Return where the word before the cursor begins, and what it can become."""
    before = text[:cursor]
    parts = _open_parts(before)
    fields = [start for kind, _, _, start in parts if kind == "field"]
    if parts and parts[-1][0] in ("comment", "format"):
        return cursor, []
    if fields:
        begin, found = complete(before[fields[-1] :], cursor - fields[-1], namespace)
        return begin + fields[-1], found
    if parts:
        _, quotes, _, start = parts[-1]
        return _in_string(before, quotes, start, namespace)
    found = _imports(before)
    if found is not None:
        return found
    match = _ATTRIBUTE.search(before)
    if match:
        return match.start("prefix"), _attributes(match["object"], match["prefix"], namespace)
    match = _SUBSCRIPT.search(before)
    if match:
        keys = _keys(_resolve(match["object"], namespace))
        found = [repr(key) for key in keys if type(key) in (str, int, bool, bytes)]
        found = [key + "]" for key in found if key.startswith(match["prefix"])]
        if found:
            return match.start("prefix"), sorted(found)
    start = _WORD.search(before).start()
    prefix = before[start:]
    if prefix[:1].isdigit():
        return cursor, []
    found = set(_parameters(before[:start], prefix, namespace))
    # Where nothing of a word is there yet, all names would only be in the way.
    if prefix or not found:
        found.update(_names(prefix, namespace))
    return start, sorted(found)


def _open_parts(before):
    """Return what the text ends in, from the outside in: strings, fields of f-strings, formats of
    such fields, each with where it begins; a comment goes last.

    What stands in a field is code, which has strings of its own.
    """
    parts, brackets = [], [0]
    index = 0
    while index < len(before):
        character = before[index]
        kind, quotes, formatted, _ = parts[-1] if parts else ("code", "", False, 0)
        if kind in ("string", "format"):
            if before.startswith(quotes, index) or character == "\n" and len(quotes) == 1:
                if kind == "format":
                    del parts[-2:]
                    brackets.pop()
                parts.pop()
                index += len(quotes) - 1
            elif character == "\\" and kind == "string":
                index += 1
            elif formatted and kind == "string" and before.startswith("{{", index):
                index += 1
            elif formatted and character == "{":
                parts.append(("field", quotes, True, index + 1))
                brackets.append(0)
            elif kind == "format" and character == "}":
                del parts[-2:]
                brackets.pop()
        elif character == "#":
            end = before.find("\n", index)
            if end < 0:
                return [*parts, ("comment", "", False, index)]
            index = end
        elif character in "\"'":
            quotes = character * 3 if before.startswith(character * 3, index) else character
            prefix = re.search(r"[A-Za-z]*$", before[:index])[0].lower()
            formatted = "f" in prefix or "t" in prefix
            parts.append(("string", quotes, formatted, index + len(quotes)))
            index += len(quotes) - 1
        elif character in "([{":
            brackets[-1] += 1
        elif brackets[-1] and character in ")]}":
            brackets[-1] -= 1
        elif kind == "field" and character == "}":
            parts.pop()
            brackets.pop()
        elif kind == "field" and not brackets[-1] and re.match(":|!(?!=)", before[index:]):
            parts.append(("format", quotes, True, index + 1))
        index += 1
    return parts


def _in_string(before, quotes, start, namespace):
    content = before[start:]
    opening = before[: start - len(quotes)]
    prefix = re.search(r"[A-Za-z]*$", opening)[0].lower()
    match = re.search(rf"(?P<object>{_TRAIL})\[\s*$", opening)
    if match:
        keys = _keys(_resolve(match["object"], namespace))
        keys = [key for key in keys if type(key) is str and key.isprintable()]
        keys = [key for key in keys if quotes not in key and "\\" not in key]
        found = [key + quotes + "]" for key in keys if key.startswith(content)]
        if found:
            return start, sorted(found)
    if "b" in prefix or "t" in prefix:
        return len(before), []
    return _files(content, start)


def _files(content, start):
    directory, slash, prefix = content.rpartition("/")
    place = os.path.expanduser(directory + slash) or "."
    try:
        with os.scandir(place) as entries:
            names = [(entry.name, entry.is_dir()) for entry in entries]
    except (OSError, ValueError):
        return start, []
    found = []
    for name, is_directory in names:
        if name.startswith(prefix) and (prefix or not name.startswith(".")):
            found.append(name + "/" if is_directory else name)
    return start + len(directory) + len(slash), sorted(found)


def _imports(before):
    line = re.split(r"[\n;]", before)[-1].lstrip()
    if not line.startswith(("import ", "from ")):
        match = re.search(r"(?:^|\n)\s*(from\s+[\w.]+\s+import\s*\([^)]*)$", before)
        if not match:
            return None
        line = match[1]
    found = _module_completer().get_completions(line) or []
    match = _FROM.match(line)
    prefix = re.search(r"[\w.]*$", before)[0]
    if match:
        names = _module_names(match["module"])
        hidden = not prefix.startswith("_")
        names = [name for name in names if not (hidden and name.startswith("_"))]
        found = {*found, *(name for name in names if name.startswith(prefix))}
    elif re.match(r"from\s+[\w.]+\s+\w*$", line):
        prefix = line.split()[-1] if not line[-1].isspace() else ""
        found = ["import "] if "import".startswith(prefix) else []
    return len(before) - len(prefix), sorted(found)


def _module_completer():
    from _pyrepl._module_completer import ModuleCompleter

    class Completer(ModuleCompleter):
        def _is_stdlib_module(self, info):
            # The library inside the binary has a finder of its own.
            return getattr(info.module_finder, "path", None) == self._stdlib_path

    return Completer(namespace={"__package__": None})


def _module_names(name):
    """Return the names in a module; one that has not been imported is only read."""
    module = sys.modules.get(name)
    if module is not None:
        return list(vars(module))
    import ast

    try:
        spec = _spec(name)
        tree = ast.parse(spec.loader.get_source(name))
    except Exception:
        return []
    names = set()
    for statement in ast.walk(tree):
        if isinstance(statement, ast.alias):
            names.add(statement.asname or statement.name.partition(".")[0])
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            for target in getattr(statement, "targets", None) or [statement.target]:
                names.update(it.id for it in ast.walk(target) if isinstance(it, ast.Name))
    names.discard("*")
    return names


def _spec(name):
    """Return the spec of a module, or None, without importing the packages that it is in."""
    import importlib.util

    parent = name.rpartition(".")[0]
    if not parent or parent in sys.modules:
        return importlib.util.find_spec(name)
    places = getattr(_spec(parent), "submodule_search_locations", None)
    if places is None:
        return None
    specs = (finder.find_spec(name, places) for finder in sys.meta_path)
    return next((spec for spec in specs if spec is not None), None)


def _attributes(path, prefix, namespace):
    instance = path[-1] in _LITERALS
    if path[0] in "bBrR" and instance and path[-1] in "\"'":
        found = bytes
    elif instance and not re.match(_NAME, path):
        found = _LITERALS[path]
    else:
        found = _resolve(path, namespace)
        instance = False
        if found is _MISSING:
            return []
    names = _attribute_names(found)
    if issubclass(type(found), type) and not instance:
        names.update(("__name__", "__bases__", "mro"))
    names = [name for name in names if name.startswith(prefix)]
    if not prefix.startswith("_"):
        names = [name for name in names if not name.startswith("_")]
    elif prefix == "_":
        names = [name for name in names if not name.startswith("__")]
    return sorted(name + _mark(_lookup(found, name)) for name in names)


def _attribute_names(value):
    """Return what `dir` does; that of `object` would ask the program for `__dict__`."""
    if _in_classes(type(value), "__dir__") is not object.__dir__:
        try:
            return {name for name in dir(value) if type(name) is str}
        except Exception:
            return set()
    names = set(_own(value))
    for base in _bases(type(value)):
        names.update(type.__dict__["__dict__"].__get__(base))
    return {name for name in names if type(name) is str}


def _names(prefix, namespace):
    for name in keyword.kwlist:
        if name.startswith(prefix):
            if name in ("True", "False", "None", "break", "continue", "pass"):
                yield name
            elif name in ("else", "finally", "try"):
                yield name + ":"
            else:
                yield name + " "
    for name in keyword.softkwlist:
        if name.startswith(prefix) and name != "_" and prefix:
            yield name + " "
    for names in (namespace, vars(builtins)):
        for name, value in list(names.items()):
            if not issubclass(type(name), str) or not name.startswith(prefix):
                continue
            if name.startswith("_") and not prefix.startswith("_"):
                continue
            if name not in keyword.kwlist:
                yield name + _mark(value)


def _mark(value):
    """Return what follows the name of something that can be called."""
    if value is _MISSING or not callable(value):
        return ""
    if type(value) in (types.FunctionType, types.MethodType):
        bound = type(value) is types.MethodType
        function = value.__func__ if bound else value
        code = function.__code__ if type(function) is types.FunctionType else None
        if code is not None and not code.co_flags & 12:
            if code.co_argcount + code.co_kwonlyargcount == int(bound):
                return "()"
    return "("


def _parameters(before, prefix, namespace):
    """Yield the parameters of the call that the text ends in, as `name=`."""
    opening = _open_call(before)
    if opening is None or not before.rstrip().endswith(("(", ",")):
        return
    match = _CALLEE.search(before[:opening])
    if not match or match["object"] in keyword.kwlist:
        return
    found = _resolve(match["object"], namespace)
    if found is _MISSING or not callable(found) or not _is_plain(found):
        return
    import inspect

    try:
        parameters = inspect.signature(found).parameters.values()
    except (ValueError, TypeError):
        return
    given = set(re.findall(rf"({_NAME})\s*=(?!=)", before[opening:]))
    for parameter in parameters:
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            if parameter.name.startswith(prefix) and parameter.name not in given:
                yield parameter.name + "="


def _is_plain(value):
    """Return whether asking for a signature runs no code of the program."""
    cls = type(value)
    if _in_classes(cls, "__getattr__") is not _MISSING:
        return False
    if type(_in_classes(cls, "__getattribute__")) is not types.WrapperDescriptorType:
        return False
    names = "__signature__", "__wrapped__", "__class__", "__text_signature__"
    return not any(type(_in_classes(cls, name)) is property for name in names)


def _open_call(before):
    """Return where the innermost bracket that is still open is, if it is a parenthesis."""
    brackets = []
    index = 0
    while index < len(before):
        character = before[index]
        if character in "\"'":
            quotes = character * 3 if before.startswith(character * 3, index) else character
            end = index + len(quotes)
            while end < len(before) and not before.startswith(quotes, end):
                end += 2 if before[end] == "\\" else 1
            index = end + len(quotes)
            continue
        if character in "([{":
            brackets.append(index)
        elif character in ")]}" and brackets:
            brackets.pop()
        index += 1
    if brackets and before[brackets[-1]] == "(":
        return brackets[-1]
    return None


def _keys(value):
    cls = type(value)
    if issubclass(cls, dict) and _in_classes(cls, "__iter__") is dict.__dict__["__iter__"]:
        return list(value)
    if cls in _MAPPINGS:
        return list(value)
    return []


def _resolve(path, namespace):
    """Return what a path of names and keys leads to, or `_MISSING`."""
    match = re.match(_NAME, path)
    if not match:
        return _MISSING
    value = namespace.get(match[0], _MISSING)
    if value is _MISSING:
        value = vars(builtins).get(match[0], _MISSING)
    end = match.end()
    while value is not _MISSING and end < len(path):
        match = _STEP.match(path, end)
        if not match:
            return _MISSING
        if match["name"]:
            value = _lookup(value, match["name"])
        else:
            value = _item(value, match["key"])
        end = match.end()
    return value


def _item(value, key):
    import ast

    if type(value) not in (dict, list, tuple):
        return _MISSING
    try:
        return value[ast.literal_eval(key.strip())]
    except Exception:
        return _MISSING


def _lookup(value, name):
    """Return an attribute without running code of the program, or `_MISSING`."""
    if issubclass(type(value), types.ModuleType):
        return types.ModuleType.__getattribute__(value, "__dict__").get(name, _MISSING)
    if issubclass(type(value), type):
        found = _in_classes(value, name)
        if found is _MISSING:
            found = _in_classes(type(value), name)
    else:
        found = _in_classes(type(value), name)
        own = _own(value)
        if name in own and _in_classes(type(found), "__set__") is _MISSING:
            return own[name]
        plain = types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType
        safe = types.MemberDescriptorType, types.GetSetDescriptorType
        if type(found) in plain + safe:
            try:
                return found.__get__(value, type(value))
            except Exception:
                return _MISSING
    if type(found) in (staticmethod, classmethod):
        return found.__func__
    if _in_classes(type(found), "__get__") is not _MISSING and not callable(found):
        return _MISSING
    return found


def _own(value):
    """Return the instance dictionary, or an empty one."""
    if type(_in_classes(type(value), "__dict__")) is property:
        return {}
    try:
        return object.__getattribute__(value, "__dict__")
    except Exception:
        return {}


def _bases(cls):
    return type.__dict__["__mro__"].__get__(cls)


def _in_classes(cls, name):
    for base in _bases(cls):
        names = type.__dict__["__dict__"].__get__(base)
        if name in names:
            return names[name]
    return _MISSING
