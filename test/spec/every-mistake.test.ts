import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {mistakesOf, UserError} from '../../source/domain/errors.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {findPruner, PRUNERS} from '../../source/pruners/registry.ts';
import {findSampler} from '../../source/samplers/registry.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {reportError} from '../../source/commands/report-error.ts';
import {specContext} from './context.ts';

/** The mistakes of a file, `line:column: problem` each; `‸` stands before the character of each, and is taken out. */
function mistakesIn(marked: string, overrides: readonly string[] = []): {found: readonly string[]; marks: string[]} {
	const lines = marked.split('\n');
	const marks = lines.flatMap((line, index) => {
		const pieces = line.split('‸').map(piece => piece.length);
		return pieces
			.slice(0, -1)
			.map((_, piece) => `${index + 1}:${pieces.slice(0, piece + 1).reduce((sum, length) => sum + length, 1)}`);
	});
	try {
		parseSweep({path: 's.toml', text: marked.replaceAll('‸', '')}, specContext({pruners: PRUNERS, overrides}));
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {found: mistakesOf(error).map(({problem}) => problem), marks};
	}
	return assert.fail('accepted');
}

/** Every mark has its one mistake, in order, and nothing else is told. */
function assertAll(marked: string): readonly string[] {
	const {found, marks} = mistakesIn(marked);
	assert.deepEqual(
		found.map(problem => /^s\.toml:(\d+:\d+): /.exec(problem)?.[1]),
		marks,
		found.join('\n'),
	);
	return found;
}

test('mistakes of the schema, of names and of values are told in one go, in the order of the file', () => {
	assertAll(`name = ‸"bad name"
command = ["./train", "--lr={‸lrr}", "{‸szie}x{width.bits}"]
‸gaol = "minimize"
exclude = ["‸sizee > 3", "lr > 1"]
constraints = ["loss < 1 and ‸los > 0"]
[parameters]
lr = { min = 1e-5, max = 1e-1, scale = "log", points = 3 }
size = { min = 4, ‸mx = 8 }
width = {fields = ["bits", "frac"], values = [[16,8],‸[8]]}
‸trial = [1]
[env]
A = "‸\${NOPE}"
B = "‸\${NOR_THIS}"
[metrics]
loss = { ‸gaol = "minimize" }
two = { formula = "‸losss / ‸szie" }
[[objectives]]
metric = ‸"los"
[[views]]
kind = "heatmap"
x = ‸"sizze"
y = ‸"l"
[sampler]
name = "tpe"
‸n_startup_trials = 3
[pruner]
name = ‸"medain"
[budget]
time = ‸"5 fortnights"
energy = ‸"a lot"
target = "loss <‸"
[run]
jobs = ‸0
separate = {top = ‸1}
[telemetry]
interval = ‸"often"
probes = [‸"prok"]
`);
});

test('what only follows from another mistake is not told', () => {
	// Without its energy the sweep would never end; without its name the command would be missing; neither is a mistake.
	assertAll('‸comand = ["x"]\n[parameters]\nlr = {min = 0.1, max = 1.0}\n[budget]\nenergy = ‸"a lot"\n');
	// Without its repeats the one that is discarded would be all of them.
	assertAll('command = ["x"]\n[parameters]\nn = [1]\n[run]\nrepeats = ‸"3"\ndiscard_first = 1\n');
	// A misspelt sampler has no options to compare with.
	assertAll('command = ["x"]\n[parameters]\nn = [1]\n[sampler]\nname = ‸"tpee"\ncandidates = 8\n');
	// Where no name is known, none can be unknown.
	assertAll('‸comand = ["{n}"]\n‸[paramters]\nn = [1]\n'.replace('‸[paramters]', '[‸paramters]'));
});

test('mistakes that join sections are told beside those of other sections', () => {
	const found = assertAll(
		'‸gaol = 1\ncommand = ["x"]\n[parameters]\nlr = ‸{min = 0.1, max = 1.0}\n[sampler]\nname = "grid"\n[run]\njobs = 1\nseparate = ‸true\n[telemetry]\nmeter_gain = ‸2\n',
	);
	assert.match(found.join('\n'), /a grid cannot list/);
});

test('mistakes of --set come after those of the file', () => {
	const {found} = mistakesIn('command = ["x"]\ngaol = 1\n[parameters]\nn = [1]\n', ['run.jobs=0', 'nonsense=2']);
	assert.deepEqual(
		found.map(problem => problem.split(': ', 1)[0]),
		['s.toml:2:1', '--set:1:1', '--set:1:10'],
		found.join('\n'),
	);
});

