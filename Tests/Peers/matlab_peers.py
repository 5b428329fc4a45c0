"""Compares MATLAB files of other programs, and EDF and BDF, with SciPy, openhdemg and MNE.

    python matlab_peers.py LULL SAMPLE FOLDER

Arguments as of recordings_peers.py. Needs scipy, mne and openhdemg 0.2.0b2. Prints one line per check; the exit code is 1 if one
fails.
"""

import os
import sys

import matplotlib

matplotlib.use("Agg")

import mne
import numpy as np
import openhdemg.library as emg
import pandas as pd
import scipy.io
from peer_checks import Lull, check, finish

lull, sample, folder = sys.argv[1:4]
peer = Lull(lull, folder)
convert, table = peer.convert, peer.values
mne.set_log_level("ERROR")

reference = emg.emg_from_otb(sample)
raw = reference["RAW_SIGNAL"].to_numpy().astype(np.float32)
pulses = [np.asarray(p) for p in reference["MUPULSES"]]


def same_pulses(found):
    return len(found) == len(pulses) and all(np.array_equal(np.asarray(a).astype(int), b) for a, b in zip(found, pulses))


# As OTBiolab+ exports.
path = convert(sample, "otb.mat")
mine = emg.emg_from_otb(path)
for key in ("RAW_SIGNAL", "REF_SIGNAL", "IPTS"):
    check(f"otbiolab .mat: openhdemg reads an equal {key}",
          np.array_equal(mine[key].to_numpy().astype(np.float32), reference[key].to_numpy().astype(np.float32)))
check("otbiolab .mat: openhdemg reads equal discharges, rate and distance",
      same_pulses(mine["MUPULSES"]) and mine["FSAMP"] == reference["FSAMP"] and mine["IED"] == reference["IED"])

# As DEMUSE saves; openhdemg takes the grid column by column.
mine = emg.emg_from_demuse(convert(sample, "demuse.demuse.mat"))
check("demuse .mat: openhdemg reads equal discharges and rate", same_pulses(mine["MUPULSES"]) and mine["FSAMP"] == 2048)
theirs = mine["RAW_SIGNAL"].to_numpy().astype(np.float32)
# Place after place, 65 with the one that has no electrode: column after column of the grid.
order = [place for column in range(5) for place in [[None, *range(1, 13)], range(25, 12, -1), range(26, 39), range(51, 38, -1),
                                                    range(52, 65)][column]]
check("demuse .mat: openhdemg finds every channel at its place, and the empty one", theirs.shape == (len(raw), 65)
      and all(np.isnan(theirs[:, k]).all() if channel is None else np.array_equal(theirs[:, k], raw[:, channel - 1])
              for k, channel in enumerate(order)), f"{theirs.shape}")
check("demuse .mat: openhdemg reads equal sources",
      np.array_equal(mine["IPTS"].to_numpy().astype(np.float32), reference["IPTS"].to_numpy().astype(np.float32)))

# As MUedit saves: SciPy sees the fields that MUedit's own files have.
signal = scipy.io.loadmat(convert(sample, "muedit.muedit.mat"), simplify_cells=True)["signal"]
check("muedit .mat: SciPy reads equal EMG in the order of the electrodes", np.array_equal(signal["data"].T, raw))
check("muedit .mat: SciPy reads rate, grid and discharges (from 1)",
      signal["fsamp"] == 2048 and str(np.ravel(signal["gridname"])[0]) == "GR08MM1305"
      and same_pulses([np.ravel(t) - 1 for t in np.ravel(signal["Dischargetimes"])]))

# As Delsys exports, made by SciPy, with discharges beside it.
random = np.random.default_rng(2)
place = os.path.join(folder, "delsys")
os.makedirs(place, exist_ok=True)
names = [f"Trigno Galileo sensor 1: EMG {c}" for c in "ABCD"] + ["Trigno Load Cell 2: Force"]
values = random.normal(size=(5, 6000)).astype(np.float32)
scipy.io.savemat(f"{place}/neuromap.mat", {"Fs": np.full((5, 1), 2222.0), "Data": values, "Channels": np.array(names)})
trains = [np.sort(random.choice(5900, size, replace=False)) for size in (30, 25)]
with open(f"{place}/trial Firings.txt", "w") as file:
    file.write("MU 1\tMU 2\n")
    for k in range(30):
        file.write("\t".join(f"{t[k] / 2222:.7f}" if k < len(t) else "" for t in trains) + "\n")
with open(f"{place}/trial Stats.txt", "w") as file:
    file.write("MU_Num\tAccuracy\n1\t95.5\n2\t91\n")
with open(f"{place}/trial MUAPs.txt", "w") as file:
    file.write("MU_Num\tCh1\tCh2\tCh3\tCh4\n" + "".join(f"{u}\t0\t0\t0\t0\n" for u in (1, 2)))
theirs = emg.emg_from_delsys(f"{place}/neuromap.mat", place)
check("delsys .mat: Lull reads openhdemg's samples",
      np.array_equal(table(convert(f"{place}/neuromap.mat", "delsys.csv"))[:, :4], theirs["RAW_SIGNAL"].to_numpy()))
events = pd.read_table(convert(f"{place}/neuromap.mat", "delsys_events.tsv"))
check("delsys .txt: Lull reads openhdemg's discharges",
      all(np.array_equal(events[events["unit_id"] == u]["sample"], theirs["MUPULSES"][k])
          for k, u in enumerate(sorted(events["unit_id"].unique()))) and events["unit_id"].nunique() == 2)

# EDF and BDF by MNE, which reads volts.
for kind, read in (("edf", mne.io.read_raw_edf), ("bdf", mne.io.read_raw_bdf)):
    path = convert(sample, "mne." + kind)
    found = read(path, preload=True)
    steps = np.ptp(raw, axis=0) / (2 ** (16 if kind == "edf" else 24) - 1)
    theirs = found.get_data(picks=found.ch_names[:64], units=None)[:, : len(raw)].T * 1e6
    worst = np.max(np.abs(theirs - raw) / steps)
    check(f"{kind}: MNE reads the EMG to half a digital step", worst <= 0.52, f"worst {worst:.3f} steps")
    check(f"{kind}: MNE finds rate, channels and annotations",
          found.info["sfreq"] == 2048 and found.ch_names[:64] == [f"EMG {k + 1}" for k in range(64)]
          and all(np.array_equal(np.round(found.annotations.onset[found.annotations.description == f"Motor unit {k}"] * 2048), p)
                  for k, p in enumerate(pulses)), f"{len(found.annotations)} annotations")

finish()
