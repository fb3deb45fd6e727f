"""The registry of codecs and error handlers, and the codecs that are built in."""

import _codecs_native

_searches = []
_codecs = {}
_handlers = {}


# The registry.


def register(search_function, /):
    """Add a function that is asked for codecs by their normalized names."""
    if not callable(search_function):
        raise TypeError("argument must be callable")
    _searches.append(search_function)


def unregister(search_function, /):
    """Take a function away again, and forget what all have found."""
    if search_function in _searches:
        _searches.remove(search_function)
        _codecs.clear()


def _normalized(encoding):
    parts, separated = [], False
    for character in encoding:
        if character.isascii() and (character.isalnum() or character == "."):
            if separated and parts:
                parts.append("_")
            parts.append(character.lower())
            separated = False
        else:
            separated = True
    return "".join(parts)


def lookup(encoding, /):
    """Return the codec of this name, a tuple (encode, decode, reader, writer)."""
    if not isinstance(encoding, str):
        raise TypeError(f"lookup() argument must be str, not {type(encoding).__name__}")
    if "\0" in encoding:
        raise ValueError("embedded null character")
    encoding.encode()  # Names with surrogates are refused as such.
    name = _normalized(encoding)
    found = _codecs.get(name)
    if found is not None:
        return found
    if not _searches:
        import encodings  # It registers its search function.
    for search in _searches:
        found = search(name)
        if found is None:
            continue
        if not isinstance(found, tuple) or len(found) != 4:
            raise TypeError("codec search functions must return 4-tuples")
        _codecs[name] = found
        return found
    raise LookupError(f"unknown encoding: {encoding}")


def _run(function, what, obj, encoding, errors):
    try:
        result = function(obj, errors)
    except Exception as error:
        error.add_note(f"{what}ing with '{encoding}' codec failed")
        raise
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"{what}er must return a tuple (object, integer)")
    return result[0]


def encode(obj, encoding="utf-8", errors="strict"):
    """Encode by the codec of this name."""
    return _run(lookup(encoding)[0], "encod", obj, encoding, errors)


def decode(obj, encoding="utf-8", errors="strict"):
    """Decode by the codec of this name."""
    return _run(lookup(encoding)[1], "decod", obj, encoding, errors)


def _text_codec(encoding, function):
    codec = lookup(encoding)
    if not getattr(codec, "_is_text_encoding", True):
        raise LookupError(
            f"'{encoding}' is not a text encoding; use codecs.{function}() to handle arbitrary codecs"
        )
    return codec


def _encode_text(text, encoding, errors):
    """What str.encode() does with an encoding that is not built in."""
    data = _run(_text_codec(encoding, "encode")[0], "encod", text, encoding, errors)
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray):
        import warnings

        warnings.warn(
            f"encoder {encoding} returned bytearray instead of bytes; use codecs.encode() to "
            "encode to arbitrary types",
            RuntimeWarning,
            2,
        )
        return bytes(data)
    raise TypeError(
        f"'{encoding}' encoder returned '{type(data).__name__}' instead of 'bytes'; use "
        "codecs.encode() to encode to arbitrary types"
    )


def _decode_text(data, encoding, errors):
    """What bytes.decode() does with an encoding that is not built in."""
    text = _run(_text_codec(encoding, "decode")[1], "decod", data, encoding, errors)
    if isinstance(text, str):
        return text
    raise TypeError(
        f"'{encoding}' decoder returned '{type(text).__name__}' instead of 'str'; use "
        "codecs.decode() to decode to arbitrary types"
    )


# Error handlers.


def register_error(errors, handler, /):
    """Give an error handler a name."""
    if not isinstance(errors, str):
        name = type(errors).__name__
        raise TypeError(f"register_error() argument 1 must be str, not {name}")
    if not callable(handler):
        raise TypeError("handler must be callable")
    _handlers[errors] = handler


def _unregister_error(errors, /):
    """Take a name away that register_error() gave; say whether it was there."""
    if errors in _BUILT_IN:
        raise ValueError(f"cannot un-register built-in error handler '{errors}'")
    return _handlers.pop(errors, None) is not None


