"""Certificates and keys are loaded, encrypted ones with a password; what is none is an error.

https://docs.python.org/3.14/library/ssl.html#ssl.SSLContext.load_cert_chain
"""
import os
import random
import ssl
import tempfile
import _ssl

import _certificates as certificates


def raised(kind, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert type(error) is kind, type(error)
        return error
    assert False, "nothing was raised"


def without_line(error):
    """The text of an error, without the place in CPython's source."""
    return str(error).rpartition(" (_ssl.c:")[0]


with tempfile.TemporaryDirectory() as folder:

    def stored(name, *texts):
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write("".join(texts))
        return path

    def context():
        return ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    certificate = stored("certificate.pem", certificates.SERVER)
    key = stored("key.pem", certificates.KEY)
    both = stored("both.pem", certificates.KEY, certificates.SERVER, certificates.AUTHORITY)
    context().load_cert_chain(both)
    context().load_cert_chain(certificate, key)
    context().load_cert_chain(certfile=certificate.encode(), keyfile=key.encode())

    # Passwords are text, bytes, or come from a function; they matter for encrypted keys only.
    for name in ("PKCS8_KEY", "OLDER_KEY"):
        encrypted = stored(name, getattr(certificates, name))
        for password in ("secret", b"secret", bytearray(b"secret"), lambda: "secret", lambda: b"secret"):
            context().load_cert_chain(certificate, encrypted, password)
        error = raised(ssl.SSLError, context().load_cert_chain, certificate, encrypted, "wrong")
        assert without_line(error) == "[SSL] PEM lib" and error.library == "SSL"
        error = raised(ValueError, context().load_cert_chain, certificate, encrypted, "x" * 1025)
        assert str(error) == "password cannot be longer than 1024 bytes"
        error = raised(TypeError, context().load_cert_chain, certificate, encrypted, lambda: 1)
        assert str(error) == "password callback must return a string"
        raised(ZeroDivisionError, context().load_cert_chain, certificate, encrypted, lambda: 1 / 0)
    context().load_cert_chain(certificate, key, password=lambda: 1 / 0)
    error = raised(TypeError, context().load_cert_chain, certificate, key, password=1)
    assert str(error) == "password should be a string or callable"

    # Files that are missing, hold something else, or do not belong together.
    raised(FileNotFoundError, context().load_cert_chain, os.path.join(folder, "missing"))
    raised(TypeError, context().load_cert_chain, 5)
    for args in ((certificate,), (key,), (stored("empty", ""),), (certificate, stored("text", "a"))):
        error = raised(ssl.SSLError, context().load_cert_chain, *args)
        assert without_line(error) == "[SSL] PEM lib" and error.reason is None
    other = stored("other.pem", certificates.ALONE_KEY)
    error = raised(ssl.SSLError, context().load_cert_chain, certificate, other)
    assert without_line(error) == "[X509: KEY_VALUES_MISMATCH] key values mismatch"
    assert (error.library, error.reason) == ("X509", "KEY_VALUES_MISMATCH")

    # What is trusted.
    trusting = context()
    authority = stored("authority.pem", certificates.AUTHORITY)
    assert trusting.cert_store_stats() == {"x509": 0, "crl": 0, "x509_ca": 0}
    trusting.load_verify_locations(authority)
    trusting.load_verify_locations(cadata=certificates.AUTHORITY)
    assert trusting.cert_store_stats() == {"x509": 1, "crl": 0, "x509_ca": 1}
    trusting.load_verify_locations(cadata=ssl.PEM_cert_to_DER_cert(certificates.SERVER))
    assert trusting.cert_store_stats() == {"x509": 2, "crl": 0, "x509_ca": 1}
    assert trusting.get_ca_certs(True) == [ssl.PEM_cert_to_DER_cert(certificates.AUTHORITY)]
    [shown] = trusting.get_ca_certs()
    assert shown["subject"] == shown["issuer"] and shown == _ssl._test_decode_cert(authority)
    trusting.load_verify_locations(capath=folder)
    assert trusting.cert_store_stats()["x509"] == 2
    for data, text in (
        ("text", "no start line: cadata does not contain a certificate"),
        (b"bytes", "not enough data: cadata does not contain a certificate"),
    ):
        assert without_line(raised(ssl.SSLError, trusting.load_verify_locations, cadata=data)) == text
    for data in ("", b""):
        error = raised(ValueError, trusting.load_verify_locations, cadata=data)
        assert str(error) == "Empty certificate data"
    for data in ("ä", 5, []):
        error = raised(TypeError, trusting.load_verify_locations, cadata=data)
        assert str(error) == "cadata should be an ASCII string or a bytes-like object"
    error = raised(TypeError, trusting.load_verify_locations)
    assert str(error) == "cafile, capath and cadata cannot be all omitted"
    error = raised(ssl.SSLError, trusting.load_verify_locations, stored("text", "a"))
    assert error.reason == "NO_CERTIFICATE_OR_CRL_FOUND"
    raised(FileNotFoundError, trusting.load_verify_locations, os.path.join(folder, "missing"))

    # Certificates that are changed or cut off, and bytes that never were one, are errors at worst.
    good = ssl.PEM_cert_to_DER_cert(certificates.SERVER)
    generator = random.Random(1)
    for round in range(400):
        bad = bytearray(good)
        if round % 4 == 0:
            bad = bad[: generator.randrange(len(bad))]
        elif round % 4 == 1:
            bad = generator.randbytes(generator.randrange(1, 100))
        else:
            for _ in range(generator.randrange(1, 4)):
                bad[generator.randrange(len(bad))] = generator.randrange(256)
        path = stored("bad.pem", ssl.DER_cert_to_PEM_cert(bytes(bad)))
        for attempt in (
            lambda: context().load_verify_locations(cadata=bytes(bad)),
            lambda: context().load_verify_locations(path),
            lambda: context().load_cert_chain(path, key),
            lambda: _ssl._test_decode_cert(path),
        ):
            try:
                attempt()
            except (ssl.SSLError, ValueError):
                pass
    for name in ("KEY", "PKCS8_KEY", "OLDER_KEY"):
        text = getattr(certificates, name)
        for _ in range(60):
            lines = text.splitlines(True)
            place = generator.randrange(1, len(lines) - 1)
            letters = list(lines[place])
            letters[generator.randrange(len(letters))] = generator.choice("ABCabc/+=\n:,-")
            lines[place] = "".join(letters)
            path = stored("bad.key", "".join(lines))
            try:
                context().load_cert_chain(certificate, path, "secret")
            except ssl.SSLError:
                pass

# Objects have numbers, names and identifiers.
assert _ssl.nid2obj(129) == (129, "serverAuth", "TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1")
assert _ssl.txt2obj("1.3.6.1.5.5.7.3.1") == _ssl.txt2obj("serverAuth", name=True) == _ssl.nid2obj(129)
assert str(raised(ValueError, _ssl.txt2obj, "serverAuth")) == "unknown object 'serverAuth'"
assert str(raised(ValueError, _ssl.nid2obj, -1)) == "NID must be positive."
assert str(raised(ValueError, _ssl.nid2obj, 100_000)) == "unknown NID 100000"
assert ssl.Purpose.CLIENT_AUTH.oid == "1.3.6.1.5.5.7.3.2"

# Randomness.
assert len(ssl.RAND_bytes(17)) == 17 and ssl.RAND_bytes(16) != ssl.RAND_bytes(16)
assert str(raised(ValueError, ssl.RAND_bytes, -1)) == "num must be positive"
assert ssl.RAND_status() and ssl.RAND_add("text", 1.0) is None and ssl.RAND_add(b"bytes", 1.0) is None
