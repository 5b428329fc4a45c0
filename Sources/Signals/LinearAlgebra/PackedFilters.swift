// Long rows times a few filters, by kernels of our own (Sources/CProjectionKernels).

import CProjectionKernels

/// Filters in the order in which the kernels read them.
package final class PackedFilters: @unchecked Sendable {
    /// The number of filters.
    package let count: Int
    /// The numbers of a filter.
    package let length: Int
    private let filters: [Float]
    private let packed: UnsafeMutableRawPointer

    /// The instruction sets of the kernels.
    package struct InstructionSets: OptionSet, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }
        package static let baseline = InstructionSets(rawValue: Int32(LP_BASELINE))
        package static let avx2 = InstructionSets(rawValue: Int32(LP_AVX2))
        package static let avx512 = InstructionSets(rawValue: Int32(LP_AVX512))
        /// Those of this processor.
        package static let supported = InstructionSets(rawValue: lp_supported())
    }

    /// Packs filters of `length` numbers each, one after the other.
    package init(_ filters: [Float], length: Int) {
        self.filters = filters
        self.length = length
        count = length > 0 ? filters.count / length : 0
        let size = max(1, lp_packed_size(count, length))
        packed = UnsafeMutableRawPointer.allocate(byteCount: size * MemoryLayout<Float>.stride, alignment: 64)
        lp_pack(filters, count, length, packed.bindMemory(to: Float.self, capacity: size))
    }

    deinit { packed.deallocate() }

    /// The products of rows (``length`` numbers each, one after the other) and every filter: `out[f × stride + r]` for row
    /// r and filter f. A product does not depend on the rows and filters beside it.
    ///
    /// Where the kernels are not faster (no AVX2, or a debug build, whose C is not optimised), OpenBLAS works.
    package func project(
        _ rows: UnsafePointer<Float>, count rowCount: Int, into out: UnsafeMutablePointer<Float>, stride: Int
    ) {
        if Self.isFast {
            project(rows, count: rowCount, into: out, stride: stride, with: .supported)
        } else {
            LinearAlgebra.multiply(
                filters, rows, transposeB: true, into: out, m: count, n: rowCount, k: length,
                strides: (length, length, stride))
        }
    }

    /// The same by the kernel of one of these instruction sets.
    package func project(
        _ rows: UnsafePointer<Float>, count rowCount: Int, into out: UnsafeMutablePointer<Float>, stride: Int,
        with sets: InstructionSets
    ) {
        lp_project(
            rows, rowCount, packed.assumingMemoryBound(to: Float.self), count, length, out, stride, sets.rawValue)
    }

    private static let isFast = lp_is_optimised() != 0 && InstructionSets.supported.contains(.avx2)
}