def lookup_error(errors, /):
    """Return the error handler of this name."""
    try:
        return _handlers[errors]
    except KeyError:
        raise LookupError(f"unknown error handler name '{errors}'") from None


def _wrong_exception(error):
    name = type(error).__name__
    return TypeError(f"don't know how to handle {name} in error callback")


def _is_error(error):
    if not isinstance(error, (UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError)):
        raise _wrong_exception(error)


def strict_errors(error, /):
    """Raise the exception."""
    if isinstance(error, BaseException):
        raise error
    raise TypeError("codec must pass exception instance")


def _span(error):
    """Where the part that is wrong begins and ends, brought into the object."""
    length = len(error.object)
    start = min(max(error.start, 0), max(length - 1, 0))
    return start, min(max(error.end, 1), length)


def ignore_errors(error, /):
    """Leave it out."""
    _is_error(error)
    return "", _span(error)[1]


def replace_errors(error, /):
    """Put a question mark or U+FFFD in its place."""
    _is_error(error)
    start, end = _span(error)
    if isinstance(error, UnicodeEncodeError):
        return "?" * (end - start), end
    if isinstance(error, UnicodeDecodeError):
        return "\ufffd", end
    return "\ufffd" * (end - start), end


def xmlcharrefreplace_errors(error, /):
    """Put XML character references in its place."""
    if not isinstance(error, UnicodeEncodeError):
        raise _wrong_exception(error)
    start, end = _span(error)
    return "".join(f"&#{ord(it)};" for it in error.object[start:end]), end


def _escaped(code):
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def backslashreplace_errors(error, /):
    """Put escapes in its place."""
    _is_error(error)
    start, end = _span(error)
    part = error.object[start:end]
    codes = part if isinstance(part, bytes) else map(ord, part)
    return "".join(map(_escaped, codes)), end


def namereplace_errors(error, /):
    r"""Put \N{...} escapes in its place."""
    if not isinstance(error, UnicodeEncodeError):
        raise _wrong_exception(error)
    import unicodedata

    parts = []
    start, end = _span(error)
    for character in error.object[start:end]:
        name = unicodedata.name(character, None)
        parts.append(_escaped(ord(character)) if name is None else f"\\N{{{name}}}")
    return "".join(parts), end


def surrogateescape_errors(error, /):
    """Let bytes become lone surrogates, and back."""
    if isinstance(error, UnicodeEncodeError):
        start, end = _span(error)
        codes = [ord(it) for it in error.object[start:end]]
        if not all(0xDC80 <= code <= 0xDCFF for code in codes):
            raise error
        return bytes(code - 0xDC00 for code in codes), end
    if isinstance(error, UnicodeDecodeError):
        taken = []
        start, end = _span(error)
        for byte in error.object[start:end][:4]:
            if byte < 0x80:
                break
            taken.append(chr(0xDC00 + byte))
        if not taken:
            raise error
        return "".join(taken), start + len(taken)
    raise _wrong_exception(error)


def surrogatepass_errors(error, /):
    """Treat surrogates as other code points."""
    if not isinstance(error, (UnicodeEncodeError, UnicodeDecodeError)):
        raise _wrong_exception(error)
    name = _normalized(error.encoding)
    name = {"utf8": "utf_8", "cp65001": "utf_8"}.get(name, name)
    start, end = _span(error)
    if isinstance(error, UnicodeEncodeError):
        text = error.object[start:end]
        if not name.startswith("utf") or not all("\ud800" <= it <= "\udfff" for it in text):
            raise error
        if name in ("utf_16", "utf_32"):
            name += "_le"
        return text.encode(name.replace("_", "-"), "surrogatepass"), end
    width = {"utf_8": 3, "utf_16": 2, "utf_32": 4}.get(name[:6].rstrip("_"), 0)
    part = error.object[start : start + width]
    if name in ("utf_16", "utf_32"):
        name += "_le"
    try:
        text = part.decode(name.replace("_", "-"), "surrogatepass") if width else ""
    except UnicodeDecodeError:
        raise error from None
    if len(text) != 1 or not "\ud800" <= text <= "\udfff":
        raise error
    return text, start + width


