import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';

const FOLDER = '/sys/class/thermal';

/** Cooling devices that slow something down; fans and other real coolers are none of them. */
const THROTTLES = /-throttle-alert$|^devfreq-gpu|^cpufreq-cpu|^thermal-(?:cpufreq|devfreq)-/;

/** Longest step that counts: after a pause nobody knows what was in between. */
const LONGEST_STEP_MS = 5000;

/** Thermal throttling as the kernel's cooling devices tell it: which cap a clock now, and for how long so far. */
export const coolingProbe: ProbeDefinition = {
	id: 'cooling',
	title: 'thermal throttling: cooling devices that cap clocks',
	open: context => Promise.resolve(openCooling(context)),
};

function openCooling(context: ProbeContext): OpenProbe | Rejection {
	const folders = context.files
		.list(FOLDER)
		.filter(name => /^cooling_device\d+$/.test(name))
		.filter(name => {
			const type = context.files.read(`${FOLDER}/${name}/type`);
			return type.kind === 'value' && THROTTLES.test(type.text);
		});
	if (folders.length === 0) return {reason: `no cooling device that caps a clock in ${FOLDER}`, mend: ''};
	const files = folders.map(name => context.files.keep(`${FOLDER}/${name}/cur_state`));
	const intervalMs = chooseInterval(context.intervalMs, 500);
	let throttledMs = 0;
	let last: {readonly t: number; readonly isCapped: boolean} | undefined;

	function sample(): readonly Reading[] {
		const texts = files.map(file => file.read());
		const t = context.now();
		const states = texts.map(text =>
			text.kind === 'value' && /^\d+$/.test(text.text) ? Number(text.text) : Number.NaN,
		);
		const known = states.filter(Number.isFinite);
		if (known.length === 0) {
			last = undefined;
			const reason = texts.flatMap(text => (text.kind === 'missing' ? [text.reason] : []))[0] ?? 'no state is a number';
			return [
				{channel: 'cooling.active_count', t, missing: reason},
				{channel: 'cooling.throttle_ms', t, missing: reason},
			];
		}
		const active = known.filter(state => state > 0).length;
		// Half of a step counts where it began or ended in it.
		const share =
			last === undefined || t - last.t > LONGEST_STEP_MS ? 0 : (Number(last.isCapped) + Number(active > 0)) / 2;
		throttledMs += share * (t - (last?.t ?? t));
		last = {t, isCapped: active > 0};
		return [
			{channel: 'cooling.active_count', t, value: active},
			{channel: 'cooling.throttle_ms', t, value: throttledMs},
		];
	}

	const shared = {scope: 'host', source: 'cooling', periodMs: intervalMs, windowMs: 0} as const;
	return {
		channels: [
			{channel: 'cooling.active_count', unit: '', ...shared},
			{channel: 'cooling.throttle_ms', unit: 'ms', note: 'sampled: events between two looks are not seen', ...shared},
		],
		missing: [],
		intervalMs,
		sample,
		close: () => {
			for (const file of files) file.close();
		},
	};
}
