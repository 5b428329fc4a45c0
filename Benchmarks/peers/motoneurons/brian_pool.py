"""The motoneuron pool under Brian2 (C++ standalone): one JSON line with cell-seconds per processor second.

Exponential Euler, 0.025 ms, with Brian2's own optimising flags. Only the simulation is timed, not the compilation; the
time is the processor time of the compiled program.
"""
import csv
import json
import resource
import sys

import numpy as np
from brian2 import NeuronGroup, SpikeMonitor, defaultclock, device, ms, prefs, run, set_device

parameters = [{k: float(x) for k, x in row.items()} for row in csv.DictReader(open(sys.argv[1]))]
folder, noise = sys.argv[2], sys.argv[3] == "noise"
count, milliseconds = 1000, 1000.0
set_device("cpp_standalone", directory=folder, build_on_run=False)
prefs.devices.cpp_standalone.openmp_threads = 0
defaultclock.dt = 0.025 * ms

soma = """
dvs/dt = (gl*(el - vs) + (gna*m**3*h + gnap*p)*(50 - vs) + (gk*n**4 + gkca*k)*(-80 - vs) + gca*q*(132.458 - vs)
    + gh*g*(-41 - vs) + gc*(v1 + v2 + v3 + v4 - 4*vs))/cs/ms : 1
zm = (vs + 29)/7.2 : 1
opening = 2.88/exprel(-zm) : 1
closing = 0.8928/exprel(zm) : 1
dm/dt = (opening/(opening + closing) - m)*clip(2.4622888*(opening + closing), 0, 50)/ms : 1
zh = (vs + 44)/1.5 : 1
dh/dt = (1/(1 + exp((vs + 49)/8)) - h)*clip(2.4622888*(0.045/exprel(-zh) + 0.015/exprel(zh)), 0, 2)/ms : 1
dp/dt = (1/(1 + exp(-(vs + 47.3)/5)) - p)/ms : 1
b = exp((vs + 39)/5.5) : 1
dn/dt = (1/(1 + exp(-(vs + 21)/20)) - n)/(0.8 + 20*b/(1 + b)**2)/ms : 1
dq/dt = (1/(1 + exp(-(vs + 20)/4)) - q)/2/ms : 1
dc/dt = (influx*q*(132.458 - vs) - c/taur)/ms : 1
dk/dt = (1e5*c**2*(1 - k) - 0.1*k)/ms : 1
dg/dt = (1/(1 + exp((vs + 77)/8)) - g)/30/ms : 1
gl : 1
el : 1
gna : 1
gnap : 1
gk : 1
gca : 1
gkca : 1
gh : 1
gc : 1
cs : 1
cd : 1
taur : 1
influx : 1
dl : 1
dh_ : 1
thm : 1
thh : 1
unit : 1
sd : 1
"""
dendrite = """
ge# = clip(6*unit + xe#, 0, 1e9) : 1
gi# = clip(unit + xi#, 0, 1e9) : 1
dv#/dt = (dl*(el - v#) + gL#*m#*h#*(80 - v#) + dh_*g#*(-41 - v#) - ge#*v# + gi#*(-75 - v#) + gc*(vs - v#))/cd/ms : 1
dm#/dt = (1/(1 + exp(-(v# - thm)/6)) - m#)/40/ms : 1
dh#/dt = (1/(1 + exp((v# - thh)/5)) - h#)/2500/ms : 1
dg#/dt = (1/(1 + exp((v# + 77)/8)) - g#)/30/ms : 1
gL# : 1
xe# : 1
xi# : 1
"""
cells = NeuronGroup(
    count, soma + "".join(dendrite.replace("#", str(k)) for k in range(1, 5)), method="exponential_euler",
    threshold="vs > -20", refractory="vs > -20")
rows = [parameters[i % 20] for i in range(count)]
column = lambda name: np.array([row[name] for row in rows])
area, branch = column("soma_area_cm2") * 1e6, column("dend_area_cm2") * 1e6
cells.cs, cells.cd = column("soma_cm") * area / 1e3, column("dend_cm") * branch / 1e3
for name, source in {"gl": "soma_gpas", "gna": "gna", "gnap": "gnap", "gk": "gkdr", "gca": "gca_mAHP", "gkca": "gkca", "gh": "gh_s"}.items():
    setattr(cells, name, column(source) * area)
cells.el, cells.gc, cells.taur = column("soma_epas"), column("gc_uS"), column("taur_ms")
cells.influx = column("gca_mAHP") * 1e4 / (2 * 96485.33 * 0.1)
cells.dl, cells.dh_ = column("dend_gpas") * branch, column("gh_d") * branch
cells.thm, cells.thh = column("theta_m"), column("theta_h")
cells.unit, cells.sd = 1e-5 * branch, 1.2e-5 * branch
cells.vs, cells.m, cells.h, cells.p, cells.n, cells.g = -65, 0.0213, 0.881, 0.0282, 0.0998, 0.182
for k in range(1, 5):
    setattr(cells, f"gL{k}", column(f"gL{k}") * branch)
    setattr(cells, f"v{k}", -65)
    setattr(cells, f"m{k}", 1 / (1 + np.exp(-(-65 - column("theta_m")) / 6)))
    setattr(cells, f"h{k}", 1.0)
    setattr(cells, f"g{k}", 0.182)
if noise:
    rho = np.exp(-0.025 / 20)
    amplitude = np.sqrt(1 - rho**2)
    code = [f"xe{k} = {rho}*xe{k} + {amplitude * 6**0.5}*sd*randn()\nxi{k} = {rho}*xi{k} + {amplitude}*sd*randn()" for k in range(1, 5)]
    cells.run_regularly("\n".join(code), dt=defaultclock.dt)
monitor = SpikeMonitor(cells[:10])
run(milliseconds * ms)
device.build(directory=folder, compile=True, run=False, with_output=False)
before = resource.getrusage(resource.RUSAGE_CHILDREN)
device.run(directory=folder, with_output=False)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({
    "engine": "Brian2 C++", "speed": count * milliseconds / 1000 / spent,
    "discharges": [int(x) for x in np.bincount(np.array(monitor.i), minlength=10)]}))
