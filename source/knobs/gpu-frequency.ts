import type {KnobBoard, KnobDefinition, KnobSetting, KnobWrite, OpenKnob} from '../domain/knob.ts';
import {limitWrites, plannedNumber, parseFrequencies, refuseUnlisted} from './frequency-limits.ts';

const DEVFREQ = '/sys/class/devfreq';

/** Names in the device tree of the GPUs of TX2, Xavier, Orin, Thor, and of those that are just called `gpu`. */
const NAMES = /^(?:gp10b|gv11b|ga10b|gb10b)$|gpu/;

/**
 * Holds the GPU of a Jetson board at one clock, in Hz, by the limits of its devfreq device. Its power gate is opened
 * first: a gated GPU keeps the clock that it had.
 */
export const gpuFrequencyKnob: KnobDefinition = {
	id: 'gpu.frequency',
	title: 'clock of the GPU of a Jetson board in Hz (devfreq)',
	open: board => {
		const folder = findDevfreq(board);
		if (folder === undefined) {
			return {reason: `no GPU of a Jetson board in ${DEVFREQ}`, mend: 'for a graphics card take the knob gpu.clock'};
		}
		return openDevfreq(board, folder, 'gpu.frequency', gateOf(board, folder));
	},
};

/**
 * A clock that a devfreq device offers in steps, held by its limits. `gate` is written first.
 * Gives a rejection where the device lists no clocks.
 */
export function openDevfreq(
	board: KnobBoard,
	folder: string,
	id: string,
	gate: readonly KnobWrite[],
): OpenKnob | {readonly reason: string; readonly mend: string} {
	const available = parseFrequencies(board.read(`${folder}/available_frequencies`));
	if (available.length === 0) return {reason: `${folder} lists no clocks`, mend: ''};
	const refuse = (value: unknown): string | undefined => refuseUnlisted(value, available, 'Hz');
	const minimum = `${folder}/min_freq`;
	const maximum = `${folder}/max_freq`;
	const settings: readonly KnobSetting[] = [...gate.map(({path}) => ({path})), {path: minimum}, {path: maximum}];
	return {
		id,
		available,
		refuse,
		settings,
		plan: value => {
			const wanted = plannedNumber(value, refuse(value));
			return {
				writes: [...gate, ...limitWrites(minimum, maximum, String(wanted))],
				clocks: board.exists(`${folder}/cur_freq`) ? [{path: `${folder}/cur_freq`, wanted}] : [],
			};
		},
		locks: [id],
	};
}

/** By the name in the device tree, which all releases keep while paths and addresses change; on Thor by its own. */
function findDevfreq(board: KnobBoard): string | undefined {
	const names = board.list(DEVFREQ);
	if (names.includes('gpu-gpc-0')) return realOf(board, `${DEVFREQ}/gpu-gpc-0`);
	const found = names
		.map(name => realOf(board, `${DEVFREQ}/${name}`))
		.find(folder => {
			const node = board.read(`${folder}/device/of_node/name`) ?? board.read(`${folder}/../../of_node/name`) ?? '';
			return NAMES.test(node);
		});
	if (found !== undefined) return found;
	for (const link of ['/sys/devices/platform/gpu.0', '/sys/devices/gpu.0']) {
		const device = board.realPath(link) ?? link;
		const [name] = board.list(`${device}/devfreq`);
		if (name !== undefined) return `${device}/devfreq/${name}`;
	}
	return undefined;
}

function realOf(board: KnobBoard, path: string): string {
	return board.realPath(path) ?? path;
}

/** JetPack 4 and 5 have `railgate_enable`, later ones the kernel's own power control. */
function gateOf(board: KnobBoard, folder: string): readonly KnobWrite[] {
	const device = board.realPath(`${folder}/../..`);
	if (device === undefined) return [];
	if (board.exists(`${device}/railgate_enable`)) return [{path: `${device}/railgate_enable`, text: '0'}];
	return board.exists(`${device}/power/control`) ? [{path: `${device}/power/control`, text: 'on'}] : [];
}
