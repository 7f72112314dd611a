/// The fewest whole replicas that are not below the value, within the 32 bits that Kubernetes has
/// for them; 0 for what is no number.
func wholeReplicas(_ value: Double) -> Int {
  guard value > 0 else { return 0 }
  return value >= Double(mostReplicas) ? mostReplicas : Int(value.rounded(.up))
}

/// The largest number of replicas that the API can hold.
let mostReplicas = Int(Int32.max)
