// Who or what is asked whether the person moves by will: a second muscle, a motion sensor.

import ArgumentParser
import Recordings
import Signals
import SpasmControl

/// A second muscle and a motion sensor, and what each says of this person.
struct VolitionOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Number of a second muscle's EMG channel, which is asked about the person's will (--companion-joins).",
            valueName: "number"))
    var companion: Int?

    @Option(
        help: ArgumentHelp(
            "What the second muscle is active with: will (at rest in a spasm) or spasm (at rest when the person moves).",
            valueName: "will|spasm"))
    var companionJoins: Joins = .will

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Number of a goniometer's, gyroscope's or accelerometer's channel, which is asked too (--motion-role).",
            valueName: "number"))
    var motion: Int?

    @Option(
        help: ArgumentHelp(
            "Where the motion sensor is: will, on a part that moves by will only, or joint, on the muscle's own joint.",
            valueName: "will|joint"))
    var motionRole: Role?

    @Option(help: "What to do when neither can tell: withhold, or answer as if it were a spasm.")
    var unclear: Unclear = .withhold

    /// What a second muscle is active with.
    enum Joins: String, ExpressibleByArgument, CaseIterable { case will, spasm }
    /// Where a motion sensor is.
    enum Role: String, ExpressibleByArgument, CaseIterable { case will, joint }
    /// What is done when it cannot be told.
    enum Unclear: String, ExpressibleByArgument, CaseIterable { case withhold, answer }

    /// The channels, from 0.
    struct Channels: Hashable {
        var companion, motion: Int?
    }

    /// Sets what was asked for.
    ///
    /// - Throws: when a sensor is named without its place, or a place without a sensor.
    func set(_ settings: inout SpasmSettings) throws {
        if motion != nil, motionRole == nil {
            throw UsageError(
                description:
                    "--motion needs --motion-role: will for a part that moves by will only, joint for the muscle's own "
                    + "joint; somebody who knows the person has to say it")
        }
        if motionRole != nil, motion == nil {
            throw UsageError(description: "--motion-role needs --motion, the number of the sensor's channel")
        }
        if motionRole == .joint, settings.motionStretch == 0 {
            throw UsageError(
                description:
                    "--motion-role joint needs --set motionStretch=1, when the reading grows as the muscle is stretched, or "
                    + "motionStretch=-1, when it falls: without that the joint tells nothing")
        }
        take(&settings)
    }

    /// The same with the ankle's angle of a virtual person, which is known.
    func setForVirtualPerson(_ settings: inout SpasmSettings) throws {
        guard companion == nil, motion == nil, motionRole != .will else {
            throw UsageError(
                description:
                    "a virtual person has one muscle with EMG and one motion, the angle of its ankle: --motion-role joint "
                    + "looks at it; --companion, --motion and --motion-role will are for --source")
        }
        take(&settings)
        // A computed angle has no noise: it stands still without being stuck. It grows in dorsiflexion, which stretches the calf.
        if motionRole != nil { (settings.motionFlatTime, settings.motionStretch) = (0, 1) }
    }

    private func take(_ settings: inout SpasmSettings) {
        if companion != nil { settings.companion = companionJoins == .will ? .joinsWill : .joinsSpasm }
        switch motionRole {
        case .will: settings.motion = .movedByWill
        case .joint: settings.motion = .ownJoint
        case nil: break
        }
        if companion != nil || motionRole != nil {
            settings.whenUnclear = unclear == .withhold ? .withhold : .answer
        }
    }

    /// The channels of a source, from 0; whether it has them shows when it is open.
    func channels(beside emg: Int) throws -> Channels {
        for (name, number) in [("--companion", companion), ("--motion", motion)] {
            guard let number else { continue }
            guard number >= 1 else {
                throw UsageError(description: "\(name) is \(number); channels count from 1")
            }
            guard number != emg + 1 else {
                throw UsageError(description: "\(name) is \(number), which is the watched channel; name another")
            }
        }
        if let motion, motion == companion {
            throw UsageError(description: "--motion and --companion are both channel \(motion); they are two sensors")
        }
        return Channels(companion: companion.map { $0 - 1 }, motion: motion.map { $0 - 1 })
    }
}

extension Recording {
    /// The channel of a motion sensor, from 0: any that is no EMG, force or torque.
    func motionChannel(_ number: Int) throws -> Int {
        let asked = try channel(numbered: number)
        switch channels[asked].kind {
        case .emg, .ecg, .force, .torque, .source, .dischargeMarks, .trigger, .requestedPath, .stimulation:
            throw RecordingError(
                .usage, file: name, place: placeName(ofChannel: asked),
                problem: "it is of kind \(channels[asked].kind.rawValue); --motion takes a goniometer, gyroscope or "
                    + "accelerometer")
        case .vibration, .other: return asked
        }
    }
}
