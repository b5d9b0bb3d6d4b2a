#include "heddle/circuits/io/yosys_cells.h"

#include "heddle/circuits/io/genlib_reader.h"

#include <span>

namespace heddle {
namespace {

// As "help $_AOI4_" of Yosys defines them.
constexpr std::string_view kGates =
    "GATE $_BUF_ 1 Y=A;\n"
    "GATE $_NOT_ 1 Y=!A;\n"
    "GATE $_AND_ 1 Y=A*B;\n"
    "GATE $_NAND_ 1 Y=!(A*B);\n"
    "GATE $_OR_ 1 Y=A+B;\n"
    "GATE $_NOR_ 1 Y=!(A+B);\n"
    "GATE $_XOR_ 1 Y=A^B;\n"
    "GATE $_XNOR_ 1 Y=!(A^B);\n"
    "GATE $_ANDNOT_ 1 Y=A*!B;\n"
    "GATE $_ORNOT_ 1 Y=A+!B;\n"
    "GATE $_MUX_ 1 Y=A*!S+B*S;\n"
    "GATE $_NMUX_ 1 Y=!(A*!S+B*S);\n"
    "GATE $_AOI3_ 1 Y=!(A*B+C);\n"
    "GATE $_OAI3_ 1 Y=!((A+B)*C);\n"
    "GATE $_AOI4_ 1 Y=!(A*B+C*D);\n"
    "GATE $_OAI4_ 1 Y=!((A+B)*(C+D));\n";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

const GateLibrary& yosys_gates() {
  static const GateLibrary library =
      read_genlib(open_bytes(std::as_bytes(std::span(kGates)), "the gates of Yosys"));
  return library;
}

YosysCellKind kind_of_yosys_cell(std::string_view type) {
  if (yosys_gates().find(type) != nullptr) return YosysCellKind::kGate;
  if (type == "$scopeinfo") return YosysCellKind::kNoLogic;
  if (!type.starts_with('$') || type.starts_with("$paramod")) return YosysCellKind::kModule;
  const bool sequential = contains(type, "FF") || contains(type, "LATCH") || contains(type, "ff") ||
                          contains(type, "latch") || type.starts_with("$mem") ||
                          type.starts_with("$_SR_") || type == "$sr" || type == "$fsm";
  return sequential ? YosysCellKind::kSequential : YosysCellKind::kWords;
}

}  // namespace heddle
