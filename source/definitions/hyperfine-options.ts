import {mistake, type Node, quoted, type TextNode} from '../domain/text/document.ts';
import {nearestName} from '../domain/text/nearest.ts';
import type {ForeignParameter} from './assemble.ts';
import {numberAt, textAt} from './build.ts';
import {choiceDomain, integerDomain, realDomain} from './domains.ts';
import {requireNumber} from './read.ts';

/** Options with the number of words that each takes. */
const OPTIONS = {
	'--parameter-scan': 3,
	'--parameter-list': 2,
	'--parameter-step-size': 1,
	'--warmup': 1,
	'--runs': 1,
	'--min-runs': 1,
	'--max-runs': 1,
	'--setup': 1,
	'--prepare': 1,
	'--conclude': 1,
	'--cleanup': 1,
	'--shell': 1,
	'--ignore-failure': 0,
	'--style': 1,
	'--sort': 1,
	'--time-unit': 1,
	'--export-asciidoc': 1,
	'--export-csv': 1,
	'--export-json': 1,
	'--export-markdown': 1,
	'--export-orgmode': 1,
	'--show-output': 0,
	'--output': 1,
	'--input': 1,
	'--command-name': 1,
	'-N': 0,
} as const;
const SHORT: Readonly<Record<string, keyof typeof OPTIONS>> = {
	'-P': '--parameter-scan',
	'-L': '--parameter-list',
	'-D': '--parameter-step-size',
	'-w': '--warmup',
	'-r': '--runs',
	'-m': '--min-runs',
	'-M': '--max-runs',
	'-s': '--setup',
	'-p': '--prepare',
	'-C': '--conclude',
	'-c': '--cleanup',
	'-S': '--shell',
	'-i': '--ignore-failure',
	'-u': '--time-unit',
	'-n': '--command-name',
};
/** Options that change what is run and have no counterpart, and what to do in their place. */
const REFUSED: Readonly<Partial<Record<keyof typeof OPTIONS, string>>> = {
	'--conclude': 'give it with --prepare: it runs before the next one',
	'--cleanup': 'run it after the sweep',
	'--input': "redirect it in the command: 'sort < data.txt'",
};

/** What a command line of hyperfine asks for. */
export type HyperfineScan = {
	readonly parameters: readonly ForeignParameter[];
	/** One, or without parameters several to be compared. */
	readonly commands: readonly TextNode[];
	readonly warmup: Node | undefined;
	readonly runs: Node | undefined;
	/** Runs before the runs of each command, unmeasured. */
	readonly setup: TextNode | undefined;
	/** Runs before each run, unmeasured. */
	readonly prepare: TextNode | undefined;
	readonly notes: readonly string[];
};

type Option = {readonly name: keyof typeof OPTIONS; readonly at: TextNode; readonly values: readonly TextNode[]};

/** Reads the words of a line that begins with `hyperfine`. @throws UserError at an option that cannot be honoured. */
export function readHyperfineOptions([program, ...words]: readonly TextNode[], line: TextNode): HyperfineScan {
	const {options, commands} = parseWords(words);
	const [command, second] = commands;
	if (command === undefined) throw mistake(program ?? line, 'hyperfine is given no command');
	const isScan = options.some(({name}) => name === '--parameter-scan' || name === '--parameter-list');
	if (second !== undefined && isScan)
		throw mistake(
			second,
			'several commands with parameters are several sweeps',
			'make the difference a parameter: -L program a,b "{program} …"',
		);
	for (const {name, at} of options) {
		const instead = REFUSED[name];
		if (instead !== undefined) throw mistake(at, `${name} of hyperfine has no counterpart`, instead);
	}
	const only = (wanted: '--setup' | '--prepare'): TextNode | undefined => {
		const [one, another] = options.filter(({name}) => name === wanted).flatMap(({values}) => values);
		if (another === undefined) return one;
		throw mistake(another, `only one ${wanted} is taken, for all commands`, 'compare commands that need the same one');
	};
	const [setup, prepare] = [only('--setup'), only('--prepare')];
	const step = options.find(({name}) => name === '--parameter-step-size')?.values[0];
	const parameters = options.flatMap(({name, values}) =>
		name === '--parameter-scan' ? [readScan(values, step)] : name === '--parameter-list' ? [readList(values)] : [],
	);
	const countOf = (wanted: string): Node | undefined => {
		const word = options.find(({name}) => name === wanted)?.values[0];
		return word === undefined ? undefined : numberAt(word, requireNumber(word, wanted).value);
	};
	const notes = options
		.filter(({name}) => ['--min-runs', '--max-runs', '--ignore-failure', '--shell', '-N'].includes(name))
		.map(({name}) => `${name} is not used: a trial that fails is marked, and each command runs in sh`);
	return {parameters, commands, warmup: countOf('--warmup'), runs: countOf('--runs'), setup, prepare, notes};
}