for _handler in (
    strict_errors,
    ignore_errors,
    replace_errors,
    xmlcharrefreplace_errors,
    backslashreplace_errors,
    namereplace_errors,
    surrogateescape_errors,
    surrogatepass_errors,
):
    _handlers[_handler.__name__.removesuffix("_errors")] = _handler
    del globals()[_handler.__name__]
_BUILT_IN = frozenset(_handlers)
del _handler


def _handled(error, errors, length, kinds, message):
    """What an error handler gives in place of the part that is wrong, and where to go on."""
    result = lookup_error(errors or "strict")(error)
    if (
        not isinstance(result, tuple)
        or len(result) != 2
        or not isinstance(result[0], kinds)
        or not isinstance(result[1], int)
    ):
        raise TypeError(message)
    replacement, position = result
    start = position + length if position < 0 else position
    if not 0 <= start <= length:
        raise IndexError(f"position {position} from error handler out of bounds")
    return replacement, start


def _decode_error(encoding, data, start, end, reason, errors):
    error = UnicodeDecodeError(encoding, data, start, end, reason)
    message = "decoding error handler must return (str, int) tuple"
    return _handled(error, errors, len(data), str, message)


def _encode_error(encoding, text, start, end, reason, errors):
    error = UnicodeEncodeError(encoding, text, start, end, reason)
    message = "encoding error handler must return (str/bytes, int) tuple"
    return _handled(error, errors, len(text), (str, bytes), message)


# Codecs that str and bytes have built in.


def _bytes(data):
    if type(data) is bytes:
        return data
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return memoryview(data).tobytes()


def _text(text, function):
    if not isinstance(text, str):
        name = type(text).__name__
        raise TypeError(f"{function}() argument 1 must be str, not {name}")
    return text


def _define(name, encoding):
    """Make the functions of a codec."""

    def encoder(str, errors=None, /):
        text = _text(str, f"{name}_encode")
        return text.encode(encoding, errors or "strict"), len(text)

    if encoding in ("ascii", "latin-1"):

        def decoder(data, errors=None, /):
            data = _bytes(data)
            return data.decode(encoding, errors or "strict"), len(data)

    else:

        def decoder(data, errors=None, final=False, /):
            return _decode_part(data, encoding, errors, final)[:2]

    for function, suffix in (encoder, "encode"), (decoder, "decode"):
        function.__name__ = function.__qualname__ = f"{name}_{suffix}"
        globals()[function.__name__] = function


def _decode_part(data, encoding, errors, final):
    return _codecs_native.decode_part(_bytes(data), encoding, errors or "strict", bool(final))


_define("utf_8", "utf-8")
_define("ascii", "ascii")
_define("latin_1", "latin-1")
_define("utf_16_le", "utf-16-le")
_define("utf_16_be", "utf-16-be")
_define("utf_32_le", "utf-32-le")
_define("utf_32_be", "utf-32-be")
_WIDE = {
    16: (utf_16_le_encode, utf_16_be_encode, utf_16_le_decode, utf_16_be_decode, 2),
    32: (utf_32_le_encode, utf_32_be_encode, utf_32_le_decode, utf_32_be_decode, 4),
}


def _wide_encode(bits, text, errors, byteorder):
    little, big, *_ = _WIDE[bits]
    if byteorder:
        return big(text, errors) if byteorder > 0 else little(text, errors)
    text = _text(text, f"utf_{bits}_encode")
    return text.encode(f"utf-{bits}", errors or "strict"), len(text)


def _wide_decode(bits, data, errors, byteorder, final):
    """Decode, minding a byte order mark; also tell the byte order that was found."""
    *_, little, big, width = _WIDE[bits]
    data = _bytes(data)
    mark = 0
    if byteorder == 0 and len(data) >= width:
        if data.startswith(b"\xff\xfe".ljust(width, b"\0")):
            byteorder, mark = -1, width
        elif data.startswith(b"\xfe\xff".rjust(width, b"\0")):
            byteorder, mark = 1, width
    if mark:
        # With the mark, so that errors tell positions in the whole.
        return _decode_part(data, f"utf-{bits}", errors, final)
    decoder = big if byteorder > 0 else little
    return *decoder(data, errors, final), byteorder


def utf_16_encode(str, errors=None, byteorder=0, /):
    """Encode, with a byte order mark unless the order is given."""
    return _wide_encode(16, str, errors, byteorder)


