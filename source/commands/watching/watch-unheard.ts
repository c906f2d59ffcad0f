import {counted} from '../../domain/text/counted.ts';
import {parseJsonObject} from '../../domain/text/json-object.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {WatchSettings} from '../../domain/sweep.ts';
import {readLinePairs} from '../../listeners/line-pairs.ts';
import {LISTENERS} from '../../listeners/registry.ts';
import {parseBar} from '../../listeners/tqdm-bar.ts';

/** Kinds of lines that a listener can read which is not chosen unasked, and what to ask for. */
const KINDS: readonly {
	readonly title: string;
	readonly matches: (line: string) => boolean;
	readonly mend: string;
}[] = [
	{
		title: 'JSON objects',
		matches: line => line.startsWith('{') && parseJsonObject(line) !== undefined,
		mend: '--params and --minimize name what is in them',
	},
	{
		title: 'a progress bar',
		matches: line => parseBar(line) !== undefined,
		mend: '--parse tqdm takes a step for a trial',
	},
	{
		title: 'name=value',
		matches: line => readLinePairs(line).marked.some(({mark, text}) => mark === '=' && /\d/.test(text)),
		mend: '--minimize and --params name what is in them, or --parse metrics takes them all',
	},
	{
		title: 'names with numbers',
		matches: line => readLinePairs(line).isWhole,
		mend: '--minimize and --params name what is in them',
	},
];

/** An example is cut there. */
const MOST_CHARACTERS = 60;

/**
 * A word for the person about lines of a program of which no trial was heard: what they are like, and what would help;
 * undefined where a storage is to tell the trials.
 */
export function describeUnheard(
	lines: readonly string[],
	{study, patterns}: Pick<WatchSettings, 'study' | 'patterns'> = {},
): string | undefined {
	if (study !== undefined) return undefined;
	const ids = LISTENERS.map(({id}) => id).join(', ');
	const ways = `--parse mine.toml reads lines by patterns of your own, --parse NAME by one of ${ids}`;
	const kind = KINDS.find(({matches}) => lines.some(matches));
	const example =
		(kind === undefined || patterns !== undefined ? lines.at(-1) : lines.findLast(kind.matches))?.trim() ?? '';
	const shown = example.length > MOST_CHARACTERS ? `${example.slice(0, MOST_CHARACTERS)}…` : example;
	const came = `no trial was heard of in ${counted(lines.length, 'line')} of the program`;
	if (patterns !== undefined) {
		return `${came}, e.g. ${safeText(shown)}: ${patterns.length === 1 ? 'the pattern tells none' : `none of the ${patterns.length} patterns tells one`}`;
	}
	if (kind === undefined) return `${came}, e.g. ${safeText(shown)}: ${ways}`;
	return `${came}; there are lines with ${kind.title}, e.g. ${safeText(shown)}: ${kind.mend}; ${ways}`;
}
