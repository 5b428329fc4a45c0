// Action potentials of fibres and units against a closed form, symmetry, superposition and what is known of them.

import Glibc
import Signals
import Testing

@testable import VirtualPatient

private let rate = SampleRate(hertz: 2048)!

private func rms(_ values: [Float]) -> Double {
    (values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, values.count))).squareRoot()
}

/// The lag of `b` behind `a` in samples: the top of their cross-correlation, between samples by a parabola.
private func lag(of b: [Float], behind a: [Float]) -> Double {
    let products = (-20...20).map { (shift: Int) -> Double in
        a.indices.reduce(0.0) { sum, n in
            b.indices.contains(n + shift) ? sum + Double(a[n]) * Double(b[n + shift]) : sum
        }
    }
    let top = products.indices.max { products[$0] < products[$1] }!
    let (l, m, r) = (products[top - 1], products[top], products[top + 1])
    return Double(top - 20) + 0.5 * (l - r) / (l - 2 * m + r)
}

private func fibre(
    depth: Double, around: Double = 0, endPlate: Double = 0, proximal: Double = 60, distal: Double = 60
) -> MuscleFibre {
    MuscleFibre(
        radius: 50 - depth, angle: around / 50, endPlate: endPlate, proximalLength: proximal, distalLength: distal)
}

private func potentials(
    _ units: [MotorUnitAnatomy], _ electrodes: ElectrodeArray, in conductor: VolumeConductor = VolumeConductor()
) throws -> MotorUnitActionPotentials {
    try MotorUnitActionPotentials(units, in: conductor, electrodes: electrodes, rate: rate)
}

private func line(_ along: [Double], around: Double = 0) throws -> ElectrodeArray {
    try ElectrodeArray(
        name: "line", places: along.map { .init(along: $0, around: around) }, diameter: 3)
}

