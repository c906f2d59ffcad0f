import type {TelemetryWindow} from './telemetry-window.ts';
import type {Span} from './telemetry-draft.ts';
import type {TelemetrySummary} from './telemetry-summary.ts';

/** Telemetry of one execution, from the samples that reach past its end. */
export type TelemetryMeter = {
	readonly measure: (span: Span) => Promise<TelemetrySummary>;
	/** Milliseconds between two independent samples of the power sensor; undefined where power is unknown or estimated. */
	readonly spacingMs: () => number | undefined;
};

/**
 * Waits until the samples cover the span where that can give an energy, then sums it up.
 * @param onDoubt a sentence for the person, once for each source whose energies disagree.
 */
export function createTelemetryMeter(window: TelemetryWindow, onDoubt: (text: string) => void): TelemetryMeter {
	const told = new Set<string>();
	return {
		measure: async span => {
			await window.settle(span);
			const summary = window.summarise(span);
			const {doubt} = summary;
			if (doubt !== undefined && !told.has(doubt.channel)) {
				told.add(doubt.channel);
				onDoubt(`${doubt.text}; energies of which that holds are marked with low confidence`);
			}
			return summary;
		},
		spacingMs: () => {
			const {power} = window;
			if (power === undefined || power.scope === 'estimate') return undefined;
			return Math.max(...power.parts.map(part => Math.max(part.periodMs, part.windowMs)));
		},
	};
}
