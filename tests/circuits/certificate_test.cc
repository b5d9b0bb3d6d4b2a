#if HEDDLE_HAVE_GMP

#include "heddle/circuits/faults.h"
#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/verify/certificate_checker.h"
#include "heddle/circuits/verify/certificate_writer.h"
#include "tests/circuits/rectangular_multiplier.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <functional>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace heddle {
namespace {

using Lines = std::vector<std::string>;

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Of a circuit that is proved.
std::string certificate_of(const Aig& aig, const MultiplierOperands& operands, bool is_signed) {
  const MultiplierProof proof = prove_multiplier(aig, operands, is_signed, scan_adders(aig));
  EXPECT_EQ(to_string(proof.verdict), "PROVED");
  const test::TempDir dir;
  write_certificate(dir.path() / "proof.txt", aig, operands, is_signed, proof);
  return read_text_file(dir.path() / "proof.txt", int64_t{1} << 30);
}
std::string certificate_of(const Aig& aig, bool is_signed) {
  return certificate_of(aig, halves_of_inputs(aig), is_signed);
}

CertificateSummary replay(const Aig& aig, const std::string& text) {
  return check_certificate(aig, open_bytes(std::as_bytes(std::span(text)), "proof.txt"));
}

std::optional<CertificateSummary> replay_or_refuse(const Aig& aig, const std::string& text) {
  try {
    return replay(aig, text);
  } catch (const Error& error) {
    EXPECT_EQ(to_string(error.kind()), "InvalidArgument") << error.what();
    return std::nullopt;
  }
}

// By all pairs of operands.
bool is_true(const Aig& aig, const CertificateSummary& claim) {
  const int64_t words = std::max<int64_t>(1, (int64_t{1} << aig.inputs) / 64);
  return !find_mismatch(aig, {claim.a, claim.b}, claim.is_signed, words, 0).has_value();
}

// Calls `visit` for every certificate that differs in one place: a line is missing, stands twice or
// is swapped with the next, or a number is another one.
void for_each_mutation(const Lines& lines, int64_t largest_number,
                       const std::function<void(const Lines&, size_t line)>& visit) {
  for (size_t i = 0; i < lines.size(); ++i) {
    Lines changed = lines;
    changed.erase(changed.begin() + static_cast<int64_t>(i));
    visit(changed, i);
    changed = lines;
    changed.insert(changed.begin() + static_cast<int64_t>(i), lines[i]);
    visit(changed, i);
    if (i + 1 < lines.size() && lines[i] != lines[i + 1]) {
      changed = lines;
      std::swap(changed[i], changed[i + 1]);
      visit(changed, i);
    }
    std::istringstream in(lines[i]);
    const std::vector<std::string> words(std::istream_iterator<std::string>(in), {});
    for (size_t w = 0; w < words.size(); ++w) {
      if (words[w].find_first_not_of("0123456789") != std::string::npos) continue;
      for (int64_t number = 0; number <= largest_number; ++number) {
        if (std::to_string(number) == words[w]) continue;
        std::vector<std::string> others = words;
        others[w] = std::to_string(number);
        std::string line;
        for (const std::string& word : others) line += (line.empty() ? "" : " ") + word;
        changed = lines;
        changed[i] = line;
        visit(changed, i);
      }
    }
  }
}

TEST(Certificate, OfAllFamiliesReplays) {
  for (const MultiplierFamily family :
       {MultiplierFamily::kArray, MultiplierFamily::kCarrySave, MultiplierFamily::kWallace,
        MultiplierFamily::kDadda, MultiplierFamily::kBooth}) {
    for (const bool is_signed : {false, true}) {
      for (const int64_t bits : {1, 2, 3, 8, 21, 40}) {
        const Aig aig = make_multiplier({family, bits, is_signed});
        const CertificateSummary summary = replay(aig, certificate_of(aig, is_signed));
        EXPECT_EQ(summary.is_signed, is_signed);
        EXPECT_EQ(summary.a, halves_of_inputs(aig).a);
        EXPECT_EQ(summary.b, halves_of_inputs(aig).b);
      }
    }
  }
}

TEST(Certificate, CountsItsLines) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 8});
  const CertificateSummary summary = replay(aig, certificate_of(aig, false));
  EXPECT_EQ(summary.full_adders, 48);
  EXPECT_EQ(summary.half_adders, 8);
  EXPECT_EQ(summary.expanded, 64);
}

