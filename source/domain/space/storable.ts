import {assertNever} from '../errors.ts';
import {encodeNumber} from '../number.ts';
import type {Domain, Params, ParameterValue, Scalar} from '../space.ts';

/**
 * Values of parameters as a journal can hold them: JSON has no NaN and no infinities, so those become their names. What
 * trials have and what their space lists must go the same way, or no trial is found at its own value.
 */

/** A scalar as JSON can hold it. */
export function storableScalar(value: Scalar): Scalar {
	return typeof value === 'number' ? encodeNumber(value) : value;
}

/** A value as JSON can hold it; the same object where it is one already. */
export function storableValue(value: ParameterValue): ParameterValue {
	if (typeof value !== 'object') return storableScalar(value);
	return value.every(isStorable) ? value : value.map(storableScalar);
}

/** The values of a trial as JSON can hold them; the same object where they are so already. */
export function storableParams(params: Params): Params {
	for (const name in params) {
		const value = params[name];
		if (value === undefined || (typeof value === 'object' ? value.every(isStorable) : isStorable(value))) continue;
		return Object.fromEntries(Object.entries(params).map(([key, cell]) => [key, storableValue(cell)]));
	}
	return params;
}

/** A domain as JSON can hold it; undefined for a range whose ends or steps are no finite numbers. */
export function storableDomain(domain: Domain): Domain | undefined {
	switch (domain.kind) {
		case 'constant':
			return {...domain, value: storableScalar(domain.value)};
		case 'choice':
			return {...domain, values: domain.values.map(storableScalar)};
		case 'tuple':
			return {...domain, values: domain.values.map(tuple => tuple.map(storableScalar))};
		case 'integer':
		case 'real': {
			const {min, max, step = 1, points = 1} = domain;
			return [min, max, step, points].every(Number.isFinite) ? domain : undefined;
		}
		default:
			return assertNever(domain);
	}
}

function isStorable(value: Scalar): boolean {
	return typeof value !== 'number' || Number.isFinite(value);
}
