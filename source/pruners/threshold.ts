import {readNumber, readWhole, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {UserError} from '../domain/errors.ts';
import {KEEP, type PrunerDefinition, prune} from '../domain/pruner.ts';
import {formatShortScalar} from '../domain/space.ts';
import {isDue, lastReport} from './curve.ts';

const ANY = {least: -Number.MAX_VALUE, most: Number.MAX_VALUE};

/** Ends a trial whose latest value is outside of bounds, or NaN. */
export const threshold = {
	id: 'threshold',
	aliases: [],
	title: 'ends trials whose value leaves given bounds',
	options: {
		lower: 'least value that is let go on',
		upper: 'greatest value that is let go on',
		warmup: 'steps of each trial before it can be pruned, 0*',
		interval: 'steps between looks, 1*',
	},
	create: (_context, options) => {
		refuseUnknownOptions('pruner', threshold, options);
		if (!Object.hasOwn(options, 'lower') && !Object.hasOwn(options, 'upper')) {
			throw new UserError('threshold has no bounds', 'give lower, upper or both');
		}
		const lower = readNumber('threshold', options, 'lower', {standard: ANY.least, ...ANY});
		const upper = readNumber('threshold', options, 'upper', {standard: ANY.most, ...ANY});
		if (lower > upper)
			throw new UserError(`threshold.lower ${lower} is above threshold.upper ${upper}`, 'exchange them');
		const schedule = {
			warmup: readWhole('threshold', options, 'warmup', 0, 0),
			interval: readWhole('threshold', options, 'interval', 1, 1),
		};
		return ({own}) => {
			const last = lastReport(own);
			if (last === undefined || !isDue(own, last, schedule)) return KEEP;
			if (Number.isNaN(last.value)) return prune(`NaN at step ${last.step}`);
			if (Object.hasOwn(options, 'lower') && last.value < lower)
				return prune(`${formatShortScalar(last.value)} at step ${last.step} is below ${lower}`);
			if (Object.hasOwn(options, 'upper') && last.value > upper)
				return prune(`${formatShortScalar(last.value)} at step ${last.step} is above ${upper}`);
			return KEEP;
		};
	},
} as const satisfies PrunerDefinition;
