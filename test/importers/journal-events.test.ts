import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {ImportedSweep, ImportedTrial} from '../../source/domain/importer.ts';
import type {Domain} from '../../source/domain/space.ts';
import {toJournal} from '../../source/importers/journal-events.ts';
import {setTogether} from '../../source/importers/set-together.ts';
import {foldImport, trialsOf} from '../helpers/imported.ts';

const CONTEXT = {version: '1.2.3', from: 'x.csv (CSV)', importedMs: Date.UTC(2026, 0, 1)};

function sweepOf(trials: Iterable<ImportedTrial>, rest: Partial<ImportedSweep> = {}): ImportedSweep {
	return {name: 'a b/c', objectives: [], trials, ...rest};
}

function trial(rest: Partial<ImportedTrial> = {}): ImportedTrial {
	return {params: {x: 1}, state: 'complete', metrics: {loss: 1}, ...rest};
}

describe('journal of an import', () => {
	it('counts events without gaps and in order of time, and is the same each time', () => {
		const at = Date.UTC(2026, 5, 1);
		const imported = sweepOf([
			trial({startedMs: at + 5000, durationS: 10, curve: [{name: 'loss', step: 1, value: 3, timeMs: at + 6000}]}),
			trial({startedMs: at, durationS: 8}),
			trial({state: 'queued', metrics: {}}),
		]);
		const journal = toJournal(imported, CONTEXT);
		const events = [...journal.events()];
		assert.deepEqual(
			events.map(event => event.seq),
			events.map((_, index) => index + 1),
		);
		const times = events.map(event => event.mono_ms);
		assert.deepEqual(
			times,
			times.toSorted((a, b) => a - b),
		);
		assert.deepEqual([...journal.events()], events);
		assert.equal(journal.originMs, at);
		const started = events.filter(event => event.type === 'execution-started');
		assert.deepEqual(
			started.map(event => [event.trial, event.t]),
			[
				[2, new Date(at).toISOString()],
				[1, new Date(at + 5000).toISOString()],
			],
		);
		const point = events.find(event => event.type === 'metric-reported');
		assert.equal(point?.t, new Date(at + 6000).toISOString());
		assert.equal(events.at(-1)?.type, 'sweep-ended');
	});

	it('makes up no time, duration or space that the file has not', () => {
		const state = foldImport(sweepOf([trial({code: 1, state: 'failed', why: 'exit 1'}), trial()]));
		const [first, second] = trialsOf(state);
		assert.equal(first?.startedAt, undefined);
		assert.equal(first?.durationS, undefined);
		assert.equal(first?.executions[0]?.startedAt, '');
		assert.equal(first?.why, 'exit 1');
		assert.deepEqual(second?.executions, []);
		assert.equal(state.sweep?.name, 'a-b-c');
		assert.equal(state.phase, 'ended');
		assert.equal(state.endedWhy, 'imported from a test');
	});

	it('makes the space of the values: constants, lists, ranges, tuples', () => {
		const trials = Array.from({length: 100}, (_, index) =>
			trial({
				params: {
					fixed: 8,
					list: index % 3,
					lr: 10 ** -(index / 20),
					size: index,
					name: index % 2 === 0 ? 'a' : 'b',
					pair: [index % 2, 4],
				},
			}),
		);
		assert.deepEqual(foldImport(sweepOf(trials)).sweep?.space.parameters, [
			{name: 'fixed', domain: {kind: 'constant', value: 8}},
			{name: 'list', domain: {kind: 'choice', values: [0, 1, 2]}},
			{name: 'lr', domain: {kind: 'real', min: 10 ** -4.95, max: 1, scale: 'log'}},
			{name: 'size', domain: {kind: 'integer', min: 0, max: 99, step: 1, scale: 'linear'}},
			{name: 'name', domain: {kind: 'choice', values: ['a', 'b']}},
			{
				name: 'pair',
				domain: {
					kind: 'tuple',
					fields: ['0', '1'],
					values: [
						[0, 4],
						[1, 4],
					],
				},
			},
		]);
	});

	it('reads an iterable that cannot begin anew', () => {
		const once = (function* () {
			yield trial();
			yield trial({params: {x: 2}});
		})();
		assert.equal(foldImport(sweepOf(once)).trials.length, 2);
	});

	it('moves reserved metrics to telemetry and renames what clashes', () => {
		const state = foldImport(
			sweepOf([trial({params: {lr: 1, state: 2}, metrics: {lr: 3, energy_j: 4, gpu_power_mean_w: 5, duration_s: 6}})], {
				objectives: [{metric: 'energy_j', direction: 'minimize'}],
			}),
		);
		const [first] = trialsOf(state);
		assert.deepEqual(first?.params, {lr: 1, 'state.param': 2});
		assert.deepEqual(first?.metrics, {'lr.metric': 3, 'duration_s.metric': 6});
		assert.deepEqual(first?.telemetry, {energy_j: 4, gpu_power_mean_w: 5});
		assert.equal(state.energyJ, 4);
	});

	it('survives any times and durations', () => {
		fc.assert(
			fc.property(fc.array(fc.record({startedMs: fc.double(), durationS: fc.double()}), {maxLength: 8}), times => {
				const state = foldImport(sweepOf(times.map(time => trial(time))));
				assert.equal(state.counts.complete, times.length);
			}),
		);
	});

	it('lists what is no number of JSON by its name, as the trials have it', () => {
		const values = [1, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY];
		const names = [1, 'Infinity', 'NaN', '-Infinity'];
		const trials = values.map(clip => trial({params: {clip, pair: [clip, 2]}}));
		const listed = {exclude: [], parameters: [{name: 'clip', domain: {kind: 'choice', values} as const}]};
		const endless = {kind: 'real', min: 0, max: Number.POSITIVE_INFINITY, scale: 'linear'} as const;
		const ranged = {exclude: [], parameters: [{name: 'clip', domain: endless}]};
		for (const rest of [{}, {space: listed}, {space: ranged}]) {
			const state = foldImport(sweepOf(trials, rest));
			assert.deepEqual(state.sweep?.space.parameters[0], {name: 'clip', domain: {kind: 'choice', values: names}});
			assert.deepEqual(
				trialsOf(state).map(({params}) => params['clip']),
				names,
			);
		}
		const both = setTogether(['a', 'b'].map(name => ({name, imported: sweepOf(trials, {space: listed})})));
		const clip = foldImport(both).sweep?.space.parameters.find(({name}) => name === 'clip');
		assert.deepEqual(clip?.domain, {kind: 'choice', values: names});
	});

	it('holds no null, whatever numbers the file has', () => {
		fc.assert(
			fc.property(fc.array(anyTrial, {maxLength: 6}), fc.option(anyDomain, {nil: undefined}), (trials, domain) => {
				const space = domain === undefined ? {} : {space: {exclude: [], parameters: [{name: 'x', domain}]}};
				const {events} = toJournal(sweepOf(trials, space), CONTEXT);
				for (const event of events()) assert.deepEqual(nullsIn(event), [], JSON.stringify(event));
			}),
		);
	});
});

