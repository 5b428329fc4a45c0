// The story of the demo: one virtual person, the same night three times, and the laboratory before and after.

import Amplification
import ArgumentParser
import Dispatch
import Sessions
import Signals
import SpasmControl
import Stimulation
import Studies
import Synchronization
import VirtualPatient

/// Plans and runs the story in virtual time. The same plan gives the same result, whatever the number of threads.
struct StoryRun: Sendable {
    /// The person, as they are untreated.
    let person: Person
    /// How many spasms an hour begin in this person when they are not in a story.
    let ownSpasmsPerHour: Double
    /// Seed of all that happens; the three nights share it, so that the same spasms are triggered in each.
    var seed: UInt64 = 5
    /// How long a night is (s): a stretch of one, because nobody waits eight hours for a demo.
    var seconds = 240.0

    /// Pulses (Hz), length of a burst and shortest pause after it (s), current (motor thresholds), phase (µs).
    ///
    /// The length was found by trying four on the default night, each with the pause of two bursts that the gate asks for: after 1 s and
    /// 1.5 s the spasms come back and are answered up to four times; after 2 s one went on, too quietly for a repeat, and lasted 8.8 s;
    /// after 3 s the same one is back for 2.7 s. That is left as it is, and said.
    static let (frequency, burst, pause, intensity, phase) = (100.0, 3.0, 6.0, 1.1, 500)
    /// How often a burst is given again to a spasm that goes on.
    static let repeats = 2

    /// At least so many spasms an hour are triggered, with such a pause (s) after each, so that minutes show what hours would.
    static let (spasmsPerHour, spasmPause) = (120.0, 20.0)

    /// Ramps in each state of the laboratory; their mean says more than one.
    var ramps = Self.usualRamps
    /// As many as a story has unless asked otherwise.
    static let usualRamps = 10

    /// Plans the story of a person with fewer motor units and more spasms than they have: each unit stands for several, so that
    /// it does not take long, and minutes show as many spasms as hours would.
    init(of person: Person, agonistUnits: Int = 100, antagonistUnits: Int = 20) {
        ownSpasmsPerHour = person.parameters.spasms.perHour
        var person = person
        if ownSpasmsPerHour < Self.spasmsPerHour {
            person.parameters.spasms.perHour = Self.spasmsPerHour
            person.parameters.spasms.pause = Self.spasmPause
        }
        person.parameters.agonist.motorUnits = min(agonistUnits, person.parameters.agonist.motorUnits)
        person.parameters.antagonist.motorUnits = min(antagonistUnits, person.parameters.antagonist.motorUnits)
        self.person = person
    }

    /// What is measured in the laboratory, in this order.
    enum Condition: String, CaseIterable, Sendable, Encodable { case usual, stimulated, relaxed }

    /// What came of it.
    struct Result: Sendable {
        /// The nights, in the order of ``StoryNight/Kind``.
        let nights: [StoryNight]
        /// Ramps and VibStim trials, in the order of ``StoryRun/Condition``.
        let ramps: [[RampAssessment]]
        let vibStims: [VibStimAssessment]
    }

    /// The person in the state of a night.
    func person(_ kind: StoryNight.Kind) -> Person {
        var person = person
        if kind == .relaxed {
            person.parameters.neuromodulation.baseline -= person.parameters.neuromodulation.relaxationFall
        }
        return person
    }

    /// The current (mA) and the motor threshold that it is a multiple of, both in the devices' steps of half a milliampere.
    var current: (value: Double, threshold: Double) {
        let threshold = person.parameters.circuit.antagonistNerve.motorThreshold(width: Double(Self.phase))
        return (max(0.5, (2 * Self.intensity * threshold).rounded(.down) / 2), (2 * threshold).rounded() / 2)
    }

    /// The session of a night: the loop of `lull run`, with this stimulation.
    func session(_ kind: StoryNight.Kind) throws -> PatientSession {
        let person = person(kind)
        var options = try ReplayStimulationOptions.parse([])
        (options.current, options.motorThreshold) = current
        (options.frequency, options.burst, options.pause, options.phase) =
            (Self.frequency, Self.burst, Self.pause, Self.phase)
        var settings = SpasmSettings()
        settings.repeats = Double(Self.repeats)
        let session = PatientSession(
            person: person, seed: seed, script: .night(of: person, seconds: seconds),
            plan: SessionPlan(person: person.name, seed: seed, settings: settings, stimulation: options),
            prescription: try options.prescription(), limits: ReplayStimulationOptions.limits)
        try session.plan.settings.validate()
        return session
    }

