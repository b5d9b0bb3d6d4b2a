#include "tests/apps/cli.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() is of POSIX
#include <stdexcept>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heddle::test {
namespace {

// Between fork and exec: system calls only.
[[noreturn]] void become_program(char* const* arguments, const CliOptions& options, int out,
                                 int err) {
  if (!options.directory.empty() && ::chdir(options.directory.c_str()) != 0) ::_exit(126);
  if (options.file_size_limit >= 0) {
    const auto bytes = static_cast<rlim_t>(options.file_size_limit);
    const rlimit limit = {bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);  // then write() fails instead
  }
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

std::string read_all(int descriptor) {
  std::string text;
  char block[4096];
  ::lseek(descriptor, 0, SEEK_SET);
  for (ssize_t got = 0; (got = ::read(descriptor, block, sizeof(block))) > 0;) {
    text.append(block, static_cast<size_t>(got));
  }
  return text;
}

}  // namespace

ParsedJson CliResult::json() const {
  std::string text = out;
  while (text.ends_with('\n')) text.pop_back();
  return parse_json(text.substr(text.rfind('\n') + 1));
}

CliProcess::CliProcess(const Arguments& arguments, const CliOptions& options)
    : CliProcess(HEDDLE_CLI, arguments, options) {}

CliProcess::CliProcess(const std::string& program, const Arguments& arguments,
                       const CliOptions& options) {
  out_ = ::memfd_create("out", MFD_CLOEXEC);
  err_ = ::memfd_create("err", MFD_CLOEXEC);
  std::vector<std::string> texts = {program};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) become_program(pointers.data(), options, out_, err_);
}

CliProcess::~CliProcess() {
  if (running()) {
    signal(SIGKILL);
    wait();
  }
  ::close(out_);
  ::close(err_);
}

void CliProcess::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

bool CliProcess::running() {
  if (pid_ < 0) return false;
  if (::waitpid(pid_, &status_, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

CliResult CliProcess::wait() {
  if (pid_ > 0) ::waitpid(pid_, &status_, 0);
  pid_ = -1;
  const int code = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  return {code, read_all(out_), read_all(err_)};
}

CliResult run_cli(const Arguments& arguments, const CliOptions& options) {
  return CliProcess(arguments, options).wait();
}

CliResult run_program(const std::string& program, const Arguments& arguments,
                      const CliOptions& options) {
  return CliProcess(program, arguments, options).wait();
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string scores_of(const std::filesystem::path& run) {
  std::string text = read_text(run / "metrics.csv"), scores;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    scores += text.substr(at, text.rfind(',', end) - at) + "\n";
    at = end + 1;
  }
  return scores;
}

}  // namespace heddle::test
