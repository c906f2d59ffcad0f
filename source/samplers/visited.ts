import {createEnumeration, type Enumeration} from '../domain/space/enumerate.ts';
import type {Ask, SamplerContext} from '../domain/sampler.ts';
import {canonicalKey, type Params} from '../domain/space.ts';
import {createPermutation} from './permutation.ts';

/** Spaces of more points are not searched for the last ones that no trial had. */
const MAX_SEARCHED = 200_000n;

/** Which points of a finite space were tried. On a space with a real axis nothing is kept: points do not repeat. */
export type Visited = {
	readonly add: (params: Params) => void;
	/** Whether a trial has, or had, these params. */
	readonly has: (params: Params, request: Ask) => boolean;
	/** Whether no point of a small space is left. */
	readonly isExhausted: (request: Ask) => boolean;
	/** Some point that no trial has, the same for the same trial and set; undefined where the space is not searched. */
	readonly other: (request: Ask) => Params | undefined;
	/** Points of the space, where they are counted. */
	readonly enumeration: Enumeration | undefined;
};

/** Keeps the points of a sweep. */
export function createVisited({space, visited, seed}: SamplerContext): Visited {
	const enumeration = createEnumeration(space);
	const known = new Set<string>();
	const isSmall = enumeration?.size.exact === true && enumeration.size.count <= MAX_SEARCHED;
	const count = isSmall ? enumeration.size.count : 0n;
	const placeOf = createPermutation(count, seed);
	const isTaken = (key: string, running: ReadonlySet<string>): boolean =>
		known.has(key) || running.has(key) || visited.has(key);
	const runningKeys = ({running}: Ask): ReadonlySet<string> =>
		new Set(running.map(params => canonicalKey(space, params)));
	const allTaken = (running: ReadonlySet<string>): boolean => {
		let extra = 0;
		for (const key of new Set([...running, ...visited])) if (!known.has(key)) extra += 1;
		return BigInt(known.size + extra) >= count;
	};
	return {
		enumeration,
		add: params => {
			if (enumeration !== undefined) known.add(canonicalKey(space, params));
		},
		has: (params, request) => enumeration !== undefined && isTaken(canonicalKey(space, params), runningKeys(request)),
		isExhausted: request =>
			isSmall && BigInt(known.size + request.running.length + visited.size) >= count && allTaken(runningKeys(request)),
		other: request => {
			if (!isSmall) return undefined;
			const running = runningKeys(request);
			const start = (BigInt(request.trial) * 0x9e3779b97f4a7c15n) % (count === 0n ? 1n : count);
			for (let step = 0n; step < count; step += 1n) {
				const point = enumeration.unrank(placeOf((start + step) % count));
				if (point !== undefined && !isTaken(canonicalKey(space, point), running)) return point;
			}
			return undefined;
		},
	};
}
