import type {TerminalRun, TerminalScreen} from '../../domain/protocol.ts';
import type {Params} from '../../domain/space.ts';
import type {DemoLoad} from './demo-board.ts';

/** One execution at one moment. */
export type DemoTerminalInput = {
	readonly trial: number;
	readonly execution: number;
	readonly load: DemoLoad;
	readonly params: Params;
	/** How long it has run. */
	readonly ageMs: number;
};

const COLUMNS = 120;
const ROWS = 40;
const ITERATIONS = 204;

/** What the made-up program has printed by now, as its terminal would show it. */
export function demoTerminal({trial, execution, load, params, ageMs}: DemoTerminalInput): TerminalScreen {
	const type = String(params['type'] ?? '').toUpperCase();
	const fraction = Math.min(1, ageMs / load.durationMs);
	const done = Math.floor(fraction * ITERATIONS);
	const filled = Math.floor(fraction * 30);
	const bar = `${'█'.repeat(filled)}${' '.repeat(30 - filled)}`;
	const clock = (ms: number): string => `00:${String(Math.floor(ms / 1000)).padStart(2, '0')}`;
	const rows: TerminalRun[][] = [
		[{text: `Starting ${type}`, sgr: '1'}],
		[{text: `matrix ${String(params['n'])} × ${String(params['n'])}, block ${String(params['block'])}`}],
		[
			{text: `Running GEMM... ${String(Math.floor(fraction * 100)).padStart(3)} %|`},
			{text: bar, sgr: '32'},
			{text: `| ${done}/${ITERATIONS} [${clock(ageMs)}<${clock(load.durationMs - ageMs)}]`},
		],
		...(ageMs > 400 ? [[{text: 'latency='}, {text: `${load.latencyMs.toFixed(2)}ms`, sgr: '33'}]] : []),
		...(fraction >= 1
			? [
					[
						{
							text: `Matrix ${String(params['n'])} (block ${String(params['block'])}) - ${load.flops.toExponential(3)} FLOPS`,
						},
					],
				]
			: []),
	];
	const row = rows.length;
	return {
		trial,
		execution,
		columns: COLUMNS,
		rows: Array.from({length: ROWS}, (_, index) => rows[index] ?? []),
		cursor: {column: 0, row},
	};
}
