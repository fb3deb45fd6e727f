"""Modules and packages are imported out of zip archives on the path.

https://docs.python.org/3.14/library/zipimport.html
"""
import os
import pkgutil
import runpy
import sys
import tempfile
import zipfile
import zipimport

with tempfile.TemporaryDirectory() as place:
    archive = f"{place}/all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("plain.py", "value = __file__\n")
        file.writestr("bundle/__init__.py", "from .deep import x\n")
        file.writestr("bundle/deep.py", "x = __name__\n")
        file.writestr("bundle/data.txt", "text")
        file.writestr("__main__.py", "ran = __name__\n")
    sys.path.insert(0, archive)
    import plain
    import bundle

    assert plain.value == f"{archive}/plain.py" == plain.__spec__.origin
    assert type(plain.__loader__) is zipimport.zipimporter
    assert bundle.x == "bundle.deep" and bundle.__path__ == [f"{archive}/bundle"]
    assert plain.__loader__.get_source("plain") == "value = __file__\n"
    assert pkgutil.get_data("bundle", "data.txt") == b"text"
    found = [(it.name, it.ispkg) for it in pkgutil.iter_modules([archive])]
    assert found == [("__main__", False), ("bundle", True), ("plain", False)], found
    assert type(sys.path_importer_cache[archive]) is zipimport.zipimporter
    assert runpy.run_path(archive, run_name="main")["ran"] == "main"
    sys.path.remove(archive)
    try:
        zipimport.zipimporter(place)
    except zipimport.ZipImportError:
        pass
    else:
        assert False, "a directory is no archive"
