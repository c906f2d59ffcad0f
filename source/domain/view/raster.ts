/** An image whose pixels were decoded by us: 8 bits a channel, red, green, blue and opacity, row by row from the top. */
export type Raster = {readonly width: number; readonly height: number; readonly pixels: Uint8Array};

/** The mean colour of a part of an image, weighted by opacity. Bounds are pixels and may be fractions. */
export function meanColor(
	{width, height, pixels}: Raster,
	part: {readonly left: number; readonly top: number; readonly right: number; readonly bottom: number},
): {readonly red: number; readonly green: number; readonly blue: number; readonly opacity: number} {
	const [left, top] = [Math.floor(part.left), Math.floor(part.top)];
	const right = Math.min(width, Math.max(left + 1, Math.ceil(part.right)));
	const bottom = Math.min(height, Math.max(top + 1, Math.ceil(part.bottom)));
	let [red, green, blue, opacity] = [0, 0, 0, 0];
	for (let y = top; y < bottom; y += 1) {
		for (let x = left; x < right; x += 1) {
			const at = (y * width + x) * 4;
			const alpha = pixels[at + 3] ?? 0;
			red += (pixels[at] ?? 0) * alpha;
			green += (pixels[at + 1] ?? 0) * alpha;
			blue += (pixels[at + 2] ?? 0) * alpha;
			opacity += alpha;
		}
	}
	const count = Math.max(1, (right - left) * (bottom - top));
	if (opacity === 0) return {red: 0, green: 0, blue: 0, opacity: 0};
	const channel = (sum: number): number => Math.round(sum / opacity);
	return {red: channel(red), green: channel(green), blue: channel(blue), opacity: opacity / count / 255};
}

/** The image with so many pixels: each the mean of those that it stands for, or a copy of the one that it is a part of. */
export function resizeRaster(
	raster: Raster,
	{width, height}: {readonly width: number; readonly height: number},
): Raster {
	if (width === raster.width && height === raster.height) return raster;
	const [stepX, stepY] = [raster.width / width, raster.height / height];
	const pixels = new Uint8Array(width * height * 4);
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const part = {left: x * stepX, top: y * stepY, right: (x + 1) * stepX, bottom: (y + 1) * stepY};
			const {red, green, blue, opacity} = meanColor(raster, part);
			pixels.set([red, green, blue, Math.round(opacity * 255)], (y * width + x) * 4);
		}
	}
	return {width, height, pixels};
}

/** The image, or a smaller one of the same shape that is at most so wide and high. */
export function shrinkRaster(raster: Raster, most: {readonly width: number; readonly height: number}): Raster {
	const factor = Math.max(1, raster.width / most.width, raster.height / most.height);
	const shrunk = (length: number): number => Math.max(1, Math.floor(length / factor));
	return resizeRaster(raster, {width: shrunk(raster.width), height: shrunk(raster.height)});
}
