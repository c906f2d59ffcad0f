import type {LiveMeans} from '../domain/pruner.ts';
import type {TelemetryWindow} from './telemetry-window.ts';

/** Means of power and of the hottest sensor between two times, for as far as at least 3 samples tell each channel. */
export function liveMeans(
	window: Pick<TelemetryWindow, 'meansBetween' | 'power'>,
): (fromMs: number, toMs: number) => LiveMeans {
	return (fromMs, toMs) => {
		const means = new Map(Object.entries(window.meansBetween(fromMs, toMs)));
		const watts = window.power?.parts.map(({channel}) => means.get(channel)?.mean) ?? [];
		const known = watts.filter(part => part !== undefined);
		const celsius = [...means].flatMap(([channel, {mean}]) => (channel.endsWith('.temp_c') ? [mean] : []));
		return {
			...(known.length === 0 || known.length < watts.length
				? {}
				: {powerWatts: known.reduce((sum, part) => sum + part, 0)}),
			...(celsius.length === 0 ? {} : {temperatureCelsius: Math.max(...celsius)}),
		};
	};
}
