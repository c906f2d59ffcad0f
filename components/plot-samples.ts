import type {PlotInput} from '../source/plot/plot-definition.ts';
import type {SampleStore} from '../source/store/samples.ts';

/** The telemetry that a plot is made from. */
export type PlotSamples = Pick<PlotInput, 'samples' | 'channels'>;

/**
 * Shows the live samples as plots read them: each channel's is taken out of the store when a plot asks for it.
 * The same object while nothing came; for plots that are not live, while the set of channels is the same.
 */
export function createPlotSamples(): (store: SampleStore, isLive: boolean) => PlotSamples {
	let live: {readonly store: SampleStore; readonly version: number; readonly samples: PlotSamples} | undefined;
	let still:
		| {readonly store: SampleStore; readonly channels: readonly string[]; readonly samples: PlotSamples}
		| undefined;
	return (store, isLive) => {
		const {version, channels} = store;
		if (isLive) {
			if (live?.store !== store || live.version !== version) live = {store, version, samples: read(store)};
			return live.samples;
		}
		if (still?.store !== store || still.channels !== channels) still = {store, channels, samples: read(store)};
		return still.samples;
	};
}

function read(store: SampleStore): PlotSamples {
	return {channels: store.channels, samples: store.trace};
}
