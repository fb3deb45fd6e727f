"""try, except, finally, with; leaving them by return, break and continue."""

def handlers(f):
    try:
        f()
    except (A, B) as error:
        return error
    except C:
        raise
    else:
        f(1)
    finally:
        f(2)

def leaving(items):
    for item in items:
        with item as x, item.lock:
            if x:
                return x
            continue
        try:
            break
        finally:
            item.close()

def groups(f):
    try:
        f()
    except* A as group:
        f(group)
    except* B:
        pass
