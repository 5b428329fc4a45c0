"""Lull's decomposition beside other programs: units, truth, cost. Prints one Markdown table per recording.

    compare.py LULL SAMPLE FOLDER [--peers openhdemg,muniverse,emgdecomp|none] [--truth FILE.npz]... [--long]

on the real sample, on every FILE.npz, and on two virtual people (beside whom no peers are run: their EMG is our own); with --long
also on four contractions of each one after the other, which are too long to be learnt from as a whole.

FOLDER keeps the peers' environments and results, so that a second run asks only Lull again. Each program runs alone, on one
thread, with the settings that it has by default. FILE.npz has emg (channels x samples), fs, ref0, ref1, ... (samples).
"""
import argparse, csv, glob, hashlib, json, os, resource, shutil, subprocess, sys, venv
import numpy as np, scipy.io
from judge import Silhouette, agreement

here = os.path.dirname(os.path.abspath(__file__))
# emgdecomp asks for neither pandas nor scikit-learn, which it needs, and uses names that NumPy 1.24 took away.
packages = {
    "openhdemg": ["openhdemg==0.2.0b2"],
    "muniverse": ["muniverse-emg==0.1.4"],
    "emgdecomp": ["emgdecomp==0.1.0", "numpy==1.23.5", "scipy==1.10.1", "numba==0.57.1", "pandas==1.5.3",
                  "scikit-learn==1.2.2", "matplotlib==3.7.5"],
}
single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def sample(path):
    """The real recording: 64 channels in microvolts and the five units that the file brings along, 8 samples late."""
    data = scipy.io.loadmat(path)["Data"]
    data = np.asarray(data[0, 0] if data.dtype == object else data, float)
    marks = [np.flatnonzero(np.diff(data[:, 64 + k], prepend=0) > 0.5) - 8 for k in range(5)]
    return data[:, :64].T.copy(), 2048.0, marks, False


def known(path):
    stored = np.load(path)
    names = sorted((n for n in stored.files if n.startswith("ref")), key=lambda n: int(n[3:]))
    return np.asarray(stored["emg"], float), float(stored["fs"]), [stored[n].astype(int) for n in names], True


