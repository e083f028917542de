// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "headroom",
  products: [
    .executable(name: "headroom", targets: ["headroom"])
  ],
  targets: [
    // The command line: parses, asks one room after the other, prints.
    .executableTarget(
      name: "headroom",
      dependencies: ["Experiments", "Sampling", "Images", "Scaling", "Regression", "History", "Statistics", "Profiles", "Reports"]),

    // The measuring wing.
    .target(name: "Experiments", dependencies: ["Sampling", "Images", "Profiles", "Statistics", "CLinux"]),
    .target(
      name: "Sampling", dependencies: ["Images", "Profiles", "CLinux", "CBPF"], exclude: ["BPF/Program"],
      plugins: ["BPFBuildTool"]),
    .target(name: "Images", dependencies: ["Profiles", "CElfutils", "CLinux"], linkerSettings: [.linkedLibrary("stdc++")]),

    // The understanding wing.
    .target(
      name: "Reports", dependencies: ["Scaling", "Regression", "Statistics", "Profiles"],
      resources: [
        // The head of every page.
        .embedInCode("Viewer/head.html"),
        .embedInCode("Viewer/viewer.html"), .embedInCode("Viewer/viewer.css"),
        // The script, a file for each topic; `HTMLReport` puts them together.
        .embedInCode("Viewer/numbers.js"), .embedInCode("Viewer/elements.js"), .embedInCode("Viewer/columns.js"), .embedInCode("Viewer/tree.js"),
        .embedInCode("Viewer/address.js"), .embedInCode("Viewer/selection.js"), .embedInCode("Viewer/metrics.js"),
        .embedInCode("Viewer/profileflame.js"), .embedInCode("Viewer/views.js"), .embedInCode("Viewer/transforms.js"),
        .embedInCode("Viewer/export.js"),
        .embedInCode("Viewer/track.js"), .embedInCode("Viewer/search.js"), .embedInCode("Viewer/tables.js"), .embedInCode("Viewer/treegrid.js"),
        .embedInCode("Viewer/states.js"), .embedInCode("Viewer/accounts.js"), .embedInCode("Viewer/blocks.js"), .embedInCode("Viewer/viewer.js"),
        // Numbers of the pages of `scale` and of `history trend`; so are the pictures of `scaleplot.js`.
        .embedInCode("Viewer/measures.js"),
        // The page of `history trend`; `TrendPage` puts it together.
        .embedInCode("Viewer/trend.html"), .embedInCode("Viewer/trend.css"), .embedInCode("Viewer/trendplot.js"), .embedInCode("Viewer/trend.js"),
        // The page of `scale`; `ScalePage` puts it together.
        .embedInCode("Viewer/scale.html"), .embedInCode("Viewer/scale.css"), .embedInCode("Viewer/scalewords.js"),
        .embedInCode("Viewer/scaleplot.js"), .embedInCode("Viewer/scalethroughput.js"), .embedInCode("Viewer/scaletime.js"),
        .embedInCode("Viewer/scaleloss.js"), .embedInCode("Viewer/scalestacks.js"), .embedInCode("Viewer/scaleflame.js"),
        .embedInCode("Viewer/scaleflameview.js"), .embedInCode("Viewer/scalecurve.js"), .embedInCode("Viewer/scalegrowth.js"),
        .embedInCode("Viewer/scale.js"),
        // Pages with sections; the page of a comparison, which `ComparisonPage` puts together with the style of all pages, numbers and the call tree.
        .embedInCode("Viewer/theme.js"), .embedInCode("Viewer/links.js"), .embedInCode("Viewer/tip.js"),
        .embedInCode("Viewer/sections.js"), .embedInCode("Viewer/flameview.js"),
        .embedInCode("Viewer/flameexport.js"), .embedInCode("Viewer/flametip.js"), .embedInCode("Viewer/widthtree.js"),
        .embedInCode("Viewer/difference.html"), .embedInCode("Viewer/difference.css"), .embedInCode("Viewer/differencewords.js"),
        .embedInCode("Viewer/differencerows.js"), .embedInCode("Viewer/differencetree.js"), .embedInCode("Viewer/differenceflame.js"),
        .embedInCode("Viewer/difference.js"),
      ]),

    .target(name: "Scaling", dependencies: ["Profiles", "Statistics"]),
    .target(name: "Regression", dependencies: ["Scaling", "Profiles", "Statistics"]),
    .target(name: "History", dependencies: ["Regression", "Scaling", "Profiles", "Statistics", "CSQLite"]),

    // The ground both wings stand on.
    .target(name: "Profiles", dependencies: ["CZlib"]),
    .target(name: "Statistics"),

    // Module maps and thin C shims.
    .target(name: "CElfutils", linkerSettings: [.linkedLibrary("dw"), .linkedLibrary("elf")]),
    .target(
      name: "CUnwind",
      linkerSettings: [
        // libunwind-ptrace uses liblzma without saying so.
        .linkedLibrary("unwind-ptrace"), .linkedLibrary("unwind-generic"), .linkedLibrary("unwind"), .linkedLibrary("lzma"),
      ]),
    .target(name: "CBPF", linkerSettings: [.linkedLibrary("bpf")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(name: "CLinux"),

    // Compiles the BPF programs with the toolchain's clang and embeds the object in the executable.
    .plugin(name: "BPFBuildTool", capability: .buildTool(), path: "Sources/BPFBuildTool"),

    // Speed and memory, shown as a table by `ci/bench`. Never part of the tests.
    .executableTarget(
      name: "bench", dependencies: ["Images", "Profiles", "Scaling", "Regression", "Statistics", "CLinux", "CBPF"], path: "ci/Bench"),

    // What tests of several targets start programs with.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "ProfilesTests", dependencies: ["Profiles"]),
    .testTarget(name: "ImagesTests", dependencies: ["Images", "CUnwind", "CLinux"]),
    .testTarget(name: "SamplingTests", dependencies: ["Sampling", "Images", "Profiles", "CBPF", "CLinux", "TestSupport"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
    .testTarget(name: "ScalingTests", dependencies: ["Scaling", "Statistics", "Profiles"]),
    .testTarget(name: "RegressionTests", dependencies: ["Regression", "Scaling", "Statistics", "Profiles"]),
    .testTarget(name: "HistoryTests", dependencies: ["History", "Regression", "Profiles", "Statistics", "CSQLite"]),
    .testTarget(name: "ExperimentsTests", dependencies: ["Experiments", "Sampling", "Profiles", "CLinux"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Scaling", "Regression", "Statistics", "Profiles"]),
    // The pages in a real browser, driven as a reader drives it.
    .testTarget(name: "ViewerTests", dependencies: ["Reports", "Scaling", "Regression", "Statistics", "Profiles"], exclude: ["Audit"]),
    .testTarget(name: "HeadroomTests", dependencies: ["Profiles", "CBPF", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
