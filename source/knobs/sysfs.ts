import {errnoOf, messageOf, UserError} from '../domain/errors.ts';
import type {KnobBoard, KnobDefinition} from '../domain/knob.ts';
import type {Scalar} from '../domain/space.ts';

/** Longest value; no such file takes more. */
const MAX_TEXT = 64;

/** Files that a knob of their own sets, with care for their order. */
const HAS_KNOB: readonly (readonly [pattern: RegExp, knob: string])[] = [
	[/\/cpufreq\/policy\d+\/scaling_(?:min|max)_freq$/, 'cpu.frequency'],
	[/\/hwmon\d+\/pwm1(?:_enable)?$|\/pwm-fan\//, 'fan'],
	[/\/clk\/emc\//, 'emc.frequency'],
	[/\/(?:railgate_enable|power\/control)$/, 'gpu.frequency'],
	[/\/devfreq\/[^/]+\/(?:min|max)_freq$/, 'gpu.frequency'],
];

/**
 * Sets any file below `/sys` that the allow-list holds: `sysfs:/sys/devices/system/cpu/intel_pstate/no_turbo`.
 * `resolve` gives its real path, or throws a UserError.
 */
export function createSysfsKnob(resolve: (board: KnobBoard, path: string) => string): KnobDefinition {
	return {
		id: 'sysfs',
		title: 'one file below /sys that the allow-list holds',
		argument: '/sys/…',
		open: (board, name) => {
			const path = name.slice('sysfs:'.length);
			const real = resolveOrWhy(board, path, resolve);
			if ('reason' in real) return real;
			const [, better] = HAS_KNOB.find(([pattern]) => pattern.test(real.path)) ?? [];
			if (better !== undefined) return {reason: `${path} is set by the knob ${better}`, mend: `knob = "${better}"`};
			if (board.read(real.path) === undefined) return {reason: `${path} cannot be read`, mend: ''};
			return {
				id: name,
				available: [],
				refuse: refuseText,
				settings: [{path: real.path}],
				plan: value => ({writes: [{path: real.path, text: settingText(value)}], clocks: []}),
				locks: [real.path],
			};
		},
	};
}

function resolveOrWhy(
	board: KnobBoard,
	path: string,
	resolve: (board: KnobBoard, path: string) => string,
): {readonly path: string} | {readonly reason: string; readonly mend: string} {
	try {
		return {path: resolve(board, path)};
	} catch (error) {
		if (error instanceof UserError) return {reason: error.problem, mend: error.hint};
		return {reason: `${path}: ${errnoOf(error) ?? messageOf(error)}`, mend: ''};
	}
}

/** Booleans are what such files call them. */
function settingText(value: Scalar): string {
	return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

function refuseText(value: Scalar): string | undefined {
	const text = settingText(value);
	if (text.length <= MAX_TEXT && /^[\w.+-]+$/.test(text)) return undefined;
	return `it takes one word of at most ${MAX_TEXT} letters, digits and . + -`;
}
