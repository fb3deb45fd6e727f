"""Loading and dumping documents, by the Python half of PyYAML."""
# wheels: pyyaml==6.0.3
import yaml
doc = """
a: 1
b: [1, 2.5, true, null, 2001-12-14t21:59:43.10-05:00]
c: &x
  d: "str\\u263a"
  e: |
    multi
    line
f: *x
g: !!python/tuple [1,2]
h: {x: 0x1F, y: 1e3, z: .inf}
"""
d = yaml.load(doc, yaml.UnsafeLoader); print(d)
print(yaml.dump(d)); print(yaml.dump(d, default_flow_style=True, sort_keys=False))
try: yaml.safe_load("a: [1, 2")
except yaml.YAMLError as e: print(e)
