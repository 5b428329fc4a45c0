// What the loop did, held against the truth.

import SpasmControl
import VirtualPatient

/// Counts over all people, or over some.
struct DetectionScore {
    var hours = 0.0
    var processorSeconds = 0.0
    /// Of each kind: spasms that were there, found by the watching detector, to be answered by the closed loop, answered.
    var kinds: [SpasmTruth.Kind: Kind] = [:]
    /// Triggers of which nothing came.
    var nothingCame = 0
    /// Spasms that began in a muscle that was active already.
    var wentOn = 0
    /// Spasms that began while the loop could not answer: a burst, its pause, the button, a fault.
    var busy = 0
    /// Activity found while watching, by what it was.
    var found: [Cause: Int] = [:]
    /// Orders of the closed loop, by what they answered.
    var orders: [Cause: Int] = [:]
    /// From a spasm's first discharge to the order, of tonic and mixed spasms, in ms.
    var tonicLatencies: [Double] = []
    /// The same for all kinds.
    var latencies: [Double] = []
    /// How often clonus was said; of which the motoneurons beat.
    var clonusWords = (all: 0, beating: 0)
    /// Of each spasm that is a new event in both sessions: EMG area (µV·s) and duration (s).
    var untreated: [(area: Double, duration: Double)] = []
    var treated: [(area: Double, duration: Double)] = []
    var faults: [String: Int] = [:]
    var burstSeconds = 0.0
    /// What does not match, in words.
    var complaints: [String] = []

    struct Kind {
        var all = 0, found = 0, asked = 0, answered = 0
    }

    /// What a detection or an order was about.
    enum Cause: String, CaseIterable {
        case spasm = "a spasm that began by itself"
        case reflex = "activity after a touch or while the foot is moved"
        case goesOn = "motoneurons that fire on, after whatever began it"
        case will = "a voluntary movement"
        case pad = "a pad that fell off"
        case disturbance = "nothing: heart, motion, mains, noise"
    }

    /// How early the envelope's window may see a spasm, and how late an answer still belongs to its beginning (s).
    private static let early = 0.02, late = 1.0
    /// A muscle is active when its motoneurons discharge so often in this time (s).
    private static let activity = (discharges: 3, window: 0.2)
    /// How long what came of a spasm is added up at most (s).
    private static let longest = 30.0

    mutating func add(
        _ session: DetectionSession, _ watched: DetectionSession.Watched, _ done: DetectionSession.Treated
    ) {
        hours += session.duration / 3600
        let name = "\(session.person.preset.rawValue) \(session.person.seed)"
        let fall = session.person.fall(duration: session.duration)
        for spasm in watched.truth.spasms { addWatched(spasm, watched, fall, name) }
        for spasm in done.truth.spasms { addTreated(spasm, done, name) }
        addClonus(watched, fall, name)
        for activity in watched.activities {
            let cause = Self.cause(at: activity.detected, watched.truth, fall)
            found[cause, default: 0] += 1
            if cause == .disturbance || cause == .pad {
                complaints.append(
                    "\(name), without stimulation: detected at \(activity.detected.formatted3) s: \(cause.rawValue)")
            }
        }
        for order in done.orders {
            let cause = Self.cause(at: order.time, done.truth, fall)
            orders[cause, default: 0] += 1
            if cause == .disturbance || cause == .pad || cause == .will {
                complaints.append("\(name): ordered at \(order.time.formatted3) s: \(cause.rawValue)")
            }
        }
        for fault in done.faults { faults[fault, default: 0] += 1 }
        burstSeconds += done.burstSeconds
        // The same triggers come at the same times in both.
        for (before, after) in zip(watched.truth.spasms, done.truth.spasms)
        where before.onset != nil && !before.goesOn && before.trigger + 5 < session.duration {
            untreated.append(Self.burden(before, watched.truth))
            treated.append(Self.burden(after, done.truth))
        }
    }

    private static func burden(_ spasm: SpasmTruth.Spasm, _ truth: SpasmTruth) -> (area: Double, duration: Double) {
        guard let onset = spasm.onset else { return (0, 0) }
        let end = min(spasm.end, onset + longest)
        return (truth.area(onset, end), end - onset)
    }

    private mutating func addWatched(
        _ spasm: SpasmTruth.Spasm, _ watched: DetectionSession.Watched, _ fall: ClosedRange<Double>?, _ name: String
    ) {
        guard let onset = spasm.onset else {
            nothingCame += 1
            return
        }
        guard !spasm.goesOn else {
            wentOn += 1
            return
        }
        // Behind a pad that is off there is no muscle to see, nor while rest is measured anew.
        if let fall, (fall.lowerBound...fall.upperBound + 8).contains(onset) { return }
        let isFound = watched.activities.contains {
            $0.detected <= onset + Self.late && $0.end >= onset - Self.early
        }
        kinds[spasm.kind, default: Kind()].all += 1
        if isFound {
            kinds[spasm.kind, default: Kind()].found += 1
        } else {
            complaints.append(
                "\(name), without stimulation: \(spasm.kind.rawValue) at \(onset.formatted3) s not detected "
                    + "(\(watched.truth.count(onset, onset + 1)) discharges in a second)")
        }
    }

