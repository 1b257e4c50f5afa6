// SPDX-License-Identifier: MIT
#include "tests/ct/step.h"

#include "tests/ct/harness.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#include "tests/ct/x86.h"

#include <cpuid.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>

#define ROOM_EVENTS (1u << 27) // address space only; memory is used as notes are written
#define CACHE_SLOTS (1u << 17)
#define STACK_BYTES (1u << 17)
#define MAX_CALLS   256
#define TRAP_FLAG   0x100
#define TWIN_NOTES  (1u << 20) // a leak on purpose is near the beginning

// Shared between the runs.
static struct shared {
    struct step_result result;
    uint64_t n_events; // of the first run
} * shared;
static uint64_t *notes;

// One run's own.
static struct {
    bool comparing;
    bool beginning; // is all that is looked at
    volatile bool on;
    uint64_t next;              // event
    uintptr_t last;             // instruction
    uintptr_t calls[MAX_CALLS]; // where from
    unsigned depth;
} run;

static struct cached {
    uintptr_t address;
    struct x86 x;
} cache[CACHE_SLOTS];

static const struct x86 *decoded(uintptr_t address)
{
    size_t slot = (address * 0x9e3779b97f4a7c15u) >> 47;
    while (cache[slot].address && cache[slot].address != address)
        slot = (slot + 1) % CACHE_SLOTS;
    if (!cache[slot].address) {
        // NOLINTNEXTLINE(performance-no-int-to-ptr): the processor gives addresses as numbers
        cache[slot].x = x86_decode((const uint8_t *)address);
        cache[slot].address = address;
    }
    return &cache[slot].x;
}

static uint64_t register_value(const ucontext_t *context, int number)
{
    static const int place[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    return number == X86_NONE ? 0 : (uint64_t)context->uc_mcontext.gregs[place[number]];
}

static _Noreturn void end_with(enum step_verdict verdict, uintptr_t at)
{
    struct step_result *result = &shared->result;
    result->verdict = verdict;
    result->secret = ct_which();
    result->at = at;
    for (unsigned i = run.depth; i > 0 && result->n_callers < STEP_CALLS; i--)
        result->callers[result->n_callers++] = run.calls[(i - 1) % MAX_CALLS];
    _exit(0);
}

// Note a value in the first run; in the others, compare it. The two runs took the same path up to here.
static void note(uint64_t value, enum step_verdict if_different, uintptr_t at)
{
    if (run.next >= ROOM_EVENTS)
        end_with(STEP_LONGER, at);
    if (!run.comparing)
        notes[run.next] = value;
    else if (notes[run.next] != value)
        end_with(if_different, at);
    run.next++;
}

// The lanes of a gather's index register lie in up to three parts of the saved state; where they lie, CPUID
// says.
static void note_vector(const ucontext_t *context, int number, uintptr_t at)
{
    static const unsigned parts[2][2] = {{2, 16}, {6, 32}}; // high halves of ymm and of zmm: component, bytes
    const uint8_t *saved = (const uint8_t *)context->uc_mcontext.fpregs;
    unsigned size = 0, offset = 0, c = 0, d = 0;
    uint64_t lanes[8] = {0};
    if (number < 16) {
        memcpy(lanes, saved + 160 + 16 * number, 16);
        for (int i = 0; i < 2; i++) {
            __get_cpuid_count(0x0d, parts[i][0], &size, &offset, &c, &d);
            if (size)
                memcpy((uint8_t *)lanes + parts[i][1], saved + offset + (unsigned)number * parts[i][1],
                       parts[i][1]);
        }
    } else {
        __get_cpuid_count(0x0d, 7, &size, &offset, &c, &d);
        memcpy(lanes, saved + offset + 64 * (number - 16), 64);
    }
    for (int i = 0; i < 8; i++)
        note(lanes[i], STEP_ADDRESS, at);
}

static void note_access(const ucontext_t *context, const struct x86 *x, uintptr_t at)
{
    if (x->memory) {
        uint64_t index = x->vector_index ? 0 : register_value(context, x->index) * x->scale;
        note(register_value(context, x->base) + index, STEP_ADDRESS, at);
        if (x->vector_index)
            note_vector(context, x->index, at);
    }
    if (x->source)
        note(register_value(context, 6), STEP_ADDRESS, at);
    if (x->target)
        note(register_value(context, 7), STEP_ADDRESS, at);
    if (x->kind == X86_FLOATING)
        end_with(STEP_DIVISION, at);
    if (x->kind == X86_DIVIDE) {
        note(register_value(context, 0), STEP_DIVISION, at);
        note(register_value(context, 2), STEP_DIVISION, at);
        note(register_value(context, x->divisor), STEP_DIVISION, at);
    }
}

static _Noreturn void end_clean(void)
{
    if (run.comparing && run.next != shared->n_events)
        end_with(STEP_BRANCH, run.last);
    shared->n_events = run.next;
    _exit(0);
}

// Called before the instruction at rip, which the last one led to.
static void on_trap(int signal, siginfo_t *info, void *state)
{
    (void)signal;
    (void)info;
    ucontext_t *context = state;
    uintptr_t at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    if (!run.on) {
        context->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
        return;
    }
    const struct x86 *x = decoded(at);
    note(at, STEP_BRANCH, run.last ? run.last : at);
    note_access(context, x, at);
    if (x->kind == X86_CALL)
        run.calls[run.depth++ % MAX_CALLS] = at;
    else if (x->kind == X86_RETURN && run.depth > 0)
        run.depth--;
    run.last = at;
    shared->result.steps++;
    if (run.beginning && run.next >= TWIN_NOTES)
        end_clean();
}

static void start(void)
{
    run.last = 0;
    run.on = true;
    // set the trap flag; the red zone below the stack pointer is left alone
    __asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\torq %0, (%%rsp)\n\tpopfq\n\tlea 128(%%rsp), %%rsp"
                     :
                     : "i"(TRAP_FLAG)
                     : "memory", "cc");
}

