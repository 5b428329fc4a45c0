// A whole patient on one core: 200 + 200 cells, 64 channels of electromyogram at 2,048 Hz, torque, against real time.

import Foundation
import Motoneurons
import Signals
import VirtualPatient

/// Seconds of processor time of this thread: what a shared machine leaves honest.
func processorSeconds(_ work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let began = now()
    try work()
    return now() - began
}

/// Times a patient in a contraction of half the maximal drive, in blocks of 20 frames as a live source gives them.
func benchmarkPatient() throws {
    var parameters = try Person.preset(.spinalCordInjury).parameters
    parameters.agonist.motorUnits = 200
    parameters.antagonist.motorUnits = 200
    let contraction = PatientInput.ramp(at: 0, peak: 15, rise: 2, hold: 60, fall: 1)
    var recording = ElectromyographyParameters()
    recording.electrodes = "GR10MM0808"
    var electromyography: PatientElectromyography?
    let making = try processorSeconds {
        electromyography = try PatientElectromyography(recording, of: parameters.agonist, seed: 1)
    }
    print("A patient of 200 + 200 motor units in a strong contraction, multiples of real time on one core")
    for step in [0.025, 0.05] {
        parameters.timeStep = step
        for electrodes in [nil, electromyography] {
            var engine = try VirtualPatientEngine(
                parameters, seed: 1, inputs: [contraction], electromyography: electrodes)
            var block = PatientBlock(channelCount: engine.channelCount)
            let seconds = 10.0
            // The first seconds grow the buffers.
            advance(&engine, seconds: 3, &block)
            var discharges = 0
            let before = residentBytes()
            let spent = processorSeconds { discharges = advance(&engine, seconds: seconds, &block) }
            let kept = residentBytes() - before
            let what = electrodes == nil ? "torque only" : "64 channels at 2,048 Hz"
            print(
                "  step \(step) ms, \(what): \(String(format: "%.1f", seconds / spent)) × real time "
                    + "(\(discharges) discharges; memory grew by \(kept) bytes)")
        }
    }
    print("  the potentials of 200 units under 64 electrodes, once: \(String(format: "%.1f", making)) s")
}

/// Lets time pass in blocks of 20 frames; how many discharges there were.
@discardableResult
private func advance(_ engine: inout VirtualPatientEngine, seconds: Double, _ block: inout PatientBlock) -> Int {
    var discharges = 0
    for _ in 0..<Int(seconds * engine.rate.hertz / 20) {
        engine.advance(frames: 20, into: &block)
        discharges += block.discharges.count
    }
    return discharges
}
