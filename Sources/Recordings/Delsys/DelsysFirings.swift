// The motor units that NeuroMap Explorer exports: a text with a column of discharge times for each, beside the signals.

import Signals

/// The texts `*Firings*.txt` (seconds, a tab between units, a row of names first) and `*Stats*.txt` (with a column
/// `Accuracy`, Delsys' own measure, in percent) in the recording's folder, or in a folder that has its name.
struct DelsysFirings {
    private let firings: String
    private let statistics: String?

    /// Looks for them; `nil` when there are none.
    ///
    /// - Throws: ``RecordingError`` when there are several, because which belongs to the recording is then a guess.
    init?(beside path: String) throws(RecordingError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        let name = path.dropFirst(folder == "./" && !path.hasPrefix("./") ? 0 : folder.count)
        let own = folder + (name.hasSuffix(".mat") ? String(name.dropLast(4)) : String(name))
        var found: [String] = []
        var statistics: [String] = []
        for place in [folder, own + "/"] where FolderListing.isFolder(place) {
            for name in try FolderListing.names(in: place) where name.hasSuffix(".txt") {
                if name.contains("Firings") { found.append(place + name) }
                if name.contains("Stats") { statistics.append(place + name) }
            }
        }
        guard let first = found.first else { return nil }
        guard found.count == 1 else {
            throw RecordingError(
                file: path,
                problem:
                    "\(found.count) texts of discharges lie beside it (\(found.joined(separator: ", "))); leave one")
        }
        firings = first
        self.statistics = statistics.count == 1 ? statistics[0] : nil
    }

    /// The units, on the clock of the EMG.
    func units(rate: SampleRate, samples: Int) throws(RecordingError) -> [RecordedMotorUnit] {
        let (trains, names) = try trains(rate: rate, samples: samples)
        let accuracies = try accuracies()
        var units: [RecordedMotorUnit] = []
        for (k, train) in trains.enumerated() {
            do {
                units.append(
                    RecordedMotorUnit(
                        name: names[k], discharges: try DischargeTrain(samples: train.sorted(), rate: rate),
                        accuracy: accuracies.count == trains.count ? accuracies[k] : nil))
            } catch let reason {
                throw RecordingError(file: firings, place: "column \(k + 1)", problem: "\(reason)")
            }
        }
        return units
    }

    private func trains(rate: SampleRate, samples: Int) throws(RecordingError) -> ([[Int]], [String]) {
        var lines = try LineReader(InputFile(firings))
        let dialect = CSVDialect(delimiter: 0x09)
        guard let header = try lines.next() else {
            throw RecordingError(file: firings, problem: "the file is empty; a row of unit names is needed")
        }
        // A tab behind the last name is no unit.
        let names = dialect.fields(header).map(CSVDialect.label).filter { !$0.isEmpty }
        var trains = Array(repeating: [Int](), count: names.count)
        while let line = try lines.next() {
            for (k, field) in dialect.fields(line).enumerated() {
                guard let seconds = dialect.number(field), k < names.count || seconds.isNaN else {
                    throw RecordingError(
                        file: firings, place: "line \(lines.number), column \(k + 1)",
                        problem: "\"\(String(decoding: field.prefix(40), as: UTF8.self))\" is no discharge time of one "
                            + "of the \(names.count) units")
                }
                guard !seconds.isNaN else { continue }
                guard seconds >= 0, seconds.isFinite, rate.samples(inSeconds: seconds) < samples else {
                    throw RecordingError(
                        file: firings, place: "line \(lines.number), column \(k + 1)",
                        problem: "a discharge at \(seconds) s; the recording has 0 to \(rate.seconds(samples)) s")
                }
                trains[k].append(rate.samples(inSeconds: seconds))
            }
        }
        return (trains, names)
    }

    /// Delsys' accuracies, as parts of one.
    private func accuracies() throws(RecordingError) -> [Double] {
        guard let statistics else { return [] }
        var lines = try LineReader(InputFile(statistics))
        let dialect = CSVDialect(delimiter: 0x09)
        guard let header = try lines.next(),
            let column = dialect.fields(header).map(CSVDialect.label).firstIndex(of: "Accuracy")
        else { return [] }
        var values: [Double] = []
        while let line = try lines.next() {
            let fields = dialect.fields(line)
            guard column < fields.count, let value = dialect.number(fields[column]), value.isFinite else { continue }
            values.append(value > 1 ? value / 100 : value)
        }
        return values
    }
}