def utf_16_decode(data, errors=None, final=False, /):
    """Decode, in the order that a mark tells."""
    return _wide_decode(16, data, errors, 0, final)[:2]


def utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /):
    """Decode, and tell the byte order."""
    return _wide_decode(16, data, errors, byteorder, final)


def utf_32_encode(str, errors=None, byteorder=0, /):
    """Encode, with a byte order mark unless the order is given."""
    return _wide_encode(32, str, errors, byteorder)


def utf_32_decode(data, errors=None, final=False, /):
    """Decode, in the order that a mark tells."""
    return _wide_decode(32, data, errors, 0, final)[:2]


def utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /):
    """Decode, and tell the byte order."""
    return _wide_decode(32, data, errors, byteorder, final)


# UTF-7 (RFC 2152).

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE64_VALUES = {byte: value for value, byte in enumerate(_BASE64)}


def utf_7_encode(str, errors=None, /):
    """Encode as UTF-7."""
    text = _text(str, "utf_7_encode")
    return _codecs_native.encode_utf_7(text), len(text)


def utf_7_decode(data, errors=None, final=False, /):
    """Decode UTF-7."""
    data = _bytes(data)
    decoded = _codecs_native.decode_utf_7(data, bool(final))
    if decoded is not None:
        return decoded
    parts, position, start = [], 0, 0
    # Within a run of Base64: the bits that are no whole unit yet, a high surrogate that waits for its
    # low one, and how many parts there were when the run began.
    shifted, pending, bits, surrogate, parts_before = False, 0, 0, 0, 0
    while True:
        reason = None
        if position < len(data):
            byte = data[position]
            if shifted and byte in _BASE64_VALUES:
                pending = pending << 6 | _BASE64_VALUES[byte]
                bits += 6
                position += 1
                if bits >= 16:
                    bits -= 16
                    unit = pending >> bits
                    pending &= (1 << bits) - 1
                    if surrogate:
                        if 0xDC00 <= unit <= 0xDFFF:
                            parts.append(chr(0x10000 + ((surrogate & 0x3FF) << 10 | unit & 0x3FF)))
                            surrogate = 0
                            continue
                        parts.append(chr(surrogate))
                        surrogate = 0
                    if 0xD800 <= unit <= 0xDBFF:
                        surrogate = unit
                    else:
                        parts.append(chr(unit))
            elif shifted:
                shifted = False
                if bits >= 6:
                    position += 1
                    reason = "partial character in shift sequence"
                elif bits and pending:
                    position += 1
                    reason = "non-zero padding bits in shift sequence"
                else:
                    if surrogate and byte < 0x80 and byte != 0x2B:
                        parts.append(chr(surrogate))
                    surrogate = 0
                    position += byte == 0x2D
            elif byte == 0x2B:
                start = position
                position += 1
                if data[position : position + 1] == b"-":
                    position += 1
                    parts.append("+")
                elif position < len(data) and data[position] not in _BASE64_VALUES:
                    position += 1
                    reason = "ill-formed sequence"
                else:
                    shifted, pending, bits, surrogate = True, 0, 0, 0
                    parts_before = len(parts)
            elif byte < 0x80:
                parts.append(chr(byte))
                position += 1
            else:
                start = position
                position += 1
                reason = "unexpected special character"
        else:
            if not (shifted and final and (surrogate or bits >= 6 or bits and pending)):
                break
            shifted = False
            reason = "unterminated shift sequence"
        if reason is not None:
            replacement, position = _decode_error("utf7", data, start, position, reason, errors)
            parts.append(replacement)
            if position >= len(data) and not shifted:
                break
    if shifted and not final:
        # The run is decoded anew when there is more of it.
        del parts[parts_before:]
        return "".join(parts), start
    return "".join(parts), len(data)


def readbuffer_encode(data, errors=None, /):
    """Return the bytes of an object."""
    data = data.encode() if isinstance(data, str) else _bytes(data)
    return data, len(data)


# Codecs by a map.


def charmap_build(map, /):
    """Return the map for encoding that belongs to a table for decoding."""
    return {ord(character): byte for byte, character in enumerate(map) if character != "\ufffe"}


