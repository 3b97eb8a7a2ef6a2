// The vector layer: one name per operation, one implementation per target.
// F holds VL floats, U holds VL unsigned 32-bit integers. Every kernel is written over these and compiled once
// per width. fma rounds once on every target that has it, so AVX-512, AVX2 and NEON give the same bits; the
// baseline (SSE2) and WebAssembly without relaxed madd round twice, and differ in the last bits.
#pragma once
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define INLINE_MEMBER inline __attribute__((always_inline))

#if defined(DROPLAB_AVX512)
#include <immintrin.h>
enum { VL = 16 };
#elif defined(DROPLAB_AVX2)
#include <immintrin.h>
enum { VL = 8 };
#elif defined(__aarch64__)
#include <arm_neon.h>
enum { VL = 4 };
#elif defined(__wasm__)
#include <wasm_simd128.h>
enum { VL = 4 };
#elif defined(__SSE2__)
#include <emmintrin.h>
enum { VL = 4 };
#else
enum { VL = 4 };
#endif

namespace {

enum { LANES = 16, PARTS = LANES / VL };  // a batch is a multiple of 16 lanes; a group of 16 lanes is PARTS vectors

typedef float F __attribute__((vector_size(VL * 4), may_alias));
typedef uint32_t U __attribute__((vector_size(VL * 4), may_alias));
typedef int32_t I __attribute__((vector_size(VL * 4), may_alias));
typedef double D __attribute__((vector_size(VL * 8), may_alias));
typedef float Unaligned __attribute__((vector_size(VL * 4), may_alias, aligned(4)));

INLINE F load(const float* p) { return *(const Unaligned*)p; }
INLINE void store(float* p, F a) { *(Unaligned*)p = a; }

// Stores the first `count` lanes; none where count <= 0.
INLINE void storePart(float* p, F a, int count) {
  alignas(64) float lanes[VL];
  store(lanes, a);
  for (int i = 0; i < count; i++) p[i] = lanes[i];
}

#if defined(__wasm__)
INLINE F splat(float a) { return (F)wasm_f32x4_splat(a); }
INLINE U splatU(uint32_t a) { return (U)wasm_i32x4_splat((int32_t)a); }
#else
INLINE F splat(float a) { return a - F{}; }
INLINE U splatU(uint32_t a) { return a - U{}; }
#endif

// 0, 1, 2, ...
INLINE U laneNumbers() {
  U numbers;
  for (int i = 0; i < VL; i++) numbers[i] = (uint32_t)i;
  return numbers;
}

// a * b + c
INLINE F fma(F a, F b, F c) {
#if defined(DROPLAB_AVX512)
  return (F)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(DROPLAB_AVX2)
  return (F)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
  return (F)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#elif defined(__wasm_relaxed_simd__)
  return (F)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#else
  return a * b + c;
#endif
}

INLINE F squareRoot(F a) {
#if defined(DROPLAB_AVX512)
  return (F)_mm512_sqrt_ps((__m512)a);
#elif defined(DROPLAB_AVX2)
  return (F)_mm256_sqrt_ps((__m256)a);
#elif defined(__aarch64__)
  return (F)vsqrtq_f32((float32x4_t)a);
#elif defined(__wasm__)
  return (F)wasm_f32x4_sqrt((v128_t)a);
#elif defined(__SSE2__)
  return (F)_mm_sqrt_ps((__m128)a);
#else
  for (int i = 0; i < VL; i++) a[i] = __builtin_sqrtf(a[i]);
  return a;
#endif
}

// The high and low 32 bits of a * m.
INLINE void multiplyWide(U a, uint32_t m, U& high, U& low) {
#if defined(DROPLAB_AVX512)
  __m512i v = (__m512i)a, factor = _mm512_set1_epi64(m);
  __m512i even = _mm512_mul_epu32(v, factor), odd = _mm512_mul_epu32(_mm512_srli_epi64(v, 32), factor);
  high = (U)_mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd);
  low = (U)_mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
#elif defined(DROPLAB_AVX2)
  __m256i v = (__m256i)a, factor = _mm256_set1_epi64x(m);
  __m256i even = _mm256_mul_epu32(v, factor), odd = _mm256_mul_epu32(_mm256_srli_epi64(v, 32), factor);
  high = (U)_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
  low = (U)_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
#elif defined(__wasm__)
  v128_t factor = wasm_i32x4_splat((int32_t)m);
  v128_t first = wasm_u64x2_extmul_low_u32x4((v128_t)a, factor), second = wasm_u64x2_extmul_high_u32x4((v128_t)a, factor);
  high = (U)wasm_i32x4_shuffle(first, second, 1, 3, 5, 7);
  low = (U)wasm_i32x4_shuffle(first, second, 0, 2, 4, 6);
#else
  for (int i = 0; i < VL; i++) {
    uint64_t product = (uint64_t)a[i] * m;
    high[i] = (uint32_t)(product >> 32);
    low[i] = (uint32_t)product;
  }
#endif
}

