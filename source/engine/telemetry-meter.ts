import type {TelemetryWindow} from './telemetry-window.ts';
import type {Span} from './telemetry-draft.ts';
import type {TelemetrySummary} from './telemetry-summary.ts';

/** Telemetry of one execution, from the samples that reach past its end. */
export type TelemetryMeter = {
	readonly measure: (span: Span) => Promise<TelemetrySummary>;
	/** Milliseconds between two independent samples of power; undefined where it is unknown, or an estimate that nobody needs. */
	readonly spacingMs: () => number | undefined;
};

/** What a meter is made with. */
export type MeterOptions = {
	/** Hears a sentence for the person, once for each source whose energies disagree, and where others work all the time. */
	readonly onDoubt: (text: string) => void;
	/** Whether trials are worth their time for an estimate, too: where it decides which is the best. */
	readonly needsEstimate: boolean;
};

/**
 * Waits until the samples cover the span where that can give an energy, then sums it up.
 */
export function createTelemetryMeter(window: TelemetryWindow, {onDoubt, needsEstimate}: MeterOptions): TelemetryMeter {
	const told = new Set<string>();
	const tellOnce = (about: string, text: string): void => {
		if (!told.has(about)) onDoubt(text);
		told.add(about);
	};
	return {
		measure: async span => {
			await window.settle(span);
			const summary = window.summarise(span);
			const {doubt, usualLoad} = summary;
			if (doubt !== undefined) {
				tellOnce(doubt.channel, `${doubt.text}; energies of which that holds are marked with low confidence`);
			}
			if (usualLoad !== undefined) {
				const {part, usualPct} = usualLoad;
				tellOnce(
					`${part}.foreign_pct`,
					`programs that are not of the sweep use ${Math.round(usualPct)} % of ${part === 'cpu' ? 'a CPU' : part} all the time: every trial has that in its time and energy, and only more of it is flagged FOREIGN`,
				);
			}
			return summary;
		},
		spacingMs: () => {
			const {power} = window;
			if (power === undefined || (power.scope === 'estimate' && !needsEstimate)) return undefined;
			return Math.max(...power.parts.map(part => Math.max(part.periodMs, part.windowMs)));
		},
	};
}
