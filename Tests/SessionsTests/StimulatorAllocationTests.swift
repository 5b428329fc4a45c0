// What looking at a stimulator costs, block by block.

import CAllocationCounter
import Devices
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("Memory of a live session with a stimulator at a port")
struct StimulatorAllocationTests {
    @Test("a stimulator at a port that has nothing to say costs no memory")
    func quiet() throws {
        let clock = VirtualClock()
        let folder = try TemporaryDirectory()
        let place = try SessionFolder.create(folder.file("a"))
        let device = try SimulatedP24.serve(clock: .virtual(clock))
        let clearance = Approvals.clearance(try SyntheticSession.prescription())
        // It asks for a sign of life when half a second has passed; this machine's clock stands before that.
        nonisolated(unsafe) var counts: [UInt] = []
        counts.reserveCapacity(1000)
        let source = ScriptedSource(seconds: 5) { number in
            counts.append(allocation_count_of_this_thread())
            clock.set(to: SessionTime(microseconds: 900 * number))
            return .block
        }
        let stimulator = PacedStimulator(
            try P24Stimulator(link: SerialPort(path: device.path), answers: .lockStep, at: .start),
            clock: .virtual(clock))
        let loop = LiveLoop(
            source: source,
            session: try SessionRunner(
                controller: try SpasmController(SpasmSettings(), clearance: clearance, rate: SyntheticSession.rate),
                gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)), stimulator: stimulator,
                log: try EventLogWriter(path: place.events, rate: SyntheticSession.rate), clock: VirtualClock(),
                options: SessionOptions(keepsEnvelope: false)),
            clock: .virtual(VirtualClock()), wall: { .start })
        loop.run()
        #expect(loop.ending == .sourceEnded && loop.session.record.stimulatorFault == nil)
        // The first second and a half is the muscle at rest being learned.
        #expect(counts.count == 500 && counts[499] - counts[300] == 0, "\(counts[499] - counts[300]) in 199 blocks")
    }
}
