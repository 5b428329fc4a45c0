import Testing

@testable import Devices

@Suite("The time service of Lab Streaming Layer")
struct LabStreamingTimeProbeTests {
    @Test("the offset is exact when both ways take as long, and wrong by at most half the round trip otherwise")
    func offset() throws {
        // The sender's clock is 100 s ahead; 1 s there, 0.5 s within, 1 s back.
        let even = try #require(LabStreaming.TimeProbe(answer: " 7 10.0 111.0 111.5"))
        #expect(even.wave == 7 && even.offset(received: 12.5) == ClockOffset(seconds: -100, roundTrip: 2))
        // 1 s there, 3 s back.
        let uneven = try #require(even.offset(received: 14.5))
        #expect(uneven == ClockOffset(seconds: -99, roundTrip: 4))
        #expect(LabStreaming.TimeProbe.best([uneven, ClockOffset(seconds: -100, roundTrip: 2)])?.seconds == -100)
        #expect(even.offset(received: 10) == nil && LabStreaming.TimeProbe.best([]) == nil)
    }

    @Test("an answer comes back from its text, and what is none is refused")
    func text() throws {
        let probe = try #require(LabStreaming.TimeProbe(answer: "1 0.1 1e-3 123456.789"))
        #expect(LabStreaming.TimeProbe(answer: probe.answer) == probe)
        #expect(LabStreaming.TimeProbe.question(wave: 3, asked: 1.5) == "LSL:timedata\r\n3 1.5\r\n")
        let question = try #require(LabStreaming.TimeProbe(question: "LSL:timedata\r\n5 1.25\r\n"))
        #expect(question.wave == 5 && question.asked == 1.25)
        for wrong in ["", "LSL:timedata\r\n", "LSL:timedata\r\n5 nan\r\n", "LSL:shortinfo\r\n5 1\r\n"] {
            #expect(LabStreaming.TimeProbe(question: wrong) == nil)
        }
        for wrong in ["", "1 2 3", "1 2 3 nan", "1 2 inf 4", "x 1 2 3", "1 2 3 4 5"] {
            #expect(LabStreaming.TimeProbe(answer: wrong) == nil)
        }
    }
}
