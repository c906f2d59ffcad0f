import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {hypervolume} from '../../source/domain/front/hypervolume.ts';
import {type Boxes, boxesBeyond, logVolume} from '../../source/samplers/gp/gp-boxes.ts';
import {philox4x32, unitInterval} from '../../source/samplers/philox.ts';

const FLOOR = -1;

/** Volume of the boxes above a floor, which stands for minus infinity. */
function volumeOf({levels, lows, highs}: Boxes): number {
	let volume = 0;
	for (const box of highs[0]?.keys() ?? []) {
		volume += levels.reduce((product, values, axis) => {
			const high = values[highs[axis]?.[box] ?? 0] ?? 0;
			const low = values[lows[axis]?.[box] ?? 0] ?? 0;
			return product * (high - Math.max(FLOOR, low));
		}, 1);
	}
	return volume;
}

for (const axes of [1, 2, 3]) {
	test(`${axes} axes: the boxes are what a front leaves free, each part once`, () => {
		const point = fc.array(fc.integer({min: 0, max: 12}), {minLength: axes, maxLength: axes});
		fc.assert(
			fc.property(fc.array(point, {minLength: 1, maxLength: 14}), front => {
				const reference = Array.from({length: axes}, () => 10);
				const boxes = boxesBeyond(front, reference);
				const free = (10 - FLOOR) ** axes - hypervolume(front, reference);
				assert.ok(Math.abs(volumeOf(boxes) - free) < 1e-9, `${volumeOf(boxes)}, not ${free}`);
				assert.ok((boxes.highs[0]?.length ?? 0) <= 3 * front.length + 1);
			}),
		);
	});
}

const FRONTS = [
	[[0.2]],
	[
		[0, 1],
		[0.5, 0.4],
		[1, 0],
	],
	[
		[0, 1, 0.7],
		[0.5, 0.4, 0.5],
		[1, 0, 0.2],
		[0.6, 0.6, 0],
	],
];

test('the expected volume is the mean gain of draws', () => {
	for (const front of FRONTS) {
		const reference = (front[0] ?? []).map(() => 1.3);
		const boxes = boxesBeyond(front, reference);
		const beliefs = reference.map((_, axis) => ({mean: 0.3 + axis / 10, variance: 0.09 + axis / 50}));
		const draws = 20_000;
		let gain = 0;
		for (let draw = 0; draw < draws; draw += 1) {
			const point = beliefs.map(({mean, variance}, axis) => {
				const [a, b, c, d] = philox4x32([draw, axis, 0, 0], [1, 2]);
				const radius = Math.sqrt(-2 * Math.log(1 - unitInterval(a, b)));
				return mean + Math.sqrt(variance) * radius * Math.cos(2 * Math.PI * unitInterval(c, d));
			});
			gain += hypervolume([...front, point], reference) - hypervolume(front, reference);
		}
		// One axis has no reference but the best.
		const expected = Math.exp(logVolume(boxes, beliefs));
		assert.ok(Math.abs(gain / draws / expected - 1) < 0.03, `${gain / draws}, not ${expected}`);
	}
});

test('slopes of the expected volume agree with differences, near and far', () => {
	for (const front of FRONTS) {
		const axes = front[0]?.length ?? 0;
		const boxes = boxesBeyond(
			front,
			Array.from({length: axes}, () => 1.3),
		);
		for (const mean of [-1, 0.3, 2, 40]) {
			const beliefs = Array.from({length: axes}, (_, axis) => ({mean: mean + axis / 7, variance: 0.04 + axis / 30}));
			const partials = {mean: new Float64Array(axes), variance: new Float64Array(axes)};
			assert.ok(Number.isFinite(logVolume(boxes, beliefs, partials)));
			for (const axis of beliefs.keys()) {
				for (const name of ['mean', 'variance'] as const) {
					const at = (by: number): number => {
						const moved = beliefs.map((one, place) => (place === axis ? {...one, [name]: one[name] + by} : one));
						return logVolume(boxes, moved);
					};
					const difference = (at(1e-6) - at(-1e-6)) / 2e-6;
					const slope = partials[name][axis] ?? Number.NaN;
					assert.ok(Math.abs(slope - difference) <= 2e-4 * Math.max(1, Math.abs(difference)), `${slope} ${difference}`);
				}
			}
		}
	}
});
