// Damaged files by the thousand: no crash (the process lives), no hang (the slowest file is printed), bounded memory
// (the peak is printed).

import Foundation
import Recordings
import TestSupport

/// Opens `count` mutated files of each format and prints what happened.
func benchmarkFuzz(count: Int) throws {
    let folder = try TemporaryDirectory()
    var synthetic = SyntheticRecording()
    synthetic.sampleCount = 512
    let recording = synthetic.make()
    var originals: [(String, [UInt8])] = []
    for format in WritableFormat.allCases {
        let path = folder.file("original.\(format.rawValue)")
        try recording.write(to: path, as: format)
        originals.append((format.rawValue, try TemporaryDirectory.bytes(of: path)))
    }
    for fixture in MatFixture.allCases {
        let path = folder.file("original.mat")
        try fixture.write(try MatFixture.withMarks(recording), to: path)
        originals.append((fixture.rawValue, try TemporaryDirectory.bytes(of: path)))
    }
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
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print("peak memory \(usage.ru_maxrss / 1024) MiB, faults \(faults)")
}
