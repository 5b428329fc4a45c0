"""The motoneuron pool under NEURON or CoreNEURON: one JSON line with cell-seconds per processor second, noise on and off.

    neuron_pool.py PARAMETERS [coreneuron]

All cells in one process on one thread, fixed step 0.025 ms, mechanisms of ./mod (compiled by ./run). Prints also how many
discharges the first ten cells of the quiet run had, so that the run script can see that the same model ran. CoreNEURON is
the engine inside NEURON's own wheel; copying the model to it and back is not counted.
"""
import csv
import json
import sys
import time

from neuron import h

h.load_file("stdrun.hoc")
on_core = sys.argv[2:] == ["coreneuron"]
parameters = list(csv.DictReader(open(sys.argv[1])))
count, milliseconds = 100, 2000.0
context = h.ParallelContext()


def build(noise):
    cells = []
    context.gid_clear()
    for number in range(count):
        p = {k: float(x) for k, x in parameters[number % 20].items()}
        soma = h.Section(name=f"soma{number}")
        soma.nseg, soma.diam, soma.Ra, soma.cm = 1, 25.0, 0.001, p["soma_cm"]
        soma.L = p["soma_area_cm2"] / (3.141592653589793 * 25e-4) * 1e4
        soma.insert("ph5soma")
        m = soma(0.5).ph5soma
        m.gl, m.el, m.gna, m.gnap = p["soma_gpas"], p["soma_epas"], p["gna"], p["gnap"]
        m.gk, m.gca, m.gkca, m.taur, m.gh = p["gkdr"], p["gca_mAHP"], p["gkca"], p["taur_ms"], p["gh_s"]
        dendrites = []
        for k in range(1, 5):
            d = h.Section(name=f"dend{number}_{k}")
            d.nseg, d.diam, d.cm = 1, 10.0, p["dend_cm"]
            d.L = p["dend_area_cm2"] / (3.141592653589793 * 10e-4) * 1e4
            # The axial resistance that gives the coupling conductance of the table (the soma's is negligible).
            d.Ra = 1 / (p["gc_uS"] * 1e-6) * (3.141592653589793 * 10e-4**2 / 4) / (d.L * 1e-4 / 2)
            d.insert("ph5dend")
            q = d(0.5).ph5dend
            q.gl, q.el, q.gcal, q.gh = p["dend_gpas"], p["dend_epas"], p[f"gL{k}"], p["gh_d"]
            q.noise.set_ids(number, k, 1)
            q.thm, q.thh, q.exc, q.inh, q.sd = p["theta_m"], p["theta_h"], 6, 1, 1.2e-5 if noise else 0
            d.connect(soma(0.5), 0)
            dendrites.append(d)
        discharges = h.Vector()
        detector = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
        detector.threshold = -20
        context.set_gid2node(number, 0)
        context.cell(number, detector)
        context.spike_record(number, discharges, h.Vector())
        cells.append((soma, dendrites, detector, discharges))
    return cells


def run(noise):
    cells = build(noise)
    h.dt, h.celsius, h.v_init = 0.025, 37, -65
    if on_core:
        return run_on_core(cells)
    h.finitialize(-65)
    began = time.process_time()
    h.continuerun(milliseconds)
    return speed(time.process_time() - began), counts(cells)


def run_on_core(cells):
    """Twice, a tenth and the whole: the difference has neither the copying of the model nor the building of tables."""
    from neuron import coreneuron

    coreneuron.enable, coreneuron.verbose = True, 0
    h.cvode.cache_efficient(1)
    context.set_maxstep(10)
    spent = []
    for part in (0.1, 1.1):
        h.finitialize(-65)
        began = time.process_time()
        context.psolve(part * milliseconds)
        spent.append(time.process_time() - began)
    return speed(spent[1] - spent[0]), [int(sum(1 for t in c[3] if t <= milliseconds)) for c in cells[:10]]


def speed(seconds):
    return count * milliseconds / 1000 / seconds


def counts(cells):
    return [len(c[3]) for c in cells[:10]]


quiet, discharges = run(False)
noisy, _ = run(True)
engine = f"{'CoreNEURON of ' if on_core else ''}NEURON {h.nrnversion(0)}"
print(json.dumps({"engine": engine, "noise": noisy, "quiet": quiet, "discharges": discharges}))
