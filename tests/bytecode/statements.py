"""What functions seldom do: deleting, globals, slices, unary operators, conditions as values."""

def deletes(thing):
    global shared
    shared = 1
    del shared
    captured = thing
    def reads(): return captured
    del captured
    del thing.attribute
    return reads

def slices(items, step):
    items[0] = items[1:step]
    items[1:step] = ()
    return items[1:9:step]

def unary(a):
    return -a, +a, ~a, not a

def values(a, b, c):
    a().b = a and b
    return (a or b).method(), {1, 2, *c}

def compares(a, b):
    return a() < b, a() < 1
