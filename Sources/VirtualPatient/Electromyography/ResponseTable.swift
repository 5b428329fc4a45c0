// The responses of a volume conductor for all depths and angles that a muscle needs, to be interpolated.

import Glibc

/// B′(z) on a mesh of depths and angles that is finest where the fibres are near the electrodes.
struct ResponseTable {
    /// The index of z = 0 in a curve.
    let middle: Int
    /// The number of values of a curve: −reach … +reach.
    var curveCount: Int { 2 * middle + 1 }

    private let observerRadius: Double
    private let nearest: Double
    private let ratio: Double
    /// The logarithm of the ratio of neighbouring depths: a little below `ratio`, so that the last node is the deepest
    /// fibre and none lies beyond it, where there may be bone.
    private let depthStep: Double
    private let depthCount: Int
    private let angleCount: Int
    /// Depth after depth, in each angle after angle, in each z from 0 up; B′ is odd.
    private let values: [Float]

    /// Computes the table.
    ///
    /// - Parameters:
    ///   - radii: between the deepest and the shallowest source, in mm from the axis.
    ///   - ratio: neighbouring distances to the electrodes differ by this part.
    init(
        cylinder: LayeredCylinder, observerRadius: Double, electrodeRadius: Double, spacing: Double, reach: Double,
        radii: ClosedRange<Double>, widestAngle: Double, ratio: Double
    ) {
        self.observerRadius = observerRadius
        self.ratio = ratio
        middle = Int((reach / spacing).rounded(.up)) + 2
        nearest = observerRadius - radii.upperBound
        let farthest = observerRadius - radii.lowerBound
        let depthSpan = log(farthest / nearest)
        depthCount = max(2, Int((depthSpan / ratio).rounded(.up)) + 1)
        let depthStep = depthSpan > 0 ? depthSpan / Double(depthCount - 1) : ratio
        self.depthStep = depthStep
        let nearestDistance = nearest
        let angles = Self.angleNodes(
            upTo: min(.pi, widestAngle), radius: observerRadius, nearest: nearestDistance, ratio: ratio)
        angleCount = angles.count

        var resolution = SpatialResponse.Resolution()
        resolution.spacing = spacing
        resolution.halfCount = middle
        resolution.period = max(800, 2 * Double(middle) * spacing + 400)
        let response = SpatialResponse(
            cylinder: cylinder, observerRadius: observerRadius, electrodeRadius: electrodeRadius,
            resolution: resolution)
        var values: [Float] = []
        values.reserveCapacity(depthCount * angles.count * (middle + 1))
        for d in 0..<depthCount {
            let radius = max(radii.lowerBound, observerRadius - nearestDistance * exp(Double(d) * depthStep))
            for curve in response.slopes(sourceRadius: radius, angles: angles) {
                values.append(contentsOf: curve.lazy.map { Float($0) })
            }
        }
        self.values = values
    }

    /// Angles whose arcs grow like sinh: evenly spaced below the nearest distance, by constant parts beyond. The last may
    /// lie beyond π, where the response comes back.
    private static func angleNodes(upTo widest: Double, radius: Double, nearest: Double, ratio: Double) -> [Double] {
        let last = Int((asinh(widest * radius / nearest) / ratio).rounded(.up)) + 1
        return (0...last).map { nearest * sinh(Double($0) * ratio) / radius }
    }

    /// Writes the curve at a source radius (mm) and an angle (rad) between source and electrode, from z = −reach to
    /// +reach.
    func blend(radius: Double, angle: Double, into curve: inout [Float]) {
        let turn = abs(angle.remainder(dividingBy: 2 * .pi))
        let depth = max(0, log((observerRadius - radius) / nearest) / depthStep)
        let arc = asinh(turn * observerRadius / nearest) / ratio
        let d = min(Int(depth), depthCount - 2)
        let a = min(Int(arc), angleCount - 2)
        let (u, v) = (Float(depth - Double(d)), Float(arc - Double(a)))
        let stride = middle + 1
        let corner = (d * angleCount + a) * stride
        let weights = ((1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v)
        let offsets = (corner, corner + stride, corner + angleCount * stride, corner + (angleCount + 1) * stride)
        values.withUnsafeBufferPointer { values in
            curve.withUnsafeMutableBufferPointer { curve in
                for j in 0...middle {
                    curve[middle + j] =
                        weights.0 * values[offsets.0 + j] + weights.1 * values[offsets.1 + j]
                        + weights.2 * values[offsets.2 + j] + weights.3 * values[offsets.3 + j]
                }
                for j in 1...middle { curve[middle - j] = -curve[middle + j] }
            }
        }
    }
}
