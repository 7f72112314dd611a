/// The share of the capacity that would stay free, in whole hundredths.
func leastAllocatedScore(_ requested: Int64, of capacity: Int64) -> Int64 {
  requested > capacity ? 0 : (capacity - requested) * 100 / capacity
}
