import {dirname} from 'node:path';
import {SPEC_OFFERS} from '../../source/commands/sweep-file/spec-offers.ts';
import type {KnobOffer} from '../../source/spec/context.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';

/** Parses a sweep file as the program does, without flags, on a board with these knobs. */
export function parseSweepText(path: string, text: string, knobs?: readonly KnobOffer[]): Sweep {
	return parseSweep(
		{path, text},
		{
			...SPEC_OFFERS,
			...(knobs === undefined ? {} : {knobs}),
			baseDirectory: dirname(path),
			environment: {},
			overrides: [],
			flags: {},
			defaultSeed: 0,
		},
	);
}
