// Faults at random moments of many sessions: what the tests do for some of them.

import FaultInjection
import Foundation
import TestSupport

/// Runs sessions in which something goes wrong and prints what was not as it must be, by fault.
func benchmarkFaults(count: Int) throws {
    var sums: [InjectedFault: (sessions: Int, inBurst: Int, complaints: [String])] = [:]
    let spent = try processorSeconds {
        for number in 0..<count {
            let folder = try TemporaryDirectory()
            let session = InjectedSession(number)
            let verdict = try session.run(in: folder.file("session"))
            var sum = sums[session.fault] ?? (0, 0, [])
            sum.sessions += 1
            sum.inBurst += verdict.wasStimulating ? 1 : 0
            sum.complaints += verdict.complaints.map { "session \(number), fault at \(session.moment) s: \($0)" }
            sums[session.fault] = sum
        }
    }
    print("\(count) sessions, \(String(format: "%.1f", spent)) s of processor time")
    print("")
    print("| Fault | Sessions | In a burst | Not as it must be |")
    print("|---|---|---|---|")
    for fault in InjectedFault.allCases {
        guard let sum = sums[fault] else { continue }
        print("| \(fault.rawValue) | \(sum.sessions) | \(sum.inBurst) | \(sum.complaints.count) |")
    }
    for complaint in sums.values.flatMap(\.complaints) { print("- \(complaint)") }
}
