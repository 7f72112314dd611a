internal import Catalogue
internal import Domain

/// Returns the node of a setting of the catalogue, with what a scenario has written over it.
///
/// What the catalogue gives is placed at `span`, the name by which the scenario asked for it, and
/// says in its sources that it is of the entry `origin`.
func merged(
  _ setting: Setting,
  of origin: String,
  under written: YAMLNode?,
  at span: Span
) -> YAMLNode {
  guard let written else { return node(of: setting, origin, at: span) }
  switch (setting, written.content) {
  case (.fields(let fields), .mapping(let entries)):
    return merged(fields, of: origin, under: entries, of: written, at: span)
  case (.choice(let field), .mapping(let entries)) where entries.map(\.key) == [field.key]:
    return merged([field], of: origin, under: entries, of: written, at: span)
  default:
    return written
  }
}

private func merged(
  _ fields: [Setting.Field],
  of origin: String,
  under entries: [YAMLEntry],
  of written: YAMLNode,
  at span: Span
) -> YAMLNode {
  var entries = entries
  for field in fields {
    if let index = entries.firstIndex(where: { $0.key == field.key }) {
      let own = entries[index].value
      entries[index].value = merged(field.setting, of: origin, under: own, at: span)
    } else {
      let value = node(of: field.setting, origin, at: span)
      entries.append(YAMLEntry(key: field.key, keySpan: span, value: value))
    }
  }
  return .mapping(entries, at: written.span)
}

private func node(of setting: Setting, _ origin: String, at span: Span) -> YAMLNode {
  switch setting {
  case .word(let text):
    return .scalar(text, at: span)
  case .constant(let constant):
    let quantity = [
      ("value", constant.text), ("pedigree", constant.pedigree.rawValue),
      ("source", "\(origin): \(constant.source)"),
    ]
    let entries = quantity.map { key, text in
      YAMLEntry(key: key, keySpan: span, value: .scalar(text, at: span))
    }
    return .mapping(entries, at: span)
  case .choice(let field):
    return node(of: .fields([field]), origin, at: span)
  case .fields(let fields):
    let entries = fields.map { field in
      YAMLEntry(key: field.key, keySpan: span, value: node(of: field.setting, origin, at: span))
    }
    return .mapping(entries, at: span)
  case .list(let items):
    let nodes = items.map { node(of: $0, origin, at: span) }
    return .sequence(nodes, at: span)
  }
}

extension YAMLNode {
  static func scalar(_ text: String, at span: Span) -> YAMLNode {
    YAMLNode(content: .scalar(text: text, isPlain: true), span: span, weight: 1, height: 1)
  }

  static func sequence(_ items: [YAMLNode], at span: Span) -> YAMLNode {
    YAMLNode(
      content: .sequence(items),
      span: span,
      weight: items.reduce(1) { $0 + $1.weight },
      height: 1 + (items.map(\.height).max() ?? 0)
    )
  }

  static func mapping(_ entries: [YAMLEntry], at span: Span) -> YAMLNode {
    YAMLNode(
      content: .mapping(entries),
      span: span,
      weight: entries.reduce(1) { $0 + 1 + $1.value.weight },
      height: 1 + (entries.map(\.value.height).max() ?? 0)
    )
  }

  /// The node with the value of one key replaced; the node itself if it has no such key.
  func changing(_ key: String, _ change: (YAMLNode) -> YAMLNode) -> YAMLNode {
    guard case .mapping(var entries) = content,
      let index = entries.firstIndex(where: { $0.key == key })
    else { return self }
    entries[index].value = change(entries[index].value)
    return .mapping(entries, at: span)
  }

  /// The node with each of its items replaced; the node itself if it is no list.
  func changingItems(_ change: (Int, YAMLNode) -> YAMLNode) -> YAMLNode {
    guard case .sequence(let items) = content else { return self }
    var node = self
    node.content = .sequence(items.enumerated().map { change($0.offset, $0.element) })
    return node
  }
}
