"""hashlib: hash objects by name, files; keys of passwords; codes of messages.

https://docs.python.org/3.14/library/hashlib.html
https://docs.python.org/3.14/library/hmac.html
"""
import _hashlib
import _hmac
import hashlib
import hmac
import io
import tempfile


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


# By names, as Python and OpenSSL spell them.
for name, found in {
    "md5": "md5", "MD5": "md5", "ssl3-md5": "md5", "sha-1": "sha1", "SHA2-256": "sha256",
    "sha512-256": "sha512_256", "sha512_256": "sha512_256", "SHA-512/256": "sha512_256",
    "sha3_256": "sha3_256", "SHA3-256": "sha3_256", "SHAKE-128": "shake_128", "ripemd": "ripemd160",
    "MD5-SHA1": "md5-sha1", "blake2b": "blake2b",
}.items():
    assert hashlib.new(name).name == found, name
for name in "nope", "SHA3_256", "md5_sha1":
    raises(ValueError, f"unsupported hash type {name}", hashlib.new, name)
    raises(_hashlib.UnsupportedDigestmodError, "[digital envelope routines] unsupported", _hashlib.new, name)
raises(TypeError, "new() argument 'name' must be str, not int", _hashlib.new, 1)
raises(TypeError, "Strings must be encoded before hashing", hashlib.sha256, "text")
raises(TypeError, "object supporting the buffer API required", hashlib.sha256, 1)
assert hashlib.algorithms_guaranteed <= hashlib.algorithms_available
assert hashlib.new("ripemd160", b"abc").hexdigest() == "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"
assert hashlib.new("sm3", b"abc").hexdigest()[:16] == "66c7f0f462eeedd9"
both = hashlib.new("md5-sha1", b"abc")
assert both.digest() == hashlib.md5(b"abc").digest() + hashlib.sha1(b"abc").digest()

h = hashlib.sha256(b"a", usedforsecurity=False)
assert type(h) is _hashlib.HASH and repr(h).startswith("<sha256 _hashlib.HASH object @ 0x")
copy = h.copy()
h.update(b"bc")
assert h.digest() == hashlib.sha256(b"abc").digest() and copy.digest() == hashlib.sha256(b"a").digest()
assert (h.digest_size, h.block_size) == (32, 64)
x = hashlib.shake_128(b"abc")
assert type(x) is _hashlib.HASHXOF and isinstance(x, _hashlib.HASH) and x.digest_size == 0
assert x.hexdigest(4) == "5881092d" and x.digest(0) == b""
raises(TypeError, "cannot create '_hashlib.HASH' instances", _hashlib.HASH)

with tempfile.TemporaryFile() as file:
    file.write(b"abc" * 100_000)
    file.seek(0)
    assert hashlib.file_digest(file, "sha256").digest() == hashlib.sha256(b"abc" * 100_000).digest()
assert hashlib.file_digest(io.BytesIO(b"abc"), hashlib.md5).digest() == hashlib.md5(b"abc").digest()

# RFC 6070 and RFC 7914.
derive = hashlib.pbkdf2_hmac
assert derive("sha1", b"password", b"salt", 4096, 20).hex() == "4b007901b765489abead49d926f721d065a429c1"
assert derive("sha256", b"passwd", b"salt", 1, 64).hex().startswith("55ac046e56e3089fec1691c22544b605")
raises(ValueError, "iteration value must be greater than 0.", derive, "sha1", b"p", b"s", 0)
raises(OverflowError, "iteration value is too great.", derive, "sha1", b"p", b"s", 2**40)
raises(ValueError, "key length must be greater than 0.", derive, "sha1", b"p", b"s", 1, 0)
raises(TypeError, "a bytes-like object is required, not 'str'", derive, "sha1", "p", b"s", 1)
scrypt = hashlib.scrypt
assert scrypt(b"", salt=b"", n=16, r=1, p=1).hex().startswith("77d6576238657b203b19ca42c18a0497")
assert scrypt(b"password", salt=b"NaCl", n=1024, r=8, p=16, dklen=8).hex() == "fdbabe1c9d347200"
raises(ValueError, "n must be a power of 2.", scrypt, b"p", salt=b"s", n=3, r=8, p=1)
raises(ValueError, "[digital envelope routines] memory limit exceeded", scrypt, b"p", salt=b"s", n=2**20, r=8, p=1)
raises(ValueError, "dklen must be greater than 0 and smaller than 2147483647", scrypt, b"p", salt=b"s", n=2, r=8, p=1, dklen=0)

# Codes: RFC 4231, test case 1.
key, text = b"\x0b" * 20, b"Hi There"
known = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
assert hmac.new(key, text, "sha256").hexdigest() == known
assert hmac.digest(key, text, hashlib.sha256).hex() == known
assert _hmac.compute_sha256(key, text).hex() == known == _hmac.compute_digest(key, text, "sha256").hex()
for new in _hashlib.hmac_new, _hmac.new:
    code = new(key, b"Hi ", "sha256")
    copy = code.copy()
    code.update(b"There")
    assert code.hexdigest() == known and copy.hexdigest() != known
    assert (code.name, code.digest_size, code.block_size) == ("hmac-sha256", 32, 64)
    assert repr(code).startswith("<sha256 HMAC object @ 0x")
raises(TypeError, "Missing required parameter 'digestmod'.", _hashlib.hmac_new, b"k")
raises(_hashlib.UnsupportedDigestmodError, "Unsupported digestmod None", _hashlib.hmac_new, b"k", b"", None)
raises(_hmac.UnknownHashError, "unsupported hash type: 'nope'", _hmac.new, b"k", b"", "nope")
raises(TypeError, "new() missing 1 required argument 'digestmod'", _hmac.new, b"k", b"")
assert hmac.new(key, text, hashlib.blake2b).name == "hmac-blake2b"
assert hmac.compare_digest("abc", "abc") and not hmac.compare_digest(b"abc", b"abd")
raises(TypeError, "comparing strings with non-ASCII characters is not supported", hmac.compare_digest, "ä", "b")
