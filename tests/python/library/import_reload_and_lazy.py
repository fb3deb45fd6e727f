"""reload runs the new text, however soon it was written; LazyLoader waits for an attribute.

https://docs.python.org/3.14/library/importlib.html#importlib.reload
"""
import importlib
import importlib.util
import os
import sys
import tempfile

with tempfile.TemporaryDirectory() as place:
    sys.path.insert(0, place)
    path = f"{place}/changing.py"

    def write(number):
        with open(path, "w") as file:
            # Texts of different length, as CPython goes by size and seconds.
            file.write("value = " + "1" * number + "\nkept = globals().get('value')\n")

    write(1)
    import changing

    spec = changing.__spec__
    for number in range(2, 20):
        write(number)
        assert importlib.reload(changing) is changing
        assert changing.value == int("1" * number)
    assert changing.__spec__ is not spec and sys.modules["changing"] is changing
    os.remove(path)
    try:
        importlib.reload(changing)
    except ModuleNotFoundError as error:
        assert str(error) == "spec not found for the module 'changing'"
        assert error.name == "changing"
    else:
        assert False
    try:
        importlib.reload(3)
    except TypeError as error:
        assert str(error) == "reload() argument must be a module"

    with open(f"{place}/later.py", "w") as file:
        file.write("import sys\nsys.has_run = True\nname = 7\n")
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("later")
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not hasattr(sys, "has_run")
    assert module.name == 7 and sys.has_run
    sys.path.remove(place)