// condition ? a : b, lane by lane; condition lanes are all ones or all zeros
INLINE F select(I condition, F a, F b) { return (F)(((I)a & condition) | ((I)b & ~condition)); }
INLINE F where(I condition, F a) { return (F)((I)a & condition); }  // condition ? a : 0

// a > b ? a : b, so b where either is NaN
INLINE F larger(F a, F b) {
#if defined(DROPLAB_AVX512)
  return (F)_mm512_max_ps((__m512)a, (__m512)b);
#elif defined(DROPLAB_AVX2)
  return (F)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__wasm__)
  return (F)wasm_f32x4_pmax((v128_t)b, (v128_t)a);
#elif defined(__SSE2__)
  return (F)_mm_max_ps((__m128)a, (__m128)b);
#else
  return select((I)(a > b), a, b);
#endif
}

INLINE F toFloat(I a) { return __builtin_convertvector(a, F); }
INLINE I toInt(F a) { return __builtin_convertvector(a, I); }

INLINE F bytesToFloats(const uint8_t* bytes) {
#if defined(DROPLAB_AVX512)
  return toFloat((I)_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i*)bytes)));
#elif defined(DROPLAB_AVX2)
  return toFloat((I)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)bytes)));
#elif defined(__wasm__)
  return toFloat((I)wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(bytes))));
#else
  return toFloat(I{bytes[0], bytes[1], bytes[2], bytes[3]});
#endif
}

// The sum of 16 lanes in one fixed tree: i + (i + 8), then + 4, + 2, + 1. The same bits on every width.
INLINE float sum16(const float* lanes) {
#if defined(DROPLAB_AVX512) || defined(DROPLAB_AVX2)
  __m256 a = _mm256_add_ps(_mm256_loadu_ps(lanes), _mm256_loadu_ps(lanes + 8));
  __m128 b = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  __m128 c = _mm_add_ps(b, _mm_movehl_ps(b, b));
  return _mm_cvtss_f32(_mm_add_ss(c, _mm_shuffle_ps(c, c, 1)));
#else
  float s[8];
  for (int i = 0; i < 8; i++) s[i] = lanes[i] + lanes[i + 8];
  for (int i = 0; i < 4; i++) s[i] += s[i + 4];
  return (s[0] + s[2]) + (s[1] + s[3]);
#endif
}
INLINE double sum16(const double* lanes) {
  double s[8];
  for (int i = 0; i < 8; i++) s[i] = lanes[i] + lanes[i + 8];
  for (int i = 0; i < 4; i++) s[i] += s[i + 4];
  return (s[0] + s[2]) + (s[1] + s[3]);
}

// A sum in 16 virtual lanes of which none adds more than LONGEST_CHAIN numbers before they go to double precision: a sum that has grown
// large would round those that come.
template <int LONGEST_CHAIN> struct LongSum {
  alignas(64) float lanes[LANES] = {};
  double whole[LANES] = {};
  bool isLong = false;

  // sum = add(sum, i) for i < count, for the examples from `lane` on; groups of 16 examples one after the other, each with as many numbers.
  template <class Add> INLINE_MEMBER void over(int lane, int count, Add add) {
    const long before = (long)(lane / LANES) * count;  // what each lane has added, the same for all widths
    F sum = load(lanes + lane % LANES);
    for (int i = 0; i < count;) {
      const long room = LONGEST_CHAIN - (before + i) % LONGEST_CHAIN;
      const int end = room < count - i ? i + (int)room : count;
      for (; i < end; i++) sum = add(sum, i);
      if ((before + i) % LONGEST_CHAIN) continue;
      for (int k = 0; k < VL; k++) whole[lane % LANES + k] += (double)sum[k];
      sum = F{};
      isLong = true;
    }
    store(lanes + lane % LANES, sum);
  }
  INLINE_MEMBER float total() {
    if (!isLong) return sum16(lanes);
    for (int i = 0; i < LANES; i++) whole[i] += (double)lanes[i];
    return (float)sum16(whole);
  }
};

}  // namespace
