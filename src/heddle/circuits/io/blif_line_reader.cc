#include "heddle/circuits/io/blif_line_reader.h"

namespace heddle {

bool BlifLineReader::next(std::vector<std::string_view>& words) {
  std::string_view line;
  bool continues = false;
  do {
    if (!next_part(line, continues)) return false;
    first_line_ = lines_;
    if (continues) {
      joined_ = line;
      for (std::string_view part; continues && next_part(part, continues);) {
        (joined_ += ' ') += part;
      }
      line = joined_;
    }
    words = splitter_.split(line, reader_);
  } while (words.empty());
  return true;
}

bool BlifLineReader::next_part(std::string_view& part, bool& continues) {
  if (!reader_.next(part)) return false;
  ++lines_;
  part = part.substr(0, part.find('#'));
  part = part.substr(0, part.find_last_not_of(" \t") + 1);
  continues = part.ends_with('\\');
  if (continues) part.remove_suffix(1);
  return true;
}

}  // namespace heddle
