import type {Samples} from './series.ts';
import type {GateSettings} from './sweep.ts';

/** Flag of a trial that was started although its gate never opened. */
export const HOT_START = 'HOT-START';

/** Recent samples of one temperature. */
export type TemperatureTrace = {readonly channel: string; readonly samples: Samples};

/** What a gate is told and asks. */
export type GateContext = {
	readonly settings: GateSettings;
	/** Newest samples of the CPU's, the GPU's and the junction's temperature, °C; empty where there is no such sensor. */
	readonly temperatures: () => readonly TemperatureTrace[];
	/** Joules of the sweep so far, where a source tells. */
	readonly energyJ: () => number | undefined;
	/** Monotonic ms, the clock of the samples. */
	readonly now: () => number;
	/** Resolves after that time, or at once when the signal is given. */
	readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly onWaiting: (trial: number, waiting: GateWaiting) => void;
	readonly onPassed: (trial: number, passed: GatePassed) => void;
	/** One sentence for the person. */
	readonly notice: (text: string) => void;
};

/** Why a trial waits. `target` is that of the temperature, where it has one. */
export type GateWaiting = {readonly why: string; readonly temperature?: number; readonly target?: number};

/** How a wait ended and what it cost. */
export type GatePassed = GateWaiting & {readonly waited_s: number; readonly energy_j?: number};

/** A gate of one sweep. */
export type OpenGate = {
	/** Resolves when the trial may start, with flags for it. Ends early when the signal is given. */
	readonly pass: (trial: number, signal: AbortSignal) => Promise<readonly string[]>;
};

/** One gate: one file in `source/gates/` and one line in its registry. */
export type GateDefinition = {
	readonly id: string;
	readonly title: string;
	/** The gate of a sweep; undefined where its settings leave it off. */
	readonly open: (context: GateContext) => OpenGate | undefined;
};