def charmap_decode(data, errors=None, mapping=None, /):
    """Decode by a table or a mapping of bytes."""
    data = _bytes(data)
    if mapping is None:
        return data.decode("latin-1"), len(data)
    if type(mapping) is str:
        text = _codecs_native.decode_by_table(data, mapping)
        if text is not None:
            return text, len(data)
    parts, position = [], 0
    while position < len(data):
        try:
            found = mapping[data[position]]
        except LookupError:
            found = None
        if isinstance(found, int):
            if not 0 <= found < 0x110000:
                raise TypeError("character mapping must be in range(0x110000)")
            found = chr(found)
        if found is None or found == "\ufffe":
            reason = "character maps to <undefined>"
            found, position = _decode_error(
                "charmap", data, position, position + 1, reason, errors
            )
            parts.append(found)
            continue
        if not isinstance(found, str):
            raise TypeError("character mapping must return integer, None or str")
        parts.append(found)
        position += 1
    return "".join(parts), len(data)


def _mapped(character, mapping):
    try:
        found = mapping[ord(character)]
    except LookupError:
        return None
    if isinstance(found, int):
        if not 0 <= found < 256:
            raise TypeError("character mapping must be in range(256)")
        return bytes((found,))
    if found is None or isinstance(found, bytes):
        return found
    name = type(found).__name__
    raise TypeError(f"character mapping must return integer, bytes or None, not {name}")


def charmap_encode(str, errors=None, mapping=None, /):
    """Encode by a mapping of code points."""
    text = _text(str, "charmap_encode")
    if mapping is None:
        return text.encode("latin-1", errors or "strict"), len(text)
    if type(mapping) is dict:
        data = _codecs_native.encode_by_map(text, mapping)
        if data is not None:
            return data, len(text)
    parts, position = [], 0
    while position < len(text):
        found = _mapped(text[position], mapping)
        if found is not None:
            parts.append(found)
            position += 1
            continue
        start, end = position, position + 1
        while end < len(text) and _mapped(text[end], mapping) is None:
            end += 1
        reason = "character maps to <undefined>"
        replacement, position = _encode_error("charmap", text, start, end, reason, errors)
        if isinstance(replacement, bytes):
            parts.append(replacement)
            continue
        for character in replacement:
            found = _mapped(character, mapping)
            if found is None:
                raise UnicodeEncodeError("charmap", text, start, end, reason)
            parts.append(found)
    return b"".join(parts), len(text)


# Escapes.

_OCTAL = frozenset(b"01234567")
_HEX = frozenset(b"0123456789abcdefABCDEF")


def _hex_run(data, start, most):
    end = start
    while end < len(data) and end < start + most and data[end] in _HEX:
        end += 1
    return end


def _invalid_escape(message):
    import warnings

    warnings.warn(message, DeprecationWarning, stacklevel=3)


def escape_encode(data, errors=None, /):
    """Encode bytes as the inside of a bytes literal."""
    if not isinstance(data, bytes):
        name = type(data).__name__
        raise TypeError(f"escape_encode() argument 1 must be bytes, not {name}")
    return _codecs_native.escape_bytes(data), len(data)


def escape_decode(data, errors=None, /):
    """Decode what stands inside a bytes literal."""
    data = data.encode() if isinstance(data, str) else _bytes(data)
    result, position, bad = bytearray(), 0, None
    while True:
        part, position = _codecs_native.unescape_bytes(data, position)
        result += part
        if position == len(data):
            break
        position += 2
        if position > len(data):
            raise ValueError("Trailing \\ in string")
        byte = data[position - 1]
        if byte in _OCTAL:
            end = position + 2
            value = int(data[position - 1 : end], 8)
            bad = bad or f'b"\\{value:o}" is an invalid octal escape sequence. '
            result.append(value & 0xFF)
            position = end
        elif byte == 0x78:
            end = _hex_run(data, position, 2)
            if not errors or errors == "strict":
                raise ValueError(f"invalid \\x escape at position {position - 2}")
            elif errors == "replace":
                result += b"?"
            elif errors != "ignore":
                raise ValueError(
                    f"decoding error; unknown error handling code: {errors}"
                )
            position = end
        else:
            bad = bad or f'b"\\{chr(byte)}" is an invalid escape sequence. '
            result += b"\\%c" % byte
    if bad:
        _invalid_escape(bad + "Such sequences will not work in the future. ")
    return bytes(result), len(data)


