import copy
a = {"a": 1}
for i in range(60):
    a = {"a": a, "b": a}
for i in range(100000):
    x = copy.copy(a)
    y = dict(a) == a
    z = isinstance(a, dict)
