#include "apps/heddle/interrupt.h"

#include <atomic>
#include <csignal>

namespace heddle::cli {
namespace {

// A signal handler reaches nothing but globals.
Cancellation g_cancellation;
std::atomic<int> g_signal{0};

void on_signal(int signal) {
  g_signal.store(signal, std::memory_order_relaxed);
  g_cancellation.request();
}

}  // namespace

Interrupt::Interrupt() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

Interrupt::~Interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

const Cancellation& Interrupt::cancellation() const { return g_cancellation; }

int Interrupt::signal() const { return g_signal.load(std::memory_order_relaxed); }

}  // namespace heddle::cli
