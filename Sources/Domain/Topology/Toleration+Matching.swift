extension Toleration {
  /// Whether this toleration lets a pod stand the taint.
  ///
  /// `Lt` and `Gt` compare whole numbers as the API server spells them; anything else is no match.
  package func tolerates(_ taint: Taint) -> Bool {
    guard effect == nil || effect == taint.effect, key.isEmpty || key == taint.key else {
      return false
    }
    switch comparison {
    case .equal: return value == taint.value
    case .exists: return true
    case .lessThan: return compares(taint, <)
    case .greaterThan: return compares(taint, >)
    }
  }

  private func compares(_ taint: Taint, _ isMet: (Int64, Int64) -> Bool) -> Bool {
    guard let threshold = canonicalInteger(value), let actual = canonicalInteger(taint.value)
    else { return false }
    return isMet(actual, threshold)
  }
}

/// A decimal integer without plus sign or leading zeros.
private func canonicalInteger(_ text: String) -> Int64? {
  Int64(text).flatMap { String($0) == text ? $0 : nil }
}
