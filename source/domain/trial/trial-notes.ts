import type {SweepEvent} from '../event.ts';
import {dropUnsafe} from '../text/safe-text.ts';
import type {Column} from '../column/trial-columns.ts';
import type {TrialRecord} from '../trial.ts';

/** A change of the tags or the note of trials, as it stands in the journal. It changes no result. */
export type NoteCommand =
	| {
			readonly command: 'tag-trial';
			readonly trials: readonly number[];
			readonly add: readonly string[];
			readonly remove: readonly string[];
	  }
	/** An empty note takes it away. */
	| {readonly command: 'note-trial'; readonly trials: readonly number[]; readonly note: string};

const LONGEST_TAG = 40;
const MOST_TAGS = 32;
const LONGEST_NOTE = 2000;

/** `night -day`: tags to add, and with a `-` those to remove; undefined where a word is no tag. */
export function parseTags(
	text: string,
): {readonly add: readonly string[]; readonly remove: readonly string[]} | undefined {
	const words = text.split(/\s+/).filter(word => word !== '');
	const tags = words.map(word => word.replace(/^[-+]/, ''));
	if (tags.length === 0 || !tags.every(isTag)) return undefined;
	return {
		add: tags.filter((_, index) => words[index]?.startsWith('-') !== true),
		remove: tags.filter((_, index) => words[index]?.startsWith('-') === true),
	};
}

function isTag(word: string): boolean {
	return word !== '' && word.length <= LONGEST_TAG && !/[\s"'`|()]/.test(word) && dropUnsafe(word) === word;
}

/** The trials that a command of the journal notes something about; none for every other command. */
export function notedTrials(event: Extract<SweepEvent, {type: 'command-given'}>): readonly number[] {
	if (event.command !== 'tag-trial' && event.command !== 'note-trial') return [];
	const {trials} = event.arguments;
	return Array.isArray(trials) ? trials.filter((trial): trial is number => Number.isInteger(trial)) : [];
}

/** The record with what the command notes about it. What a damaged or hostile journal holds beside texts is left out. */
export function noteTrial(trial: TrialRecord, event: Extract<SweepEvent, {type: 'command-given'}>): TrialRecord {
	if (event.command === 'note-trial') {
		const {note: _old, ...rest} = trial;
		const {note} = event.arguments;
		const text = typeof note === 'string' ? note.slice(0, LONGEST_NOTE) : '';
		return text === '' ? rest : {...rest, note: text};
	}
	const remove = new Set(textsOf(event.arguments['remove']));
	const kept = (trial.tags ?? []).filter(tag => !remove.has(tag));
	const tags = [...new Set([...kept, ...textsOf(event.arguments['add'])])].slice(0, MOST_TAGS);
	const {tags: _old, ...rest} = trial;
	return tags.length === 0 ? rest : {...rest, tags};
}

function textsOf(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && isTag(item)) : [];
}

/** A record that was made anew (its trial runs again) with the notes of the one before. */
export function keepNotes(trial: TrialRecord, previous: TrialRecord | undefined): TrialRecord {
	if (previous?.tags === undefined && previous?.note === undefined) return trial;
	const {tags, note} = previous;
	return {...trial, ...(tags === undefined ? {} : {tags}), ...(note === undefined ? {} : {note})};
}

/** Columns of what was noted: on the screen, in `--where` and `--columns`; not in `trials.csv`, which holds results. */
export const NOTE_COLUMNS: readonly Column<TrialRecord>[] = [
	{
		name: 'tags',
		group: 'trial',
		unit: '',
		cell: ({tags}) => (tags === undefined ? undefined : tags.join(' ')),
	},
	{name: 'note', group: 'trial', unit: '', cell: ({note}) => note},
];

/** What else `--where`, `--columns` and `--sort` know of a trial: what was noted, why it ended as it did, and who chose it. */
export const TOLD_COLUMNS: readonly Column<TrialRecord>[] = [
	...NOTE_COLUMNS,
	{name: 'why', group: 'trial', unit: '', cell: ({why}) => why},
	{name: 'by', group: 'trial', unit: '', cell: ({by}) => by},
];
