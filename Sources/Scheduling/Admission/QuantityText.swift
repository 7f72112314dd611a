internal import Domain

/// An amount as Kubernetes prints it: `2`, `500m`, `4Gi`.
func quantityText(_ amount: Int64, of name: ResourceName) -> String {
  switch name {
  case .cpu: return amount % 1000 == 0 ? "\(amount / 1000)" : "\(amount)m"
  case .memory, .ephemeralStorage: return bytesText(amount)
  default: return name.rawValue.hasPrefix("hugepages-") ? bytesText(amount) : "\(amount)"
  }
}

/// The largest binary unit that leaves a whole number.
private func bytesText(_ bytes: Int64) -> String {
  var amount = bytes
  var unit = 0
  let units = ["", "Ki", "Mi", "Gi", "Ti", "Pi"]
  while amount != 0, amount % 1024 == 0, unit + 1 < units.count {
    amount /= 1024
    unit += 1
  }
  return "\(amount)\(units[unit])"
}