def ramp(program, person, seed):
    """A ramp, a hold and a ramp of a virtual person: 64 channels of the soleus, and every motor unit's discharges by name."""
    folder = f"virtual-{person}-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([program, "simulate", "ramp", "--person", person, "--seed", str(seed), "--hold", "10", "--electrodes",
                    "GR08MM1305", "--out", folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bdf, = glob.glob(f"{folder}/sub-*/emg/*_emg.bdf")
    subprocess.run([program, "convert", bdf, f"{folder}/emg.csv"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f"{folder}/emg.csv") as file:
        data = np.array([row for row in csv.reader(line for line in file if line[0] != "#") if row[0][0].isdigit()], float)
    table, = glob.glob(f"{folder}/derivatives/groundtruth/sub-*/emg/*_events.tsv")
    trains = {}
    with open(table) as file:
        for row in csv.DictReader(file, delimiter="\t"):
            trains.setdefault((row["muscle"], row["unit_id"]), []).append(int(row["sample"]))
    return data[:, 1:65].T.copy(), trains


def virtual(program, person, seeds=(3,)):
    """One such contraction, or several one after the other."""
    parts, trains, length = [], {}, 0
    for seed in seeds:
        emg, here = ramp(program, person, seed)
        for name, train in here.items():
            trains.setdefault(name, []).extend(length + t for t in train)
        parts.append(emg)
        length += emg.shape[1]
    return np.concatenate(parts, axis=1), 2048.0, [np.array(sorted(t)) for t in trains.values() if len(t) >= 10], True


def as_matlab(emg, rate, path):
    """What OT BioLab exports, which Lull reads with its grid."""
    names = [[f"Muscle - GR08MM1305 ({k + 1})[uV]"] for k in range(len(emg))]
    scipy.io.savemat(path, {"Data": emg.T, "Description": np.array(names, object), "SamplingFrequency": rate})


def timed(command, **more):
    """Runs a command; returns its processor time and its largest memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["/usr/bin/env", sys.executable, "-c", watcher, *command], check=True, env={**os.environ, **more})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open("peak.txt") as file:
        peak = int(file.read()) / 1024
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


watcher = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
open('peak.txt', 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


def lull(program, matlab, *options):
    cost, peak = timed([program, "decompose", matlab, "--out", "lull", "--threads", "1", "--keep", "all", *options])
    with open("lull/units.csv") as file:
        verdicts = {row["unit"]: row["verdict"] for row in csv.DictReader(file)}
    trains = {}
    with open("lull/discharges.csv") as file:
        for row in csv.DictReader(file):
            trains.setdefault(row["unit"], []).append(int(row["sample"]))
    return [(verdicts[name], np.array(train)) for name, train in trains.items()], cost, peak


def peer(name, emg, rate, folder):
    key = hashlib.sha256(emg.astype(np.float32).tobytes() + packages[name][0].encode()).hexdigest()[:16]
    kept = os.path.join(folder, f"{name}-{key}.json")
    if not os.path.exists(kept):
        python = os.path.join(folder, name, "bin", "python")
        if not os.path.exists(python):
            print(f"installing {packages[name][0]} ...", file=sys.stderr)
            venv.create(os.path.join(folder, name), with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *packages[name]], check=True)
        print(f"running {name} (minutes) ...", file=sys.stderr)
        np.savez("emg.npz", emg=emg, fs=rate)
        cost, peak = timed([python, os.path.join(here, "run_peer.py"), name, "emg.npz", "peer.json"], **single)
        with open("peer.json") as file:
            trains = json.load(file)
        with open(kept, "w") as file:
            json.dump({"trains": trains, "cpu": cost, "peak": peak}, file)
    with open(kept) as file:
        result = json.load(file)
    return [np.array(sorted(train)) for train in result["trains"]], result["cpu"], result["peak"]


def row(name, trains, cost, peak, truth, rate, silhouette, complete):
    trains = [t for t in trains if len(t) >= 4]
    best = [[agreement(t, reference, rate) for reference in truth] for t in trains]
    right = len({int(np.argmax(b)) for b in best if max(b) >= 0.95})
    wrong = sum(max(b) < 0.5 for b in best) if complete else "n/a"
    twice = sum(agreement(a, b, rate) > 0.3 for k, a in enumerate(trains) for b in trains[:k])
    clear = sum(silhouette(t) >= 0.9 for t in trains) if silhouette else "n/a"
    print(f"| {name} | {len(trains)} | {clear} | {right} of {len(truth)} | {wrong} | {twice} | {cost:.1f} | {peak:.0f} |", flush=True)


def kept(before, after, rate):
    """The share of accepted units that are found again."""
    accepted = [t for verdict, t in before if verdict == "accepted"]
    best = [max((agreement(t, u, rate) for _, u in after), default=0) for t in accepted]
    return f"{sum(b >= 0.95 for b in best)} and {sum(b >= 0.8 for b in best)} of {len(best)}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lull"), parser.add_argument("sample"), parser.add_argument("folder")
    parser.add_argument("--peers", default="openhdemg,muniverse,emgdecomp")
    parser.add_argument("--truth", action="append", default=[])
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    for name in ("lull", "sample", "folder"):
        setattr(options, name, os.path.abspath(getattr(options, name)))
    files = [os.path.abspath(path) for path in options.truth]
    os.makedirs(os.path.join(options.folder, "work"), exist_ok=True)
    os.chdir(os.path.join(options.folder, "work"))
    sets = [("the real sample", sample(options.sample))]
    sets += [(os.path.basename(path), known(path)) for path in files]
    sets += [(f"virtual person {name}", virtual(options.lull, name)) for name in ("healthy-young", "spinal-cord-injury")]
    if options.long:
        sets += [(f"virtual person {name}, four contractions", virtual(options.lull, name, (3, 4, 5, 6)))
                 for name in ("healthy-young", "spinal-cord-injury")]
    for name, (emg, rate, truth, complete) in sets:
        print(f"\n**{name}**: {len(emg)} channels, {emg.shape[1] / rate:.1f} s\n")
        print("| program | units | silhouette ≥ 0.9 | known units ≥ 0.95 | false | twice | CPU s | MB |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        # The common silhouette of a long recording would take gigabytes.
        silhouette = Silhouette(emg, rate) if emg.shape[1] < 100 * rate else None
        as_matlab(emg, rate, "emg.mat")
        found, cost, peak = lull(options.lull, "emg.mat")
        accepted = [t for verdict, t in found if verdict == "accepted"]
        usable = [t for verdict, t in found if verdict != "rejected"]
        row("Lull, accepted", accepted, cost, peak, truth, rate, silhouette, complete)
        row("Lull, and borderline", usable, cost, peak, truth, rate, silhouette, complete)
        for other in [] if options.peers == "none" or name.startswith("virtual") else options.peers.split(","):
            trains, cost, peak = peer(other, emg, rate, options.folder)
            row(packages[other][0].replace("==", " "), trains, cost, peak, truth, rate, silhouette, complete)
        if silhouette is None:
            continue
        print("\nAccepted units found again (agreement ≥ 0.95, ≥ 0.8) with")
        print(f"- another seed: {kept(found, lull(options.lull, 'emg.mat', '--seed', '2')[0], rate)}")
        shorter = 0.9 * emg.shape[1] / rate
        cut = [(v, t[t < shorter * rate]) for v, t in found]
        print(f"- a tenth less: {kept(cut, lull(options.lull, 'emg.mat', '--window', f'0:{shorter:.3f}')[0], rate)}")
        lost = emg.copy()
        lost[len(lost) // 2] = 0
        as_matlab(lost, rate, "lost.mat")
        print(f"- one channel lost: {kept(found, lull(options.lull, 'lost.mat')[0], rate)}", flush=True)


main()
