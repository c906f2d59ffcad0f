import {isObject} from '../domain/text/json-object.ts';
import {own} from '../domain/record.ts';
import type {Domain, Parameter, Params, Space} from '../domain/space.ts';
import {asList} from './loose-json.ts';

/** Keys of an AutoTuner file that name other files. */
const FILE_KEYS = new Set(['_SDC_FILE_PATH', '_FR_FILE_PATH']);

/** Whether a value is a search space of AutoTuner: every key but two holds a type and its ends. */
export function isAutoTunerSpace(value: unknown): value is Readonly<Record<string, unknown>> {
	if (!isObject(value)) return false;
	const specs = Object.entries(value).filter(([name]) => !FILE_KEYS.has(name));
	return specs.length > 0 && specs.every(([, spec]) => isObject(spec) && asList(own(spec, 'minmax')).length === 2);
}

/**
 * The space of AutoTuner's file: `{"NAME": {"type": "float"|"int", "minmax": [a, b], "step": s}}`, where step 0 is
 * continuous, or a constant where both ends are equal. Parameters of the trials that it does not name are added.
 * Source: OpenROAD-flow-scripts, AutoTuner's documentation.
 */
export function readAutoTunerSpace(file: Readonly<Record<string, unknown>>): Space {
	return {
		exclude: [],
		parameters: Object.entries(file).flatMap(([name, spec]): Parameter[] => {
			if (FILE_KEYS.has(name) || !isObject(spec)) return [];
			const domain = domainOf(spec);
			return domain === undefined ? [] : [{name, domain}];
		}),
	};
}

/** The declared space, if it names every parameter that a trial has. */
export function coveringSpace(
	space: Space | undefined,
	trials: readonly {readonly params: Params}[],
): Space | undefined {
	const known = new Set(space?.parameters.map(parameter => parameter.name));
	return trials.every(({params}) => Object.keys(params).every(name => known.has(name))) ? space : undefined;
}

function domainOf(spec: Readonly<Record<string, unknown>>): Domain | undefined {
	const [low, high] = asList(own(spec, 'minmax'));
	const step = own(spec, 'step');
	if (typeof low !== 'number' || typeof high !== 'number') return undefined;
	if (low === high) return {kind: 'constant', value: low};
	const ends = {min: low, max: high, scale: 'linear'} as const;
	if (own(spec, 'type') === 'int')
		return {kind: 'integer', ...ends, step: typeof step === 'number' && step >= 1 ? step : 1};
	return {kind: 'real', ...ends, ...(typeof step === 'number' && step > 0 ? {step} : {})};
}
