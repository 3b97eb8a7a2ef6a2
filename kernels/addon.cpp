// The Node-API addon: picks the widest variant that this processor runs, and hands it Programs.
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
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

static const Variant& variantOf(napi_env env, napi_value value) {
  int32_t index = 0;
  napi_get_value_int32(env, value, &index);
  return variants[index >= 0 && index < VARIANTS ? index : VARIANTS - 1];
}
template <class T> static T* pointer(napi_env env, napi_value array, size_t* length = nullptr) {
  void* data = nullptr;
  size_t ignored;
  napi_get_typedarray_info(env, array, nullptr, length ? length : &ignored, &data, nullptr, nullptr);
  return (T*)data;
}
static int32_t integer(napi_env env, napi_value value) {
  int32_t n = 0;
  napi_get_value_int32(env, value, &n);
  return n;
}

// variants() -> names that run here, widest first, "" for those that do not
static napi_value listVariants(napi_env env, napi_callback_info) {
  napi_value list, name;
  napi_create_array(env, &list);
  for (int i = 0; i < VARIANTS; i++) {
    napi_create_string_utf8(env, variants[i].supported() ? variants[i].name : "", NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, list, i, name);
  }
  return list;
}

// allocate(bytes) -> ArrayBuffer aligned to 64 bytes and zeroed
static napi_value allocate(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument, buffer;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  int64_t bytes = 0;
  napi_get_value_int64(env, argument, &bytes);
  const size_t rounded = ((size_t)bytes + 63) / 64 * 64;
  void* data = aligned_alloc(64, rounded);
  if (!data) {
    napi_throw_error(env, nullptr, "not enough memory for the arena");
    return nullptr;
  }
  memset(data, 0, rounded);
  napi_create_external_arraybuffer(env, data, rounded, [](napi_env, void* memory, void*) { free(memory); }, nullptr, &buffer);
  return buffer;
}

static napi_typedarray_type typeOf(napi_env env, napi_value array) {
  napi_typedarray_type type = napi_uint8_array;
  napi_get_typedarray_info(env, array, &type, nullptr, nullptr, nullptr, nullptr);
  return type;
}

// run(variant, arena, code, images (bytes or floats), labels, indices, feed, [batch, lanes, features, feedAt, feedWidth, seed, iteration, firstExample])
static napi_value run(napi_env env, napi_callback_info info) {
  size_t argc = 8;
  napi_value a[8];
  napi_get_cb_info(env, info, &argc, a, nullptr, nullptr);
  Machine m = {};
  size_t codeLength, count;
  m.arena = pointer<float>(env, a[1]);
  m.code = pointer<int32_t>(env, a[2], &codeLength);
  if (typeOf(env, a[3]) == napi_float32_array) m.floats = pointer<float>(env, a[3]);
  else m.images = pointer<uint8_t>(env, a[3]);
  m.labels = pointer<uint8_t>(env, a[4]);
  m.indices = pointer<int32_t>(env, a[5], &count);
  m.feed = pointer<float>(env, a[6]);
  const int32_t* settings = pointer<int32_t>(env, a[7]);
  m.codeLength = (int32_t)codeLength;
  m.count = (int32_t)count;
  m.batch = settings[0];
  m.lanes = settings[1];
  m.features = settings[2];
  m.feedAt = settings[3];
  m.feedWidth = settings[4];
  m.seed = (uint32_t)settings[5];
  m.iteration = (uint32_t)settings[6];
  m.firstExample = (uint32_t)settings[7];
  variantOf(env, a[0]).run(&m);
  return nullptr;
}

// peak(variant, rounds) -> floating-point operations done
static napi_value peak(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value a[2], result;
  napi_get_cb_info(env, info, &argc, a, nullptr, nullptr);
  float values[16] = {.999f, .001f};
  napi_create_double(env, variantOf(env, a[0]).peak(integer(env, a[1]), values), &result);
  return result;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"variants", nullptr, listVariants, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"allocate", nullptr, allocate, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"run", nullptr, run, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"peak", nullptr, peak, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, sizeof properties / sizeof properties[0], properties);
  return exports;
}
