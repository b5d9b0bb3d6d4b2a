// Runs the command line as a user would.
#pragma once

#include "heddle/base/json.h"

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace heddle::test {

struct CliResult {
  int code = -1;  // 128 + signal if a signal ended it
  std::string out, err;

  ParsedJson json() const;  // the last line of standard output
};

struct CliOptions {
  std::filesystem::path directory;  // where it runs; empty: here
  long file_size_limit = -1;        // bytes that a file may have, as if the disk were full there
};

using Arguments = std::vector<std::string>;

CliResult run_cli(const Arguments& arguments, const CliOptions& options = {});
CliResult run_program(const std::string& program, const Arguments& arguments,
                      const CliOptions& options = {});

// A run that goes on while the test does something.
class CliProcess {
 public:
  explicit CliProcess(const Arguments& arguments, const CliOptions& options = {});
  // Another program of this build than the command line.
  CliProcess(const std::string& program, const Arguments& arguments, const CliOptions& options);
  ~CliProcess();  // ends it
  CliProcess(const CliProcess&) = delete;
  CliProcess& operator=(const CliProcess&) = delete;

  void signal(int number) const;
  bool running();
  CliResult wait();

 private:
  pid_t pid_ = -1;
  int status_ = 0;
  int out_ = -1, err_ = -1;  // unnamed files that collect the output
};

std::string read_text(const std::filesystem::path& path);

// metrics.csv of a run directory without the seconds, which differ from run to run.
std::string scores_of(const std::filesystem::path& run);

}  // namespace heddle::test
