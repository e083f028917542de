import Profiles
import Testing

@testable import Images

/// Names are from symbol tables of programs compiled with Swift 6.3.1 and of its runtime.
@Suite struct FunctionNameTests {
  @Test(
    "A Swift function is shown as it is declared, without modules, types and generic parameters",
    arguments: [
      ("$s2s01SC5localyS2iF", "S.local(_:)"),
      ("$s1s1SC5plain1x1ySix_SayxGtlF", "S.plain(x:y:)"),
      ("$s1s4MainV4mainyyYaKFZ", "static Main.main()"),
      ("$s1s3BoxV1txvg", "Box.t.getter"),
      ("$s1s3BoxVyxSicig", "Box.subscript.getter"),
      ("$s1s3BoxV1tACyxGx_tcfC", "Box.init(t:)"),
      ("$s1s3BoxV3lpgoiySiACyxG_AEtFZ", "static Box.<+>(_:_:)"),
      ("$sSzsE2leoiySbx_qd__tSzRd__lFZ", "static BinaryInteger.<=(_:_:)"),
      ("$sSa1sSiRszlE5total4fromS2i_tF", "Array.total(from:)"),
      ("$s6Images11SymbolTableV14buildFunctions33_305E6E709BFEBC304636D71901FF6B35LLyyF", "SymbolTable.buildFunctions()"),
      ("$s2s01SC5localyS2iF5innerL__5otherS2i_SitF", "inner(_:other:) in S.local(_:)"),
      ("$s2s01SC5localyS2iF1LL_V2go2byS2i_tF", "go(by:) in L in S.local(_:)"),
      ("$s1s4MainV4mainyyYaKFZS2iXEfU_", "closure #1 in static Main.main()"),
      ("$s1s1SC4workyS2iYaFSiScGySiGzYaXEfU_SiyYacfU_", "closure #1 in closure #1 in S.work(_:)"),
    ])
  func swift(mangled: String, display: String) {
    let name = FunctionName.simplify(mangled)
    #expect(name.display == display)
    #expect(name.kind == .ordinary)
    #expect(!name.isAsyncFunclet)
  }

  @Test(
    "What the compiler made of a function carries the function's name",
    arguments: [
      ("$s1s1AC4bump2byS2i_tYaFTQ1_", "A.bump(by:)", FunctionKind.ordinary, true, false),
      ("$s1s1AC4bump2byS2i_tYaFTY0_", "A.bump(by:)", .ordinary, true, false),
      ("$s1s1AC4bump2byS2i_tYaF", "A.bump(by:)", .ordinary, false, true),
      ("$s1s1AC4bump2byS2i_tYaFTu", "A.bump(by:)", .ordinary, false, false),
      ("$s1s1AC4bump2byS2i_tYaF.cold.1", "A.bump(by:)", .ordinary, false, true),
      ("$s1s1AC4bump2byS2i_tYaFTQ0_.resume.0", "A.bump(by:)", .ordinary, true, false),
      ("$s1s1AC4bump2byS2i_tYaFTY1_.15", "A.bump(by:)", .ordinary, true, false),
      ("$s1s1AC4bump2byS2i_tYaFTA.15TQ0_", "A.bump(by:)", .thunk, true, false),
      ("$s1s1AC1nSivM.resume.0", "A.n.modify", .ordinary, false, false),
      ("$s1s3BoxV3lpgoiySiACyxG_AEtFZSS_Tg5", "static Box.<+>(_:_:)", .ordinary, false, false),
      ("$s1s1SC5plain1x1ySix_SayxGtlFTf4dnd_n", "S.plain(x:y:)", .ordinary, false, false),
      ("$s1s4MainV4mainyyYaKFZTf4d_nTQ4_", "static Main.main()", .ordinary, true, false),
      ("$s1s4MainV4mainyyYaKFZSiyYaYbcfU1_TA", "closure #3 in static Main.main()", .thunk, false, true),
      ("$s2s01SCAA1PA2aDP4workyS2iYaFTW", "S.work(_:)", .thunk, false, true),
      (
        "$ss6_merge3low3mid4high6buffer2bySbSpyxG_A3GSbx_xtKXEtKlFSi_Tg536$s1s4MainV4mainyyYaKFZSbSi_SitXEfU2_Tf1nnnnc_n",
        "_merge(low:mid:high:buffer:by:)", .ordinary, false, false
      ),
      ("$s1s1EOWOy", "outlined copy of E", .thunk, false, false),
      ("$s1s1ACMa", "type metadata accessor for A", .ordinary, false, false),
      ("$sIetH_yts5Error_pIeghHrzo_TR", "reabstraction thunk", .thunk, false, true),
    ])
  func folded(mangled: String, display: String, kind: FunctionKind, isAsyncFunclet: Bool, isAsyncEntry: Bool) {
    let name = FunctionName.simplify(mangled)
    #expect(name.display == display)
    #expect(name.kind == kind)
    #expect(name.isAsyncFunclet == isAsyncFunclet)
    #expect(name.isAsyncEntry == isAsyncEntry)
    #expect(name.demangled != mangled)
  }

