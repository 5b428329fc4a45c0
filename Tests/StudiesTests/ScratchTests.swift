import Testing
import Foundation
@testable import Studies
@Test func scratch() throws {
    var d = ReplicationDesign()
    let env = ProcessInfo.processInfo.environment
    for i in d.arms.indices { d.arms[i].participants = Int(env["N"] ?? "4")! }
    if let v = env["DEPTH"] { d.depth = Double(v)! }
    if let v = env["FREQ"] { d.frequency = Double(v)! }
    if let v = env["ONLY"] { d.arms = d.arms.filter { $0.name == v } }
    let r = try Replication(d, threads: 2)
    try r.table.csv.write(toFile: env["OUT"]!, atomically: true, encoding: .utf8)
}