function parseWords(words: readonly TextNode[]): {
	readonly options: readonly Option[];
	readonly commands: readonly TextNode[];
} {
	const options: Option[] = [];
	const commands: TextNode[] = [];
	for (let index = 0; index < words.length; index += 1) {
		const word = words[index];
		if (word === undefined) break;
		if (!/^-./.test(word.value)) {
			commands.push(word);
			continue;
		}
		const [head = '', inline] = splitOnce(word.value);
		const long = Object.hasOwn(SHORT, head) ? (SHORT[head] ?? head) : head;
		const known = Object.keys(OPTIONS).find((name): name is keyof typeof OPTIONS => name === long);
		if (known === undefined) {
			const nearest = nearestName(head, [...Object.keys(OPTIONS), ...Object.keys(SHORT)]);
			throw mistake(
				word,
				`hyperfine has no option ${quoted(head)}`,
				nearest === undefined ? '' : `did you mean ${nearest}?`,
			);
		}
		const given = inline === undefined ? [] : [textAt(word, inline)];
		const rest = words.slice(index + 1, index + 1 + OPTIONS[known] - given.length);
		index += rest.length;
		if (given.length + rest.length < OPTIONS[known]) throw mistake(word, `${head} needs ${OPTIONS[known]} words`);
		options.push({name: known, at: word, values: [...given, ...rest]});
	}
	return {options, commands};
}

function splitOnce(word: string): readonly (string | undefined)[] {
	const equals = word.startsWith('--') ? word.indexOf('=') : -1;
	return equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}

function readList([name, list]: readonly TextNode[]): ForeignParameter {
	if (name === undefined || list === undefined) throw new RangeError('the words were counted');
	// A comma may be escaped.
	const values = list.value.split(/(?<!\\),/).map(text => textAt(list, text.replaceAll('\\,', ',')));
	return {name: name.value, key: name, domain: choiceDomain(list, values)};
}

/** Whole numbers where the ends and the step are written so, else decimals; both ends included. */
function readScan([name, from, to]: readonly TextNode[], step: TextNode | undefined): ForeignParameter {
	if (name === undefined || from === undefined || to === undefined) throw new RangeError('the words were counted');
	const ends = {
		at: from,
		min: requireNumber(from, 'the lower end').value,
		max: requireNumber(to, 'the upper end').value,
	};
	if (ends.min > ends.max)
		throw mistake(from, `the range of ${quoted(name.value)} is empty: ${from.value} is above ${to.value}`);
	const isWhole = [from, to, step].every(word => word === undefined || /^[+-]?\d+$/.test(word.value));
	if (!isWhole && step === undefined) throw mistake(from, `a range of decimals needs a step`, 'add -D 0.5');
	const stride = step === undefined ? 1 : requireNumber(step, 'the step').value;
	return {
		name: name.value,
		key: name,
		domain: isWhole ? integerDomain(ends, {step: stride}) : realDomain(ends, {step: stride}),
	};
}
