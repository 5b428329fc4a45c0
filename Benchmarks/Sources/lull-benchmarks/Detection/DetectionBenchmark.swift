// How well the loop finds spasms and what it does to them, on virtual people whose truth is known: a table for
// Documentation/Performance.md.

import Foundation
import SpasmControl
import Synchronization
import VirtualPatient

/// Runs every person of the list twice and prints the table, and after it everything that did not match.
///
/// - Parameters:
///   - list: `people.txt`.
///   - minutes: of each person.
///   - workers: how many people are looked at at once; the result does not depend on it.
///   - bursts: what spasms are answered with.
func benchmarkDetection(
    list: String, minutes: Double, workers: Int = ProcessInfo.processInfo.activeProcessorCount,
    bursts: DetectionBursts = .usual
) throws {
    let people = try DetectionPerson.list(list)
    var (all, presets) = (DetectionScore(), [PersonPreset: DetectionScore]())
    // People do not know of each other: the order in which they are done changes nothing.
    let done = Mutex<[Int: Result<DetectionScore, any Error>]>([:])
    let next = Mutex(0)
    let threads = (0..<workers).map { _ in
        let thread = Thread {
            while true {
                let k = next.withLock { place in
                    defer { place += 1 }
                    return place
                }
                guard k < people.count else { return }
                let score = Result { try DetectionScore(of: people[k], minutes: minutes, bursts: bursts) }
                let count = done.withLock { all in
                    all[k] = score
                    return all.count
                }
                let line = "\(count) of \(people.count): \(people[k].preset.rawValue), \(people[k].seed)\n"
                FileHandle.standardError.write(Data(line.utf8))
            }
        }
        thread.stackSize = 1 << 24
        thread.start()
        return thread
    }
    while threads.contains(where: { !$0.isFinished }) { Thread.sleep(forTimeInterval: 0.2) }
    for (k, person) in people.enumerated() {
        guard let score = try done.withLock({ $0[k] })?.get() else { continue }
        all.add(score)
        presets[person.preset, default: DetectionScore()].add(score)
    }
    print("\(people.count) virtual people, \(minutes) min each, \(Int(all.processorSeconds)) s of processor time")
    print(bursts.words)
    print("")
    for line in DetectionTable(all, presets).lines { print(line) }
    print("\nWhat did not match, one by one:")
    for complaint in all.complaints { print("- \(complaint)") }
}

/// The table in Markdown.
struct DetectionTable {
    let lines: [String]

    init(_ all: DetectionScore, _ presets: [PersonPreset: DetectionScore]) {
        var lines = ["| What | Measured | Aim |", "|---|---|---|"]
        func row(_ what: String, _ measured: String, _ aim: String = "") {
            lines.append("| \(what) | \(measured) | \(aim) |")
        }
        let sums = all.kinds.values.reduce(into: DetectionScore.Kind()) {
            $0.all += $1.all
            $0.found += $1.found
            $0.asked += $1.asked
            $0.answered += $1.answered
        }
        let hours = String(format: "%.1f", all.hours)
        row("Hours without and with stimulation, each", hours, "8")
        row("Spasms found, watching without stimulation", Self.share(sums.found, sums.all), "95 %")
        row("Spasms answered by the closed loop, when it could", Self.share(sums.answered, sums.asked), "95 %")
        for kind in SpasmTruth.Kind.allCases {
            let counts = all.kinds[kind] ?? .init()
            row(
                "… \(Self.names[kind] ?? "")",
                "found \(Self.share(counts.found, counts.all)); answered \(Self.share(counts.answered, counts.asked))")
        }
        row("Bursts ordered for no involuntary activity, an hour", Self.rate(all.orders, all.hours), "at most 2")
        row("The same without the button: found while watching, an hour", Self.rate(all.found, all.hours))
        for cause in DetectionScore.Cause.allCases {
            row(
                "… orders for \(cause.rawValue)",
                "\(all.orders[cause] ?? 0); found while watching \(all.found[cause] ?? 0)")
        }
        row("First discharge to order, tonic and mixed: median, p95", Self.quantiles(all.tonicLatencies), "p95 100 ms")
        row("First discharge to order, all kinds: median, p95", Self.quantiles(all.latencies))
        row(
            "Clonus said, watching without stimulation; of which the motoneurons beat (three beats and more at 5 to 8 Hz)",
            "\(all.clonusWords.all); \(all.clonusWords.beating)")
        for (name, score) in [("all", all)]
            + presets.sorted(by: { $0.key.rawValue < $1.key.rawValue }).map({ ($0.key.rawValue, $0.value) })
        {
            row("A spasm's EMG area without and with stimulation, \(name)", Self.effect(score, \.area, "µV·s"))
            row("A spasm's duration without and with stimulation, \(name)", Self.effect(score, \.duration, "s"))
        }
        row(
            "Not counted: triggers of which no spasm came, spasms in an active muscle, spasms when the loop could not answer",
            "\(all.nothingCame), \(all.wentOn), \(all.busy)")
        for (fault, count) in all.faults.sorted(by: { $0.key < $1.key }) { row("Faults: \(fault)", "\(count)") }
        self.lines = lines
    }

    private static let names: [SpasmTruth.Kind: String] = [
        .unit: "single units", .tonic: "tonic", .clonus: "clonus", .mixed: "mixed",
    ]

    private static func share(_ part: Int, _ all: Int) -> String {
        all == 0 ? "none" : String(format: "%d of %d (%.1f %%)", part, all, 100 * Double(part) / Double(all))
    }

    /// What is false: nobody wants to stop a movement by will, and behind the rest there is no muscle.
    private static func rate(_ causes: [DetectionScore.Cause: Int], _ hours: Double) -> String {
        let (will, pad, nothing) = (causes[.will] ?? 0, causes[.pad] ?? 0, causes[.disturbance] ?? 0)
        return String(
            format: "%.2f (%d by will, %d by a fallen pad, %d by nothing)", Double(will + pad + nothing) / hours, will,
            pad,
            nothing)
    }

    private static func quantiles(_ values: [Double]) -> String {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return "none" }
        let at = { (q: Double) in sorted[min(sorted.count - 1, Int(q * Double(sorted.count)))] }
        return String(format: "%.0f, %.0f ms (%d)", at(0.5), at(0.95), sorted.count)
    }

    private static func effect(
        _ score: DetectionScore, _ what: KeyPath<(area: Double, duration: Double), Double>, _ unit: String
    ) -> String {
        let count = Double(max(1, score.untreated.count))
        let before = score.untreated.reduce(0) { $0 + $1[keyPath: what] } / count
        let after = score.treated.reduce(0) { $0 + $1[keyPath: what] } / count
        return String(
            format: "%.2f, %.2f %@ (%d %%; %d spasms)", before, after, unit as NSString,
            Int((100 * after / max(before, 1e-9)).rounded()), score.untreated.count)
    }
}
