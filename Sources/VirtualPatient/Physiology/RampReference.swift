// Ramps of an independent program: the numbers that ours are compared with.

/// What our own C program (single precision, exact noise; it agrees with NEURON discharge by discharge without noise) gave
/// for 20 cells of hTA under excitation 0-8-0 in 20 s, means of three seeds.
enum RampReference {
    static let neuromodulations = [0.7, 0.85, 0.9, 0.95, 1.0, 1.1, 1.2]
    static let inhibitions = [0.0, 0.5, 1, 1.5, 2, 3]

    /// Mean ΔF of the test units (pps), rates smoothed by a polynomial of degree 5; units that never stop included.
    static let deltaF: [[Double]] = [
        [-0.32, -0.06, -0.15, -0.41, 0.07, 0.16],
        [0.42, -0.2, 0.54, -0.02, 0.35, -0.68],
        [2.54, 1.93, 1.24, 1.69, 0.95, 0.18],
        [3.12, 3.43, 2.89, 2.53, 2.35, 1.44],
        [2.54, 3.87, 3.77, 3.62, 3.16, 2.83],
        [2.07, 2.14, 2.8, 3.17, 4.57, 3.6],
        [1.6, 1.7, 1.71, 1.98, 2.27, 3.48],
    ]

    /// Units of 20 that discharge 1 s after the drive has ended.
    static let sustained: [[Double]] = [
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [8, 1.33, 0, 0, 0, 0],
        [9, 8.67, 7.67, 3.33, 0, 0],
        [15, 11.33, 10.33, 9, 9, 6.67],
        [16, 16, 15, 14.33, 14, 10],
    ]

    /// Mean over the units of the largest smooth rate (pps).
    static let peakRate: [[Double]] = [
        [13.5, 12.76, 12.36, 12.06, 11.65, 10.85],
        [15.86, 15.56, 15.35, 14.85, 14.33, 13.66],
        [16.67, 16.15, 16.17, 15.53, 15.48, 14.61],
        [17.23, 17.1, 16.61, 16.29, 16.29, 15.6],
        [18.21, 17.66, 17.48, 17.2, 16.75, 16.44],
        [19.57, 19.14, 18.89, 18.65, 18.27, 17.67],
        [20.9, 20.46, 20.31, 19.92, 19.5, 19.05],
    ]
}