@Suite("Motor unit action potentials")
struct MotorUnitActionPotentialsTests {
    @Test("a finite fibre in an infinite medium: generation, propagation and ends equal the closed form")
    func closedForm() throws {
        // Equal conductivities far beyond the electrode: φ = C·∫ V′(s−ξ)·[B′(ξ−y)·(ξ<L₁) + B′(ξ+y)·(ξ<L₂)] dξ.
        let (across, along) = (0.1, 0.4)
        let cylinder = try LayeredCylinder(
            layers: [20, 31, 32, 3000].map {
                .init(name: "layer", outerRadius: $0, radialConductivity: across, axialConductivity: along)
            })
        let electrodes = try ElectrodeArray(
            name: "points", places: [-45, -12, 0, 17, 30].map { .init(along: $0, around: 0) }, diameter: 0)
        let unit = MotorUnitAnatomy(
            fibres: [
                MuscleFibre(radius: 22, angle: 0.1, endPlate: -7.3, proximalLength: 41.8, distalLength: 33.1)
            ], conductionVelocity: 4)
        let source = ActionPotentialSource()
        // Fast sampling, so that the anti-aliasing filter lets everything pass.
        let found = PotentialBuilder(
            units: [unit], cylinder: cylinder, observerRadius: 32, source: source, electrodes: electrodes,
            rate: SampleRate(hertz: 20_000)!, spacing: 0.25, nodeRatio: 0.05
        ).build()

        let square = 22.0 * 22 + 32 * 32 - 2 * 22 * 32 * cos(0.1)
        let slope = { (z: Double) -> Double in
            -z / (4 * Double.pi * across * pow(along / across * square + z * z, 1.5))
        }
        let deviations = electrodes.places.indices.map { e -> Double in
            let y = electrodes.places[e].along + 7.3
            let expected = (0..<found.length).map { (m: Int) -> Double in
                let s = Double(m - found.lead) * 4 / 20
                var sum = 0.0
                let h = 0.02
                for j in 0..<Int(41.8 / h) {
                    let xi = (Double(j) + 0.5) * h
                    let wave = source.slope(behindFront: s - xi)
                    if wave == 0 { continue }
                    sum += wave * h * (slope(xi + y) + (xi < 33.1 ? slope(xi - y) : 0))
                }
                return 1000 * source.strength * sum
            }
            let largest = expected.map(abs).max()!
            let potential = found[unit: 0, channel: e]
            return zip(potential, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / largest
        }
        #expect(deviations.allSatisfy { $0 < 0.01 }, "\(deviations)")
    }

    @Test("the delay between two channels is their distance over the conduction velocity", arguments: [3.2, 4.0, 5.1])
    func conductionVelocity(velocity: Double) throws {
        let electrodes = try line([30, 40, 50, 60]).singleDifferential()
        let unit = MotorUnitAnatomy(
            fibres: [fibre(depth: 3, proximal: 140, distal: 140)], conductionVelocity: velocity)
        let found = try potentials([unit], electrodes)
        let delay = lag(of: found[unit: 0, channel: 2], behind: found[unit: 0, channel: 0]) / 2048
        #expect(abs(0.020 / delay / velocity - 1) < 0.02, "\(0.020 / delay)")
    }

    @Test("at the electrode a passing fibre shows positive, negative, positive; the negative phase is the largest")
    func triphasic() throws {
        let found = try potentials(
            [MotorUnitAnatomy(fibres: [fibre(depth: 2, proximal: 140, distal: 140)], conductionVelocity: 4)],
            line([60]))[unit: 0, channel: 0]
        let bottom = found.firstIndex(of: found.min()!)!
        let before = found[..<bottom].max()!
        let after = found[bottom...].prefix(25).max()!
        #expect(before > 0 && after > 0 && -found[bottom] > before && -found[bottom] > after)
        // The front reaches the electrode after 60 mm at 4 m/s; the trough follows it by the width of the wave.
        let arrival = Double(bottom - 6) / 2048 * 4000 - 60
        #expect(arrival > 0 && arrival < 8)
    }

    @Test("potentials fall with depth, and deep ones hold lower frequencies")
    func depth() throws {
        let depths: [Double] = [1, 3, 6, 10, 15, 22]
        let units = depths.map {
            MotorUnitAnatomy(fibres: [fibre(depth: $0, proximal: 200, distal: 200)], conductionVelocity: 4)
        }
        let found = try potentials(units, line([90]))
        // While the fronts are between 40 and 150 mm: what propagates, without beginning and end.
        let passing = depths.indices.map { Array(found[unit: $0, channel: 0][26..<83]) }
        let sizes = passing.map(rms)
        #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $1 < $0 }, "\(sizes)")
        // Slope over size: a mean frequency.
        let brisk = passing.map { p in rms(zip(p, p.dropFirst()).map { $1 - $0 }) / rms(p) }
        #expect(zip(brisk, brisk.dropFirst()).allSatisfy { $1 < $0 }, "\(brisk)")
    }

    @Test("a fibre that is symmetric about its end-plate looks the same from both sides, and turned round the limb")
    func symmetry() throws {
        let middle = MotorUnitAnatomy(fibres: [fibre(depth: 4)], conductionVelocity: 4)
        let both = try potentials([middle], line([-23, 23]))
        #expect(both[unit: 0, channel: 0] == both[unit: 0, channel: 1])

        // Turned by 30 mm on the skin: 30/54.5 rad for fibre and electrode.
        let turned = MotorUnitAnatomy(
            fibres: [fibre(depth: 4, around: 30 / 54.5 * 50)], conductionVelocity: 4)
        let there = try potentials([turned], line([23], around: 30))[unit: 0, channel: 0]
        let here = both[unit: 0, channel: 1]
        #expect(zip(here, there).allSatisfy { abs($0 - $1) <= 1e-3 * here.map(abs).max()! })

        // Left and right of the electrode are the same.
        let sides = try [12.0, -12].map { around in
            try potentials(
                [MotorUnitAnatomy(fibres: [fibre(depth: 4, around: around)], conductionVelocity: 4)], line([9]))
        }
        #expect(sides[0].values == sides[1].values)
    }

    @Test("a unit's potential is the sum of its fibres'; a differential channel is the difference of its electrodes'")
    func superposition() throws {
        let fibres = [
            fibre(depth: 3, around: 2, endPlate: 1),
            fibre(depth: 7, around: -5, endPlate: -2.2, proximal: 41, distal: 55),
        ]
        let electrodes = try line([-10, 15])
        let parts = try potentials(fibres.map { MotorUnitAnatomy(fibres: [$0], conductionVelocity: 4) }, electrodes)
        let whole = try potentials([MotorUnitAnatomy(fibres: fibres, conductionVelocity: 4)], electrodes)
        let largest = whole.values.map(abs).max()!
        let sum = zip(parts.values.prefix(whole.values.count), parts.values.suffix(whole.values.count)).map { $0 + $1 }
        #expect(parts.length == whole.length)
        #expect(zip(whole.values, sum).allSatisfy { abs($0 - $1) < 2e-3 * largest })

        let pair = try potentials(
            [MotorUnitAnatomy(fibres: fibres, conductionVelocity: 4)], electrodes.singleDifferential())
        let difference = (0..<whole.length).map { whole.values[2 * $0] - whole.values[2 * $0 + 1] }
        #expect(zip(pair.values, difference).allSatisfy { abs($0 - $1) < 1e-4 * largest })
    }

    @Test("both fronts start together and all is over when both have reached the ends")
    func duration() throws {
        let unit = MotorUnitAnatomy(fibres: [fibre(depth: 3, proximal: 40, distal: 40)], conductionVelocity: 4)
        let p = try potentials([unit], line([20]))[unit: 0, channel: 0]
        let largest = p.map(abs).max()!
        // 40 mm at 4 m/s is 10 ms; 19 mm of wave 4.75 ms more: sample 6 + 30.2, and the filter's six.
        #expect(p.suffix(2).allSatisfy { abs($0) < 0.005 * largest })
        #expect(abs(p[0]) < 0.005 * largest)
    }

    @Test(
        "fibres down to the bone, insulating or not, and all on one depth, give finite potentials",
        arguments: [0, 0.02])
    func atTheBone(boneConductivity: Double) throws {
        let conductor = VolumeConductor(boneConductivity: boneConductivity)
        let deep = [34.99, 20, 35].map { MotorUnitAnatomy(fibres: [fibre(depth: $0)], conductionVelocity: 4) }
        let all = try potentials(deep, line([10]), in: conductor)
        #expect(all.values.allSatisfy { $0.isFinite })
        #expect(rms(all[unit: 0, channel: 0]) > 0 && rms(all[unit: 0, channel: 0]) < rms(all[unit: 1, channel: 0]))
        // On the bone alone: a mesh of a single depth.
        let alone = try potentials([deep[2]], line([10]), in: conductor)[unit: 0, channel: 0]
        #expect(zip(alone, all[unit: 2, channel: 0]).allSatisfy { Double(abs($0 - $1)) < 1e-3 * rms(alone) })
        #expect(rms(alone) > 0)
    }

    @Test("a finer mesh and finer steps along the fibres change a unit by less than 0.5 % of its size")
    func convergence() throws {
        let conductor = VolumeConductor()
        var architecture = MuscleArchitecture.tibialisAnterior
        architecture.meanFibres = 10
        architecture.depth = 1...5  // where interpolation is hardest
        architecture.around = -10...10
        let units = try MotorUnitAnatomy.draw(
            architecture, units: MuscleParameters.tibialisAnterior.resampled(to: 3).units, in: conductor, seed: 5)
        let electrodes = try line([-20, 5, 30])
        let build = { (spacing: Double, ratio: Double) throws -> MotorUnitActionPotentials in
            PotentialBuilder(
                units: units, cylinder: try conductor.cylinder(), observerRadius: conductor.surfaceRadius,
                source: ActionPotentialSource(), electrodes: electrodes, rate: rate, spacing: spacing, nodeRatio: ratio
            ).build()
        }
        let usual = try build(0.5, 0.08).values
        let fine = try build(0.25, 0.04).values
        let difference = zip(usual, fine).map { $0 - $1 }
        #expect(rms(difference) < 0.005 * rms(fine), "\(rms(difference) / rms(fine))")
    }

    @Test("the same seed gives the same bits, another seed another person")
    func seeds() throws {
        let units = MuscleParameters.soleus.resampled(to: 2).units
        let electrodes = try ElectrodeArray.bipolar()  // few channels, for speed
        let make = { (seed: UInt64) in
            try MotorUnitActionPotentials(
                .soleus, units: units, electrodes: electrodes, rate: rate, seed: seed)
        }
        let first = try make(3)
        #expect(try make(3) == first)
        #expect(try make(4) != first)
    }
}

@Suite("Electrodes and anatomy")
struct ElectrodeAndAnatomyTests {
    @Test(
        "grids have their size and spacing, channels in the maker's order",
        arguments: [
            ("GR10MM0808", 64, 10.0, 70.0, 70.0), ("GR08MM1305", 64, 8, 96, 32), ("GR04MM1305", 64, 4, 48, 16),
        ])
    func grids(code: String, count: Int, distance: Double, along: Double, around: Double) throws {
        let array = try ElectrodeArray.grid(code, centre: .init(along: 3, around: -2))
        #expect(array.channelCount == count)
        let (x, y) = (array.places.map(\.along), array.places.map(\.around))
        let extent: [Double] = [x.max()! - x.min()!, y.max()! - y.min()!]
        #expect(extent == [along, around])
        let middle: [Double] = [(x.max()! + x.min()!) / 2, (y.max()! + y.min()!) / 2]
        #expect(middle == [3, -2])
        let grid = ElectrodeGrid.known(in: code, firstChannel: 0)!
        let (row, column) = (grid.rows - 2, grid.columns - 1)
        let channel = grid[row, column]!
        let expected: Double = 3 + (Double(row) - Double(grid.rows - 1) / 2) * distance
        #expect(abs(array.places[channel].along - expected) < 1e-9)
        #expect(try array.singleDifferential().channelCount == count - grid.columns)
    }

