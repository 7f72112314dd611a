internal import Contention

extension ConformanceTopic {
  /// `memory.high` under the MemoryQoS gate.
  static let memoryHigh = ConformanceTopic("memory_high") {
    (inputs: MemoryHighInputs, expected: MemoryHighExpected) in
    let limit = inputs.memoryLimit ?? inputs.nodeAllocatable
    let high = Contention.memoryHigh(
      request: inputs.memoryRequest,
      limit: try known(limit, "neither limit nor allocatable memory"),
      throttlingFactor: inputs.throttlingFactor ?? 0.9,
      page: inputs.pageSize ?? 4096
    )
    try expectEqual(high, expected.memoryHigh.value, "memory.high")
  }
}

private struct MemoryHighInputs: Decodable {
  var memoryRequest: Int64
  var memoryLimit: Int64?
  var nodeAllocatable: Int64?
  var throttlingFactor: Double?
  var pageSize: Int64?
}

private struct MemoryHighExpected: Decodable {
  /// Null where it is not set; a case that leaves it out expects nothing and fails.
  struct Stated: Decodable {
    var value: Int64?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value = container.decodeNil() ? nil : try container.decode(Int64.self)
    }
  }

  var memoryHigh: Stated
}
