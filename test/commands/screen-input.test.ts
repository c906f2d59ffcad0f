import assert from 'node:assert/strict';
import {PassThrough} from 'node:stream';
import {test} from 'node:test';
import fc from 'fast-check';
import {createKeyStream} from '../../source/commands/screen/screen-input.ts';
import {createInputParser, type InputToken} from '../../source/commands/screen/screen-input-parser.ts';

/** Everything that the chunks mean, `stepMs` apart, with the parser's time-outs in between. */
function parse(chunks: readonly string[], stepMs = 0): readonly InputToken[] {
	const parser = createInputParser();
	const tokens: InputToken[] = [];
	let now = 0;
	for (const chunk of chunks) {
		tokens.push(...parser.push(chunk, now));
		const deadline = parser.deadlineMs();
		now += stepMs;
		if (deadline !== undefined && deadline <= now) tokens.push(...parser.expire(deadline));
	}
	const deadline = parser.deadlineMs();
	if (deadline !== undefined) tokens.push(...parser.expire(deadline));
	return tokens;
}

const keysOf = (tokens: readonly InputToken[]): string =>
	tokens.map(token => (token.kind === 'keys' ? token.text : '')).join('');

test('keys pass, each sequence whole', () => {
	assert.deepEqual(parse(['j\u001B[Ak']), [
		{kind: 'keys', text: 'j'},
		{kind: 'keys', text: '\u001B[A'},
		{kind: 'keys', text: 'k'},
	]);
	assert.equal(keysOf(parse(['\u001BOA', '\u001B[5~', '\u001B[[A', '\u001Bx'])), '\u001BOA\u001B[5~\u001B[[A\u001Bx');
});

test('clicks, drags and the wheel are told in cells from 0; other buttons and motion are nothing', () => {
	assert.deepEqual(
		parse([
			'\u001B[<0;11;6M\u001B[<0;11;6m\u001B[<64;1;1M\u001B[<65;2;2M\u001B[<35;9;9M\u001B[<2;9;9M\u001B[<34;9;9M\u001B[<32;8;7M',
		]),
		[
			{kind: 'mouse', event: {kind: 'press', column: 10, row: 5}},
			{kind: 'mouse', event: {kind: 'release', column: 10, row: 5}},
			{kind: 'mouse', event: {kind: 'wheel-up', column: 0, row: 0}},
			{kind: 'mouse', event: {kind: 'wheel-down', column: 1, row: 1}},
			{kind: 'mouse', event: {kind: 'drag', column: 7, row: 6}},
		],
	);
});

test('a paste is one token, also in many chunks, and a long one is cut', () => {
	assert.deepEqual(parse(['\u001B[200~q\u001B[Ad', 'q\u001B[20', '1~j']), [
		{kind: 'paste', text: 'q\u001B[Adq'},
		{kind: 'keys', text: 'j'},
	]);
	const [paste] = parse(['\u001B[200~', 'q'.repeat(100_000), '\u001B[201~']);
	assert.ok(paste?.kind === 'paste' && paste.text.length === 65_536);
});

test('answers of the terminal are no keys', () => {
	const answers = [
		'\u001B[?62;22c',
		'\u001B[24;80R',
		'\u001B[I',
		'\u001B[O',
		'\u001B]11;rgb:0/0/0\u0007',
		'\u001BP1+r\u001B\\',
	];
	assert.equal(keysOf(parse(answers)), '');
	assert.equal(keysOf(parse(['\u001B[?2026;2$y\u001B[M !!'])), '');
});

test('a lone escape is the key after a short wait', () => {
	assert.deepEqual(parse(['\u001B'], 30), [{kind: 'keys', text: '\u001B'}]);
	assert.deepEqual(parse(['\u001B', '[A'], 5), [{kind: 'keys', text: '\u001B[A'}]);
});

test('a sequence that a slow line cut behind its escape is not read as letters', () => {
	for (const [tail, wait] of [
		['[<0;35;12M', 100],
		['[A', 40],
		['[24;80R', 200],
		['OB', 60],
	] as const) {
		assert.equal(keysOf(parse(['\u001B', tail], wait)), '\u001B', tail);
	}
	// What a hand types after escape stays.
	assert.equal(keysOf(parse(['\u001B', '[', ']'], 100)), '\u001B[]');
	assert.equal(keysOf(parse(['\u001B', 'q'], 100)), '\u001Bq');
});

test('the start of a sequence that never ends is dropped', () => {
	assert.equal(keysOf(parse(['\u001B[<0;3', 'q'], 1500)), 'q');
	assert.equal(keysOf(parse([`\u001B[${'1;'.repeat(400)}`, 'j'], 1500)), 'j');
});

const SEQUENCES = [
	'\u001B[<0;12;7M',
	'\u001B[<65;80;24M',
	'\u001B[200~q d\u001B[201~',
	'\u001B[?1;2c',
	'\u001B[I',
	'\u001B[12;40R',
];

test('property: reports and pastes cut at any place within a moment never give a key', () => {
	fc.assert(
		fc.property(
			fc.array(fc.constantFrom(...SEQUENCES), {maxLength: 6}),
			fc.array(fc.nat(80), {maxLength: 6}),
			(sequences, cuts) => {
				const text = sequences.join('');
				const places = [0, ...cuts.filter(cut => cut < text.length).toSorted((a, b) => a - b), text.length];
				const chunks = places.slice(1).map((place, index) => text.slice(places[index], place));
				assert.equal(keysOf(parse(chunks)), '');
			},
		),
	);
});

test('property: any bytes are taken without an exception and without waiting for ever', () => {
	fc.assert(
		fc.property(fc.array(fc.string({unit: 'binary', maxLength: 12})), chunks => {
			parse(chunks, 2000);
			parse(
				chunks.map(chunk => `\u001B${chunk}`),
				2000,
			);
		}),
	);
});

test('the stream hands keys on, mouse and paste elsewhere, and tells the end of the terminal', async () => {
	const source = new PassThrough();
	const seen: string[] = [];
	const keys = createKeyStream(
		source,
		{
			onMouse: event => seen.push(event.kind),
			onPaste: text => seen.push(`paste ${text}`),
			onEnd: () => seen.push('end'),
		},
		() => performance.now(),
	);
	source.write('\u001B[<0;1;1Mj\u001B[200~x\u001B[201~');
	source.write(Buffer.from('ä').subarray(0, 1));
	source.write(Buffer.from('ä').subarray(1));
	await new Promise(resolve => setTimeout(resolve, 10));
	assert.equal(keys.stream.read(), 'jä');
	source.end();
	await new Promise(resolve => setTimeout(resolve, 10));
	assert.deepEqual(seen.slice(0, 3), ['press', 'paste x', 'end']);
	keys.close();
});