    @Test("fibres lie in the muscle and in their territory, more of them in stronger units")
    func anatomy() throws {
        let a = MuscleArchitecture.soleus
        let units = try MotorUnitAnatomy.draw(
            a, units: MuscleParameters.soleus.resampled(to: 50).units, in: VolumeConductor(), seed: 9)
        let all = units.flatMap(\.fibres)
        let depths = all.map { 50 - $0.radius }
        #expect(depths.min()! > 1.5 - 1e-9 && depths.max()! < 22 + 1e-9)
        let arcs = all.map { abs($0.angle * 50) }
        #expect(arcs.max()! <= 28 + 1e-9)
        let width = units.map { unit in
            let places = unit.fibres.map { $0.angle * 50 }
            return places.max()! - places.min()!
        }
        let territories = units.indices.map { a.territory.value($0, of: 50) }
        #expect(zip(width, territories).allSatisfy { $0 <= $1 + 1e-9 })
        let counts = units.map(\.fibres.count)
        let mean = Double(counts.reduce(0, +)) / 50
        #expect(abs(mean - 200) < 5)
        #expect(counts.last! > 3 * counts.first!)
        let velocities = units.map(\.conductionVelocity)
        let (slow, fast) = (velocities.prefix(10).reduce(0, +), velocities.suffix(10).reduce(0, +))
        #expect(slow < fast - 5)
    }