  @Test(
    "A C++ function is shown with its namespaces and class, without parameters, result and long template arguments",
    arguments: [
      ("_ZN7NetworkL5parseEPKcm", "Network::parse"),
      ("_ZNSt6vectorIiSaIiEE9push_backEOi", "std::vector<…>::push_back"),
      ("_Z3fooIiEvT_", "foo<int>"),
      ("_ZN3FooltERKS_", "Foo::operator<"),
      ("_ZlsRSoRK3Foo", "operator<<"),
      ("_ZNK3FoocvbEv", "Foo::operator bool"),
      ("_ZN3FooclEi", "Foo::operator()"),
      ("_ZnwmSt11align_val_t", "operator new"),
      ("_ZZ3foovENKUlvE_clEv", "foo()::{lambda()#1}::operator()"),
      ("_ZN3Foo3barEv.part.0.isra.3", "Foo::bar"),
      ("_ZN3Foo3barEv.llvm.12345", "Foo::bar"),
      ("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE", "core::fmt::Formatter::pad"),
    ])
  func cxx(mangled: String, display: String) {
    let name = FunctionName.simplify(mangled)
    #expect(name.display == display)
    #expect(name.kind == .ordinary)
  }

  @Test("A thunk of a virtual function is glue with the function's name")
  func cxxThunk() {
    let name = FunctionName.simplify("_ZThn16_N3Foo3barEv")
    #expect(name.display == "Foo::bar")
    #expect(name.kind == .thunk)
  }

  @Test(
    "Job runners, dispatch workers and thread starts are the scheduler",
    arguments: [
      "_ZN5swift34runJobInEstablishedExecutorContextEPNS_3JobE", "_ZN12_GLOBAL__N_119ProcessOutOfLineJob7processEPN5swift3JobE",
      "_ZL23completeTaskWithClosurePN5swift12AsyncContextEPNS_10SwiftErrorE", "_ZL9jobInvokePvS_j", "_ZL15__swift_run_jobPv", "swift_job_run",
      "_dispatch_worker_thread", "_dispatch_worker_thread2", "_dispatch_root_queue_drain", "_dispatch_root_queue_drain.cold.1", "start_thread",
      "clone3", "__clone3", "_pthread_start", "$ss13_runAsyncMainyyyyYaKcFyyYacfU_TQ0_",
    ])
  func scheduler(mangled: String) {
    #expect(FunctionName.simplify(mangled).kind == .scheduler)
  }

  @Test(
    "A program's own functions with such names are not the scheduler", arguments: ["_Z12completeTaskv", "completeTask", "$s4main12completeTaskyyF"])
  func notScheduler(mangled: String) {
    #expect(FunctionName.simplify(mangled).kind == .ordinary)
  }

  @Test(
    "C and Rust names and those that only look mangled stay as they are",
    arguments: [
      "memcpy", "_RNvCs1234_7mycrate3foo", "foo.bar", ".L3", "$s", "_Z", "_ZN", "_ZN3FooclEiE", "", "$", "$sö", "_ZN99999999999999999999999E",
      "\u{1}\u{2}$s",
    ])
  func untouched(name: String) {
    let simplified = FunctionName.simplify(name)
    #expect(simplified.display == name)
    #expect(simplified.demangled == name)
    #expect(simplified.kind == .ordinary)
  }

  @Test(
    "Suffixes of split and cloned C functions are removed",
    arguments: ["compress.cold", "compress.part.0", "compress.isra.0.cold", "compress.llvm.77"])
  func suffixes(name: String) {
    #expect(FunctionName.simplify(name).display == "compress")
  }

  @Test("Damaged names never trap and always show something")
  func damaged() {
    let names = [
      "$s1s1SC4workyS2iYaFSiScGySiGzYaXEfU_SiyYacfU_", "$s1s3BoxV3lpgoiySiACyxG_AEtFZSS_Tg5", "$s2s01SCAA1PA2aDP4workyS2iYaFTW",
      "_ZNSt6vectorIiSaIiEE9push_backEOi", "_ZZ3foovENKUlvE_clEv", "$sIetH_yts5Error_pIeghHrzo_TR",
    ]
    var state: UInt64 = 0x2545_f491_4f6c_dd1d
    for round in 0..<3000 {
      var bytes = Array(names[round % names.count].utf8)
      for _ in 0...(round % 4) {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        bytes[Int(state % UInt64(bytes.count))] = UInt8(state >> 40 & 127)
      }
      if round % 5 == 0 { bytes.removeLast(Int(state >> 8 % UInt64(bytes.count)) % bytes.count) }
      let name = String(decoding: bytes, as: UTF8.self)
      #expect(!FunctionName.simplify(name).display.isEmpty, "\(name)")
    }
    for text in [
      "()", "<<<<", "a.b.c(", "closure #", " in  in ", "(extension in ", "static ", ".", "..", "(x in y", "default argument 1", "outlined x of ",
    ] {
      let declaration = SwiftDeclaration(text[...])
      #expect(declaration.display.utf8.count <= text.utf8.count + 16)
    }
  }
}
