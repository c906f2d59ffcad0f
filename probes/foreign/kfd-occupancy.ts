import type {ProbeFiles} from '../../source/domain/probe.ts';

const KFD = '/sys/class/kfd/kfd';

/** Compute units of a GPU that each process of ROCm occupies now, in percent of all. */
export type KfdOccupancy = {
	readonly pids: () => readonly number[];
	readonly percentOf: (pid: number) => number;
};

/**
 * The compute queues of an AMD GPU, whose work is in no `fdinfo`: `proc/<pid>/stats_<gpu>/cu_occupancy` of amdkfd, over
 * the units that the topology tells. Undefined where the driver has no such GPU.
 * @param pdev PCI address, `0000:03:00.0`.
 */
export function findKfdOccupancy(files: ProbeFiles, pdev: string): KfdOccupancy | undefined {
	const location = parseLocation(pdev);
	if (location === undefined) return undefined;
	for (const node of files.list(`${KFD}/topology/nodes`)) {
		const folder = `${KFD}/topology/nodes/${node}`;
		const properties = readProperties(files, `${folder}/properties`);
		if (properties.get('location_id') !== location.id || (properties.get('domain') ?? 0) !== location.domain) continue;
		const gpu = files.read(`${folder}/gpu_id`);
		const units = (properties.get('simd_count') ?? 0) / (properties.get('simd_per_cu') ?? 1);
		if (gpu.kind === 'missing' || gpu.text === '0' || !(units > 0)) continue;
		return {
			pids: () => files.list(`${KFD}/proc`).flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : [])),
			percentOf: pid => {
				const text = files.read(`${KFD}/proc/${pid}/stats_${gpu.text}/cu_occupancy`);
				const occupied = text.kind === 'value' ? Number.parseInt(text.text, 10) : 0;
				return Number.isFinite(occupied) ? Math.min(100, (100 * Math.max(0, occupied)) / units) : 0;
			},
		};
	}
	return undefined;
}

/** `location_id` is bus, device and function as PCI packs them: bus << 8 | device << 3 | function. */
function parseLocation(pdev: string): {readonly domain: number; readonly id: number} | undefined {
	const [, domain = '', bus = '', device = '', part = ''] =
		/^([0-9a-f]{4,}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i.exec(pdev) ?? [];
	if (domain === '') return undefined;
	const [d, b, s] = [domain, bus, device].map(cell => Number.parseInt(cell, 16));
	return {domain: d ?? 0, id: ((b ?? 0) << 8) | ((s ?? 0) << 3) | Number(part)};
}

function readProperties(files: ProbeFiles, path: string): ReadonlyMap<string, number> {
	const text = files.read(path);
	if (text.kind === 'missing') return new Map();
	return new Map(
		text.text.split('\n').map(line => {
			const space = line.lastIndexOf(' ');
			return [line.slice(0, space), Number(line.slice(space + 1))] as const;
		}),
	);
}
