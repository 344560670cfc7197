/*
 * The book's chapter-5 run in C, for comparison in `npm run bench:peers`. It uses the algorithm of the simd engine (lists
 * of non-zero pixels, a hidden row in registers, float32) and shows its cost without WebAssembly and JavaScript. One
 * thread. 784-50-10, ReLU, batches drawn with replacement, the loss of each batch after its update.
 *
 * gcc -O3 -march=native book.c -o book -lm
 * usage: book FOLDER [ITERATIONS]; FOLDER holds the four IDX files, packed by gzip
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The number of floats in a register of this processor. */
#if defined __AVX512F__
enum { LANES = 16 };
#elif defined __AVX__
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
enum { PIXELS = 784, HIDDEN = 50, CLASSES = 10, BATCH = 100, EVERY = 600, CHUNK = 1000 };
enum { VECTORS = (HIDDEN + LANES - 1) / LANES, OUTS = (CLASSES + LANES - 1) / LANES };
static const float RATE = 0.1f;

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t ivec __attribute__((vector_size(4 * LANES)));

/* Rows are padded to whole vectors. Padding stays zero. */
static vec W1[PIXELS][VECTORS], dW1[PIXELS][VECTORS], b1[VECTORS], db1[VECTORS];
static vec W2[HIDDEN][OUTS], dW2[HIDDEN][OUTS], W2T[CLASSES][VECTORS], b2[OUTS], db2[OUTS];
static vec z[CHUNK][VECTORS], dz[BATCH][VECTORS], s[CHUNK][OUTS], ds[BATCH][OUTS];
static float table[256];

typedef struct {
  uint32_t count;
  uint8_t *images, *labels;
  uint32_t *entries, *starts; /* column * 256 + byte; start of each image's list */
} Split;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static uint32_t random32(void) { /* xorshift64*, Vigna 2016 */
  static uint64_t state = 88172645463325252ull;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (state * 2685821657736338717ull) >> 32;
}

