/** A setting that a program of the system reads and writes. */
export type ProgramControl = {
	/** Absent where nobody can ask for it. */
	readonly read?: readonly string[];
	/** The setting's text in what `read` printed. */
	readonly parse: (stdout: string) => string;
	/** @throws Error for a text that is no value of it. */
	readonly write: (text: string) => readonly string[];
};

/** The text that takes a lock of clocks away, since no program tells the lock that was there. */
const UNLOCKED = 'unlocked';

/** The control that a setting's path names; undefined for a file. @throws Error for one that there is not. */
export function findProgramControl(path: string): ProgramControl | undefined {
	if (path.startsWith('/')) return undefined;
	if (path === 'nvpmodel:mode') return powerMode;
	const [, gpu = '', setting = ''] = /^nvidia-smi:(\d{1,2}):(\w+)$/.exec(path) ?? [];
	if (setting === 'persistence') return persistence(gpu);
	if (setting === 'power_limit') return powerLimit(gpu);
	if (setting === 'graphics_clock') return graphicsClock(gpu);
	throw new Error(`there is no setting ${path}`);
}

/** Ids, as names differ between boards; `nvpmodel -q` ends with the id (JetPack 4 to 7). */
const powerMode: ProgramControl = {
	read: ['nvpmodel', '-q'],
	parse: stdout => {
		const id = stdout.trim().split('\n').at(-1)?.trim() ?? '';
		if (!/^\d+$/.test(id)) throw new Error(`nvpmodel -q says ${JSON.stringify(stdout.slice(0, 60))}`);
		return id;
	},
	write: text => ['nvpmodel', '-m', numberText(text)],
};

/** Without it a driver forgets its limits when the last program that uses the GPU ends. */
function persistence(gpu: string): ProgramControl {
	return {
		read: query(gpu, 'persistence_mode'),
		parse: stdout => stdout.trim(),
		write: text => ['nvidia-smi', '-i', gpu, '-pm', text === 'Enabled' ? '1' : '0'],
	};
}

function powerLimit(gpu: string): ProgramControl {
	return {
		read: query(gpu, 'power.limit'),
		parse: stdout => stdout.trim(),
		write: text => ['nvidia-smi', '-i', gpu, '-pl', numberText(text)],
	};
}

function graphicsClock(gpu: string): ProgramControl {
	return {
		parse: stdout => stdout.trim(),
		write: text =>
			text === UNLOCKED
				? ['nvidia-smi', '-i', gpu, '-rgc']
				: ['nvidia-smi', '-i', gpu, '-lgc', `${numberText(text)},${numberText(text)}`],
	};
}

function query(gpu: string, field: string): readonly string[] {
	return ['nvidia-smi', '-i', gpu, `--query-gpu=${field}`, '--format=csv,noheader,nounits'];
}

/** Nothing but a number reaches a program that runs with rights of root. */
function numberText(text: string): string {
	if (!/^\d{1,9}(?:\.\d{1,3})?$/.test(text)) throw new Error(`${JSON.stringify(text)} is no value of it`);
	return text;
}
