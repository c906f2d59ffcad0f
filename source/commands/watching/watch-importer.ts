import {UserError} from '../../domain/errors.ts';
import type {ForeignSource, ImportedSweep, ImportedTrial} from '../../domain/importer.ts';
import type {Heard, StudyListener} from '../../domain/listener.ts';
import {decodeNumber} from '../../domain/number.ts';
import {isTerminal} from '../../domain/trial.ts';
import {chooseImporter} from '../../importers/choose.ts';
import {openForeignSource} from '../../importers/foreign/foreign-source.ts';
import {IMPORTERS} from '../../importers/registry.ts';

/** How far the trials of a file that an importer reads have been told. */
type Told = {readonly points: Map<string, number>; isStarted: boolean; isEnded: boolean};

/**
 * Follows any file or folder that an importer recognises, by reading it again whenever it changes. What may be half
 * written is held back: the last trial is over only when another begins or the program ends, and the last point of its
 * curve is told with the next.
 */
export function openImporterStudy(path: string): StudyListener {
	const told: Told[] = [];
	const objectives = new Set<string>();
	let mark = '';
	const look = async (isLast: boolean): Promise<readonly Heard[]> => {
		const source = openIfThere(path);
		const now = source === undefined ? '' : markOf(source);
		if (source === undefined || (now === mark && !isLast)) return [];
		mark = now;
		const sweeps = await readIfKnown(source, isLast);
		const [sweep] = sweeps;
		return sweep === undefined ? [] : hearSweep(sweep, {told, objectives, isLast});
	};
	return {poll: () => look(false), end: () => look(true)};
}

function openIfThere(path: string): ForeignSource | undefined {
	try {
		return openForeignSource(path);
	} catch {
		return undefined; // Not written yet.
	}
}

/** A text that changes where a file in it does. */
function markOf(source: ForeignSource): string {
	return source
		.entries()
		.map(({path, size, modifiedMs}) => `${path} ${size} ${modifiedMs}`)
		.join('\n');
}

/** A folder that is still being filled may not be recognised, or not be whole: at the end that is a mistake. */
async function readIfKnown(source: ForeignSource, isLast: boolean): Promise<readonly ImportedSweep[]> {
	try {
		return await chooseImporter(IMPORTERS, source).read(source);
	} catch (error) {
		if (!(error instanceof UserError) || isLast) throw error;
		return [];
	}
}

type Hearing = {readonly told: Told[]; readonly objectives: Set<string>; readonly isLast: boolean};

/** What is new in a sweep since it was told. */
export function hearSweep(sweep: ImportedSweep, {told, objectives, isLast}: Hearing): readonly Heard[] {
	const heard: Heard[] = [];
	for (const {metric, direction} of sweep.objectives) {
		if (objectives.has(metric)) continue;
		objectives.add(metric);
		heard.push({kind: 'objective', metric, direction});
	}
	for (const {name, unit} of sweep.metrics ?? []) {
		if (name !== undefined && unit !== undefined) heard.push({kind: 'unit', metric: name, unit});
	}
	for (const parameter of sweep.space?.parameters ?? []) heard.push({kind: 'parameter', parameter});
	const trials = [...sweep.trials];
	for (const [index, trial] of trials.entries()) {
		const before = told[index] ?? {points: new Map(), isStarted: false, isEnded: false};
		told[index] = before;
		if (before.isEnded || trial.state === 'queued') continue;
		heard.push(...hearTrial(trial, index + 1, {before, mayBeHalf: !isLast && index === trials.length - 1}));
	}
	return heard;
}

function hearTrial(
	trial: ImportedTrial,
	number: number,
	{before, mayBeHalf}: {readonly before: Told; readonly mayBeHalf: boolean},
): readonly Heard[] {
	const {params, startedMs, state} = trial;
	const points = trial.curve ?? [];
	const lastStep = points.at(-1)?.step;
	const curve = mayBeHalf ? points.filter(({step}) => step !== lastStep) : points;
	const isOver = isTerminal(state) && !mayBeHalf;
	const heard: Heard[] = [];
	if (!before.isStarted && (!isOver || curve.length > 0)) {
		heard.push({kind: 'trial-started', trial: number, params, ...(startedMs === undefined ? {} : {timeMs: startedMs})});
		before.isStarted = true;
	}
	for (const {name, step, value} of curve) {
		if (step <= (before.points.get(name) ?? Number.NEGATIVE_INFINITY)) continue;
		before.points.set(name, step);
		heard.push({kind: 'value', trial: number, name, value: decodeNumber(value), step});
	}
	if (!isOver || !isTerminal(state)) return heard;
	before.isEnded = true;
	const metrics = new Map(Object.entries(trial.metrics).map(([name, value]) => [name, decodeNumber(value)]));
	heard.push({
		kind: 'trial-ended',
		trial: number,
		state,
		params,
		metrics,
		...(trial.why === undefined ? {} : {why: trial.why}),
		...(startedMs === undefined ? {} : {startedMs}),
		...(trial.durationS === undefined ? {} : {durationS: trial.durationS}),
	});
	return heard;
}
