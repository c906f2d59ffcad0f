/**
 * What sweeptop costs, beside its peers: `npm run bench [-- MEASUREMENT …] [--json PATH]`. Without names everything is
 * measured, which takes some minutes. The exit code says only whether it could be measured.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, loadavg, release, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {LAUNCHER} from '../helpers/repository.ts';
import {csvTable, folderImport, sqliteImport} from './formats.ts';
import {eventLogImport} from './formats-eventlog.ts';
import {idle} from './idle.ts';
import {launch} from './launch.ts';
import {isKept, type Measurement} from './measurement.ts';
import {output} from './output.ts';
import {screen} from './screen.ts';
import {screenScale} from './screen-scale.ts';
import {study} from './search-study.ts';
import {start} from './start.ts';
import {renderFigures, type Section} from './table.ts';
import {torn} from './torn.ts';
import {zoom} from './zoom.ts';

const MEASUREMENTS: readonly Measurement[] = [
	launch,
	study,
	output,
	screen,
	screenScale,
	zoom,
	idle,
	start,
	torn,
	sqliteImport,
	csvTable,
	folderImport,
	eventLogImport,
];

const {values, positionals} = parseArgs({options: {json: {type: 'string'}}, allowPositionals: true});
const unknown = positionals.filter(id => !MEASUREMENTS.some(measurement => measurement.id === id));
if (unknown.length > 0) {
	process.stderr.write(`no measurement "${unknown.join(', ')}": ${MEASUREMENTS.map(({id}) => id).join(', ')}\n`);
	process.exitCode = 2;
} else
	await measure(
		MEASUREMENTS.filter(({id}) => positionals.length === 0 || positionals.includes(id)),
		values.json,
	);

async function measure(measurements: readonly Measurement[], jsonPath: string | undefined): Promise<void> {
	const sections: Section[] = [];
	const loadBefore = loadavg();
	for (const measurement of measurements) {
		note(`${measurement.id}: ${measurement.title} (load ${loadavg()[0]?.toFixed(1) ?? '?'})`);
		try {
			sections.push({
				id: measurement.id,
				figures: await inFolder(folder => measurement.run({folder, launcher: LAUNCHER, note})),
			});
		} catch (error) {
			note(error instanceof Error ? (error.stack ?? error.message) : String(error));
			process.exitCode = 1;
		}
	}
	const machine = {
		cpu: cpus()[0]?.model ?? '',
		cpus: cpus().length,
		memoryBytes: totalmem(),
		kernel: release(),
		node: process.version,
	};
	const load = {before: loadBefore, after: loadavg()};
	process.stdout.write(
		`${renderFigures(sections)}\nload ${shown(load.before)} before, ${shown(load.after)} after; ${machine.cpus} × ${machine.cpu}\n`,
	);
	if (jsonPath !== undefined)
		writeFileSync(jsonPath, `${JSON.stringify(report(sections, {machine, load}), null, '\t')}\n`);
}

function report(sections: readonly Section[], about: object): object {
	const figures = sections.flatMap(({id, figures: found}) =>
		found.map(figure => ({measurement: id, ...figure, kept: isKept(figure)})),
	);
	return {measuredAt: new Date().toISOString(), ...about, figures};
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-bench-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, {recursive: true, force: true, maxRetries: 5});
	}
}

function note(text: string): void {
	process.stderr.write(`${text}\n`);
}

function shown(load: readonly number[]): string {
	return (load[0] ?? Number.NaN).toFixed(1);
}
