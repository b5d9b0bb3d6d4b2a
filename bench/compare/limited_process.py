"""Runs one measurement in a process of its own, with limits on memory and time."""

import json
import os
import resource
import signal
import subprocess

OUT_OF_MEMORY_EXIT = 5  # of heddle

# For torch alone. It gives every large block back to the system and gets it anew, page by page,
# in the next epoch; these settings let it keep and reuse them, with huge pages.
TORCH_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
                "MALLOC_TOP_PAD_": str(1 << 28), "THP_MEM_ALLOC_ENABLE": "1"}


def run_limited(command, limits, threads, torch=False):
    """The JSON object of the command's last line, or {"error": why there is none}."""
    limit = limits["memory_gib"] << 30
    count = str(threads)
    environment = {**os.environ, "OMP_NUM_THREADS": count, "MKL_NUM_THREADS": count,
                   "TORCHINDUCTOR_COMPILE_THREADS": "1", **(TORCH_MEMORY if torch else {})}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))
    try:
        out, err = process.communicate(timeout=limits["seconds"])
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return {"error": "timed out"}
    if process.returncode == 0:
        return json.loads(out.splitlines()[-1])
    return {"error": reason(process.returncode, err)}


def reason(code, err):
    """Why a process failed: the last line it wrote."""
    if code in (OUT_OF_MEMORY_EXIT, -signal.SIGKILL) or "bad_alloc" in err:
        return "out of memory"
    lines = err.strip().splitlines()
    return f"failed ({code}): {lines[-1][:200] if lines else 'no message'}"