test('each option that its sampler or pruner refuses is placed where the file gives it', () => {
	const text =
		'command = ["x"]\n[parameters]\nn = [1]\n[metrics]\nl = {goal = "minimize"}\n[sampler]\nname = "tpe"\n' +
		'model = "best"\nstartup = -1\n[pruner]\nname = "percentile"\npercent = 200\n[budget]\ntrials = 9\n';
	const create = ({sampler}: Sweep): unknown =>
		findSampler('tpe').create(
			{
				space: {parameters: [], exclude: []},
				directions: ['minimize'],
				seed: 1,
				order: 'grid',
				visited: new Set(),
				walked: [],
			},
			sampler.options,
		);
	const prune = ({pruner}: Sweep): unknown =>
		findPruner('percentile').create({sweep: 's', direction: 'minimize'}, pruner.options);
	const context = specContext({
		pruners: PRUNERS,
		choiceChecks: [
			{section: 'sampler', create},
			{section: 'pruner', create: prune},
		],
	});
	assert.throws(
		() => parseSweep({path: 's.toml', text}, context),
		(error: unknown) => {
			assert.ok(error instanceof UserError);
			const problems = mistakesOf(error).map(({problem}) => problem.slice(0, 30));
			assert.deepEqual(problems, [
				's.toml:8:9: tpe.model has no "',
				's.toml:9:11: tpe.startup must ',
				's.toml:12:11: percentile.perce',
			]);
			return true;
		},
	);
});

test('whatever is wrong, each mistake has a place in the file, told in its order', () => {
	const file = {
		command: ['x', '{lr}', '{w.a}'],
		exclude: ['lr > 1'],
		parameters: {lr: {min: 0.1, max: 1, points: 3}, w: {fields: ['a', 'b'], values: [[1, 2]]}, k: [1, 2]},
		metrics: {loss: {goal: 'minimize'}, two: {formula: 'loss / lr'}},
		objectives: [{metric: 'loss'}],
		pruner: {name: 'median', startup: 2},
		views: [{kind: 'heatmap', x: 'lr', y: 'k'}],
		budget: {trials: 5, time: '5m', target: 'loss < 0'},
		run: {repeats: 3, discard_first: 1, separate: true},
		telemetry: {meter: ['x'], meter_gain: 2},
	};
	const slip = fc.constantFrom('x', '', '{', 'lr +', 'soon', -1, 0.5, true, [], ['a'], {}, {min: 1});
	const sections = Object.entries(file).map(
		([name, value]) =>
			[name, fc.oneof({weight: 3, arbitrary: fc.constant(value)}, withSlips(value, slip), slip)] as const,
	);
	fc.assert(
		fc.property(fc.record(Object.fromEntries(sections)), changed => {
			const text = JSON.stringify(changed, null, 1);
			try {
				parseSweep({path: 's.json', text}, specContext({pruners: PRUNERS}));
			} catch (error) {
				assert.ok(error instanceof UserError, String(error));
				const places = mistakesOf(error).map(({problem}) => /^s\.json:(\d+):(\d+): ./.exec(problem));
				const offsets = places.map(place => Number(place?.[1]) * 1000 + Number(place?.[2]));
				assert.ok(!offsets.some(Number.isNaN), error.problem);
				assert.deepEqual(
					offsets,
					offsets.toSorted((a, b) => a - b),
				);
			}
		}),
		{numRuns: 80},
	);
});

/** A section whose members may each be something else, or be misspelt. */
function withSlips(section: object, slip: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
	if (Array.isArray(section)) return fc.tuple(...section.map(item => fc.oneof(fc.constant(item), slip)));
	const members = Object.entries(section).map(
		([name, value]) => [name, fc.tuple(fc.constantFrom(name, `${name}z`), fc.oneof(fc.constant(value), slip))] as const,
	);
	return fc
		.record(Object.fromEntries(members))
		.map(record => Object.fromEntries(Object.values(record).map(([name, value]) => [name, value])));
}

test('every mistake is printed with its hint', () => {
	let said = '';
	try {
		parseSweep({path: 's.toml', text: 'command = ["{x}"]\ngoal = 1\n[parameters]\nn = [1]\n'}, specContext());
	} catch (error) {
		assert.equal(reportError(error, {note: text => void (said += text)}), 2);
	}
	assert.match(
		said,
		/^sweeptop: s\.toml:1:14: no parameter "x" to fill in\n {2}did you mean \{n\}\?\nsweeptop: s\.toml:2:1: unknown/,
	);
});
