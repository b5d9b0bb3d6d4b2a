// heddle train DATA: trains a model and leaves a run directory.

#include "apps/heddle/exit_codes.h"
#include "apps/heddle/interrupt.h"
#include "apps/heddle/progress.h"
#include "apps/heddle/training_arguments.h"
#include "apps/heddle/verb.h"
#include "heddle/base/units.h"
#include "heddle/ir/printer.h"
#include "heddle/planner/explain.h"
#include "heddle/train/checkpoint.h"
#include "heddle/train/metrics_log.h"
#include "heddle/train/report_html.h"
#include "heddle/train/report_json.h"
#include "heddle/train/run_directory.h"
#include "heddle/train/run_progress.h"
#include "heddle/train/single_run.h"
#include "heddle/train/trainer.h"

#include <cctype>
#include <cmath>
#include <optional>
#include <unistd.h>

namespace heddle::cli {
namespace {

namespace fs = std::filesystem;

struct TrainArguments : TrainingArguments {
  std::string out;
  bool resume = false;

  void add_to(Verb& verb) {
    verb.add_option("--out", out, "the run directory (default: a new one below runs/)")
        .type_name("DIR")
        .take_last();
    verb.add_flag("--resume", resume, "go on with the training in --out, to the same bits");
    TrainingArguments::add_to(verb);
  }
};

// Settings that may differ when a training is resumed: no result up to now depends on them. The
// trainings of a cross-validation are compared with each other, so all must be equally long.
bool may_change(std::string_view name, const TrainConfig& saved) {
  if (name == "epochs" || name == "patience") return saved.protocol != "fair-cv";
  return name == "threads" || name == "repeat";
}

// A finished run is not trained on: its length cannot change any more.
void require_unfinished_for_new_length(const TrainConfig& saved, const TrainConfig& wanted,
                                       const fs::path& out) {
  const fs::path last = out / "last.safetensors";
  if (saved.epochs == wanted.epochs && saved.patience == wanted.patience) return;
  if (!fs::exists(last)) return;
  const Checkpoint checkpoint = read_checkpoint(last);
  const RunProgress progress =
      run_progress_from_json(checkpoint.text("progress"), checkpoint.source());
  const bool finished = !progress.current.weights_sha256.empty();
  if (!finished || std::ssize(progress.finished) + 1 < saved.repeat) return;
  throw UsageError(
      fmt::format("--resume: the training in {} is finished; other epochs or patience need another "
                  "--out",
                  out.string()));
}

// Whether two texts name the same data, perhaps by different paths.
bool same_data(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return a == b || fs::equivalent(a, b, ignored);
}

void require_same_data(const ConfigFile& saved, const std::string& data,
                       std::optional<bool> undirected, const fs::path& path) {
  if (!data.empty() && !same_data(data, saved.data)) {
    throw UsageError(fmt::format("--resume: {} has data = \"{}\"; other data needs another --out",
                                 path.string(), saved.data));
  }
  if (undirected && undirected != saved.undirected) {
    throw UsageError(
        fmt::format("--resume: {} has {}; other data needs another --out", path.string(),
                    saved.undirected ? fmt::format("undirected = {}", *saved.undirected)
                                     : "neither --directed nor --undirected"));
  }
}

// The configuration of the run to resume, after checking that nothing given contradicts it.
ConfigFile resumed_config(const TrainArguments& arguments) {
  if (arguments.out.empty()) throw UsageError("--resume needs --out, the run directory");
  const fs::path path = fs::path(arguments.out) / "config.toml";
  ConfigFile file = read_config_file(path);
  const ConfigFile given = config_file_of(arguments);
  require_same_data(file, given.data, given.undirected, path);
  require_same_data(file, arguments.data_text(), arguments.data.undirectedness(), path);
  TrainConfig saved, wanted;
  apply(file, saved);
  wanted = saved;
  apply(given, wanted);
  arguments.flags.apply(wanted);
  for (const ConfigField& field : config_fields()) {
    const std::string before = print_config_value(saved, field);
    if (may_change(field.name, saved) || before == print_config_value(wanted, field)) continue;
    throw UsageError(fmt::format("--resume: {} has {} = {}; other settings need another --out",
                                 path.string(), field.name, before));
  }
  require_unfinished_for_new_length(saved, wanted, arguments.out);
  file.values.insert(file.values.end(), given.values.begin(), given.values.end());
  return file;
}

// What may stand in a folder's name.
std::string plain_name(std::string name) {
  for (char& c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    if (!plain) c = '-';
  }
  return name;
}

// Everything that `train` does around the training itself.
class Training {
 public:
  Training(const TrainArguments& arguments, TrainingSetup setup, Console& console)
      : arguments_(arguments),
        setup_(std::move(setup)),
        console_(console),
        progress_(console, setup_.config) {
    out_ = arguments.out;
    if (out_.empty()) {
      out_ = unused_path(fs::path("runs") /
                         plain_name(setup_.dataset.name + "-" + setup_.config.model.model));
    }
    resume_ = arguments.resume && fs::exists(out_ / "last.safetensors");
  }

