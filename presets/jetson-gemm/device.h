// Where gemm.c multiplies: the first GPU, by cuBLAS. Half sums in half without tensor cores and in float with them, as
// the library does by default; float uses TF32 on tensor cores, where the GPU has it.
#include <cublas_v2.h>
#include <cuda_runtime.h>
#define PLACE "the GPU"

typedef struct {
	const Options *options;
	cublasHandle_t handle;
	void *product, *on_device[3];
	size_t bytes;
} Device;

static void check_cuda(cudaError_t status) {
	if (status == cudaSuccess) return;
	fprintf(stderr, "gemm: CUDA: %s\n", cudaGetErrorString(status));
	exit(1);
}

static void check_cublas(cublasStatus_t status) {
	if (status == CUBLAS_STATUS_SUCCESS) return;
	fprintf(stderr, "gemm: cuBLAS: status %d\n", (int)status);
	exit(1);
}

static Device open_device(const Options *options, void *product, const void *left, const void *right) {
	Device device = {.options = options, .product = product};
	device.bytes = (size_t)options->size * options->size * options->type->bytes;
	for (int matrix = 0; matrix < 3; matrix++) check_cuda(cudaMalloc(&device.on_device[matrix], device.bytes));
	check_cuda(cudaMemcpy(device.on_device[1], left, device.bytes, cudaMemcpyHostToDevice));
	check_cuda(cudaMemcpy(device.on_device[2], right, device.bytes, cudaMemcpyHostToDevice));
	check_cublas(cublasCreate(&device.handle));
#if CUBLAS_VERSION >= 11000
	const cublasMath_t tensor = CUBLAS_TF32_TENSOR_OP_MATH, plain = CUBLAS_PEDANTIC_MATH;
#else
	const cublasMath_t tensor = CUBLAS_TENSOR_OP_MATH, plain = CUBLAS_DEFAULT_MATH;
#endif
	check_cublas(cublasSetMathMode(device.handle, options->tensor ? tensor : plain));
	return device;
}

// cuBLAS counts columns first: the product of the transposed matrices in the other order is the same memory.
static void run(Device *device) {
	const int n = device->options->size;
	const char kind = device->options->type->name[0];
	const int tensor = device->options->tensor;
	void **matrix = device->on_device;
	const _Float16 one_half = 1, zero_half = 0;
	const float one_float = 1, zero_float = 0;
	const double one_double = 1, zero_double = 0;
	const cudaDataType_t element = kind == 'h' ? CUDA_R_16F : kind == 'f' ? CUDA_R_32F : CUDA_R_64F;
	const int sums_in_half = kind == 'h' && !tensor;
	const void *one = sums_in_half ? (const void *)&one_half : kind == 'd' ? (const void *)&one_double : &one_float;
	const void *zero = sums_in_half ? (const void *)&zero_half : kind == 'd' ? (const void *)&zero_double : &zero_float;
#if CUBLAS_VERSION >= 11000
	const cublasComputeType_t sum = sums_in_half ? CUBLAS_COMPUTE_16F
		: kind == 'd'                              ? CUBLAS_COMPUTE_64F
		: kind == 'f' && tensor                    ? CUBLAS_COMPUTE_32F_FAST_TF32
																: CUBLAS_COMPUTE_32F;
#else
	const cudaDataType_t sum = sums_in_half ? CUDA_R_16F : kind == 'd' ? CUDA_R_64F : CUDA_R_32F;
#endif
	const cublasGemmAlgo_t algorithm = tensor ? CUBLAS_GEMM_DEFAULT_TENSOR_OP : CUBLAS_GEMM_DEFAULT;
	check_cublas(cublasGemmEx(device->handle, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, one, matrix[2], element, n, matrix[1],
		element, n, zero, matrix[0], element, n, sum, algorithm));
}

static void finish(Device *device) {
	(void)device;
	check_cuda(cudaDeviceSynchronize());
}

static void fetch(Device *device) {
	finish(device);
	check_cuda(cudaMemcpy(device->product, device->on_device[0], device->bytes, cudaMemcpyDeviceToHost));
}

static void close_device(Device *device) {
	check_cublas(cublasDestroy(device->handle));
	for (int matrix = 0; matrix < 3; matrix++) check_cuda(cudaFree(device->on_device[matrix]));
}

// TF32 has a mantissa of 10 bits, and half is summed in half where tensor cores are off.
static double widest_roundoff(const Options *options) {
	const char kind = options->type->name[0];
	if (kind == 'h' && !options->tensor) return 0x1p-11;
	return kind == 'f' && options->tensor ? 0x1p-11 : options->type->sum_roundoff;
}
