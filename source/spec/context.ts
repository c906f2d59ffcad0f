import type {Rejection} from '../domain/channel.ts';
import type {SamplerDefinition} from '../domain/sampler.ts';
import type {Scalar} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';

/** What a sweep file may name of a sampler. */
export type SamplerOffer = Pick<SamplerDefinition, 'id' | 'aliases' | 'options' | 'exhaustive' | 'learns'>;

/** What a sweep file may name of a pruner. */
export type PrunerOffer = {readonly id: string; readonly options: Readonly<Record<string, string>>};

/** A hardware setting, and the values that this board offers for it. */
export type KnobOffer = {
	readonly id: string;
	/** Every value that it lists; empty where it takes any of a range. */
	readonly available: readonly Scalar[];
	/** Why a value cannot be set; undefined where it can. Without it only what is listed can. */
	readonly refuse?: (value: Scalar) => string | undefined;
	/** Why this board does not have it; undefined where it does. */
	readonly unusable?: Rejection | undefined;
	/** Without it a sweep whose file lists the values is read all the same: it is planned here and run elsewhere. */
	readonly isOptional?: boolean;
	/** Where it stands for many: the one of that name. */
	readonly member?: (name: string) => KnobOffer | undefined;
};

/** What the command line says beside the file; it wins over the file. */
export type SpecFlags = {
	readonly seed?: number;
	readonly trials?: number;
	readonly jobs?: number;
	readonly timeMs?: number;
	readonly energyJ?: number;
	readonly labels?: Readonly<Record<string, string>>;
};

/** Whether what a section chooses can be made for a sweep. */
export type ChoiceCheck = {readonly section: 'sampler' | 'pruner'; readonly create: (sweep: Sweep) => void};

/** What a sweep file is read against. */
export type SpecContext = {
	/** Absolute: `workdir` is relative to it. */
	readonly baseDirectory: string;
	/** For `${VAR}`. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly samplers: readonly SamplerOffer[];
	readonly pruners: readonly PrunerOffer[];
	readonly knobs: readonly KnobOffer[];
	/** Kinds of plots. */
	readonly views: readonly string[];
	/** Ids of probes; absent: any. */
	readonly probes?: readonly string[];
	/** `KEY=VALUE` texts of `--set`, in order. */
	readonly overrides: readonly string[];
	readonly flags: SpecFlags;
	/** What only the chosen sampler and pruner know of their options and the space: throw UserError. Absent: not asked. */
	readonly choiceChecks?: readonly ChoiceCheck[];
	/** Hears what is most likely a slip though the file is valid, where only the file as written tells it. */
	readonly onSlip?: (text: string) => void;
	/** The seed where neither file nor flag gives one; 32 bits. */
	readonly defaultSeed: number;
};
