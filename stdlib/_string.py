"""What `string.Formatter` needs: taking format strings and field names apart."""

from sys import maxsize


def formatter_parser(text, /):
    """Yield (literal, field, specification, conversion) for each part of a format string.

    The last three are None where no field follows the literal.
    """
    if not isinstance(text, str):
        raise TypeError(f"expected str, got {type(text).__name__}")
    return _parts(text)


def _parts(text):
    position = 0
    while position < len(text):
        literal, position, opened = _literal(text, position)
        if opened:
            *field, position = _field(text, position)
            yield literal, *field
        else:
            yield literal, None, None, None


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


def _field(text, start):
    """Name, specification and conversion of the field that begins here, and where it ends."""
    end = _name_end(text, start)
    name, separator = text[start:end], text[end : end + 1]
    if not separator:
        raise ValueError("expected '}' before end of string")
    position, conversion = end + 1, None
    if separator == "!":
        conversion, separator = text[position : position + 1], text[position + 1 : position + 2]
        if not conversion:
            raise ValueError("end of string while looking for conversion specifier")
        position += 2
        if separator not in ("", ":", "}"):
            raise ValueError("expected ':' after conversion specifier")
    if separator == "}":
        return name, "", conversion, position
    depth = 1
    for index in range(position, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if not depth:
            return name, text[position:index], conversion, index + 1
    raise ValueError("unmatched '{' in format spec")


def _name_end(text, position):
    """Where a field's name ends; what stands in square brackets belongs to it."""
    while position < len(text):
        character = text[position]
        if character == "{":
            raise ValueError("unexpected '{' in field name")
        if character in "}:!":
            break
        if character == "[":
            closed = text.find("]", position)
            position = len(text) if closed < 0 else closed
        position += 1
    return min(position, len(text))


def formatter_field_name_split(name, /):
    """Take a field name apart: its first part, and an iterator of (is_attribute, key)."""
    if not isinstance(name, str):
        raise TypeError(f"expected str, got {type(name).__name__}")
    end = next((index for index, it in enumerate(name) if it in ".["), len(name))
    return _key(name[:end]), _accesses(name[end:])


def _key(text):
    if not text.isascii() or not text.isdigit():
        return text
    digits = text.lstrip("0") or "0"
    if len(digits) > 19 or int(digits) > maxsize:
        raise ValueError("Too many decimal digits in format string")
    return int(digits)


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
