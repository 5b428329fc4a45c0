"""Compares ΔF of Lull with openhdemg's compute_deltaf: every pair and every unit of one or more real contractions.

    python deltaf_peer.py LULL DISCHARGES FOLDER [--benchmark PROGRAM] [--only 2,8]

LULL is the program; DISCHARGES a table of Tests/Peers/Fixtures, or MUdict_S1.mat of klotz-t/MUDecompositionTests, all of whose
contractions (or only those asked for) are then compared; FOLDER a place for files. Needs openhdemg 0.2.0b2. Prints one line per check; the exit code is 1 if one
fails. With PROGRAM, lull-benchmarks, the time of smoothing and pairing alone (of the processor, in one thread) is printed beside that of openhdemg. Units are handed to openhdemg in the order of their first discharge, as its own programs do.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import warnings

import matplotlib

matplotlib.use("Agg")

import numpy as np
import openhdemg.library as emg
import pandas as pd
from peer_checks import check, finish

warnings.filterwarnings("ignore")
parser = argparse.ArgumentParser()
for name in ("lull", "source", "folder"):
    parser.add_argument(name)
parser.add_argument("--benchmark")
parser.add_argument("--only", default="")
options = parser.parse_args()
lull, source, folder, benchmark = options.lull, options.source, options.folder, options.benchmark
only = {int(word) for word in options.only.split(",") if word}
rate = 2048


def contractions():
    """The discharges (samples from 0) of each unit, for each contraction."""
    if source.endswith(".mat"):
        import scipy.io

        table = scipy.io.loadmat(source, simplify_cells=True)["Disrate"]
        for column in range(len(table[0])):
            if only and column + 1 not in only:
                continue
            units = {}
            for number, row in enumerate(table):
                rates = np.atleast_2d(row[column])
                if rates.size:
                    samples = rates[:, 0].astype(int) - 1
                    units[str(number + 1)] = np.append(samples, samples[-1] + round(rate / rates[-1, 2]))
            yield f"contraction {column + 1}", units
    else:
        with open(source) as file:
            lines = [line.split(":") for line in file if line.strip()]
        yield os.path.basename(source), {name: np.cumsum([int(word) for word in words.split()]) for name, words in lines}


def ours(units, length, smoother, name):
    path = os.path.join(folder, name + ".csv")
    with open(path, "w") as file:
        file.write(f"# lull table 1: {length} rows, {rate}.0 Hz\n# lull kinds: other\n")
        for unit, samples in units.items():
            file.write(f"# lull motor unit {unit}: samples {' '.join(str(s) for s in samples)}\n")
        file.write("time (s),nothing [a.u.]\n")
        file.writelines(f"{k / rate!r},{k % 7}\n" for k in range(length))
    began = time.perf_counter()
    result = subprocess.run(
        [lull, "assess", "ramp", path, "--smoother", smoother, "--contractions", "whole", "--draws", "0", "--json", "--out",
         os.path.join(folder, name)], check=True, capture_output=True, text=True)
    return json.loads(result.stdout), time.perf_counter() - began


def polynomials(pulses, length):
    curves = []
    for samples in pulses:
        curve = np.full(length, np.nan)
        inside = np.arange(samples[1], samples[-1] + 1)
        fit = np.polynomial.Polynomial.fit(samples[1:] / rate, rate / np.diff(samples), 5)
        curve[inside] = fit(inside / rate)
        for before, after in zip(samples[1:], samples[2:]):
            if after - before > rate:
                curve[before + 1 : after] = np.nan
        curves.append(curve)
    return curves


def compare(name, units):
    units = dict(sorted(units.items(), key=lambda item: (item[1][0], int(item[0]))))
    names, pulses = list(units), [np.asarray(s) for s in units.values()]
    length = int(max(samples[-1] for samples in pulses)) + rate
    firings = np.zeros((length, len(pulses)))
    for column, samples in enumerate(pulses):
        firings[samples, column] = 1
    file = {"BINARY_MUS_FIRING": pd.DataFrame(firings), "MUPULSES": pulses, "FSAMP": float(rate), "NUMBER_OF_MUS": len(pulses), "EMG_LENGTH": length,
            "RAW_SIGNAL": pd.DataFrame(np.zeros((length, 1), dtype=np.float32)), "SOURCE": "CUSTOMCSV"}
    for smoother, tolerance in (("polynomial", 1e-6), ("svr", 5e-3)):
        result, seconds = ours(units, length, smoother, f"{name.replace(' ', '-')}-{smoother}")
        began = time.process_time()
        curves = polynomials(pulses, length) if smoother == "polynomial" else emg.compute_svr(file)["gensvr"]
        table = emg.compute_deltaf(file, curves, average_method="all")
        theirs = {tuple(pair): value for pair, value in zip(table["MU"], table["dF"])}
        spent = time.process_time() - began
        if benchmark:
            path = os.path.join(folder, f"{name.replace(' ', '-')}-{smoother}.csv")
            printed = subprocess.run([benchmark, "contraction", path], check=True, capture_output=True, text=True).stdout
            alone = json.loads(printed)[smoother]["all"]
            print(f"      {name}, {smoother}, {len(names)} units: Lull {alone:.3f} s, openhdemg {spent:.1f} s: {spent / alone:.0f} times")
        # Openhdemg before 0.2.0b3 keeps a pair whose control unit stops first, with an end that is too early; Lull rejects it.
        skipped, worst, both, different = 0, 0.0, 0, []
        values = {}
        for pair in result["pairs"]:
            key = (names.index(pair["controlName"]), names.index(pair["testName"]))
            their = theirs.get(key, theirs.get(key[::-1]))
            if their is None:
                different.append((key, "missing"))
                continue
            rules = {rejection["rule"] for rejection in pair["rejections"]}
            if rules == {"controlStoppedFirst"}:
                skipped += 1
                # Where it refuses the pair as well, for whatever reason, both agree.
                own = None if np.isnan(their) else pair["deltaFPps"]
            else:
                own = pair["deltaFPps"] if pair["isAccepted"] else None
            if (own is None) != bool(np.isnan(their)):
                limit = result["settings"]["deltaF"]["correlation"]
                # Two solvers stop within 1e-3 pps of the same optimum: a pair on the edge of a rule may fall to either side.
                near = abs((pair["correlation"] or 0) - limit) < 5e-3 or abs((pair["modulationPps"] or 0) - 0.5) < 2e-2
                if smoother == "svr" and near:
                    skipped += 1
                else:
                    different.append((key, own, their))
            elif own is not None:
                both += 1
                worst = max(worst, abs(own - their))
                values.setdefault(key[1], []).append((own, their))
        count = len(result["pairs"])
        check(f"{name}, {smoother}: {count} pairs of {len(names)} units", not different and worst < tolerance,
              f"{both} with a ΔF, worst difference {worst:.1e} pps, {len(different)} judged otherwise {different[:3]}; "
              f"Lull {seconds:.2f} s with its files, openhdemg {spent:.2f} s of the processor")
        units_worst = 0.0
        for unit in result["units"]:
            place = names.index(unit["name"])
            accepted = [p for p in result["pairs"] if p["testName"] == unit["name"] and p["isAccepted"]]
            pairs = [theirs.get((names.index(p["controlName"]), place), theirs.get((place, names.index(p["controlName"])))) for p in accepted]
            if unit["deltaFPps"] is None or not pairs or np.isnan(pairs).any():
                continue
            units_worst = max(units_worst, abs(unit["deltaFPps"] - float(np.mean(pairs))))
        check(f"{name}, {smoother}: {sum(u['deltaFPps'] is not None for u in result['units'])} units with a ΔF",
              units_worst < tolerance, f"worst difference of a mean {units_worst:.1e} pps")


os.makedirs(folder, exist_ok=True)
for name, units in contractions():
    compare(name, units)
finish()
