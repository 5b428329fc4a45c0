// Soleus, gastrocnemius medialis and tibialis anterior. Where each number comes from: Documentation/Methods/Muscle.md.

extension MuscleParameters {
    /// The units of one type: the values of the first and the last, with straight lines between.
    struct Group {
        let kind: MuscleUnit.Kind
        let count: Int
        let milliseconds: (Double, Double)
        let twitch: (Double, Double)
        let tetanus: (Double, Double)
        let saturation: (Double, Double)

        var units: [MuscleUnit] {
            (0..<count).map { k in
                let place = count > 1 ? Double(k) / Double(count - 1) : 0
                let at = { (ends: (Double, Double)) in ends.0 + place * (ends.1 - ends.0) }
                return MuscleUnit(
                    kind: kind, contractionTime: at(milliseconds) / 1000, twitchForce: at(twitch),
                    tetanusRatio: at(tetanus), saturation: at(saturation))
            }
        }
    }

    /// Soleus: 900 units (800 S, 50 FR, 50 FF), contraction times 170 to 86 ms.
    ///
    /// Unit numbers, times, forces and saturation are those of ReMoto's configuration. Maximal rates and torque are
    /// assumptions.
    public static let soleus = MuscleParameters(
        unchecked: "soleus",
        units: [
            Group(
                kind: .slow, count: 800, milliseconds: (170, 132.5), twitch: (0.03, 1.9), tetanus: (2.97, 4.08),
                saturation: (0.7, 0.5)),
            Group(
                kind: .fastResistant, count: 50, milliseconds: (132.5, 100.5), twitch: (1.9, 2.5),
                tetanus: (4.08, 6.71), saturation: (0.5, 0.3)),
            Group(
                kind: .fastFatigable, count: 50, milliseconds: (100.5, 86), twitch: (2.5, 3.0), tetanus: (6.71, 8.73),
                saturation: (0.3, 0.23)),
        ].flatMap(\.units),
        maximalRates: RateRange(first: 20, last: 15), maximalTorque: 90)

    /// Gastrocnemius medialis: 600 units (300 S, 150 FR, 150 FF), contraction times 110 to 25 ms.
    ///
    /// Unit numbers, times, forces and saturation are those of ReMoto's configuration. Maximal rates and torque are
    /// assumptions.
    public static let gastrocnemiusMedialis = MuscleParameters(
        unchecked: "gastrocnemius medialis",
        units: gastrocnemiusGroups(counts: (300, 150, 150), milliseconds: (110, 86.5, 55, 25)),
        maximalRates: RateRange(first: 28, last: 22), maximalTorque: 40)

    /// Tibialis anterior: 350 units (250 S, 50 FR, 50 FF), contraction times 110 to 20 ms.
    ///
    /// Unit numbers, times, forces and saturation are those of ReMoto's configuration (its forces are those of the
    /// gastrocnemius). Maximal rates and torque are assumptions.
    public static let tibialisAnterior = MuscleParameters(
        unchecked: "tibialis anterior",
        units: gastrocnemiusGroups(counts: (250, 50, 50), milliseconds: (110, 43, 32, 20)),
        maximalRates: RateRange(first: 35, last: 28), maximalTorque: 40)

    private static func gastrocnemiusGroups(
        counts: (Int, Int, Int), milliseconds: (Double, Double, Double, Double)
    ) -> [MuscleUnit] {
        [
            Group(
                kind: .slow, count: counts.0, milliseconds: (milliseconds.0, milliseconds.1), twitch: (0.02, 1.7),
                tetanus: (2.16, 2.49), saturation: (1, 0.85)),
            Group(
                kind: .fastResistant, count: counts.1, milliseconds: (milliseconds.1, milliseconds.2),
                twitch: (1.7, 1.9), tetanus: (2.49, 4.25), saturation: (0.85, 0.48)),
            Group(
                kind: .fastFatigable, count: counts.2, milliseconds: (milliseconds.2, milliseconds.3),
                twitch: (1.9, 2.15), tetanus: (4.25, 4.72), saturation: (0.48, 0.43)),
        ].flatMap(\.units)
    }
}
