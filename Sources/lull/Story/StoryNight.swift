// One night of the story: what was recorded, the truth behind it, and how much of it was spasm.

import Reports
import Sessions
import Signals
import VirtualPatient

/// A night of a virtual person, as it went.
struct StoryNight: Sendable {
    /// What was done about the spasms.
    enum Kind: String, Sendable, CaseIterable, Encodable {
        /// Nothing.
        case untreated
        /// Bursts on the antagonist's nerve, triggered by the muscle's EMG.
        case stimulated
        /// The person relaxed completely before; nothing is stimulated.
        case relaxed

        /// For a terminal.
        var words: String {
            switch self {
            case .untreated: "untreated"
            case .stimulated: "with stimulation"
            case .relaxed: "after relaxation"
            }
        }
    }

    let kind: Kind
    let rate: SampleRate
    /// EMG (µV) and torque (% MVC), sample by sample.
    private(set) var emg: [Float] = []
    private(set) var torque: [Float] = []
    /// Discharges (s) of each motor unit of the spastic muscle, the first one in the pool first.
    private(set) var discharges: [[Double]]
    /// When spasms were triggered in the person (s), and of which kind.
    private(set) var triggers: [(seconds: Double, kind: SpasmKind)] = []
    /// When pulses reached the antagonist's nerve (s).
    private(set) var pulses: [Double] = []
    /// What the session counted.
    var outcome: PatientSession.Outcome

    private let percentPerTorque: Double

    /// A unit is active while it discharges again within so long (s).
    static let silence = 0.5
    /// A spasm: more than this part of the motor units are active at once.
    static let spasmShare = 0.1
    /// The time between two looks at that (s).
    private static let look = 0.1

    /// So many of a number of motor units may be active without a spasm; of very few, two.
    static func quietUnits(of units: Int) -> Int { max(2, Int(spasmShare * Double(units))) }

    init(_ kind: Kind, rate: SampleRate, parameters: VirtualPatientParameters) {
        self.kind = kind
        self.rate = rate
        discharges = Array(repeating: [], count: parameters.agonist.motorUnits)
        percentPerTorque = 100 / parameters.agonist.muscleParameters.maximalTorque
        outcome = PatientSession.Outcome(stimulated: kind == .stimulated)
    }

    /// Writes down a block: EMG first, torque last but one, as a virtual patient shows them.
    mutating func add(_ block: SampleBlock, _ truth: PatientSession.Truth) {
        add(block)
        add(truth)
    }

    /// Writes down samples.
    mutating func add(_ block: SampleBlock) {
        let torqueChannel = block.channelCount - 2
        for frame in 0..<block.frameCount {
            emg.append(block.values[frame * block.channelCount])
            torque.append(Float(Double(block.values[frame * block.channelCount + torqueChannel]) * percentPerTorque))
        }
    }

    /// Writes down what really happened.
    mutating func add(_ truth: PatientSession.Truth) {
        for discharge in truth.discharges where discharge.muscle == .agonist {
            discharges[discharge.unit].append(Double(discharge.time) * 1e-6)
        }
        for event in truth.events {
            let seconds = Double(event.time) * 1e-6
            switch event.kind {
            case .spasm(let kind): triggers.append((seconds, kind))
            case .pulse(.antagonist, _, _): pulses.append(seconds)
            default: break
            }
        }
    }

    /// How long it lasted (s).
    var seconds: Double { rate.seconds(torque.count) }

    /// When each unit was active: from its first discharge to its last before a silence.
    var activity: [[ClosedRange<Double>]] { discharges.map { Self.spans($0, gap: Self.silence) } }

    /// Bursts of stimulation, from the first pulse to the last.
    var bursts: [ClosedRange<Double>] { Self.spans(pulses, gap: 0.25) }

    /// Moments that follow each other within a gap, as spans.
    static func spans(_ moments: [Double], gap: Double) -> [ClosedRange<Double>] {
        var spans: [ClosedRange<Double>] = []
        for moment in moments {
            if let last = spans.last, moment - last.upperBound <= gap {
                spans[spans.count - 1] = last.lowerBound...max(moment, last.upperBound)
            } else {
                spans.append(moment...moment)
            }
        }
        return spans
    }

    /// When the muscle was in spasm: more than ``spasmShare`` of its motor units active at once. Told from the motor units
    /// and not from torque, because a stimulated antagonist pulls against it and would hide a spasm.
    var spasms: [ClosedRange<Double>] {
        var counts = [Int](repeating: 0, count: Int((seconds / Self.look).rounded()) + 1)
        for span in activity.joined() where span.upperBound > span.lowerBound {
            let first = Int(span.lowerBound / Self.look)
            for look in first...max(first, min(counts.count - 1, Int(span.upperBound / Self.look)))
            where counts.indices.contains(look) { counts[look] += 1 }
        }
        let limit = Self.quietUnits(of: discharges.count)
        let moments = counts.indices.filter { counts[$0] > limit }.map { Double($0) * Self.look }
        return Self.spans(moments, gap: 1.5 * Self.look).map {
            $0.lowerBound...min(seconds, $0.upperBound + Self.look)
        }
    }

    /// Seconds in spasm.
    var spasmSeconds: Double { spasms.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }
    /// The longest spasm (s).
    var longestSpasm: Double { spasms.map { $0.upperBound - $0.lowerBound }.max() ?? 0 }
    /// Spasms that went on after the last burst that they got, whether the loop saw that or not.
    var outlasting: Int { StoryPage.Content.Night.outlasting(spasms, bursts) }
    /// The highest torque (% MVC).
    var peakTorque: Double { Double(torque.max() ?? 0) }
}
