// The Node-API addon: picks the widest variant that this processor runs, and hands it Programs.
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include "bounds.generated.h"
#include "machine.hpp"

typedef void (*Run)(Machine*);
typedef double (*Peak)(int, float*);
struct Variant {
  const char* name;
  bool (*supported)();
  Run run;
  Peak peak;
};

extern "C" void droplabRunBaseline(Machine*);
extern "C" double droplabPeakBaseline(int, float*);
static bool always() { return true; }
#if defined(__x86_64__)
extern "C" void droplabRunAvx512(Machine*);
extern "C" double droplabPeakAvx512(int, float*);
extern "C" void droplabRunAvx2(Machine*);
extern "C" double droplabPeakAvx2(int, float*);
static bool avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
}
static bool avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif

// widest first
static const Variant variants[] = {
#if defined(__x86_64__)
    {"avx512", avx512, droplabRunAvx512, droplabPeakAvx512},
    {"avx2", avx2, droplabRunAvx2, droplabPeakAvx2},
    {"baseline", always, droplabRunBaseline, droplabPeakBaseline},
#elif defined(__aarch64__)
    {"neon", always, droplabRunBaseline, droplabPeakBaseline},
#else
    {"baseline", always, droplabRunBaseline, droplabPeakBaseline},
#endif
};
enum { VARIANTS = sizeof variants / sizeof variants[0] };

// Whatever JavaScript passes, nothing is read or written outside of what it owns: every argument is looked at before a kernel runs.
enum Fault { NONE, TYPE, RANGE, MEMORY };
struct Refusal {
  Fault fault = NONE;
  const char* message = nullptr;
};
static napi_value refuse(napi_env env, const Refusal& refusal) {
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) != napi_ok || pending) return nullptr;
  if (refusal.fault == TYPE) napi_throw_type_error(env, nullptr, refusal.message);
  else if (refusal.fault == RANGE) napi_throw_range_error(env, nullptr, refusal.message);
  else napi_throw_error(env, nullptr, refusal.message);
  return nullptr;
}
static napi_value failed(napi_env env) { return refuse(env, {MEMORY, "droplab's addon: the JavaScript engine refused a call"}); }

// The arguments of a call; false where there are fewer.
template <size_t COUNT> static bool arguments(napi_env env, napi_callback_info info, napi_value (&values)[COUNT]) {
  size_t count = COUNT;
  return napi_get_cb_info(env, info, &count, values, nullptr, nullptr) == napi_ok && count >= COUNT;
}
// A whole number within a range; false for everything else.
static bool whole(napi_env env, napi_value value, double least, double most, double* number) {
  return napi_get_value_double(env, value, number) == napi_ok && *number >= least && *number <= most && *number == (double)(int64_t)*number;
}
static const Variant* variantOf(napi_env env, napi_value value) {
  double index;
  if (!whole(env, value, 0, VARIANTS - 1, &index)) return nullptr;
  const Variant& variant = variants[(int)index];
  return variant.supported() ? &variant : nullptr;
}
static const Refusal noVariant = {RANGE, "variant: that is not the number of a vector width that this processor runs; see variants()"};

struct Array {
  void* data = nullptr;
  size_t length = 0;  // in elements; 0 where its buffer is detached
  napi_typedarray_type type = napi_uint8_array;
};
static bool arrayOf(napi_env env, napi_value value, Array* array) {
  return napi_get_typedarray_info(env, value, &array->type, &array->length, &array->data, nullptr, nullptr) == napi_ok;
}

// variants() -> names that run here, widest first, "" for those that do not
static napi_value listVariants(napi_env env, napi_callback_info) {
  napi_value list, name;
  if (napi_create_array(env, &list) != napi_ok) return failed(env);
  for (int i = 0; i < VARIANTS; i++)
    if (napi_create_string_utf8(env, variants[i].supported() ? variants[i].name : "", NAPI_AUTO_LENGTH, &name) != napi_ok ||
        napi_set_element(env, list, i, name) != napi_ok)
      return failed(env);
  return list;
}

// misalignment(buffer) -> bytes from its start to the first address that is a multiple of 64
static napi_value misalignment(napi_env env, napi_callback_info info) {
  napi_value a[1], result;
  void* data;
  size_t length;
  if (!arguments(env, info, a) || napi_get_arraybuffer_info(env, a[0], &data, &length) != napi_ok)
    return refuse(env, {TYPE, "buffer: that is no ArrayBuffer"});
  return napi_create_uint32(env, (uint32_t)(-(uintptr_t)data % 64), &result) == napi_ok ? result : failed(env);
}

struct Settings {
  int32_t batch, lanes, features, feedAt, feedWidth, seed, iteration, firstExample;
};
enum { SETTINGS = sizeof(Settings) / sizeof(int32_t), MOST = 1 << 30 };

