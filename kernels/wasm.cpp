// The WebAssembly module: the baseline kernels over the module's own memory, with memory handed out from the heap's start.
#include "kernels.cpp"

extern "C" {
extern unsigned char __heap_base;

// src/devices/wasm reads this to know where free memory begins.
__attribute__((export_name("heapBase"))) int heapBase() { return (int)(intptr_t)&__heap_base; }

__attribute__((export_name("run"))) void run(Machine* machine) { droplabRunWasm(machine); }

// values[0…3] = fma(values[0…3], values[4…7], values[8…11]): tells whether this processor rounds it once.
__attribute__((export_name("multiplyAdd"))) void multiplyAdd(float* values) {
  store(values, fma(load(values), load(values + VL), load(values + 2 * VL)));
}

// Returns the number of floating-point operations done; values holds two factors and receives four results.
__attribute__((export_name("peak"))) double peak(int rounds, float* values) { return droplabPeakWasm(rounds, values); }

}
