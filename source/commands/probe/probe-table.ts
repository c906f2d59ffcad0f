import {type ChannelDefinition, parseChannel} from '../../domain/channel.ts';
import {orderChannels} from '../../domain/signal/channel-order.ts';
import {writtenUnit} from '../../domain/signal/channel-unit.ts';
import {GOOD_SAMPLES, LEAST_SAMPLES} from '../../domain/energy/energy.ts';
import {choosePower} from '../../engine/power-source.ts';
import {formatQuantity, formatResult} from '../../plot/quantity.ts';
import type {Narrowing, TableRows} from '../results/narrow-table.ts';
import type {ProbeReport, ReportedChannel, ReportedSource} from './probe-report.ts';

/** How the tables give way on a narrow terminal: the value and why there is none stay. */
export const PROBE_NARROWING: Narrowing = {
	leaveOut: ['cost', 'changes', 'window', 'source', 'period', 'scope'],
	wrap: ['why', 'mend'],
};

/**
 * The power that trials have here, now and how long a trial has to be for its energy: two lines, or one where nothing
 * measures any.
 */
export function describePower({totals}: ProbeReport, channels: readonly ChannelDefinition[]): readonly string[] {
	const power = choosePower(channels);
	if (power === undefined) return ['power of a trial: none, as no source measures it'];
	const watts = Object.values(totals)[0]?.value;
	const names = power.parts.map(({channel}) => channel).join(' + ');
	const isEstimate = power.scope === 'estimate';
	const value = watts === undefined ? 'no reading now' : `${formatQuantity(watts, 'W')}${isEstimate ? ' est' : ''}`;
	const scope = isEstimate ? '' : ` (${power.scope})`;
	const newValueMs = Math.max(...power.parts.map(({periodMs, windowMs}) => Math.max(periodMs, windowMs)));
	const [none, low] = [LEAST_SAMPLES, GOOD_SAMPLES].map(samples => formatQuantity((samples * newValueMs) / 1000, 's'));
	return [
		`power of a trial: ${value}, ${names}${scope}`,
		`its energy: from ${none} on, with low confidence below ${low}`,
	];
}

/** Every channel of the sources that can be used, source by source. */
export function usableRows(report: ProbeReport, options: {readonly costs: boolean}): TableRows {
	return report.sources.flatMap(source =>
		source.channels.map(channel => ({
			source: source.id,
			channel: channel.channel,
			value: valueText(channel),
			scope: channel.scope ?? '',
			period: channel.periodMs === null ? '' : `${channel.periodMs} ms`,
			window: windowText(channel),
			changes: changesText(channel),
			...(options.costs ? {cost: channel.costUs === null ? '' : `${Math.round(channel.costUs)} µs`} : {}),
			why: channel.reason === '' ? channel.note : channel.reason,
		})),
	);
}

/** Every channel in the order in which a person looks for them, with what fits in a line. */
export function watchedRows(report: ProbeReport): TableRows {
	const channels = report.sources.flatMap(source => source.channels);
	return orderChannels(channels.map(({channel}) => channel)).flatMap(name => {
		const found = channels.find(({channel}) => channel === name);
		if (found === undefined) return [];
		return [{channel: name, value: valueText(found), scope: found.scope ?? '', why: found.reason}];
	});
}

/** The sources that cannot be used. */
export function unusableRows(sources: readonly ReportedSource[]): TableRows {
	return sources.filter(({usable}) => !usable).map(({id, reason, mend}) => ({'not used': id, why: reason, mend}));
}

function valueText({channel, value, unit}: ReportedChannel): string {
	if (value === null) return '-';
	return formatResult(value, writtenUnit(parseChannel(channel).unit) ?? unit);
}

/** What the sensor averages over; `stated` by the driver, its documents or this program, unless a self-test told. */
function windowText({windowMs, measuredWindowMs}: ReportedChannel): string {
	if (windowMs === null) return '';
	if (measuredWindowMs !== null) return `${measuredWindowMs} ms measured`;
	return windowMs === 0 ? 'none' : `${windowMs} ms stated`;
}

/** Whether the value moves: how often it did while it was watched, and the measured spacing of that. */
function changesText({changes, measuredPeriodMs, value}: ReportedChannel): string {
	if (value === null || changes === null) return '';
	if (measuredPeriodMs === null) return changes === 0 ? 'none' : `${changes}`;
	return `every ${measuredPeriodMs} ms measured`;
}
