/// Whether a node's labels have every pair that the pod's node selector asks for.
package func matches(_ selector: [String: String], labels: [String: String]) -> Bool {
  selector.allSatisfy { key, value in labels[key] == value }
}
