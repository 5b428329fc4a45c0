"""The peer of `lull-benchmarks stream`: pylsl (PyPI, MIT) with liblsl sends or reads 8 channels at 2000 Hz.

    pylsl_stream.py send | receive COUNT
"""
import sys
import time
import uuid

import pylsl

NAME = "lull stream benchmark"


def send(count):
    """Each sample alone, stamped when it is sent, once somebody reads."""
    outlet = pylsl.StreamOutlet(pylsl.StreamInfo(NAME, "EMG", 8, 2000, "float32", uuid.uuid4().hex))
    outlet.wait_for_consumers(60)
    began = pylsl.local_clock() + 0.1
    for number in range(count):
        wait = began + number / 2000 - pylsl.local_clock()
        if wait > 0:
            time.sleep(wait)
        outlet.push_sample([float(number)] * 8)
    time.sleep(0.2)


def receive(count):
    """Prints how long samples took, in µs. Percentiles are values that occurred, as Lull's."""
    inlet = pylsl.StreamInlet(pylsl.resolve_byprop("name", NAME, timeout=20)[0], recover=False)
    inlet.open_stream(10)
    spent = []
    while len(spent) < count:
        _, stamp = inlet.pull_sample(1.0)
        if stamp is not None:
            spent.append((pylsl.local_clock() - stamp) * 1e6)
    spent.sort()
    rank = [spent[-(-part * count // 100) - 1] for part in (50, 95, 99)]
    print(f"p50 {rank[0]:.0f} µs, p95 {rank[1]:.0f} µs, p99 {rank[2]:.0f} µs, max {spent[-1]:.0f} µs ({count} samples)")


{"send": send, "receive": receive}[sys.argv[1]](int(sys.argv[2]))