const anyNumber = fc.oneof(
	fc.double(),
	fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);

const anyScalar = fc.oneof(anyNumber, fc.constantFrom('a', 'NaN', true), fc.integer());

const anyTrial: fc.Arbitrary<ImportedTrial> = fc.record(
	{
		params: fc.record({x: fc.oneof(anyScalar, fc.array(anyScalar, {minLength: 2, maxLength: 2})), y: anyScalar}),
		state: fc.constantFrom('complete', 'failed', 'running'),
		metrics: fc.constant({loss: 1}),
		startedMs: anyNumber,
		durationS: anyNumber,
		curve: fc.array(fc.record({name: fc.constant('loss'), step: anyNumber, value: fc.constant(1)}), {maxLength: 3}),
	},
	{requiredKeys: ['params', 'state', 'metrics']},
);

const anyDomain: fc.Arbitrary<Domain> = fc.oneof(
	fc.record({kind: fc.constant('constant' as const), value: anyScalar}),
	fc.record({kind: fc.constant('choice' as const), values: fc.array(anyScalar, {maxLength: 4})}),
	fc.record({
		kind: fc.constant('tuple' as const),
		fields: fc.constant(['a', 'b']),
		values: fc.array(fc.tuple(anyScalar, anyScalar), {maxLength: 4}),
	}),
	fc.record({
		kind: fc.constantFrom('integer' as const, 'real' as const),
		min: anyNumber,
		max: anyNumber,
		step: anyNumber,
		points: anyNumber,
		scale: fc.constantFrom('linear' as const, 'log' as const),
	}),
);

/** Keys under which a value has null once it is written as JSON. */
function nullsIn(value: unknown): readonly string[] {
	const keys: string[] = [];
	JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
		if (inner === null) keys.push(key);
		return inner;
	});
	return keys;
}
