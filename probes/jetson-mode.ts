import type {ProbeDefinition, OpenProbe, ProbeContext} from '../source/domain/probe.ts';
import type {Reading, Rejection} from '../source/domain/channel.ts';
import {nameOfMode} from './reading/host-facts.ts';
import {chooseInterval} from './reading/interval.ts';

/** What nvpmodel wrote last, `pmode:0002`; reading it needs no program. */
const STATUS = '/var/lib/nvpmodel/status';

/** The power mode of a Jetson board, so that a change in the midst of a trial is seen. */
export const jetsonModeProbe: ProbeDefinition = {
	id: 'jetson-mode',
	title: 'power mode of a Jetson board (nvpmodel)',
	open: context => Promise.resolve(openMode(context)),
};

function openMode(context: ProbeContext): OpenProbe | Rejection {
	const first = context.files.read(STATUS);
	if (first.kind === 'missing') return {reason: `${STATUS}: ${first.reason}`, mend: 'none on other machines'};
	const id = parseMode(first.text);
	if (id === undefined) return {reason: `${STATUS} says ${JSON.stringify(first.text.slice(0, 40))}`, mend: ''};
	const file = context.files.keep(STATUS);
	const intervalMs = chooseInterval(context.intervalMs, 2000);
	const channel = 'power.mode_id';
	return {
		channels: [
			{
				channel,
				unit: '',
				scope: 'module',
				source: 'jetson-mode',
				periodMs: intervalMs,
				windowMs: 0,
				note: `${nameOfMode(context.files, id)} at the start`,
			},
		],
		missing: [],
		intervalMs,
		sample: (): readonly Reading[] => {
			const text = file.read();
			const t = context.now();
			if (text.kind === 'missing') return [{channel, t, missing: text.reason}];
			const value = parseMode(text.text);
			return [value === undefined ? {channel, t, missing: 'no pmode in it'} : {channel, t, value}];
		},
		close: file.close,
	};
}

function parseMode(text: string): number | undefined {
	const match = /^pmode:(\d+)/.exec(text);
	return match === null ? undefined : Number(match[1]);
}
