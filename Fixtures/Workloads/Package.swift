// swift-tools-version: 6.2
import PackageDescription

/// Programs with known truth. Each prints `ready` when it is at work and ends with one line `truth: {json}`.
let package = Package(
  name: "workloads",
  targets: [
    .target(name: "FixtureSupport"),
    .target(name: "CEpoll"),
    .executableTarget(name: "cpu-split", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "async-chain", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "http-server", dependencies: ["FixtureSupport", "CEpoll"]),
    .executableTarget(name: "thread-churn", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "deep-recursion", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "spawner", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "locked", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "pthread-mutex"),
    .executableTarget(name: "actor-queue", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "lock-convoy", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "pool-exhausted", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "deadlock", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "io-mix", dependencies: ["FixtureSupport", "CEpoll"]),
    .executableTarget(name: "run-queue", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "switcher", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "libc-leaves", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "foundation-user", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "serial-fraction", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "cores", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "pool-blocked", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "actor-serial", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "event-loop", dependencies: ["FixtureSupport", "CEpoll"]),
    .executableTarget(name: "refcounts", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "growth", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "ageing", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "leak", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "io-bound", dependencies: ["FixtureSupport"]),
    .executableTarget(name: "perfect", dependencies: ["FixtureSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
