"""Which units `lull track` pairs between contractions, beside which are the same. Prints one Markdown table.

    tracking.py LULL SAMPLE FOLDER

Virtual people of known units: two ramps of each under one grid, the same ramps in windows, and part of a grid that lies 4 mm further
along or across the fibres in the second ramp. Last the two halves of SAMPLE, whose units are known by their discharges in the whole
of it. No other program is asked. FOLDER keeps simulations and decompositions.
"""
import csv, glob, itertools, json, os, subprocess, sys
import numpy as np
from judge import agreement

program, sample, folder = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
people = ["healthy-older", "spinal-cord-injury", "healthy-young"]
rate, seeds = 2048, (3, 5)
# Where the channels of a GR04MM1305 lie: 13 rows of 5, the first place is empty, every other column runs backwards.
layout = np.full((13, 5), -1)
for column in range(5):
    rows = np.arange(1, 13) if column == 0 else np.arange(13)
    numbers = np.arange(12) if column == 0 else 12 + 13 * (column - 1) + np.arange(13)
    layout[rows if column % 2 == 0 else rows[::-1], column] = numbers


def run(*words):
    done = subprocess.run([program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def simulated(person, seed, grid, *options):
    out = f"{person}-{seed}-{grid}"
    if not glob.glob(f"{out}/derivatives"):
        run("simulate", "ramp", "--person", person, "--seed", str(seed), "--hold", "10", "--electrodes", grid, *options, "--out", out)
    return out


def truth(simulation):
    table, = glob.glob(f"{simulation}/derivatives/groundtruth/sub-*/emg/*_events.tsv")
    trains = {}
    with open(table) as file:
        for row in csv.DictReader(file, delimiter="\t"):
            trains.setdefault((row["muscle"], row["unit_id"]), []).append(int(row["sample"]))
    return {name: np.array(sorted(train)) for name, train in trains.items() if len(train) >= 5}


def decomposed(recording, out, known, *options):
    """The folder of the result and which true unit each of its units is (none where it is no single one)."""
    if not os.path.exists(f"{out}/decomposition.json"):
        run("decompose", recording, "--out", out, *options)
    with open(f"{out}/decomposition.json") as file:
        result = json.load(file)
    start, end = result["stretches"][0]["window"]
    known = {name: train[(train >= start) & (train < end)] for name, train in known.items()}
    units = {}
    for unit in result["units"]:
        if unit["verdict"] == "rejected":
            continue
        found = np.array(unit["discharges"])
        best, name = max((agreement(found, train, rate), name) for name, train in known.items())
        units[unit["name"]] = name if best >= 0.7 else None
    return out, units


def ramp(person, seed, grid, *options):
    simulation = simulated(person, seed, grid, *options)
    recording, = glob.glob(f"{simulation}/sub-*/emg/*_emg.bdf")
    return simulation, recording


def whole(person, seed, grid, *options):
    simulation, recording = ramp(person, seed, grid, *options)
    return decomposed(recording, f"{simulation}-units", truth(simulation))


def windows(person):
    parts = []
    for seed, window in itertools.product(seeds, ("5:20", "20:35")):
        simulation, recording = ramp(person, seed, "GR08MM1305")
        parts.append(decomposed(recording, f"{simulation}-from-{window.split(':')[0]}", truth(simulation), "--window", window))
    return list(itertools.combinations(parts, 2))


def part(person, seed, along, across):
    """12 x 4 electrodes of the fine grid as a table without a grid, so many rows and columns further."""
    simulation, recording = ramp(person, seed, "GR04MM1305")
    out = f"{simulation}-part-{along}-{across}"
    table = f"{out}.csv"
    if not os.path.exists(table):
        whole = f"{simulation}.csv"
        if not os.path.exists(whole):
            run("convert", recording, whole)
        with open(whole) as file:
            data = np.array([row for row in csv.reader(line for line in file if line[0] != "#") if row[0][0].isdigit()], float)
        chosen = layout[along:along + 12, across:across + 4].ravel()[1:]  # the first place is empty in one of them
        np.savetxt(table, data[:, 1 + chosen], fmt="%.7g", delimiter=",", comments="",
                   header=",".join(f"EMG {k + 1} (µV)" for k in range(len(chosen))), encoding="utf-8")
    return decomposed(table, out, truth(simulation), "--rate", str(rate))


def halves():
    """The units of the sample's halves by those of the whole."""
    run_whole, _ = decomposed(sample, "sample", {"": np.array([0])})
    with open(f"{run_whole}/decomposition.json") as file:
        units = {u["name"]: np.array(u["discharges"]) for u in json.load(file)["units"] if u["verdict"] != "rejected"}
    return [(decomposed(sample, "sample-first", units, "--window", "0:16.2"),
             decomposed(sample, "sample-second", units, "--window", "16.2:32.5"))]


def row(title, cases):
    """Pairs that are, found, wrong, missed; and those with a unit that is no single true one."""
    common = right = wrong = unclear = 0
    for (first, known), (second, others) in cases:
        shared = (set(known.values()) & set(others.values())) - {None}
        common += len(shared)
        for pair in json.loads(run("track", first, second, "--json")):
            a, b = known[pair["first"]], others[pair["second"]]
            if a is None or b is None:
                unclear += 1
            elif a == b:
                right += 1
            else:
                wrong += 1
    print(f"| {title} | {common} | {right} | {wrong} | {unclear} |", flush=True)


os.makedirs(folder, exist_ok=True)
program = os.path.abspath(program)
os.chdir(folder)
print("| two results | units in both | paired rightly | wrongly | unclear |\n|---|---|---|---|---|")
row("whole ramps of three people, `GR08MM1305`", [tuple(whole(p, s, "GR08MM1305") for s in seeds) for p in people])
row("windows of 15 s of these, all against all of a person", [pair for p in people for pair in windows(p)])
row("two other people, up to 30 % MVC, `GR10MM0808`",
    [tuple(whole(p, s, "GR10MM0808", "--peak", "30") for s in seeds) for p in ("multiple-sclerosis", "brain-injury")])
for title, along, across in (("part of `GR04MM1305`, in one place", 0, 0), ("4 mm further along the fibres", 1, 0),
                             ("4 mm further across them", 0, 1)):
    row(title, [(part(p, seeds[0], 0, 0), part(p, seeds[1], along, across)) for p in people])
row("the halves of the sample recording", halves())
