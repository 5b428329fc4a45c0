"""Judges discharge trains of any program by the same rules: agreement with known trains, and one silhouette for all."""
import numpy as np
from scipy.signal import butter, sosfiltfilt


def agreement(a, b, rate, tolerance=0.002, longest=0.05):
    """Rate of agreement c / (a + b - c) after the most common lag is taken out; each discharge counts once."""
    if len(a) == 0 or len(b) == 0:
        return 0.0
    reach, near = int(longest * rate), int(round(tolerance * rate))
    lags = (b[None, :] - a[:, None]).ravel()
    lags = lags[np.abs(lags) <= reach]
    if len(lags) == 0:
        return 0.0
    counts = np.bincount(lags + reach, minlength=2 * reach + 1)
    lag = int(np.argmax(np.convolve(counts, np.ones(3), "same"))) - reach
    common, k = 0, 0
    for t in a + lag:
        while k < len(b) and b[k] < t - near:
            k += 1
        if k < len(b) and b[k] <= t + near:
            common, k = common + 1, k + 1
    return common / (len(a) + len(b) - common)


class Silhouette:
    """The silhouette as programs of the field state it, computed alike for all of them.

    Extension by 16, whitening with the mean of the lower half of the eigenvalues added, the mean of the whitened signal at the
    discharges (or up to 16 samples off, the best), peaks at least 20 ms apart in two classes.
    """

    def __init__(self, emg, rate, copies=16):
        sos = butter(2, [20, min(500, 0.45 * rate)], "band", fs=rate, output="sos")
        x = sosfiltfilt(sos, np.asarray(emg, float), axis=1)
        x = x[x.std(axis=1) > 0]
        x = (x - x.mean(axis=1, keepdims=True)) / x.std()
        channels, count = x.shape
        extended = np.zeros((count, channels * copies), np.float32)
        for k in range(copies):
            extended[k:, k * channels : (k + 1) * channels] = x[:, : count - k].T
        values, vectors = np.linalg.eigh((extended.T @ extended).astype(float) / count)
        scale = 1 / np.sqrt(np.maximum(values, 0) + values[: len(values) // 2].mean())
        self.z, self.rate = extended @ ((vectors * scale) @ vectors.T).astype(np.float32), rate

    def __call__(self, train):
        best = 0.0
        for shift in range(-16, 17, 8):
            at = train + shift
            at = at[(at >= 0) & (at < len(self.z))]
            source = self.z @ self.z[at].mean(axis=0)
            own, silhouette = self.split(source)
            if len(own) >= 10 and agreement(own, train, self.rate) > 0.5:
                best = max(best, silhouette)
        return best

    def split(self, source):
        inner = np.flatnonzero((source[1:-1] > source[:-2]) & (source[1:-1] >= source[2:]) & (source[1:-1] > 0)) + 1
        peaks, distance = [], int(0.02 * self.rate)
        for t in inner:
            if peaks and t - peaks[-1] < distance:
                if source[t] > source[peaks[-1]]:
                    peaks[-1] = t
            else:
                peaks.append(t)
        peaks = np.array(peaks)
        if len(peaks) < 10:
            return peaks[:0], 0.0
        heights = source[peaks] ** 2
        ordered = np.sort(heights)
        n, k = len(ordered), np.arange(1, len(ordered))
        below = np.cumsum(ordered)[:-1] / k
        above = (ordered.sum() - np.cumsum(ordered)[:-1]) / (n - k)
        cut = int(np.argmax(k * (n - k) * (above - below) ** 2))
        own = heights > (ordered[cut] + ordered[cut + 1]) / 2
        within = ((heights[own] - above[cut]) ** 2).sum()
        between = ((heights[own] - below[cut]) ** 2).sum()
        return peaks[own], float((between - within) / max(within, between))
