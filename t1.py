import sys, time, importlib

m, f = sys.argv[1].split(".")
t = time.time()
for o in getattr(importlib.import_module("faults." + m), f)(int(sys.argv[2])):
    print(o)
print(time.time() - t)
