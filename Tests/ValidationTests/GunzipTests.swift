import Foundation
import Testing
import Validation

/// Archives made by zlib, of each kind of block.
@Suite struct GunzipTests {
  private let line = Array("tenant,tenant,tenant,tenant\n".utf8)

  @Test func storedBlocks() throws {
    let head: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 4, 3, 1, 28, 0, 227, 255]
    let tail: [UInt8] = [143, 191, 42, 196, 28, 0, 0, 0]
    #expect(try gunzip(head + line + tail) == line)
    #expect(throws: GunzipProblem.self) {
      try gunzip(packed, limit: 20)
    }
  }

  /// The fixed code, with a repetition that overlaps itself.
  private let packed: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 43, 73, 205, 75, 204, 43, 209, 41, 193, 66, 113, 1, 0, 143,
    191, 42, 196, 28, 0, 0, 0,
  ]

  @Test func fixedCodes() throws {
    #expect(try gunzip(packed) == line)
  }

  @Test func codesOfTheirOwn() throws {
    let archive = """
      H4sIAAAAAAACAx2RQRLAIAgD77wlBwEB/f/HunZ66EzUJCxLS8tcrhPHQlu901JXu45teSsmrRSlc6yVretto3016X\
      Z4oNptV8c5dfOllE+buwKHtbY5zsOFa56aUCfaFupGKiVXG6nVoUEa3dJdY36U70mYE7hUORZLGGaFhSNQEi10qXbL\
      InElaxnp13FEK+0no3GJ4EIb1cLS4ojvMv5Vl8YBsPSOQUKzQ4UHJZhTDhYKvbjTlgQx+HLLUpMFGgjli0Mb/QzQCG\
      A2JCIax2t7aR/it2244Q2cHfrnRUu1HDiMclnHjG02QLsbtpufGjpAHbKg87yoBZ1/MXS3N93b2rLy/wFwKp5JAQdu\
      GCdwmOplIdWLv32s+lWaw+bn1Szo1HnVN3TqvmkCOh+RS3HePwIAAA==
      """
    let expected = (0..<60).map { "\($0),\($0 * $0 % 97),\($0 * 7919 % 1013)\n" }.joined()
    let unpacked = try gunzip(Array(try #require(Data(base64Encoded: archive))))
    #expect(String(decoding: unpacked, as: UTF8.self) == expected)
  }

  /// Whatever is cut off or changed is noticed, and nothing traps.
  @Test func damagedArchivesAreRefused() {
    for count in 0..<packed.count {
      #expect(throws: GunzipProblem.self) { try gunzip(Array(packed[..<count])) }
    }
    for position in 10..<packed.count - 4 {
      for bit in 0..<8 {
        var damaged = packed
        damaged[position] ^= 1 << bit
        let unpacked = try? gunzip(damaged, limit: 10_000)
        #expect(unpacked == nil || unpacked == line)
      }
    }
  }
}