static float normal(void) { /* Box and Muller */
  double u = (random32() + 1.0) / 4294967296.0, v = random32() / 4294967296.0;
  return (float)(sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
}

static uint8_t *read_idx(const char *folder, const char *name, size_t header, uint32_t *count) {
  char command[4096];
  snprintf(command, sizeof command, "gzip -dc '%s/%s.gz'", folder, name);
  FILE *in = popen(command, "r");
  uint8_t head[16];
  if (!in || fread(head, 1, header, in) != header) goto bad;
  *count = (uint32_t)head[4] << 24 | head[5] << 16 | head[6] << 8 | head[7];
  size_t size = (size_t)*count * (header == 16 ? PIXELS : 1);
  uint8_t *bytes = malloc(size);
  if (!bytes || fread(bytes, 1, size, in) != size) goto bad;
  pclose(in);
  return bytes;
bad:
  fprintf(stderr, "%s/%s.gz: not a gzipped IDX file of 28 x 28 digits\n", folder, name);
  exit(3);
}

static void list_pixels(Split *split) {
  uint32_t *entry = split->entries = malloc(((size_t)split->count * PIXELS + 1) * sizeof *entry);
  split->starts = malloc((split->count + 1) * sizeof *split->starts);
  const uint8_t *byte = split->images;
  for (uint32_t n = 0; n < split->count; n++) {
    split->starts[n] = (uint32_t)(entry - split->entries);
    for (uint32_t i = 0; i < PIXELS; i++, byte++) {
      *entry = i << 8 | *byte;
      entry += *byte != 0;
    }
  }
  split->starts[split->count] = (uint32_t)(entry - split->entries);
}

/* The lists of a batch are scattered in memory. Prefetching the next list saves a third of the time. */
static void prefetch(const Split *split, uint32_t row) {
  for (uint32_t at = split->starts[row]; at < split->starts[row + 1]; at += LANES) __builtin_prefetch(split->entries + at);
}

/* z = relu(x W1 + b1): two pixels at a time with separate sums, because an addition takes four cycles. */
static void forward1(const Split *split, const uint32_t *index, uint32_t N) {
  for (uint32_t n = 0; n < N; n++) {
    const uint32_t *entry = split->entries + split->starts[index[n]], *end = split->entries + split->starts[index[n] + 1];
    vec even[VECTORS], odd[VECTORS];
    if (n + 1 < N) prefetch(split, index[n + 1]);
    for (int v = 0; v < VECTORS; v++) even[v] = b1[v], odd[v] = (vec){0};
    for (; entry + 2 <= end; entry += 2) {
      const vec *row0 = W1[entry[0] >> 8], *row1 = W1[entry[1] >> 8];
      const float x0 = table[entry[0] & 255], x1 = table[entry[1] & 255];
      for (int v = 0; v < VECTORS; v++) even[v] += x0 * row0[v], odd[v] += x1 * row1[v];
    }
    if (entry < end)
      for (int v = 0; v < VECTORS; v++) even[v] += table[*entry & 255] * W1[*entry >> 8][v];
    for (int v = 0; v < VECTORS; v++) {
      const vec a = even[v] + odd[v];
      z[n][v] = (vec)((ivec)a & (a > 0));
    }
  }
}

/* s = z W2 + b2: four samples at a time. */
static void forward2(uint32_t N) {
  for (uint32_t n = 0; n < N; n += 4) {
    vec sum[4][OUTS];
    for (int i = 0; i < 4; i++) memcpy(sum[i], b2, sizeof b2);
    for (int h = 0; h < HIDDEN; h++)
      for (int i = 0; i < 4; i++)
        for (int o = 0; o < OUTS; o++) sum[i][o] += ((const float *)z[n + i])[h] * W2[h][o];
    memcpy(s[n], sum, sizeof sum);
  }
}

/* e^x for x <= 0, relative error about 2e-7: 2^k times a polynomial (Cephes) in the remainder. */
static vec exponential(vec x) {
  x = (vec)((ivec)x & (x > -87)) + (vec)((ivec)((vec){0} - 87) & (x <= -87));
  const ivec k = __builtin_convertvector(x * 1.44269504f - 0.5f, ivec); /* towards zero, and x is not positive */
  const vec whole = __builtin_convertvector(k, vec), r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
  vec p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1;
  return p * (vec)((k + 127) << 23);
}

/* Mean of logsumexp(s) - s[t]; with `gradient`, also ds = (softmax(s) - onehot(t)) / N. */
static float losses(const Split *split, const uint32_t *index, int gradient) {
  static float sums[BATCH];
  float total = 0;
  ivec class[OUTS];
  for (int k = 0; k < OUTS * LANES; k++) class[k / LANES][k % LANES] = k;
  for (int n = 0; n < BATCH; n++) {
    const float *score = (const float *)s[n];
    float most = score[0], sum = 0;
    for (int k = 1; k < CLASSES; k++) most = score[k] > most ? score[k] : most;
    vec e[OUTS];
    for (int o = 0; o < OUTS; o++) e[o] = (vec)((ivec)exponential(s[n][o] - most) & (class[o] < CLASSES));
    for (int k = 0; k < CLASSES; k++) sum += ((const float *)e)[k];
    const int t = split->labels[index[n]];
    sums[n] = sum;
    total += most - score[t];
    if (!gradient) continue;
    for (int o = 0; o < OUTS; o++) ds[n][o] = (e[o] / sum - __builtin_convertvector(-(class[o] == t), vec)) / BATCH;
  }
  for (int n = 0; n < BATCH; n++) total += logf(sums[n]);
  return total / BATCH;
}

/* dW2 = zT ds, db2 = sums of ds, dz = ds W2T where z > 0, db1 = sums of dz */
static void backward2(void) {
  for (int h = 0; h + 2 <= HIDDEN; h += 2) {
    vec sum[2][2][OUTS] = {{{{0}}}};
    for (int n = 0; n < BATCH; n += 2)
      for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
          for (int o = 0; o < OUTS; o++) sum[i][j][o] += ((const float *)z[n + j])[h + i] * ds[n + j][o];
    for (int i = 0; i < 2; i++)
      for (int o = 0; o < OUTS; o++) dW2[h + i][o] = sum[i][0][o] + sum[i][1][o];
  }
  memset(db2, 0, sizeof db2);
  memset(db1, 0, sizeof db1);
  for (int n = 0; n < BATCH; n++)
    for (int o = 0; o < OUTS; o++) db2[o] += ds[n][o];
  for (int h = 0; h < HIDDEN; h++)
    for (int k = 0; k < CLASSES; k++) ((float *)W2T[k])[h] = ((const float *)W2[h])[k];
  for (int n = 0; n < BATCH; n++) {
    vec sum[VECTORS] = {{0}};
    for (int k = 0; k < CLASSES; k++)
      for (int v = 0; v < VECTORS; v++) sum[v] += ((const float *)ds[n])[k] * W2T[k][v];
    for (int v = 0; v < VECTORS; v++) {
      dz[n][v] = (vec)((ivec)sum[v] & (z[n][v] > 0));
      db1[v] += dz[n][v];
    }
  }
}

/* dW1 = xT dz */
static void backward1(const Split *split, const uint32_t *index) {
  memset(dW1, 0, sizeof dW1);
  for (int n = 0; n < BATCH; n++) {
    const uint32_t *entry = split->entries + split->starts[index[n]], *end = split->entries + split->starts[index[n] + 1];
    vec d[VECTORS];
    for (int v = 0; v < VECTORS; v++) d[v] = dz[n][v];
    for (; entry < end; entry++) {
      vec *row = dW1[*entry >> 8];
      const float x = table[*entry & 255];
      for (int v = 0; v < VECTORS; v++) row[v] += x * d[v];
    }
  }
}

static void update(void) {
  for (int i = 0; i < PIXELS; i++)
    for (int v = 0; v < VECTORS; v++) W1[i][v] -= RATE * dW1[i][v];
  for (int v = 0; v < VECTORS; v++) b1[v] -= RATE * db1[v];
  for (int o = 0; o < OUTS; o++) {
    for (int h = 0; h < HIDDEN; h++) W2[h][o] -= RATE * dW2[h][o];
    b2[o] -= RATE * db2[o];
  }
}

static double accuracy(const Split *split) {
  static uint32_t index[CHUNK];
  uint32_t correct = 0;
  for (uint32_t first = 0; first + CHUNK <= split->count; first += CHUNK) {
    for (uint32_t n = 0; n < CHUNK; n++) index[n] = first + n;
    forward1(split, index, CHUNK);
    forward2(CHUNK);
    for (uint32_t n = 0; n < CHUNK; n++) {
      const float *score = (const float *)s[n];
      int best = 0;
      for (int k = 1; k < CLASSES; k++) best = score[k] > score[best] ? k : best;
      correct += best == split->labels[first + n];
    }
  }
  return (double)correct / split->count;
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: book FOLDER [ITERATIONS]\n"), 2;
  const int iterations = argc > 2 ? atoi(argv[2]) : 10000;
  Split train = {0}, test = {0};
  train.images = read_idx(argv[1], "train-images-idx3-ubyte", 16, &train.count);
  train.labels = read_idx(argv[1], "train-labels-idx1-ubyte", 8, &train.count);
  test.images = read_idx(argv[1], "t10k-images-idx3-ubyte", 16, &test.count);
  test.labels = read_idx(argv[1], "t10k-labels-idx1-ubyte", 8, &test.count);

  const double start = now();
  for (int byte = 0; byte < 256; byte++) table[byte] = byte / 255.0f;
  list_pixels(&train);
  list_pixels(&test);
  for (int i = 0; i < PIXELS; i++)
    for (int h = 0; h < HIDDEN; h++) ((float *)W1[i])[h] = 0.01f * normal();
  for (int h = 0; h < HIDDEN; h++)
    for (int k = 0; k < CLASSES; k++) ((float *)W2[h])[k] = 0.01f * normal();
  const double lists = now() - start;

  float *curve = malloc(iterations * sizeof *curve);
  double phase[6] = {0}, evaluation = 0, train_accuracy = 0, test_accuracy = 0;
  for (int i = 0; i < iterations; i++) {
    uint32_t index[BATCH];
    double t[7];
    for (int n = 0; n < BATCH; n++) index[n] = (uint32_t)(((uint64_t)random32() * train.count) >> 32);
    t[0] = now();
    forward1(&train, index, BATCH);
    t[1] = now();
    forward2(BATCH);
    losses(&train, index, 1);
    backward2();
    t[2] = now();
    backward1(&train, index);
    t[3] = now();
    update();
    t[4] = now();
    forward1(&train, index, BATCH);
    t[5] = now();
    forward2(BATCH);
    curve[i] = losses(&train, index, 0);
    t[6] = now();
    for (int p = 0; p < 6; p++) phase[p] += t[p + 1] - t[p];
    if (i % EVERY == 0) {
      train_accuracy = accuracy(&train);
      test_accuracy = accuracy(&test);
      evaluation += now() - t[6];
    }
  }
  const double seconds = now() - start;

  const double us = 1e6 / iterations;
  printf("{\"seconds\": %.4f, \"lists\": %.4f, \"evaluation\": %.4f, \"trainAccuracy\": %.4f, \"testAccuracy\": %.4f, "
         "\"lastLoss\": %.4f, \"version\": \"gcc %s\", \"microseconds\": {\"forward 1\": %.2f, \"middle\": %.2f, "
         "\"backward 1\": %.2f, \"update\": %.2f, \"forward 1 again\": %.2f, \"loss\": %.2f}}\n",
         seconds, lists, evaluation, train_accuracy, test_accuracy, curve[iterations - 1], __VERSION__, phase[0] * us,
         phase[1] * us, phase[2] * us, phase[3] * us, phase[4] * us, phase[5] * us);
  return 0;
}
