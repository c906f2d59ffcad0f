import type {KnobBoard, KnobDefinition} from '../domain/knob.ts';

const CONFIGURATION = '/etc/nvpmodel.conf';
const STATUS = '/var/lib/nvpmodel/status';
const PATH = 'nvpmodel:mode';

/**
 * Sets the power mode of a Jetson board by name. It rewrites limits of clocks, and so comes before knobs that set
 * them. A mode that takes other cores or other parts of the GPU than the present one asks for a reboot and is refused.
 */
export const powerModeKnob: KnobDefinition = {
	id: 'power.mode',
	title: 'power mode of a Jetson board by name (nvpmodel)',
	open: board => {
		const modes = parseModes(board.read(CONFIGURATION) ?? '');
		const current = modes.find(mode => mode.id === currentMode(board));
		if (modes.length === 0 || current === undefined) {
			return {reason: `no power modes in ${CONFIGURATION}`, mend: 'none on machines that are no Jetson'};
		}
		const reachable = modes.filter(mode => mode.parts === current.parts);
		const modeOf = (value: unknown): Mode | undefined => reachable.find(mode => mode.name === value);
		return {
			id: 'power.mode',
			available: reachable.map(mode => mode.name),
			refuse: value => {
				if (modeOf(value) !== undefined) return undefined;
				const names = reachable.map(mode => mode.name).join(', ');
				return modes.some(mode => mode.name === value)
					? `this mode needs a reboot; without one there are ${names}`
					: `this board offers ${names}`;
			},
			settings: [{path: PATH}],
			plan: value => {
				const mode = modeOf(value);
				if (mode === undefined) throw new RangeError(`${String(value)} is no power mode`);
				return {writes: [{path: PATH, text: mode.id}], clocks: []};
			},
			locks: ['power.mode', 'cpu.frequency', 'gpu.frequency', 'emc.frequency'],
			disturbs: true,
		};
	},
};

type Mode = {
	readonly id: string;
	readonly name: string;
	/** Which cores and parts of the GPU are on: a change of these needs a reboot. */
	readonly parts: string;
};

/** Sections `< POWER_MODEL ID=0 NAME=MAXN >` and the lines in them, as JetPack 4 to 7 write them. */
function parseModes(text: string): readonly Mode[] {
	const sections = text.split(/^(?=\s*<\s*POWER_MODEL\s)/m).slice(1);
	return sections.flatMap(section => {
		const [, id, name] = /^\s*<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>/.exec(section) ?? [];
		if (id === undefined || name === undefined) return [];
		const parts = section
			.split('\n')
			.map(line => line.trim().replaceAll(/\s+/g, ' '))
			.filter(line => /^(?:CPU_ONLINE|TPC_POWER_GATING|GPU_POWER_GATING|FBP_POWER_GATING)\b|\bTPC_PG_MASK\b/.test(line))
			.toSorted();
		return [{id: String(Number(id)), name, parts: parts.join('\n')}];
	});
}

/** The status file needs no program; `pmode:0002` is mode 2. */
function currentMode(board: KnobBoard): string | undefined {
	const [, padded] = /pmode:(\d+)/.exec(board.read(STATUS) ?? '') ?? [];
	const id = padded ?? board.run(['nvpmodel', '-q'])?.trim().split('\n').at(-1)?.trim();
	return id === undefined || !/^\d+$/.test(id) ? undefined : String(Number(id));
}
