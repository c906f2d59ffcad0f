import {gridAxis} from '../../domain/space/grid-axis.ts';
import type {Domain, Parameter, ParameterValue} from '../../domain/space.ts';
import {createDistribution} from '../distribution.ts';

/** How Optuna sees a parameter, as the bridge's script reads it. Categories are told by their places. */
export type OptunaForm =
	| {readonly kind: 'category'; readonly count: number}
	| {readonly kind: 'whole'; readonly low: number; readonly high: number; readonly step: number; readonly log: boolean}
	| {readonly kind: 'float'; readonly low: number; readonly high: number; readonly log: boolean};

/** A parameter on both sides of the bridge. */
export type OptunaParameter = {
	readonly name: string;
	/** Undefined for a constant, which Optuna need not know. */
	readonly form: OptunaForm | undefined;
	/** Our value for what Optuna suggests. */
	readonly fromOptuna: (suggested: number) => ParameterValue;
	/** Undefined for a value that is none of the domain's. */
	readonly toOptuna: (value: ParameterValue) => number | undefined;
};

/**
 * A parameter for Optuna: lists and tuples are categories, even steps of a real are whole numbers, and a distribution
 * of its own is told by its probabilities, from 0 to 1. Optuna has no steps on a logarithm: what it suggests there is
 * rounded to ours.
 */
export function createOptunaParameter({name, domain}: Parameter): OptunaParameter {
	switch (domain.kind) {
		case 'constant':
			return {name, form: undefined, fromOptuna: () => domain.value, toOptuna: () => undefined};
		case 'choice':
		case 'tuple':
			return {name, ...listed(domain.values)};
		case 'integer':
			return {name, ...whole(domain)};
		case 'real':
			return {name, ...real(domain)};
	}
}

type Sides = Omit<OptunaParameter, 'name'>;

function listed(values: readonly ParameterValue[]): Sides {
	const texts = values.map(value => JSON.stringify(value));
	return {
		form: {kind: 'category', count: values.length},
		fromOptuna: suggested => values[suggested] ?? values[0] ?? 0,
		toOptuna: value => found(texts.indexOf(JSON.stringify(value))),
	};
}

function found(index: number): number | undefined {
	return index < 0 ? undefined : index;
}

function whole({min, max, step, scale}: Extract<Domain, {kind: 'integer'}>): Sides {
	const last = min + Math.floor((max - min) / step) * step;
	const log = scale === 'log';
	return {
		form: {kind: 'whole', low: min, high: last, step: log ? 1 : step, log},
		fromOptuna: suggested => Math.min(last, min + Math.round((suggested - min) / step) * step),
		toOptuna: value => within(value, min, last),
	};
}

function real(domain: Extract<Domain, {kind: 'real'}>): Sides {
	const {min, max, step, scale} = domain;
	const log = scale === 'log';
	const {points: _, ...stepped} = domain;
	const axis = step === undefined ? undefined : gridAxis(stepped);
	if (axis !== undefined && step !== undefined) {
		const placeOf = (value: number): number => Math.min(axis.count - 1, Math.max(0, Math.round((value - min) / step)));
		if (log) {
			return {
				form: {kind: 'float', low: min, high: max, log},
				fromOptuna: suggested => axis.at(placeOf(suggested)),
				toOptuna: value => within(value, min, max),
			};
		}
		return {
			form: {kind: 'whole', low: 0, high: axis.count - 1, step: 1, log},
			fromOptuna: suggested => axis.at(suggested),
			toOptuna: value => (within(value, min, max) === undefined ? undefined : placeOf(Number(value))),
		};
	}
	if (domain.distribution !== undefined || domain.quantum !== undefined) {
		const {draw, place} = createDistribution(domain);
		return {
			form: {kind: 'float', low: 0, high: 1, log: false},
			fromOptuna: draw,
			toOptuna: value => (typeof value === 'number' ? place(value) : undefined),
		};
	}
	return {
		form: {kind: 'float', low: min, high: max, log},
		fromOptuna: suggested => suggested,
		toOptuna: value => within(value, min, max),
	};
}

function within(value: ParameterValue, min: number, max: number): number | undefined {
	return typeof value === 'number' && value >= min && value <= max ? value : undefined;
}
