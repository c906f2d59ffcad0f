import {mkdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {errnoOf, messageOf} from '../domain/errors.ts';
import {findMetric} from '../domain/ranking/figure.ts';
import type {Params} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';
import {createIntake} from './intake.ts';
import {createMetricsCsv} from './metrics-csv.ts';
import {openOutputLog} from './output-log.ts';

/** How often the metric files of a running execution are looked at, in ms. */
const POLL_MS = 500;

/** What a watched terminal is seeded with. */
const TAIL_BYTES = 256 * 1024;

/** Where one execution's bytes and metrics go. */
export type ExecutionSink = {
	readonly artifactsDirectory: string;
	/** `$SWEEP_METRICS` */
	readonly metricsPath: string;
	/** `$CLOUD_ML_HP_METRIC_FILE` */
	readonly hypertunePath: string;
	/** The next bytes of the terminal; a promise holds the program back. */
	readonly write: (bytes: Uint8Array) => void | Promise<void>;
	/** Bytes for the log alone: no metric is read from them. */
	readonly keep: (bytes: Uint8Array) => void | Promise<void>;
	/** The last bytes so far. */
	readonly tail: () => Promise<Uint8Array>;
	/** After the last byte: the one number of each metric that has a value. */
	readonly finish: () => ReadonlyMap<string, number>;
	/** What a metric was assigned that is no number, as it was printed. */
	readonly unread: () => ReadonlyMap<string, string>;
	/** Monotonic ms of the first `::sweep measure-begin` and the last `::sweep measure-end`, where there were any. */
	readonly measuredRegion: () => MeasuredRegion;
	/** After `finish`: resolves when the files are written. */
	readonly close: () => Promise<void>;
};

/** The part of an execution that its program wants measured. */
export type MeasuredRegion = {readonly fromMs?: number; readonly toMs?: number};

/** Which execution, and who hears its values as they come. */
export type SinkRequest = {
	readonly trial: number;
	readonly execution: number;
	readonly params: Params;
	readonly onValue: (name: string, value: number, step: number | undefined) => void;
};

/** Makes folders and files of executions below a run directory. */
export type ExecutionFiles = {readonly open: (request: SinkRequest) => ExecutionSink};

/** Where and for which sweep execution files are made. */
export type ExecutionFilesOptions = {
	readonly directory: string;
	readonly sweep: Sweep;
	/** The folder of an execution relative to the run directory. */
	readonly folderOf: (trial: number, execution: number) => string;
	readonly now: () => number;
	/** A file that cannot be written is told once and never fails a trial. */
	readonly onNotice: (text: string) => void;
};

/** Creates the maker of execution files of one run. */
export function createExecutionFiles(options: ExecutionFilesOptions): ExecutionFiles {
	const tell: Tellers = {
		reading: tellOnce(options.onNotice),
		writing: tellOnce(options.onNotice),
		unit: tellUnits(options),
	};
	let hasTop = false;
	return {
		open: request => {
			// Once a run: an attempt that finds the folder costs an exception, and trials may take a millisecond.
			if (!hasTop) makeTop(options, tell.writing);
			hasTop = true;
			return openSink(options, request, tell);
		},
	};
}

type Tell = (text: string) => void;

/** Once a run each: trouble with reading says nothing of what cannot be written. */
type Tellers = {
	readonly reading: Tell;
	readonly writing: Tell;
	readonly unit: (name: string, printed: string) => void;
};

/** Once a metric: all its trials print alike. */
function tellUnits({sweep, onNotice}: ExecutionFilesOptions): Tellers['unit'] {
	const told = new Set<string>();
	return (name, printed) => {
		if (told.has(name)) return;
		told.add(name);
		const unit = findMetric(sweep, name)?.unit ?? '';
		onNotice(`metric "${name}" is printed in ${printed}, its unit is ${unit}: its numbers are taken as they are`);
	};
}

function tellOnce(onNotice: Tell): Tell {
	let told = false;
	return text => {
		if (!told) onNotice(text);
		told = true;
	};
}

function openSink(options: ExecutionFilesOptions, request: SinkRequest, tell: Tellers): ExecutionSink {
	const {sweep} = options;
	const folder = join(options.directory, options.folderOf(request.trial, request.execution));
	const artifactsDirectory = join(folder, 'artifacts');
	makeFolder(folder, artifactsDirectory, request, tell.writing);
	const metricsPath = join(folder, 'metrics.jsonl');
	const hypertunePath = join(folder, 'output.metrics');
	const table = createMetricsCsv(options.now);
	let region: MeasuredRegion = {};
	const intake = createIntake({
		metrics: sweep.metrics,
		files: {
			metricsPath,
			hypertunePath,
			...(sweep.metricsFile === undefined ? {} : {csvPath: resolve(sweep.workdir, sweep.metricsFile)}),
		},
		onValue: (name, value, step) => {
			table.add(name, value, step);
			request.onValue(name, value, step);
		},
		onTrouble: error => tell.reading(`a file of metrics is not read: ${messageOf(error)}`),
		onOtherUnit: tell.unit,
		onMeasure: edge => {
			if (edge === 'end') region = {...region, toMs: options.now()};
			else region = {fromMs: options.now(), ...region};
		},
	});
	const log = openOutputLog({
		path: join(folder, 'output.log'),
		maxBytes: sweep.run.maxOutputBytes,
		onNotice: tell.writing,
	});
	const polling = setInterval(intake.poll, POLL_MS);
	polling.unref();
	return {
		artifactsDirectory,
		metricsPath,
		hypertunePath,
		write: bytes => {
			intake.feed(bytes);
			return log.write(bytes);
		},
		keep: bytes => log.write(bytes),
		tail: () => log.tail(TAIL_BYTES),
		measuredRegion: () => region,
		finish: () => {
			clearInterval(polling);
			return new Map([...intake.finish()].map(([name, {value}]) => [name, value]));
		},
		unread: intake.unread,
		close: async () => {
			await log.close();
			const path = join(folder, 'metrics.csv');
			await table
				.write(path)
				.catch(error => tell.writing(`${path} is not written: ${errnoOf(error) ?? messageOf(error)}`));
		},
	};
}

/** The folder of all trials. */
function makeTop({directory, folderOf}: ExecutionFilesOptions, tell: (text: string) => void): void {
	try {
		makeLevel(join(directory, folderOf(1, 1), '..', '..'));
	} catch (error) {
		tell(`files of trials are not written: ${messageOf(error)}`);
	}
}

function makeLevel(path: string): void {
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		if (errnoOf(error) !== 'EEXIST') throw error;
	}
}

function makeFolder(
	folder: string,
	artifactsDirectory: string,
	request: SinkRequest,
	tell: (text: string) => void,
): void {
	try {
		// Not recursively from the top: a run directory that was moved away must not be made anew.
		for (const level of [join(folder, '..'), folder, artifactsDirectory]) makeLevel(level);
		if (request.execution === 1) {
			writeFileSync(join(folder, '..', 'params.json'), `${JSON.stringify(request.params, null, '\t')}\n`, {
				mode: 0o600,
			});
		}
	} catch (error) {
		tell(`files of trial ${request.trial} are not written: ${messageOf(error)}`);
	}
}
