import {WHOLE_POWER} from './whole-power.ts';

/** Kinds of channels below the power of everything, in the order in which a person looks for them; others are last. */
const KINDS: readonly RegExp[] = [
	/^(?:cpu|gpu\d+|cpu_gpu|mem|battery)\.power_w$/,
	/^(?:cpu|gpu\d+)\.(?:mem_)?temp_c$/,
	/^latency\./,
	/^(?:cpu|gpu\d+|emc)\.util_pct$/,
	/^(?:cpu|gpu\d+|emc)\.(?:mem_)?clock_hz$/,
	/\.power_limit_w$/,
	/^(?:mem|swap|gpu\d+)\.(?:mem_)?used_bytes$/,
	/(?:throttle_ms|power_cap_ms|event_count)$/,
	/^fan\./,
	/\.power_w$/,
	/\.temp_c$/,
];

/** Names of channels by kind: power first, the power of everything before that of parts; else as they came. */
export function orderChannels(names: Iterable<string>): readonly string[] {
	const rankOf = (name: string): number => {
		const whole = WHOLE_POWER.findIndex(channel => channel === name);
		if (whole >= 0) return whole - WHOLE_POWER.length;
		const rank = KINDS.findIndex(kind => kind.test(name));
		return rank < 0 ? KINDS.length : rank;
	};
	return [...names]
		.map(name => ({name, rank: rankOf(name)}))
		.sort((a, b) => a.rank - b.rank)
		.map(({name}) => name);
}
