import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {readJournal} from '../../source/journal/read.ts';
import {type Bench, type Figure, type Measurement, medianOf} from './measurement.ts';
import {cpuMsOfEndedChildren} from './proc.ts';
import {runOrThrow} from './programs.ts';

const TRIALS = 1000;
const PARAMETERS = 10;

/** What a search costs around a program that costs nothing: ask, start, measure, record, tell. */
export const study: Measurement = {
	id: 'study',
	title: `a search of ${TRIALS} trials of \`true\` in ${PARAMETERS} dimensions (tpe, one at a time, for the least time)`,
	run: measureStudy,
};

async function measureStudy({folder, launcher}: Bench): Promise<readonly Figure[]> {
	const sweep = join(folder, 'study.toml');
	const directory = join(folder, 'run');
	writeFileSync(sweep, sweepFile());
	const cpuBeforeMs = cpuMsOfEndedChildren();
	const startedMs = performance.now();
	await runOrThrow([launcher, 'run', sweep, '--headless', '--reporter', 'silent', '--out', directory]);
	const tookMs = performance.now() - startedMs;
	const cpuMs = cpuMsOfEndedChildren() - cpuBeforeMs;
	const events = Array.from(readJournal(directory), ({event}) => event);
	const ends = events.filter(event => event.type === 'trial-ended');
	const valued = ends.filter(({metrics}) => Object.hasOwn(metrics, 'took'));
	if (valued.length !== TRIALS) throw new Error(`${valued.length} of ${TRIALS} trials have a value`);
	const spacings = ends.slice(1).map((event, index) => event.mono_ms - (ends[index]?.mono_ms ?? Number.NaN));
	return [
		{
			name: 'the whole sweep, a trial',
			unit: 'ms',
			ours: tookMs / TRIALS,
			budget: 5,
			note: 'from the command to its end, over trials',
		},
		{name: 'a trial, median', unit: 'ms', ours: medianOf(spacings), note: 'spacing of trial-ended in the journal'},
		{name: 'CPU of all that, a trial', unit: 'ms', ours: cpuMs / TRIALS, note: 'engine, probes and programs'},
	];
}

function sweepFile(): string {
	const parameters = Array.from({length: PARAMETERS}, (_, index) => `x${index} = { min = -5.5, max = 5.5 }`);
	return [
		'name = "study"',
		'command = ["true"]',
		'[parameters]',
		...parameters,
		'[metrics]',
		'took = { goal = "minimize", unit = "s", formula = "duration_s" }',
		'[sampler]',
		'name = "tpe"',
		'[budget]',
		`trials = ${TRIALS}`,
		'',
	].join('\n');
}
