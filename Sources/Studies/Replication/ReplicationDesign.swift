// The published design as data: who, how often, what is done, what was found; and what had to be assumed.

import Signals
public import VirtualPatient

/// The design of Mesquita et al. (J Physiol 2022, doi 10.1113/JP282765), as far as its abstract tells it; everything else is an
/// assumption with a default that can be changed, and is listed by ``assumptions``.
public struct ReplicationDesign: Hashable, Sendable, Codable {
    /// What is done to turn amplification down.
    public enum Intervention: String, Hashable, Sendable, Codable, CaseIterable {
        /// Stimulation of the antagonist's nerve.
        case reciprocalInhibition = "reciprocal-inhibition"
        /// Whole-body relaxation.
        case relaxation

        /// In words.
        public var words: String { self == .relaxation ? "whole-body relaxation" : "reciprocal inhibition" }
    }

    /// How amplification is measured.
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        /// ΔF of paired motor units in ramps.
        case deltaF
        /// Vibration with stimulation.
        case vibStim
    }

    /// A value that is measured.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// ΔF of a unit (pps).
        case deltaF
        /// Torque during vibration at the end of stimulation (% MVC).
        case torqueAtEnd
        /// Increase of torque during vibration (% MVC).
        case torqueIncrease
        /// Torque that stays after vibration (% MVC).
        case sustainedTorque
        /// EMG that stays after vibration (µV, RMS).
        case sustainedEMG

        /// In words, with the unit.
        public var words: String {
            switch self {
            case .deltaF: "ΔF (pps)"
            case .torqueAtEnd: "torque at the end of stimulation (% MVC)"
            case .torqueIncrease: "increase of torque (% MVC)"
            case .sustainedTorque: "sustained torque (% MVC)"
            case .sustainedEMG: "sustained EMG (µV)"
            }
        }

        /// Which measurement gives it.
        public var method: Method { self == .deltaF ? .deltaF : .vibStim }
    }

    /// The direction of an effect.
    public enum Direction: String, Hashable, Sendable, Codable {
        case falls, rises, unchanged
    }

    /// One group of participants, measured with and without the intervention.
    public struct Arm: Hashable, Sendable, Codable {
        /// What is done.
        public let intervention: Intervention
        /// How it is measured.
        public let method: Method
        /// How many people.
        public var participants: Int

        /// A short name for tables and files.
        public var name: String {
            (intervention == .relaxation ? "relaxation" : "inhibition") + (method == .deltaF ? "-deltaf" : "-vibstim")
        }

        /// What is measured.
        public var outcomes: [Outcome] { Outcome.allCases.filter { $0.method == method } }

        /// What the paper's abstract reports.
        public func published(_ outcome: Outcome) -> Direction {
            switch (intervention, outcome) {
            case (_, .deltaF), (.relaxation, .torqueAtEnd), (.relaxation, .sustainedTorque): .falls
            default: .unchanged
            }
        }
    }

    /// The four groups with the published numbers of participants.
    public var arms = [
        Arm(intervention: .reciprocalInhibition, method: .deltaF, participants: 15),
        Arm(intervention: .reciprocalInhibition, method: .vibStim, participants: 20),
        Arm(intervention: .relaxation, method: .deltaF, participants: 15),
        Arm(intervention: .relaxation, method: .vibStim, participants: 19),
    ]
    /// Where all random numbers begin.
    public var seed: UInt64 = 1
    /// The ramp: 20 s, as published.
    public var ramp = RampShape()
    /// Ramps per person and condition.
    public var ramps = 2
    /// The peak of a ramp (% MVC).
    public var peak = 20.0
    /// Motor units that stand for a muscle.
    public var motorUnitsPerMuscle = 200
    /// Motor units per person that are followed.
    public var units = 12
    /// Stimulation of the antagonist's nerve: current in motor thresholds …
    public var intensity = 1.0
    /// … and pulses per second.
    public var frequency = 5.0
    /// How far people relax on average: part of the model's complete relaxation.
    public var depth = 0.25
    /// How differently they do (coefficient of variation, log-normal).
    public var depthVariation = 0.4
    /// Whether motor units are found by decomposing simulated high-density EMG, as in the study, instead of being known.
    public var fromEMG = false
    /// The grid over the muscle when they are: 64 electrodes, 10 mm apart.
    public var grid = "GR10MM0808"
    /// The torque that a train of VibStim evokes (% MVC).
    public var evoked = 20.0

    /// The published design.
    public init() {}

    /// Whether all numbers can be meant.
    ///
    /// - Throws: ``StudyError`` for the first that cannot.
    public func check() throws(StudyError) {
        let ranges: [(String, Double, ClosedRange<Double>, String)] =
            [
                ("ramps per condition", Double(ramps), 1...10, ""), ("the peak", peak, 2...60, " % MVC"),
                ("motor units per person", Double(units), 2...100, ""),
                ("motor units per muscle", Double(motorUnitsPerMuscle), 10...1000, ""),
                ("the intensity", intensity, 0...3, " × motor threshold"),
                ("the frequency", frequency, 0.1...100, " Hz"), ("the depth of relaxation", depth, 0...1, ""),
                ("the variation of relaxation", depthVariation, 0...2, ""),
                ("the evoked torque", evoked, 1...60, " % MVC"),
            ] + arms.map { ("the number of participants (\($0.name))", Double($0.participants), 3...200, "") }
        for (name, value, range, unit) in ranges where !range.contains(value) {
            throw StudyError(
                "\(name) is \(value)\(unit); allowed are \(range.lowerBound) to \(range.upperBound)\(unit)",
                category: .usage)
        }
    }

    /// What the abstract does not tell, and what is done instead; for every output.
    public var assumptions: [String] {
        [
            "Peak of the ramp: \(text(peak)) % MVC, \(ramps) per condition (the abstract has only 20 s; related work of the group "
                + "has 20 % MVC and 2 %/s).",
            "Reciprocal inhibition: stimulation of the antagonist's nerve throughout the ramp, or from the beginning to the end of vibration, 1-ms pulses at "
                + "\(text(intensity)) × motor threshold, \(text(frequency)) Hz (settings not found).",
            "Relaxation: neuromodulation falls by \(text(depth)) of the model's range on average, differently from person to person "
                + "(CV \(text(depthVariation))); the way people relax, and the control condition, were not found.",
            "Both conditions follow the same torque. Their order does not matter to virtual people, who neither tire nor learn here.",
            fromEMG
                ? "Motor units are those that the decomposition of a \(grid) grid's EMG accepts in each ramp (the grid and the "
                    + "decomposition of the paper were not found), tracked between ramps and conditions by their action potentials; "
                    + "units that are seen in one ramp only take part too."
                : "\(units) motor units per person, the same in both conditions, drawn at random from those that are active in both.",
            "VibStim: 100 Hz and 1 mm of vibration, five trains of 2 s with 1-ms pulses at 20 Hz that evoke \(text(evoked)) % MVC, "
                + "windows as in lull assess vibstim (33 s and 20 Hz are published, the rest is not in the abstract).",
            "Ramps are of the gastrocnemius medialis; VibStim torque and EMG are those of the soleus model.",
        ]
    }

    private func text(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }
}
