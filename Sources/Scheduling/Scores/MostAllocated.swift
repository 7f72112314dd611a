/// The share of the capacity that would be taken, in whole hundredths.
func mostAllocatedScore(_ requested: Int64, of capacity: Int64) -> Int64 {
  min(requested, capacity) * 100 / capacity
}
