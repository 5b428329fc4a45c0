// Which serial ports there are, what is plugged in, and whether this person may open them. Nothing is opened for it.

import Foundation
import Glibc

/// A serial port of this machine, or the pseudo-terminal of a simulated device.
public struct SerialPortInfo: Hashable, Sendable {
    /// Whether the port can be used now.
    public enum Availability: Hashable, Sendable {
        /// It can be opened.
        case free
        /// This person may not open it.
        case forbidden
        /// Programs that hold it open, as far as they can be seen.
        case usedBy([String])
    }

    /// Where it is, such as `/dev/ttyACM0`.
    public var path: String
    /// What is plugged in: maker, product and USB number, or `simulated p24`; empty when nothing is known.
    public var description: String
    /// A guess from the USB number, such as `perhaps a P24 or I24`; `nil` without one.
    public var guess: String?
    /// Whether it can be used.
    public var availability: Availability
}

/// Looks for serial ports.
public enum SerialPortList {
    /// Every port, by name; below `root` stand `dev`, `sys` and `proc`.
    ///
    /// A built-in port without a chip behind it (Linux names dozens of them) is left out. Who uses a port is seen only for
    /// programs of the same person, or by an administrator.
    public static func ports(root: String = "/") -> [SerialPortInfo] {
        let holders = holders(root)
        let names = entries(root + "sys/class/tty").filter { name in
            let isUSB = ["ttyACM", "ttyUSB", "ttyAMA", "rfcomm"].contains { name.hasPrefix($0) }
            // A type of 0 is a name without a chip.
            return isUSB || name.hasPrefix("ttyS") && !["", "0"].contains(text(root + "sys/class/tty/\(name)/type"))
        }
        let ports = names.sorted { $0.localizedStandardCompare($1) == .orderedAscending }.map { name in
            let path = "/dev/" + name
            let usb = usbDevice(root, name)
            return SerialPortInfo(
                path: path, description: usb?.words ?? "", guess: usb.flatMap(\.guess),
                availability: availability(root, path, holders[path] ?? []))
        }
        return ports + simulated(root)
    }

    /// The other programs that hold a port, such as `minicom (42)`, as far as they can be seen.
    static func users(of path: String, root: String = "/") -> [String] {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard path.hasPrefix("/dev/pts/") else { return holders(root)[path] ?? [] }
        // Every shell has a pseudo-terminal; only those of simulated devices are ports.
        guard case .usedBy(let programs) = simulated(root).first(where: { $0.path == path })?.availability else {
            return []
        }
        return programs
    }

    private static func availability(_ root: String, _ path: String, _ users: [String]) -> SerialPortInfo.Availability {
        if !users.isEmpty { return .usedBy(users) }
        return access(root + path.dropFirst(), R_OK | W_OK) == 0 ? .free : .forbidden
    }

    private struct USBDevice {
        var vendor: String
        var product: String
        var names: [String]

        var words: String { (names + ["USB \(vendor):\(product)"]).joined(separator: " ") }

        var guess: String? {
            switch (vendor, product) {
            case ("0483", "5740"): "perhaps a P24 or I24"
            case ("0403", "6015"): "perhaps an OpenBCI dongle"
            case ("0403", "6001"): "perhaps a RehaStim2"
            default: nil
            }
        }
    }

    /// The USB device above a port: the first folder upwards that has a number.
    private static func usbDevice(_ root: String, _ name: String) -> USBDevice? {
        var folder = URL(fileURLWithPath: root + "sys/class/tty/\(name)/device").resolvingSymlinksInPath()
        for _ in 0..<5 {
            let vendor = text(folder.path + "/idVendor"), product = text(folder.path + "/idProduct")
            if !vendor.isEmpty {
                let names = ["manufacturer", "product"].map { text(folder.path + "/" + $0) }.filter { !$0.isEmpty }
                return USBDevice(vendor: vendor, product: product, names: names)
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// The pseudo-terminals of `lull devices simulate`.
    private static func simulated(_ root: String) -> [SerialPortInfo] {
        processes(root).flatMap { process -> [SerialPortInfo] in
            let words = arguments(root, process)
            guard let place = words.firstIndex(of: "simulate"), place > 0, words[place - 1] == "devices",
                place + 1 < words.count
            else { return [] }
            return openFiles(root, process).filter { $0.descriptor > 2 && $0.path.hasPrefix("/dev/pts/") }.map {
                SerialPortInfo(
                    path: $0.path, description: "simulated \(words[place + 1]) (process \(process))", guess: nil,
                    availability: availability("/", $0.path, clients(root, of: $0.path, servedBy: process)))
            }
        }
    }

    /// The programs that hold the pseudo-terminal of a simulated device, but for the device itself and this program.
    private static func clients(_ root: String, of path: String, servedBy server: Int) -> [String] {
        processes(root).filter { process in
            process != server && process != Int(getpid()) && openFiles(root, process).contains { $0.path == path }
        }.map { name(root, $0) }
    }

    private static func name(_ root: String, _ process: Int) -> String {
        "\(text(root + "proc/\(process)/comm")) (\(process))"
    }

    /// For each open terminal the programs that hold it.
    private static func holders(_ root: String) -> [String: [String]] {
        var holders: [String: [String]] = [:]
        for process in processes(root) where process != Int(getpid()) {
            let paths = Set(
                openFiles(root, process).map(\.path).filter { $0.hasPrefix("/dev/tty") || $0.hasPrefix("/dev/rf") })
            for path in paths {
                holders[path, default: []].append(name(root, process))
            }
        }
        return holders
    }

    private static func processes(_ root: String) -> [Int] { entries(root + "proc").compactMap { Int($0) }.sorted() }

    private static func arguments(_ root: String, _ process: Int) -> [String] {
        text(root + "proc/\(process)/cmdline").split(separator: "\0").map(String.init)
    }

    private static func openFiles(_ root: String, _ process: Int) -> [(descriptor: Int, path: String)] {
        let folder = root + "proc/\(process)/fd"
        return entries(folder).compactMap { entry in
            guard let descriptor = Int(entry),
                let path = try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + entry)
            else { return nil }
            return (descriptor, path)
        }
    }

    private static func entries(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// The text of a small file, without space around it; empty when it cannot be read.
    private static func text(_ path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        let data = (try? file.read(upToCount: 4096)) ?? Data()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
