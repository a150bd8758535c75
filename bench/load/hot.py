#!/usr/bin/env python3
"""hot.py DUMP MINTS : the methods that a mint runs through, from a dump of icount.py (BENCH_DIR/run/cg.PID.1), one mangled name a line, sorted: what belongs into src/Voidkey.Server/hot-methods.txt.
MINTS is what -n of icount.py was. A method counts that costs one instruction a mint or more; symbols of libraries and stubs without a name are left out.
The binary needs its symbols and no debug information: dotnet publish -p:StripSymbols=false, then strip --strip-debug."""
import collections,re,sys
cost=collections.Counter(); names={}; current=None; is_call=False
for line in open(sys.argv[1]):
    m=re.match(r'(c?fn)=\((\d+)\)(?: (.*))?',line)
    if m:
        if m[3]: names[m[2]]=m[3].strip()
        if m[1]=='fn': current=m[2]
    elif line.startswith('calls='): is_call=True
    elif re.match(r'[\d+*-]',line):
        # The line behind a call holds what the callee cost.
        if not is_call: cost[current]+=int(line.split()[-1])
        is_call=False
hot={re.sub(r"'\d+$",'',names[k]) for k,v in cost.items() if k in names and v>=int(sys.argv[2])}
print('\n'.join(sorted(n for n in hot if re.match(r'[A-Za-z_]',n) and '__' in n and '@' not in n)))
