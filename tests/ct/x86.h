// SPDX-License-Identifier: MIT
// As much of x86-64's machine language as the stepping method needs: which registers make the address of an
// instruction's memory operand. Lengths, immediates and displacements are not decoded: the processor itself
// finds the next instruction, and a constant is the same in every run.
#ifndef GLASSLOCK_TESTS_CT_X86_H
#define GLASSLOCK_TESTS_CT_X86_H

#include <stdbool.h>
#include <stdint.h>

enum x86_kind {
    X86_PLAIN,
    X86_CALL,
    X86_RETURN,
    X86_DIVIDE,   // integer: its time depends on its operands
    X86_FLOATING, // division or square root of floating-point numbers: the same
};

#define X86_NONE (-1)

struct x86 {
    enum x86_kind kind;
    bool memory; // an access through base + index * scale (+ a constant)
    int base,
        index;      // register numbers as the machine counts them (rax, rcx, rdx, rbx, rsp, ...), or X86_NONE
    unsigned scale; // 1, 2, 4, 8
    bool vector_index;   // a gather or scatter: `index` is a vector register, 0 to 31
    bool source, target; // a string instruction: through rsi, through rdi
    int divisor;         // X86_DIVIDE: the register, or X86_NONE
};

// The instruction at `code`.
struct x86 x86_decode(const uint8_t *code);

#endif
