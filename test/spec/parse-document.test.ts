import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {mistakesOf, UserError} from '../../source/domain/errors.ts';
import {type Node, toPlain} from '../../source/domain/text/document.ts';
import {parseDocument} from '../../source/spec/parse-document.ts';
import {parseJson} from '../../source/spec/parse-json.ts';

/** The node, or what was said against the text. */
function jsonOf(text: string): Node | UserError {
	try {
		return parseJson({path: 'a.json', text});
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

test('JSON is read as the platform reads it', () => {
	const value = fc.letrec(tie => ({
		any: fc.oneof(
			{maxDepth: 4},
			fc.string({unit: 'grapheme'}),
			fc.integer(),
			fc.double({noNaN: true, noDefaultInfinity: true}),
			fc.boolean(),
			tie('list'),
			tie('table'),
		),
		list: fc.array(tie('any'), {maxLength: 4}),
		table: fc.dictionary(fc.string(), tie('any'), {maxKeys: 4}),
	}));
	fc.assert(
		fc.property(value.any, fc.constantFrom(undefined, 1, '\t'), (data, indent) => {
			const text = JSON.stringify(data, undefined, indent);
			fc.pre(!text.includes('\\u0000') && !text.includes('__proto__'));
			const node = jsonOf(text);
			// 1e22 and the like are written as whole numbers, which are refused beyond 2^53 on purpose.
			if (node instanceof UserError) assert.match(node.problem, /would be rounded/);
			else assert.deepEqual(toPlain(node), JSON.parse(text));
		}),
	);
});

test('what the platform refuses is refused, what it takes is taken or refused for a stated reason', () => {
	const texts = fc.string({
		unit: fc.constantFrom(...Array.from('{}[],:"\\ \n\tabtruefalsn0123456789.-+eEu')),
		maxLength: 12,
	});
	fc.assert(
		fc.property(texts, text => {
			const node = jsonOf(text);
			if (!isJson(text)) assert.ok(node instanceof UserError, text);
			else if (node instanceof UserError)
				assert.match(node.problem, /missing|twice|rounded|finite|NUL|surrogate|nested/, text);
		}),
		{numRuns: 5000},
	);
});

/** Nine aliases of nine aliases of … nine values: 9^9 in all. */
function aliasBomb(): string {
	const names = Array.from('abcdefghi');
	const level = (index: number): string =>
		Array.from({length: 9}, () => (index === 0 ? 'x' : `*${names[index - 1] ?? ''}`)).join(', ');
	return names.map((name, index) => `${name}: &${name} [${level(index)}]`).join('\n');
}

for (const [about, path, text, says] of [
	['100,000 open lists', 'a.toml', `a = ${'['.repeat(100_000)}`, /nested|missing/],
	['100,000 open lists', 'a.yaml', '['.repeat(100_000), /nested/],
	['50,000 nested items', 'a.yaml', `${'- '.repeat(50_000)}x`, /nested/],
	['100,000 open lists', 'a.json', '['.repeat(100_000), /nested/],
	['a number of a million digits', 'a.toml', `a = ${'9'.repeat(1_000_000)}`, /number too long|finite|rounded/],
	['a number of a million digits', 'a.json', `{"a": ${'9'.repeat(1_000_000)}}`, /no finite number/],
	['a key of 5,000 dots', 'a.toml', `a${'.a'.repeat(5000)} = 1`, /nested/],
	['an alias bomb', 'a.yaml', aliasBomb(), /1000 aliases/],
	['an alias of itself', 'a.yaml', 'a: &a [*a]', /nested|alias/],
] as const) {
	test(`H3: ${path.slice(2)}: ${about} ends with a short message`, () => {
		assert.throws(
			() => parseDocument({path, text}),
			(error: unknown) => error instanceof UserError && says.test(error.problem) && error.problem.length < 200,
		);
	});
}

test('a name that ends in no language is refused', () => {
	assert.throws(
		() => parseDocument({path: 'sweep.tml', text: ''}),
		(error: unknown) => error instanceof UserError && error.hint === 'did you mean .toml?',
	);
	assert.throws(() => parseDocument({path: 'sweep', text: ''}), UserError);
});

test('TOML tables of every spelling are one tree', () => {
	const text =
		'[a.b]\nc.d = 1\n[a]\ne = {f.g = [2, {h = 3}]}\n[[l]]\nx = 1\n[[l]]\n[l.y]\nz = 2\n["q.r"]\n"s t" = """\nu"""';
	assert.deepEqual(toPlain(parseDocument({path: 'a.toml', text})), {
		a: {b: {c: {d: 1}}, e: {f: {g: [2, {h: 3}]}}},
		l: [{x: 1}, {y: {z: 2}}],
		'q.r': {'s t': 'u'},
	});
});

/** The places of the mistakes of a YAML text. */
function yamlMistakes(text: string): readonly string[] {
	try {
		parseDocument({path: 'a.yaml', text});
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return mistakesOf(error).map(({problem}) => /^a\.yaml:(\d+:\d+): ./.exec(problem)?.[1] ?? problem);
	}
	return [];
}

test('mistakes of the syntax of YAML are told in one go, one a line, and none that only follows from another', () => {
	assert.deepEqual(yamlMistakes('a: b: c\nd: 1\ne: f: g\n'), ['1:4', '3:4']);
	assert.deepEqual(yamlMistakes('a: @x\nb: `y`\nc: !tag z\n'), ['1:4', '2:4', '3:4']);
	assert.deepEqual(yamlMistakes('a: 1\n b: 2\nc: 3\n  d: 4\n'), ['1:4', '3:4']);
	assert.deepEqual(yamlMistakes('key: [a, b]]\nother: {x}}\n'), ['1:12'], 'the parser is lost behind it');
	assert.equal(yamlMistakes('a: @x\n'.repeat(50)).length, 10);
	assert.deepEqual(yamlMistakes('a: 1\n'), []);
});
