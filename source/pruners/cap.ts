import {readNumber, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {UserError} from '../domain/errors.ts';
import {KEEP, type PrunerDefinition, prune} from '../domain/pruner.ts';

const ANY = {standard: 0, least: 0, most: 1e6};

/**
 * Ends a trial while which the machine draws too much power or gets too hot for a while. What several trials do at the
 * same time is none's own: with `jobs` above 1 it ends only those that run alone.
 */
export const cap = {
	id: 'cap',
	aliases: [],
	title: 'ends trials that draw too much power or get the machine too hot',
	options: {
		power_w: 'watts that it may draw, of the source that energies are taken from',
		temp_c: 'degrees Celsius that its hottest sensor may show',
		sustained: 'seconds over which the mean must be above that, 5*; at least 3 samples',
	},
	watches: true,
	create: (_context, options) => {
		refuseUnknownOptions('pruner', cap, options);
		const [hasPower, hasTemperature] = [Object.hasOwn(options, 'power_w'), Object.hasOwn(options, 'temp_c')];
		if (!hasPower && !hasTemperature) throw new UserError('cap has no bounds', 'give power_w, temp_c or both');
		const mostWatts = readNumber('cap', options, 'power_w', ANY);
		const mostCelsius = readNumber('cap', options, 'temp_c', ANY);
		const seconds = readNumber('cap', options, 'sustained', {standard: 5, least: 0.1, most: 86_400});
		return ({own, live}) => {
			if (live === undefined || (own.executionMs ?? 0) < seconds * 1000) return KEEP;
			const {powerWatts, temperatureCelsius} = live(seconds * 1000);
			if (hasPower && powerWatts !== undefined && powerWatts > mostWatts)
				return prune(`drew ${powerWatts.toFixed(1)} W over ${seconds} s, more than ${mostWatts} W`);
			if (hasTemperature && temperatureCelsius !== undefined && temperatureCelsius > mostCelsius)
				return prune(`was at ${temperatureCelsius.toFixed(1)} °C over ${seconds} s, above ${mostCelsius} °C`);
			return KEEP;
		};
	},
} as const satisfies PrunerDefinition;
