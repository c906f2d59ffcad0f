/**
 * How near the joules come to the truth, and what measuring costs: `npm run bench:telemetry [-- --trials N] [--seconds
 * N] [--json PATH]`. Sensors of each known kind are simulated over random loads whose energy is known; naive sampling
 * stands beside. The exit code says only whether it could be measured.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {LAUNCHER} from '../helpers/repository.ts';
import type {Figure} from './measurement.ts';
import {renderFigures, type Section} from './table.ts';
import {measureHungProbe, measureLateHang, measureOverhead} from './telemetry-overhead.ts';
import {SENSORS} from './telemetry-sensors.ts';
import {measureTruth, type TruthRow} from './telemetry-truth.ts';

const SEED = 42;

const {values} = parseArgs({
	options: {
		trials: {type: 'string', default: '1000'},
		seconds: {type: 'string', default: '60'},
		json: {type: 'string'},
	},
});

const rows = SENSORS.map(sensor => measureTruth(sensor, Number(values.trials), SEED));
const sections: Section[] = rows.map(row => ({id: row.sensor, figures: truthFigures(row)}));
const seconds = Number(values.seconds);
if (seconds > 0) sections.push({id: 'overhead', figures: await overheadFigures(seconds * 1000)});
process.stdout.write(`${renderFigures(sections)}\nload ${loadavg()[0]?.toFixed(1) ?? '?'}, seed ${SEED}\n`);
if (values.json !== undefined)
	writeFileSync(values.json, `${JSON.stringify({seed: SEED, rows, sections}, null, '\t')}\n`);

function truthFigures(row: TruthRow): readonly Figure[] {
	const naive = (value: number) => [{name: 'naive sampling', value: value * 100}];
	return [
		{
			name: 'median error of the energy',
			unit: '%',
			ours: row.medianError * 100,
			budget: 3,
			peers: naive(row.naiveMedianError),
		},
		{name: 'error, 95th percentile', unit: '%', ours: row.p95Error * 100, budget: 8, peers: naive(row.naiveP95Error)},
		{name: 'intervals that miss the truth', unit: '%', ours: (1 - row.covered) * 100, budget: 10},
		{name: 'half width of the interval, median', unit: '%', ours: row.medianHalfWidth * 100},
		{name: 'trials too short for an energy', unit: '%', ours: (1 - row.published / row.trials) * 100},
	];
}

async function overheadFigures(watchedMs: number): Promise<readonly Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-bench-'));
	const note = (text: string): void => void process.stderr.write(`${text}\n`);
	try {
		const bench = {folder, launcher: LAUNCHER, note};
		return [
			...(await measureOverhead(bench, watchedMs)),
			...(await measureHungProbe(bench, watchedMs)),
			...(await measureLateHang(bench, watchedMs)),
		];
	} catch (error) {
		note(error instanceof Error ? (error.stack ?? error.message) : String(error));
		process.exitCode = 1;
		return [];
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}
