// Damaged files by the thousand: no crash (the process lives), no hang (the slowest file is printed), bounded memory
// (the peak is printed).

import Foundation
import Recordings
import TestSupport

/// Opens `count` mutated files of each format and prints what happened.
func benchmarkFuzz(count: Int) throws {
    let folder = try TemporaryDirectory()
    let originals = try FuzzOriginal.all.map { ($0.description, try $0.make(in: folder)) }
    var faults = 0
    for (name, original) in originals {
        let began = ContinuousClock.now
        let report = try ReaderFuzz.run(original: original, count: count, scratch: folder.file("mutated"))
        let spent = began.duration(to: .now)
        faults += report.faults.count
        print("\(name): \(count) mutated files of \(original.count) bytes in \(spent)")
        print(
            "  \(report.readable) readable, \(report.refused) refused, slowest \(report.slowest) (number \(report.slowestNumber))"
        )
        for fault in report.faults.prefix(5) { print("  FAULT \(fault)") }
        // A long run is watched through a file: each format's lines appear when they are known.
        fflush(nil)
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print("peak memory \(usage.ru_maxrss / 1024) MiB, faults \(faults)")
}
