// `lull simulate`: recordings of a virtual person, with the truth beside them.

import ArgumentParser
import Signals
import VirtualPatient

/// Recordings of a virtual person.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Simulate a recording of a virtual person, with the truth beside it.",
        discussion: """
            Motoneurons with persistent inward currents, reflexes, muscle and electromyogram of a virtual person, written \
            as a folder in the layout of BIDS-EMG: samples and discharges (BDF+), descriptions (JSON, TSV), events, and \
            the true discharges of every motor unit. The same person, seed and options give the same bytes.

            Example:  lull simulate ramp --person healthy-young --out young --plot
            """,
        subcommands: [Ramp.self, VibStim.self, Night.self, Session.self, CheckPhysiologyCommand.self])

    /// A slow contraction.
    struct Ramp: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ramp", abstract: "A slow contraction up and down, as for ΔF.",
            usage: "lull simulate ramp --person <name|file> --out <folder> [<options>]",
            discussion: """
                The foot is held; the person follows a path of torque after some practice, so that the peak is near the \
                one asked for. With --plot also a page to teach with: discharges, rates, torque, and the persistent \
                inward currents that nobody can see in a person.

                Example:  lull simulate ramp --person spinal-cord-injury --peak 15 --out sci --plot
                Then:     lull assess ramp sci/sub-*/emg/*_emg.bdf
                """)

        @OptionGroup var common: SimulateOptions

        @Option(parsing: .unconditional, help: ArgumentHelp("The highest torque asked for.", valueName: "% MVC"))
        var peak = 20.0

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp(
                "A straight ramp of voluntary drive up to this, instead of practising until torque follows the path.",
                valueName: "units"))
        var drive: Double?

        @Option(parsing: .unconditional, help: ArgumentHelp("How long the way up takes.", valueName: "seconds"))
        var rise = 10.0

        @Option(parsing: .unconditional, help: ArgumentHelp("How long the peak is held.", valueName: "seconds"))
        var hold = 0.0

        @Option(parsing: .unconditional, help: ArgumentHelp("How long the way down takes.", valueName: "seconds"))
        var fall = 10.0

        @Option(parsing: .unconditional, help: ArgumentHelp("Rest before and after.", valueName: "seconds"))
        var rest = 5.0

        @Flag(help: "Also write index.html, a page to teach with.")
        var plot = false

        func run() throws {
            for (name, value, range) in [
                ("--peak", peak, 1.0...100), ("--rise", rise, 1...600), ("--hold", hold, 0...600),
                ("--fall", fall, 1...600), ("--rest", rest, 0...600), ("--drive", drive ?? 1, 0.1...200),
            ] {
                try SimulateError.check(name, value, range)
            }
            try common.simulate(plot: plot) { person, seed in
                try .ramp(
                    of: person, seed: seed, peak: peak, drive: drive,
                    shape: .init(rest: rest, rise: rise, hold: hold, fall: fall))
            }
        }
    }

    /// Vibration and stimulation.
    struct VibStim: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "vibstim", abstract: "Tendon vibration with trains of stimulation over the muscle.",
            usage: "lull simulate vibstim --person <name|file> --out <folder> [<options>]",
            discussion: """
                33 s of vibration of the Achilles tendon, and in it five trains of 2 s at 20 Hz over the muscle. What \
                stays after the last train is due to reflexes and persistent inward currents.

                Example:  lull simulate vibstim --person healthy-young --out vibstim
                """)

        @OptionGroup var common: SimulateOptions

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("The torque that a train of stimulation shall evoke.", valueName: "% MVC"))
        var evoked = 20.0

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp(
                "The current, instead of trying until --evoked is reached.", valueName: "mA"))
        var current: Double?

        @Option(parsing: .unconditional, help: ArgumentHelp("The amplitude of the vibration.", valueName: "mm"))
        var amplitude = 1.0

        @Option(parsing: .unconditional, help: ArgumentHelp("The frequency of the vibration.", valueName: "hertz"))
        var frequency = 100.0

        @Option(parsing: .unconditional, help: ArgumentHelp("Rest before and after.", valueName: "seconds"))
        var rest = 10.0

        func run() throws {
            for (name, value, range) in [
                ("--evoked", evoked, 1.0...80), ("--current", current ?? 1, 0...1000),
                ("--amplitude", amplitude, 0...20),
                ("--frequency", frequency, 1...500), ("--rest", rest, 0...600),
            ] {
                try SimulateError.check(name, value, range)
            }
            try common.simulate { person, seed in
                try .vibStim(
                    of: person, seed: seed, evoked: evoked, current: current, amplitude: amplitude,
                    frequency: frequency, rest: rest)
            }
        }
    }

    /// A night.
    struct Night: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "night", abstract: "A night: spasms come by themselves, the person hardly moves.",
            usage: "lull simulate night --person <name|file> --out <folder> [<options>]",
            discussion: """
                Of the movements and touches of the person's day a tenth is left, and nobody moves the foot (both are \
                assumptions). Eight hours of two EMG electrodes take about 0.6 GB, and as much again while they are made.

                Example:  lull simulate night --person spinal-cord-injury --duration 1h --out night
                """)

        @OptionGroup var common: SimulateOptions

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("How long: seconds, or with a unit such as 90s, 30min, 8h.", valueName: "time"))
        var duration = "8h"

        func run() throws {
            let seconds = try SimulateError.duration(duration)
            try common.simulate { person, _ in .night(of: person, seconds: seconds) }
        }
    }

    /// A session awake.
    struct Session: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "session", abstract: "A session awake: spasms, movements, touches, calm and stress.",
            usage: "lull simulate session --person <name|file> --out <folder> [<options>]",
            discussion: """
                The person lies awake; everything happens as often as the person's file says.

                Example:  lull simulate session --person spinal-cord-injury --duration 20min --relax-at 600 --out session
                """)

        @OptionGroup var common: SimulateOptions

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("How long: seconds, or with a unit such as 90s, 30min, 2h.", valueName: "time"))
        var duration = "30min"

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("From here on the person relaxes completely.", valueName: "seconds"))
        var relaxAt: Double?

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("From here on the person is under full stress.", valueName: "seconds"))
        var stressAt: Double?

        func run() throws {
            let seconds = try SimulateError.duration(duration)
            for (name, value) in [("--relax-at", relaxAt), ("--stress-at", stressAt)] {
                if let value { try SimulateError.check(name, value, 0...seconds) }
            }
            try common.simulate { person, _ in
                .session(of: person, seconds: seconds, relaxAt: relaxAt, stressAt: stressAt)
            }
        }
    }
}
