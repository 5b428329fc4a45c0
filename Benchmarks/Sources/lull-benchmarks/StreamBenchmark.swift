// Lab Streaming Layer on this machine: from the stamp of a sample to its arrival in another process.

import Devices
import Foundation

/// The one stream of this benchmark, which the peer offers and reads too.
private let name = "lull stream benchmark"

/// Sends 8 channels at 2000 Hz, each sample alone and stamped when it is sent, once somebody reads.
func benchmarkStreamSend(count: Int) throws {
    let outlet = try LabStreamingOutlet(
        LabStreaming.Info(
            name: name, type: "EMG", channelCount: 8, format: .float32, hertz: 2000, uid: UUID().uuidString.lowercased()
        ))
    while outlet.receiverCount == 0 { usleep(1000) }
    let began = LabStreaming.now() + 0.1
    for number in 0..<count {
        let wait = began + Double(number) / 2000 - LabStreaming.now()
        if wait > 0 { usleep(UInt32(wait * 1e6)) }
        let values = [Float](repeating: Float(number), count: 8)
        try outlet.push([LabStreaming.Sample(time: LabStreaming.now(), values: .float32(values))])
    }
    // The last samples are on their way.
    usleep(200_000)
}

/// Reads that stream and prints how long its samples took, in µs.
func benchmarkStreamReceive(count: Int) throws {
    guard
        let found = try LabStreaming.streams(matching: "name='\(name)'", waitingAtMostMilliseconds: 20_000, enough: 1)
            .first
    else {
        print("no stream was found")
        exit(69)
    }
    var inlet = try LabStreamingInlet.connect(to: found)
    var spent: [Double] = []
    while spent.count < count {
        let samples = try inlet.receive(waitingAtMostMilliseconds: 1000)
        let now = LabStreaming.now()
        spent += samples.map { (now - ($0.time ?? now)) * 1e6 }
    }
    guard let summary = LatencySummary(microseconds: spent) else { return }
    let numbers = [0.5, 0.95, 0.99].map { String(format: "%.0f", summary.percentile($0)) }
    print(
        "p50 \(numbers[0]) µs, p95 \(numbers[1]) µs, p99 \(numbers[2]) µs, max "
            + String(format: "%.0f µs (%d samples)", summary.maximum, summary.count))
}
