import {UserError} from '../domain/errors.ts';
import type {
	ForeignSource,
	ImportedExecution,
	ImportedSweep,
	ImportedTrial,
	ImporterDefinition,
} from '../domain/importer.ts';
import {recordOf} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Params} from '../domain/space.ts';
import {alignCommands} from './align-commands.ts';
import {readCsvTable} from './csv.ts';
import {printedNumbers} from './printed-numbers.ts';
import {sweepName} from './sweep-name.ts';
import {tableNumber} from './table/table-cells.ts';

const FIELDS = ['Seq', 'Host', 'Starttime', 'JobRuntime', 'Send', 'Receive', 'Exitval', 'Signal', 'Command'] as const;
const JOBLOG_HEADER = FIELDS.join('\t');
const RESULTS_HEADER = `${FIELDS.join(',')},`;

/** Jobs of GNU parallel: the log of `--joblog`, or the table of `--results FILE.csv`, which has inputs and outputs. */
export const gnuParallelImporter = {
	id: 'gnu-parallel',
	title: 'GNU parallel',
	takes: '--joblog FILE and --results FILE.csv',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head(undefined, 256)).toString('utf8');
		return head.startsWith(JOBLOG_HEADER) || head.startsWith(RESULTS_HEADER) ? 'sure' : undefined;
	},
	read: source => {
		const isLog = Buffer.from(source.head(undefined, 256)).toString('utf8').startsWith(JOBLOG_HEADER);
		return [toSweep(source, isLog ? readLog(source) : readResults(source))];
	},
} as const satisfies ImporterDefinition;

/** One line: one attempt of a job. */
type Job = {
	readonly seq: string;
	readonly host: string;
	readonly startedMs: number | undefined;
	readonly runtimeS: number | undefined;
	readonly code: number;
	readonly signal: number;
	readonly command: string;
	/** Where the file has its inputs. */
	readonly inputs?: Params;
	readonly output?: string;
};

function toSweep(source: ForeignSource, jobs: readonly Job[]): ImportedSweep {
	if (jobs.length === 0) throw new UserError(`${safeText(source.name)} has no job yet`, 'Wait for the first one.');
	const bySeq = Map.groupBy(jobs, job => job.seq);
	const attempts = [...bySeq.values()].toSorted((a, b) => Number(a[0]?.seq) - Number(b[0]?.seq));
	const aligned = alignCommands(attempts.map(list => list.at(-1)?.command ?? ''));
	const hosts = new Set(jobs.map(job => job.host));
	return {
		name: sweepName(source.name),
		objectives: [],
		metrics: [{name: 'runtime', unit: 's'}],
		sampler: 'parallel',
		trials: attempts.map((list, index) => toTrial(list, aligned[index] ?? {})),
		notes: hosts.size > 1 ? [`jobs ran on ${hosts.size} hosts: their times are not of one machine`] : [],
	};
}

/** Retries have lines of their own with the same number; the last one counts. */
function toTrial(attempts: readonly Job[], aligned: Params): ImportedTrial {
	const [first, last] = [attempts[0], attempts.at(-1)];
	const params = last?.inputs ?? aligned;
	const executions = attempts.map((job, index) => toExecution(job, index + 1));
	const end = executions.at(-1);
	const printed = printedNumbers(last?.output ?? '').filter(([name]) => !Object.hasOwn(params, name));
	return {
		label: first?.seq ?? '',
		params,
		state: end?.outcome ?? 'failed',
		...(end?.why === undefined ? {} : {why: end.why}),
		metrics: recordOf([...(last?.runtimeS === undefined ? [] : [['runtime', last.runtimeS] as const]), ...printed]),
		argv: [last?.command ?? ''],
		executions,
	};
}

function toExecution({startedMs, runtimeS, code, signal}: Job, attempt: number): ImportedExecution {
	const {outcome, why} = outcomeOf(code, signal);
	return {
		role: 'measured',
		attempt,
		outcome,
		...(why === undefined ? {} : {why}),
		code,
		...(signal === 0 ? {} : {signal: String(signal)}),
		...(startedMs === undefined ? {} : {startedMs}),
		...(runtimeS === undefined ? {} : {durationS: runtimeS}),
		metrics: runtimeS === undefined ? {} : {runtime: runtimeS},
	};
}

function outcomeOf(
	code: number,
	signal: number,
): Pick<ImportedExecution, 'why'> & {readonly outcome: 'complete' | 'failed' | 'timed-out' | 'killed'} {
	if (code === 0 && signal === 0) return {outcome: 'complete'};
	// What --timeout ends has this pair.
	if (code === -1 && signal === 15) return {outcome: 'timed-out', why: 'timeout of parallel'};
	if (signal !== 0) return {outcome: 'killed', why: `signal ${signal}`};
	return {outcome: 'failed', why: `exit ${code}`};
}

type Cells = (name: string) => string;

function toJob(cell: Cells): Job {
	const started = tableNumber(cell('Starttime').trim(), false);
	return {
		seq: cell('Seq').trim(),
		host: cell('Host'),
		startedMs: started === undefined ? undefined : started * 1000,
		runtimeS: tableNumber(cell('JobRuntime').trim(), false),
		code: Number(cell('Exitval').trim()),
		signal: Number(cell('Signal').trim()),
		// A line end in a command is a NUL in the log.
		command: cell('Command').replaceAll('\0', '\n'),
	};
}

function readLog(source: ForeignSource): readonly Job[] {
	const jobs: Job[] = [];
	let line = 0;
	for (const text of source.lines()) {
		line += 1;
		if (line === 1 || text === '') continue;
		const cells = text.split('\t');
		// The log is written line by line while jobs run.
		if (cells.length < FIELDS.length) continue;
		jobs.push(
			toJob(name => {
				const index = FIELDS.findIndex(field => field === name);
				return name === 'Command' ? cells.slice(index).join('\t') : (cells[index] ?? '');
			}),
		);
	}
	return jobs;
}

function readResults(source: ForeignSource): readonly Job[] {
	const {columns, rows} = readCsvTable(source);
	const inputs = columns.slice(FIELDS.length).filter(name => name !== 'Stdout' && name !== 'Stderr');
	return Array.from(rows, row => {
		const cell: Cells = name => String(row[columns.indexOf(name)] ?? '');
		const values = inputs.map(name => [name, scalarOfText(cell(name))] as const);
		return {...toJob(cell), ...(inputs.length === 0 ? {} : {inputs: recordOf(values)}), output: cell('Stdout')};
	});
}
