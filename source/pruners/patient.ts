import {isBetter} from '../domain/ranking/better.ts';
import {readNumber, readWhole, readWord, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {KEEP, type PrunerDefinition, prune} from '../domain/pruner.ts';
import {formatShortScalar} from '../domain/space.ts';
import {bestOf, valuesByStep} from './curve.ts';
import {median} from './median.ts';

/** Ends a trial (or lets the median pruner decide) once its values have not improved for some reports. */
export const patient = {
	id: 'patient',
	aliases: [],
	title: 'ends trials that stopped improving',
	options: {
		patience: 'reports without an improvement that are granted, 10*',
		min_delta: 'how much better counts as an improvement, 0*',
		then: 'end*: it ends the trial; median: it asks the median pruner',
	},
	create: (context, options) => {
		refuseUnknownOptions('pruner', patient, options);
		const {direction} = context;
		const patience = readWhole('patient', options, 'patience', 10, 0);
		const leastGain = readNumber('patient', options, 'min_delta', {standard: 0, least: 0, most: Number.MAX_VALUE});
		const inner =
			readWord('patient', options, 'then', ['end', 'median']) === 'end' ? undefined : median.create(context, {});
		return request => {
			const reports = [...valuesByStep(request.own)].toSorted(([a], [b]) => a - b).map(([, value]) => value);
			if (reports.length <= patience + 1) return KEEP;
			const before = bestOf(direction, reports.slice(0, -patience - 1));
			const since = bestOf(direction, reports.slice(-patience - 1));
			const needed = direction === 'maximize' ? before - leastGain : before + leastGain;
			if (!isBetter(needed, since, direction)) return KEEP;
			return inner === undefined
				? prune(`no better than ${formatShortScalar(before)} for ${patience + 1} reports`)
				: inner(request);
		};
	},
} as const satisfies PrunerDefinition;
