import type {Rejection} from '../source/domain/channel.ts';
import type {ProbeContext} from '../source/domain/probe.ts';

const FOLDER = '/sys/class/powercap';

/** Longest self-test; a live counter moves every millisecond. */
const SELF_TEST_MS = 1000;
const SELF_TEST_STEP_MS = 50;

/** A domain of RAPL whose counter moves. */
export type RaplZone = {
	/** `package-0`, `core`, `psys` … */
	readonly name: string;
	/** Name of the package that it is part of; empty at the top. */
	readonly parent: string;
	readonly path: string;
	/** Where the counter wraps; 0 where the driver does not say. */
	readonly rangeMicrojoules: number;
};

/** The domains that were found. */
export type RaplZones = {
	readonly usable: readonly RaplZone[];
	readonly rejected: readonly ({readonly zone: RaplZone} & Rejection)[];
};

/** What lets an ordinary user read the counters, and what it costs. */
const PERMISSION_MEND =
	'as root: chmod 0444 /sys/class/powercap/intel-rapl*/energy_uj (until the next boot; at every boot, in /etc/tmpfiles.d/sweeptop.conf: z /sys/class/powercap/intel-rapl*/energy_uj 0444 root root; it re-opens the side channel CVE-2020-8694, which is why it is closed)';

/**
 * Finds the RAPL domains of powercap (kernel document power/powercap): ids are hexadecimal; `intel-rapl-mmio` repeats
 * packages and is used only where the first cannot be read; a domain counts when its counter moves in a self-test,
 * which the frozen ones of virtual machines do not.
 */
export async function findRaplZones(context: ProbeContext): Promise<RaplZones> {
	const ids = context.files.list(FOLDER).filter(name => /^intel-rapl(?:-mmio)?:[0-9a-f]+(?::[0-9a-f]+)*$/.test(name));
	const zones = ids.flatMap(id => describeZone(context, id));
	const rejected: ({readonly zone: RaplZone} & Rejection)[] = [];
	const readable = new Map<string, RaplZone>();
	// The register's own driver before mmio; and one of each name.
	for (const zone of zones.toSorted((a, b) => Number(isMmio(a)) - Number(isMmio(b)))) {
		const key = `${zone.parent}/${zone.name}`;
		if (readable.has(key)) {
			rejected.push({zone, reason: `repeats ${zone.name} (${readable.get(key)?.path})`, mend: ''});
			continue;
		}
		const energy = readEnergy(context, zone);
		if (typeof energy === 'number') readable.set(key, zone);
		else rejected.push({zone, ...energy});
	}
	const moving = await selfTest(context, [...readable.values()]);
	for (const zone of readable.values()) {
		if (!moving.has(zone))
			rejected.push({
				zone,
				reason: 'its counter does not move',
				mend: 'none: a virtual machine shows it without a source',
			});
	}
	return {usable: [...moving], rejected};
}

/** The counter in µJ, or why it cannot be used. */
function readEnergy(context: ProbeContext, zone: RaplZone): number | Rejection {
	const text = context.files.read(zone.path);
	if (text.kind === 'missing') {
		const forbidden = text.errno === 'EACCES' || text.errno === 'EPERM';
		return forbidden
			? {reason: 'energy_uj may be read by root only', mend: PERMISSION_MEND}
			: {reason: `energy_uj: ${text.reason}`, mend: ''};
	}
	const value = /^\d+$/.test(text.text) ? Number(text.text) : Number.NaN;
	if (!Number.isSafeInteger(value)) return {reason: `energy_uj says ${JSON.stringify(text.text)}`, mend: ''};
	if (zone.rangeMicrojoules > 0 && value > zone.rangeMicrojoules) {
		return {reason: `energy_uj says ${value}, beyond its range of ${zone.rangeMicrojoules}`, mend: ''};
	}
	return value;
}

function describeZone(context: ProbeContext, id: string): readonly RaplZone[] {
	const name = nameOf(context, id);
	if (name === undefined) return [];
	const parentId = id.split(':').length > 2 ? id.slice(0, id.lastIndexOf(':')) : undefined;
	const range = context.files.read(`${FOLDER}/${id}/max_energy_range_uj`);
	const rangeMicrojoules = range.kind === 'value' && /^\d+$/.test(range.text) ? Number(range.text) : 0;
	const parent = parentId === undefined ? '' : (nameOf(context, parentId) ?? parentId);
	return [{name, parent, path: `${FOLDER}/${id}/energy_uj`, rangeMicrojoules}];
}

function nameOf(context: ProbeContext, id: string): string | undefined {
	const name = context.files.read(`${FOLDER}/${id}/name`);
	return name.kind === 'value' && name.text !== '' ? name.text : undefined;
}

function isMmio(zone: RaplZone): boolean {
	return zone.path.includes('intel-rapl-mmio');
}

async function selfTest(context: ProbeContext, zones: readonly RaplZone[]): Promise<ReadonlySet<RaplZone>> {
	const first = new Map(zones.map(zone => [zone, readEnergy(context, zone)]));
	const moving = new Set<RaplZone>();
	for (let waited = 0; waited < SELF_TEST_MS && moving.size < zones.length; waited += SELF_TEST_STEP_MS) {
		await context.wait(SELF_TEST_STEP_MS);
		for (const zone of zones) {
			const now = readEnergy(context, zone);
			if (typeof now === 'number' && now !== first.get(zone)) moving.add(zone);
		}
	}
	// In the order of the tree, not of the first movement.
	return new Set(zones.filter(zone => moving.has(zone)));
}
