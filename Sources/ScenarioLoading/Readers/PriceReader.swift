internal import Domain

/// What a pool's machines cost, and how they are bought.
struct WrittenPrice {
  var amount: Money
  var category: PriceCategory
  var reserved: MachinePurchase?
  var spot: MachinePurchase?
}

/// Price of the machines of a pool for one hour.
func priceShape() -> Shape<WrittenPrice> {
  object("Price", "Price of one machine for one hour.") { fields in
    let amount = fields.filled("amount", "Price per unit, a decimal text.", quantity(money()))
    fields.optional(
      "unit",
      "Always `Node-Hours`.",
      word([("Node-Hours", ())], standIn: ()),
      default: ()
    )
    let category = fields.optional(
      "category",
      "How the hours are bought of machines that are neither `reserved` nor `spot`.",
      word(of: PriceCategory.self, standIn: .onDemand),
      default: .onDemand
    )
    let price = WrittenPrice(
      amount: amount,
      category: category,
      reserved: fields.optional(
        "reserved",
        "Machines that are paid whether they are needed or not.",
        purchaseShape()
      ),
      spot: fields.optional(
        "spot",
        "Machines that are bought on the spot market, where so many are needed.",
        purchaseShape()
      )
    )
    fields.check { place, reading in
      let given =
        [("reserved", PriceCategory.reserved, price.reserved)]
        + [("spot", PriceCategory.spot, price.spot)]
      for (field, word, purchase) in given where purchase != nil && category == word {
        let message = "`category: \(word.rawValue)` can't stand beside `\(field)`"
        reading.report(message, at: place.path["category"])
      }
    }
    return price
  }
}

private func purchaseShape() -> Shape<MachinePurchase> {
  object("MachinePurchase", "Machines of the pool at a price of their own.") { fields in
    MachinePurchase(
      nodes: fields.required("nodes", "How many machines.", quantity(wholeNumber(1...100_000))),
      pricePerHour: fields.required(
        "amount",
        "Price of one of them for one hour.",
        quantity(money())
      )
    )
  }
}
