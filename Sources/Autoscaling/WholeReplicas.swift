/// The fewest whole replicas that are not below the value.
func wholeReplicas(_ value: Double) -> Int { Int(value.rounded(.up)) }
