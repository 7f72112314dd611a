internal import Domain

/// Who states a list of resources; it decides which names make sense.
enum ResourceOwner {
  case node
  case pod
}

/// Amounts by resource, each in its own unit.
func resources(_ owner: ResourceOwner) -> Shape<ResourceList> {
  amounts { name throws(GrammarProblem) in try amountShape(of: name, owner: owner) }
}

/// Ratios by resource, in thousandths.
func ratios() -> Shape<ResourceList> {
  let ratio = number("of at least 1 and at most 1000000") { (1...1_000_000).contains($0) }
  return amounts { name throws(GrammarProblem) in
    _ = try amountShape(of: name, owner: .pod)
    return quantity(ratio.map { Int64(($0 * 1000).rounded()) })
  }
}

private func amounts(
  _ shapeOf: @escaping (String) throws(GrammarProblem) -> Shape<Int64>
) -> Shape<ResourceList> {
  let schema = {
    let amount = quantity(cpuQuantity()).schema()
    return Schema.map(keyPattern: resourcePattern, values: amount)
  }
  return keyed(schema: schema, shapeOf: shapeOf).map { amounts in
    ResourceList(
      Dictionary(uniqueKeysWithValues: amounts.map { (ResourceName($0.key), $0.value) })
    )
  }
}

let resourcePattern = "^(cpu|memory|ephemeral-storage|pods|[a-z0-9.-]+/[A-Za-z0-9._-]+)$"

/// The shape of an amount of one resource.
func amountShape(
  of name: String,
  owner: ResourceOwner
) throws(GrammarProblem) -> Shape<Int64> {
  switch ResourceName(name) {
  case .cpu:
    return quantity(cpuQuantity())
  case .memory, .ephemeralStorage:
    return quantity(bytesQuantity())
  case .pods where owner == .node:
    return quantity(countQuantity(10_000))
  case let resource where resource.isGPU && owner == .node:
    let help = "the device plugin advertises what `gpus` describes"
    throw GrammarProblem("GPUs of a node belong in the field `gpus`", help: help)
  case let resource where resource.isExtended:
    if let problem = qualifiedNameProblem(name) { throw problem }
    return quantity(countQuantity())
  default:
    throw unknownResource(name, owner: owner)
  }
}

private func unknownResource(_ name: String, owner: ResourceOwner) -> GrammarProblem {
  var known = ["cpu", "memory", "ephemeral-storage"]
  known.append(owner == .node ? "pods" : "nvidia.com/gpu")
  let accepted = list(known.map { "`\($0)`" }, "and")
  let isGPU = ["gpu", "gpus", "nvidia"].contains(name.lowercased())
  return GrammarProblem(
    "\(quoted(name)) is not a resource; known are \(accepted)",
    help: isGPU && owner == .pod
      ? "did you mean `nvidia.com/gpu`?" : didYouMean(name, among: known)
  )
}
