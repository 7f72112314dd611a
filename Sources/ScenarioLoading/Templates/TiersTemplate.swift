/// Three risk tiers on CPU and GPU nodes: what the hybrid pattern is for.
let tiersTemplate = ScenarioTemplate(
  name: "tiers",
  summary: "Low, medium and high risk tenants on CPU, time-sliced GPU and MIG nodes.",
  text: """
    # yaml-language-server: $schema=./bulkhead.schema.json
    # Which tenants may share, which need pools of their own, and which a cluster?
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata:
      name: tiers
      description: Three risk tiers on CPU and GPU nodes
    spec:
      study:
        purpose: Which tenants may share nodes without breaking their objectives?
        assumptions:
          - {id: A1, text: Tenants' traffic is independent of each other, pedigree: assumed}
      run: {duration: 10m, warmup: 2m, replications: 10, seed: 42, confidence: 0.95}
      patterns: [shared-nodes, namespaces, node-pools, clusters, hybrid]
      hardware: equal
      isolation: {nodePoolsBy: riskTier}
      cluster:
        kubernetesVersion: "1.36"
        reservedPerNode: {cpu: 100m, memory: 256Mi}
        addOns:
          - {name: ingress, replicas: 1, requests: {cpu: 500m, memory: 512Mi}}

      capacity:
        nodePools:
          - name: cpu
            nodes: 8
            allocatable: {cpu: 7910m, memory: 14162Mi, pods: 58}
            price: {amount: "0.34", unit: Node-Hours, category: OnDemand}
          - name: gpu
            nodes: 3
            allocatable: {cpu: 15890m, memory: 60Gi, pods: 110}
            gpus:
              model: A100-80GB
              count: 1
              memory: 80Gi
              sharing:
                timeSlicing: {replicas: 4, slice: 2ms, switchCost: 100us}
            labels: {accelerator: a100}
            taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]
            price: {amount: "3.67", unit: Node-Hours, category: OnDemand}
          - name: mig
            nodes: 3
            allocatable: {cpu: 15890m, memory: 60Gi, pods: 110}
            gpus: {model: A100-80GB, memory: 80Gi, sharing: {mig: [3g.40gb, 3g.40gb]}}
            labels: {accelerator: a100-mig}
            taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]
            price: {amount: "3.67", unit: Node-Hours, category: OnDemand}

      priorityClasses:
        - {name: gold, value: 1000}
        - {name: standard, value: 100}

      tenants:
        - name: bank
          displayName: Bank
          riskTier: high
          serviceTier: platinum
          weight: 4
          priorityClass: gold
          quota: {requests.cpu: 12, requests.memory: 24Gi, pods: 10}
          services:
            - name: assistant
              model: chat-8b
              replicas: 2
              requests: {cpu: 2, memory: 8Gi, nvidia.com/mig-3g.40gb: 1}
              limits: {cpu: 4, memory: 16Gi, nvidia.com/mig-3g.40gb: 1}
              tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
              runtime: {concurrent: {workers: 16, gpuStreams: 8}}
              endpoints:
                - name: chat
                  arrivals: {gamma: {rate: 6/s, cv: 1.5}}
                  work:
                    tokens:
                      input: {lognormal: {median: 400, p95: 2400}}
                      output: {lognormal: {median: 120, p95: 480}}
                      base: 5ms
                      # Any quantity may say where it comes from.
                      perInputToken: {value: 10us, pedigree: assumed, source: no measurement yet}
                      perOutputToken: 1ms
                  timeout: 30s
                  rateLimit: {rate: 20/s, burst: 40}

        - name: insurer
          riskTier: medium
          serviceTier: gold
          weight: 2
          priorityClass: gold
          quota: {requests.cpu: 10, limits.cpu: 20, requests.memory: 20Gi, pods: 12}
          limitRange: {defaultRequest: {cpu: 500m, memory: 1Gi}, max: {cpu: 4}}
          services:
            - name: vision
              model: claims-vision
              replicas: 3
              requests: {cpu: 1, memory: 4Gi, nvidia.com/gpu: 1}
              limits: {cpu: 2, memory: 8Gi, nvidia.com/gpu: 1}
              tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
              runtime:
                batching:
                  maxBatch: 16
                  maxQueueDelay: 5ms
                  latencyCurve: [{items: 1, latency: 8ms}, {items: 16, latency: 40ms}]
              queue: {capacity: 256}
              endpoints:
                - name: classify
                  arrivals:
                    poisson:
                      schedule:
                        points: [{at: 0s, rate: 60/s}, {at: 5m, rate: 140/s}]
                        interpolation: linear
                  items: 1
                  timeout: 5s

        - name: lab
          riskTier: low
          serviceTier: bronze
          priorityClass: standard
          quota: {requests.cpu: 16, limits.cpu: 32, requests.memory: 32Gi, pods: 20}
          services:
            - name: notebook
              model: experiments
              replicas: 2
              requests: {cpu: 1, memory: 2Gi}
              limits: {cpu: 2, memory: 4Gi}
              runtime: {concurrent: {workers: 8}}
              balancing: roundRobin
              endpoints:
                - name: api
                  arrivals: {weibull: {rate: 10/s, shape: 0.6}}
                  work: {gamma: {mean: 60ms, cv: 2}}
          batch:
            - name: training
              replicas: 4
              requests: {cpu: 2, memory: 2Gi}
              limits: {cpu: 7}
              threads: 16
              activity: always

      slos:
        - name: bank-assistant
          tenant: bank
          service: assistant
          endpoint: chat
          indicator: {metric: latency}
          timeWindow: [{duration: 28d, isRolling: true}]
          objectives:
            - {op: lte, value: 2s, targetPercent: 95}
            - {op: lte, value: 8s, targetPercent: 99}
        - name: insurer-vision
          tenant: insurer
          indicator: {metric: latency}
          timeWindow: [{duration: 28d, isRolling: true}]
          budgetingMethod: Timeslices
          objectives: [{op: lte, value: 150ms, target: 0.95, timeSliceTarget: 0.9}]
        - name: lab-notebook
          tenant: lab
          indicator: {metric: latency}
          objectives: [{op: lte, value: 1s, targetPercent: 90}]

      costs:
        currency: USD
        overhead: [{name: control-plane, amount: "0.10", unit: Cluster-Hours}]
        sharing: {idle: proportional, overhead: weighted}

    """
)