    /// Words of clonus, by the same truth as `lull-benchmarks clonus`.
    private mutating func addClonus(_ watched: DetectionSession.Watched, _ fall: ClosedRange<Double>?, _ name: String) {
        guard !watched.clonus.isEmpty else { return }
        let truth = ClonusTruth(
            watched.truth.discharges.map(\.time), duration: watched.truth.discharges.last?.time ?? 0)
        for time in watched.clonus {
            // Behind a pad that is off, and while rest is measured, there is no muscle to say it of.
            if let fall, (fall.lowerBound...fall.upperBound + 8).contains(time) { continue }
            clonusWords.all += 1
            if truth.beats(at: time) {
                clonusWords.beating += 1
            } else {
                complaints.append("\(name), without stimulation: clonus said at \(time.formatted3) s, of no beats")
            }
        }
    }

    private mutating func addTreated(_ spasm: SpasmTruth.Spasm, _ done: DetectionSession.Treated, _ name: String) {
        guard let onset = spasm.onset, !spasm.goesOn else { return }
        let window = (onset - Self.early)...min(max(spasm.end, onset + 0.2), onset + Self.late)
        // The loop can answer when it is armed and sees, a little before the spasm and in its first moments.
        let isReady = done.ready.contains { $0.lowerBound <= onset - 0.2 && $0.upperBound >= onset }
        let isSeen = done.activities.contains { $0.lowerBound < onset - 0.05 && $0.upperBound > onset }
        guard isReady, !isSeen else {
            busy += 1
            return
        }
        kinds[spasm.kind, default: Kind()].asked += 1
        guard let order = done.orders.first(where: { window.contains($0.time) }) else {
            complaints.append(
                "\(name): \(spasm.kind.rawValue) at \(onset.formatted3) s not answered "
                    + "(\(done.truth.count(onset, onset + 1)) discharges in a second)")
            return
        }
        kinds[spasm.kind, default: Kind()].answered += 1
        let latency = (order.time - onset) * 1000
        latencies.append(latency)
        if spasm.kind == .tonic || spasm.kind == .mixed { tonicLatencies.append(latency) }
    }

    private static func cause(at time: Double, _ truth: SpasmTruth, _ fall: ClosedRange<Double>?) -> Cause {
        let isActive = truth.count(time - activity.window, time) >= activity.discharges
        if truth.spasms.contains(where: {
            $0.onset.map { $0 - early <= time } ?? false && time <= $0.end + activity.window
        }) {
            return .spasm
        }
        if isActive {
            if truth.contractions.contains(where: { $0.contains(time) }) { return .will }
            return truth.provocations.contains { $0.contains(time) } ? .reflex : .goesOn
        }
        if let fall, (fall.lowerBound...fall.upperBound + 1).contains(time) { return .pad }
        return .disturbance
    }
}

extension DetectionScore {
    /// One person, watched and treated.
    init(of person: DetectionPerson, minutes: Double, bursts: DetectionBursts) throws {
        self.init()
        let session = try DetectionSession(
            person, duration: minutes * 60, settings: SpasmSettings(), bursts: bursts)
        let spent = try measure {
            let watched = try session.watch()
            add(session, watched, try session.treat(holding: watched.truth.contractions))
        }
        processorSeconds = spent
    }

    /// Adds what was counted elsewhere.
    mutating func add(_ other: DetectionScore) {
        hours += other.hours
        processorSeconds += other.processorSeconds
        kinds.merge(other.kinds) { $0 + $1 }
        nothingCame += other.nothingCame
        wentOn += other.wentOn
        busy += other.busy
        found.merge(other.found, uniquingKeysWith: +)
        orders.merge(other.orders, uniquingKeysWith: +)
        tonicLatencies += other.tonicLatencies
        latencies += other.latencies
        clonusWords.all += other.clonusWords.all
        clonusWords.beating += other.clonusWords.beating
        untreated += other.untreated
        treated += other.treated
        faults.merge(other.faults, uniquingKeysWith: +)
        burstSeconds += other.burstSeconds
        complaints += other.complaints
    }
}

/// The same as a name that a property of the score does not hide.
private func measure(_ work: () throws -> Void) rethrows -> Double { try processorSeconds(work) }

extension DetectionScore.Kind {
    static func + (a: Self, b: Self) -> Self {
        Self(all: a.all + b.all, found: a.found + b.found, asked: a.asked + b.asked, answered: a.answered + b.answered)
    }
}

extension Double {
    fileprivate var formatted3: String {
        String(Int((self * 1000).rounded()).quotientAndRemainder(dividingBy: 1000).quotient)
            + "." + String(1000 + Int((self * 1000).rounded()) % 1000).dropFirst()
    }
}
