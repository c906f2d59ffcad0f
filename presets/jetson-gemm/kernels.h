// Products of square matrices for one type of element. Included once for each type, with
//   NAME(x)  the name of x for this type       ELEMENT  what matrices hold       SUM  what tiles and sums hold

#define TILE 64

// Row by row, without tiles: what a compiler makes of three loops.
static void NAME(multiply_plain)(ELEMENT *product, const ELEMENT *left, const ELEMENT *right, int n) {
	SUM *sums = (SUM *)scratch;
	for (int row = 0; row < n; row++) {
		for (int column = 0; column < n; column++) sums[column] = 0;
		for (int k = 0; k < n; k++) {
			const SUM factor = (SUM)left[(size_t)row * n + k];
			const ELEMENT *other = right + (size_t)k * n;
			for (int column = 0; column < n; column++) sums[column] += factor * (SUM)other[column];
		}
		for (int column = 0; column < n; column++) product[(size_t)row * n + column] = (ELEMENT)sums[column];
	}
}

// Tile by tile: both tiles are turned into the wider type and packed first, as tensor cores take their operands.
static void NAME(multiply_tiled)(ELEMENT *product, const ELEMENT *left, const ELEMENT *right, int n) {
	SUM *a = (SUM *)scratch, *b = a + TILE * TILE, *sums = b + TILE * TILE;
	for (int rows = 0; rows < n; rows += TILE)
		for (int columns = 0; columns < n; columns += TILE) {
			for (int at = 0; at < TILE * TILE; at++) sums[at] = 0;
			for (int inner = 0; inner < n; inner += TILE) {
				for (int y = 0; y < TILE; y++)
					for (int x = 0; x < TILE; x++) {
						a[y * TILE + x] = rows + y < n && inner + x < n ? (SUM)left[(size_t)(rows + y) * n + inner + x] : 0;
						b[y * TILE + x] =
							inner + y < n && columns + x < n ? (SUM)right[(size_t)(inner + y) * n + columns + x] : 0;
					}
				for (int y = 0; y < TILE; y++)
					for (int k = 0; k < TILE; k++) {
						const SUM factor = a[y * TILE + k];
						for (int x = 0; x < TILE; x++) sums[y * TILE + x] += factor * b[k * TILE + x];
					}
			}
			for (int y = 0; y < TILE && rows + y < n; y++)
				for (int x = 0; x < TILE && columns + x < n; x++)
					product[(size_t)(rows + y) * n + columns + x] = (ELEMENT)sums[y * TILE + x];
		}
}

// The same reproducible numbers between -1 and 1 every time (a linear congruential generator, Numerical Recipes).
static void NAME(fill)(void *matrix, int n, uint32_t seed) {
	ELEMENT *elements = (ELEMENT *)matrix;
	for (size_t at = 0; at < (size_t)n * n; at++) {
		seed = seed * 1664525u + 1013904223u;
		elements[at] = (ELEMENT)(seed / 2147483648.0 - 1);
	}
}

// The largest error of one row of the product, in units of the sum of its terms' magnitudes.
static double NAME(error_of_row)(const void *product, const void *left, const void *right, int n, int row) {
	double largest = 0;
	for (int column = 0; column < n; column++) {
		double exact = 0, magnitude = 0;
		for (int k = 0; k < n; k++) {
			const double term = (double)((const ELEMENT *)left)[(size_t)row * n + k] *
				(double)((const ELEMENT *)right)[(size_t)k * n + column];
			exact += term;
			magnitude += fabs(term);
		}
		const double error = fabs((double)((const ELEMENT *)product)[(size_t)row * n + column] - exact) / magnitude;
		if (!(error <= largest)) largest = error;
	}
	return largest;
}

static void NAME(multiply)(void *product, const void *left, const void *right, int n, int tensor) {
	(tensor ? NAME(multiply_tiled) : NAME(multiply_plain))((ELEMENT *)product, (const ELEMENT *)left, (const ELEMENT *)right, n);
}

#undef TILE
#undef NAME
#undef ELEMENT
#undef SUM
