/** A colour, each part from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours that differ only in so many of the last bits of a part are one here; in one more where these are too many. */
const DROPPED_BITS = 3;
const MOST_BINS = 4096;

/** Pixels of nearly one colour: how many, and the sums of their parts. */
type Bin = {readonly key: number; count: number; readonly sums: [number, number, number]};

/** Bins that one colour stands for, and how much is lost by it. */
type Group = {readonly bins: readonly Bin[]; readonly part: 0 | 1 | 2; readonly spread: number};

/**
 * For each colour of an image the one that stands for it, at most so many: groups of colours are halved where the most
 * is to be won, each group then is its mean.
 * Source: P. Heckbert, "Color image quantization for frame buffer display", 1982 (median cut); groups are cut at the mean.
 * @param pixels red, green, blue and opacity of each.
 */
export function createStandIns(
	pixels: Uint8Array,
	{most, isDrawn}: {readonly most: number; readonly isDrawn: (opacity: number) => boolean},
): (color: Rgb) => Rgb {
	const fine = binsOf(pixels, DROPPED_BITS, isDrawn);
	const droppedBits = fine.length > MOST_BINS ? DROPPED_BITS + 1 : DROPPED_BITS;
	const groups = [groupOf(fine.length > MOST_BINS ? binsOf(pixels, droppedBits, isDrawn) : fine)];
	while (groups.length < most) {
		const widest = groups.reduce(
			(best, group, index) => (group.spread > (groups[best]?.spread ?? 0) ? index : best),
			0,
		);
		const group = groups[widest];
		if (group === undefined || group.spread === 0) break;
		groups.splice(widest, 1, ...halves(group));
	}
	const standIns = new Map<number, Rgb>();
	for (const {bins} of groups) {
		const color = meanOf(bins);
		for (const {key} of bins) standIns.set(key, color);
	}
	return color => standIns.get(keyOf(color, droppedBits)) ?? color;
}

function keyOf([red, green, blue]: Rgb, droppedBits: number): number {
	return ((red >> droppedBits) << 16) | ((green >> droppedBits) << 8) | (blue >> droppedBits);
}

function binsOf(pixels: Uint8Array, droppedBits: number, isDrawn: (opacity: number) => boolean): readonly Bin[] {
	const bins = new Map<number, Bin>();
	for (let at = 0; at + 3 < pixels.length; at += 4) {
		if (!isDrawn(pixels[at + 3] ?? 0)) continue;
		const color: Rgb = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
		const key = keyOf(color, droppedBits);
		const bin = bins.get(key) ?? {key, count: 0, sums: [0, 0, 0]};
		bins.set(key, bin);
		bin.count += 1;
		for (const part of PARTS) bin.sums[part] += color[part];
	}
	return [...bins.values()];
}

const PARTS = [0, 1, 2] as const;

function partOf({sums, count}: Bin, part: 0 | 1 | 2): number {
	return sums[part] / count;
}

function meanOf(bins: readonly Bin[]): Rgb {
	const count = bins.reduce((sum, bin) => sum + bin.count, 0);
	const mean = (part: 0 | 1 | 2): number => bins.reduce((sum, bin) => sum + bin.sums[part], 0) / Math.max(1, count);
	return [Math.round(mean(0)), Math.round(mean(1)), Math.round(mean(2))];
}

/** A group with the part of its colours that differs most: the sum of the squares of how far they are from their mean. */
function groupOf(bins: readonly Bin[]): Group {
	const mean = meanOf(bins);
	const spreads = PARTS.map(part =>
		bins.length < 2 ? 0 : bins.reduce((sum, bin) => sum + bin.count * (partOf(bin, part) - mean[part]) ** 2, 0),
	);
	const spread = Math.max(...spreads);
	return {bins, part: PARTS.find(part => spreads[part] === spread) ?? 0, spread};
}

/** The colours below the mean, and the others; one of them at least in each. */
function halves({bins, part}: Group): readonly Group[] {
	const sorted = bins.toSorted((a, b) => partOf(a, part) - partOf(b, part));
	const count = sorted.reduce((sum, bin) => sum + bin.count, 0);
	const mean = sorted.reduce((sum, bin) => sum + bin.sums[part], 0) / count;
	const found = sorted.findIndex(bin => partOf(bin, part) > mean);
	const at = Math.max(1, Math.min(sorted.length - 1, found));
	return [groupOf(sorted.slice(0, at)), groupOf(sorted.slice(at))];
}