// What is wrong with a call, looked at before any kernel runs; `code` and `indices` are copies that no other thread can change.
static Refusal check(const Machine& m, const Array& arena, const Array& images, const Array& labels, const Array& feed) {
  if (m.batch < 1 || m.batch > MOST || m.lanes < m.batch || m.lanes > MOST || m.lanes % 16 != 0)
    return {RANGE, "settings: lanes is not a multiple of 16 from batch on, or batch is not from 1"};
  if (m.features < 1) return {RANGE, "settings: features is not from 1"};
  if (m.feedWidth < 0 || m.feedAt < 0 || (double)m.feedAt + m.feedWidth > (double)arena.length)
    return {RANGE, "settings: the cells of the feed do not lie within the arena"};
  const int64_t steps = ((int64_t)m.count + m.batch - 1) / m.batch;
  if ((double)feed.length < (double)steps * m.feedWidth || (double)steps * m.feedWidth > MOST)
    return {RANGE, "feed: it has fewer numbers than steps times width, or more than a call takes"};
  const size_t examples = images.length / (size_t)m.features < labels.length ? images.length / (size_t)m.features : labels.length;
  for (int32_t i = 0; i < m.count; i++)
    if (m.indices[i] < 0 || (size_t)m.indices[i] >= examples) return {RANGE, "indices: one is no example of the images and labels"};
  const Bounds bounds = {(double)arena.length, (double)m.lanes, (double)m.features};
  for (int64_t at = 0; at < m.codeLength; at += 2 + m.code[at + 1])
    if (at + 1 >= m.codeLength || m.code[at + 1] < 0 || at + 2 + m.code[at + 1] > m.codeLength || !fits(bounds, m.code + at))
      return {RANGE, "code: an instruction is not one, or reaches out of the arena"};
  return {};
}

// run(variant, arena, code, images (bytes or floats), labels, indices, feed, [batch, lanes, features, feedAt, feedWidth, seed, iteration, firstExample])
static napi_value run(napi_env env, napi_callback_info info) {
  napi_value a[8];
  if (!arguments(env, info, a)) return refuse(env, {TYPE, "run: takes a variant and seven typed arrays"});
  const Variant* variant = variantOf(env, a[0]);
  if (!variant) return refuse(env, noVariant);
  Array arena, code, images, labels, indices, feed, settings;
  if (!arrayOf(env, a[1], &arena) || arena.type != napi_float32_array) return refuse(env, {TYPE, "arena: that is no Float32Array"});
  if (!arrayOf(env, a[2], &code) || code.type != napi_int32_array) return refuse(env, {TYPE, "code: that is no Int32Array"});
  if (!arrayOf(env, a[3], &images) || (images.type != napi_uint8_array && images.type != napi_float32_array))
    return refuse(env, {TYPE, "images: that is no Uint8Array or Float32Array"});
  if (!arrayOf(env, a[4], &labels) || labels.type != napi_uint8_array) return refuse(env, {TYPE, "labels: that is no Uint8Array"});
  if (!arrayOf(env, a[5], &indices) || indices.type != napi_int32_array) return refuse(env, {TYPE, "indices: that is no Int32Array"});
  if (!arrayOf(env, a[6], &feed) || feed.type != napi_float32_array) return refuse(env, {TYPE, "feed: that is no Float32Array"});
  if (!arrayOf(env, a[7], &settings) || settings.type != napi_int32_array || settings.length != SETTINGS)
    return refuse(env, {TYPE, "settings: that is no Int32Array of 8 numbers"});
  if (code.length > MOST || indices.length > MOST) return refuse(env, {RANGE, "code, indices: more than a call takes"});

  const size_t bytes = (code.length + indices.length + 1) * sizeof(int32_t);
  int32_t* copies = (int32_t*)malloc(bytes);
  if (!copies) return refuse(env, {MEMORY, "not enough memory for the indices"});
  if (code.length) memcpy(copies, code.data, code.length * sizeof(int32_t));
  if (indices.length) memcpy(copies + code.length, indices.data, indices.length * sizeof(int32_t));
  Settings s;
  memcpy(&s, settings.data, sizeof s);
  Machine m = {};
  m.arena = (float*)arena.data;
  m.code = copies;
  m.codeLength = (int32_t)code.length;
  if (images.type == napi_float32_array) m.floats = (const float*)images.data;
  else m.images = (const uint8_t*)images.data;
  m.labels = (const uint8_t*)labels.data;
  m.indices = copies + code.length;
  m.count = (int32_t)indices.length;
  m.feed = (const float*)feed.data;
  m.batch = s.batch;
  m.lanes = s.lanes;
  m.features = s.features;
  m.feedAt = s.feedAt;
  m.feedWidth = s.feedWidth;
  m.seed = (uint32_t)s.seed;
  m.iteration = (uint32_t)s.iteration;
  m.firstExample = (uint32_t)s.firstExample;
  const Refusal refusal = check(m, arena, images, labels, feed);
  if (refusal.fault == NONE) variant->run(&m);
  free(copies);
  return refusal.fault == NONE ? nullptr : refuse(env, refusal);
}

// peak(variant, rounds) -> floating-point operations done
static napi_value peak(napi_env env, napi_callback_info info) {
  napi_value a[2], result;
  double rounds;
  if (!arguments(env, info, a)) return refuse(env, {TYPE, "peak: takes a variant and a number of rounds"});
  const Variant* variant = variantOf(env, a[0]);
  if (!variant) return refuse(env, noVariant);
  if (!whole(env, a[1], 0, MOST, &rounds)) return refuse(env, {RANGE, "rounds: that is not a whole number from 0"});
  float values[16] = {.999f, .001f};
  return napi_create_double(env, variant->peak((int)rounds, values), &result) == napi_ok ? result : failed(env);
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"variants", nullptr, listVariants, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"misalignment", nullptr, misalignment, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"run", nullptr, run, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"peak", nullptr, peak, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  if (napi_define_properties(env, exports, sizeof properties / sizeof properties[0], properties) != napi_ok) return nullptr;
  return exports;
}
