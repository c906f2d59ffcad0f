// Where gemm.c multiplies: one core of the CPU.
#define PLACE "the CPU"

typedef struct {
	const Options *options;
	void *product;
	const void *left, *right;
} Device;

static Device open_device(const Options *options, void *product, const void *left, const void *right) {
	return (Device){options, product, left, right};
}

static void run(Device *device) {
	const Options *options = device->options;
	options->type->multiply(device->product, device->left, device->right, options->size, options->tensor);
}

// Every product is done when it returns, and is where it belongs.
static void finish(Device *device) { (void)device; }
static void fetch(Device *device) { (void)device; }
static void close_device(Device *device) { (void)device; }

static double widest_roundoff(const Options *options) { return options->type->sum_roundoff; }