    // MARK: Running

    /// A part of the story that can be run by itself.
    enum Part: Sendable { case nights, laboratory }

    /// A piece of work that depends on no other.
    private enum Piece: Sendable {
        case night(StoryNight.Kind)
        case ramp(Condition)
        case vibStim
    }

    /// Something that a piece gave.
    private enum Found: Sendable {
        case night(StoryNight)
        case ramps(LaboratoryVisit.Ramps)
        case vibStim([VibStimAssessment])
    }

    /// The pieces with their costs, in seconds of a pool of a hundred units. The nights, which say how far they are, come
    /// first.
    private var pieces: [(piece: Piece, cost: Double)] {
        // A ramp is practised on a smaller pool, ten times and more, which costs as much as five that are recorded.
        StoryNight.Kind.allCases.map { (.night($0), 1.2 * seconds) }
            + Condition.allCases.map { (.ramp($0), 180 + 36 * Double(ramps)) } + [(.vibStim, 190)]
    }

    private func state(_ condition: Condition) -> LaboratoryVisit.State {
        switch condition {
        case .usual: .usual
        // As the published study is replicated: all the time, gently, so that ramps can still be done.
        case .stimulated:
            .stimulated(
                current: person.parameters.circuit.antagonistNerve.motorThreshold(width: 1000), width: 1000,
                frequency: ReplicationDesign().frequency)
        case .relaxed: .relaxed
        }
    }

    /// Runs everything.
    ///
    /// - Parameters:
    ///   - parts: what is run; the rest of the result is empty.
    ///   - log: where the event log of a night goes.
    ///   - progress: told the part that is done, 0 to 1, from any thread.
    func run(
        threads: Int, parts: Set<Part> = [.nights, .laboratory], log: @Sendable (StoryNight.Kind) -> String,
        progress: @escaping @Sendable (Double) -> Void
    ) throws -> Result {
        let pieces = pieces.filter {
            if case .night = $0.piece { parts.contains(.nights) } else { parts.contains(.laboratory) }
        }
        let total = pieces.reduce(0) { $0 + $1.cost }
        let visit = LaboratoryVisit(person, seed: seed)
        let next = Atomic<Int>(0)
        let state = Mutex<(done: [Double], found: [Swift.Result<Found, any Error>?])>(
            (Array(repeating: 0, count: pieces.count), Array(repeating: nil, count: pieces.count)))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, pieces.count))) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < pieces.count else { return }
                let cost = pieces[index].cost
                let tell = { (part: Double) in
                    let done = state.withLock {
                        $0.done[index] = part * cost
                        return $0.done.reduce(0, +)
                    }
                    progress(done / total)
                }
                let found = Swift.Result<Found, any Error> {
                    switch pieces[index].piece {
                    case .night(let kind): .night(try night(kind, log: log(kind), progress: tell))
                    case .ramp(let condition): .ramps(try visit.ramps(self.state(condition), count: ramps))
                    case .vibStim: .vibStim(try visit.vibStim(Condition.allCases.map(self.state)))
                    }
                }
                tell(1)
                state.withLock { $0.found[index] = found }
            }
        }
        var (nights, visits, vibStims): ([StoryNight], [LaboratoryVisit.Ramps], [VibStimAssessment]) = ([], [], [])
        for found in state.withLock({ $0.found }) {
            switch try found?.get() {
            case .night(let night): nights.append(night)
            case .ramps(let found): visits.append(found)
            case .vibStim(let trials): vibStims = trials
            case nil: break
            }
        }
        return Result(nights: nights, ramps: try visit.assess(visits), vibStims: vibStims)
    }

    /// One night in virtual time.
    func night(
        _ kind: StoryNight.Kind, log: String, progress: @escaping (Double) -> Void = { _ in }
    ) throws -> StoryNight {
        let session = try session(kind)
        var night = StoryNight(kind, rate: try session.body().engine.rate, parameters: session.script.parameters)
        var told = 0.0
        night.outcome = try session.run(
            stimulating: kind == .stimulated, log: log,
            progress: { passed in
                // Not with every block: progress takes a lock.
                guard passed >= told + 1 else { return }
                told = passed
                progress(passed / seconds)
            },
            watch: { night.add($0, $1) })
        return night
    }
}
