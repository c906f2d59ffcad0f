import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {KeptFile, OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {checkValue, type Checked} from './reading/plausibility.ts';

const FOLDER = '/sys/class/power_supply';

/** Batteries' controllers give a new mean every few seconds to a minute; ten seconds is their usual order. */
const PERIOD_MS = 10_000;

/** What the battery gives, which is the whole machine's power while nothing else feeds it. */
export const batteryProbe: ProbeDefinition = {
	id: 'battery',
	title: 'battery: the whole machine, while it runs on it',
	open: context => Promise.resolve(openBatteries(context)),
};

/** One battery: µW in one file, or µA × µV in two. */
type Battery = {
	readonly name: string;
	readonly status: KeptFile;
	readonly power: KeptFile | undefined;
	readonly current: KeptFile;
	readonly voltage: KeptFile;
};

function openBatteries(context: ProbeContext): OpenProbe | Rejection {
	const names = context.files.list(FOLDER).filter(name => isBattery(context, name));
	if (names.length === 0) return {reason: `no battery in ${FOLDER}`, mend: 'none on a machine without one'};
	const batteries = names.map(name => openBattery(context, name));
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	const channel = 'battery.power_w';
	const close = (): void => {
		for (const {status, power, current, voltage} of batteries) {
			for (const file of [status, power, current, voltage]) file?.close();
		}
	};
	const first = sumOf(batteries);
	if (first.kind === 'missing') {
		close();
		return {reason: first.reason, mend: 'a battery tells the power only while the machine runs on it: unplug it'};
	}
	return {
		channels: [
			{
				channel,
				unit: 'W',
				scope: 'board',
				source: 'battery',
				periodMs: Math.max(PERIOD_MS, intervalMs),
				windowMs: Math.max(PERIOD_MS, intervalMs),
				note: 'the whole machine with its screen',
			},
		],
		missing: [],
		intervalMs,
		sample: (): readonly Reading[] => {
			const before = context.now();
			const checked = sumOf(batteries);
			const t = (before + context.now()) / 2;
			return [checked.kind === 'missing' ? {channel, t, missing: checked.reason} : {channel, t, value: checked.value}];
		},
		close,
	};
}

/** Not those of mice and phones (scope Device), and no `ucsi-source-psy`, whose numbers are negotiated limits. */
function isBattery(context: ProbeContext, name: string): boolean {
	const type = context.files.read(`${FOLDER}/${name}/type`);
	const scope = context.files.read(`${FOLDER}/${name}/scope`);
	const isType = type.kind === 'value' ? type.text === 'Battery' : /^BAT\d/.test(name);
	return isType && !name.startsWith('ucsi') && !(scope.kind === 'value' && scope.text === 'Device');
}

function openBattery({files}: ProbeContext, name: string): Battery {
	const keep = (file: string): KeptFile => files.keep(`${FOLDER}/${name}/${file}`);
	return {
		name,
		status: keep('status'),
		power: files.exists(`${FOLDER}/${name}/power_now`) ? keep('power_now') : undefined,
		current: keep('current_now'),
		voltage: keep('voltage_now'),
	};
}

/** Sum of the batteries that discharge; with two, one usually rests. */
function sumOf(batteries: readonly Battery[]): Checked {
	let watts = 0;
	let discharging = 0;
	let reason = '';
	for (const battery of batteries) {
		const status = battery.status.read();
		if (status.kind === 'missing') reason = `${battery.name}: ${status.reason}`;
		else if (status.text === 'Discharging') {
			const checked = readPower(battery);
			if (checked.kind === 'missing') return checked;
			watts += checked.value;
			discharging++;
		} else if (/^(?:Charging|Full|Not charging)$/.test(status.text) && reason === '')
			reason = `on mains (${status.text})`;
		else reason ||= `${battery.name} says ${JSON.stringify(status.text)}`;
	}
	return discharging === 0 ? {kind: 'missing', reason} : {kind: 'value', value: watts};
}

/** Some drivers give what flows out as a negative number. */
function readPower({name, power, current, voltage}: Battery): Checked {
	const numbers = (power === undefined ? [current, voltage] : [power]).map(file => {
		const text = file.read();
		return text.kind === 'value' && /^-?\d+$/.test(text.text) ? Math.abs(Number(text.text)) : Number.NaN;
	});
	const watts =
		power === undefined
			? (numbers[0] ?? Number.NaN) * (numbers[1] ?? Number.NaN) * 1e-12
			: (numbers[0] ?? Number.NaN) / 1e6;
	return Number.isNaN(watts) ? {kind: 'missing', reason: `${name} does not tell its power`} : checkValue('w', watts);
}
