import type {ProbeFiles} from '../../source/domain/probe.ts';

/** What {@link describeHost} may use. */
export type HostFactsContext = {
	readonly files: ProbeFiles;
	/** Standard output of a program, or undefined when it fails or takes longer. */
	readonly run: (argv: readonly string[], limitMs: number) => Promise<string | undefined>;
	/** Whose git commit is described. */
	readonly workdir: string;
	/** Static facts; the real one is `systeminformation`. */
	readonly systemFacts: () => Promise<Readonly<Record<string, unknown>>>;
};

/**
 * What `metadata.json` says of the machine: system, processor, memory, GPU and driver, board and power mode, git
 * commit. No host name, serial number or user. Forks about 40 processes, so it is done once and never while sampling.
 */
export async function describeHost(context: HostFactsContext): Promise<Readonly<Record<string, unknown>>> {
	const [system, gpus, git] = await Promise.all([context.systemFacts(), describeGpus(context), describeGit(context)]);
	const board = describeBoard(context.files);
	return {
		...system,
		...(gpus.length === 0 ? {} : {gpus}),
		...(Object.keys(board).length === 0 ? {} : {board}),
		...(git === undefined ? {} : {git}),
	};
}

/** The part of the facts that `systeminformation` knows, chosen so that nothing names the machine or its owner. */
export async function readSystemFacts(): Promise<Readonly<Record<string, unknown>>> {
	// It is CommonJS: its functions are names of the default export only.
	const {
		default: {osInfo, cpu, mem, system},
	} = await import('systeminformation');
	const [os, processor, memory, machine] = await Promise.all([osInfo(), cpu(), mem(), system()]);
	return {
		os: {distribution: os.distro, release: os.release, kernel: os.kernel, architecture: os.arch},
		cpu: {
			manufacturer: processor.manufacturer,
			model: processor.brand,
			cores: processor.cores,
			physicalCores: processor.physicalCores,
			packages: processor.processors,
		},
		memoryBytes: memory.total,
		swapBytes: memory.swaptotal,
		machine: {manufacturer: machine.manufacturer, model: machine.model, virtual: machine.virtual},
	};
}

async function describeGpus({run}: HostFactsContext): Promise<readonly Readonly<Record<string, string>>[]> {
	const text = await run(['nvidia-smi', '--query-gpu=name,driver_version', '--format=csv,noheader'], 15_000);
	return (text ?? '')
		.split('\n')
		.map(line => line.split(',').map(cell => cell.trim()))
		.flatMap(([name = '', driver = '', ...rest]) =>
			/^\d+\.\d+/.test(driver) && rest.length === 0 ? [{name, driver}] : [],
		);
}

/** A Jetson's model, release (`R36.4.4`) and power mode by name, from the files of JetPack; each where it is told. */
export function describeBoard(files: ProbeFiles): Readonly<Record<string, string>> {
	const model = files.read('/proc/device-tree/model');
	const release = files.read('/etc/nv_tegra_release');
	const status = files.read('/var/lib/nvpmodel/status');
	const version = release.kind === 'value' ? /^# R(\d+) .*?REVISION: ([\d.]+)/.exec(release.text) : null;
	const mode = status.kind === 'value' ? /^pmode:(\d+)/.exec(status.text)?.[1] : undefined;
	return {
		...(model.kind === 'value' && model.text !== '' ? {model: model.text} : {}),
		...(version === null ? {} : {release: `R${version[1]}.${version[2]}`}),
		...(mode === undefined ? {} : {powerMode: nameOfMode(files, Number(mode))}),
	};
}

/** The name of an nvpmodel mode. The ids of modes differ from board to board; only the name means something. */
export function nameOfMode(files: ProbeFiles, id: number): string {
	const conf = files.read('/etc/nvpmodel.conf');
	const modes = conf.kind === 'value' ? [...conf.text.matchAll(/^<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>/gm)] : [];
	return modes.find(match => Number(match[1]) === id)?.[2] ?? `mode ${id}`;
}

async function describeGit({run, workdir}: HostFactsContext): Promise<Readonly<Record<string, unknown>> | undefined> {
	const git = ['git', '-c', 'core.fsmonitor=false', '-C', workdir];
	const commit = (await run([...git, 'rev-parse', 'HEAD'], 2000))?.trim();
	if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
	const changes = await run([...git, 'status', '--porcelain', '--untracked-files=no'], 2000);
	return {commit, ...(changes === undefined ? {} : {dirty: changes.trim() !== ''})};
}
