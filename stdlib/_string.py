"""What `string.Formatter` needs: taking format strings and field names apart."""


def formatter_parser(text, /):
    """Yield (literal, field, specification, conversion) for each part of a format string.

    The last three are None where no field follows the literal.
    """
    if not isinstance(text, str):
        raise TypeError(f"expected str, got {type(text).__name__}")
    return _parts(text)


def _parts(text):
    position, end = 0, len(text)
    while position < end:
        literal, position, opened = _literal(text, position)
        if not opened:
            yield literal, None, None, None
            continue
        start, depth = position, 1
        while depth:
            if position == end:
                raise ValueError("expected '}' before end of string")
            depth += {"{": 1, "}": -1}.get(text[position], 0)
            position += 1
        yield (literal, *_field(text[start : position - 1]))


def _literal(text, position):
    """The literal up to a field or to an escaped brace, where to go on, and whether a field opens."""
    for index in range(position, len(text)):
        brace = text[index]
        if brace not in "{}":
            continue
        following = text[index + 1 : index + 2]
        if following == brace:
            return text[position : index + 1], index + 2, False
        if brace == "}":
            raise ValueError("Single '}' encountered in format string")
        if not following:
            raise ValueError("Single '{' encountered in format string")
        return text[position:index], index + 1, True
    return text[position:], len(text), False


def _field(text):
    """Name, specification and conversion of what stands between braces."""
    depth = 0
    for index, character in enumerate(text):
        if character == "[":
            depth += 1
        elif character == "]" and depth:
            depth -= 1
        elif character == "{":
            raise ValueError("unexpected '{' in field name")
        elif not depth and character in ":!":
            break
    else:
        return text, "", None
    name, rest = text[:index], text[index:]
    if rest[0] == ":":
        return name, rest[1:], None
    if len(rest) == 1:
        raise ValueError("end of string while looking for conversion specifier")
    conversion, rest = rest[1], rest[2:]
    if rest and rest[0] != ":":
        raise ValueError("expected ':' after conversion specifier")
    return name, rest[1:], conversion


def formatter_field_name_split(name, /):
    """Take a field name apart: its first part, and an iterator of (is_attribute, key)."""
    if not isinstance(name, str):
        raise TypeError(f"expected str, got {type(name).__name__}")
    end = next((index for index, it in enumerate(name) if it in ".["), len(name))
    return _key(name[:end]), _accesses(name[end:])


def _key(text):
    return int(text) if text.isascii() and text.isdigit() else text


def _accesses(text):
    while text:
        if text[0] == ".":
            end = next((i for i, it in enumerate(text[1:], 1) if it in ".["), len(text))
            key, rest, is_attribute = text[1:end], text[end:], True
        elif text[0] == "[":
            end = text.find("]")
            if end < 0:
                raise ValueError("Missing ']' in format string")
            key, rest, is_attribute = text[1:end], text[end + 1 :], False
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
        if not key:
            raise ValueError("Empty attribute in format string")
        yield is_attribute, key if is_attribute else _key(key)
        text = rest
