import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {KeptFile, OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {type JetsonBoard, railChannel, type RailTotal, recogniseBoard} from './jetson/jetson-boards.ts';
import {findPowerMonitors, type PowerMonitor, type Rail} from './jetson/jetson-rail-files.ts';
import {checkSignedWatts, checkWholeWatts, type Checked, parseRaw} from './reading/plausibility.ts';
import {watchValue} from './reading/self-test.ts';
import {textOrEmpty} from './reading/text-or-empty.ts';

/** Power rails of Jetson boards: INA3221 of JetPack 4 to 7 and INA238. */
export const jetsonRailsProbe: ProbeDefinition = {
	id: 'jetson-rails',
	title: 'power rails of a Jetson board (INA3221, INA238)',
	open: openRails,
};

/** A rail with its open files and its monitor's timing. */
type OpenRail = Timing & {
	readonly label: string;
	readonly read: () => Checked;
	readonly close: () => void;
};

/** Spacing T and window W of a monitor's values, ms, and how they are known. */
type Timing = {readonly periodMs: number; readonly windowMs: number; readonly note: string};

/** A channel that is the sum of one or more rails. */
type RailSum = {
	readonly definition: ChannelDefinition;
	readonly rails: readonly OpenRail[];
	/** What its watts must be; a single rail may be idle, and a little below 0. */
	readonly check?: (watts: number) => Checked;
};

/** Full scale of a rail's voltage, 4095 × 8 mV (data sheet of the INA3221). */
const MOST_MILLIVOLTS = 32_760;

/** The monitor of JetPack 4 tells no period; its driver averages little. */
const USUAL_PERIOD_MS = 200;

async function openRails(context: ProbeContext): Promise<OpenProbe | Rejection> {
	const monitors = findPowerMonitors(context).filter(monitor => monitor.rails.length > 0);
	if (monitors.length === 0) {
		const model = context.files.read('/proc/device-tree/model');
		const board = model.kind === 'value' && model.text.includes('Jetson') ? model.text : 'this machine';
		return {
			reason: `${board} has no INA3221 or INA238`,
			mend: 'none: such a board, as Jetson Nano 2GB, has no power monitor',
		};
	}
	const rails = (await Promise.all(monitors.map(monitor => openMonitor(context, monitor)))).flat();
	const board = recogniseBoard(
		textOrEmpty(context, '/proc/device-tree/compatible'),
		new Set(rails.map(({label}) => label)),
	);
	const intervalMs = chooseInterval(context.intervalMs, ownInterval(board, rails));
	const sums = [...(board === undefined ? [] : boardSums(board, rails, intervalMs)), ...railSums(rails, intervalMs)];
	return {
		channels: sums.map(({definition}) => definition),
		missing:
			board === undefined
				? [{channel: 'module.power_w', reason: 'the rails are those of no board that is known', mend: ''}]
				: [],
		intervalMs,
		sample: () => sampleRails(context, rails, sums),
		close: () => {
			for (const rail of rails) rail.close();
		},
	};
}

/** Twice in each period of the rails that make up the total: the others follow. */
function ownInterval(board: JetsonBoard | undefined, rails: readonly OpenRail[]): number {
	const labels = board?.totals[0]?.rails ?? [];
	const counted = rails.filter(({label}) => labels.includes(label));
	const periodsMs = (counted.length > 0 ? counted : rails).map(rail => rail.periodMs);
	return Math.max(100, Math.min(...periodsMs) / 2);
}

async function openMonitor(context: ProbeContext, monitor: PowerMonitor): Promise<readonly OpenRail[]> {
	const opened = monitor.rails.map(rail => ({label: rail.label, ...openRail(context, rail)}));
	const timing = await timeMonitor(context, monitor, opened[0]?.read);
	return opened.map(rail => ({...rail, ...timing}));
}

/** `update_interval` where the driver tells it, else the spacing of changes in a self-test. */
async function timeMonitor(
	context: ProbeContext,
	{samples, updateMs, chip}: PowerMonitor,
	read: (() => Checked) | undefined,
): Promise<Timing> {
	const averaged = samples === undefined ? '' : `, mean of ${samples} samples`;
	if (updateMs !== undefined) return {periodMs: updateMs, windowMs: updateMs, note: `${chip}${averaged}`};
	const {periodMs} = await watchValue(context, () => {
		const checked = read?.();
		return checked?.kind === 'value' ? checked.value : undefined;
	});
	return periodMs === undefined
		? {periodMs: USUAL_PERIOD_MS, windowMs: USUAL_PERIOD_MS, note: `${chip}${averaged}, period not known`}
		: {periodMs, windowMs: periodMs, note: `${chip}${averaged}, period as measured`};
}

function openRail(context: ProbeContext, {files}: Rail): {readonly read: () => Checked; readonly close: () => void} {
	if (files.kind === 'power') {
		const file = context.files.keep(files.path);
		const {unitsPerWatt} = files;
		return {
			read: () => {
				const raw = readRaw(file);
				return raw.kind === 'missing' ? raw : checkSignedWatts(raw.value / unitsPerWatt);
			},
			close: file.close,
		};
	}
	const voltage = context.files.keep(files.millivolts);
	const current = context.files.keep(files.milliamperes);
	return {
		read: () => {
			const millivolts = checkRange(readRaw(voltage), MOST_MILLIVOLTS, 'mV');
			if (millivolts.kind === 'missing') return millivolts;
			const milliamperes = checkRange(readRaw(current), files.mostMilliamperes, 'mA');
			if (milliamperes.kind === 'missing') return milliamperes;
			return checkSignedWatts((millivolts.value * milliamperes.value) / 1e6);
		},
		close: () => {
			voltage.close();
			current.close();
		},
	};
}

function readRaw(file: KeptFile): Checked {
	const text = file.read();
	return text.kind === 'missing' ? text : parseRaw(text.text);
}

/** A reading at the end of the range is a register that is stuck or full, no measurement. */
function checkRange(checked: Checked, most: number | undefined, unit: string): Checked {
	if (checked.kind === 'missing' || most === undefined || Math.abs(checked.value) < most) return checked;
	return {kind: 'missing', reason: `says ${checked.value} ${unit}, the end of the monitor's range`};
}

function boardSums(board: JetsonBoard, rails: readonly OpenRail[], intervalMs: number): readonly RailSum[] {
	const byLabel = new Map(rails.map(rail => [rail.label, rail]));
	const found = (labels: readonly string[]): readonly OpenRail[] => labels.flatMap(label => byLabel.get(label) ?? []);
	const totals = board.totals.filter(total => total.rails.every(label => byLabel.has(label)));
	return [
		...totals.map(total => ({
			...createSum(total.channel, total.scope, found(total.rails), noteOf(board, total), intervalMs),
			check: checkWholeWatts,
		})),
		...board.parts.map(({channel, rail, note}) =>
			createSum(channel, 'rail', found([rail]), note ?? `rail ${rail}`, intervalMs),
		),
	];
}

function noteOf({name}: JetsonBoard, total: RailTotal): string {
	return `${name}: ${total.rails.join(' + ')}`;
}

function railSums(rails: readonly OpenRail[], intervalMs: number): readonly RailSum[] {
	const taken = new Set<string>();
	return rails.flatMap(rail => {
		const channel = railChannel(rail.label);
		if (taken.has(channel)) return [];
		taken.add(channel);
		return [createSum(channel, 'rail', [rail], rail.note, intervalMs)];
	});
}

function createSum(
	channel: string,
	scope: ChannelDefinition['scope'],
	rails: readonly OpenRail[],
	note: string,
	intervalMs: number,
): RailSum {
	const periodMs = Math.max(intervalMs, ...rails.map(rail => rail.periodMs));
	const windowMs = Math.max(...rails.map(rail => rail.windowMs));
	// The register holds its mean until the next is ready.
	const holdMs = Math.max(...rails.map(rail => rail.periodMs));
	return {definition: {channel, unit: 'W', scope, source: 'jetson-rails', periodMs, windowMs, holdMs, note}, rails};
}

/** Each rail is read once, as a read takes half a millisecond on the bus; sums have the time of their middle. */
function sampleRails(context: ProbeContext, rails: readonly OpenRail[], sums: readonly RailSum[]): readonly Reading[] {
	const read = new Map(
		rails.map(rail => {
			const before = context.now();
			const checked = rail.read();
			return [rail, {t: (before + context.now()) / 2, checked}] as const;
		}),
	);
	return sums.map(({definition: {channel}, rails: parts, check}) => {
		let watts = 0;
		let t = 0;
		for (const part of parts) {
			const one = read.get(part);
			if (one === undefined) continue;
			if (one.checked.kind === 'missing') {
				const reason = parts.length === 1 ? one.checked.reason : `${part.label}: ${one.checked.reason}`;
				return {channel, t: one.t, missing: reason};
			}
			watts += one.checked.value;
			t += one.t / parts.length;
		}
		const checked = check?.(watts) ?? {kind: 'value', value: watts};
		return checked.kind === 'missing' ? {channel, t, missing: checked.reason} : {channel, t, value: watts};
	});
}
