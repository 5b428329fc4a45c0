// Which code advances a fast pool. All of them give the same bits.

import CMotoneuronKernels

/// The implementations of the fast mode. The choice changes the speed, never the result.
public enum MotoneuronKernel: String, CaseIterable, Hashable, Sendable {
    /// Plain Swift, one cell at a time: the reference for the others.
    case scalar
    /// Four lanes: SSE2 on x86-64, NEON on arm64.
    case baseline
    /// Eight lanes, with AVX2.
    case avx2
    /// Sixteen lanes, with AVX-512.
    case avx512

    /// The kernels that this processor can run, slowest first.
    public static var available: [MotoneuronKernel] {
        allCases.filter { $0 == .scalar || mn_supported() & $0.bit != 0 }
    }

    /// The fastest one here.
    public static var fastest: MotoneuronKernel { available.last ?? .baseline }

    var bit: Int32 {
        switch self {
        case .scalar: 0
        case .baseline: Int32(MN_BASELINE)
        case .avx2: Int32(MN_AVX2)
        case .avx512: Int32(MN_AVX512)
        }
    }
}
