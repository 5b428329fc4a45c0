// What really happened in a virtual person, from the motoneurons and the list of events: nothing here has seen the signal.

import VirtualPatient

/// The truth of one session. Times are in seconds after its start.
struct SpasmTruth {
    /// A kind as the virtual patient has it; `SpasmControl` has kinds of its own.
    typealias Kind = SpasmKind

    /// A spasm that began by itself.
    struct Spasm {
        let kind: SpasmKind
        /// When it was triggered.
        let trigger: Double
        /// The first discharge that belongs to it; `nil` when nothing came of the trigger.
        var onset: Double?
        /// The last discharge that belongs to it.
        var end = 0.0
        /// Whether the muscle was active already: it goes on, and is no new event.
        var goesOn = false
    }

    private(set) var spasms: [Spasm] = []
    /// Stretches in which skin or stretch reflexes may move the muscle: touches, and movements by somebody.
    private(set) var provocations: [ClosedRange<Double>] = []
    /// Voluntary contractions.
    private(set) var contractions: [ClosedRange<Double>] = []
    /// Discharges of the spastic muscle's motoneurons: when, and the area under the rectified potential (µV·s).
    let discharges: [(time: Double, area: Double)]

    /// Discharges beyond those at rest, in the second after a trigger, that make it a spasm.
    private static let leastDischarges = 5
    /// A spasm begins with the first of three discharges within this time (s).
    private static let beginning = 0.1
    /// A spasm is over when in this time (s) there are no more discharges than at rest.
    private static let quiet = 0.5

    init(discharges: [PatientDischarge], events: [PatientEvent], areas: [Double]) {
        self.discharges = discharges.filter { $0.muscle == .agonist }
            .map { (Double($0.time) * 1e-6, areas[$0.unit]) }.sorted { $0.time < $1.time }
        for event in events {
            let now = Double(event.time) * 1e-6
            switch event.kind {
            case .spasm(let kind): spasms.append(Spasm(kind: kind, trigger: now))
            case .touch: provocations.append(now...now + 1)
            case .movement(let duration): provocations.append(now...now + duration + 1)
            case .contraction(_, let duration): contractions.append(now...now + duration)
            case .pulse: break
            }
        }
        for k in spasms.indices { describe(k) }
    }

    /// Discharges from `start` up to `end`.
    func count(_ start: Double, _ end: Double) -> Int { place(end) - place(start) }

    /// The muscle's area from `start` up to `end`, in µV·s: what its potentials would have if none cancelled another.
    func area(_ start: Double, _ end: Double) -> Double {
        discharges[place(start)..<place(end)].reduce(0) { $0 + $1.area }
    }

    /// The first discharge at `time` or later.
    private func place(_ time: Double) -> Int {
        var (low, high) = (0, discharges.count)
        while low < high {
            let middle = (low + high) / 2
            if discharges[middle].time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func describe(_ k: Int) {
        let trigger = spasms[k].trigger
        let rest = count(trigger - 1, trigger)
        guard count(trigger, trigger + 1) - rest >= Self.leastDischarges else { return }
        let first = place(trigger)
        let begin = (first..<max(first, discharges.count - 2)).first {
            discharges[$0 + 2].time - discharges[$0].time <= Self.beginning
        }
        let onset = discharges[begin ?? first].time
        spasms[k].onset = onset
        spasms[k].goesOn = count(onset - 0.3, onset) >= 3
        // At rest before: by how many discharges in the time that must be quiet.
        let resting = max(1, Int((Double(rest) * Self.quiet).rounded()))
        var end = onset
        while count(end, end + Self.quiet) > resting { end += 0.05 }
        spasms[k].end = end
    }
}
