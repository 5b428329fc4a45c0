// Opens damaged files and watches: every one must give a recording or a RecordingError of one sentence, soon.

import Foundation
import Glibc
import Recordings
import Signals

/// What happened to a number of damaged files.
public struct ReaderFuzzReport: Sendable {
    /// Files that could be read all the same.
    public var readable = 0
    /// Files that were refused with an error.
    public var refused = 0
    /// The longest time that one file took.
    public var slowest: Duration = .zero
    /// The number of the mutation that took longest.
    public var slowestNumber: UInt64 = 0
    /// The most memory that the process has had so far, in bytes.
    public var peakMemory = 0
    /// Errors that break the rules for errors, with the number of the mutation.
    public var faults: [String] = []
}

/// Fuzzes `Recording.open`. A crash ends the process, a hang shows as time.
public enum ReaderFuzz {
    /// Opens `count` damaged copies of the file `original`, beginning with mutation `first`, and reads everything in
    /// those that open. The copies are written to `scratch`, one after the other; `folder` is opened instead of them where
    /// they are a part of it.
    public static func run(
        original: [UInt8], count: Int, first: UInt64 = 0, scratch: String, folder: String? = nil
    ) throws -> ReaderFuzzReport {
        let mutator = FileMutator(original)
        var report = ReaderFuzzReport()
        let options = ReadingOptions(decompressedByteLimit: 64 << 20)
        for number in first..<(first + UInt64(count)) {
            try Data(mutator.copy(number)).write(to: URL(fileURLWithPath: scratch))
            let start = ContinuousClock.now
            do throws(RecordingError) {
                try ReaderConformance.exhaust(try Recording.open(folder ?? scratch, options: options))
                report.readable += 1
            } catch {
                report.refused += 1
                let text = error.description
                let isOneLine = !text.contains("\n") && !text.hasSuffix(".") && text.count < 1000
                if !isOneLine || (error.category != .data && error.category != .noInput) {
                    report.faults.append("mutation \(number): \(error.category): \(text)")
                }
            }
            let took = ContinuousClock.now - start
            if took > report.slowest {
                report.slowest = took
                report.slowestNumber = number
            }
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        report.peakMemory = usage.ru_maxrss * 1024
        return report
    }
}
