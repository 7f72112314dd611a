import Testing

/// `bulkhead suite fgd` without the trace, or with a bad one: a code, a reason, nothing on stdout.
@Suite struct SuiteFGDTests {
  @Test func withoutATrace() throws {
    let program = try Program()
    defer { program.cleanUp() }
    for arguments in [["suite", "fgd"], ["suite", "fgd", "--data", "nowhere"]] {
      let outcome = try program.start(arguments, environment: [:]).wait()
      #expect(outcome.status == 66 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("openb-gpu-v2023"))
    }
  }

  @Test func withABadTrace() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let nodes = "sn,cpu_milli,memory_mib,gpu,model\nn0,8000,1024,2,T4\n"
    let pods = "name,cpu_milli,memory_mib,num_gpu,gpu_milli\np0,1000,1,1,500\n"
    try program.write(nodes, to: "openb_node_list_gpu_node.csv")
    try program.write(pods + "p1,-1,1,1,500\n", to: "openb_pod_list_small.csv")
    let suite = ["suite", "fgd", "--data", ".", "--workload", "small", "--seeds", "1-2", "--quiet"]
    let bad = try program.start(suite, environment: [:]).wait()
    #expect(bad.status == 65 && bad.output.isEmpty)
    #expect(bad.errors.contains("openb_pod_list_small.csv:3:4: error: `cpu_milli` needs"))
    try program.write(pods, to: "openb_pod_list_small.csv")
    let good = try program.start(suite, environment: [:]).wait()
    #expect(good.status == 0 && good.errors.isEmpty)
    #expect(good.output.hasSuffix("fgd: pass\n"))
  }

  @Test(arguments: ["5-3", "x", "", "1-9999", "1,,2"])
  func badSeeds(_ seeds: String) throws {
    let program = try Program()
    defer { program.cleanUp() }
    #expect(try program.run("suite", "fgd", "--seeds", seeds).status == 64)
  }
}
