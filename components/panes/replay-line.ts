import type {Glyphs, Run} from '../../source/plot/cells.ts';
import {renderGauge} from '../../source/plot/gauge.ts';
import {resumptionWords} from '../../source/plot/resumption-marks.ts';
import type {ReplayMode} from '../../source/store/ui-state.ts';
import {run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, DIM} from '../style.ts';
import {formatClock} from '../units.ts';

/** Where a replay stands: whether it plays, the time, and how far that is. */
export function replayRuns({recording, atMs, playing, speed}: ReplayMode, glyphs: Glyphs): readonly Run[] {
	const {fromMs, toMs, stops} = recording;
	const sign = playing ? (glyphs === 'ascii' ? '>' : '►') : glyphs === 'ascii' ? '=' : '‖';
	const ended = recording.endedAt(atMs);
	const resumed = recording.last.resumptions.filter(({atMs: resumedMs}) => resumedMs <= atMs);
	const words = resumptionWords(resumed.slice(-1));
	const times = `${formatClock(atMs - fromMs)} of ${formatClock(toMs - fromMs)}`;
	return [
		run(` replay ${sign} `, ACCENT_BOLD),
		run(times),
		run(`  ${glyphs === 'ascii' ? 'x' : '×'}${speed}  `, DIM),
		...renderGauge(toMs > fromMs ? (atMs - fromMs) / (toMs - fromMs) : 1, {
			columns: recording.last.resumptions.length === 0 ? 24 : 10,
			glyphs,
			style: ACCENT,
		}),
		run(`  ${ended} of ${stops.length} trials${words === undefined ? ' ended' : ''}`, DIM),
		...(words === undefined ? [] : [run(`  ${words}`, DIM)]),
	];
}
