import {errnoOf, messageOf, UserError} from '../domain/errors.ts';
import type {KnobPlan, KnobWrite, OpenKnob} from '../domain/knob.ts';
import type {Scalar} from '../domain/space.ts';
import {isSameText} from './control.ts';
import type {RestoreRecord, SavedSetting} from './restore-file.ts';

/** How long the real clock may take to follow, and how often it is looked at, in ms. */
const CLOCK_MS = 2000;
const LOOK_MS = 20;
/** Share of the clock within which it counts as reached: some drivers measure it. */
const CLOCK_TOLERANCE = 0.02;

/** One setting after it was written. */
export type SettingChange = {
	readonly knob: string;
	readonly path: string;
	readonly from: string;
	readonly asked: string;
	readonly got: string;
	readonly ok: boolean;
};

/** What came of setting the knobs of one trial. */
export type Applied =
	| {readonly kind: 'set'; readonly misses: readonly string[]}
	/** A sentence for the person; nothing after it was set. */
	| {readonly kind: 'failed'; readonly why: string};

/** What a session works with. */
export type KnobSessionContext = {
	/** In the order in which they are set. */
	readonly knobs: readonly OpenKnob[];
	/** Throws where it cannot be read. */
	readonly read: (path: string) => string;
	/** Throws or rejects with the errno as `code`. */
	readonly write: (path: string, text: string) => void | Promise<void>;
	/** Saves all that a restore needs, durable when it returns. Throws UserError. */
	readonly save: (settings: readonly SavedSetting[]) => void;
	readonly onChange: (change: SettingChange) => void;
	/** Monotonic ms. */
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
};

/** Knobs of one sweep whose originals are saved. */
export type KnobSession = {
	/** Sets each knob, by id; one without a value gets its original back. */
	readonly apply: (values: ReadonlyMap<string, Scalar>) => Promise<Applied>;
	/** As they stand in the restore file. */
	readonly settings: () => RestoreRecord['settings'];
};

/** Saves the original of every setting of the knobs, before anything is written. Throws UserError. */
export function openKnobSession(context: KnobSessionContext): KnobSession {
	let settings = context.knobs.flatMap(knob => knob.settings.map(setting => snapshot(context, knob.id, setting)));
	const store = (change: (setting: SavedSetting) => SavedSetting): void => {
		settings = settings.map(change);
		context.save(settings);
	};
	context.save(settings);
	return {
		settings: () => settings,
		apply: async values => {
			const misses: string[] = [];
			for (const knob of context.knobs) {
				const desk: Desk = {context, knob, settings: () => settings, store};
				const applied = await setKnob(desk, values.get(knob.id));
				if (applied.kind === 'failed') return applied;
				misses.push(...applied.misses);
			}
			return {kind: 'set', misses};
		},
	};
}

/** One knob and the settings of all. */
type Desk = {
	readonly context: KnobSessionContext;
	readonly knob: OpenKnob;
	readonly settings: () => readonly SavedSetting[];
	readonly store: (change: (setting: SavedSetting) => SavedSetting) => void;
};

function snapshot(context: KnobSessionContext, knob: string, setting: OpenKnob['settings'][number]): SavedSetting {
	const {path, loose} = setting;
	try {
		return {knob, path, original: context.read(path), state: 'untouched', ...(loose === true ? {loose} : {})};
	} catch (error) {
		throw new UserError(
			`the knob ${knob} cannot be used: ${path} cannot be read (${errnoOf(error) ?? messageOf(error)})`,
			'nothing was changed',
		);
	}
}

