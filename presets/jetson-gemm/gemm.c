// Multiplies square matrices for some seconds and prints how fast it was.
// usage: gemm --type=half|float|double -n SIZE --tensor=true|false [--seconds S]
//
// Built with -DUSE_CUBLAS it multiplies on the GPU by cuBLAS, with tensor cores or without. Built without, it multiplies
// on one core of the CPU: loops over packed tiles stand for tensor cores, plain loops for their absence.
// One row of the product is checked against sums in double precision before anything is measured.
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LARGEST 8192
// For three tiles, or a row, of the widest type.
static double scratch[3 * 64 * 64 > LARGEST ? 3 * 64 * 64 : LARGEST];

#define NAME(x) x##_half
#define ELEMENT _Float16
#define SUM float
#include "kernels.h"
#define NAME(x) x##_float
#define ELEMENT float
#define SUM float
#include "kernels.h"
#define NAME(x) x##_double
#define ELEMENT double
#define SUM double
#include "kernels.h"

typedef struct {
	const char *name;
	size_t bytes;
	// Of an element and of the sums of its products.
	double element_roundoff, sum_roundoff;
	void (*fill)(void *, int, uint32_t);
	void (*multiply)(void *, const void *, const void *, int, int);
	double (*error_of_row)(const void *, const void *, const void *, int, int);
} Type;

static const Type TYPES[] = {
	{"half", 2, 0x1p-11, 0x1p-24, fill_half, multiply_half, error_of_row_half},
	{"float", 4, 0x1p-24, 0x1p-24, fill_float, multiply_float, error_of_row_float},
	{"double", 8, 0x1p-53, 0x1p-53, fill_double, multiply_double, error_of_row_double},
};

typedef struct {
	const Type *type;
	int size, tensor;
	double seconds;
} Options;

static void fail(const char *message) {
	fprintf(stderr, "gemm: %s\n", message);
	exit(2);
}

static double now_seconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

#ifdef USE_CUBLAS
#include "device.h"
#else
#include "host.h"
#endif

static double number_of(const char *text, const char *message) {
	char *end;
	const double number = strtod(text, &end);
	if (end == text || *end != '\0') fail(message);
	return number;
}

// The value of `--name=value`, or of `--name value`; NULL where this argument is another.
static const char *value_of(const char *name, int *at, int count, char **arguments) {
	const size_t length = strlen(name);
	if (strncmp(arguments[*at], name, length) != 0) return NULL;
	if (arguments[*at][length] == '=') return arguments[*at] + length + 1;
	if (arguments[*at][length] != '\0') return NULL;
	if (*at + 1 == count) fail("an option has no value");
	return arguments[++*at];
}

static Options read_options(int count, char **arguments) {
	Options options = {NULL, 0, -1, 1};
	for (int at = 1; at < count; at++) {
		const char *value;
		if ((value = value_of("--type", &at, count, arguments)) != NULL) {
			for (size_t type = 0; type < sizeof TYPES / sizeof *TYPES; type++)
				if (strcmp(value, TYPES[type].name) == 0) options.type = &TYPES[type];
		} else if ((value = value_of("--tensor", &at, count, arguments)) != NULL) {
			options.tensor = strcmp(value, "true") == 0 ? 1 : strcmp(value, "false") == 0 ? 0 : -1;
		} else if ((value = value_of("-n", &at, count, arguments)) != NULL) {
			const double size = number_of(value, "-n must be a whole number");
			if (!(size >= 1 && size <= LARGEST) || size != floor(size)) fail("-n must be a whole number from 1 to 8192");
			options.size = (int)size;
		} else if ((value = value_of("--seconds", &at, count, arguments)) != NULL) {
			options.seconds = number_of(value, "--seconds must be a number");
			if (!(options.seconds > 0)) fail("--seconds must be positive");
		} else fail("usage: gemm --type=half|float|double -n SIZE --tensor=true|false [--seconds S]");
	}
	if (options.type == NULL) fail("--type must be one of half, float, double");
	if (options.size == 0) fail("-n SIZE is missing");
	if (options.tensor < 0) fail("--tensor must be true or false");
	return options;
}

static void *allocate(size_t bytes) {
	void *memory = malloc(bytes);
	if (memory == NULL) fail("not enough memory");
	return memory;
}

// Multiplies until the time is over, at least once; says about ten times a second how long one product takes.
static void benchmark(const Options *options, Device *device) {
	const double began = now_seconds();
	double reported = began, now = began;
	long iterations = 0, since = 0;
	while (iterations == 0 || now - began < options->seconds) {
		run(device);
		iterations++, since++;
		now = now_seconds();
		if (now - reported < 0.1) continue;
		// Where products only queue up, what counts is when they are done.
		finish(device);
		now = now_seconds();
		printf("latency=%.6g ms\n", (now - reported) * 1000 / since);
		fflush(stdout);
		reported = now, since = 0;
	}
	finish(device);
	const double elapsed = now_seconds() - began, n = options->size;
	const double flops = iterations * n * n * (2 * n - 1) / elapsed;
	printf("Matrix %d (%s) - %.17g FLOPS (%.6f seconds, %ld iterations)\n", options->size,
		options->tensor ? "Tensor" : "Non-tensor", flops, elapsed, iterations);
}

int main(int count, char **arguments) {
	const Options options = read_options(count, arguments);
	const Type *type = options.type;
	const size_t bytes = (size_t)options.size * options.size * type->bytes;
	void *left = allocate(bytes), *right = allocate(bytes), *product = allocate(bytes);
	printf("Starting %s on %s\n", type->name, PLACE);
	type->fill(left, options.size, 1);
	type->fill(right, options.size, 2);
	Device device = open_device(&options, product, left, right);
	run(&device);
	fetch(&device);
	const double error = type->error_of_row(product, left, right, options.size, options.size / 2);
	const double allowed = 4 * type->element_roundoff + 2 * options.size * widest_roundoff(&options);
	if (!(error <= allowed)) {
		fprintf(stderr, "wrong product: off by %g, %g is allowed\n", error, allowed);
		return 1;
	}
	printf("Running GEMM...\n::sweep measure-begin\n");
	fflush(stdout);
	benchmark(&options, &device);
	printf("::sweep measure-end\nDone %s\n", type->name);
	close_device(&device);
	free(left), free(right), free(product);
	return 0;
}
