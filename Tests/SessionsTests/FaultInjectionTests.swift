// Every fault at random moments of many sessions. `lull-benchmarks faults 1000` does the same for more of them.

import FaultInjection
import TestSupport
import Testing

@Suite("faults at random moments")
struct FaultInjectionTests {
    /// How many sessions of each fault.
    private static let perFault = 8

    @Test(
        "whatever goes wrong, whenever: pulses end with its block, everything is kept and plays again, and it stays latched",
        arguments: InjectedFault.allCases)
    func faults(fault: InjectedFault) throws {
        let folder = try TemporaryDirectory()
        let kinds = InjectedFault.allCases.count
        let own = try #require(InjectedFault.allCases.firstIndex(of: fault))
        var (pulses, inBurst) = (0, 0)
        for turn in 0..<Self.perFault {
            let number = own + turn * kinds
            let session = InjectedSession(number)
            #expect(session.fault == fault)
            let verdict = try session.run(in: folder.file("\(number)"))
            #expect(verdict.complaints.isEmpty, "session \(number), at \(session.moment) s: \(verdict.complaints)")
            pulses += verdict.pulses
            inBurst += verdict.wasStimulating ? 1 : 0
        }
        // What is never stimulated proves nothing about stopping.
        #expect(pulses > 0)
        if fault != .storm { #expect(inBurst > 0, "no fault fell into a burst") }
    }
}
