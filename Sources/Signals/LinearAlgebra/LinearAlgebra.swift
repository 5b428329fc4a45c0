// Products of matrices and eigenvectors, by OpenBLAS (BSD-3-Clause). Matrices are row-major in raw memory.

import CBLASCoreSelect
import COpenBLAS
import Dispatch

/// Linear algebra in single precision for large signals.
///
/// OpenBLAS works on the calling thread only, so that sums are made in one order and a result does not depend on how many
/// threads there are; who wants several threads gives each of them its own part of the work (see ``parallel(_:threads:_:)``).
package enum LinearAlgebra {
    /// The name of the kernels that OpenBLAS uses, such as `SkylakeX`.
    package static let coreName: String = {
        let name = String(cString: blas_select_core())
        openblas_set_num_threads(1)
        return name
    }()

    /// `c = scale · a · b (+ c when accumulating)`, with `a` m × k, `b` k × n and `c` m × n.
    ///
    /// - Parameters:
    ///   - transposeA: `a` lies in memory as k × m.
    ///   - transposeB: `b` lies in memory as n × k.
    ///   - strides: the distance between rows in memory of `a`, `b` and `c`.
    package static func multiply(
        _ a: UnsafePointer<Float>, transposeA: Bool = false, _ b: UnsafePointer<Float>, transposeB: Bool = false,
        into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, strides: (a: Int, b: Int, c: Int),
        scale: Float = 1, accumulate: Bool = false
    ) {
        guard m > 0, n > 0 else { return }
        _ = coreName
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m),
            Int32(n), Int32(k), scale, a, Int32(strides.a), b, Int32(strides.b), accumulate ? 1 : 0, c,
            Int32(strides.c))
    }

    /// `sum += scale · a`, of `count` numbers each.
    package static func add(
        _ a: UnsafePointer<Float>, scale: Float, to sum: UnsafeMutablePointer<Float>, count: Int
    ) {
        cblas_saxpy(Int32(count), scale, a, 1, sum, 1)
    }

    /// The eigenvalues (ascending) and eigenvectors of a symmetric matrix of `size` rows; row k of `vectors` belongs to
    /// value k. `nil` when the iteration fails, as it does for a matrix that holds what is not a number.
    package static func symmetricEigen(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double])? {
        precondition(matrix.count == size * size, "a square matrix")
        _ = coreName
        var (vectors, values) = (matrix, [Double](repeating: 0, count: size))
        var (n, lengths, info) = (Int32(size), (work: Int32(-1), integers: Int32(-1)), Int32(0))
        var (work, integers) = ([0.0], [Int32(0)])
        // The first call asks how much room is needed, the second works. Column-major and symmetric: rows are columns.
        for _ in 0..<2 {
            dsyevd_("V", "L", &n, &vectors, &n, &values, &work, &lengths.work, &integers, &lengths.integers, &info)
            guard info == 0 else { return nil }
            guard lengths.work < 0 else { break }
            lengths = (Int32(work[0]), integers[0])
            work = [Double](repeating: 0, count: Int(lengths.work))
            integers = [Int32](repeating: 0, count: Int(lengths.integers))
        }
        return values.allSatisfy(\.isFinite) ? (values, vectors) : nil
    }

    /// Does `work` for every number below `count` on up to `threads` threads; which thread does what is not fixed, so
    /// `work` must not depend on it.
    package static func parallel(_ count: Int, threads: Int, _ work: @Sendable (Int) -> Void) {
        _ = coreName
        guard threads > 1, count > 1 else { return (0..<count).forEach(work) }
        let lanes = min(threads, count)
        DispatchQueue.concurrentPerform(iterations: lanes) { lane in
            for item in stride(from: lane, to: count, by: lanes) { work(item) }
        }
    }
}

/// Raw memory that several threads may use, each its own part.
package struct SharedFloats: @unchecked Sendable {
    /// The first number.
    package let base: UnsafeMutablePointer<Float>

    /// Wraps memory that outlives the use of it.
    package init(_ base: UnsafeMutablePointer<Float>) { self.base = base }
}