TEST(Certificate, OfOddShapesReplays) {
  for (const int64_t a_bits : {1, 4}) {
    for (const int64_t outputs : {1, 3, 7, 10}) {
      const Aig aig = test::rectangular_multiplier(a_bits, 3, outputs, false);
      const std::string text = certificate_of(aig, test::first_and_rest(a_bits, 3), false);
      EXPECT_TRUE(is_true(aig, replay(aig, text)));
    }
  }
}

TEST(Certificate, IsReadableByHand) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 2});
  EXPECT_EQ(certificate_of(aig, false),
            "heddle multiplier certificate 1\n"
            "circuit 4 10 4\n"
            "unsigned\n"
            "a 0 1\n"
            "b 2 3\n"
            "half 28 24 16 22\n"
            "half 20 16 12 14\n"
            "expand 5\nexpand 6\nexpand 7\nexpand 11\n"
            "end\n");
}

// What is accepted with a change claims something true. Nothing can be left out.
TEST(Certificate, WithAChangeIsRefusedOrTrue) {
  for (const bool is_signed : {false, true}) {
    const Aig aig = make_multiplier({MultiplierFamily::kArray, 3, is_signed});
    const Lines lines = lines_of(certificate_of(aig, is_signed));
    int64_t refused = 0, accepted = 0;
    for_each_mutation(lines, 2 * aig.variables() + 1, [&](const Lines& changed, size_t) {
      const auto claim = replay_or_refuse(aig, joined(changed));
      if (claim) {
        ASSERT_TRUE(is_true(aig, *claim)) << joined(changed);
      }
      if (changed.size() < lines.size()) {
        EXPECT_FALSE(claim.has_value()) << joined(changed);
      }
      ++(claim ? accepted : refused);
    });
    EXPECT_GT(refused, 4000);
    EXPECT_GT(accepted, 0);  // two lines that do not depend on each other are swapped
    EXPECT_LT(accepted, 100);
  }
}

// Certificates of the right circuit, with and without changes, for one that computes something
// else: whoever accepts one is wrong.
TEST(Certificate, OfAWrongCircuitIsRefused) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 3});
  const Lines lines = lines_of(certificate_of(aig, false));
  int64_t wrong_circuits = 0;
  for (int64_t index = 0; index < 120; ++index) {
    const Fault fault = random_fault(aig, 5, index);
    const Aig faulty = with_fault(aig, fault);
    int64_t tried = 0;
    if (find_mismatch(faulty, halves_of_inputs(aig), false, 1, 0)) ++wrong_circuits;
    const auto expect_no_lie = [&](const Lines& changed, size_t line) {
      // The lines of the header make other claims, which may be true.
      if (line >= 5 && ++tried % 7 != index % 7) return;
      const auto claim = replay_or_refuse(faulty, joined(changed));
      if (claim) {
        ASSERT_TRUE(is_true(faulty, *claim)) << to_string(fault) << '\n' << joined(changed);
      }
    };
    expect_no_lie(lines, 0);
    for_each_mutation(lines, 2 * aig.variables() + 1, expect_no_lie);
  }
  EXPECT_GT(wrong_circuits, 80);
}

