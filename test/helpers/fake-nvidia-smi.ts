import type {StreamProcess} from '../../source/domain/probe.ts';

/** One start of the fake program. */
export type FakeRun = {
	readonly argv: readonly string[];
	readonly say: (line: string) => void;
	readonly end: (why: string) => void;
	closed: boolean;
};

/** A stand-in for the program `nvidia-smi` that plays captured lines; the reader of its output is the real one. */
export type FakeNvidiaSmi = {
	readonly stream: StreamProcess;
	/** Starts of the streaming query, in order. */
	readonly runs: readonly FakeRun[];
};

/**
 * Answers `--help-query-gpu` with the fields (a text with blanks is an error line), and plays `lines` to each streaming query. The query
 * fails as the real one does while it asks for one of the fields in `refuse`.
 */
export function createFakeNvidiaSmi(
	fields: readonly string[],
	lines: readonly string[],
	refuse: readonly string[] = [],
): FakeNvidiaSmi {
	const runs: FakeRun[] = [];
	const stream: StreamProcess = (argv, onLine, onEnd) => {
		if (argv.includes('--help-query-gpu')) {
			queueMicrotask(() => {
				for (const name of fields) onLine(name.includes(' ') ? name : `"${name}"`);
				onEnd('exit 0');
			});
			return {close: () => {}};
		}
		const run: FakeRun = {argv, say: onLine, end: onEnd, closed: false};
		runs.push(run);
		const asked =
			argv
				.find(text => text.startsWith('--query-gpu='))
				?.slice('--query-gpu='.length)
				.split(',') ?? [];
		const refused = asked.find(name => refuse.includes(name));
		queueMicrotask(() => {
			if (refused === undefined) return lines.forEach(onLine);
			onLine(`Field "${refused}" is not a valid field to query.`);
			onEnd('exit 2');
		});
		return {
			close: () => {
				run.closed = true;
			},
		};
	};
	return {stream, runs};
}
