// Doing a change to a document.

public import Recordings
import Signals

extension DecompositionFile {
    /// Does one change.
    ///
    /// - Parameter recording: the recording that was decomposed; needed by ``EditOperation/recompute(units:detect:)``
    ///   only.
    /// - Returns: the document after the change.
    /// - Throws: ``EditError`` when the change cannot be made, ``RecordingError`` when the recording cannot be used.
    public func applying(_ operation: EditOperation, recording: Recording? = nil) throws -> DecompositionFile {
        var document = self
        switch operation {
        case .add(let name, let seconds):
            let k = try document.position(of: name)
            try document.add(seconds, to: k)
        case .remove(let name, let seconds):
            let k = try document.position(of: name)
            try document.remove(seconds, from: k)
        case .removeSpan(let name, let from, let to):
            let k = try document.position(of: name)
            let before = document.units[k].discharges
            document.units[k].discharges = before.filter { $0 < sample(from) || $0 > sample(to) }
            guard document.units[k].discharges.count < before.count else {
                throw EditError(description: "unit \(name) has no discharge from \(from) to \(to) s")
            }
            document.judge(k)
        case .removeUnit(let name): document.units.remove(at: try document.position(of: name))
        case .merge(let name, let other): try document.merge(name, other)
        case .splitAtTime(let name, let seconds):
            let k = try document.position(of: name)
            let sample = document.sample(seconds)
            try document.split(k) { discharges, _ in discharges.filter { $0 >= sample } }
        case .splitByHeight(let name):
            let k = try document.position(of: name)
            try document.split(k) { discharges, height in
                let heights = discharges.map(height)
                guard let limit = DischargeDetector.split(heights)?.threshold else { return [] }
                return zip(discharges, heights).filter { $1 <= limit }.map(\.0)
            }
        case .recompute(let names, let detect):
            guard let recording else {
                throw EditError(
                    description: "to recompute takes the recording that was decomposed; name it with --recording")
            }
            try document.recompute(names, detect: detect, from: recording)
        case .judge(let name, let verdict, let reason):
            let k = try document.position(of: name)
            document.units[k].verdict = verdict
            document.units[k].reasons = ["by hand: \(reason)"]
        }
        return document
    }

    /// The document that changes lead to, one after the other.
    public func replaying(_ history: [EditEntry], recording: Recording? = nil) throws -> DecompositionFile {
        var document = self
        for entry in history { document = try document.applying(entry.operation, recording: recording) }
        document.history = history
        return document
    }

    /// The place of a unit.
    public func position(of name: String) throws(EditError) -> Int {
        if let k = units.firstIndex(where: { $0.name == name }) { return k }
        let names = units.map(\.name).joined(separator: ", ")
        throw EditError(
            description: "there is no unit \(name); " + (units.isEmpty ? "there are no units" : "units are \(names)"))
    }

    func sample(_ seconds: Double) -> Int { Int((max(-1e9, min(1e9, seconds)) * rateHz).rounded()) }

    /// The source of a unit at a sample of the recording; 0 where there is none.
    func source(_ values: [Float], of unit: Unit, at sample: Int) -> Float {
        let place = sample - stretches[unit.stretch].training.lowerBound
        return values.indices.contains(place) ? values[place] : 0
    }

    private mutating func add(_ seconds: [Double], to k: Int) throws(EditError) {
        let unit = units[k]
        let (values, reach) = (unit.source.values, sample(EditOperation.snap))
        let window = stretches[unit.stretch].window
        for time in seconds {
            let centre = sample(time)
            guard window.contains(centre) else {
                throw EditError(
                    description: "\(time) s lies outside of what was decomposed, "
                        + "\(Double(window.lowerBound) / rateHz) to \(Double(window.upperBound) / rateHz) s")
            }
            var best = (sample: centre, height: Float(0))
            for candidate in max(window.lowerBound, centre - reach)...min(window.upperBound - 1, centre + reach) {
                let height = source(values, of: unit, at: candidate)
                if height > best.height { best = (candidate, height) }
            }
            guard !units[k].discharges.contains(where: { abs($0 - best.sample) < distance }) else {
                throw EditError(
                    description: "unit \(unit.name) has a discharge at \(time) s already; two must be "
                        + "\(parameters.minimumInterval) s apart")
            }
            units[k].discharges.append(best.sample)
            units[k].discharges.sort()
        }
        judge(k)
    }

    private var distance: Int { max(1, sample(parameters.minimumInterval)) }

    private mutating func remove(_ seconds: [Double], from k: Int) throws(EditError) {
        for time in seconds {
            let centre = sample(time)
            let nearest = units[k].discharges.min { abs($0 - centre) < abs($1 - centre) }
            guard let nearest, abs(nearest - centre) <= sample(EditOperation.snap) else {
                let place = nearest.map { "; the nearest is at \(Double($0) / rateHz) s" } ?? ""
                throw EditError(description: "unit \(units[k].name) has no discharge at \(time) s\(place)")
            }
            units[k].discharges.removeAll { $0 == nearest }
        }
        judge(k)
    }

    private mutating func merge(_ name: String, _ other: String) throws(EditError) {
        let (k, j) = (try position(of: name), try position(of: other))
        guard k != j else { throw EditError(description: "unit \(name) cannot be merged with itself") }
        guard units[k].stretch == units[j].stretch else {
            throw EditError(
                description: "units \(name) and \(other) are of different grids or windows; one must be the other's")
        }
        // The same discharge may stand a little apart in the two, by the lag that they agree best with.
        let lag = TrainAgreement(
            units[j].discharges, units[k].discharges, tolerance: sample(parameters.agreementTolerance),
            longestLag: sample(0.03)
        )
        let shift = lag.rate > parameters.duplicateAgreement / 3 ? lag.lag : 0
        let window = stretches[units[k].stretch].window
        for discharge in units[j].discharges.map({ $0 + shift }) where window.contains(discharge) {
            if !units[k].discharges.contains(where: { abs($0 - discharge) < distance }) {
                units[k].discharges.append(discharge)
            }
        }
        units[k].discharges.sort()
        judge(k)
        units.remove(at: j)
    }

    private mutating func split(
        _ k: Int, _ choose: (_ discharges: [Int], _ height: (Int) -> Float) -> [Int]
    ) throws(EditError) {
        let unit = units[k]
        let values = unit.source.values
        let moved = Set(choose(unit.discharges) { self.source(values, of: unit, at: $0) })
        guard !moved.isEmpty, moved.count < unit.discharges.count else {
            throw EditError(description: "unit \(unit.name) cannot be split so: one part would be empty")
        }
        var part = unit
        part.discharges = unit.discharges.filter(moved.contains)
        var number = 2
        while units.contains(where: { $0.name == "\(unit.name)/\(number)" }) { number += 1 }
        part.name = "\(unit.name)/\(number)"
        units[k].discharges = unit.discharges.filter { !moved.contains($0) }
        units.insert(part, at: k + 1)
        judge(k)
        judge(k + 1)
    }
}
