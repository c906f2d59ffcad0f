import {errnoOf} from '../domain/errors.ts';
import type {Metric} from '../domain/metric.ts';
import {createEscapeRemover} from './intake-escapes.ts';
import {type MetricsFile, openCsvFile, openHypertuneFile, openJsonLinesFile} from './intake-files.ts';
import {createLineFilter} from './intake-lines.ts';
import {createLineMatcher} from './intake-match.ts';
import {createValueStore, type ReportedMetric} from './intake-values.ts';

/** Where one execution's metrics come from and go to. */
export type IntakeOptions = {
	readonly metrics: readonly Metric[];
	/** Lines are cut there: 64 KiB unless told. */
	readonly maxLineBytes?: number;
	/** Files that the execution may write; none need exist. */
	readonly files?: {
		/** `$SWEEP_METRICS`: JSON lines. */
		readonly metricsPath?: string;
		/** `$CLOUD_ML_HP_METRIC_FILE`. */
		readonly hypertunePath?: string;
		/** The CSV that the sweep's `metrics_file` names. */
		readonly csvPath?: string;
	};
	/** Every value as it is seen. A value with a step is a point of a curve. */
	readonly onValue?: (name: string, value: number, step?: number) => void;
	/** A file that is there and cannot be read, as on a network disk that went away: looked at again with the next poll. */
	readonly onTrouble?: (error: unknown) => void;
	/** A metric was printed in a unit of another quantity than its own; the number counts as it is. */
	readonly onOtherUnit?: (name: string, printed: string) => void;
	/** `::sweep measure-begin` and `::sweep measure-end` on the terminal. */
	readonly onMeasure?: (edge: 'begin' | 'end') => void;
};

/** Reads the metrics of one execution. */
export type Intake = {
	/** The next bytes of the terminal; good during the call only. */
	readonly feed: (bytes: Uint8Array) => void;
	/** Looks at the files; call it now and then while the execution runs. */
	readonly poll: () => void;
	/** After the last byte: reads what is left. @returns metrics that have a value, in the order of the sweep file. */
	readonly finish: () => ReadonlyMap<string, ReportedMetric>;
	/** What a metric was assigned last that is no number, as it was printed. */
	readonly unread: () => ReadonlyMap<string, string>;
};

const MAX_LINE_BYTES = 65_536;
/** Code units that are kept of what is no number. */
const MOST_UNREAD = 40;

/** Creates the intake of one execution. Memory stays bounded, whatever the execution prints. */
export function createIntake(options: IntakeOptions): Intake {
	const {metrics, maxLineBytes = MAX_LINE_BYTES, onValue} = options;
	const store = createValueStore(metrics);
	const report = (name: string, value: number, step?: number): void => {
		store.add(name, value, step);
		onValue?.(name, value, step);
	};
	const unread = new Map<string, string>();
	const matcher = createLineMatcher(metrics, {
		onValue: report,
		onMeasure: edge => options.onMeasure?.(edge),
		onOtherUnit: (name, printed) => options.onOtherUnit?.(name, printed),
		onUnread: (name, text) => void unread.set(name, text.slice(0, MOST_UNREAD)),
	});
	const removeEscapes = createEscapeRemover();
	const lines = createLineFilter({
		maxLineBytes,
		needles: matcher.needles,
		onLine: line => matcher.read(line.toString('utf8')),
	});
	const files = openFiles(options, maxLineBytes, report);
	const look = (read: (file: MetricsFile) => void): void => {
		for (const file of files) {
			try {
				read(file);
			} catch (error) {
				if (errnoOf(error) === undefined) throw error;
				options.onTrouble?.(error);
			}
		}
	};
	return {
		feed: bytes => lines.feed(removeEscapes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
		poll: () => look(file => file.poll()),
		finish: () => {
			lines.end();
			look(file => file.finish());
			return store.results();
		},
		unread: () => unread,
	};
}

function openFiles(
	options: IntakeOptions,
	maxLineBytes: number,
	report: (name: string, value: number, step?: number) => void,
): readonly MetricsFile[] {
	const {metrics, files = {}} = options;
	const opened: MetricsFile[] = [];
	if (files.metricsPath !== undefined) opened.push(openJsonLinesFile(files.metricsPath, metrics, maxLineBytes, report));
	if (files.hypertunePath !== undefined) opened.push(openHypertuneFile(files.hypertunePath, metrics, report));
	if (files.csvPath !== undefined) opened.push(openCsvFile(files.csvPath, metrics, report));
	return opened;
}
