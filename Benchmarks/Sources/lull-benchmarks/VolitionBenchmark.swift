// How often a motion sensor is right about will and spasm, on virtual people of whom it is known.

import Devices
import Foundation
import Signals
import SpasmControl
import Stimulation
import TestSupport
import VirtualPatient

/// Watches every person of the list twice, with a sensor on the ankle and with one on a hand, and prints what was said by what
/// really began the activity. Nobody is stimulated.
///
/// The ankle's angle is the virtual person's own, with the noise of a goniometer. A virtual person has no hand: its movement is
/// made here, from 0.3 s before to 0.1 s after the leg's drive, which is an assumption, and so is what comes of it.
func benchmarkVolition(list: String, minutes: Double) throws {
    let people = try DetectionPerson.list(list)
    var (ankle, hand) = (VolitionTable(), VolitionTable())
    for person in people {
        let watch = try VolitionWatch(person, seconds: 60 * minutes)
        var noise = SeededGenerator(seed: UInt64(person.seed))
        let seen = try watch.run(.ownJoint) { _, angle in angle + 0.0017 * Double.random(in: -1...1, using: &noise) }
        ankle.add(seen)
        let begins = seen.events.compactMap { event -> Double? in
            guard case .contraction = event.kind else { return nil }
            return Double(event.time) * 1e-6 + Double.random(in: -0.3...0.1, using: &noise)
        }
        hand.add(
            try watch.run(.movedByWill) { t, _ in
                begins.reduce(0.02 * Double.random(in: -1...1, using: &noise)) { sum, begin in
                    let x = min(1, max(0, (t - begin) / 0.4))
                    return sum + 10 * x * x * x * (10 - 15 * x + 6 * x * x)
                }
            })
        FileHandle.standardError.write(Data("\(person.preset.rawValue), \(person.seed)\n".utf8))
    }
    print("\(people.count) virtual people, \(minutes) min each\n")
    ankle.show("sensor on the ankle")
    hand.show("sensor on a hand")
}

/// A person with a free foot to whom something happens every ten seconds or so.
private struct VolitionWatch {
    private let parameters: VirtualPatientParameters
    private let electromyography: PatientElectromyography
    private let seed: UInt64
    private let seconds: Double

    struct Seen {
        /// When each activity began that was asked about (s), and what was said.
        var said: [(onset: Double, volition: Volition)] = []
        var events: [PatientEvent] = []
    }

    init(_ person: DetectionPerson, seconds: Double) throws {
        var parameters = try person.parameters()
        (parameters.spasms.perHour, parameters.activity.touchesPerHour) = (100, 0)
        (parameters.activity.voluntaryPerHour, parameters.activity.movementsPerHour) = (150, 100)
        (self.parameters, self.seconds, seed) = (parameters, seconds, UInt64(person.seed))
        electromyography = try PatientElectromyography(
            ElectromyographyParameters(), of: parameters.agonist, seed: UInt64(person.seed))
    }

    /// - Parameter motion: the sensor's reading at a time (s) and an angle of the ankle (rad).
    func run(_ role: MotionRole, motion: (Double, Double) -> Double) throws -> Seen {
        let body = VirtualPatientBody(
            try VirtualPatientEngine(parameters, seed: seed, electromyography: electromyography))
        let rate = body.engine.rate
        var source = VirtualPatient(body, blockLength: 20, frames: rate.samples(inSeconds: seconds))
        var settings = SpasmSettings()
        settings.motion = role
        // The virtual ankle's angle grows in dorsiflexion, which stretches the calf.
        settings.motionStretch = 1
        var controller = try SpasmController(
            settings, clearance: Approvals.clearance(try Self.prescription()), rate: rate)
        var (seen, onset) = (Seen(), 0.0)
        while let block = try source.nextBlock() {
            var values: [Float] = []
            for k in 0..<block.frameCount {
                let frame = k * block.channelCount
                let angle = Double(block.values[frame + block.channelCount - 1])
                values += [
                    block.values[frame], Float(motion(rate.seconds(block.start.rawValue + k), angle)),
                ]
            }
            controller.process(
                SampleBlock(start: block.start, channelCount: 2, values: values), channel: 0, motion: 1
            ) { decision in
                switch decision {
                case .detected(let first, _): onset = rate.seconds(first.rawValue)
                case .judged(let volition, _): seen.said.append((onset, volition))
                default: break
                }
            }
            seen.events += body.takeTruth().events
        }
        return seen
    }

    /// Never given: a controller needs one.
    private static func prescription() throws -> Prescription {
        let train = try PulseTrain(
            shape: .biphasic(current: .milliamperes(10), phase: .microseconds(200)),
            pattern: .even(period: .milliseconds(20)), duration: .seconds(1))
        return try Prescription(
            Prescription.Terms(
                person: PersonCode("P01")!,
                site: StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left),
                pad: Pad(channel: PadChannel(1)!, area: SquareCentimetres(25)),
                thresholds: Approvals.thresholds(motor: .milliamperes(9)), burst: train, minimumPause: .seconds(2),
                hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(100)),
                daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(600)),
                approval: Approval(approver: "nobody", unixSeconds: 1_790_000_000)), within: .product)
    }
}

/// What was said, by what really began an activity.
private struct VolitionTable {
    private enum Cause: String, CaseIterable {
        case spasm = "spasm by itself"
        case contraction = "contraction of the muscle by will"
        case antagonist = "contraction of the antagonist by will"
        case movement = "moved by somebody"
        case unknown = "none of these, or several at once"
    }

    private var counts: [Cause: [Volition: Int]] = [:]

    mutating func add(_ seen: VolitionWatch.Seen) {
        for one in seen.said { counts[cause(of: one.onset, seen.events), default: [:]][one.volition, default: 0] += 1 }
    }

    /// What went on when the activity began, or was over less than 0.3 s before.
    private func cause(of onset: Double, _ events: [PatientEvent]) -> Cause {
        var found: Set<Cause> = []
        for event in events {
            let start = Double(event.time) * 1e-6
            let (cause, duration): (Cause, Double) =
                switch event.kind {
                case .spasm: (.spasm, 0.7)
                case .contraction(.agonist, let duration): (.contraction, duration)
                case .contraction(.antagonist, let duration): (.antagonist, duration)
                case .movement(let duration): (.movement, duration)
                case .touch, .pulse: (.unknown, 0.7)
                }
            if start - 0.05 <= onset, onset <= start + duration + 0.3 { found.insert(cause) }
        }
        return found.count == 1 ? found.first ?? .unknown : .unknown
    }

    func show(_ title: String) {
        print("| \(title): what began the activity | will | spasm | cannot tell |\n|---|---|---|---|")
        for cause in Cause.allCases {
            let cells = Volition.allCases.map { "\(counts[cause]?[$0] ?? 0)" }
            print("| \(cause.rawValue) | \(cells.joined(separator: " | ")) |")
        }
        print("")
    }
}