void step_on(void)
{
    run.depth = 0;
    start();
}

void step_resume(void)
{
    start();
}

void step_pause(void)
{
    step_off();
}

void step_off(void)
{
    run.on = false; // the handler clears the flag at the next instruction
    __asm__ volatile("nop" ::: "memory");
}

static void take_traps(void)
{
    static uint8_t stack[STACK_BYTES];
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGTRAP, &action, NULL);
}

static void child(const struct ct_operation *operation, const struct gl_family *family,
                  const struct gl_engine *engine, unsigned secret)
{
    take_traps();
    harness_set(HARNESS_IDLE, 0);
    operation->run(family, engine); // whatever is made at first use is made now
    harness_set(HARNESS_STEP, secret);
    run.comparing = secret > 0;
    run.beginning = operation->kind == CT_PLANTED;
    operation->run(family, engine);
    end_clean();
}

static void *map_shared(size_t bytes)
{
    void *memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        harness_fail("no memory for the notes");
    return memory;
}

bool step_possible(void)
{
    return true;
}

struct step_result step_run(const struct ct_operation *operation, const struct gl_family *family,
                            const struct gl_engine *engine, unsigned secrets)
{
    shared = map_shared(sizeof *shared);
    notes = map_shared(ROOM_EVENTS * sizeof *notes);
    for (unsigned secret = 0; secret < secrets && shared->result.verdict == STEP_CLEAN; secret++) {
        int status = 0;
        pid_t pid = fork();
        if (pid == 0)
            child(operation, family, engine, secret);
        if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
            shared->result.verdict = STEP_CRASH;
    }
    struct step_result result = shared->result;
    munmap(notes, ROOM_EVENTS * sizeof *notes);
    munmap(shared, sizeof *shared);
    return result;
}

#else // another machine: no trap flag of this kind

bool step_possible(void)
{
    return false;
}

struct step_result step_run(const struct ct_operation *operation, const struct gl_family *family,
                            const struct gl_engine *engine, unsigned secrets)
{
    (void)operation;
    (void)family;
    (void)engine;
    (void)secrets;
    return (struct step_result){.verdict = STEP_CRASH};
}

void step_on(void) {}
void step_off(void) {}
void step_pause(void) {}
void step_resume(void) {}

#endif
