"""hashlib and the modules below it: digests, states, parameters of BLAKE2, errors.

https://docs.python.org/3.14/library/hashlib.html
"""
import _blake2
import _md5
import _sha1
import _sha2
import _sha3
import hashlib
import hmac


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


known = {
    _md5.md5: ("md5", 64, "900150983cd24fb0d6963f7d28e17f72"),
    _sha1.sha1: ("sha1", 64, "a9993e364706816aba3e25717850c26c9cd0d89d"),
    _sha2.sha224: ("sha224", 64, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
    _sha2.sha256: ("sha256", 64, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    _sha2.sha384: ("sha384", 128, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                                  "8086072ba1e7cc2358baeca134c825a7"),
    _sha2.sha512: ("sha512", 128, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                                  "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
    _sha3.sha3_224: ("sha3_224", 144, "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"),
    _sha3.sha3_256: ("sha3_256", 136, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    _blake2.blake2s: ("blake2s", 64, "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"),
}
for make, (name, block, digest) in known.items():
    h = make(b"a")
    copy = h.copy()
    h.update(bytearray(b"b"))
    h.update(memoryview(b"c"))
    assert (h.name, h.block_size, h.hexdigest(), h.digest()) == (name, block, digest, bytes.fromhex(digest))
    assert h.digest_size == len(digest) // 2 and copy.hexdigest() == make(b"a").hexdigest()
    assert make(string=b"abc").digest() == make(data=b"abc", usedforsecurity=False).digest() == h.digest()
    big = bytes(range(256)) * 100
    whole, parts = make(big), make()
    for at in range(0, len(big), 999):
        parts.update(big[at:at + 999])
    assert whole.digest() == parts.digest()
    raises(TypeError, "Strings must be encoded before hashing", make, "abc")
    raises(TypeError, "object supporting the buffer API required", h.update, 5)
    raises(TypeError, "'data' and 'string' are mutually exclusive and support for 'string' keyword "
           "parameter is slated for removal in a future version.", make, b"a", string=b"a")

# SHA-3 tells about its sponge, and has digests of any length.
h = _sha3.sha3_384(b"abc")
assert (h._capacity_bits, h._rate_bits, h._suffix, h.digest_size) == (768, 832, b"\x06", 48)
h = _sha3.shake_128(b"abc")
assert (h._capacity_bits, h._rate_bits, h._suffix, h.digest_size) == (256, 1344, b"\x1f", 0)
assert h.hexdigest(5) == "5881092dd8" and h.digest(length=3) == b"\x58\x81\x09" and h.digest(0) == b""
assert _sha3.shake_256(b"abc").hexdigest(5) == "4833666013"
raises(ValueError, "Cannot convert negative int", h.digest, -1)
raises(ValueError, "length is too large", h.digest, 1 << 29)
raises(OverflowError, "Python int too large for C unsigned long", h.digest, 1 << 70)

# BLAKE2 has parameters.
options = dict(digest_size=20, key=b"key", salt=b"salt", person=b"me", fanout=2, depth=3, leaf_size=100,
               node_offset=5, node_depth=1, inner_size=10, last_node=True)
assert _blake2.blake2b(b"abc", **options).hexdigest() == "89fa44ed8cd7b21d3f033bdb1bb46098dfd19165"
assert _blake2.blake2s(b"abc", **options).hexdigest() == "7a2a0d4b8089609010538678a97c17386f7eecc9"
b2b = _blake2.blake2b
assert (b2b.MAX_DIGEST_SIZE, b2b.MAX_KEY_SIZE, b2b.SALT_SIZE, b2b.PERSON_SIZE) == (64, 64, 16, 16)
assert b2b(b"").digest_size == 64 and b2b(b"abc", key=b"k").copy().digest() == b2b(b"abc", key=b"k").digest()
for kwargs, message in [
        (dict(digest_size=65), "digest_size for Blake2b must be between 1 and 64 bytes, here it is 65"),
        (dict(key=b"k" * 65), "maximum key length is 64 bytes"),
        (dict(salt=b"s" * 17), "maximum salt length is 16 bytes"),
        (dict(person=b"p" * 17), "maximum person length is 16 bytes"),
        (dict(fanout=256), "fanout must be between 0 and 255"),
        (dict(depth=0), "depth must be between 1 and 255"),
        (dict(leaf_size=-1), "Cannot convert negative int"),
        (dict(node_depth=256), "node_depth must be between 0 and 255"),
        (dict(inner_size=65), "inner_size must be between 0 and is 64")]:
    raises(ValueError, message, b2b, b"", **kwargs)
raises(OverflowError, "leaf_size is too large", b2b, leaf_size=1 << 32)
raises(OverflowError, "node_offset is too large", _blake2.blake2s, node_offset=1 << 48)

# What hashlib makes of it.
assert hashlib.sha256(b"abc").hexdigest() == known[_sha2.sha256][2]
assert hashlib.new("md5", b"abc").hexdigest() == known[_md5.md5][2]
assert {"md5", "sha1", "sha512", "sha3_512", "blake2b", "shake_256"} <= hashlib.algorithms_available
assert hmac.new(b"key", b"message", "sha256").hexdigest() == (
    "6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a")
raises(ValueError, "unsupported hash type nothing", hashlib.new, "nothing")
