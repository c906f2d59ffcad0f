import type {ChannelDefinition, Rejection} from '../../source/domain/channel.ts';
import {messageOf, ProbeError} from '../../source/domain/errors.ts';
import type {ProbeFrame, ProbeSettings} from '../../source/domain/signal/probe-frame.ts';
import {isRejection, type OpenProbe, type ProbeContext, type ProbeDefinition} from '../../source/domain/probe.ts';

/** Stand-ins wait this long for slow sources, as a driver that does not answer. */
const STAND_IN_PATIENCE_MS = 2000;

/** An open source and the channels of it that are its own. */
export type OpenSource = {readonly id: string; readonly probe: OpenProbe; readonly channels: ReadonlySet<string>};

/** What to open, and whom to tell. */
export type OpenerOptions = {
	readonly definitions: readonly ProbeDefinition[];
	readonly settings: ProbeSettings;
	readonly contextFor: (source: string) => ProbeContext;
	readonly wait: (ms: number) => Promise<void>;
	readonly post: (frame: ProbeFrame) => void;
	readonly onOpened: (source: OpenSource) => void;
	readonly onClosed: (id: string) => void;
};

type Opening = OpenerOptions & {
	/** Source of each channel that is read. */
	readonly owners: Map<string, string>;
	/** Open sources that stand in for others. */
	readonly standIns: Map<string, OpenSource & {readonly insteadOf: readonly string[]}>;
};

/**
 * Opens every source at once, and the stand-ins when no other gives their channels. A channel belongs to the source
 * that claimed it first; a source with no channel left is closed. Resolves when every source has answered.
 */
export async function openProbes(options: OpenerOptions): Promise<void> {
	const opening: Opening = {...options, owners: new Map(), standIns: new Map()};
	const isPrimary = (definition: ProbeDefinition): boolean => definition.insteadOf === undefined;
	const primaries = Promise.all(options.definitions.filter(isPrimary).map(definition => open(opening, definition)));
	await Promise.race([primaries, options.wait(STAND_IN_PATIENCE_MS)]);
	for (const definition of options.definitions.filter(candidate => !isPrimary(candidate))) {
		const reason = notNeeded(definition.insteadOf ?? [], [...opening.owners.keys()]);
		if (reason === undefined) await open(opening, definition);
		else close(opening, definition.id, reason);
	}
	await primaries;
}

async function open(opening: Opening, definition: ProbeDefinition): Promise<void> {
	const off = whyOff(definition.id, opening.settings);
	if (off !== undefined) return close(opening, definition.id, off);
	const result = await tryOpen(definition, opening.contextFor(definition.id));
	if (isRejection(result)) return close(opening, definition.id, result);
	claim(opening, definition, result);
}

async function tryOpen(definition: ProbeDefinition, context: ProbeContext): Promise<OpenProbe | Rejection> {
	try {
		return await definition.open(context);
	} catch (error) {
		return {reason: messageOf(error), mend: error instanceof ProbeError ? error.mend : ''};
	}
}

function claim(opening: Opening, definition: ProbeDefinition, probe: OpenProbe): void {
	const {id, insteadOf} = definition;
	if (insteadOf === undefined) dismissStandIns(opening, probe.channels);
	const claimed: ChannelDefinition[] = [];
	const lost: OpenProbe['missing'][number][] = [];
	for (const channel of probe.channels) {
		const owner = opening.owners.get(channel.channel);
		if (owner === undefined) claimed.push(channel);
		else lost.push({channel: channel.channel, reason: `read from ${owner} already`, mend: ''});
	}
	if (claimed.length === 0) {
		probe.close();
		return close(opening, id, {reason: lost[0]?.reason ?? 'it has no channel', mend: ''});
	}
	for (const {channel} of claimed) opening.owners.set(channel, id);
	const source: OpenSource = {id, probe, channels: new Set(claimed.map(({channel}) => channel))};
	if (insteadOf !== undefined) opening.standIns.set(id, {...source, insteadOf});
	opening.post({type: 'opened', source: id, channels: claimed, missing: [...probe.missing, ...lost]});
	opening.onOpened(source);
}

/** A slow source that came after all takes the place of those that stand in for it. */
function dismissStandIns(opening: Opening, channels: readonly ChannelDefinition[]): void {
	const given = channels.map(({channel}) => channel);
	for (const [id, source] of opening.standIns) {
		const reason = notNeeded(source.insteadOf, given);
		if (reason === undefined) continue;
		opening.standIns.delete(id);
		for (const channel of source.channels) opening.owners.delete(channel);
		opening.onClosed(id);
		source.probe.close();
		close(opening, id, reason);
	}
}

function close(opening: Opening, id: string, {reason, mend}: Rejection): void {
	opening.post({type: 'closed', source: id, reason, mend});
}

function notNeeded(insteadOf: readonly string[], given: readonly string[]): Rejection | undefined {
	const found = given.find(channel => insteadOf.includes(channel));
	return found === undefined ? undefined : {reason: `not needed: ${found} is measured`, mend: ''};
}

function whyOff(id: string, settings: ProbeSettings): Rejection | undefined {
	const hung = {reason: 'switched off: reading it hung', mend: 'the driver needs a reload or a reboot'};
	if (settings.sourcesOff.includes(id)) return hung;
	if (settings.probes === undefined || settings.probes.includes(id)) return undefined;
	return {reason: 'not chosen by [telemetry] probes', mend: ''};
}
