// The potential of a point current along the fibre against closed forms.

import Glibc
import Testing

@testable import VirtualPatient

/// Layers with other names and the same conductivities all the way out: an infinite medium for what happens inside.
private func uniform(
    across: Double, along: Double, radii: [Double]
) throws -> LayeredCylinder {
    try LayeredCylinder(
        layers: radii.map {
            .init(name: "layer", outerRadius: $0, radialConductivity: across, axialConductivity: along)
        })
}

/// The largest deviation, relative to the largest expected value.
private func deviation(_ found: [Double], _ expected: [Double]) -> Double {
    let largest = expected.reduce(0) { max($0, abs($1)) }
    return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest
}

@Suite("Spatial response")
struct SpatialResponseTests {
    private let wide = SpatialResponse.Resolution(spacing: 1, halfCount: 60, period: 12_000, depth: 20)

    @Test(
        "equal layers, far surface: the moving-source field of an infinite medium", arguments: [(0.3, 0.3), (0.1, 0.5)])
    func infiniteMedium(across: Double, along: Double) throws {
        let cylinder = try uniform(across: across, along: along, radii: [15, 25, 32, 3000])
        let response = SpatialResponse(
            cylinder: cylinder, observerRadius: 32, electrodeRadius: 0, resolution: wide)
        let angles = [0, 0.2, 0.7]
        let found = response.slopes(sourceRadius: 22, angles: angles)
        let deviations = angles.indices.map { a in
            // φ = 1/(4πσ_ρ·√(K·r² + z²)), K = σ_z/σ_ρ; its slope is −z/(4πσ_ρ·(K·r² + z²)^1.5).
            let square = 22.0 * 22 + 32 * 32 - 2 * 22 * 32 * cos(angles[a])
            let expected = (0...60).map { (j: Int) -> Double in
                let z = Double(j)
                return -z / (4 * Double.pi * across * pow(along / across * square + z * z, 1.5))
            }
            return deviation(found[a], expected)
        }
        #expect(deviations.allSatisfy { $0 < 2e-3 }, "\(deviations)")
    }

    @Test("on the surface of a thick limb the potential is twice that of an infinite medium")
    func halfSpace() throws {
        let cylinder = try uniform(across: 0.3, along: 0.3, radii: [200, 396, 398, 400])
        let response = SpatialResponse(
            cylinder: cylinder, observerRadius: 400, electrodeRadius: 0,
            resolution: .init(spacing: 1, halfCount: 60, period: 4000, depth: 12))
        let found = response.slopes(sourceRadius: 390, angles: [0])[0]
        let expected = (0...60).map { (j: Int) -> Double in
            let z = Double(j)
            return -2 * z / (4 * Double.pi * 0.3 * pow(100 + z * z, 1.5))
        }
        // The surface is still curved: distance/radius = 2.5 %.
        #expect(deviation(found, expected) < 0.025)
    }

    @Test("far along the limb the slope is that of a wire, −1/(2S)")
    func farField() throws {
        let cylinder = try VolumeConductor().cylinder()
        let resolution = SpatialResponse.Resolution(spacing: 10, halfCount: 50, period: 4000, depth: 16)
        let response = SpatialResponse(
            cylinder: cylinder, observerRadius: cylinder.radius, electrodeRadius: 1.5, resolution: resolution)
        let slopes = response.slopes(sourceRadius: 45, angles: [0, 3])
        let wire = -1 / (2 * cylinder.axialConductance)
        #expect(slopes.allSatisfy { abs($0[50] / wire - 1) < 0.01 })
    }

    @Test("the peak falls with depth and with angle, and a larger electrode sees it weaker and wider")
    func monotonic() throws {
        let cylinder = try VolumeConductor().cylinder()
        let peak = { (radius: Double, angle: Double, electrode: Double) in
            SpatialResponse(
                cylinder: cylinder, observerRadius: cylinder.radius, electrodeRadius: electrode,
                resolution: .init(spacing: 1, halfCount: 80, period: 800, depth: 14)
            ).slopes(sourceRadius: radius, angles: [angle])[0].map(abs).max()!
        }
        let depths = [49.0, 46, 42, 36, 28].map { peak($0, 0, 1.5) }
        #expect(zip(depths, depths.dropFirst()).allSatisfy { $1 < 0.8 * $0 }, "\(depths)")
        let angles = [0, 0.1, 0.25, 0.6].map { peak(46, $0, 1.5) }
        #expect(zip(angles, angles.dropFirst()).allSatisfy { $1 < $0 }, "\(angles)")
        let electrodes = [0, 2.5, 7.5].map { peak(48, 0, $0) }
        #expect(zip(electrodes, electrodes.dropFirst()).allSatisfy { $1 < $0 }, "\(electrodes)")
    }

    @Test("a disc electrode sees the mean over its area of what points see")
    func disc() throws {
        let cylinder = try VolumeConductor().cylinder()
        let resolution = SpatialResponse.Resolution(spacing: 0.25, halfCount: 120, period: 800, depth: 16)
        let make = { (radius: Double) in
            SpatialResponse(
                cylinder: cylinder, observerRadius: cylinder.radius, electrodeRadius: radius, resolution: resolution)
        }
        let disc = make(5).slopes(sourceRadius: 47, angles: [0.1])[0]
        // Rings of equal area, sixteen places on each (halves of the disc are mirror images only along the fibre).
        let places = (0..<6).flatMap { ring in
            (0..<16).map { k in
                let radius = 5 * ((Double(ring) + 0.5) / 6).squareRoot()
                let turn = 2 * Double.pi * (Double(k) + 0.5) / 16
                return (along: radius * cos(turn), around: radius * sin(turn))
            }
        }
        let points = make(0).slopes(sourceRadius: 47, angles: places.map { 0.1 + $0.around / cylinder.radius })
        let at = { (curve: [Double], z: Double) -> Double in
            let position = abs(z) / 0.25
            let j = Int(position)
            let value = curve[j] + (position - Double(j)) * (curve[j + 1] - curve[j])
            return z < 0 ? -value : value
        }
        let mean = (0...60).map { j in
            places.indices.reduce(0.0) { $0 + at(points[$1], Double(j) * 0.25 - places[$1].along) } / 96
        }
        #expect(deviation(Array(disc[0...60]), mean) < 0.01)
        // A point in the middle would be another thing altogether.
        #expect(deviation(make(0).slopes(sourceRadius: 47, angles: [0.1])[0], disc) > 0.05)
    }

    @Test("finer sums change nothing that matters: twice the period and 1e-9 instead of 1e-7")
    func convergence() throws {
        let cylinder = try VolumeConductor().cylinder()
        let slopes = { (resolution: SpatialResponse.Resolution) in
            SpatialResponse(
                cylinder: cylinder, observerRadius: cylinder.radius, electrodeRadius: 1.5, resolution: resolution
            ).slopes(sourceRadius: 48, angles: [0, 0.3])
        }
        let usual = slopes(.init(spacing: 1, halfCount: 160, period: 800, depth: 16))
        let finer = slopes(.init(spacing: 1, halfCount: 160, period: 1600, depth: 21))
        #expect(deviation(usual[0], finer[0]) < 1e-4)
        #expect(deviation(usual[1], finer[1]) < 3e-3)
    }
}
