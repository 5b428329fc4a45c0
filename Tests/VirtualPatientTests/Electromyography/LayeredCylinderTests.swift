// The layered cylinder against a direct solution of its border conditions, closed forms, and reciprocity.

import Glibc
import Testing

@testable import VirtualPatient

/// Bone 15 mm, muscle to 50 mm, fat to 53 mm, skin to 54.5 mm.
private func makeLeg() throws -> LayeredCylinder {
    try LayeredCylinder(layers: [
        .init(name: "bone", outerRadius: 15, conductivity: 0.02),
        .init(name: "muscle", outerRadius: 50, radialConductivity: 0.09, axialConductivity: 0.4),
        .init(name: "fat", outerRadius: 53, conductivity: 0.041),
        .init(name: "skin", outerRadius: 54.5, conductivity: 1),
    ])
}

@Suite("Layered cylinder")
struct LayeredCylinderTests {
    private let leg: LayeredCylinder

    init() throws { leg = try makeLeg() }

    @Test("the response equals the 7 × 7 system of border conditions, solved with 60 digits")
    func direct() {
        // mpmath 1.3.0: potential and radial current continuous at three borders, no current through the skin.
        struct Case {
            let n: Int
            let k: Double
            let source: Double
            let observer: Double
            let value: Double
        }
        let table = [
            Case(n: 0, k: 0.01, source: 45, observer: 54.5, value: 18.93131722092247),
            Case(n: 0, k: 0.5, source: 45, observer: 54.5, value: 1.947900930389463e-5),
            Case(n: 3, k: 0.05, source: 40, observer: 54.5, value: 0.2266289172983851),
            Case(n: 10, k: 0.3, source: 48, observer: 54.5, value: 0.003516388324658087),
            Case(n: 40, k: 0.02, source: 49, observer: 54.5, value: 0.0004732967800713407),
            Case(n: 60, k: 1.5, source: 49, observer: 54.5, value: 5.56468789088682e-8),
            Case(n: 1, k: 0.05, source: 25, observer: 54.5, value: 0.1140526570545161),
            Case(n: 5, k: 0.2, source: 45, observer: 30, value: 0.0004456258253548625),
            Case(n: 150, k: 2.5, source: 49, observer: 54.5, value: 3.647999419713767e-13),
        ]
        let errors = table.map { c in
            let g = leg.response(wavenumber: c.k, source: c.source, observer: c.observer, highestOrder: c.n + 2)
            return abs(g[c.n] / c.value - 1)
        }
        #expect(errors.allSatisfy { $0 < 1e-12 }, "\(errors)")
    }

    @Test("reciprocity: source and observer may change places, across any number of layers")
    func reciprocity() {
        let pairs = [(20.0, 45.0), (45, 54.5), (10, 51), (33, 53.7), (52, 54)]
        let worst = pairs.reduce(0.0) { worst, pair in
            [0.004, 0.1, 1].reduce(worst) { worst, k in
                let there = leg.response(wavenumber: k, source: pair.0, observer: pair.1, highestOrder: 30)
                let back = leg.response(wavenumber: k, source: pair.1, observer: pair.0, highestOrder: 30)
                return zip(there, back).reduce(worst) { max($0, abs($1.0 / $1.1 - 1)) }
            }
        }
        #expect(worst < 1e-11)
    }

    @Test("a layer cut in two of the same conductivity changes nothing")
    func split() throws {
        let cut = try LayeredCylinder(layers: [
            leg.layers[0],
            .init(name: "inner muscle", outerRadius: 31, radialConductivity: 0.09, axialConductivity: 0.4),
            leg.layers[1], leg.layers[2], leg.layers[3],
        ])
        let a = leg.response(wavenumber: 0.2, source: 42, observer: 54.5, highestOrder: 60)
        let b = cut.response(wavenumber: 0.2, source: 42, observer: 54.5, highestOrder: 60)
        #expect(zip(a, b).allSatisfy { abs($0 / $1 - 1) < 1e-11 })
    }

    @Test("far away the limb is a wire: G₀ → 2π/(k²·S), whatever the radii of source and observer")
    func wire() {
        // Insulated outside, all current flows along; S sums conductivity along × area.
        let s = 0.02 * .pi * 225 + 0.4 * .pi * (2500 - 225) + 0.041 * .pi * (2809 - 2500) + .pi * (54.5 * 54.5 - 2809)
        #expect(abs(leg.axialConductance / s - 1) < 1e-12)
        let k = 1e-5
        let values = [(20.0, 54.5), (49, 54.5), (49, 5)].map {
            leg.response(wavenumber: k, source: $0.0, observer: $0.1, highestOrder: 0)[0] * k * k * s / (2 * .pi)
        }
        #expect(values.allSatisfy { abs($0 - 1) < 1e-5 }, "\(values)")
    }

    @Test("an insulating bone is the limit of an ever worse conductor")
    func insulatingBone() throws {
        var layers = leg.layers
        layers[0] = .init(name: "bone", outerRadius: 15, conductivity: 0)
        let insulating = try LayeredCylinder(layers: layers)
        layers[0] = .init(name: "bone", outerRadius: 15, conductivity: 1e-6)
        let poor = try LayeredCylinder(layers: layers)
        let a = insulating.response(wavenumber: 0.05, source: 20, observer: 54.5, highestOrder: 8)
        let b = poor.response(wavenumber: 0.05, source: 20, observer: 54.5, highestOrder: 8)
        #expect(zip(a, b).allSatisfy { abs($0 / $1 - 1) < 1e-4 })
    }

    @Test("radii that do not grow and conductivities that cannot be are refused, with the layer's name")
    func refusals() {
        let bad: [[LayeredCylinder.Layer]] = [
            [],
            [.init(name: "a", outerRadius: 10, conductivity: 1), .init(name: "fat", outerRadius: 10, conductivity: 1)],
            [
                .init(name: "a", outerRadius: 10, conductivity: 1),
                .init(name: "fat", outerRadius: .nan, conductivity: 1),
            ],
            [.init(name: "a", outerRadius: 10, conductivity: 1), .init(name: "fat", outerRadius: 12, conductivity: 0)],
            [
                .init(name: "a", outerRadius: 10, conductivity: -1),
                .init(name: "fat", outerRadius: 12, conductivity: 1),
            ],
        ]
        let sentences = bad.map { layers in
            #expect(throws: ParameterError.self) { try LayeredCylinder(layers: layers) }?.description ?? ""
        }
        #expect(sentences[1].contains("layer 2 (fat): outer radius is 10.0 mm"))
        #expect(sentences[3].contains("layer 2 (fat): conductivity across is 0.0 S/m"))
        #expect(sentences[4].contains("layer 1 (a)"))
        #expect(throws: ParameterError.self) { try VolumeConductor(fatThickness: -1).cylinder() }
    }
}
