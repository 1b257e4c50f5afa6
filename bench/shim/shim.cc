// SPDX-License-Identifier: MIT
// The only C++ of the house: see shim.h.
#include "bench/shim/shim.h"

#include <benchmark/benchmark.h>

#include <cstring>
#include <map>
#include <sstream>
#include <string>

namespace
{

std::map<std::string, void *> contexts; // of what is registered, by name

// Hands each result to C, and a copy to Google Benchmark's own JSON writer.
class Reporter : public benchmark::BenchmarkReporter
{
  public:
    void (*tell)(void *, const shim_result *) = nullptr;
    void *context = nullptr;
    std::ostringstream json_text;
    benchmark::JSONReporter json;
    bool begun = false;

    Reporter()
    {
        json.SetOutputStream(&json_text);
        json.SetErrorStream(&json_text);
    }

    bool ReportContext(const Context &about) override
    {
        if (!begun)
            json.ReportContext(about);
        begun = true;
        return true;
    }

    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs) {
            const std::string name = run.run_name.function_name;
            shim_result result = {};
            result.name = name.c_str();
            result.context = contexts[name];
            result.iterations = static_cast<uint64_t>(run.iterations);
            if (run.iterations > 0) {
                result.real_ns = run.real_accumulated_time * 1e9 / static_cast<double>(run.iterations);
                result.cpu_ns = run.cpu_accumulated_time * 1e9 / static_cast<double>(run.iterations);
            }
            result.failed = run.error_occurred;
            tell(context, &result);
        }
        json.ReportRuns(runs);
    }
};

Reporter &reporter()
{
    static Reporter the_one;
    return the_one;
}

void initialise()
{
    static bool done = false;
    if (done)
        return;
    done = true;
    static char name[] = "glasslock-bench";
    char *arguments[] = {name, nullptr};
    int count = 1;
    benchmark::Initialize(&count, arguments);
}

// One batch of all iterations: Google Benchmark's clocks stand around the loop in C, not inside it.
void run_body(benchmark::State &state, const shim_benchmark &b)
{
    const uint64_t n = state.max_iterations;
    while (state.KeepRunningBatch(state.max_iterations))
        if (!b.body(b.context, n))
            state.SkipWithError("failed");
    if (b.bytes > 0)
        state.SetBytesProcessed(static_cast<int64_t>(b.bytes * static_cast<double>(n)));
    if (b.items > 0)
        state.SetItemsProcessed(static_cast<int64_t>(b.items * static_cast<double>(n)));
}

} // namespace

extern "C" void shim_register(const shim_benchmark *benchmark)
{
    initialise();
    const shim_benchmark copy = *benchmark;
    contexts[copy.name] = copy.context;
    auto *registered = benchmark::RegisterBenchmark(
        benchmark->name, [copy](benchmark::State &state) { run_body(state, copy); });
    if (copy.iterations > 0)
        registered->Iterations(static_cast<benchmark::IterationCount>(copy.iterations));
    else
        registered->MinTime(copy.min_seconds);
}

extern "C" void shim_run(void (*tell)(void *, const shim_result *), void *context)
{
    initialise();
    reporter().tell = tell;
    reporter().context = context;
    benchmark::RunSpecifiedBenchmarks(&reporter(), "all");
    benchmark::ClearRegisteredBenchmarks();
    contexts.clear();
}

extern "C" char *shim_json(void)
{
    reporter().json.Finalize();
    return strdup(reporter().json_text.str().c_str());
}

extern "C" const char *shim_version(void)
{
    return GLASSLOCK_BENCHMARK_VERSION;
}
