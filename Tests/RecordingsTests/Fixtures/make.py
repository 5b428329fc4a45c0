# Makes demuse.mat and muedit.mat with SciPy, in the layout that DEMUSE and MUedit save; run once, the files are kept.
# The numbers follow rules that the tests know: channel c (from 0) at sample t is 10 c + t / 4.
import numpy as np, scipy.io as sio

t = np.arange(64)
signal = lambda c: (10 * c + t / 4)[None, :]


def cell(items, shape):
    out = np.empty(shape, dtype=object)
    for k, item in enumerate(items):
        out.ravel(order="F")[k] = item
    flat = np.empty(len(items), dtype=object)
    for k, item in enumerate(items):
        flat[k] = item
    return flat.reshape(shape, order="F")


# A grid of 3 x 2 with its first corner empty; units counted from 1.
places = [np.zeros((0, 0))] + [signal(c) for c in range(5)]
sio.savemat(
    "demuse.mat",
    {
        "SIG": cell(places, (3, 2)),
        "fsamp": 1000.0,
        "IED": 5.0,
        "IPTs": np.vstack([signal(7), signal(8)]),
        "MUPulses": cell([np.array([[1, 11, 31]]), np.array([[5, 64]])], (1, 2)),
        "ref_signal": signal(9),
    },
)
data = np.vstack([signal(c) for c in range(64)])
times = np.empty((1, 2), dtype=object)
times[0, 0] = np.array([[2, 12, 32]])
times[0, 1] = np.array([[6, 60]])
trains = np.empty((1, 1), dtype=object)
trains[0, 0] = np.vstack([signal(70), signal(71)])
names = np.empty((1, 1), dtype=object)
names[0, 0] = "GR08MM1305"
muscles = np.empty((1, 1), dtype=object)
muscles[0, 0] = "TA"
auxiliaries = np.empty((1, 2), dtype=object)
auxiliaries[0, 0], auxiliaries[0, 1] = "Trigger", "Torque"
sio.savemat(
    "muedit.mat",
    {
        "signal": {
            "data": data, "fsamp": 2048.0, "nChan": 64.0, "ngrid": 1.0, "gridname": names, "muscle": muscles,
            "auxiliary": np.vstack([signal(80), signal(81)]), "auxiliaryname": auxiliaries, "path": signal(90),
            "target": signal(91), "device_name": "QUATTROCENTO", "Pulsetrain": trains, "Dischargetimes": times,
        }
    },
    do_compression=True,
)
