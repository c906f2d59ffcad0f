import {parseChannel, type ChannelDefinition, type Reading} from '../../source/domain/channel.ts';
import type {OpenProbe, ProbeContext} from '../../source/domain/probe.ts';
import {parseSensor} from './plausibility.ts';

/** A channel whose reading is the integer in one file, or the highest of several. */
export type FileChannel = {
	readonly definition: ChannelDefinition;
	readonly paths: readonly string[];
	/** Factor from the file's number to the channel's unit: 0.001 for milli-degrees. */
	readonly scale: number;
};

/** Opens channels that are one integer file each; the time of a reading is the middle of its read. */
export function openFileProbe(
	context: ProbeContext,
	channels: readonly FileChannel[],
	missing: OpenProbe['missing'],
	intervalMs: number,
): OpenProbe {
	const kept = channels.map(({definition, paths, scale}) => ({
		channel: definition.channel,
		unit: parseChannel(definition.channel).unit,
		scale,
		files: paths.map(path => context.files.keep(path)),
	}));

	function readOne({channel, unit, scale, files}: (typeof kept)[number]): Reading {
		const before = context.now();
		const texts = files.map(file => file.read());
		const t = (before + context.now()) / 2;
		let highest: number | undefined;
		let reason = '';
		for (const text of texts) {
			const checked = text.kind === 'missing' ? text : parseSensor(text.text, unit, scale);
			if (checked.kind === 'missing') reason = checked.reason;
			else highest = Math.max(highest ?? checked.value, checked.value);
		}
		return highest === undefined ? {channel, t, missing: reason} : {channel, t, value: highest};
	}

	return {
		channels: channels.map(({definition}) => definition),
		missing,
		intervalMs,
		sample: () => kept.map(readOne),
		close: () => {
			for (const {files} of kept) for (const file of files) file.close();
		},
	};
}
