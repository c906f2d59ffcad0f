import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {UserError} from '../domain/errors.ts';
import type {Objective} from '../domain/metric.ts';
import {writeFileAtomic} from '../journal/atomic-file.ts';
import {starterSweep} from '../spec/starter.ts';
import type {CommandBody} from './command.ts';
import {displayPath} from './display-path.ts';

/** Options of `sweeptop init`. */
export type InitFlags = {
	readonly minimize: string | undefined;
	readonly maximize: string | undefined;
	readonly output: string | undefined;
};

/** `sweeptop init -- python train.py --lr 0.01`: a sweep file to begin with, from a command as it is run by hand. */
export const initCommand: CommandBody<InitFlags> = async ({flags, passthrough, host}) => {
	const text = starterSweep(passthrough, objectiveOf(flags));
	const output = flags.output ?? 'sweep.toml';
	if (output === '-') {
		host.out(text);
		return 0;
	}
	const path = resolve(host.workdir, output);
	if (existsSync(path)) throw new UserError(`${displayPath(path)} is there already`, 'name another one with --output');
	await writeFileAtomic(path, [text], {mode: 0o644});
	host.note(`wrote ${displayPath(path)}: look at its ranges, then sweeptop run ${displayPath(path)} --dry-run\n`);
	return 0;
};

function objectiveOf({minimize, maximize}: InitFlags): Objective {
	if (minimize !== undefined && maximize !== undefined)
		throw new UserError('--minimize and --maximize are both given', 'write the second one into the file');
	return maximize === undefined
		? {metric: minimize ?? 'loss', direction: 'minimize'}
		: {metric: maximize, direction: 'maximize'};
}