async function setKnob(desk: Desk, value: Scalar | undefined): Promise<Applied> {
	const {knob, context} = desk;
	const plan = value === undefined ? planOriginal(desk) : knob.plan(value);
	const wanted = new Map(plan.writes.map(({path, text}) => [path, text]));
	const before = new Map([...wanted.keys()].map(path => [path, readOrNothing(context, path)]));
	if (isDone(desk, wanted, before)) return {kind: 'set', misses: await awaitClocks(context, plan)};
	// From here to the read-back a crash leaves values that nobody has noted.
	desk.store(setting =>
		wanted.has(setting.path) || (knob.disturbs === true && setting.state === 'set')
			? {...setting, state: 'changing'}
			: setting,
	);
	const failure = await writeAll(context, plan.writes);
	if (failure !== undefined)
		return {kind: 'failed', why: `${knob.id} could not be set to ${String(value)}: ${failure}`};
	const changes = readBack(desk, wanted, before);
	const got = new Map(changes.map(change => [change.path, change.got]));
	desk.store(setting => {
		const ours = got.get(setting.path);
		return ours === undefined || setting.knob !== knob.id ? setting : {...setting, state: 'set', ours};
	});
	for (const change of changes) context.onChange(change);
	const lag = await awaitClocks(context, plan);
	const clamped = changes.filter(({ok}) => !ok).map(({path, asked, got: now}) => `${path}: asked ${asked}, got ${now}`);
	return {kind: 'set', misses: [...clamped, ...lag]};
}

/** The same value as before, and nobody has changed it since. */
function isDone(
	{settings, knob}: Desk,
	wanted: ReadonlyMap<string, string>,
	before: ReadonlyMap<string, string>,
): boolean {
	return settings()
		.filter(setting => setting.knob === knob.id && wanted.has(setting.path))
		.every(({path, state, loose, ours, original}) => {
			const text = wanted.get(path) ?? '';
			const now = loose === true ? (ours ?? (state === 'untouched' ? original : '')) : (before.get(path) ?? '');
			return state !== 'changing' && isSameText(now, text);
		});
}

/** The originals of a knob, twice: limits that exclude each other in one order do not in the other. */
function planOriginal({settings, knob}: Desk): KnobPlan {
	const touched = settings().filter(setting => setting.knob === knob.id && setting.state !== 'untouched');
	const once = touched.toReversed().map(({path, original}) => ({path, text: original}));
	return {writes: [...once.map((write): KnobWrite => ({...write, mayFail: true})), ...once], clocks: []};
}

async function writeAll(context: KnobSessionContext, writes: readonly KnobWrite[]): Promise<string | undefined> {
	for (const {path, text, mayFail} of writes) {
		try {
			await context.write(path, text);
		} catch (error) {
			const errno = errnoOf(error);
			if (mayFail === true && errno === 'EINVAL') continue;
			return `${errno ?? messageOf(error)} writing ${text} to ${path}`;
		}
	}
	return undefined;
}

function readBack(
	{context, knob, settings}: Desk,
	wanted: ReadonlyMap<string, string>,
	before: ReadonlyMap<string, string>,
): readonly SettingChange[] {
	const loose = new Set(settings().flatMap(setting => (setting.loose === true ? [setting.path] : [])));
	return [...wanted].map(([path, asked]) => {
		const read = readOrNothing(context, path);
		// Nobody can ask for it: what was taken without complaint is all that is known.
		const got = read === '' && loose.has(path) ? asked : read;
		return {knob: knob.id, path, from: before.get(path) ?? '', asked, got, ok: isSameText(got, asked)};
	});
}

/** Waits until clocks run as asked; says which do not. */
async function awaitClocks(context: KnobSessionContext, {clocks}: KnobPlan): Promise<readonly string[]> {
	const endMs = context.now() + CLOCK_MS;
	for (;;) {
		const lagging = clocks.flatMap(({path, wanted}) => {
			const now = Number(readOrNothing(context, path));
			return Math.abs(now - wanted) <= CLOCK_TOLERANCE * wanted ? [] : [`${path}: asked ${wanted}, runs at ${now}`];
		});
		if (lagging.length === 0 || context.now() >= endMs) return lagging;
		await context.wait(LOOK_MS);
	}
}

function readOrNothing(context: KnobSessionContext, path: string): string {
	try {
		return context.read(path);
	} catch {
		// Without a reading there is nothing to compare; the write says what is wrong.
		return '';
	}
}
