import Digests
import Testing

/// The examples of FIPS 180-4 (NIST, "Cryptographic Standards and Guidelines: Examples").
@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func shortMessages(message: String, digest: String) {
    #expect(SHA256.hex(of: message.utf8) == digest)
  }

  @Test func aMillionTimesA() {
    let digest = SHA256.hex(of: repeatElement(UInt8(ascii: "a"), count: 1_000_000))
    #expect(digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Lengths around the end of a block, fed in two pieces that meet anywhere.
  @Test func piecesGiveTheDigestOfTheWhole() {
    for length in [1, 55, 56, 63, 64, 65, 119, 120, 128] {
      let message = (0..<length).map { UInt8($0) }
      let whole = SHA256.hex(of: message)
      for cut in [0, 1, length / 2, length] {
        var digest = SHA256()
        digest.update(message[..<cut])
        digest.update(message[cut...])
        #expect(digest.finalizedHex() == whole, "\(length) bytes, cut at \(cut)")
      }
    }
  }
}
