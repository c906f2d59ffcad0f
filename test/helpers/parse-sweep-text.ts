import {dirname} from 'node:path';
import {SPEC_OFFERS} from '../../source/commands/spec-offers.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';

/** Parses a sweep file as the program does, without flags. */
export function parseSweepText(path: string, text: string): Sweep {
	return parseSweep(
		{path, text},
		{
			...SPEC_OFFERS,
			baseDirectory: dirname(path),
			environment: {},
			overrides: [],
			flags: {},
			defaultSeed: 0,
		},
	);
}
