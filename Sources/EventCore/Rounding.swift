extension Int64 {
  /// The whole number nearest to one that is not negative; halves are rounded up.
  ///
  /// What `rounded()` returns, without the call that it costs on x86-64, and without a branch that
  /// half of all draws would mispredict: the fraction and its double are exact, so the double holds
  /// a whole one if the fraction is a half or more.
  @inlinable
  public init(nearest number: Double) {
    let whole = Int64(number)
    self = whole + Int64(2 * (number - Double(whole)))
  }
}
