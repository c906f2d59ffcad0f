import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {readDefinition} from '../../source/commands/sweep-file/read-definition.ts';
import {SPEC_OFFERS} from '../../source/commands/sweep-file/spec-offers.ts';
import {createSampler} from '../../source/commands/engine/open-sampler.ts';
import {fillCommand} from '../../source/domain/text/command-line.ts';
import {createEnumeration} from '../../source/domain/space/enumerate.ts';
import type {Domain, Params} from '../../source/domain/space.ts';
import {createSweepState} from '../../source/domain/sweep-state.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {resolveSweep} from '../../source/spec/parse-sweep.ts';
import {REPOSITORY} from '../helpers/repository.ts';

/** What a foreign definition became. */
export type Planned = {readonly title: string; readonly notes: readonly string[]; readonly sweep: Sweep};

/** What a test says beside the definition. */
export type PlanOptions = {
	readonly command?: string;
	readonly path?: string;
	readonly trials?: number;
	readonly environment?: Readonly<Record<string, string>>;
	/** As `run` reads it: a missing program is refused. */
	readonly isRun?: boolean;
};

/** Reads a definition from text as `sweeptop check` does. Throws UserError as it. */
export function plan(text: string, options: PlanOptions = {}): Planned {
	const {path = '/srv/foreign.yaml', environment = {}, command, trials, isRun = false} = options;
	const origin = {path, text};
	const read = readDefinition(origin, {environment, command, isPlan: !isRun, isLimited: trials !== undefined});
	if (read === undefined) throw new Error('no definition was recognised');
	const sweep = resolveSweep(origin, read.document, {
		...SPEC_OFFERS,
		baseDirectory: '/srv',
		environment,
		overrides: [],
		flags: trials === undefined ? {} : {trials},
		defaultSeed: 0,
	});
	return {title: read.title, notes: read.notes, sweep};
}

/** Reads a file of `test/fixtures/definitions`. */
export function planFixture(name: string, options: PlanOptions = {}): Planned {
	const path = join(REPOSITORY, 'test/fixtures/definitions', name);
	return plan(readFileSync(path, 'utf8'), {...options, path});
}

/** The domain of a parameter. */
export function domainOf({sweep}: Planned, name: string): Domain | undefined {
	return sweep.space.parameters.find(parameter => parameter.name === name)?.domain;
}

/** The condition of a parameter. */
export function whenOf({sweep}: Planned, name: string): string | undefined {
	return sweep.space.parameters.find(parameter => parameter.name === name)?.when;
}

/** Number of points of the whole space. */
export function sizeOf({sweep}: Planned): bigint | undefined {
	return createEnumeration(sweep.space)?.size.count;
}

/** Points of the first trials, as the sampler of the sweep gives them. */
export function pointsOf({sweep}: Planned, count: number): readonly Params[] {
	const sampler = createSampler(sweep, createSweepState());
	const points: Params[] = [];
	for (let trial = 1; trial <= count; trial += 1) {
		const point = sampler.ask({trial, running: []});
		if (point === undefined) break;
		points.push(point);
	}
	return points;
}

/** Argument vectors of the first trials. */
export function commandsOf(planned: Planned, count: number): readonly (readonly string[])[] {
	return pointsOf(planned, count).map(point => fillCommand(planned.sweep, point));
}
