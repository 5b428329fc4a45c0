// Speed as ratios: against another program in the same run, or against a physical limit. Nothing here passes or fails.

import Foundation

@main
enum Benchmarks {
    static let usage = """
        usage: lull-benchmarks BENCHMARK [ARGUMENT…]

          latency         block to order: how long the closed loop works on a block, against the time a block lasts
          codecs          frames a second of every device's codec; an order to the bytes of its first pulse
          deltaf SAMPLE   ΔF of the sample recording (OT BioLab .mat), best of several runs
          bias [COUNT]    ΔF of units whose ΔF is known: bias, scatter and coverage, of COUNT contractions (400)
          contraction TABLE
                          ΔF of a whole contraction, all pairs, polynomial and support vectors (discharges as CSV)
          live SAMPLE     a block of 50 ms decomposed live, with the sample's units and with 20
          long SAMPLE MINUTES
                          time and memory of decomposing a recording of MINUTES
          patient         a whole patient (400 cells, 64 channels, torque) as a multiple of real time on one core
          memory          memory of motoneuron pools per cell, and its growth while they run
          stream send|receive COUNT
                          Lab Streaming Layer: one process sends COUNT samples, the other says how long they took
          recovery COHORTS [ROW]
                          how often the statistics of a study hold the truth and find a change, in COHORTS cohorts; of
                          the four rows only ROW, when it is given
          recovery-people PEOPLE COHORTS [ROW]
                          the same for cohorts drawn from PEOPLE virtual people, to whom something was done or nothing
          detection LIST MINUTES [WORKERS [usual|strong]]
                          how well the closed loop finds and calms spasms, on the virtual people of LIST (people.txt),
                          MINUTES without and MINUTES with stimulation each, WORKERS people at once (one a
                          core); bursts as lull run has them or stronger, as in lull demo; prints a table
          clonus LIST PUSHES [--seeds N]
                          whether the detector knows clonus by its third beat: PUSHES on the foot of each
                          person of LIST with a gastrocnemius, and the same on a strapped foot; N (0) is added to
                          every seed, so that a rule can be made on some and judged on others
          volition LIST MINUTES
                          how often a motion sensor is right about will and spasm, on the people of LIST
          faults COUNT    COUNT sessions in which something goes wrong at a random moment: pulses end, all is kept
          fuzz COUNT      COUNT mutated files of each format: no crash, no hang, bounded memory
        """

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("latency", 1): try benchmarkLatency()
        case ("codecs", 1): try benchmarkCodecs()
        case ("deltaf", 2): try benchmarkDeltaF(sample: arguments[1])
        case ("bias", 1): try benchmarkBias(repetitions: 400)
        case ("bias", 2): try benchmarkBias(repetitions: max(2, Int(arguments[1]) ?? 400))
        case ("contraction", 2): try benchmarkContraction(table: arguments[1])
        case ("live", 2): try benchmarkLive(sample: arguments[1])
        case ("long", 3): try benchmarkLong(sample: arguments[1], minutes: Double(arguments[2]) ?? 60)
        case ("patient", 1): try benchmarkPatient()
        case ("memory", 1): try benchmarkMotoneuronMemory()
        case ("stream", 3) where arguments[1] == "send": try benchmarkStreamSend(count: Int(arguments[2]) ?? 20_000)
        case ("stream", 3) where arguments[1] == "receive":
            try benchmarkStreamReceive(count: Int(arguments[2]) ?? 20_000)
        case ("recovery", 2): try benchmarkRecovery(cohorts: Int(arguments[1]) ?? 200)
        case ("recovery", 3): try benchmarkRecovery(cohorts: Int(arguments[1]) ?? 200, question: Int(arguments[2]))
        case ("recovery-people", 3):
            try benchmarkRecoveryOfPeople(max(3, Int(arguments[1]) ?? 30), cohorts: max(2, Int(arguments[2]) ?? 200))
        case ("recovery-people", 4):
            try benchmarkRecoveryOfPeople(
                max(3, Int(arguments[1]) ?? 30), cohorts: max(2, Int(arguments[2]) ?? 200), row: Int(arguments[3]))
        case ("detection", 3):
            try benchmarkDetection(list: arguments[1], minutes: Double(arguments[2]) ?? 20)
        case ("detection", 4):
            try benchmarkDetection(
                list: arguments[1], minutes: Double(arguments[2]) ?? 20, workers: max(1, Int(arguments[3]) ?? 1))
        case ("detection", 5) where ["usual", "strong"].contains(arguments[4]):
            try benchmarkDetection(
                list: arguments[1], minutes: Double(arguments[2]) ?? 20, workers: max(1, Int(arguments[3]) ?? 1),
                bursts: arguments[4] == "strong" ? .strong : .usual)
        case ("volition", 3): try benchmarkVolition(list: arguments[1], minutes: Double(arguments[2]) ?? 5)
        case ("clonus", 3): try benchmarkClonus(list: arguments[1], pushes: max(1, Int(arguments[2]) ?? 5))
        case ("clonus", 5) where arguments[3] == "--seeds" && (Int(arguments[4]) ?? -1) >= 0:
            try benchmarkClonus(
                list: arguments[1], pushes: max(1, Int(arguments[2]) ?? 5), seeds: Int(arguments[4]) ?? 0)
        case ("faults", 2): try benchmarkFaults(count: Int(arguments[1]) ?? 1000)
        case ("fuzz", 2): try benchmarkFuzz(count: Int(arguments[1]) ?? 1000)
        default:
            print(usage)
            exit(64)
        }
    }
}

/// The seconds that `work` takes.
func seconds(_ work: () throws -> Void) rethrows -> Double {
    let began = ContinuousClock.now
    try work()
    let spent = began.duration(to: .now).components
    return Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
}

/// The shortest of several runs: what is left when the rest of the machine is quiet.
func best(of runs: Int, _ work: () throws -> Void) rethrows -> Double {
    var shortest = Double.infinity
    for _ in 0..<runs { shortest = min(shortest, try seconds(work)) }
    return shortest
}
