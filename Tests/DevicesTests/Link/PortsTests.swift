import Foundation
import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("The list of serial ports")
struct SerialPortListTests {
    /// A made-up machine: a USB device, a built-in port with a chip, one without, a program that holds a port.
    private static func machine(_ folder: TemporaryDirectory) throws -> String {
        let files = FileManager.default
        func write(_ path: String, _ text: String) throws {
            let url = URL(fileURLWithPath: folder.file(path))
            try files.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try write("sys/devices/usb1/1-1/idVendor", "0483\n")
        try write("sys/devices/usb1/1-1/idProduct", "5740\n")
        try write("sys/devices/usb1/1-1/manufacturer", "Hasomed\n")
        try write("sys/devices/usb1/1-1/1-1:1.0/bInterfaceClass", "02\n")
        for name in ["ttyACM0", "ttyUSB10", "ttyUSB2", "ttyS0", "ttyS1", "tty1"] {
            try write("sys/class/tty/\(name)/type", name == "ttyS0" ? "4\n" : "0\n")
            try write("dev/\(name)", "")
        }
        try files.createSymbolicLink(
            atPath: folder.file("sys/class/tty/ttyACM0/device"),
            withDestinationPath: folder.file("sys/devices/usb1/1-1/1-1:1.0"))
        try write("proc/42/comm", "minicom\n")
        try write("proc/42/cmdline", "minicom\0-D\0")
        try write("proc/self/comm", "nobody\n")
        try files.createDirectory(atPath: folder.file("proc/42/fd"), withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: folder.file("proc/42/fd/5"), withDestinationPath: "/dev/ttyUSB2")
        return folder.path + "/"
    }

    @Test("what is plugged in, by USB number and name; names without a chip are left out; who uses a port")
    func ports() throws {
        let folder = try TemporaryDirectory()
        let ports = SerialPortList.ports(root: try Self.machine(folder))
        #expect(ports.map(\.path) == ["/dev/ttyACM0", "/dev/ttyS0", "/dev/ttyUSB2", "/dev/ttyUSB10"])
        #expect(ports[0].description == "Hasomed USB 0483:5740" && ports[0].guess == "perhaps a P24 or I24")
        #expect(ports[1].description.isEmpty && ports[1].guess == nil)
        #expect(ports.map(\.availability) == [.free, .free, .usedBy(["minicom (42)"]), .free])
    }

    @Test("a port that another program holds without a lock is left alone, with the program's name; links are followed")
    func users() throws {
        let folder = try TemporaryDirectory()
        let root = try Self.machine(folder)
        #expect(SerialPortList.users(of: "/dev/ttyUSB2", root: root) == ["minicom (42)"])
        #expect(SerialPortList.users(of: "/dev/ttyUSB10", root: root).isEmpty)
        // A name that udev gives is a link to the port; this one exists on every machine.
        try FileManager.default.createSymbolicLink(atPath: folder.file("proc/42/fd/6"), withDestinationPath: "/dev/tty")
        try FileManager.default.createSymbolicLink(atPath: folder.file("stimulator"), withDestinationPath: "/dev/tty")
        #expect(SerialPortList.users(of: folder.file("stimulator"), root: root) == ["minicom (42)"])
        #expect(
            SerialPort.reason(usedBy: ["minicom (42)"])
                == "another program is using it; end that program first: minicom (42)")
    }

    @Test("a machine without any of these folders has no ports")
    func nothing() throws {
        let folder = try TemporaryDirectory()
        #expect(SerialPortList.ports(root: folder.path + "/").isEmpty)
    }
}

@Suite("Durations summed up")
struct LatencySummaryTests {
    @Test("percentiles are values that occurred, by nearest rank")
    func percentiles() throws {
        let summary = try #require(LatencySummary(microseconds: (1...1000).map(Double.init).shuffled()))
        #expect([0, 0.5, 0.99, 0.999, 1].map(summary.percentile) == [1, 500, 990, 999, 1000])
        #expect(summary.maximum == 1000 && summary.count == 1000)
        #expect(LatencySummary(microseconds: []) == nil)
        #expect(LatencySummary(microseconds: [1, .nan]) == nil)
    }

    @Test("every duration is in one column, and the longest bar is as wide as asked")
    func histogram() throws {
        let times = (0..<500).map { Double($0 * $0) / 7 } + [0, 1, 2, 5, 10, 1e6]
        let summary = try #require(LatencySummary(microseconds: times))
        #expect(summary.bins.map(\.count).reduce(0, +) == times.count)
        for bin in summary.bins { #expect(bin.count == times.count { $0 >= bin.from && $0 < bin.to }) }
        let bars = summary.histogram(width: 40).map { line in line.count { $0 == "█" } }
        #expect(bars.max() == 40)
        #expect(zip(bars, summary.bins).allSatisfy { ($0 == 0) == ($1.count == 0) })
    }
}

@Suite("Who answers at a port")
struct PortProbeTests {
    /// A device that says one thing to everything.
    private struct Parrot: DeviceSimulator {
        let words: [UInt8]
        var nextDue: SessionTime? { nil }
        mutating func advance(to time: SessionTime) -> [UInt8] { [] }
        mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] { words }
    }

    @Test("a stimulator of another version of its protocol is known, and said not to be usable")
    func versions() throws {
        let reha = try SimulatedRehaStim2(RehaStim2Simulator(protocolVersion: 3))
        #expect(
            try PortProbe.identity(at: reha.path).problem
                == "its protocol has version 3, and Lull speaks 1: it needs another firmware or program")
        let p24 = try SimulatedP24(P24Simulator(configuration: .init(protocolVersion: .init(5, 1, 0))))
        let found = try PortProbe.identity(at: p24.path)
        #expect(found == .p24(id: "LULLSIM001", version: .init(5, 1, 0)))
        #expect(found.problem?.hasPrefix("its protocol has version 5.1.0, and Lull speaks 4") == true)
        #expect(p24.withSimulator { $0.pulses.isEmpty && $0.stimulationLevel == .none })
        #expect(PortProbe.Identity.p24(id: "X", version: nil).problem == nil)
    }

    @Test("another device, noise and silence are told apart, and a busy port is refused")
    func others() throws {
        let printer = try SimulatedDevice(Parrot(words: Array("Grbl 1.1h\r\n".utf8)))
        #expect(
            try PortProbe.identity(at: printer.path).words
                == "no device that Lull knows answers: another device speaks there; it says “Grbl 1.1h”")
        let noise = try SimulatedDevice(Parrot(words: [0, 0xFF]))
        #expect(try PortProbe.identity(at: noise.path).words.contains("another protocol or the wrong speed"))
        let silent = try SimulatedDevice(Parrot(words: []))
        #expect(try PortProbe.identity(at: silent.path) == .unknown(.nothing))
        let holder = try SerialPort(path: silent.path)
        let error = #expect(throws: DeviceError.self) { _ = try PortProbe.identity(at: holder.path) }
        #expect(error?.description.contains("another program is using it") == true)
    }
}