    @Test("what cannot be is refused in a sentence", arguments: 0..<14)
    func refusals(field: Int) throws {
        let edits: [(inout MuscleArchitecture, Double) -> Void] = [
            { $0.depth = 1...max(1, $1) }, { $0.around = min(0, $1)...0 }, { $0.territory.first = $1 },
            { $0.territory.last = $1 }, { $0.meanFibres = $1 > 0 ? 1_000_000 : -1 }, { $0.proximalLength = $1 },
            { $0.distalLength = $1 }, { $0.innervationZone = $1 }, { $0.unitScatter = $1 },
            { $0.endPlateScatter = $1 }, { $0.tendonScatter = $1 }, { $0.conductionVelocity.first = $1 },
            { $0.conductionVelocity.last = $1 }, { $0.velocityScatter = $1 },
        ]
        let wrong: [Double] = [0: [1e5], 1: [-1e5], 7: [-1e5, 1e5]][field] ?? [-5, 1e5, .infinity]
        for value in wrong {
            var a = MuscleArchitecture()
            edits[field](&a, value)
            let error = #expect(throws: ParameterError.self) {
                try MotorUnitAnatomy.draw(a, units: [], in: VolumeConductor(), seed: 1)
            }
            #expect(error?.description.contains("allowed is") == true)
        }
    }

    @Test("electrodes that are not there, grids that are not known, fibres in the bone are refused")
    func wrongElectrodes() throws {
        #expect(throws: ParameterError.self) {
            try ElectrodeArray(
                name: "x", places: [.init(along: 0, around: 0)], diameter: 3, derivations: [.init(plus: 0, minus: 1)])
        }
        #expect(throws: ParameterError.self) { try ElectrodeArray.grid("GR99") }
        #expect(throws: ParameterError.self) {
            try ElectrodeArray(name: "x", places: [.init(along: .nan, around: 0)], diameter: 3)
        }
        let inBone = MotorUnitAnatomy(fibres: [fibre(depth: 40)], conductionVelocity: 4)
        #expect(throws: ParameterError.self) { try potentials([inBone], ElectrodeArray.bipolar()) }
        var source = ActionPotentialSource()
        source.fibreDiameter = .nan
        #expect(throws: ParameterError.self) {
            try MotorUnitActionPotentials(
                [MotorUnitAnatomy(fibres: [fibre(depth: 4)], conductionVelocity: 4)], source: source,
                electrodes: .bipolar(), rate: rate)
        }
    }
}
