"""Makes crates/stdlib/src/_ssl/objects.txt by asking CPython 3.14: which object identifiers have which numbers and
names in OpenSSL. Usage: python3.14 xtask/object_identifiers.py > crates/stdlib/src/_ssl/objects.txt
"""
import _ssl

# What certificates, keys and lists of revoked certificates are made of.
WANTED = (
    "0.9.2342.19200300.100.", "1.2.840.10040.", "1.2.840.10045.", "1.2.840.113549.1.", "1.2.840.113549.2.",
    "1.2.840.113549.3.", "1.3.101.", "1.3.132.0.", "1.3.14.3.2.", "1.3.36.8.3.3", "1.3.6.1.4.1.11129.",
    "1.3.6.1.4.1.311.", "1.3.6.1.5.5.7.", "2.16.840.1.101.3.4.", "2.16.840.1.113730.", "2.5.29.", "2.5.4.",
)

for number in range(2000):
    try:
        number, short, long, identifier = _ssl.nid2obj(number)
    except ValueError:
        continue
    if identifier is None or identifier.startswith(WANTED):
        print(number, short, long, identifier or "", sep="|")
