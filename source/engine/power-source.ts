import {type ChannelDefinition, parseChannel, type Scope} from '../domain/channel.ts';
import {WHOLE_POWER} from '../domain/signal/whole-power.ts';

/** What a trial's joules are taken from. */
export type PowerSource = {
	/** Channels whose powers add up to it; more than one only where `scope` is `sum`. */
	readonly parts: readonly ChannelDefinition[];
	readonly scope: Scope;
	/** Probe ids, joined by `+`. */
	readonly source: string;
};

/**
 * The power of a trial: the widest single measurement (a meter that the person named, board, then module), else the sum of the measured CPU, memory
 * and GPUs, else the battery, else the CPU's estimate. An estimate is never added to a measurement. Undefined where there is none.
 */
export function choosePower(definitions: readonly ChannelDefinition[]): PowerSource | undefined {
	const powers = definitions.filter(({channel}) => channel.endsWith('.power_w'));
	const byName = new Map(powers.map(definition => [definition.channel, definition]));
	const whole = WHOLE_POWER.map(channel => byName.get(channel)).find(definition => definition !== undefined);
	if (whole !== undefined) return {parts: [whole], scope: whole.scope, source: whole.source};
	const measured = powers.filter(({scope}) => scope !== 'estimate');
	const shared = measured.filter(({channel}) => channel === 'cpu_gpu.power_w');
	// One rail or module feeds both: adding either again would count it twice.
	const devices = shared.length > 0 ? shared : measured.filter(({channel}) => isDevice(channel));
	const memory = devices.some(({source}) => source === 'rapl') ? measured.filter(({channel}) => isMemory(channel)) : [];
	const parts = [...devices, ...memory];
	const [only] = parts;
	if (only === undefined) {
		// Slow, and with the screen in it: better than an estimate, worse than anything nearer to the work.
		const battery = byName.get('battery.power_w');
		if (battery !== undefined) return {parts: [battery], scope: battery.scope, source: battery.source};
		const estimate = powers.find(({scope}) => scope === 'estimate');
		return estimate === undefined ? undefined : {parts: [estimate], scope: 'estimate', source: estimate.source};
	}
	if (parts.length === 1) return {parts, scope: only.scope, source: only.source};
	return {parts, scope: 'sum', source: [...new Set(parts.map(({source}) => source))].join('+')};
}

function isDevice(channel: string): boolean {
	return /^(?:cpu|gpu\d+)$/.test(parseChannel(channel).part);
}

/** RAPL's `dram` stands beside the package, not in it. */
function isMemory(channel: string): boolean {
	return /^rail\.(?:.*_)?dram$/.test(parseChannel(channel).part);
}
