"""What a source text lists side by side may be long: only nesting is limited.

https://docs.python.org/3.14/reference/grammar.html
"""
COUNT = 20_000


def run(source):
    names = {"a": 1, "none": None}
    exec(source, names)
    return names.get("result")


names = [f"n{index}" for index in range(COUNT)]
assert run(";".join(["result = a"] * COUNT)) == 1
assert run("result = " + " and ".join(["a"] * COUNT)) == 1
assert run("result = " + " or ".join(["none"] * COUNT)) is None
assert run("result = " + " or ".join(["not a and a"] * COUNT)) is False
assert run("result = " + " == ".join(["a"] * COUNT)) is True
assert run("result = 1 if " + " < ".join(str(number) for number in range(COUNT)) + " else 2") == 1
assert run("if none: pass\n" + "elif none: pass\n" * 2000 + "else: result = 3") == 3
assert run("result = f'" + "{a}" * COUNT + "'") == "1" * COUNT
assert run("result = f'" + "{a:{a}}" * 1000 + "'") == "1" * 1000
assert run("result = f'{a:" + "{a}" * 3 + "}'") == " " * 110 + "1"
assert len(run("result = [" + "a," * COUNT + "]")) == COUNT
assert len(run("result = {" + ",".join(map(str, range(COUNT))) + "}")) == COUNT
assert run("result = (lambda *a: len(a))(" + "a," * COUNT + ")") == COUNT
keywords = ",".join(f"{name}=a" for name in names)
assert run(f"result = (lambda **a: len(a))({keywords})") == COUNT
assert run("x = " * COUNT + "result = 4") == 4
assert len(run("result = " + "'a' " * COUNT)) == COUNT
assert run("try: none.x\n" + "except ZeroDivisionError: pass\n" * COUNT + "except: result = 5") == 5
assert run("match a:\n" + " case 2: pass\n" * COUNT + " case 1: result = 6") == 6
assert run("def result(" + ",".join(names) + "): pass").__code__.co_argcount == COUNT
assert run("def f():\n global " + ",".join(names) + "\n" + "".join(f" {name} = 1\n" for name in names)) is None

# A chain of binary operators nests to the left. It is compiled, or refused.
for source in ("a" + " + a" * 100_000, "a" + ".a" * 100_000, "a" + "()" * 100_000):
    try:
        compile(source, "<test>", "eval")
    except (RecursionError, MemoryError):
        pass
