// A live person must not ask for memory: muscle, electromyogram and disturbances step by step.

import CAllocationCounter
import Signals
import Testing

@testable import VirtualPatient

@Suite("Live steps")
struct AllocationTests {
    @Test("a step of muscle, electromyogram and disturbances allocates nothing, pulses and discharges included")
    func allocations() throws {
        let rate = SampleRate(hertz: 2048)!
        let before = allocation_count_of_this_thread()
        var parameters = MuscleParameters.soleus.resampled(to: 20)
        parameters.fatigue = MuscleFatigue()
        var muscle = try Muscle(parameters, rate: rate)
        try #require(allocation_count_of_this_thread() > before, "the allocation counter does not count here")

        let electrodes = try ElectrodeArray.grid("GR10MM0804")
        let potentials = MotorUnitActionPotentials(
            channelCount: 32, length: 30, lead: 6, rate: rate, conductionVelocities: [Double](repeating: 4, count: 20),
            values: [Float](repeating: 1, count: 20 * 30 * 32))
        var synthesizer = EMGSynthesizer(potentials, lookAhead: 64)
        var disturbances = Disturbances.home
        disturbances.lostLeads = [LostLead(channel: 2)]
        var generator = try DisturbanceGenerator(
            disturbances, channelCount: 32, electrodes: electrodes, rate: rate, seed: 1)

        let discharges = [UnitDischarge(unit: 3, frame: 1), UnitDischarge(unit: 19, frame: 30)]
        let pulses = [StimulusPulse(frame: 12.5)]
        let units = [1, 7]
        var emg = [Float](repeating: 0, count: 32 * 32)
        var forces = [Double](repeating: 0, count: 32)
        var start: UInt = 0
        for round in 0..<40 {
            // The first rounds make constants and metadata when they are first asked for.
            if round == 2 { start = allocation_count_of_this_thread() }
            synthesizer.add(discharges, to: &emg)
            synthesizer.discharge(5, after: 63)
            generator.apply(to: &emg, stimuli: pulses)
            muscle.block(discharges, forces: &forces)
            muscle.step(discharges: units)
        }
        let allocated = allocation_count_of_this_thread() - start
        #expect(allocated == 0)
    }
}
