import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import {createOptunaListener} from './optuna.ts';
import {createRowBuilder} from './row-builder.ts';
import {parseBar} from './tqdm-bar.ts';

const SEARCH = /^(?:INFO\s+)?(?:Building search space\.\.\.|Search started\.\.\.)$/;
/** `Average Latency per Batch: 676.12 nanoseconds`, `Average CPU Power Usage per Batch: 10.29W` */
const AVERAGE = /^Average (.+?)(?: Usage)? per Batch: (-?\d[\d.eE+-]*) ?(\S*)$/;
const UNITS: ReadonlyMap<string, string> = new Map([
	['nanoseconds', 'ns'],
	['microseconds', 'us'],
	['milliseconds', 'ms'],
	['seconds', 's'],
]);

/**
 * The search of MASE: Optuna's bar and, where they are on, its lines; the table of best trials at the end; blocks of
 * averages of one configuration after the other.
 */
export const maseListener: ListenerDefinition = {
	id: 'mase',
	title: "MASE's search",
	recognise: text => SEARCH.test(text.trim()) || AVERAGE.test(text.trim()),
	create: () => {
		const optuna = createOptunaListener();
		const rows = createRowBuilder();
		const bar = createBarCounter();
		const listener: Listener = {
			line: (text, kind) => {
				const average = AVERAGE.exec(text.trim());
				if (average !== null) return readAverage(average, rows);
				const heard = optuna.line(text, kind);
				return heard.length > 0 ? bar.hear(heard) : bar.line(text);
			},
			end: isGood => [...rows.end(), ...optuna.end(isGood)],
		};
		return listener;
	},
};

function readAverage(match: RegExpExecArray, rows: ReturnType<typeof createRowBuilder>): readonly Heard[] {
	const [, what = '', number = '', unit = ''] = match;
	const name = what.toLowerCase().replaceAll(/\W+/g, '_');
	const heard = rows.add([[name, Number(number)]]);
	const known = UNITS.get(unit) ?? unit;
	return known === '' ? heard : [{kind: 'unit', metric: name, unit: known}, ...heard];
}

/** Trials of a search whose log is silent: its bar counts them, and the table names the results of some. */
function createBarCounter(): {
	readonly hear: (heard: readonly Heard[]) => readonly Heard[];
	readonly line: (text: string) => readonly Heard[];
} {
	let counted = 0;
	let isTold = false;
	return {
		hear: heard => {
			isTold ||= heard.some(item => item.kind === 'trial-ended');
			return heard;
		},
		line: text => {
			const bar = isTold ? undefined : parseBar(text);
			if (bar?.total === undefined || bar.done <= counted || bar.done > counted + MOST_AT_ONCE) return [];
			const ended: Heard[] = [];
			for (let trial = counted + 1; trial <= bar.done; trial += 1) {
				ended.push({kind: 'trial-ended', trial, state: 'complete'});
			}
			counted = bar.done;
			return ended;
		},
	};
}

/** A bar that leaps further does not count trials. */
const MOST_AT_ONCE = 1000;