def unicode_escape_encode(str, errors=None, /):
    """Encode as the inside of a literal."""
    text = _text(str, "unicode_escape_encode")
    return _codecs_native.escape_text(text), len(text)


def raw_unicode_escape_encode(str, errors=None, /):
    """Encode as the inside of a raw literal once was."""
    text = _text(str, "raw_unicode_escape_encode")
    return _codecs_native.escape_raw_text(text), len(text)


def unicode_escape_decode(data, errors=None, final=True, /):
    """Decode what stands inside a literal."""
    data = data.encode() if isinstance(data, str) else _bytes(data)
    parts, position, bad = [], 0, None
    while True:
        part, start = _codecs_native.unescape_text(data, position)
        parts.append(part)
        position = start
        if start == len(data):
            break
        if start + 1 == len(data):
            if not final:
                break
            reason = "\\ at end of string"
            part, position = _decode_error(
                "unicodeescape", data, start, len(data), reason, errors
            )
            parts.append(part)
            continue
        byte = data[start + 1]
        position = start + 2
        if byte in _OCTAL:
            position += 2
            value = int(data[start + 1 : position], 8)
            bad = bad or f'"\\{value:o}" is an invalid octal escape sequence. '
            parts.append(chr(value))
        elif byte in b"xuU":
            width = {0x78: 2, 0x75: 4, 0x55: 8}[byte]
            end = _hex_run(data, position, width)
            if end == position + width:
                reason = "illegal Unicode character"
            elif end == len(data) and not final:
                position = start
                break
            else:
                digits = "X" * width
                reason = f"truncated \\{chr(byte)}{digits} escape"
            part, position = _decode_error("unicodeescape", data, start, end, reason, errors)
            parts.append(part)
        elif byte == 0x4E:
            end = data.find(b"}", position)
            if data[position : position + 1] == b"{" and end > position + 1:
                name = data[position + 1 : end].decode("latin-1")
                try:
                    import unicodedata
                except ImportError:
                    raise UnicodeError(
                        "\\N escapes not supported (can't load unicodedata module)"
                    ) from None
                try:
                    parts.append(unicodedata.lookup(name))
                    position = end + 1
                    continue
                except KeyError:
                    reason, end = "unknown Unicode character name", end + 1
            elif end < 0 and not final:
                position = start
                break
            else:
                reason = "malformed \\N character escape"
                end = len(data) if end < 0 else end + 1
            part, position = _decode_error("unicodeescape", data, start, end, reason, errors)
            parts.append(part)
        else:
            bad = bad or f'"\\{chr(byte)}" is an invalid escape sequence. '
            parts.append("\\" + chr(byte))
    if bad:
        _invalid_escape(bad + "Such sequences will not work in the future. ")
    return "".join(parts), position


def raw_unicode_escape_decode(data, errors=None, final=True, /):
    r"""Decode \u and \U escapes; what else there is, is Latin-1."""
    data = data.encode() if isinstance(data, str) else _bytes(data)
    parts, position = [], 0
    while True:
        part, position = _codecs_native.unescape_raw_text(data, position)
        parts.append(part)
        slash = position
        if slash == len(data):
            break
        if slash + 1 == len(data):
            if not final:
                break
            parts.append("\\")
            position += 1
            continue
        byte = data[slash + 1]
        width = 4 if byte == 0x75 else 8
        end = _hex_run(data, slash + 2, width)
        if end == slash + 2 + width:
            reason = "\\Uxxxxxxxx out of range"
        elif end == len(data) and not final:
            break
        else:
            reason = f"truncated \\{chr(byte)}{'X' * width} escape"
        part, position = _decode_error("rawunicodeescape", data, slash, end, reason, errors)
        parts.append(part)
    return "".join(parts), position


# The modules of `encodings` make these functions attributes of classes: they are not to be bound.
for _name in [_name for _name in globals() if _name.endswith(("_encode", "_decode"))]:
    globals()[_name] = staticmethod(globals()[_name])
del _name
