// The people of the detection benchmark, and how each is recorded.

import Foundation
import VirtualPatient

/// One line of `people.txt`.
struct DetectionPerson {
    let preset: PersonPreset
    let severity: Double
    var seed: Int
    let isGastrocnemius, isHome: Bool

    /// Motor units of the two muscles: enough for a spasm of every kind, few enough to be fast.
    private static let units = (agonist: 60, antagonist: 20)
    private static let beatingUnits = 200
    /// A day in a few minutes: how often each thing happens in an hour.
    private static let perHour = (spasms: 60.0, contractions: 20.0, touches: 10.0, movements: 10.0)
    /// A weight on the ball of the foot (N·m), which clonus needs.
    static let load = 8.0

    /// Reads the list.
    static func list(_ path: String) throws -> [DetectionPerson] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").enumerated().compactMap { row, line in
            let words = line.split(separator: " ").map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { return nil }
            guard words.count == 5, let preset = PersonPreset(rawValue: first), let severity = Double(words[1]),
                let seed = Int(words[2]), ["soleus", "gastrocnemius"].contains(words[3]),
                ["laboratory", "home"].contains(words[4])
            else {
                throw ListError(
                    description:
                        "\(path), line \(row + 1): a line has preset, severity, seed, soleus or gastrocnemius, "
                        + "laboratory or home; it is “\(line)”")
            }
            return DetectionPerson(
                preset: preset, severity: severity, seed: seed, isGastrocnemius: words[3] == "gastrocnemius",
                isHome: words[4] == "home")
        }
    }

    struct ListError: Error, CustomStringConvertible { let description: String }

    /// What the person is.
    func parameters() throws -> VirtualPatientParameters {
        var parameters = try Person.preset(
            preset, severity: severity, seed: seed, muscle: isGastrocnemius ? .gastrocnemiusMedialis : .soleus
        ).parameters
        parameters.agonist.motorUnits = Self.units.agonist
        parameters.antagonist.motorUnits = Self.units.antagonist
        parameters.spasms.perHour = Self.perHour.spasms
        (parameters.spasms.unitWeight, parameters.spasms.tonicWeight) = (1, 1)
        (parameters.spasms.clonusWeight, parameters.spasms.mixedWeight) = isGastrocnemius ? (1, 1) : (0, 1)
        parameters.activity.voluntaryPerHour = Self.perHour.contractions
        parameters.activity.touchesPerHour = Self.perHour.touches
        parameters.activity.movementsPerHour = Self.perHour.movements
        if isGastrocnemius {
            parameters.circuit.ankle.load = Self.load
            parameters.circuit.stretchReflex.gain = max(4, parameters.circuit.stretchReflex.gain)
        }
        return parameters
    }

    /// The same person lying still with a free foot and nothing that happens by itself.
    func stillParameters(isHeld: Bool) throws -> VirtualPatientParameters {
        var parameters = try parameters()
        // More of them than in the long sessions: a beat is many units at once, and few large ones would hide it in one channel.
        parameters.agonist.motorUnits = Self.beatingUnits
        parameters.spasms.perHour = 0
        parameters.activity.voluntaryPerHour = 0
        parameters.activity.touchesPerHour = 0
        parameters.activity.movementsPerHour = 0
        parameters.circuit.ankle.load = 0
        parameters.circuit.ankle.isHeld = isHeld
        return parameters
    }

    /// When the pad falls off, and when it is put on again (s); `nil` where none does.
    func fall(duration: Double) -> ClosedRange<Double>? {
        isHome ? 0.6 * duration...0.6 * duration + 10 : nil
    }

    /// Whether the amplifier says that the pad is off.
    var tellsFall: Bool { seed.isMultiple(of: 2) }

    /// How the person is recorded: a pair of electrodes, in a laboratory or at home.
    func electromyography(
        _ parameters: VirtualPatientParameters, duration: Double, falls: Bool = true
    ) throws -> PatientElectromyography {
        var recording = ElectromyographyParameters()
        recording.disturbances = isHome ? .home : .laboratory
        // A pair has no neighbours that gel could join.
        recording.disturbances.bridging = nil
        if falls, let fall = fall(duration: duration) {
            recording.disturbances.lostLeads = [LostLead(channel: 0, start: fall.lowerBound, end: fall.upperBound)]
        }
        return try PatientElectromyography(recording, of: parameters.agonist, seed: UInt64(seed))
    }
}
