internal import Catalogue
internal import Domain

extension YAMLNode {
  /// A service with what its profile says wherever the service itself is silent.
  func filledIn(from profile: ServingProfile, at span: Span) -> YAMLNode {
    let kind = profile.runtime.rawValue
    let service = changing("runtime") { runtime in
      let own = runtime.without("profile")
      // A runtime of another kind stays beside the name, where the reader refuses it.
      guard own.hasOnly(kind) else { return runtime }
      let settings = Setting.Field(kind, .fields(profile.settings(beside: own[kind]?.value)))
      return merged(.fields([settings]), of: profile.name, under: own, at: span)
    }.takingWork(of: profile)
    guard let memory = profile.memory(beside: self["runtime"]?.value[kind]?.value) else {
      return service
    }
    let needs = Setting.fields([.init("acceleratorMemory", memory)])
    return merged(needs, of: profile.name, under: service, at: span)
  }

  /// A service, or the use of one, whose endpoints have the work of a profile where they say so.
  func takingWork(of profile: ServingProfile) -> YAMLNode {
    changing("endpoints") { endpoints in
      endpoints.changingItems { _, endpoint in
        endpoint.changing("work") { work in
          guard work.text == ServingProfile.workWord, let own = profile.work else { return work }
          return merged(own, of: profile.name, under: nil, at: work.span)
        }
      }
    }
  }
}

extension ServingProfile {
  /// What an endpoint says under `work` to take the profile's.
  static let workWord = "profile"

  /// The settings, with room for a cache that a scenario states in bytes, not in tokens.
  fileprivate func settings(beside own: YAMLNode?) -> [Setting.Field] {
    guard own?["cacheMemory"] != nil, let perToken = memory?.perCacheToken else { return settings }
    return settings.filter { $0.key != "cacheTokens" } + [.init("bytesPerToken", perToken)]
  }

  /// What a pod holds of its GPUs' memory, with the cache that a scenario has instead; in bytes.
  ///
  /// A cache that can't be read is left to its reader.
  fileprivate func memory(beside own: YAMLNode?) -> Constant? {
    guard gpu != nil, let memory else { return nil }
    var bytes = memory.total.value
    if let text = own?.quantity("cacheMemory"), let cache = try? bytesQuantity().parse(text) {
      bytes = memory.weights.value + Double(cache)
    } else if let tokens = own?.quantity("cacheTokens").flatMap(Int.init) {
      bytes = memory.weights.value + Double(tokens) * (memory.perCacheToken?.value ?? 0)
    }
    // As much as a scenario may write; no GPU has it.
    let most = Double(32 << 40)
    let whole = max(1, min(bytes, most)).rounded(.up)
    return Constant(whole, memory.total.pedigree, memory.total.source)
  }
}

extension YAMLNode {
  /// The text of a quantity, whether it says where it comes from or not.
  fileprivate func quantity(_ key: String) -> String? {
    guard let value = self[key]?.value else { return nil }
    return value.text ?? value["value"]?.value.text
  }

  private func filtered(_ isKept: (String) -> Bool) -> YAMLNode {
    guard case .mapping(let entries) = content else { return self }
    return .mapping(entries.filter { isKept($0.key) }, at: span)
  }

  func only(_ key: String) -> YAMLNode { filtered { $0 == key } }
  fileprivate func without(_ key: String) -> YAMLNode { filtered { $0 != key } }

  /// Whether a mapping has no field but this one.
  fileprivate func hasOnly(_ key: String) -> Bool {
    guard case .mapping(let entries) = content else { return false }
    return entries.allSatisfy { $0.key == key }
  }
}
