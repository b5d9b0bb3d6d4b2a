// The folder that a training leaves behind.
//
//   config.toml        every setting; heddle train --config runs it again
//   metrics.csv        one line per epoch, written as it ends; metrics.jsonl: the same as JSON
//   best.safetensors   the model: weights and the Program's text
//   last.safetensors   all that --resume needs
//   program.txt        the inference Program; explain.txt: the plan and its predictions
//   report.json        the result; report.html: the same to look at
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace heddle {

class RunDirectory {
 public:
  // Creates the folder if need be. Unless `resume`, files of an earlier run there are moved into
  // its subfolder earlier-1, earlier-2, ...: nothing is lost by running a command again.
  // Throws Io naming the folder.
  RunDirectory(std::filesystem::path path, bool resume);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(std::string_view name) const { return path_ / name; }
  // Where the files of an earlier run went; empty if there were none.
  const std::filesystem::path& moved_to() const { return moved_to_; }

  // Replaces one of the files; throws Io.
  void write(std::string_view name, std::string_view text) const;

 private:
  void move_earlier_files();

  std::filesystem::path path_, moved_to_;
};

// "base" if it does not exist yet, else "base-2", "base-3", ...
std::filesystem::path unused_path(const std::filesystem::path& base);

}  // namespace heddle