  int run() {
    print_setup(setup_, console_);
    const Interrupt interrupt;
    TrainHooks hooks;
    hooks.on_graph_read = [this] { setup_.dataset.graph.release_edges(); };
    hooks.on_plan = [this](const TrainPlan& plan) { start(plan); };
    hooks.on_epoch = [this](const EpochRecord& record, const TrainingPosition& position) {
      progress_.epoch(record, position);
      metrics_->append(record, position);
    };
    hooks.cancellation = &interrupt.cancellation();
    hooks.run_directory = out_;
    hooks.resume = resume_;
    hooks.profile = true;
    arguments_.apply_to(hooks, console_);
    const TrainReport report = train(setup_.dataset, setup_.config, hooks);
    progress_.finish();
    finish(report);
    console_.object(summary_json(report));
    const bool interrupted = !report.runs.empty() && report.runs.back().interrupted;
    return interrupted ? kSignalBase + interrupt.signal() : kDone;
  }

 private:
  // Called before anything is trained: a folder that cannot be written is found out now.
  void start(const TrainPlan& plan) {
    directory_.emplace(out_, resume_);
    if (!directory_->moved_to().empty()) {
      console_.say("{:<9}{} held a run; its files are now in {}", "out", out_.string(),
                   directory_->moved_to().string());
    }
    directory_->write("config.toml",
                      print_config_file(setup_.config, setup_.data, setup_.undirected));
    directory_->write("program.txt", print_program(plan.inference));
    directory_->write("explain.txt", explain_text(plan.training, {.refusals = true}) + "\n" +
                                         explain_text(plan.evaluation, {.refusals = true}));
    metrics_.emplace(out_, epochs_done());
    console_.say("{:<9}{} parameters; predicted: {} per epoch, {} of memory", "plan",
                 format_count(plan.parameters), format_seconds(plan.epoch_seconds),
                 format_bytes(plan.planned_memory_bytes));
  }

  int64_t epochs_done() const {
    if (!resume_) return 0;
    const Checkpoint checkpoint = read_checkpoint(out_ / "last.safetensors");
    const int64_t epochs = checkpoint.integer(kEpochsDoneKey);
    console_.say("{:<9}{} with {} epochs done", "resume", out_.string(), format_count(epochs));
    return epochs;
  }

  void finish(const TrainReport& report) {
    directory_->write("report.json", report_json(report, setup_.config, setup_.data));
    directory_->write("report.html", report_html(report, setup_.config, setup_.data));
    const bool interrupted = !report.runs.empty() && report.runs.back().interrupted;
    if (interrupted) {
      console_.say("interrupted after epoch {}; to go on: heddle train --out {} --resume",
                   report.runs.back().epochs.size(), out_.string());
      return;
    }
    print_scores(report);
    console_.say("{:<9}{} per epoch (median; predicted {}), the first {}", "time",
                 format_seconds(report.epoch_seconds_median),
                 format_seconds(report.predicted_epoch_seconds),
                 format_seconds(report.first_epoch_seconds));
    console_.say("{:<9}{} at most (planned {})", "memory", format_bytes(report.peak_memory_bytes),
                 format_bytes(report.planned_memory_bytes));
    console_.say("{:<9}{}", "report", (out_ / "report.html").string());
  }

  void print_scores(const TrainReport& report) {
    if (report.runs.size() == 1) {
      const RunResult& run = report.runs[0];
      console_.say("{:<9}{} {:.4f} at epoch {} (train {:.4f}, val {:.4f})", "test", report.metric,
                   run.test, run.best_epoch, run.train, run.validation);
      return;
    }
    const bool folds = setup_.config.protocol == "fair-cv";
    for (size_t i = 0; i < report.runs.size(); ++i) {
      const RunResult& run = report.runs[i];
      const std::string chosen = run.chosen ? fmt::format(", hidden {}, dropout {}",
                                                          run.chosen->hidden, run.chosen->dropout)
                                            : "";
      console_.say("{:<9}{}: {} {:.4f} at epoch {} (train {:.4f}, val {:.4f}{})", "",
                   folds ? fmt::format("fold {}", i + 1) : fmt::format("seed {}", run.seed),
                   report.metric, run.test, run.best_epoch, run.train, run.validation, chosen);
    }
    console_.say("{:<9}{} {:.4f} +- {:.4f} over {} runs", "test", report.metric, report.test_mean,
                 report.test_std, report.runs.size());
  }

  const TrainArguments& arguments_;
  TrainingSetup setup_;
  Console& console_;
  Progress progress_;
  fs::path out_;
  bool resume_ = false;
  std::optional<RunDirectory> directory_;
  std::optional<MetricsLog> metrics_;
};

int run_train(const TrainArguments& arguments, Console& console) {
  const ConfigFile file = arguments.resume ? resumed_config(arguments) : config_file_of(arguments);
  return Training(arguments, set_up(arguments, file), console).run();
}

}  // namespace

void add_train(CommandLine& command_line, Chosen& chosen) {
  add_verb<TrainArguments>(command_line, chosen, "train", "train a model and write a run directory",
                           run_train);
}

}  // namespace heddle::cli
