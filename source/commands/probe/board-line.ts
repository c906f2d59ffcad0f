import {describeBoard} from '../../../probes/reading/host-facts.ts';
import type {ProbeFiles} from '../../domain/probe.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {ProbeReport} from './probe-report.ts';

/** The part of the board that a person may change while it is watched, as a channel. */
const MODE = 'power.mode_id';

/**
 * The board in a line, or none: `board: NVIDIA Jetson Orin Nano, R36.4.4, MAXN_SUPER`. Its files are read once, and again
 * when a report has another power mode.
 */
export function createBoardLine(files: ProbeFiles): (report: ProbeReport) => readonly string[] {
	let known: {readonly mode: number | null; readonly lines: readonly string[]} | undefined;
	return ({sources}) => {
		const mode = sources.flatMap(({channels}) => channels).find(({channel}) => channel === MODE)?.value ?? null;
		if (known === undefined || known.mode !== mode) {
			const board = Object.values(describeBoard(files)).map(safeText);
			known = {mode, lines: board.length === 0 ? [] : [`board: ${board.join(', ')}`]};
		}
		return known.lines;
	};
}
