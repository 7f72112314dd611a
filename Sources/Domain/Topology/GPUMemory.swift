extension NodeGPUs {
  /// The most memory that a pod with such requests may use, over all devices that it gets; nil if
  /// it gets none here or if that isn't known.
  ///
  /// Under MPS a pod gets one client's part, whatever it asks for.
  package func memory(for requests: ResourceList) -> Bytes? {
    switch sharing {
    case .exclusive, .timeSlicing:
      let devices = min(requests.amount(.gpu), Int64(count))
      return devices > 0 ? Bytes(memoryEach.value.multipliedSaturated(by: devices)) : nil
    case .mps(let sharing):
      return requests.amount(.gpu) > 0 ? sharing.pinnedMemory(of: memoryEach) : nil
    case .mig:
      guard let geometry = MIGModel.named(model)?.geometry else { return nil }
      let parts = geometry.profiles.map { profile -> Int64? in
        let instances = requests.amount(.mig(profile.name))
        return instances > 0
          ? profile.usableMemory?.value.multipliedSaturated(by: instances) : nil
      }
      let known = parts.compactMap(\.self)
      return known.isEmpty ? nil : Bytes(known.reduce(0) { $0.addingSaturated($1) })
    }
  }
}

extension Bytes {
  /// As an operator reads it, to a tenth of a gibibyte: `22.4Gi`.
  package var inGibibytes: String {
    let tenths = (Double(value) / 1_073_741_824 * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int64(tenths))Gi" : "\(tenths)Gi"
  }
}
