// A stimulator without a box: takes approved bursts and puts their pulses out on the session clock.

import Devices
import Stimulation

/// The state machine of the virtual patient's stimulator: as strict as the P24's driver, without anything that can fail.
struct PatientStimulatorCore: Sendable {
    /// How late a pulse may leave; a later one is left out.
    static let lateness = Microseconds.milliseconds(5)
    /// How often it says how it is while it is ready.
    static let heartbeat = Microseconds.milliseconds(500)

    /// What lies under the pads of each channel.
    var pads: [PadChannel: PatientPad] = [:]
    /// Every pulse that was put out since the start, for those who compare it with what was approved.
    var delivered: [VirtualPatientStimulator.Delivery] = []
    var isStopped = false
    var isConnected = false
    var burst: Burst?
    var reportedAt = SessionTime.start
    /// What happened since somebody asked.
    var notes: [Note] = []
    private var pulses: [PatientPulse] = []

    /// An approved burst that is under way.
    struct Burst: Sendable {
        let order: Int
        let channel: PadChannel
        let pad: PatientPad
        let train: PulseTrain
        let begin: SessionTime
        let expires: SessionTime
        var index = 0
        var sent = 0
        var lastSent: SessionTime?

        var isOver: Bool { index >= train.pulseCount }
        var due: SessionTime { begin + train.start(ofPulse: index) }
        /// Not before it is due, and never closer to the one before than was approved.
        var mayLeaveAt: SessionTime { lastSent.map { max(due, $0 + train.pattern.pulsePeriod) } ?? due }
    }

    /// How it is, for the gate.
    var state: DeviceState {
        DeviceState(
            readiness: isStopped || !isConnected ? .off : (burst == nil ? .ready : .busy), reportedAt: reportedAt)
    }

    /// When the next pulse leaves; `nil` when no burst is under way.
    var nextPulse: SessionTime? { isStopped ? nil : burst?.mayLeaveAt }

    /// When it wants to be called again.
    var nextDue: SessionTime? {
        guard !isStopped, isConnected else { return nil }
        return nextPulse ?? reportedAt + Self.heartbeat
    }

    /// Connects the pads. A stopped stimulator is started again by this only.
    mutating func connect(_ pads: [PadChannel: PatientPad], at now: SessionTime) {
        self.pads = pads
        isConnected = true
        isStopped = false
        burst = nil
        reportedAt = now
        log(.connected, at: now)
        log(.ready, at: now)
    }

    /// Starts an approved burst; its first pulse leaves in this call.
    mutating func deliver(_ approved: consuming ApprovedPulseTrain, at now: SessionTime) throws(DeviceError) {
        guard state.readiness == .ready else { throw .notReady(state.readiness) }
        let (order, channel, expires) = (approved.orderNumber, approved.channel, approved.expires)
        let train: PulseTrain
        do { train = try approved.redeem(at: now) } catch { throw .refused(error) }
        guard let pad = pads[channel] else {
            throw .cannotDeliver(order: order, reason: "no pads of the virtual patient are connected to \(channel)")
        }
        burst = Burst(order: order, channel: channel, pad: pad, train: train, begin: now, expires: expires)
        log(.burstStarted(order: order, channel: SavedChannel(channel), pulses: train.pulseCount), at: now)
        advance(to: now)
    }

    /// Puts out what is due: at most one pulse, as a device does on one command.
    mutating func advance(to now: SessionTime) {
        guard !isStopped, isConnected else { return }
        // A session may still be a moment behind what a block of the patient's samples has already used.
        if reportedAt < now { reportedAt = now }
        guard var burst else { return }
        while !burst.isOver, burst.mayLeaveAt <= now {
            let shape = burst.train.shape(ofPulse: burst.index)
            guard now + shape.duration <= burst.expires else { return end(burst, .expired, at: now) }
            let late = now - burst.due
            guard late <= Self.lateness else {
                log(.pulseSkipped(order: burst.order, index: burst.index, late: late.count), at: now)
                burst.index += 1
                continue
            }
            put(shape, of: burst, at: now)
            log(
                .pulse(
                    order: burst.order, index: burst.index, late: late.count, peak: shape.peakCurrent.microamperes),
                at: now)
            burst.lastSent = now
            burst.index += 1
            burst.sent += 1
            break
        }
        self.burst = burst
        if burst.isOver { end(burst, .complete, at: now) }
    }

    private mutating func put(_ shape: PulseShape, of burst: Burst, at now: SessionTime) {
        delivered.append(
            VirtualPatientStimulator.Delivery(
                order: burst.order, channel: burst.channel, start: now, shape: shape))
        pulses.append(
            PatientPulse(
                nerve: burst.pad.nerve, time: now.microseconds, current: shape.peakCurrent.value * burst.pad.reach,
                width: shape.longestPhase.value))
    }

    /// Ends the burst at once; the next one can follow.
    mutating func cut(at now: SessionTime) {
        guard !isStopped, let burst else { return }
        end(burst, .stopped, at: now)
    }

    /// Stops at once, for good.
    mutating func stop(at now: SessionTime) {
        guard !isStopped else { return }
        if let burst { end(burst, .stopped, at: now) }
        isStopped = true
        log(.stopped, at: now)
    }

    /// What happened since the last call.
    mutating func takeEvents() -> [StimulatorEvent] {
        defer { notes = [] }
        return notes.map(\.event)
    }

    /// Pulses on their way to the patient since the last call.
    mutating func takePulses() -> [PatientPulse] {
        defer { pulses.removeAll(keepingCapacity: true) }
        return pulses
    }

    private mutating func end(_ burst: Burst, _ ending: Note.Ending, at now: SessionTime) {
        self.burst = nil
        log(
            .burstEnded(
                order: burst.order, channel: SavedChannel(burst.channel), pulses: burst.sent, ending: ending), at: now)
    }

    private mutating func log(_ kind: Note.Kind, at now: SessionTime) {
        notes.append(Note(time: now.microseconds, kind: kind))
    }
}
