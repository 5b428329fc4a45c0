// SHA-256 against NIST's examples (FIPS 180-4; csrc.nist.gov, "Cryptographic Standards and Guidelines: Examples").

import Recordings
import Signals
import TestSupport
import Testing

struct ProvenanceTests {
    @Test(
        "SHA-256 gives NIST's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ])
    func examples(_ text: String, _ digest: String) {
        #expect(SHA256.hexadecimal(of: text.utf8) == digest)
    }

    @Test("a million times \u{201C}a\u{201D}, in pieces and from a file, gives NIST's digest")
    func million() throws {
        let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        var pieces = SHA256()
        var left = 1_000_000
        var size = 1
        while left > 0 {
            pieces.update([UInt8](repeating: UInt8(ascii: "a"), count: min(size, left)))
            left -= min(size, left)
            size = size * 3 % 1009 + 1
        }
        #expect(pieces.hexadecimal() == digest)
        let directory = try TemporaryDirectory()
        let path = try directory.write(repeatElement(UInt8(ascii: "a"), count: 1_000_000), to: "million")
        #expect(try SHA256.hexadecimal(ofFile: path) == digest)
    }
}
