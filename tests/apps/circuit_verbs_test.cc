// heddle circuit: labels, adders and proofs of circuits in files.

#include "heddle/circuits/adders.h"
#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/io/circuit_file.h"
#include "heddle/circuits/labels.h"
#include "heddle/graph/io/npy.h"
#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace heddle::test {
namespace {

namespace fs = std::filesystem;

class CircuitVerbs : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return (dir_.path() / name).string(); }
  std::string array(int64_t bits, bool is_signed = false) const {
    return written(make_multiplier({MultiplierFamily::kArray, bits, is_signed}));
  }
  std::string written(const Aig& aig) const {
    write_circuit(aig, dir_.path() / "m.aig");
    return file("m.aig");
  }

 private:
  TempDir dir_;
};

// Exit code `code` and one line on standard error that has `part`.
void expect_refused(const Arguments& arguments, int code, const std::string& part) {
  const CliResult result = run_cli(arguments);
  EXPECT_EQ(result.code, code) << result.err;
  EXPECT_NE(result.err.find("heddle: "), std::string::npos) << result.err;
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

TEST_F(CircuitVerbs, LabelWritesOneByteForEachNode) {
  for (const std::string set : {"root", "shared"}) {
    const CliResult result = run_cli(
        {"circuit", "label", array(8), "--set", set, "--out", file("labels.npy"), "--json"});
    ASSERT_EQ(result.code, 0) << result.err;
    NpyReader reader(open_file(file("labels.npy")));
    EXPECT_EQ(reader.header().type, NpyType::kU8);
    EXPECT_EQ(reader.header().shape, std::vector<int64_t>{456});
    const Aig aig = read_circuit(file("m.aig"));
    const std::vector<uint8_t> expected = set == "root" ? root_labels(aig) : shared_labels(aig);
    const std::vector<int32_t> labels = reader.read_all<int32_t>();
    EXPECT_TRUE(std::equal(labels.begin(), labels.end(), expected.begin(), expected.end()));
    EXPECT_EQ(result.json()["labels"], 456);
  }
}

TEST_F(CircuitVerbs, LabelNamesItsClasses) {
  const CliResult result = run_cli(
      {"circuit", "label", array(8), "--set", "root", "--out", file("labels.npy"), "--json"});
  EXPECT_EQ(result.json()["classes"],
            parse_json(R"({"output":16,"carry":56,"sum":56,"other":312,"input":16})"));
}

TEST_F(CircuitVerbs, AddersWritesAListOfChecked) {
  const CliResult result =
      run_cli({"circuit", "adders", array(8), "--out", file("adders.json"), "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.json()["full"], 48);
  EXPECT_EQ(result.json()["half"], 8);
  const ParsedJson adders = parse_json(read_text(file("adders.json")));
  ASSERT_EQ(adders.size(), 56U);
  for (const ParsedJson& adder : adders) {
    EXPECT_EQ(adder["checked"], true);
    EXPECT_EQ(adder["source"], "cut");
    EXPECT_EQ(adder["inputs"].size(), adder["type"] == "FA" ? 3U : 2U);
#if HEDDLE_HAVE_GMP
    EXPECT_TRUE(adder["column"].is_number()) << adder;
#else
    EXPECT_TRUE(adder["column"].is_null()) << adder;
#endif
  }
}

TEST_F(CircuitVerbs, WantACircuit) {
  std::ofstream(file("m.aig")) << "aig 1 1 1\n";
  expect_refused({"circuit", "adders", file("m.aig"), "--out", file("x.json")}, 3, "m.aig");
  expect_refused({"circuit", "adders", file("none.aig"), "--out", file("x.json")}, 3, "none.aig");
  expect_refused({"circuit", "label", "m.csv", "--set", "root", "--out", file("x.npy")}, 3,
                 "*.aig");
  EXPECT_FALSE(fs::exists(file("x.json")));
}

#if HEDDLE_HAVE_CADICAL
// Another style of adder has the same sums and carries.
TEST_F(CircuitVerbs, LabelFindsWhatIsLeftOfAGoldenCircuit) {
  const Aig golden = make_multiplier({.bits = 6});
  write_circuit(golden, file("golden.aig"));
  const Aig changed = make_multiplier({.bits = 6, .style = AdderStyle::kMajority});
  const CliResult result =
      run_cli({"circuit", "label", written(changed), "--set", "functional", "--golden",
               file("golden.aig"), "--out", file("l.npy"), "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const std::vector<Adder> adders = adder_forest(golden, scan_adders(golden).adders);
  EXPECT_GE(result.json()["classes"]["sum"], adders.size());
  EXPECT_GE(result.json()["classes"]["carry"], adders.size());
}
#endif

TEST_F(CircuitVerbs, UsageErrors) {
  expect_refused({"circuit"}, 2, "no verb behind 'circuit', needs a verb: label");
  expect_refused({"circuit", "lable"}, 2, "unknown verb 'lable' behind 'circuit'");
  expect_refused({"circuit", "label", "m.aig", "--set", "roots", "--out", "x"}, 2, "--set");
  expect_refused({"circuit", "label", "m.aig", "--set", "functional", "--out", "x"}, 2, "--golden");
  expect_refused({"circuit", "verify", "m.aig"}, 2, "--multiplier");
}

#if HEDDLE_HAVE_GMP

TEST_F(CircuitVerbs, VerifyProvesWithACertificate) {
  for (const bool is_signed : {false, true}) {
    const std::string numbers = is_signed ? "signed" : "unsigned";
    const std::string circuit = array(8, is_signed);
    const CliResult result = run_cli({"circuit", "verify", circuit, "--multiplier", numbers,
                                      "--certificate", file("proof.txt"), "--json"});
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.json()["verdict"], "PROVED");
    EXPECT_EQ(result.json()["certificate"], file("proof.txt"));
    EXPECT_EQ(result.json()["adders"], parse_json(R"({"full":48,"half":8})"));
    EXPECT_TRUE(result.json()["counterexample"].is_null());
    EXPECT_EQ(result.json()["uncovered_nodes"], ParsedJson::array());
    const CliResult check =
        run_cli({"circuit", "check-certificate", circuit, file("proof.txt"), "--json"});
    EXPECT_EQ(check.code, 0) << check.err;
    EXPECT_EQ(check.json()["multiplier"], numbers);
    EXPECT_EQ(check.json()["operands"], "0-7,8-15");
  }
}

TEST_F(CircuitVerbs, VerifySaysWhichNumbersAreMultipliedWrongly) {
  Aig aig = make_multiplier({MultiplierFamily::kArray, 4});
  std::swap(aig.outputs[1], aig.outputs[2]);
  const CliResult result = run_cli({"circuit", "verify", written(aig), "--multiplier", "unsigned",
                                    "--certificate", file("proof.txt"), "--json"});
  EXPECT_EQ(result.code, 10) << result.err;
  const ParsedJson json = result.json();
  EXPECT_EQ(json["verdict"], "WRONG");
  const auto number = [&json](const char* name) {
    return std::stoull(json["counterexample"][name].get<std::string>(), nullptr, 16);
  };
  EXPECT_EQ(number("a") * number("b"), number("expected"));
  EXPECT_NE(number("got"), number("expected"));
  EXPECT_TRUE(json["certificate"].is_null());
  EXPECT_FALSE(fs::exists(file("proof.txt")));
}

TEST_F(CircuitVerbs, VerifyReadsOperandsInAnyOrder) {
  const auto verdict = [&](const std::string& circuit, const std::string& operands) {
    const CliResult result = run_cli({"circuit", "verify", circuit, "--multiplier", "unsigned",
                                      "--operands", operands, "--json"});
    return result.json()["verdict"].get<std::string>();
  };
  const std::string circuit = array(4);
  for (const char* operands : {"split", "0-3,4-7", "4-7,0-3", "0+1-3,4+5+6+7", "a,b", "b,a"}) {
    EXPECT_EQ(verdict(circuit, operands), "PROVED") << operands;
  }
  for (const char* operands : {"interleaved", "3-0,4-7", "0-3,7-4", "0-2+4,3+5-7", "0-4,5-7"}) {
    EXPECT_EQ(verdict(circuit, operands), "WRONG") << operands;
  }
}

TEST_F(CircuitVerbs, OperandsThatAreNone) {
  const std::string circuit = array(4);
  const auto expect_problem = [&](const std::string& operands, int code, const std::string& part) {
    expect_refused({"circuit", "verify", circuit, "--multiplier", "signed", "--operands", operands},
                   code, part);
  };
  expect_problem("0-3", 2, "two operands with a comma");
  expect_problem("0-3,4-7,0", 2, "two operands with a comma");
  expect_problem("0-3,4-8", 2, "'8', need an input from 0 to 7");
  expect_problem("0-3,4-", 2, "'', need an input from 0 to 7");
  expect_problem("0-3-4,5-7", 2, "'3-4', need an input");
  expect_problem("0-3,4-99999999999999999999", 2, "need an input from 0 to 7");
  expect_problem("a,c", 2, "no input is called c[0] or c0");
  expect_problem("0-3+0-3+0,4-7", 2, "two bits of an operand");
  expect_problem("0-3,4-6", 3, "every input in one operand");
  expect_problem("0-3,3-6", 3, "two operand bits");
}

TEST_F(CircuitVerbs, CertificatesOfOtherCircuitsDoNotHold) {
  ASSERT_EQ(run_cli({"circuit", "verify", array(4), "--multiplier", "unsigned", "--certificate",
                     file("proof.txt")})
                .code,
            0);
  expect_refused({"circuit", "check-certificate", array(4, true), file("proof.txt")}, 3,
                 "the certificate does not hold");
  expect_refused({"circuit", "check-certificate", array(5), file("proof.txt")}, 3, "proof.txt:2");
  expect_refused({"circuit", "check-certificate", array(4), file("none.txt")}, 3, "none.txt");
}

#else

TEST_F(CircuitVerbs, ProofsNeedGmp) {
  expect_refused({"circuit", "verify", array(4), "--multiplier", "unsigned"}, 4, "GMP");
  expect_refused({"circuit", "check-certificate", array(4), "proof.txt"}, 4, "GMP");
}

#endif

}  // namespace
}  // namespace heddle::test