// Gates and outputs that are exchanged against the same certificate.
TEST(Certificate, OfAnotherCircuitIsRefused) {
  const Aig aig = make_multiplier({MultiplierFamily::kDadda, 8});
  const std::string text = certificate_of(aig, false);
  const auto expect_refused = [&text](const Aig& other, std::string_view word) {
    test::expect_error(ErrorKind::kInvalidArgument, {"proof.txt:", word},
                       [&] { replay(other, text); });
  };
  expect_refused(make_multiplier({MultiplierFamily::kDadda, 9}), "circuit");
  expect_refused(make_multiplier({MultiplierFamily::kDadda, 8, true}), "circuit");
  // As many gates, other ones.
  expect_refused(make_multiplier({MultiplierFamily::kCarrySave, 8}), "proof.txt");
  Aig swapped = aig;
  std::swap(swapped.outputs[3], swapped.outputs[4]);
  expect_refused(swapped, "does not hold");
  Aig inverted_output = aig;
  inverted_output.outputs[15] = inverted(inverted_output.outputs[15]);
  expect_refused(inverted_output, "does not hold");
}

TEST(Certificate, SaysWhichLineDoesNotHold) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 2});
  const Lines lines = lines_of(certificate_of(aig, false));
  const auto expect_refused = [&](size_t line, const std::string& instead, std::string_view word) {
    Lines changed = lines;
    changed[line] = instead;
    test::expect_error(ErrorKind::kInvalidArgument, {"proof.txt:" + std::to_string(line + 1), word},
                       [&] { replay(aig, joined(changed)); });
  };
  expect_refused(0, "heddle multiplier certificate 2", "as the first line");
  expect_refused(1, "circuit 4 10 5", "this circuit");
  expect_refused(2, "positive", "'signed' or 'unsigned'");
  expect_refused(3, "a", "operand");
  expect_refused(4, "b 2 2", "every input");
  expect_refused(5, "half 28 24 16 16", "different inputs");
  expect_refused(5, "half 28 24 16 0", "different inputs");
  expect_refused(5, "half 28 24 16 2", "depend on the inputs of the line alone");
  expect_refused(5, "half 28 25 16 22", "2 carry + sum = sum of inputs");
  expect_refused(5, "half 28 24 16", "sum, carry and inputs");
  expect_refused(5, "half 28 24 16 30", "literals of the circuit");
  expect_refused(5, "full 28 24 16 22", "sum, carry and inputs");
  expect_refused(5, "half 28 24 16 -22", "numbers");
  expect_refused(5, "half 28 24 16 22 ", "numbers");
  expect_refused(5, "half 28 24 16 99999999999999999999", "numbers");
  expect_refused(5, "top 28 16 22", "the highest weight");
  expect_refused(5, "top 28 16 23", "sum = XOR of inputs");
  expect_refused(5, "expand 15", "a variable of the circuit");
  expect_refused(5, "shrink 5", "full, half, top, expand or end");
}

// a b without its last carry: p2 is an XOR, and nobody asks for what it carries.
TEST(Certificate, AnXorIsASumAtTheHighestWeightAlone) {
  Aig aig = make_multiplier({MultiplierFamily::kArray, 2});
  Lines lines = lines_of(certificate_of(aig, false));
  ASSERT_EQ(lines[5], "half 28 24 16 22");
  lines[5] = "top 28 16 22";
  aig.outputs[3] = kFalse;
  test::expect_error(ErrorKind::kInvalidArgument, {"proof.txt:6", "the highest weight"},
                     [&] { replay(aig, joined(lines)); });
  aig.outputs.resize(3);
  aig.output_names.clear();
  lines[1] = "circuit 4 10 3";
  EXPECT_TRUE(is_true(aig, replay(aig, joined(lines))));
}

TEST(Certificate, EndsWithEnd) {
  const Aig aig = make_multiplier({MultiplierFamily::kArray, 2});
  const std::string text = certificate_of(aig, false);
  const auto expect_refused = [&aig](const std::string& changed) {
    test::expect_error(ErrorKind::kInvalidArgument, {"end"}, [&] { replay(aig, changed); });
  };
  expect_refused(text + "end\n");
  expect_refused(text + "\n");
  expect_refused(text.substr(0, text.size() - 4));
  test::expect_error(ErrorKind::kInvalidArgument, {"as the first line"}, [&] { replay(aig, ""); });
  replay(aig, text.substr(0, text.size() - 1));  // the last line end may be missing
}

}  // namespace
}  // namespace heddle

#endif
