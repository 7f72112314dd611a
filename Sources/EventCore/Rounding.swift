extension Double {
  /// What `rounded()` returns for a number that is not negative.
  ///
  /// Without the call that it costs on x86-64, and without a branch that half of all draws would
  /// mispredict: the fraction and its double are exact, so the double holds a whole one if the
  /// fraction is a half or more.
  @inlinable public var roundedNonNegative: Double {
    // Larger numbers have no fraction.
    guard self < 0x1p52 else { return self }
    let whole = Int64(self)
    let half = Int64(2 * (self - Double(whole)))
    return Double(whole + half)
  }
}
