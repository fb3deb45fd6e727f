"""The class of importers of archives has no attribute that it lacks, whatever the module is replaced by.

https://docs.python.org/3.14/library/zipimport.html
"""
import sys
import types

hooks = [hook for hook in sys.path_hooks if getattr(hook, "__name__", "") == "zipimporter"]
sys.modules["zipimport"] = types.ModuleType("zipimport")
for hook in hooks:
    try:
        hook.nothing_of_this_name
    except AttributeError:
        pass
    else:
        assert False
