"""Asks CPython 3.14 what patterns match, and writes it down for `tests/corpus.rs`.

    python3.14 crates/sre/tests/corpus/generate.py > crates/sre/tests/corpus/cases.txt
    python3.14 crates/sre/tests/corpus/generate.py --random 100000 --seed 7 > /tmp/more.txt
    RPY_SRE_CORPUS=/tmp/more.txt cargo test -p rpy-sre --test corpus

A line that begins with P is a pattern: kind of texts (s or b), number of groups, the words of its
code in hexadecimal, and itself for messages. The lines below it that begin with T are texts: the
text, pos and endpos, and what match, fullmatch and finditer find there. A match is its spans and
its lastindex; positions count bytes. Texts are UTF-8, surrogates included, with `%xx` for what
would not do in a line.
"""
import argparse
import random
import re
import sys
import warnings
from re import _compiler, _parser

warnings.simplefilter("ignore")

A, I, M, S, U, X, L = re.A, re.I, re.M, re.S, re.U, re.X, re.L

# Pattern, flags, texts.
CASES = [
    # Literals and their prefixes.
    ("", 0, ["", "a", "ab", "é"]),
    ("a", 0, ["", "a", "ba", "aaa", "xyz"]),
    ("abc", 0, ["abc", "xabcabc", "ababc", "ab", "abcd", "ABC"]),
    ("abab", 0, ["abababab", "aababab", "aba"]),
    ("é", 0, ["é", "aéa", "e", "ééé", "\xc3"]),
    ("日本", 0, ["日本語", "x日本日本", "日", "本日"]),
    ("\ud800", 0, ["\ud800", "a\ud800b", "\ud801", "\ud800\udc00", "\U00010000"]),
    ("[\ud800-\udfff]+", 0, ["a\ud800\udfffb", "\U0001f600", "é\udc80"]),
    ("\U0001f600", 0, ["\U0001f600", "x\U0001f601\U0001f600"]),
    ("a(b)c", 0, ["abc", "xabc", "ab"]),
    ("(ab)c", 0, ["abc", "ababc"]),
    ("ab(?:c|d)", 0, ["abc", "xabd", "ab", "abababd"]),
    ("a\0b", 0, ["a\0b", "xa\0ba\0b"]),
    # Dots.
    (".", 0, ["", "\n", "a", "a\nb", "é", "\U0001f600\n"]),
    (".", S, ["", "\n", "a\nb", "é"]),
    (".*", 0, ["", "abc", "ab\ncd", "\n\n", "é日\nx"]),
    (".*", S, ["", "ab\ncd"]),
    (".+", 0, ["", "\n", "ab\n\ncd", "éé"]),
    (".*b", 0, ["abab", "aaa", "ab\nb", "éb", "b"]),
    (".*?b", 0, ["abab", "aaa", "ab\nb", "éb", "a\nb"]),
    (".+?", 0, ["abc", "", "é日"]),
    (".*$", 0, ["abc", "abc\n", "\n", "a\nb"]),
    (".*?$", M, ["abc", "abc\n", "\n", "a\nb\n"]),
    (".{2}", 0, ["abcde", "a", "é日本語x", "a\nbc"]),
    (".{2,3}", 0, ["abcdefg", "a", "é日本語x", "a\nbc\ndef"]),
    (".{2,3}?c", 0, ["abcabc", "ac", "éébc"]),
    (".{0,2}x", 0, ["x", "ax", "abx", "abcx", "ééx", "日本語x"]),
    (".{3,}", 0, ["ab", "abc", "日本語x", "ab\nabcd"]),
    ("a.c", 0, ["abc", "a\nc", "aéc", "ac"]),
    ("a.*c", 0, ["abcbc", "ac", "ab\nc", "aéc日c"]),
    ("(.*)(.*)", 0, ["ab", ""]),
    ("(.*?)(.*)", 0, ["ab", ""]),
    # Places.
    ("^", 0, ["", "a", "a\nb"]),
    ("^", M, ["", "a", "a\nb\n"]),
    ("$", 0, ["", "a", "a\n", "a\n\n"]),
    ("$", M, ["", "a", "a\nb\n", "\n\n"]),
    (r"\A", 0, ["", "ab"]),
    (r"\Aa", M, ["a\na", "ba"]),
    (r"\Z", 0, ["", "a", "a\n"]),
    (r"a\z", 0, ["a", "a\n", "aa"]),
    ("^a", 0, ["a", "ba", "aa", "b\na"]),
    ("^a", M, ["a", "ba", "b\na\na"]),
    ("(^)a|b", 0, ["ab", "ba"]),
    ("a$", 0, ["a", "a\n", "ab", "a\na"]),
    ("a$", M, ["a", "a\n", "ab", "a\na"]),
    (r"\ba", 0, ["a", "ba a", "éa", " a"]),
    (r"\ba", A, ["a", "ba a", "éa", " a"]),
    (r"a\b", 0, ["a", "ab a", "aé", "a "]),
    (r"\b", 0, ["", "a", " ab c ", "é x", "_"]),
    (r"\B", 0, ["", "a", " ab c ", "é x", "  "]),
    (r"\B", A, ["", "éa", "a"]),
    (r"\b\w+\b", 0, ["hello, wörld 42", "", "--"]),
    (r"^\s*$", M, ["  \n\n x\n", ""]),
    ("$a", 0, ["a", "\na"]),
    ("$\na", M, ["\na", "b\na"]),
    ("(?:^|x)*a", 0, ["xa", "a", "xxa"]),
    # Sets and categories.
    ("[abc]", 0, ["a", "d", "xbc"]),
    ("[^abc]", 0, ["a", "d", "abcé", "\n"]),
    ("[a-zé]+", 0, ["abcé", "ÀÉé", "zz"]),
    ("[^é]", 0, ["é", "e", "ê", "日"]),
    ("[^é]*", 0, ["aé日é", "", "ab"]),
    ("[à-ü]+", 0, ["àéü", "ý", "aàb", "ÿ", "日à"]),
    ("[а-я]+", 0, ["привет мир", "Привет", "abc"]),
    ("[а-яёa-z]+", I, ["Привет Ёж ABC", "日"]),
    ("[\u0100-\uffff]+", 0, ["aĀ\uffff\U00010000", "é"]),
    ("[\U00010000-\U0010ffff]+", 0, ["a\U00010000\U0010ffffé", "\uffff"]),
    ("[^\U0001f600]+", 0, ["ab\U0001f600\U0001f601"]),
    (r"\d+", 0, ["a12b3", "٣٤x", "²", "x"]),
    (r"\d+", A, ["a12b3", "٣٤5", "x"]),
    (r"\D+", 0, ["a12b3", "٣x٤", "é"]),
    (r"\s+", 0, ["a \t\n\x1c b", "\xa0\u2028x\u3000", "\x85"]),
    (r"\s+", A, ["a \t\n\x1c b", "\xa0\u2028x"]),
    (r"\S+", 0, ["ab cd\xa0é", "\u3000日本"]),
    (r"\w+", 0, ["ab_1 é日本²-x", "--", "ǅ\u0301"]),
    (r"\w+", A, ["ab_1é", "-"]),
    (r"\W+", 0, ["ab é--日", "\u2014\u2014a", "٣"]),
    (r"[\w.-]+", 0, ["a.b-é c", "--..", "日.x"]),
    (r"[^\w\s]+", 0, ["a, b. é—!", "日"]),
    (r"[\s\S]+", 0, ["a\né", ""]),
    (r"[^\s\S]", 0, ["a", ""]),
    (r"[^\s\S]*a", 0, ["a", "ba"]),
    (r"[\W\d]+", 0, ["ab12-é٣", "日 5"]),
    (r"[^\W\d_]+", 0, ["ab12_é٣x", "日5"]),
    (r"[\D]", 0, ["5a", "٣é"]),
    (r"[^\d]+", 0, ["12ab3é٣"]),
    (r"[\d\s]+", 0, ["1 2\xa0٣x", "x"]),
    (r"[\dé-ü]+", 0, ["1é٣ýü", "x"]),
    ("[a\\]-]", 0, ["]", "-", "a", "b"]),
    ("[]a]", 0, ["]", "a", "b"]),
    ("[^]a]", 0, ["]", "a", "b"]),
    ("[\x80-\xff]+", 0, ["é\x80ÿĀa"]),
    ("[b-yßΩ]*", 0, ["bßΩa", "zz"]),
    # Case.
    ("abc", I, ["abc", "xABC", "aBcabC", "ab"]),
    ("[a-c]+", I, ["aBCd", "D"]),
    ("[^a-c]+", I, ["aBCdX", "b"]),
    ("k", I, ["K", "k", "\u212a", "x"]),
    ("k", I | A, ["K", "k", "\u212a", "x"]),
    ("s+", I, ["sSſx", "ß"]),
    ("[r-t]+", I, ["sSſxR", "ß"]),
    ("ſ", I, ["s", "S", "ſ"]),
    ("é", I, ["É", "é", "e"]),
    ("ÉÀ", I, ["éà", "Éà", "xÉÀ"]),
    ("İ", I, ["i", "İ", "I", "ı"]),
    ("i", I, ["i", "İ", "I", "ı"]),
    ("µ", I, ["µ", "μ", "Μ"]),
    ("ΐ", I, ["\u1fd3", "\u0390"]),
    ("ß", I, ["ß", "ẞ", "s"]),
    ("σ+", I, ["σςΣ", "x"]),
    ("[α-ω]+", I, ["ΑΒΓσς", "x"]),
    ("[\U00010400-\U0001044f]+", I, ["\U00010428\U00010400x"]),
    ("\U00010400", I, ["\U00010428", "\U00010400"]),
    ("[^é]", I, ["É", "é", "e"]),
    ("(?i:a)b", 0, ["Ab", "AB", "ab"]),
    ("(?-i:a)b", I, ["aB", "AB", "ab"]),
    ("a(?i:b|c)d", 0, ["aBd", "acd", "aBD"]),
    ("(?a:\\w)+", 0, ["aé", "é"]),
    ("(?u:\\w)(?a:\\w)", 0, ["éa", "aé", "éé"]),
    # Repeats of characters.
    ("a*", 0, ["", "aaa", "baab", "é"]),
    ("a+", 0, ["", "aaa", "baab"]),
    ("a?", 0, ["", "aa", "ba"]),
    ("a{2}", 0, ["a", "aa", "aaaaa"]),
    ("a{2,}", 0, ["a", "aa", "aaaaab"]),
    ("a{2,3}", 0, ["a", "aa", "aaaaaaa"]),
    ("a{,2}b", 0, ["b", "ab", "aaab"]),
    ("a{0}b", 0, ["ab", "b"]),
    ("a*?", 0, ["", "aa"]),
    ("a+?", 0, ["aa", "b"]),
    ("a??b", 0, ["ab", "b", "aab"]),
    ("a{2,3}?", 0, ["aaaaa", "a"]),
    ("a{2,3}?b", 0, ["aaaab", "ab", "aab"]),
    ("a*a", 0, ["aaa", "a", ""]),
    ("a*ab", 0, ["aaab", "ab", "b"]),
    ("[ab]*b", 0, ["abab", "aaa", "b"]),
    ("[ab]*?b", 0, ["abab", "aaa", "b"]),
    ("é*é", 0, ["ééé", "é", ""]),
    ("é{2,3}a", 0, ["éa", "ééa", "ééééa"]),
    (r"\w+\d", 0, ["abc1", "abc12", "abc", "é٣٤"]),
    (r"\w+?\d", 0, ["abc12", "1", "é٣٤"]),
    (r"\w*日", 0, ["日本日x", "日", "x"]),
    (r"\w+\s", 0, ["ab cd", "é\xa0", "ab"]),
    (r"\w+ ", 0, ["ab cd", "é ", "ab"]),
    (r"(\w+)\s+(\w+)", 0, ["hello wörld", "a  b c d", "x"]),
    (r"\s*(\w+)\s*=\s*(\w*)", 0, ["a = b", "  key=value  ", "é=日", "=", "a ="]),
    (r"\d+\.?\d*", 0, ["3.14 42 .5 7.", "x"]),
    (r"[^,]*,", 0, ["a,b,,c", "é,日", "x"]),
    (r'"[^"]*"', 0, ['say "hi" and "", "é"', '"']),
    (r'"[^"\\]*(?:\\.[^"\\]*)*"', 0, [r'"a\"b" "c"', '"é\\n"', '"a', '"\\']),
    (r'"(?:[^"\\]|\\.)*"', 0, [r'"a\"b" "c"', '"é\\n"', '"a', '"\\']),
    ("<.*>", 0, ["<a><b>", "<é>x>", "<a"]),
    ("<.*?>", 0, ["<a><b>", "<é>x>", "<a"]),
    ("<[^>]*>", 0, ["<a><b>", "<é>x>", "<a"]),
    ("/\\*.*?\\*/", S, ["/* a */ b /* c\nd */", "/* é", "/**/"]),
    ("(?:a{1,2}){2}", 0, ["aaaaa", "aaa", "a"]),
    ("x*y", 0, ["xxxxxxxx", "xxxy", "y"]),
    ("[x-z]+@", 0, ["xyzzy xyz@", "x@@", "@"]),
    # Possessive and atomic.
    ("a*+a", 0, ["aaa", "a"]),
    ("a++b", 0, ["aab", "aa"]),
    ("a?+a", 0, ["a", "aa"]),
    ("a{1,2}+a", 0, ["aa", "aaa"]),
    ("(?>a*)ab", 0, ["aab"]),
    ("(?>a|ab)c", 0, ["abc", "ac"]),
    ("(?>(a+))b", 0, ["aab", "aac"]),
    ("(?:ab)*+ab", 0, ["abab", "ab"]),
    ("(?:ab)++c", 0, ["ababc", "abab", "c"]),
    ("(?:ab){1,2}+ab", 0, ["abab", "ababab"]),
    ("(?:a|b)*+c", 0, ["abac", "aba", "c"]),
    ("(?:(a)|b)*+c", 0, ["abac", "bbc", "aab"]),
    ("(?:a*)*+b", 0, ["aab", "aa", "b"]),
    ("(?:a?){2,3}+b", 0, ["aab", "ab", "b", "aaaab"]),
    ("(?>(?:a|ab)*)c", 0, ["aabc", "aac"]),
    ("(?:.*?\\b(?=(\\t)|(x))x)*", 0, ["a\tx", "ax x"]),
    ("((x)|y|z)*+", 0, ["xyz", "zyx"]),
    ("((x)|y|z){3}+", 0, ["xyz", "zyxx"]),
    ("(?:(?:ab)?+c)+", 0, ["abcc", "cabcab"]),
    # Branches and groups.
    ("a|b", 0, ["a", "b", "c"]),
    ("a|b|cd|ef|gh", 0, ["cd", "xef", "gg", "ghcd"]),
    ("ab|a", 0, ["ab", "ac"]),
    ("a|ab", 0, ["ab", "ac"]),
    ("(a|ab)(c|bcd)(d*)", 0, ["abcd", "acd", "abbcd"]),
    ("(?:a|)b", 0, ["ab", "b", "cb"]),
    ("(?:|a)b", 0, ["ab", "b"]),
    ("(a)|(b)", 0, ["a", "b", "ba"]),
    ("(a)|b", 0, ["b", "ab"]),
    ("((a)(b)?)(c)?", 0, ["ab", "ac", "a", "abc"]),
    ("(a(b(c)))d", 0, ["abcd", "abc"]),
    ("(?P<x>a)(?P<y>b)?", 0, ["a", "ab"]),
    ("é|日|a", 0, ["日é", "ba", "x"]),
    ("(?:é|e)+x", 0, ["éeéx", "x"]),
    ("foo|foobar|fox", 0, ["foobar", "fox", "fo"]),
    ("(?:foo|bar|baz)+", 0, ["foobarbaz", "fobar", "baba"]),
    ("(?:cat|dog)s?", I, ["Cats and DOGS", "cow"]),
    ("(a|b|c|d|e)f", 0, ["ef", "df", "ff"]),
    ("(?:[a-f]|[d-z])1", 0, ["e1", "z1", "1"]),
    ("(?:\\d|x)y|\\d", 0, ["1y", "xy", "1"]),
    ("$|a", 0, ["a", "b\n", ""]),
    ("(?:$|b)a?", 0, ["ba", "", "x"]),
    # Repeats of more.
    ("(ab)*", 0, ["", "abab", "aab", "aba"]),
    ("(ab)+", 0, ["", "abab", "aab"]),
    ("(ab)?", 0, ["ab", "a"]),
    ("(ab){2}", 0, ["ab", "ababab"]),
    ("(ab){2,}", 0, ["ab", "ababab"]),
    ("(ab){1,2}", 0, ["ab", "ababab"]),
    ("(ab)*?c", 0, ["ababc", "c", "abd"]),
    ("(ab)+?c", 0, ["ababc", "c"]),
    ("(ab)??c", 0, ["abc", "c"]),
    ("(ab){1,2}?c", 0, ["ababc", "abababc"]),
    ("(?:a|b)*c", 0, ["abac", "ab"]),
    ("(a|b)*c", 0, ["abac", "ab", "c"]),
    ("(?:(a)|b)*", 0, ["ab", "ba", "bb"]),
    ("(?:(a)|(b))*", 0, ["ab", "ba", "bb", "abc"]),
    ("(?:(a)|(b))+?c", 0, ["abc", "bac"]),
    ("(a*)*", 0, ["aa", "b", ""]),
    ("(a*)+", 0, ["aa", "b", ""]),
    ("(a*?)*", 0, ["aa", "b"]),
    ("(a|)*", 0, ["aa", "b"]),
    ("(|a)*", 0, ["aa", "b"]),
    ("(|a)+", 0, ["aa", "b"]),
    ("(?:|a)*?b", 0, ["aab", "b"]),
    ("(a?)*?b", 0, ["aab", "b", "c"]),
    ("(a?){3}", 0, ["a", "aaaa", ""]),
    ("(a?){2,4}b", 0, ["aaaab", "b", "aaaaab"]),
    ("(?:a?)*y", 0, ["aay", "z"]),
    ("(?:a?)*?y", 0, ["aay", "z"]),
    ("(?:a?)+?y", 0, ["aay", "z"]),
    ("(?:a*b*)*c", 0, ["abbac", "ab"]),
    ("((a)|b)*?c", 0, ["abc", "c"]),
    ("(?:(a+)b)*", 0, ["aabab", "aab"]),
    ("(?:(a+)(b+)?)*c", 0, ["aabac", "abaab"]),
    ("((?:ab)+c)*", 0, ["ababcabc", "abc"]),
    ("(?:(?:a|b){2}c)*d", 0, ["abcbacd", "abcd", "d", "abac"]),
    ("(?:(?:ab){1,2}c){2}", 0, ["abcababc", "ababcabc", "abcab"]),
    ("(?:x{2,3}y)+?z", 0, ["xxyxxxyz", "xyz"]),
    ("(([a-z]+):)?([a-z]+)$", 0, ["smil", "a:b", "a:"]),
    ("(?:\\d{1,3}\\.){3}\\d{1,3}", 0, ["127.0.0.1", "x 10.20.30.400", "1.2.3"]),
    ("(\\w+,)*\\w+;", 0, ["a,b,c;", "é,日;", "a,b"]),
    ("(?:(\\w)\\s?)*!", 0, ["a b c!", "ab"]),
    ("^(?:a?a?)*$", 0, ["aaa", "aab"]),
    ("(a*?)(?:b|c)*d", 0, ["aabcd", "d"]),
    ("(?:(a)|(ab)|(c))*?$", 0, ["abc", "ac", "abab"]),
    ("(?:..)*a", 0, ["bba", "babab", "éxa"]),
    ("(?:..)*?a", 0, ["bba", "aba", "éxa"]),
    ("((.)(.))*", 0, ["abcde", "é日x"]),
    # References.
    (r"(a)\1", 0, ["aa", "ab", "baa"]),
    (r"(\w)\1", 0, ["hello", "abc", "éé日"]),
    (r"(\w+) \1", 0, ["the the", "ab abc", "é é"]),
    (r"(a*)b\1", 0, ["aabaa", "aaba", "b"]),
    (r"(a)?b\1", 0, ["aba", "b", "ba"]),
    (r"(?:(a)|b)\1", 0, ["aa", "b"]),
    (r"(?:(a)|b)*\1", 0, ["abaa", "bb", "aba"]),
    (r"(?P<q>['\"]).*?(?P=q)", 0, ["'a' \"b'c\"", "'"]),
    (r"(a)\1", I, ["aA", "Aa", "ab"]),
    (r"(\w)\1", I, ["éÉ", "sſ", "K\u212a", "xy", "iİ"]),
    (r"(\w)\1", I | A, ["aA", "éÉ", "éé"]),
    (r"(\w\w)\1", I, ["éaÉA", "sSſs", "ab"]),
    (r"(..)\1$", 0, ["abab", "abba", "é日é日"]),
    (r"^(.+)\1+$", 0, ["abcabcabc", "aaaa", "abcab"]),
    (r"()\1a", 0, ["a", "ba"]),
    (r"(a)(?(1)b|c)", 0, ["ab", "ac"]),
    (r"(a)?(?(1)b|c)", 0, ["ab", "c", "ac", "b"]),
    (r"(a)?(?(1)b)c", 0, ["abc", "c", "ac"]),
    (r"(a)?(?(1)|c)d", 0, ["ad", "cd", "d"]),
    (r"(?P<n>a)?x(?(n)y|z)", 0, ["axy", "xz", "axz", "xy"]),
    (r"(?:(a)|(b))(?(1)c|d)(?(2)e)", 0, ["ac", "bde", "bd"]),
    (r"(?:(x)|y)*(?(1)z)", 0, ["yyz", "xyz", "y"]),
    (r"(<)?(\w+@\w+(?:\.\w+)+)(?(1)>|$)", 0, ["<user@host.com>", "user@host.com", "<user@host.com"]),
    # Looking around.
    ("a(?=b)", 0, ["ab", "ac", "aab"]),
    ("a(?!b)", 0, ["ab", "ac", "aab"]),
    ("(?=a)a", 0, ["a", "b"]),
    ("(?=(a+))a*b\\1", 0, ["baaabac", "aab"]),
    ("(?!a)\\w", 0, ["a", "b", "ab"]),
    ("(?!)", 0, ["a", ""]),
    ("(?:(?!b).)*", 0, ["aab", "b", "a\nc"]),
    ("(?:(?!END).)*END", S, ["abENDcEND", "abc"]),
    ("(?=.*\\d)(?=.*[a-z])\\w{3,}", 0, ["ab1", "abc", "12a"]),
    ("(?<=a)b", 0, ["ab", "cb", "b"]),
    ("(?<!a)b", 0, ["ab", "cb", "b"]),
    ("(?<=ab)c", 0, ["abc", "bc", "éabc"]),
    ("(?<=é)b", 0, ["éb", "ab", "b"]),
    ("(?<=日本)語", 0, ["日本語", "本語"]),
    ("(?<!日.)語", 0, ["日本語", "本語", "語"]),
    ("(?<=^)a", M, ["a\na", "ba"]),
    ("(?<=(a))b\\1", 0, ["aba", "abb"]),
    ("(?<!\\\\)\"", 0, ["a\"", "\\\"", "\""]),
    ("(?<=\\d{3})x", 0, ["123x", "12x"]),
    ("(?<=[ab]{2})c", 0, ["abc", "ac", "bac"]),
    ("(?<=a|b)c", 0, ["ac", "bc", "c"]),
    ("\\d+(?=%)", 0, ["50% 12", "100%"]),
    ("(?=(\\w+):)", 0, ["key: v", "x"]),
    ("(?!(a))b|a", 0, ["a", "b"]),
    ("(?:(?=(a))|b)*a", 0, ["a", "ba"]),
    ("(?:(?=(a))a|(b))*", 0, ["aab", "aba"]),
    ("(?:(?!(a)b)a|b)*", 0, ["aab", "abb"]),
    ("(?=a*?b)a", 0, ["aab", "aac"]),
    ("(?<=(?=x).)y", 0, ["xy", "zy"]),
    ("a(?=b(?=c(?!d)))", 0, ["abc", "abcd", "abce"]),
    ("(?<=\\b)x", 0, ["x xx", "ax"]),
    # Verbose, inline flags, escapes.
    (r" a b # c", X, ["ab", "a b"]),
    (r"(?x) a (?#c) b", 0, ["ab"]),
    (r"(?s).", 0, ["\n"]),
    (r"(?m)^a$", 0, ["b\na\nc"]),
    (r"[\t\n]\x41\u00e9\101", 0, ["\tAéA", "A"]),
    (r"\N{LATIN SMALL LETTER E WITH ACUTE}", 0, ["é"]),
    # Things people write.
    (r"[a-zA-Z_][a-zA-Z0-9_]*", 0, ["x1 = _foo + 2b", "é"]),
    (r"(\d{4})-(\d{2})-(\d{2})", 0, ["2024-05-06 and 1999-12-31", "2024-5-6"]),
    (r"([\w.+-]+)@([\w-]+\.)+[a-z]{2,}", 0, ["mail a.b+c@d-e.co.uk now", "x@y", "é@ö.de"]),
    (r"https?://[^\s/$.?#].[^\s]*", I, ["see HTTP://example.com/a?b and https://é.x", "http://"]),
    (r"(?P<int>[0-9]+)|(?P<name>[a-z]+)|(?P<op>[-+*/])|(?P<ws>\s+)", 0, ["ab+12 * c", "?"]),
    (r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$", 0, ["-1.5e+10", ".5", "1e", "٣"]),
    (r"\s*,\s*", 0, ["a , b,c ,\xa0d"]),
    (r"^\s+|\s+$", 0, ["  ab  ", "\u3000x\u3000"]),
    (r"(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)\11", 0, ["abcdefghijkk", "abcdefghijkl"]),
    (r"%(?:\((?P<key>.*?)\))?(?P<mods>[-#0-9 +*.hlL]*?)[eEfFgGdiouxXcrs%]", 0, ["%d %(name)s %5.2f %%", "%"]),
    (r"(a+)+$", 0, ["aaaaaaaaaa", "aaaaab"]),
    (r"(?:a+)+b", 0, ["aaaaaac"]),
    (r"(x+x+)+y", 0, ["xxxxxxxx", "xxxxy"]),
    (r"(?:a{0,3}){0,3}b", 0, ["aaaab", "aaaaaaaaaaab"]),
    (r"[ab]{2}[^b]c{2,}?d??", 0, ["abaccd", "aaaccc"]),
]

# Of bytes.
BYTES = [
    (b"", 0, [b"", b"a"]),
    (b"a\xff", 0, [b"a\xff", b"\xff", b"xa\xffa\xff"]),
    (rb"[\x80-\xff]+", 0, [b"a\x80\xffb", b"abc"]),
    (rb"[^\x80-\xff]+", 0, [b"a\x80\xffb", b"abc"]),
    (rb"\w+", 0, [b"ab\xe9_1", b"-"]),
    (rb"\W+", 0, [b"ab\xe9--", b"-"]),
    (rb"\s+\S*", 0, [b" \x1c\t\x85\xa0x", b"a"]),
    (rb"\d", 0, [b"1\xb2", b"x"]),
    (rb".*", 0, [b"ab\nc\x00\xff", b""]),
    (rb"(?i)abc\xe9", 0, [b"ABC\xe9", b"abc\xc9"]),
    (rb"[a-f]+", I, [b"aBF\xe9", b"G"]),
    (rb"a", L, [b"a", b"A"]),
    (rb"a+b", L | I, [b"aAB", b"b"]),
    (rb"[a-c]+", L | I, [b"aBCd", b"D"]),
    (rb"[^a-c]+", L | I, [b"aBCdE", b"A"]),
    (rb"[^k]", L | I, [b"K", b"k", b"x"]),
    (rb"\w+\b", L, [b"ab\xe9 c", b"_"]),
    (rb"\W\B", L, [b"ab  c", b"  "]),
    (rb"(\w)\1", L | I, [b"aA", b"ab"]),
    (rb"(\w)\1", I, [b"aA", b"ab"]),
    (rb"\bfoo\b", 0, [b"a foo b", b"food", b"foo"]),
    (rb"(?<=\xff)a", 0, [b"\xffa", b"a"]),
    (rb"\x00+", 0, [b"a\x00\x00b", b""]),
    (rb"(?:ab|cd|\xff)*x", 0, [b"abcd\xffx", b"abx"]),
    (rb"^.$", M, [b"a\n\xff\nbc", b""]),
]


class Maker:
    """Makes patterns and texts by chance."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.groups = 0
        self.closed = []

    def chance(self, part):
        return self.random.random() < part

    def pattern(self, alphabet):
        self.groups, self.closed, self.alphabet = 0, [], alphabet
        return self.branch(self.random.choice([1, 2, 2, 3, 3, 4]))

    def branch(self, depth):
        count = self.random.choice([1, 1, 1, 1, 2, 2, 3])
        return "|".join(self.sequence(depth) for _ in range(count))

    def sequence(self, depth):
        count = self.random.choice([0, 1, 1, 2, 2, 3, 4])
        return "".join(self.item(depth) for _ in range(count))

    def item(self, depth):
        if self.chance(0.08):
            return self.random.choice(["^", "$", r"\b", r"\B", r"\A", r"\Z"])
        atom = self.atom(depth)
        if self.chance(0.45) and not atom.startswith(("(?=", "(?!", "(?<")):
            atom += self.random.choice(
                ["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "{,2}", "{1,3}"])
            atom += self.random.choice(["", "", "", "?", "?", "+"])
        return atom

    def letter(self):
        return self.random.choice(self.alphabet)

    def atom(self, depth):
        kind = self.random.random()
        if depth > 0 and kind < 0.4:
            return self.group(depth - 1)
        if kind < 0.5:
            return self.random.choice([".", r"\w", r"\d", r"\s", r"\W", r"\D", r"\S"])
        if kind < 0.62:
            letters = "".join(self.letter() for _ in range(self.random.choice([1, 2, 3])))
            extra = self.random.choice(["", "", "", r"\w", r"\s", r"\d", r"\W"])
            return "[" + self.random.choice(["", "", "^"]) + letters + extra + "]"
        if kind < 0.68 and self.closed:
            return rf"(?:\{self.random.choice(self.closed)})"
        return self.letter()

    def group(self, depth):
        kind = self.random.random()
        if kind < 0.4:
            self.groups += 1
            number = self.groups
            inside = self.branch(depth)
            self.closed.append(number)
            return f"({inside})"
        if kind < 0.65:
            return f"(?:{self.branch(depth)})"
        if kind < 0.72:
            return f"(?>{self.branch(depth)})"
        if kind < 0.79:
            return f"(?={self.branch(depth)})"
        if kind < 0.86:
            return f"(?!{self.branch(depth)})"
        if kind < 0.92:
            back = self.random.choice(["<=", "<!"])
            count = self.random.choice([1, 1, 2])
            return f"(?{back}" + "".join(self.letter() for _ in range(count)) + ")"
        if self.closed:
            group = self.random.choice(self.closed)
            return f"(?({group}){self.sequence(depth)}|{self.sequence(depth)})"
        return f"(?i:{self.branch(depth)})"

    def text(self):
        letters = self.alphabet + self.alphabet + " \n1"
        count = self.random.choice([0, 1, 2, 3, 4, 5, 6, 8, 10, 14])
        return "".join(self.random.choice(letters) for _ in range(count))

    def cases(self, count):
        alphabets = ["ab", "ab", "abc", "aAb", "aéb", "日éa", "kK\u212asſ", "x\u2028_"]
        while count > 0:
            pattern = self.pattern(self.random.choice(alphabets))
            flags = self.random.choice([0, 0, 0, I, M, S, A, I | M])
            texts = sorted({self.text() for _ in range(4)})
            try:
                re.compile(pattern, flags)
            except (re.error, OverflowError):
                continue
            count -= 1
            yield pattern, flags, texts


def escape(data):
    plain = set(range(0x21, 0x7f)) - {0x25}
    return "".join(chr(byte) if byte in plain else f"%{byte:02x}" for byte in data)


def describe(match, offset):
    if match is None:
        return "-"
    spans = [f"{offset(a)}:{offset(b)}" if a >= 0 else "." for a, b in match.regs]
    return ",".join(spans) + "/" + str(match.lastindex or 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--random", type=int, default=0, help="only so many random patterns")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.random:
        cases = Maker(arguments.seed).cases(arguments.random)
    else:
        cases = CASES + BYTES + list(Maker(arguments.seed).cases(600))
    for pattern, flags, texts in cases:
        compiled = re.compile(pattern, flags)
        code = _compiler._code(_parser.parse(pattern, flags), flags)
        is_bytes = isinstance(pattern, bytes)
        encode = bytes if is_bytes else lambda text: text.encode("utf-8", "surrogatepass")
        shown = pattern if is_bytes else encode(pattern)
        words = " ".join(f"{word:x}" for word in code)
        kind = "b" if is_bytes else "s"
        print("P", kind, compiled.groups, words, escape(shown), int(compiled.flags), sep="\t")
        for text in texts:
            ranges = [(0, len(text))]
            if len(text) > 2:
                ranges.append((1, len(text) - 1))
            for pos, endpos in ranges:
                def offset(index):
                    return len(encode(text[:index]))
                found = [
                    describe(compiled.match(text, pos, endpos), offset),
                    describe(compiled.fullmatch(text, pos, endpos), offset),
                    ";".join(describe(m, offset) for m in compiled.finditer(text, pos, endpos)),
                ]
                print("T", escape(encode(text)), offset(pos), offset(endpos), *found, sep="\t")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="ascii")
    main()
