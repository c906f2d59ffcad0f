import {orderChannels} from '../../source/domain/signal/channel-order.ts';
import {unitOfChannel} from '../../source/domain/signal/channel-unit.ts';
import {commandBesideRun} from '../../source/domain/sweep/run-address.ts';
import {inChosenUnit} from '../../source/domain/settings.ts';
import type {ChannelRow} from '../../source/plot/channel/channel-figures.ts';
import {
	channelsInView,
	type ChannelRowsInput,
	instantAtColumn,
	paintChannelRows,
} from '../../source/plot/channel/channel-rows.ts';
import {channelDefinitions} from '../../source/store/signals.ts';
import {ui} from '../../source/store/intent.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {TimeAxis} from '../../source/store/time-view.ts';
import type {ViewDefinition} from '../context.ts';

/** Channels that are open or have samples, power first, then sources that could not be opened. */
function channelRows({state, samples, ui}: ScreenModel): readonly ChannelRow[] {
	const definitions = channelDefinitions(state);
	const names = orderChannels(new Set([...definitions.keys(), ...samples.channels]));
	const rows = names.map((name): ChannelRow => {
		const definition = definitions.get(name);
		const unit = unitOfChannel(state, name);
		return {
			name,
			unit: inChosenUnit(0, unit, ui.settings).unit,
			convert: value => inChosenUnit(value, unit, ui.settings).value,
			about:
				definition === undefined ? '' : `${definition.scope}, ${definition.source}, ${definition.periodMs / 1000} s`,
			isEstimate: definition?.scope === 'estimate',
			trace: samples.trace(name),
		};
	});
	const refused = state.sources.flatMap(({source, closed}): readonly ChannelRow[] =>
		closed === undefined
			? []
			: [
					{
						name: source,
						unit: '',
						about: `${closed.reason}${closed.mend === '' ? '' : `: ${closed.mend}`}`,
						isEstimate: false,
						trace: undefined,
					},
				],
	);
	return [...rows, ...refused];
}

function axisOf({samples, ui}: ScreenModel): TimeAxis | undefined {
	const {span} = samples;
	if (span === undefined) return undefined;
	const [startMs, endMs] = [span.firstMs, Math.max(span.lastMs, span.firstMs + 1)];
	const {fromMs, toMs} = ui.time.window ?? {fromMs: startMs, toMs: endMs};
	return {startMs, endMs, fromMs, toMs};
}

function inputOf(model: ScreenModel): ChannelRowsInput {
	const axis = axisOf(model) ?? {startMs: 0, endMs: 1, fromMs: 0, toMs: 1};
	return {
		rows: channelRows(model),
		top: model.ui.scroll,
		window: {fromMs: axis.fromMs, toMs: axis.toMs},
		startMs: axis.startMs,
		instantMs: model.ui.time.instantMs,
		resumptions: model.state.resumptions,
		charts: model.ui.focus === 'side',
		empty: `No source of readings is open yet; ${commandBesideRun(model.runDirectory, 'probes')} says what there is.`,
	};
}

/** Every channel over one time axis, a line each, or (by tab) a chart each. */
export const probes: ViewDefinition = {
	id: 'probes',
	draw: ({model, size, glyphs}) => paintChannelRows(inputOf(model), {...size, glyphs}),
	pageRows: ({model, size}) => channelsInView({charts: model.ui.focus === 'side'}, size.rows),
	scrollLines: ({model}) => channelRows(model).length,
	timeAxis: ({model}) => axisOf(model),
	click: ({model, size, glyphs}, column) => {
		const instantMs = instantAtColumn(inputOf(model), {...size, glyphs}, column);
		return axisOf(model) === undefined || instantMs === undefined ? [] : [ui({kind: 'time', change: {instantMs}})];
	},
};
